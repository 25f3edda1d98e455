"""What people do about the health of an account (R4): look again, say what they think, take an alert up, set the policy."""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from care.jobs.health import look_at
from care.models import HealthAlert, HealthPolicy, HealthWeight, SentimentEntry
from care.tasks import look_at_health
from clients.models import AccountHealth
from clients.states import Tier
from core.changes import ask
from core.errors import LostRace, Refused
from core.moves import record, take

PLAIN = ("good_from", "watch_from", "hysteresis", "least_evidence", "drop_points", "drop_days", "gap_points")


@transaction.atomic
def look_again(account, *, by, today: date) -> AccountHealth:
    """The evidence of this one account afresh; the day's snapshot is written over. Raises PermissionDenied, Refused."""
    ask(by, "care.look_at_health", account)
    if account.closed_on:
        raise Refused(_("A closed account is not looked at any more."))
    look_at([account.pk], today, again=True)
    return AccountHealth.objects.get(account=account)


@transaction.atomic
def say_sentiment(account, *, by, rating: int, words: str, today: date) -> SentimentEntry:
    """Say how they feel about us, and what makes one think so. Counts for 90 days."""
    ask(by, "care.say_sentiment", account)
    entry = SentimentEntry.objects.create(account=account, person=by, rating=rating, words=words, said_on=today)
    record(entry, "sentiment.said", by=by, note=words)
    refresh(account, today=today)
    return entry


@transaction.atomic
def withdraw_sentiment(entry: SentimentEntry, *, by, today: date) -> SentimentEntry:
    """It was wrong, or is no longer true. Taken back twice, it stays taken back on the first day."""
    fresh = take(entry, by=by, may="care.withdraw_sentiment")
    if fresh.withdrawn_on is None:
        fresh.withdrawn_on, fresh.version = today, fresh.version + 1
        fresh.save()
        record(fresh, "sentiment.withdrawn", by=by)
        refresh(fresh.account, today=today)
    return fresh


def refresh(account, *, today: date) -> None:
    """What was just said shows at once, and not only after the night."""
    if account.closed_on is None and AccountHealth.objects.filter(account=account).exists():
        look_at([account.pk], today, again=True)


@transaction.atomic
def acknowledge_alert(alert: HealthAlert, *, by, note: str, today: date, version=None) -> HealthAlert:
    """Say what follows from it; then it asks nobody any more. Raises PermissionDenied, Refused, LostRace."""
    fresh = take(alert, by=by, may="care.acknowledge_alert", version=version)
    if not fresh.is_open:
        raise Refused(_("This alert is not open any more."))
    fresh.acknowledged_by, fresh.acknowledged_on, fresh.note = by, today, note
    fresh.version += 1
    fresh.save()
    record(fresh, "health_alert.acknowledged", by=by, note=note, what=str(fresh.get_kind_display()))
    return fresh


@transaction.atomic
def set_policy(tier: str, *, by, terms: dict, weights: dict[tuple[str, str], int], note: str, version: int) -> HealthPolicy:
    """A new version of how the health of a tier is worked out. What stands is looked at anew with the next look of the clock.

    `version` is the number that the form was opened with. Raises PermissionDenied, Refused, LostRace.
    """
    ask(by, "care.change_health_policy")
    if tier not in Tier:
        raise Refused(_("There is no such tier."))
    latest = HealthPolicy.objects.filter(tier=tier).order_by("-number").first() or HealthPolicy(tier=tier, number=0)
    if latest.number != version:
        raise LostRace(latest)
    policy = HealthPolicy(tier=tier, number=latest.number + 1, made_by=by, note=note, **{name: terms[name] for name in PLAIN})
    policy.validate_constraints()
    policy.save()
    HealthWeight.objects.bulk_create(HealthWeight(policy=policy, kind=kind, key=key, value=value) for (kind, key), value in weights.items())
    record(policy, "health_policy.set", by=by, note=note)
    of_tier = Q(account__tier=tier) | Q(account__tier="", account__client__tier=tier)
    AccountHealth.objects.filter(of_tier, account__closed_on=None).update(looked_on=None)
    look_at_health.delay_on_commit()
    return policy
