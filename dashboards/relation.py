"""The figures of the relationship (S2): counted over the sets of `relation_records.py` in five queries, whatever there is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, CharField, Count, DateField, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, Now, TruncMonth

from care.querysets import HELD_LATE, MISSED, ON_TIME
from care.satisfaction import Quarter, quarters, sums_of_trend, trend_from
from care.silence import with_silence
from care.states import CheckInState
from care.states.surveys import InvitationState
from clients.account_troubles import coverage_missing, role_missing
from clients.states import MINIMUM_COVERAGE, DecisionRole
from core.statements import asked, state_of
from dashboards.records import SETS
from dashboards.relation_records import CONCERN_AGES, IN_TIME, NOT_YET, TOO_LATE, client_answers, concern_of_age, midnight, owing
from dashboards.scope import Scope
from dashboards.tables import with_lead

SILENT_SHOWN = 8
ROLES = tuple(role for role in DecisionRole if any(role in asks for asks in MINIMUM_COVERAGE.values()))


@dataclass(frozen=True, slots=True)
class Standing:
    """Accounts of one tier and colour: how many, how many moved, how many are silent, and how many miss which role."""

    tier: str
    colour: str
    number: int
    rose_7: int
    fell_7: int
    rose_30: int
    fell_30: int
    silent: int
    incomplete: int
    missing: tuple[int, ...]  # in the order of ROLES


@dataclass(frozen=True, slots=True)
class ConcernGroup:
    age: str
    rung: int
    number: int
    late: int


@dataclass(frozen=True, slots=True)
class Span:
    """Of check-ins of a month: on time, late, missed, overdue. Of its contact reports: in time, late, still in time.

    Of contacts in a quarter: asked, answered. What there is not is nought.
    """

    what: str
    begins_on: date
    first: int
    second: int
    third: int
    fourth: int


@dataclass(frozen=True, slots=True)
class Silent:
    """An account without a word for longer than its cadence."""

    pk: int
    name: str
    code: str
    days: int
    cadence: int
    last_held_on: date | None
    next_on: date | None
    lead: int | None


def counted(scope: Scope) -> dict:
    """Everything that the page says, as plain rows. The statements are built once (ADR 0030)."""

    def rows(name: str, build: Callable[[Scope], QuerySet]) -> list:
        return asked(("relationship", name, scope.facts, state_of(scope.person)), lambda: build(scope))

    spans = [Span(*row) for row in rows("spans", by_month_and_quarter)]
    answers = rows("answers", lambda scope: sums_of_trend(client_answers(scope), scope.today))
    return {
        "accounts": [Standing(*row[:9], tuple(row[9:])) for row in rows("accounts", accounts_by_health)],
        "silent": [Silent(*row) for row in rows("silent", longest_silent)],
        "concerns": [ConcernGroup(*row) for row in rows("concerns", concerns_by_age_and_rung)],
        "trend": trend_from(answers, scope.today),
        "asked": {one.begins_on: (one.first, one.second) for one in spans if one.what == "asked"},
        "months": sorted((one for one in spans if one.what != "asked"), key=lambda one: one.begins_on),
    }


def accounts_by_health(scope: Scope) -> QuerySet:
    """In the order of `Standing`, a column for each role at the end."""
    rows = with_silence(scope.accounts().order_by(), today=scope.today)
    rows = rows.annotate(shown_as=Coalesce("health__colour", Value(""))).values_list("effective_tier", "shown_as")
    conditions = {
        "rose_7": Q(health__changed_7__gt=0),
        "fell_7": Q(health__changed_7__lt=0),
        "rose_30": Q(health__changed_30__gt=0),
        "fell_30": Q(health__changed_30__lt=0),
        "silent_ones": Q(days_silent__gt=F("cadence")),
        "incomplete": coverage_missing(scope.today),
        **{f"without_{role}": role_missing(role) for role in ROLES},
    }
    return rows.annotate(number=Count("pk"), **{name: Count("pk", filter=condition) for name, condition in conditions.items()})


def longest_silent(scope: Scope) -> QuerySet:
    """The worst first: by how many times their own cadence is over. In the order of `Silent`."""
    rows = with_lead(SETS["silent"](scope), path="pk", today=scope.today).order_by("-silence", "pk")
    fields = ("pk", "name", "code", "days_silent", "cadence", "last_held_on", "next_check_in_on", "lead_pk")
    return rows.values_list(*fields)[:SILENT_SHOWN]


def concerns_by_age_and_rung(scope: Scope) -> QuerySet:
    """In the order of `ConcernGroup`."""
    ages = Case(*[When(concern_of_age(age, today=scope.today), then=Value(age)) for age in CONCERN_AGES], output_field=CharField())
    late = Count("pk", filter=Q(due_at__lt=Now()))
    return SETS["concerns"](scope).order_by().annotate(age=ages).values_list("age", "rung").annotate(number=Count("pk"), late=late)


def by_month_and_quarter(scope: Scope) -> QuerySet:
    """In the order of `Span`: check-ins by the month they were planned for, contact reports by that of the check-in, and who was asked."""
    overdue = Q(state=CheckInState.PLANNED, planned_on__lt=scope.today)
    check_ins = _spans(SETS["due-check-ins"](scope), "check_ins", TruncMonth("planned_on"), ON_TIME, HELD_LATE, MISSED, overdue)
    reports = _spans(owing(scope), "reports", TruncMonth("held_on"), IN_TIME, TOO_LATE, NOT_YET)
    return check_ins.union(reports, asked_by_quarter(scope), all=True)


def asked_by_quarter(scope: Scope) -> QuerySet:
    """How many contacts were asked in it, and how many of these have answered since."""
    since = {first: midnight(first) for first in reversed(quarters(scope.today))}
    quarter = Case(*[When(sent_at__gte=moment, then=Value(first)) for first, moment in since.items()], output_field=DateField())
    rows = SETS["asked"](scope).filter(sent_at__gte=min(since.values()))
    return _spans(rows, "asked", quarter, Q(), Q(state=InvitationState.ANSWERED))


def _spans(rows: QuerySet, what: str, begins_on, *conditions: Q) -> QuerySet:
    names = ("first_number", "second_number", "third_number", "fourth_number")
    numbers = {name: Count("pk", filter=condition) for name, condition in zip(names, conditions, strict=False)}
    numbers |= {name: Value(0, output_field=IntegerField()) for name in names[len(conditions) :]}
    parts = {"what": Value(what, output_field=CharField()), "begins_on": Cast(begins_on, DateField())}
    return rows.order_by().annotate(**parts).values("what", "begins_on").annotate(**numbers).values_list("what", "begins_on", *names)


def last_quarter_with(trend: list[Quarter], figure: str) -> Quarter | None:
    """The latest quarter that has this figure."""
    return next((one for one in reversed(trend) if one.figures and getattr(one.figures, figure) is not None), None)
