"""The nightly look at health, timed: every live account, set-wise, with its memory."""

import resource
from datetime import date, timedelta
from time import perf_counter

from django.db import connection

from care.jobs.health import look_at_all
from care.models import HealthSnapshot


def look_at_everything(today: date) -> dict:
    """A night before, then the night that counts: seconds, accounts, the growth of memory in MB, the bytes of a snapshot."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    look_at_all(today - timedelta(days=1))
    before = peak_mb()
    began = perf_counter()
    looked, _done = look_at_all(today)
    seconds = perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size(%s)", [HealthSnapshot._meta.db_table])
        size = cursor.fetchone()[0]
    return {"accounts": looked, "seconds": seconds, "grown_mb": peak_mb() - before, "bytes": size / max(HealthSnapshot.objects.count(), 1)}


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
