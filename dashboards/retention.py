"""Retention (G8): the yearly fee of each client on two days, and what became of those who were with us on the first.

Counted in SQL from the terms of contracts and their amendments, which are never edited, so that a past day answers today as it
did then. The words are defined in `docs/glossary.md`. Twin: `dashboards/tests/test_retention.py`, slowly and in plain Python.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.conf import settings
from django.db.models import BigIntegerField, Case, CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, Least, NullIf
from django.utils.translation import gettext_lazy as _

from clients.models import Account, Amendment, Client, Contract, Renewal
from clients.states import ContractState, FeePeriod, RenewalStage, Tier
from core.models import ExchangeRate
from core.money import Money, exponent
from core.statements import state_of
from core.together import asked_together
from dashboards.scope import QUARTERS_BACK, Scope

MOST_PARTS = 10**6  # a rate as p/q: fees up to nine billion fit into the database's whole numbers, exact to the cent

# What became of a client: its yearly fee on the first day (`at_start`) and on the last (`at_end`).
MOVEMENTS = {
    "lost": Q(at_start__gt=0, at_end=0),
    "shrunk": Q(at_start__gt=F("at_end"), at_end__gt=0),
    "same": Q(at_start__gt=0, at_start=F("at_end")),
    "grown": Q(at_start__gt=0, at_end__gt=F("at_start")),
    "new": Q(at_start=0, at_end__gt=0),
}
WORDS = {"lost": _("Lost"), "shrunk": _("Shrunk"), "same": _("Same fee"), "grown": _("Grown"), "new": _("New")}
AT_START, AT_END = Q(at_start__gt=0), Q(at_end__gt=0)
KEPT = AT_START & AT_END
LOSSES = MOVEMENTS["lost"] | MOVEMENTS["shrunk"]


# ── The fee of a day ─────────────────────────────────────────────────────────────────────────────


def in_force_on(day: date) -> Q:
    """The terms cover this day. One that renews by itself and is over waits for the clock: it goes on (ADR 0021)."""
    is_rolling = Q(state=ContractState.ACTIVE, auto_renews=True, notice_given_on=None)
    return Q(starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gte=day) | is_rolling)


def yearly_on(day: date) -> Case:
    """The yearly fee that stood on this day, in minor units of the contract: amendments that took effect later are taken back."""
    of_fee = Amendment.objects.filter(annual_fee_before_minor__isnull=False).order_by()
    own = of_fee.filter(contract=OuterRef("pk"))
    latest = own.filter(effective_on__lte=day).order_by("-effective_on", "-number").values("annual_fee_after_minor")[:1]
    first = own.order_by("number").values("annual_fee_before_minor")[:1]
    return Case(
        When(pk__in=of_fee.values("contract"), then=Coalesce(Subquery(latest), Subquery(first))),
        default=F("annual_fee_minor"),
        output_field=BigIntegerField(),
    )


def factor_of(rate: ExchangeRate) -> Fraction:
    """Minor units of the agency's currency for one of this."""
    shift = Decimal(10) ** (exponent(settings.AGENCY_CURRENCY) - exponent(rate.currency))
    return Fraction(rate.house_per_unit * shift).limit_denominator(MOST_PARTS)


