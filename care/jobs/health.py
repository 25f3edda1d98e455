"""The nightly look at the health of every live account (R4): set-wise, chunk by chunk, resumable, harmless when run twice.

Each chunk is one transaction: lock the current figures, ask every factor once for all of them, write the day's snapshots, the
figures, the alerts and what the timeline tells. A run that was cut off goes on with the accounts that have not been looked at
on that day; a second one at the same time waits for the first one's chunk and finds it done.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from time import monotonic

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from care.models import HealthAlert, HealthPolicy, HealthSnapshot
from care.states.health import AlertKind
from clients.health import HOUSE_TERMS, Figure, Scales, Terms, caps, colour_after, factors
from clients.models import Account, AccountHealth
from clients.states import ClientState, HealthColour, HealthNumber, Tier
from core.models import Event
from core.retention import days_kept

CHUNK = 2_000
WEEK, MONTH = 7, 30
NEAR_ENOUGH_DAYS = 3  # where a day was left out, this many before it stand for it
BEST_LAST = [HealthColour.RISK, HealthColour.WATCH, HealthColour.GOOD]
FIGURES = ("observed", "sentiment", "hygiene", "colour", "colour_since", "changed_7", "changed_30", "looked_on")


def to_look_at(today: date):
    """Live accounts that have not been looked at on this day; one of a lost client says nothing any more."""
    with_us = Account.objects.live().filter(opened_on__lte=today).exclude(client__state=ClientState.LOST)
    return with_us.exclude(health__looked_on=today)


def look_at_all(today: date, *, seconds: float | None = None) -> tuple[int, bool]:
    """Look at every live account that was not looked at yet. Returns how many, and whether none is left.

    After so many `seconds` it stops between two chunks: whoever called rings again.
    """
    begun, looked, last = monotonic(), 0, 0
    tables = tables_of_terms()
    while keys := list(to_look_at(today).filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        last = keys[-1]
        looked += look_at(keys, today, tables=tables)
        if seconds is not None and monotonic() - begun > seconds:
            return looked, not to_look_at(today).exists()
    return looked, True


@dataclass
class Table:
    """The terms of a tier ready to weigh with, and the version of the policy that they come from."""

    scales: Scales
    policy: HealthPolicy | None = None

    @property
    def terms(self) -> Terms:
        return self.scales.terms


def tables_of_terms() -> dict[str, Table]:
    """By tier: the latest version of its policy, else the house's standard. Two queries."""
    tables = {str(tier): Table(Scales(HOUSE_TERMS)) for tier in Tier}
    for policy in HealthPolicy.objects.prefetch_related("weights").order_by("number"):
        tables[policy.tier] = Table(Scales(policy.terms), policy)
    return tables


@dataclass
class Before:
    """What earlier snapshots say of one account."""

    week_ago: int | None = None
    month_ago: int | None = None
    recent: list[tuple[date, int]] = field(default_factory=list)


@transaction.atomic
def look_at(keys: list[int], today: date, *, tables: dict[str, Table] | None = None, again: bool = False) -> int:
    """Look at these accounts, in the order of their keys. `again`: those too that were looked at on this day. Returns how many."""
    tables = tables or tables_of_terms()
    AccountHealth.objects.bulk_create([AccountHealth(account_id=key) for key in keys], ignore_conflicts=True)
    standing = AccountHealth.objects.select_for_update().filter(account__in=keys).order_by("account")
    current = {one.account_id: one for one in standing if again or one.looked_on != today}
    if not current:
        return 0
    in_range = Q(pk__range=(min(current), max(current))) if len(current) > 1 else Q(pk=min(current))
    accounts = Account.objects.filter(in_range).live().with_tier().order_by()
    rows = [row for row in accounts.values_list("pk", "name", "effective_tier") if row[0] in current]
    evidence = {factor.key: factor.look(accounts, today) for factor in factors}
    capped = {cap.key: cap.look(accounts, today) for cap in caps}
    before = before_of(current, today, tables)
    chunk = Chunk(today, current, before)
    for pk, name, tier in rows:
        found = {key: by_account[pk] for key, by_account in evidence.items() if pk in by_account}
        chunk.add(pk, name, tables[tier], found, {key: by_account[pk] for key, by_account in capped.items() if pk in by_account})
    chunk.write()
    return len(rows)


def before_of(keys: Iterable[int], today: date, tables: dict[str, Table]) -> dict[int, Before]:
    """The scores of a week and of a month ago, and those within which a drop would be sudden. Two queries."""
    longest = max(table.terms.drop_days for table in tables.values())
    keys = list(keys)
    last_drop = dict(
        HealthAlert.objects.filter(account__in=keys, kind=AlertKind.DROP, raised_on__lt=today)
        .order_by()
        .values_list("account")
        .annotate(Max("raised_on"))
    )
    near = [Q(on__range=(today - timedelta(days=days + NEAR_ENOUGH_DAYS), today - timedelta(days=days))) for days in (WEEK, MONTH)]
    recent = Q(on__gte=today - timedelta(days=longest), on__lt=today)
    rows = HealthSnapshot.objects.filter(near[0] | near[1] | recent, account__in=keys, observed__isnull=False)
    found: dict[int, Before] = {}
    for pk, on, score in rows.order_by("account", "on").values_list("account", "on", "observed"):
        one = found.setdefault(pk, Before())
        age = (today - on).days
        if WEEK <= age <= WEEK + NEAR_ENOUGH_DAYS:
            one.week_ago = score
        if MONTH <= age <= MONTH + NEAR_ENOUGH_DAYS:
            one.month_ago = score
        if age <= longest and on >= last_drop.get(pk, on):
            one.recent.append((on, score))
    return found


