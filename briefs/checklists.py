"""What is looked at before a job leaves the house (W7): the live checklist of its kind, else that for any kind, else this one."""

from django.utils.translation import gettext as _

from briefs.models import Checklist

MOST_POINTS = 60


def house_points() -> list[str]:
    """The questions of an agency that has not written its own checklist."""
    return [
        _("Every deliverable of the brief is there, in its specification, quantity and language"),
        _("Names, prices, dates and contact details were checked against their source"),
        _("All mandatories are in, and every claim has its evidence"),
        _("Spelling was read by somebody who did not write it"),
        _("The client approved exactly this version"),
        _("Rights for pictures, music, fonts and people cover the use"),
        _("Files open, and are named as the receiver asks"),
    ]


def points_for(kind: str) -> list[str]:
    """The questions for a job of this kind, in their order."""
    lists = list(Checklist.objects.live().filter(kind__in=[kind, ""]).prefetch_related("items"))
    chosen = next((one for one in lists if one.kind == kind), None) or next(iter(lists), None)
    texts = [item.text for item in chosen.items.all()] if chosen else []
    return texts or house_points()
