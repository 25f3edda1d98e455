"""`/healthz` says that the process answers; `/readyz` says whether the house works, and names what does not."""

from datetime import timedelta

from celery import current_app
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.models import Heartbeat

# How long each may be silent, and what its silence means. Only the clock must have been heard at all: the others
# begin with the first thing to do.
SILENCE = {
    "clock": (timedelta(minutes=3), "no beat for three minutes: worker or clock is down"),
    "sweep": (timedelta(hours=2), "no sweep for two hours: reminders are late"),
    "post": (timedelta(minutes=5), "letters to clients have been waiting for half an hour, or nobody sends them"),
    "delivery": (timedelta(minutes=5), "mails have been waiting for half an hour, or nobody delivers"),
}


@require_safe
@login_not_required
@never_cache
def healthz(request):
    return JsonResponse({"alive": True})


@require_safe
@login_not_required
@never_cache
def readyz(request):
    """200 when database, broker and clock are there and reminders go out; else 503 with the reasons (S1)."""
    failing = {}
    ages: dict[str, int | None] = {}
    try:
        ages, failing = clock_ages(now=timezone.now())
    except Exception as exception:  # whatever the driver raises, the answer is that the database fails
        failing["database"] = type(exception).__name__
    try:
        ring_nothing()
    except Exception as exception:
        failing["broker"] = type(exception).__name__
    return JsonResponse({"ready": not failing, "failing": failing, "seconds_since": ages}, status=503 if failing else 200)


def clock_ages(*, now) -> tuple[dict[str, int | None], dict[str, str]]:
    """Seconds since each heartbeat, and what is wrong with them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    seen = dict(Heartbeat.objects.values_list("name", "at"))
    must_be_heard = {"clock": now - timedelta(days=1)} | seen
    failing = {name: why for name, (silence, why) in SILENCE.items() if name in must_be_heard and now - must_be_heard[name] > silence}
    return {name: int((now - at).total_seconds()) for name, at in sorted(seen.items())}, failing


def ring_nothing() -> None:
    """Reach the broker without leaving anything there. Raises what the transport raises when it is away."""
    with current_app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=2)
        broker.default_channel.close()  # opening it made the broker answer
