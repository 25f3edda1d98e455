"""Silent accounts (R1, S2): longer without a word than was agreed, told by the database over any number of accounts."""

from datetime import date

from django.db.models import Case, F, FloatField, IntegerField, OuterRef, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, NullIf

from care.models import CheckIn
from clients.levels import BEGAN_WITH
from clients.models import ServiceLevel
from core.days import DaysBetween


def cadence():
    """Days between check-ins: the account's own, else its tier's; needs `effective_tier`. Twin: `clients.levels.cadence_of`."""
    of_tier = ServiceLevel.objects.filter(tier=OuterRef("effective_tier")).values("cadence_days")[:1]
    began = Case(*[When(effective_tier=tier, then=Value(days)) for tier, (days, *_rest) in BEGAN_WITH.items()])
    return Coalesce(F("cadence_days"), Subquery(of_tier), began, output_field=IntegerField())


def with_silence(accounts, *, today: date):
    """Annotates `last_held_on`, `cadence`, `days_silent` and `silence`: how many times the agreed cadence that is.

    Never a word counts from the day the account was opened. Twin: `care.health_factors.check_ins.silence`.
    """
    held = CheckIn.objects.held().filter(account=OuterRef("pk"), held_on__lte=today).order_by("-held_on")
    rows = accounts.with_tier().annotate(last_held_on=Subquery(held.values("held_on")[:1]), cadence=cadence())
    rows = rows.annotate(days_silent=DaysBetween(Coalesce("last_held_on", "opened_on"), Value(today)))
    return rows.annotate(silence=Cast("days_silent", FloatField()) / NullIf(Cast("cadence", FloatField()), 0.0))


def with_next_check_in(accounts, *, today: date):
    """Annotates `next_check_in_on`: the first that is planned from today on."""
    planned = CheckIn.objects.to_come(today=today).filter(account=OuterRef("pk")).order_by("planned_on")
    return accounts.annotate(next_check_in_on=Subquery(planned.values("planned_on")[:1]))


def silent(accounts, *, today: date):
    """Those of them whose agreed cadence is over."""
    return with_silence(accounts, today=today).filter(days_silent__gt=F("cadence"))
