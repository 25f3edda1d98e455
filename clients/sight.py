"""A page that has found a row through `visible_to` need not ask the database again whether it is seen, once for each button.

Only pages remember; an action locks and re-reads its row, and the fresh row remembers nothing, so what is written is asked anew.

And when it changes who sees what, figures that were kept for a minute are counted anew for everybody (`core.kept`).
"""

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from core.kept import sight_changed

SIGHT_VERBS = frozenset({"account.walled", "account.unwalled", "client.owner_changed"})


def remember(person, *rows) -> None:
    """These rows were found through `visible_to(person)` in this request."""
    for row in rows:
        row._seen_by = person.pk


def is_remembered(person, row) -> bool:
    return row is not None and getattr(row, "_seen_by", None) == person.pk


def kept_for_page(row, name: str, find):
    """What `find()` works out about a row that a page remembers, once for each request; anew for the fresh row of an action."""
    if not hasattr(row, "_seen_by"):
        return find()
    kept = row.__dict__.setdefault("_kept_for_page", {})
    if name not in kept:
        kept[name] = find()
    return kept[name]


@receiver([post_save, post_delete], sender="clients.Seat")
def say_that_a_seat_changed(**_signal) -> None:
    sight_changed()


@receiver(post_save, sender="core.Event")
def say_that_a_wall_or_an_owner_changed(instance, **_signal) -> None:
    if instance.verb in SIGHT_VERBS:
        sight_changed()
