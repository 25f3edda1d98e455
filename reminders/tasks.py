"""The bells of reminders; each may ring late, twice or side by side with itself. The hours stand in accounts_service/schedule.py."""

from datetime import date

from celery import shared_task
from django.utils import timezone


@shared_task
def sweep(on: str | None = None):
    """Look at the whole house as of today (or of an ISO day, in a drill), then ring for the mails."""
    from reminders import engine

    swept = engine.sweep(date.fromisoformat(on) if on else timezone.localdate(), now=timezone.now())
    deliver.delay()
    return {"created": swept.total("created"), "errors": swept.errors}


@shared_task
def deliver():
    from reminders.deliver import deliver as send_what_is_due

    return dict(send_what_is_due())


@shared_task
def forget_what_is_over():
    from reminders.retention import forget

    return forget(now=timezone.now())
