from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Rung(IntegerChoices):
    """Who of the ladder a reminder speaks to. One that is not acted on climbs to the next (DESIGN §8)."""

    LEAD = 0, _("Lead")
    SUPERVISOR = 1, _("Supervisor")
    DIRECTOR = 2, _("Director")
    HEAD = 3, _("Head")


class ReminderState(TextChoices):
    PENDING = "pending", _("To be sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Undeliverable")
    CANCELLED = "cancelled", _("Cancelled")
    DONE = "done", _("Done")


OPEN_STATES = (ReminderState.PENDING, ReminderState.SENT, ReminderState.FAILED)
CLOSED_STATES = (ReminderState.CANCELLED, ReminderState.DONE)


class Outcome(TextChoices):
    """Why a reminder is closed."""

    BY_HAND = "by_hand", _("marked done")
    ACTED = "acted", _("acted on")
    CAUSE_GONE = "cause_gone", _("no longer needed")
    DATE_MOVED = "date_moved", _("the date moved")
    DAY_PASSED = "day_passed", _("the day passed")
    FOLLOWED = "followed", _("followed by a later one")
    UNSEEN = "unseen", _("no longer theirs to see")


class DigestState(TextChoices):
    PENDING = "pending", _("To be sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Undeliverable")
    EMPTY = "empty", _("Nothing left to say")
