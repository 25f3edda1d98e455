"""What the clock does with surveys, idempotent and never twice (R5, S1): schedules open rounds, rounds open, remind and close."""

from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from care.actions import survey_rounds
from care.models import AnswerLine, SurveyAnswer, SurveyInvitation, SurveyRound, SurveySchedule
from core.errors import IllegalMove
from core.retention import days_kept

CHUNK = 500


def daily(today: date) -> dict[str, int]:
    now = moment_of(today)
    return {
        "survey_rounds_scheduled": schedule_rounds(today),
        "survey_rounds_opened": open_rounds(today, now=now),
        "survey_reminders_sent": remind_silent(today, now=now),
        "survey_letters_lost": survey_rounds.note_bounces(),
        "survey_rounds_closed": close_rounds(today),
        "survey_names_forgotten": forget_names(today),
    }


def moment_of(today: date) -> datetime:
    """Now, as long as it is that day; else its noon: a sweep that catches up, or one that is told what day it is."""
    now = timezone.now()
    return now if timezone.localdate(now) == today else timezone.make_aware(datetime.combine(today, time(12)))


def period_of(schedule: SurveySchedule, today: date) -> date | None:
    """The latest day on which this schedule was due; None before its first."""
    if today < schedule.starts_on:
        return None
    months = (today.year - schedule.starts_on.year) * 12 + today.month - schedule.starts_on.month
    turn = months // schedule.every_months
    while (day := schedule.starts_on + relativedelta(months=turn * schedule.every_months)) > today:
        turn -= 1
    return day


def schedule_rounds(today: date) -> int:
    """A round for each schedule whose period has come. Periods that went by while the clock stood still are not made up for:
    whoever comes back after half a year is asked once. The database keeps one round for each period."""
    rounds = []
    for schedule in SurveySchedule.objects.in_use().filter(questionnaire__retired_on=None).select_related("questionnaire"):
        if period := period_of(schedule, today):
            rounds.append(
                SurveyRound(
                    name=f"{schedule} {period:%Y-%m}",
                    questionnaire=schedule.questionnaire,
                    schedule=schedule,
                    period_on=period,
                    tiers=[schedule.tier],
                    roles=schedule.roles,
                    opens_on=today,
                    closes_on=today + timedelta(days=schedule.open_days),
                    remind_after=schedule.remind_after,
                )
            )
    before = SurveyRound.objects.exclude(schedule=None).count()
    SurveyRound.objects.bulk_create(rounds, ignore_conflicts=True)
    return SurveyRound.objects.exclude(schedule=None).count() - before


def open_rounds(today: date, *, now: datetime) -> int:
    opened = 0
    for survey_round in SurveyRound.objects.due_to_open(today=today).order_by("opens_on", "pk"):
        survey_rounds.open_round(survey_round, by=None, now=now)
        opened += 1
    return opened


def remind_silent(today: date, *, now: datetime) -> int:
    due = [
        one for one in SurveyRound.objects.open().order_by("pk") if (day := survey_rounds.remind_on(one)) and day <= today <= one.closes_on
    ]
    return sum(survey_rounds.remind(one, now=now) for one in due)


def close_rounds(today: date) -> int:
    closed = 0
    for survey_round in SurveyRound.objects.due_to_close(today=today).order_by("pk"):
        try:
            survey_rounds.close_round(survey_round, by=None)
        except IllegalMove:  # another clock was faster
            continue
        closed += 1
    return closed


def next_period(schedule: SurveySchedule, today: date) -> date:
    """The day after today on which it is due next, or its first."""
    before = period_of(schedule, today)
    if before is None:
        return schedule.starts_on
    months = (before.year - schedule.starts_on.year) * 12 + before.month - schedule.starts_on.month
    return schedule.starts_on + relativedelta(months=months + schedule.every_months)


def forget_names(today: date) -> int:
    """Answers that are older than we keep names: who said it and their words go, the figures stay for the trend. Returns how many."""
    old = SurveyAnswer.objects.of_clients().filter(answered_on__lt=today - timedelta(days=days_kept("survey_answers")))
    old = old.filter(Q(contact__isnull=False) | ~Q(words="") | Q(invitation__isnull=False))
    forgotten = 0
    while keys := list(old.order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        with transaction.atomic():
            AnswerLine.objects.filter(answer__in=keys).exclude(words="").update(words="")
            invitations = SurveyInvitation.objects.filter(answer__in=keys)
            invited = list(invitations.values_list("pk", flat=True))
            SurveyAnswer.objects.filter(pk__in=keys).update(contact=None, words="", invitation=None)
            SurveyInvitation.objects.filter(pk__in=invited).delete()
        forgotten += len(keys)
    return forgotten
