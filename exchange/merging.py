"""Ids of other systems follow a contact that is merged into another, so that the next import finds it (S5)."""

from clients.merging import moving
from clients.models import Contact
from exchange.models import SourceId


@moving.register
def move_source_ids(kept, other) -> None:
    if isinstance(kept, Contact):
        SourceId.objects.filter(object="contacts", object_id=other.pk).update(object_id=kept.pk)
