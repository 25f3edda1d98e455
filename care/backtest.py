"""What the score said before accounts were lost (R4): 90, 60 and 30 days before, from the snapshots as they were written."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q
from django.db.models.functions import Coalesce

from care.models import HealthSnapshot
from clients.models import Account
from clients.states import ClientState, HealthColour

HORIZONS = (90, 60, 30)
NEAR_ENOUGH_DAYS = 10  # weekly snapshots: the nearest before the day stands for it
WARNED = (HealthColour.WATCH, HealthColour.RISK)
MOST_LOST = 500


@dataclass
class Lost:
    """One account that was lost, and how it had stood on each of the days before; None where nothing was known."""

    account: Account
    on: date
    reason: str
    before: dict[int, HealthSnapshot | None] = field(default_factory=dict)

    @property
    def marks(self) -> list[tuple[int, HealthSnapshot | None]]:
        return [(days, self.before.get(days)) for days in HORIZONS]

    def is_hit(self, days: int) -> bool | None:
        """The score warned; None where there was no score to warn."""
        snapshot = self.before.get(days)
        return None if snapshot is None or not snapshot.colour else snapshot.colour in WARNED

    @property
    def is_missed(self) -> bool:
        """It was steady to the end."""
        return self.is_hit(HORIZONS[-1]) is False


def lost_accounts(person, *, first: date, last: date) -> list[Lost]:
    """Closed, or of a client that was lost, between these days, as far as this person may know; the latest first. One query."""
    lost = (
        Account.objects.visible_to(person)
        .select_related("client")
        .filter(Q(closed_on__isnull=False) | Q(client__state=ClientState.LOST, client__lost_on__isnull=False))
        .annotate(lost_on=Coalesce("closed_on", "client__lost_on"))
        .filter(lost_on__range=(first, last))
        .order_by("-lost_on", "pk")[:MOST_LOST]
    )
    return [Lost(account, account.lost_on, account.closed_reason or account.client.lost_reason) for account in lost]


def with_snapshots(lost: list[Lost]) -> list[Lost]:
    """Each with the snapshots of its three days; one query."""
    if not lost:
        return lost
    wanted = Q(pk__in=[])
    for one in lost:
        for days in HORIZONS:
            day = one.on - timedelta(days=days)
            wanted |= Q(account=one.account, on__range=(day - timedelta(days=NEAR_ENOUGH_DAYS), day))
    by_account: dict[int, list[HealthSnapshot]] = {}
    for snapshot in HealthSnapshot.objects.filter(wanted).defer("lines").order_by("on"):
        by_account.setdefault(snapshot.account_id, []).append(snapshot)
    for one in lost:
        for days in HORIZONS:
            day = one.on - timedelta(days=days)
            near = [each for each in by_account.get(one.account.pk, ()) if 0 <= (day - each.on).days <= NEAR_ENOUGH_DAYS]
            one.before[days] = near[-1] if near else None
    return lost


def hit_rates(lost: list[Lost]) -> list[tuple[int, int, int]]:
    """(days before, warned, known) for each horizon."""
    return [(days, sum(one.is_hit(days) is True for one in lost), sum(one.is_hit(days) is not None for one in lost)) for days in HORIZONS]
