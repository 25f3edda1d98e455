"""Job numbers: `CODE-YY-NNNN`, counted for each account and year, given in one locked step, never twice (DESIGN §4)."""

from datetime import date

from django.db import transaction

from briefs.models import JobCounter
from clients.models import Account


@transaction.atomic
def next_number(account: Account, *, today: date) -> str:
    """Locks the account's counter until the transaction ends, so that a number that was rolled back is the only one that is lost."""
    JobCounter.objects.get_or_create(account=account, year=today.year)
    counter = JobCounter.objects.select_for_update().get(account=account, year=today.year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{account.code}-{today:%y}-{counter.last:04d}"
