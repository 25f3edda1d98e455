"""Settings, addresses, the worker and the clock. No domain word in here."""

from accounts_service.celery import app as celery_app

__all__ = ["celery_app"]
