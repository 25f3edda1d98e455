"""A low answer is no figure but a call for help: at once it is a concern of whoever leads the account (R2, R5, ADR 0058)."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from care.actions.concern import raise_concern
from care.models import SurveyAnswer
from care.states import ConcernKind, ConcernSource
from care.states.surveys import LOW_UP_TO, SCALES
from clients.models import Contact
from clients.states import Severity
from core.moves import record

# At this step or below it hurts badly: they warn others of us, or are as dissatisfied as one can be.
SEVERE_UP_TO = {"nps": 3, "csat": 1}


def open_concern(answer: SurveyAnswer, *, now: datetime) -> None:
    """Once for each answer, however often it is changed afterwards. By the clock: neither the contact nor one of ours has raised it."""
    answer.concern_at = now
    record(answer, "survey_answer.low", by=None, at=now, contact=str(answer.contact))
    if answer.account.closed_on is None:
        answer.concern = raise_concern(
            answer.account,
            by=None,
            kind=ConcernKind.PROBLEM,
            severity=severity_of(answer),
            title=_("Low answer to a survey: %(score)s") % {"score": lowest_in_words(answer)},
            text="\n\n".join(filter(None, [low_lines(answer), answer.words])),
            contact=speaks_still(answer),
            about=_("Survey of %(day)s") % {"day": date_format(timezone.localdate(now), "j M Y")},
            source=ConcernSource.SURVEY,
            now=now,
        )
    answer.save(update_fields=["concern_at", "concern"])


def severity_of(answer: SurveyAnswer) -> int:
    is_severe = any(getattr(answer, name) is not None and getattr(answer, name) <= most for name, most in SEVERE_UP_TO.items())
    return Severity.HIGH if is_severe else Severity.NORMAL


def speaks_still(answer: SurveyAnswer) -> Contact | None:
    """The contact, as long as they speak for the account: one who has gone over to another account meanwhile does not."""
    return Contact.objects.of_account(answer.account).filter(pk=answer.contact_id).first()


def low_of(answer: SurveyAnswer) -> list:
    return [line for line in answer.lines.all() if line.score is not None and line.score <= LOW_UP_TO[line.kind]]


def lowest_in_words(answer: SurveyAnswer) -> str:
    """“3 of 10”: the first of the answers that are low."""
    line = low_of(answer)[0]
    return _("%(score)s of %(most)s") % {"score": line.score, "most": SCALES[line.kind][1]}


def low_lines(answer: SurveyAnswer) -> str:
    """Each low answer with its question."""
    words = _("“%(question)s” %(score)s of %(most)s")
    return "\n".join(words % {"question": line.text, "score": line.score, "most": SCALES[line.kind][1]} for line in low_of(answer))
