"""Ids of other systems follow a row that is merged into another, so that the next import finds it (S5)."""

from clients.merging import moving
from clients.models import Client, Contact
from exchange.models import ClientKey, SourceId

OBJECTS = {Client: "clients", Contact: "contacts"}


@moving.register
def move_source_ids(kept, other) -> None:
    if type(kept) in OBJECTS:
        SourceId.objects.filter(object=OBJECTS[type(kept)], object_id=other.pk).update(object_id=kept.pk)
    if isinstance(kept, Client):
        ClientKey.objects.filter(client=other).delete()  # one for each client, worked out from what it says
