"""The rebrief ledger and what waits for approval, as lists: columns, filters, sums (W2, W3)."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

import django_filters
from django import forms
from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from briefs.models import Brief, Rebrief
from briefs.states import ApprovalStep, BriefKind, RebriefCause
from briefs.tables import under_job
from clients import columns
from clients.filters.client import people
from clients.filters.contract import YES_NO
from clients.models import Seat
from core.columns import ChoiceColumn, DayColumn, DueColumn, HouseColumn, HouseTable, MoneyColumn, NumberColumn, PersonColumn, TitleColumn
from core.lists import HouseFilterSet, KeyFilter
from core.models import ExchangeRate
from core.money import Money, in_house_currency
from people.states import Rank

MOST_NAMED = 8  # clients and authors in the sums beside the ledger; the export has all

# ── The ledger ───────────────────────────────────────────────────────────────────────────────────


class RebriefTable(HouseTable):
    title = TitleColumn(verbose_name=_("Job"), accessor="brief.title", code="brief.number", sub=lambda row: under_job(row.brief))
    number = HouseColumn(verbose_name=_("Job number"), accessor="brief.number", only_export=True)
    account = HouseColumn(verbose_name=columns.ACCOUNT, accessor="brief.account.name", only_export=True)
    client = HouseColumn(verbose_name=columns.CLIENT, accessor="brief.account.client.name", only_export=True)
    to_edition = NumberColumn(verbose_name=_("Version"), chosen=False, hide_on="tablet")
    cause = ChoiceColumn(verbose_name=_("Cause"))
    reason = HouseColumn(verbose_name=_("What changed, and why"), hide_on="tablet", orderable=False)
    author = PersonColumn(
        verbose_name=_("Author"), accessor="brief.author", email_header=_("Author, e-mail"), order_by="brief__author__name", hide_on="phone"
    )
    by = PersonColumn(verbose_name=_("Begun by"), order_by="by__name", chosen=False, hide_on="phone")
    hours_lost = NumberColumn(verbose_name=_("Hours lost"), places=1)
    on = DayColumn(verbose_name=_("On"), hide_on="phone")

    class Meta:
        order_by = ("-on",)


class RebriefWithMoneyTable(RebriefTable):
    """For those who may see fees (clients.see_fees)."""

    money_lost = MoneyColumn(verbose_name=_("Money lost"), order_by="money_lost_minor", hide_on="phone")

    class Meta(RebriefTable.Meta):
        """django-tables2 looks for the order in the class itself."""


class RebriefFilter(HouseFilterSet):
    q = django_filters.CharFilter(method="find")
    cause = django_filters.MultipleChoiceFilter(label=_("Cause"), choices=RebriefCause)
    author = django_filters.ModelChoiceFilter(label=_("Author"), field_name="brief__author", queryset=people)
    on = django_filters.DateFromToRangeFilter(label=_("On"))
    kind = django_filters.MultipleChoiceFilter(label=_("Kind"), field_name="brief__kind", choices=BriefKind)
    client = KeyFilter(label=_("Client number"), field_name="brief__account__client", widget=forms.HiddenInput)
    account = KeyFilter(label=_("Account number"), field_name="brief__account", widget=forms.HiddenInput)

    class Meta:
        model = Rebrief
        fields = []

    def find(self, queryset, name, words):
        return queryset.filter(
            Q(brief__title__icontains=words)
            | Q(brief__number__istartswith=words)
            | Q(brief__account__name__icontains=words)
            | Q(brief__account__client__name__icontains=words)
        )


@dataclass(slots=True)
class Lost:
    """What a cause, a client or an author lost: how often, person-hours, money in the agency's currency.

    `without_rate`: some of the money is in a currency without a rate, and not in the sum.
    """

    label: str
    url: str = ""
    rebriefs: int = 0
    hours: Decimal = Decimal(0)
    money: Money | None = None
    without_rate: bool = False


class LedgerSums:
    """Sums of the rows that match, by cause, client and author; three queries, one more where money is foreign."""

    def __init__(self, matching, *, today, address):
        self.matching, self.today, self.address = matching, today, address
        self._rates: dict | None = None

    def by_cause(self) -> list[Lost]:
        rows = self.summed("cause", "cause")
        labels = dict(RebriefCause.choices)
        return [self.lost(str(labels.get(cause, cause)), parts, cause=cause) for (cause, _same), parts in rows]

    def by_client(self) -> list[Lost]:
        rows = self.summed("brief__account__client", "brief__account__client__name")
        return [self.lost(name, parts, client=key) for (key, name), parts in rows]

    def by_author(self) -> list[Lost]:
        rows = self.summed("brief__author", "brief__author__name")
        return [self.lost(name, parts, author=key) for (key, name), parts in rows]

    def summed(self, key: str, name: str) -> list:
        """((key, name), rows of one currency each); most hours first."""
        groups = defaultdict(list)
        for row in self.matching.lost_by(*dict.fromkeys((key, name))):
            *names, currency, rebriefs, hours, money = row
            groups[names[0], names[-1]].append((currency, rebriefs, hours or Decimal(0), money or 0))
        return sorted(groups.items(), key=lambda group: (-sum(row[2] for row in group[1]), str(group[0][1])))

    def lost(self, label: str, parts, **asked) -> Lost:
        sums = in_house_currency([(row[0], row[3]) for row in parts], on=self.today, rates=self.rates(parts))
        hours = sum((row[2] for row in parts), Decimal(0))
        return Lost(label, self.address(**asked), sum(row[1] for row in parts), hours, sums.total, bool(sums.without_rate))

    def rates(self, parts) -> dict:
        if self._rates is None and any(row[0] != settings.AGENCY_CURRENCY for row in parts):
            self._rates = ExchangeRate.objects.latest_by_currency(on=self.today)
        return self._rates or {}


def total_of(rows: list[Lost]) -> Lost:
    total = Lost("", money=Money(0, settings.AGENCY_CURRENCY))
    for row in rows:
        total.rebriefs, total.hours, total.money = total.rebriefs + row.rebriefs, total.hours + row.hours, total.money + row.money
        total.without_rate = total.without_rate or row.without_rate
    return total


# ── What waits for me ────────────────────────────────────────────────────────────────────────────


def step_of(brief: Brief) -> str:
    """Which yes it waits for; the row has what `BriefQuerySet.waiting_for` annotates."""
    return ApprovalStep.STRATEGY if brief.asks_strategy and not brief.is_signed else ApprovalStep.RANK


def approval_url(brief: Brief) -> str:
    return reverse("brief_approval", args=[brief.pk])


class WaitsColumn(HouseColumn):
    """Strategy sign-off, or the approval by a rank."""

    def words(self, brief: Brief) -> str:
        step = step_of(brief)
        return str(ApprovalStep(step).label if step == ApprovalStep.STRATEGY else Rank(brief.rank_asked).label)

    def draw(self, value, record, table):
        return self.words(record)

    def export_values(self, value, record):
        return (self.words(record),)


class WaitingTable(HouseTable):
    title = TitleColumn(verbose_name=_("Job"), code="number", sub=under_job, url="approval_url")
    number = HouseColumn(verbose_name=_("Job number"), only_export=True)
    account = HouseColumn(verbose_name=columns.ACCOUNT, accessor="account.name", only_export=True)
    client = HouseColumn(verbose_name=columns.CLIENT, accessor="account.client.name", only_export=True)
    waits_for = WaitsColumn(verbose_name=_("Waits for"), accessor="rank_asked", order_by="rank_asked")
    kind = ChoiceColumn(verbose_name=_("Kind"), hide_on="tablet")
    submitted_by = PersonColumn(verbose_name=_("Submitted by"), order_by="submitted_by__name", hide_on="phone")
    score = NumberColumn(verbose_name=_("Score"), hide_on="phone")
    wanted_on = DayColumn(verbose_name=_("Delivery day"), hide_on="phone")
    submitted_on = DueColumn(verbose_name=_("Waits since"), export=_("Submitted on"))

    class Meta:
        order_by = ("submitted_on",)


class WaitingWithMoneyTable(WaitingTable):
    """For those who may see fees (clients.see_fees)."""

    budget = MoneyColumn(verbose_name=_("Budget"), style="whole", order_by="budget_minor", hide_on="phone")

    class Meta(WaitingTable.Meta):
        """django-tables2 looks for the order in the class itself."""


class WaitingFilter(HouseFilterSet):
    q = django_filters.CharFilter(method="find")
    step = django_filters.ChoiceFilter(label=_("Step"), choices=ApprovalStep, method="at_step")
    mine = django_filters.BooleanFilter(label=_("My accounts"), method="on_the_team", widget=YES_NO)
    kind = django_filters.MultipleChoiceFilter(label=_("Kind"), choices=BriefKind)
    account = KeyFilter(label=_("Account number"), field_name="account", widget=forms.HiddenInput)

    class Meta:
        model = Brief
        fields = []

    def find(self, queryset, name, words):
        return queryset.filter(Q(title__icontains=words) | Q(number__istartswith=words) | Q(account__name__icontains=words))

    def at_step(self, queryset, name, step):
        strategy = Q(asks_strategy=True, is_signed=False)
        return queryset.filter(strategy) if step == ApprovalStep.STRATEGY else queryset.exclude(strategy)

    def on_the_team(self, queryset, name, wanted):
        mine = Seat.objects.live(today=self.person.today).filter(person__in=self.person.standing.seats_of).values("account")
        return queryset.filter(account__in=mine) if wanted else queryset.exclude(account__in=mine)
