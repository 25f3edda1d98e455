from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.moves import Move


class AlertKind(TextChoices):
    """Why supervisor and director are told of an account's health (R4)."""

    DROP = "drop", _("A drop")
    COLOUR = "colour", _("A change of colour")
    GAP = "gap", _("What is seen and what is said differ")


class PlanState(TextChoices):
    """A recovery plan: written, agreed by a director, worked, judged."""

    DRAFT = "draft", _("Draft")
    AGREED = "agreed", _("Agreed")
    RUNNING = "running", _("Running")
    RECOVERED = "recovered", _("Recovered")
    NOT_RECOVERED = "not_recovered", _("Not recovered")
    DROPPED = "dropped", _("Dropped")


P = PlanState
OPEN_PLANS = (P.DRAFT, P.AGREED, P.RUNNING)
PLAN_TERMS = ("goal", "review_on")  # what a director agrees to and a supervisor judges by
JUDGED_PLANS = (P.RECOVERED, P.NOT_RECOVERED)
PLAN_MOVES = {
    "agree": Move({P.DRAFT}, P.AGREED, may="care.agree_recovery_plan", label=_("Agree")),
    "send_back": Move({P.AGREED}, P.DRAFT, may="care.send_back_recovery_plan", label=_("Send back"), needs_note=True),
    "rewrite": Move({P.AGREED, P.RUNNING}, P.DRAFT, may="care.work_recovery_plan", label=_("Agree to anew")),  # by saving other terms
    "start": Move({P.AGREED}, P.RUNNING, may="care.work_recovery_plan", label=_("Start")),
    "recover": Move({P.RUNNING}, P.RECOVERED, may="care.judge_recovery_plan", label=_("Close as recovered"), needs_note=True),
    "give_up": Move({P.RUNNING}, P.NOT_RECOVERED, may="care.judge_recovery_plan", label=_("Close as not recovered"), needs_note=True),
    "drop": Move({P.DRAFT, P.AGREED}, P.DROPPED, may="care.work_recovery_plan", label=_("Drop"), needs_note=True),
}
