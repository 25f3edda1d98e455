"""What surveys ask, and which tier is asked how often: set by directors, as rows (R5)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from care.models import Question, Questionnaire, SurveySchedule
from care.states.surveys import QuestionKind, SurveyKind
from clients.states import Tier
from core import changes
from core.changes import set_facts, take_for_change
from core.errors import Refused
from core.moves import record, take

MOST_QUESTIONS = 20
FEWEST_OPTIONS = 2
MAY = "care.change_questionnaires"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it was typed; `key` is the row it was, None for a new one."""

    text: str
    kind: str = QuestionKind.RATING
    key: int | None = None
    hint: str = ""
    theme: str = ""
    team_text: str = ""
    options: list[str] = field(default_factory=list)
    is_required: bool = False

    @property
    def facts(self) -> dict:
        names = ("text", "kind", "hint", "theme", "team_text", "options", "is_required")
        return {name: getattr(self, name) for name in names}


@transaction.atomic
def add_questionnaire(*, by, questions: Sequence[Asked], **facts) -> Questionnaire:
    """Raises PermissionDenied; Refused where the questions do not fit the kind; ValidationError for a name that is taken."""
    changes.ask(by, MAY)
    check_questions(facts["kind"], questions)
    questionnaire = Questionnaire(**facts)
    questionnaire.validate_unique()
    questionnaire.save()
    keep_questions(questionnaire, questions, today=None)
    record(questionnaire, "questionnaire.added", by=by)
    return questionnaire


@transaction.atomic
def change_questionnaire(
    questionnaire: Questionnaire, *, by, today: date, questions: Sequence[Asked], version: int | None = None, **facts
) -> Questionnaire:
    """Other words from now on; what was answered keeps the words it answered. The kind stays: figures of two kinds never mix."""
    facts.pop("kind", None)
    fresh = take_for_change(questionnaire, by=by, may=MAY, version=version, facts=facts)
    check_questions(fresh.kind, questions)
    before = told(fresh)
    changed = set_facts(fresh, facts)
    keep_questions(fresh, questions, today=today)
    if told(fresh) != before and not changed:
        fresh.version += 1
        fresh.save(update_fields=["version"])
    if changed or told(fresh) != before:
        record(fresh, "questionnaire.changed", by=by, changes=changed)
    return fresh


@transaction.atomic
def retire_questionnaire(questionnaire: Questionnaire, *, by, today: date) -> Questionnaire:
    """No new round asks it; its answers stay. Raises Refused while a schedule still asks it."""
    fresh = take(questionnaire, by=by, may=MAY)
    if fresh.retired_on:
        return fresh
    if schedule := SurveySchedule.objects.in_use().filter(questionnaire=fresh).first():
        raise Refused(_("The schedule “%(schedule)s” still asks it: end the schedule first.") % {"schedule": schedule})
    fresh.retired_on, fresh.version = today, fresh.version + 1
    fresh.save(update_fields=["retired_on", "version"])
    record(fresh, "questionnaire.retired", by=by)
    return fresh


def told(questionnaire: Questionnaire) -> list:
    """Its questions as they stand, to see whether anything differs."""
    names = ("pk", "position", "text", "kind", "hint", "theme", "team_text", "options", "is_required")
    return list(questionnaire.questions.in_use().values_list(*names))


def check_questions(kind: str, questions: Sequence[Asked]) -> None:
    """Raises Refused, in words for the page."""
    number = Counter(one.kind for one in questions)
    if len(questions) > MOST_QUESTIONS:
        raise Refused(_("At most %(most)d questions: nobody answers more.") % {"most": MOST_QUESTIONS})
    if number[QuestionKind.NPS] > 1 or number[QuestionKind.CSAT] > 1:
        raise Refused(_("Ask whether they would recommend us, and how satisfied they are, once each at most."))
    needed = {
        SurveyKind.NPS: (QuestionKind.NPS, _("A recommendation survey needs one question from 0 to 10.")),
        SurveyKind.CSAT: (QuestionKind.CSAT, _("A satisfaction survey needs one question “How satisfied, 1 to 5”.")),
        SurveyKind.RELATIONSHIP: (QuestionKind.RATING, _("A relationship survey needs at least one rated question.")),
    }
    wanted, why = needed[SurveyKind(kind)]
    if not number[wanted]:
        raise Refused(why)
    for one in questions:
        if one.kind == QuestionKind.CHOICE and len(one.options) < FEWEST_OPTIONS:
            raise Refused(_("“%(question)s” needs at least two answers to choose from.") % {"question": one.text})
        if one.team_text and one.kind != QuestionKind.RATING:
            raise Refused(_("Our team is asked rated questions only: “%(question)s” is none.") % {"question": one.text})


def keep_questions(questionnaire: Questionnaire, questions: Sequence[Asked], *, today: date | None) -> None:
    """In their order. One that is left out, or that becomes another kind, is retired, so that its answers keep their question."""
    there = {one.pk: one for one in questionnaire.questions.in_use()}
    for place, asked in enumerate(questions, start=1):
        row = there.get(asked.key)
        if row is not None and row.kind == asked.kind:
            del there[asked.key]
            for name, value in asked.facts.items():
                setattr(row, name, value)
            row.position = place
            row.save()
        else:
            Question.objects.create(questionnaire=questionnaire, position=place, **asked.facts)
    Question.objects.filter(pk__in=there).update(retired_on=today)


# ── Schedules ──


def check_schedule(schedule: SurveySchedule | None, tier: str, questionnaire: Questionnaire) -> None:
    """Raises Refused where this tier is asked the same already. Twin: one_live_schedule_per_tier_and_questionnaire."""
    same = SurveySchedule.objects.in_use().filter(tier=tier, questionnaire=questionnaire)
    if same.exclude(pk=schedule.pk if schedule else None).exists():
        words = {"tier": str(Tier(tier).label).lower(), "name": questionnaire}
        raise Refused(_("Clients of the tier “%(tier)s” are asked “%(name)s” already: change that schedule.") % words)


@transaction.atomic
def add_schedule(*, by, **facts) -> SurveySchedule:
    changes.ask(by, MAY)
    check_schedule(None, facts["tier"], facts["questionnaire"])
    schedule = SurveySchedule.objects.create(made_by=by, **facts)
    record(schedule, "survey_schedule.added", by=by, months=schedule.every_months)
    return schedule


@transaction.atomic
def change_schedule(schedule: SurveySchedule, *, by, version: int | None = None, **facts) -> SurveySchedule:
    fresh = take_for_change(schedule, by=by, may=MAY, version=version, facts=facts)
    check_schedule(fresh, facts.get("tier", fresh.tier), facts.get("questionnaire", fresh.questionnaire))
    if changed := set_facts(fresh, facts):
        record(fresh, "survey_schedule.changed", by=by, changes=changed)
    return fresh


@transaction.atomic
def end_schedule(schedule: SurveySchedule, *, by, today: date) -> SurveySchedule:
    """The clock opens no further round of it; those that are open run on."""
    fresh = take(schedule, by=by, may=MAY)
    if fresh.retired_on is None:
        fresh.retired_on, fresh.version = today, fresh.version + 1
        fresh.save(update_fields=["retired_on", "version"])
        record(fresh, "survey_schedule.ended", by=by)
    return fresh
