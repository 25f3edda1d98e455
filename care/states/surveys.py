from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.moves import Move


class SurveyKind(TextChoices):
    """What a questionnaire is after (R5)."""

    NPS = "nps", _("Recommendation (NPS)")
    CSAT = "csat", _("Satisfaction (CSAT)")
    RELATIONSHIP = "relationship", _("Relationship")


class QuestionKind(TextChoices):
    NPS = "nps", _("Would recommend us, 0 to 10")
    CSAT = "csat", _("How satisfied, 1 to 5")
    RATING = "rating", _("Rated, 1 to 5")
    CHOICE = "choice", _("One of several")
    WORDS = "words", _("In their own words")


# Lowest and highest step of each scale.
SCALES = {QuestionKind.NPS: (0, 10), QuestionKind.CSAT: (1, 5), QuestionKind.RATING: (1, 5)}
# At this step or below an answer opens a concern: a detractor, dissatisfied, a rating at the bottom. ADR 0058
LOW_UP_TO = {QuestionKind.NPS: 6, QuestionKind.CSAT: 2, QuestionKind.RATING: 1}
PROMOTER_FROM = 9
FEWEST_FOR_A_FIGURE = 5  # below, the page says so: a handful of answers is no measure


class AnswerSide(TextChoices):
    """Both sides rate the same relationship."""

    CLIENT = "client", _("The client")
    TEAM = "team", _("Our team")


class RoundState(TextChoices):
    PLANNED = "planned", _("Planned")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


R = RoundState
ROUND_MOVES = {
    "open": Move({R.PLANNED}, R.OPEN, may="care.run_survey_round", label=_("Open now")),
    "close": Move({R.OPEN}, R.CLOSED, may="care.run_survey_round", label=_("Close it")),
    "cancel": Move({R.PLANNED}, R.CANCELLED, may="care.run_survey_round", label=_("Cancel it"), needs_note=True),
}


class InvitationState(TextChoices):
    SENT = "sent", _("Sent")
    OPENED = "opened", _("Opened")
    ANSWERED = "answered", _("Answered")
    LAPSED = "lapsed", _("Not answered")
    BOUNCED = "bounced", _("Did not arrive")
    REFUSED = "refused", _("Does not want to be asked")


I = InvitationState  # noqa: E741 the table below reads as a table
SILENT = (I.SENT, I.OPENED)
# Handed over as an address, a survey may be answered although its letter did not arrive.
INVITATION_MOVES = {
    "open": Move({I.SENT, I.BOUNCED}, I.OPENED, may="care.answer_survey", label=_("Open")),
    "answer": Move({I.SENT, I.OPENED, I.BOUNCED}, I.ANSWERED, may="care.answer_survey", label=_("Answer")),
    "refuse": Move({I.SENT, I.OPENED, I.BOUNCED}, I.REFUSED, may="care.answer_survey", label=_("Do not ask me")),
    "lapse": Move({I.SENT, I.OPENED}, I.LAPSED, may="care.run_clock", label=_("Let lapse")),
    "bounce": Move({I.SENT, I.OPENED}, I.BOUNCED, may="care.run_clock", label=_("Mark as not arrived")),
}
