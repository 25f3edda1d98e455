"""The bells of reports; each may ring late, twice or side by side with itself. The hours stand in accounts_service/schedule.py."""

from celery import shared_task
from django.utils import timezone


@shared_task
def send_scheduled():
    """Issue and send every report whose hour has come (S3)."""
    from reports.schedules import send_due

    return send_due(now=timezone.localtime())
