"""What takes long and nobody waits for; its hour stands in `accounts_service/schedule.py`. What must happen every day: `daily_jobs.py`."""

from datetime import date

from celery import shared_task
from django.utils import timezone


@shared_task
def weigh_renewals(today: str | None = None):
    """What the evidence says of every open renewal (ADR 0005)."""
    from clients.jobs import refresh_likelihoods

    return refresh_likelihoods(date.fromisoformat(today) if today else timezone.localdate())
