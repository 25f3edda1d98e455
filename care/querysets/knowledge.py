from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q

from care.states.knowledge import TagKind
from clients.querysets import OnClientQuerySet


class KnowledgePageQuerySet(models.QuerySet):
    def visible_to(self, person):
        """A page about no client: everybody in the house. One about clients: whoever may know *all* of them (ADR 0059)."""
        from care.models import PageClient
        from clients.models import Client

        if person.standing.sees_all:
            return self
        unknown = PageClient.objects.exclude(client__in=Client.objects.visible_to(person).order_by().values("pk"))
        return self.filter(~Exists(unknown.filter(page=OuterRef("pk"))))

    def current(self):
        return self.filter(archived_on=None)

    def due_for_review(self, *, today: date):
        """Nobody has said for too long that it still holds (R7)."""
        return self.current().filter(review_due_on__lte=today)

    def about_client(self, client):
        return self.filter(about__client=client)

    def holding(self, words: str):
        """Title or text holds these words."""
        return self.filter(Q(title__icontains=words) | Q(body__icontains=words))

    def for_pages(self):
        return self.select_related("author", "keeper")


class TagQuerySet(models.QuerySet):
    def visible_to(self, person):
        """A tag is known to whoever knows what it hangs on: a word alone may give a secret away."""
        from care.models import CompetitorNote, KnowledgePage
        from clients.models import MarketNote

        if person.standing.sees_all:
            return self
        return self.filter(
            Q(page__in=KnowledgePage.objects.visible_to(person).order_by().values("pk"))
            | Q(market_note__in=MarketNote.objects.visible_to(person).order_by().values("pk"))
            | Q(competitor_note__in=CompetitorNote.objects.visible_to(person).order_by().values("pk"))
        )

    def industries(self):
        return self.filter(kind=TagKind.INDUSTRY)


class CompetitorNoteQuerySet(OnClientQuerySet):
    """Notes about competitors: visible when the client is whose competitor it is."""