class Chunk:
    """What becomes of a chunk of accounts, gathered first and then written in a handful of statements."""

    def __init__(self, today: date, current: dict[int, AccountHealth], before: dict[int, Before]):
        self.today, self.current, self.before = today, current, before
        self.snapshots: list[HealthSnapshot] = []
        self.alerts: list[HealthAlert] = []
        self.events: list[Event] = []
        self.changed: list[AccountHealth] = []

    def add(self, pk: int, name: str, table: Table, found: dict, capped: dict) -> None:
        figures = {number: table.scales.weigh(number, found, capped) for number in HealthNumber}
        health, before, terms = self.current[pk], self.before.get(pk, Before()), table.terms
        observed, was = figures[HealthNumber.OBSERVED].score, health.observed
        colour = colour_after(observed, health.colour, terms)
        self.alerts += self.alerts_of(pk, figures, colour, terms)
        if health.colour and colour and colour != health.colour:
            self.tell_colour(pk, name, was, observed, health.colour, colour)
        if colour != health.colour or health.colour_since is None:
            health.colour, health.colour_since = colour, self.today
        health.observed, health.sentiment, health.hygiene = (figures[number].score for number in HealthNumber)
        health.changed_7 = observed - before.week_ago if observed is not None and before.week_ago is not None else None
        health.changed_30 = observed - before.month_ago if observed is not None and before.month_ago is not None else None
        health.looked_on = self.today
        self.changed.append(health)
        self.snapshots.append(self.snapshot_of(health, figures, table.policy))

    def snapshot_of(self, health: AccountHealth, figures: dict[str, Figure], policy: HealthPolicy | None) -> HealthSnapshot:
        lines = {str(number): [line.stored() for line in figure.lines] for number, figure in figures.items() if figure.lines}
        return HealthSnapshot(
            account_id=health.account_id,
            on=self.today,
            observed=health.observed,
            sentiment=health.sentiment,
            hygiene=health.hygiene,
            colour=health.colour,
            policy=policy,
            lines=lines,
        )

    def alerts_of(self, pk: int, figures: dict[str, Figure], colour: str, terms: Terms) -> list[HealthAlert]:
        """What supervisor and director must hear of it: `self.current` still holds the figures of the last look."""
        health, found = self.current[pk], []
        observed, said = figures[HealthNumber.OBSERVED].score, figures[HealthNumber.SENTIMENT].score
        one = {"account_id": pk, "raised_on": self.today, "now": observed, "colour_was": health.colour, "colour_now": colour}
        if observed is None:
            return found
        since = self.today - timedelta(days=terms.drop_days)
        highest = max((score for on, score in self.before.get(pk, Before()).recent if on >= since), default=None)
        if highest is not None and highest - observed >= terms.drop_points:
            found.append(HealthAlert(kind=AlertKind.DROP, was=highest, **one))
        if health.colour and colour and colour != health.colour:
            is_better = BEST_LAST.index(colour) > BEST_LAST.index(health.colour)
            found.append(HealthAlert(kind=AlertKind.COLOUR, was=health.observed, is_better=is_better, **one))
        if differ(observed, said, terms) and not differ(health.observed, health.sentiment, terms):
            found.append(HealthAlert(kind=AlertKind.GAP, was=said, **one))
        return found

    def tell_colour(self, pk: int, name: str, was: int | None, now: int | None, colour_was: str, colour_now: str) -> None:
        account = Account(pk=pk, name=name)
        words = {"name": name, "before": colour_was, "colour": colour_now, "was": was, "now": now}
        self.events.append(Event(at=timezone.now(), verb="health.turned", subject=account, topic=account, words=words))

    def write(self) -> None:
        facts = ("observed", "sentiment", "hygiene", "colour", "policy", "lines")
        HealthSnapshot.objects.bulk_create(
            self.snapshots, update_conflicts=True, unique_fields=["account", "on"], update_fields=facts, batch_size=CHUNK
        )
        AccountHealth.objects.bulk_create(self.changed, update_conflicts=True, unique_fields=["account"], update_fields=FIGURES)
        self.raise_alerts()
        Event.objects.bulk_create(self.events)

    def raise_alerts(self) -> None:
        """A later alert takes the place of an open one of its kind; one that was raised on this day already stands."""
        if not self.alerts:
            return
        accounts = {alert.account_id for alert in self.alerts}
        raised = set(HealthAlert.objects.filter(account__in=accounts, raised_on=self.today).values_list("account", "kind"))
        new = [alert for alert in self.alerts if (alert.account_id, alert.kind) not in raised]
        for kind in AlertKind:
            of_kind = [alert.account_id for alert in new if alert.kind == kind]
            HealthAlert.objects.open().filter(account__in=of_kind, kind=kind).update(overtaken_on=self.today)
        HealthAlert.objects.bulk_create(new, ignore_conflicts=True)


def differ(observed: int | None, said: int | None, terms: Terms) -> bool:
    """What is seen and what is said lie so far apart that somebody should ask why."""
    return observed is not None and said is not None and abs(observed - said) >= terms.gap_points


def thin_out(today: date) -> int:
    """Older snapshots are kept for Mondays alone, and after some years not at all (ADR 0056). Returns how many went."""
    weekly_from, forgotten_from = today - timedelta(days=days_kept("health_daily")), today - timedelta(days=days_kept("health_weekly"))
    gone, last = 0, 0
    while keys := list(Account.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        old = HealthSnapshot.objects.filter(account__gte=keys[0], account__lte=keys[-1], on__lt=weekly_from)
        gone += old.filter(Q(on__lt=forgotten_from) | ~Q(on__week_day=2)).delete()[0]
        last = keys[-1]
    return gone