def in_house(minor, rates: dict[str, ExchangeRate]) -> Case:
    """Minor units in the agency's currency, each contract rounded to the cent, halves up."""
    found = [When(currency=settings.AGENCY_CURRENCY, then=minor)]
    for code, rate in rates.items():
        factor = factor_of(rate)
        found.append(When(currency=code, then=(minor * factor.numerator + factor.denominator // 2) / Value(factor.denominator)))
    return Case(*found, default=Value(0), output_field=BigIntegerField())


def contracts_of(scope: Scope, *, days: Iterable[date] = ()) -> QuerySet[Contract]:
    """Contracts with a yearly fee that are in force on the first day or the last, or on one of these days; of closed accounts too."""
    first, last = scope.span.days(scope.today)
    held = in_force_on(first) | in_force_on(last)
    for day in days:
        held |= in_force_on(day)
    rows = Contract.objects.exclude(fee_period=FeePeriod.ONCE).filter(held).order_by()
    return rows if scope.is_whole else rows.filter(account__in=scope.accounts_ever().values("pk"))


def fees(rows: QuerySet[Contract], scope: Scope, rates: dict[str, ExchangeRate], *by: str) -> QuerySet:
    """Rows of (client, at_start, at_end), and by what else is named."""
    first, last = scope.span.days(scope.today)
    return rows.values("account__client", *by).annotate(at_start=fee_on(first, rates), at_end=fee_on(last, rates))


def fee_on(day: date, rates: dict[str, ExchangeRate]):
    """What the contracts of a client come to on this day."""
    return Coalesce(Sum(in_house(yearly_on(day), rates), filter=in_force_on(day)), 0, output_field=BigIntegerField())


def clients_of(scope: Scope, movement: Q, rates: dict[str, ExchangeRate] | None = None) -> QuerySet[Client]:
    """The clients of whom this holds, each with `at_start`, `at_end`, `difference`, `cause` and `words`."""
    rates = currencies_of(scope).rates if rates is None else rates
    rows = contracts_of(scope)
    found = fees(rows, scope, rates).filter(movement)
    own = fees(rows.filter(account__client=OuterRef("pk")), scope, rates)
    clients = Client.objects.filter(pk__in=found.values("account__client")).annotate(
        at_start=Subquery(own.values("at_start")), at_end=Subquery(own.values("at_end"))
    )
    return with_reasons(clients.annotate(difference=F("at_end") - F("at_start")), scope)


# ── Why ──────────────────────────────────────────────────────────────────────────────────────────


def with_reasons(clients: QuerySet[Client], scope: Scope) -> QuerySet[Client]:
    """Annotates `cause`, the first that was said: of the client, a contract, its renewal, an account; and `reason_words`, likewise.

    Only accounts of the scope are asked, and only what ended within the period.
    """
    first, last = scope.span.days(scope.today)
    accounts = Account.objects.filter(client=OuterRef("pk"), closed_on__gte=first, closed_on__lte=last)
    contracts = contracts_of(scope).filter(account__client=OuterRef("pk"), ends_on__gte=first, ends_on__lt=last)
    if not scope.is_whole:
        accounts = accounts.filter(pk__in=scope.accounts_ever().values("pk"))
    renewals = Renewal.objects.filter(
        contract__account__client=OuterRef("pk"),
        contract__in=contracts_of(scope).filter(ends_on__gte=first, ends_on__lt=last).values("pk"),
        stage__in=(RenewalStage.LAPSED, RenewalStage.TERMINATED),
    )

    def said(rows, field: str, day: str):
        return NullIf(Subquery(rows.exclude(**{field: ""}).order_by(f"-{day}", "-pk").values(field)[:1]), Value(""))

    def first_of(own: str, of_contract: str, of_renewal: str, of_account: str):
        found = (
            NullIf(F(own), Value("")),
            said(contracts, of_contract, "ends_on"),
            said(renewals, of_renewal, "decided_on"),
            said(accounts, of_account, "closed_on"),
        )
        return Coalesce(*found, Value(""), output_field=CharField())

    return clients.annotate(
        cause=first_of("lost_cause", "end_cause", "cause", "closed_cause"),
        reason_words=first_of("lost_reason", "end_reason", "reason", "closed_reason"),
    )


# ── The figures ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Moved:
    """So many clients, and their yearly fee on both days, in minor units of the agency's currency."""

    number: int = 0
    at_start: int = 0
    at_end: int = 0

    @property
    def difference(self) -> int:
        return self.at_end - self.at_start


@dataclass(frozen=True, slots=True)
class Rates:
    """Gross and net retention of a part of the portfolio. `capped` is what its clients still pay, each at most what it paid."""

    clients: int
    kept: int
    at_start: int
    capped: int
    at_end: int

    @property
    def gross(self) -> float | None:
        return 100 * self.capped / self.at_start if self.at_start else None

    @property
    def net(self) -> float | None:
        return 100 * self.at_end / self.at_start if self.at_start else None


@dataclass(frozen=True)
class Currencies:
    """One set of rates for both days, so that a currency that rose is no growth; and what had none."""

    rates: dict[str, ExchangeRate]
    without_rate: list[Money]

    @property
    def oldest(self) -> date | None:
        return min((rate.on for rate in self.rates.values()), default=None)


def currencies_of(scope: Scope) -> Currencies:
    """The currencies of the contracts of both days, and of the days of the trend, with their newest rates; one query."""
    first, _last = scope.span.days(scope.today)
    newest = ExchangeRate.objects.filter(currency=OuterRef("currency"), on__lte=scope.today).order_by("-on")
    rows = contracts_of(scope, days=days_of_trend(scope.today)).values("currency").exclude(currency=settings.AGENCY_CURRENCY)
    rows = rows.annotate(
        before=_sum("annual_fee_minor", in_force_on(first)),
        now=_sum("annual_fee_minor", in_force_on(scope.today)),
        on=Subquery(newest.values("on")[:1]),
        rate=Subquery(newest.values("house_per_unit")[:1]),
    )
    rates, without = {}, []
    for row in rows.order_by("currency"):
        if row["rate"] is not None:
            rates[row["currency"]] = ExchangeRate(currency=row["currency"], on=row["on"], house_per_unit=row["rate"])
        elif largest := max(row["before"], row["now"]):
            without.append(Money(largest, row["currency"]))
    return Currencies(rates, without)


def _sum(field: str, condition: Q):
    return Coalesce(Sum(field, filter=condition), 0, output_field=BigIntegerField())


def _rates(condition: Q, name: str, start: str = "at_start", end: str = "at_end") -> dict:
    """The five sums of a `Rates`, over the clients with a fee at the start of whom this holds."""
    had = Q(**{f"{start}__gt": 0}) & condition
    capped = Sum(Least(start, end), filter=had, output_field=BigIntegerField())
    return {
        f"{name}_clients": Count("account__client", filter=had),
        f"{name}_kept": Count("account__client", filter=had & Q(**{f"{end}__gt": 0})),
        f"{name}_at_start": _sum(start, had),
        f"{name}_capped": Coalesce(capped, 0, output_field=BigIntegerField()),
        f"{name}_at_end": _sum(end, had),
    }


def days_of_trend(today: date) -> list[date]:
    """Where its quarters begin and end, each day once."""
    return sorted({day for span in QUARTERS_BACK for day in span.days(today)})


def trend(scope: Scope, rates: dict[str, ExchangeRate]) -> dict[str, Rates]:
    """The rates of each of the last quarters, the earliest first; the last is not over yet. One query."""
    days = days_of_trend(scope.today)
    name_of = {day: f"on_{place}" for place, day in enumerate(days)}
    rows = contracts_of(scope, days=days).values("account__client")
    rows = rows.annotate(**{name: fee_on(day, rates) for day, name in name_of.items()})
    sums = {}
    for span in QUARTERS_BACK:
        first, last = span.days(scope.today)
        sums |= _rates(Q(), span.name, name_of[first], name_of[last])
    found = rows.aggregate(**sums)
    return {span.value: _rates_from(found, span.name) for span in QUARTERS_BACK}


def counted(scope: Scope) -> dict:
    """Everything that the page says, as plain rows; five queries."""
    rows, currencies = contracts_of(scope), currencies_of(scope)
    rates = currencies.rates
    found = fees(rows, scope, rates).aggregate(
        **{f"{name}_number": Count("account__client", filter=movement) for name, movement in MOVEMENTS.items()},
        **{f"{name}_start": _sum("at_start", movement) for name, movement in MOVEMENTS.items()},
        **{f"{name}_end": _sum("at_end", movement) for name, movement in MOVEMENTS.items()},
        **_rates(Q(), "all"),
    )
    by_tier = fees(rows.annotate(tier=tier_of_account()), scope, rates, "tier")
    tiers = by_tier.aggregate(**{key: value for tier in Tier.values for key, value in _rates(Q(tier=tier), tier).items()})
    return {
        "moved": {name: Moved(found[f"{name}_number"], found[f"{name}_start"], found[f"{name}_end"]) for name in MOVEMENTS},
        "all": _rates_from(found, "all"),
        "tiers": {tier: _rates_from(tiers, tier) for tier in Tier.values},
        **losses(scope, rates),
        "trend": trend(scope, rates),
        "rates_on": currencies.oldest,
        "without_rate": currencies.without_rate,
    }


def tier_of_account():
    return Coalesce(NullIf(F("account__tier"), Value("")), F("account__client__tier"))


def _rates_from(found: dict, name: str) -> Rates:
    return Rates(*(found[f"{name}_{part}"] for part in ("clients", "kept", "at_start", "capped", "at_end")))


WORST_FIELDS = ("pk", "name", "at_start", "at_end", "difference", "cause", "reason_words")
WORST_SHOWN = 8


def losses(scope: Scope, rates: dict[str, ExchangeRate]) -> dict[str, list]:
    """`causes`: (cause, clients, fee lost) of those lost or shrunk, the dearest first; `worst`: WORST_FIELDS of those that cost us most.

    One query.
    """

    def build():
        rows = clients_of(scope, LOSSES, rates)
        return {
            "causes": rows.order_by().values("cause").annotate(n=Count("pk"), fee=Cast(Sum("difference"), BigIntegerField())),
            "worst": rows.order_by("difference", "name", "pk").values_list(*WORST_FIELDS)[:WORST_SHOWN],
        }

    worth = tuple(sorted((code, rate.house_per_unit) for code, rate in rates.items()))
    found = asked_together(("losses", state_of(scope.person), scope.facts, worth), build)
    causes = [(row["cause"], row["n"], -row["fee"]) for row in found["causes"]]
    return {"causes": sorted(causes, key=lambda row: (-row[2], row[0])), "worst": found["worst"]}
