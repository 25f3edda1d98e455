from datetime import timedelta

from celery import shared_task
from django.db.models import Q
from django.utils import timezone

SECONDS_AT_A_TIME = 180  # well below the time limit of a job; then the next one goes on
ORPHANED_AFTER = timedelta(minutes=3)  # without a sign of life: a chunk takes seconds
CHECK_ORPHANED_AFTER = timedelta(minutes=12)  # a check gives no sign until it ends, and no job lasts longer
FORGOTTEN_AFTER = timedelta(days=30)  # files that were given in and never imported


@shared_task(acks_late=True)
def work(batch_pk: int) -> None:
    """Check, run or undo a batch, from where it is."""
    from exchange.actions import work_on
    from exchange.models import ImportBatch

    batch = ImportBatch.objects.filter(pk=batch_pk).select_related("by").first()
    if batch is not None and batch.is_at_work and not work_on(batch, for_seconds=SECONDS_AT_A_TIME):
        work.delay(batch_pk)


@shared_task
def go_on_with_orphans() -> None:
    """Batches whose worker was killed go on behind the last chunk that it wrote."""
    from exchange.models import ImportBatch
    from exchange.states import BatchState

    now = timezone.now()
    checks = Q(state=BatchState.CHECKING, seen_at__lt=now - CHECK_ORPHANED_AFTER)
    others = ~Q(state=BatchState.CHECKING) & Q(seen_at__lt=now - ORPHANED_AFTER)
    for pk in ImportBatch.objects.at_work().filter(checks | others).values_list("pk", flat=True):
        work.delay(pk)


@shared_task
def forget_old_files() -> None:
    """Files of other people's systems do not lie about for ever: those that nobody imported are thrown away."""
    from exchange.actions import forget_stale

    forget_stale(before=timezone.now() - FORGOTTEN_AFTER)
