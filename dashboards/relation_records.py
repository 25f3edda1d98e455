"""The records behind the figures of the relationship: health, silence, concerns, satisfaction, discipline, coverage (S2, R1–R5, C3)."""

from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from care.models import CheckIn, Concern, ReportIssue, SurveyAnswer, SurveyInvitation
from care.querysets import MISSED
from care.report_clock import ended_at
from care.satisfaction import end_of_quarter
from care.silence import silent, with_next_check_in
from care.states import CheckInState
from care.states.surveys import InvitationState
from clients.account_troubles import coverage_missing, role_missing
from clients.states import DecisionRole, HealthColour
from dashboards.records import records
from dashboards.scope import Scope
from dashboards.work_records import of_scope
from reminders.states import Rung

COLOURS = {**dict(HealthColour.choices), "none": _("Not enough evidence")}
MOVES = {"7": "changed_7", "30": "changed_30"}  # days looked back on → what `AccountHealth` knows of them
CONCERN_AGES = {"days": _("Up to 2 days"), "week": _("3 to 7 days"), "month": _("8 to 30 days"), "older": _("More than 30 days")}
OLDEST_DAYS = {"days": 2, "week": 7, "month": 30}
BANDS = {"nps": _("With NPS"), "csat": _("With CSAT")}
ASKED = {"answered": _("Answered")}


def midnight(day: date) -> datetime:
    """The moment at which this day begins, by the agency's clock."""
    return ended_at(day - timedelta(days=1), None)


# ── Health ───────────────────────────────────────────────────────────────────────────────────────


@records("health", _("Accounts by health"), "health")
def health(scope, narrowing):
    """`part` is the colour; "none" are those without enough evidence."""
    rows = scope.accounts()
    if narrowing.part == "none":
        return rows.exclude(health__colour__in=HealthColour.values)
    return rows.filter(health__colour=narrowing.part) if narrowing.part in HealthColour.values else rows


@records("health-rose", _("Accounts whose health rose"), "health")
def health_rose(scope, narrowing):
    """`age` is how many days are looked back on."""
    return scope.accounts().filter(**{f"health__{MOVES.get(narrowing.age, 'changed_7')}__gt": 0})


@records("health-fell", _("Accounts whose health fell"), "health")
def health_fell(scope, narrowing):
    return scope.accounts().filter(**{f"health__{MOVES.get(narrowing.age, 'changed_7')}__lt": 0})


@records("silent", _("Silent accounts"), "silent")
def silent_accounts(scope, narrowing):
    """Longer without a word than their cadence."""
    return with_next_check_in(silent(scope.accounts(), today=scope.today), today=scope.today)


@records("coverage-missing", _("Accounts without all stakeholders"), "health")
def coverage_missing_accounts(scope, narrowing):
    """`part` is the role that the tier asks for and nobody holds."""
    if narrowing.part in DecisionRole.values:
        return scope.accounts().filter(role_missing(narrowing.part))
    return scope.accounts().filter(coverage_missing(scope.today))


# ── Concerns ─────────────────────────────────────────────────────────────────────────────────────


def concern_of_age(age: str, *, today: date) -> Q:
    """Since it was raised, in days."""
    if age not in CONCERN_AGES:
        return Q()
    ages = list(CONCERN_AGES)
    younger = ages[ages.index(age) - 1] if ages.index(age) else ""
    found = Q(raised_at__lt=midnight(today - timedelta(days=OLDEST_DAYS[younger]))) if younger else Q()
    return found & Q(raised_at__gte=midnight(today - timedelta(days=OLDEST_DAYS[age]))) if age in OLDEST_DAYS else found


@records("concerns", _("Open concerns"), "concern")
def concerns(scope, narrowing):
    """`part` is the rung."""
    rows = of_scope(scope, Concern.objects.live()).filter(concern_of_age(narrowing.age, today=scope.today))
    return rows.filter(rung=int(narrowing.part)) if narrowing.part in {str(rung.value) for rung in Rung} else rows


