"""Letters to contacts who have left do not leave any more."""

from datetime import datetime

from clients.leaving import LETTERS, leaving
from clients.letter_conditions import NAME, why_not
from core import post
from core.models import Letter


@leaving.register
def keep_letters_back(contacts, *, at: datetime) -> dict[str, int]:
    """Those that wait, each by its own condition: asked now rather than when it is their turn."""
    waiting = dict(Letter.objects.waiting().under(NAME).values_list("pk", "condition"))
    keys = {pk: int(condition.partition(":")[2]) for pk, condition in waiting.items()}
    gone = set(contacts.filter(pk__in=set(keys.values())).values_list("pk", flat=True))
    kept = 0
    for pk, key in keys.items():
        if key in gone:
            kept += post.keep_back(Letter.objects.filter(pk=pk), why=why_not(key))
    return {LETTERS: kept}
