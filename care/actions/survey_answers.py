"""What is answered to surveys (R5): by a contact through their link, by our team about the client; once for each invitation."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from care.actions.low_answers import open_concern
from care.actions.survey_rounds import CHANGE_DAYS
from care.models import AnswerLine, Question, Questionnaire, SurveyAnswer, SurveyInvitation, SurveyLink, TeamRating
from care.states.surveys import LOW_UP_TO, AnswerSide, QuestionKind, RoundState, SurveyKind
from core.errors import LostRace, Refused
from core.moves import make_move, record, take

LONGEST_WORDS = 4000
Said = Mapping[int, int | str | None]  # key of the question → step of its scale, words, or the answer chosen


class NewWords(Refused):
    """The questionnaire was changed while somebody was answering: they see the new words, and what they typed."""


# ── By link ──────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def note_opening(link: SurveyLink, *, now: datetime) -> None:
    """The first look is an event, so we know that the letter arrived; later the first of each day. `link` knows when it was used before."""
    invitation = take(link.invitation, by=None)
    if invitation.opened_at is not None:
        before = link.last_used_at
        if before is None or timezone.localdate(before) < timezone.localdate(now):
            record(invitation, "survey_link.used", by=link, at=now)
        return
    if invitation.state in SurveyInvitation.moves["open"].sources and invitation.round.state == RoundState.OPEN:
        make_move(invitation, "open", by=link, opened_at=now)
    else:
        SurveyInvitation.objects.filter(pk=invitation.pk).update(opened_at=now)


def may_answer(invitation: SurveyInvitation) -> bool:
    """The first answer comes while the round is open."""
    may = SurveyInvitation.moves["answer"].sources
    return invitation.state in may and invitation.round.state == RoundState.OPEN


def may_change(answer: SurveyAnswer, *, now: datetime) -> bool:
    """Until the round closes, and at least for CHANGE_DAYS after it was given. ADR 0057"""
    return answer.round.state == RoundState.OPEN or now < answer.answered_at + timedelta(days=CHANGE_DAYS)


@transaction.atomic
def give_answer(invitation: SurveyInvitation, *, by: SurveyLink, said: Said, edition: int, now: datetime, version: int = 0) -> SurveyAnswer:
    """The one answer of an invitation; given again it is the same answer, changed. `version` 0: there was none when the page was opened.

    Raises PermissionDenied; Refused when it is too late; NewWords; LostRace when another answer came in between.
    """
    fresh = take(invitation, by=by, may="care.answer_survey")
    questionnaire = fresh.round.questionnaire
    if edition != questionnaire.version:
        raise NewWords(_("The questions have changed while you were answering. Please look once more before you send."))
    if (answer := SurveyAnswer.objects.select_for_update(of=("self",)).filter(invitation=fresh).first()) is not None:
        return _change(answer, questionnaire, by=by, said=said, now=now, version=version)
    if not may_answer(fresh):
        raise Refused(_("This survey is closed. Thank you all the same: tell us in your own words whenever you like."))
    make_move(fresh, "answer", by=by, opened_at=fresh.opened_at or now)
    answer = SurveyAnswer(
        invitation=fresh,
        round=fresh.round,
        questionnaire=questionnaire,
        kind=questionnaire.kind,
        account=fresh.account,
        contact=fresh.contact,
        answered_at=now,
        answered_on=timezone.localdate(now),
    )
    _write(answer, questions_for(questionnaire, AnswerSide.CLIENT), said)
    record(answer, "survey_answer.given", by=by, at=now, score=in_short(answer))
    _look_low(answer, now=now)
    return answer


def _change(answer: SurveyAnswer, questionnaire, *, by, said: Said, now: datetime, version: int) -> SurveyAnswer:
    questions = questions_for(questionnaire, AnswerSide.CLIENT)
    if said_before(answer) == cleaned(questions, said):
        return answer  # pressed twice
    if version != answer.version:
        raise LostRace(answer)
    if not may_change(answer, now=now):
        raise Refused(_("This survey is closed, and your answer stands as you gave it. Thank you."))
    before = in_short(answer)
    answer.version += 1
    answer.changed_at, answer.read_at, answer.read_by = now, None, None
    _write(answer, questions, said)
    record(answer, "survey_answer.changed", by=by, at=now, score=in_short(answer), before=before)
    _look_low(answer, now=now)
    return answer


@transaction.atomic
def refuse_survey(invitation: SurveyInvitation, *, by: SurveyLink, now: datetime) -> SurveyInvitation:
    """The contact does not want to be asked: neither now nor later."""
    return make_move(invitation, "refuse", by=by, refused_on=timezone.localdate(now))


# ── By our team ──────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def give_team_rating(rating: TeamRating, *, by, said: Said, now: datetime, version: int | None = None) -> SurveyAnswer:
    """What one of us says of the client, before the client's answer is shown to them. It stands: nobody's own changes by seeing the other.

    Raises PermissionDenied, LostRace; Refused when it was given already or the round is closed.
    """
    fresh = take(rating, by=by, may="care.give_team_rating", version=version)
    if fresh.answer_id:
        raise Refused(_("You have rated them in this round already."))
    if fresh.round.state != RoundState.OPEN:
        raise Refused(_("This round is closed."))
    questionnaire = fresh.round.questionnaire
    answer = SurveyAnswer(
        round=fresh.round,
        questionnaire=questionnaire,
        kind=questionnaire.kind,
        account=fresh.account,
        side=AnswerSide.TEAM,
        person=by,
        answered_at=now,
        answered_on=timezone.localdate(now),
        was_blind=not other_side_is_known(fresh),
    )
    _write(answer, questions_for(questionnaire, AnswerSide.TEAM), said)
    fresh.answer, fresh.version = answer, fresh.version + 1
    fresh.save(update_fields=["answer", "version"])
    record(answer, "survey_answer.rated", by=by, at=now)
    return answer


def other_side_is_known(rating: TeamRating) -> bool:
    """A concern that was opened by an answer has told the team what the client said (ADR 0058)."""
    return SurveyAnswer.objects.of_clients().filter(round=rating.round_id, account=rating.account_id, concern_at__isnull=False).exists()


# ── Reading ──────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def read_answer(answer: SurveyAnswer, *, by, now: datetime) -> SurveyAnswer:
    """Somebody who answers for the account has read it; the first counts."""
    fresh = take(answer, by=by, may="care.read_survey_answer")
    if fresh.read_at is None:
        fresh.read_at, fresh.read_by = now, by
        fresh.save(update_fields=["read_at", "read_by"])
        record(fresh, "survey_answer.read", by=by)
    return fresh


# ── What an answer is made of ────────────────────────────────────────────────────────────────────


def questions_for(questionnaire: Questionnaire, side: str) -> list[Question]:
    """In their order; our side is asked only what has words for it."""
    questions = questionnaire.questions.in_use().order_by("position", "pk")
    return list(questions if side == AnswerSide.CLIENT else questions.exclude(team_text=""))


def text_for(question: Question, side: str) -> str:
    return question.text if side == AnswerSide.CLIENT else question.team_text


def cleaned(questions: list[Question], said: Said) -> dict[int, int | str]:
    """What was answered to these questions, without what was left empty. Raises Refused for what is no answer to its question."""
    found: dict[int, int | str] = {}
    for question in questions:
        value = said.get(question.pk)
        if value in (None, ""):
            if question.is_required:
                raise Refused(_("Please answer “%(question)s”.") % {"question": question})
            continue
        if question.steps:
            if value not in question.steps:
                raise Refused(_("“%(question)s” has no such answer.") % {"question": question})
        elif question.kind == QuestionKind.CHOICE and value not in question.options:
            raise Refused(_("“%(question)s” has no such answer.") % {"question": question})
        elif len(str(value)) > LONGEST_WORDS:
            raise Refused(_("“%(question)s”: that is more than we can keep. Please say it shorter.") % {"question": question})
        found[question.pk] = value
    if not found:
        raise Refused(_("Nothing is answered yet."))
    return found


def said_before(answer: SurveyAnswer) -> dict[int, int | str]:
    return {line.question_id: line.words if line.score is None else line.score for line in answer.lines.all()}


def _write(answer: SurveyAnswer, questions: list[Question], said: Said) -> None:
    """Its lines with the words of today, and the figures that stand on it."""
    values = cleaned(questions, said)
    lines = []
    for question in questions:
        if question.pk not in values:
            continue
        value = values[question.pk]
        lines.append(
            AnswerLine(
                question=question,
                position=question.position,
                kind=question.kind,
                theme=question.theme,
                text=text_for(question, answer.side),
                score=value if question.steps else None,
                words="" if question.steps else str(value),
            )
        )
    count(answer, lines)
    answer.save()
    answer.lines.all().delete()
    for line in lines:
        line.answer = answer
    AnswerLine.objects.bulk_create(lines)


def count(answer: SurveyAnswer, lines: list[AnswerLine]) -> None:
    """NPS, CSAT, the mean of what was rated, the first words; whether one of them is low."""
    scores = {kind: [line.score for line in lines if line.kind == kind and line.score is not None] for kind in LOW_UP_TO}
    answer.nps = next(iter(scores[QuestionKind.NPS]), None)
    answer.csat = next(iter(scores[QuestionKind.CSAT]), None)
    rated = scores[QuestionKind.RATING]
    answer.rating = (Decimal(sum(rated)) / len(rated)).quantize(Decimal("0.01")) if rated else None
    answer.words = "\n\n".join(line.words for line in lines if line.kind == QuestionKind.WORDS and line.words)
    is_low = any(score <= LOW_UP_TO[kind] for kind, found in scores.items() for score in found)
    answer.is_low = is_low and answer.side == AnswerSide.CLIENT


def in_short(answer: SurveyAnswer) -> str:
    """“NPS 7”, “3 of 5”: how a sentence names it. Nothing of a relationship, which our side rates without knowing."""
    if answer.kind == SurveyKind.RELATIONSHIP:
        return ""
    if answer.nps is not None:
        return f"NPS {answer.nps}"
    if answer.csat is not None:
        return _("%(score)s of 5") % {"score": answer.csat}
    return _("in words")


def _look_low(answer: SurveyAnswer, *, now: datetime) -> None:
    """A low answer opens a concern, once for each answer however often it is changed (ADR 0058)."""
    if answer.is_low and answer.concern_at is None:
        open_concern(answer, now=now)
