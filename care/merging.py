"""A page of knowledge that is about both of two clients is about the one that is kept, once (R7)."""

from care.models import PageClient
from clients.merging import moving
from clients.models import Client


@moving.register
def name_pages_once(kept, other) -> None:
    if isinstance(kept, Client):
        PageClient.objects.filter(client=other, page__in=PageClient.objects.filter(client=kept).values("page")).delete()
