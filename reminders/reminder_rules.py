"""People's own rule: an absence that nobody covers (P8). It stands here because `people` lies below the reminders."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import Absence
from reminders.ladders import above
from reminders.registry import Line, Rule, Step, rules


def absence_line(absence: Absence, today) -> Line:
    days = f"{date_format(absence.starts_on, 'j M')} – {date_format(absence.ends_on, 'j M')}"
    return Line(
        title=_("Name a cover for %(person)s") % {"person": absence.person},
        why=_("Away %(days)s, and nobody gets their reminders and approvals") % {"days": days},
        act_label=_("Name a cover"),
        url=reverse("absence_change", args=[absence.pk]),
        key=f"absence:{absence.pk}",
        icon="user-round-x",
        group="team",
    )


rules.register(
    Rule(
        name="absence_without_cover",
        label=gettext_lazy("Absences without cover"),
        subject=lambda: Absence,
        causes=lambda today: Absence.objects.without_cover().filter(person__is_active=True),
        anchor="starts_on",
        steps=(Step(14, climbs_after=5), Step(3, climbs_after=1)),
        ladder=lambda today: above("person", today),
        line=absence_line,
        loaded=lambda rows: rows.select_related("person"),
    )
)
