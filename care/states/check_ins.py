from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.moves import Move


class CheckInKind(TextChoices):
    CALL = "call", _("Call")
    MEETING = "meeting", _("Meeting")
    TRAINING = "training", _("Training")
    REVIEW = "review", _("Review")


class CheckInState(TextChoices):
    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    MISSED = "missed", _("Missed")
    CANCELLED = "cancelled", _("Cancelled")


S = CheckInState
CHECK_IN_MOVES = {
    "hold": Move({S.PLANNED, S.MISSED}, S.HELD, may="care.work_check_in", label=_("Mark held")),
    "miss": Move({S.PLANNED}, S.MISSED, may="care.work_check_in", label=_("Mark missed"), needs_note=True),
    "cancel": Move({S.PLANNED}, S.CANCELLED, may="care.work_check_in", label=_("Cancel"), needs_note=True),
}


class Presence(TextChoices):
    """Whether somebody of the client came (R6)."""

    INVITED = "invited", _("Invited")
    ATTENDED = "attended", _("Attended")
    ABSENT = "absent", _("Did not come")