@records("late-concerns", _("Late concerns"), "concern")
def late_concerns(scope, narrowing):
    """Late at this very moment, by the clock of the database: so the statement stays the same all day."""
    return concerns(scope, narrowing).late(now=Now())


# ── Satisfaction ─────────────────────────────────────────────────────────────────────────────────


def client_answers(scope: Scope) -> QuerySet:
    """What clients said, without what their reader must not know before they have given their own rating (R5)."""
    return of_scope(scope, SurveyAnswer.objects.visible_to(scope.person).of_clients())


@records("answers", _("Answers of clients"), "answer")
def answers(scope, narrowing):
    """`month` begins the quarter; `part` is the figure that was answered."""
    rows = client_answers(scope)
    if narrowing.month:
        rows = rows.between(narrowing.month, end_of_quarter(narrowing.month))
    return rows.filter(**{f"{narrowing.part}__isnull": False}) if narrowing.part in BANDS else rows


@records("asked", _("Contacts asked"), "invitation")
def asked_contacts(scope, narrowing):
    """`month` begins the quarter in which they were asked."""
    rows = of_scope(scope, SurveyInvitation.objects.reached())
    if narrowing.month:
        after = narrowing.month + relativedelta(months=3)
        rows = rows.filter(sent_at__gte=midnight(narrowing.month), sent_at__lt=midnight(after))
    return rows.filter(state=InvitationState.ANSWERED) if narrowing.part == "answered" else rows


# ── Check-ins and contact reports ────────────────────────────────────────────────────────────────


@records("due-check-ins", _("Check-ins that were due"), "check_in")
def due_check_ins(scope, narrowing):
    """Held, missed, or overdue: the first two planned for a day of the period, the last however long ago."""
    in_period = Q(planned_on__gte=scope.starts_on, planned_on__lte=scope.today)
    kept_or_not = in_period & (Q(state=CheckInState.HELD) | MISSED)
    rows = of_scope(scope, CheckIn.objects.filter(kept_or_not | Q(state=CheckInState.PLANNED, planned_on__lt=scope.today)))
    return of_month(rows, "planned_on", narrowing)


def of_month(rows: QuerySet, day: str, narrowing) -> QuerySet:
    if not narrowing.month:
        return rows
    return rows.filter(**{f"{day}__gte": narrowing.month, f"{day}__lt": narrowing.month + relativedelta(months=1)})


def owing(scope: Scope) -> QuerySet:
    """Check-ins held in the period that owed a contact report, with `first_issued_at`."""
    issues = ReportIssue.objects.filter(report__check_in=OuterRef("pk")).order_by("number")
    rows = CheckIn.objects.held().filter(report_due_at__isnull=False, held_on__gte=scope.starts_on, held_on__lte=scope.today)
    return of_scope(scope, rows).annotate(first_issued_at=Subquery(issues.values("issued_at")[:1]))


IN_TIME = Q(first_issued_at__lte=F("report_late_at"))  # ADR 0051: within 48 hours of working days
TOO_LATE = Q(first_issued_at__gt=F("report_late_at")) | Q(first_issued_at=None, report_late_at__lt=Now())
NOT_YET = Q(first_issued_at=None, report_late_at__gte=Now())


def _reports(condition):
    def find(scope, narrowing):
        return of_month(owing(scope).filter(condition), "held_on", narrowing)

    return find


records("reports-due", _("Contact reports whose time is over"), "owed_report")(_reports(IN_TIME | TOO_LATE))
records("reports-in-time", _("Contact reports issued in time"), "owed_report")(_reports(IN_TIME))
records("reports-late", _("Contact reports late or never issued"), "owed_report")(_reports(TOO_LATE))
records("reports-not-yet", _("Contact reports that still have time"), "owed_report")(_reports(NOT_YET))
