from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from core.retention import days_kept


@shared_task
def clock_ticked():
    """Clock, broker and worker are alive: each tick has gone through all three (`/readyz` reads it)."""
    from core.models import Heartbeat

    Heartbeat.objects.seen("clock", at=timezone.now())


@shared_task
def forget_old_form_keys():
    from core.models import FormKey

    FormKey.objects.forget_older_than_days(days_kept("form_keys"), now=timezone.now())


@shared_task
def forget_ended_sessions():
    call_command("clearsessions")


@shared_task
def forget_old_letters():
    from core.models import Letter

    Letter.objects.forget_older_than_days(days_kept("letters"), now=timezone.now())


@shared_task
def send_letters():
    from core.post import send_due

    return dict(send_due())
