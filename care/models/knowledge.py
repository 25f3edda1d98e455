from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from care.querysets.knowledge import CompetitorNoteQuerySet, KnowledgePageQuerySet, TagQuerySet
from care.states.knowledge import REVIEW_MONTHS, PageKind, TagKind
from clients.models import Client, Competitor, MarketNote
from core.addresses import address_of


class KnowledgePage(models.Model):
    """What the agency knows and wants to keep (R7): how we do things, an industry, a case, a method. Archived, never deleted."""

    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=PageKind, default=PageKind.HOW_TO)
    body = models.TextField(_("text"), help_text=_("Markdown: # for headings, - for lists, **bold**, [words](https://…)."))
    clients = models.ManyToManyField(
        Client, verbose_name=_("about clients"), through="PageClient", related_name="knowledge_pages", blank=True
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("author"), on_delete=models.PROTECT, related_name="written_pages", editable=False
    )
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("keeper"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="kept_pages",
        help_text=_("Is asked from time to time whether it still holds."),
    )
    review_months = models.PositiveSmallIntegerField(
        _("review every … months"),
        null=True,
        blank=True,
        default=REVIEW_MONTHS,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("Empty: never."),
    )
    reviewed_on = models.DateField(_("reviewed on"), default=timezone.localdate, editable=False)
    review_due_on = models.DateField(_("review due"), null=True, blank=True, editable=False)
    archived_on = models.DateField(_("archived on"), null=True, blank=True, editable=False)
    archived_reason = models.CharField(_("why archived"), max_length=300, blank=True, editable=False)
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    edition = models.PositiveIntegerField(default=1, editable=False, help_text=_("The number of its latest text."))
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = KnowledgePageQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(archived_on=None) | ~Q(archived_reason=""), name="an_archived_page_has_a_reason"),
            models.CheckConstraint(condition=~Q(title=""), name="a_page_has_a_title"),
        ]
        indexes = [
            models.Index(fields=["keeper", "review_due_on"], condition=Q(archived_on=None), name="pages_to_review"),
            models.Index(fields=["-reviewed_on", "-id"], name="pages_by_day"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return address_of("knowledge_page_detail", self.pk)


class PageClient(models.Model):
    """A page is about this client. A client with pages stays: were it gone, its page would open to everybody."""

    page = models.ForeignKey(KnowledgePage, on_delete=models.CASCADE, related_name="about")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="page_tags")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "client"], name="a_page_is_about_a_client_once")]

    def __str__(self):
        return f"{self.page}: {self.client}"


class PageEdition(models.Model):
    """A text that a page had, and who saved it. Never edited."""

    page = models.ForeignKey(KnowledgePage, on_delete=models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    body = models.TextField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["page", "number"], name="one_edition_of_a_page_per_number")]

    def __str__(self):
        return f"{self.title} ({self.number})"


class CompetitorNote(models.Model):
    """What a competitor of a client did, dated and with its source (R7). It outlives the competitor's line on the client's page."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="competitor_notes")
    competitor = models.ForeignKey(Competitor, null=True, blank=True, on_delete=models.SET_NULL, related_name="notes")
    about = models.CharField(_("competitor"), max_length=200)
    noted_on = models.DateField(_("noted on"), default=timezone.localdate)
    text = models.TextField(_("note"))
    source = models.CharField(_("source"), max_length=300, blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CompetitorNoteQuerySet.as_manager()

    class Meta:
        ordering = ["-noted_on", "-pk"]
        indexes = [models.Index(fields=["client", "-noted_on"], name="competitor_notes_of_client")]

    def __str__(self):
        return f"{self.about}: {self.text[:80]}"

    def get_absolute_url(self):
        return address_of("client_knowledge", self.client_id)

    def event_topic(self):
        return self.client


class Tag(models.Model):
    """A word under which something known is found: an industry or a topic. The words are the writer's own; `key` is how they compare."""

    kind = models.CharField(max_length=10, choices=TagKind)
    word = models.CharField(max_length=120)
    key = models.CharField(max_length=120, db_index=True)
    page = models.ForeignKey(KnowledgePage, null=True, blank=True, on_delete=models.CASCADE, related_name="tags")
    market_note = models.ForeignKey(MarketNote, null=True, blank=True, on_delete=models.CASCADE, related_name="tags")
    competitor_note = models.ForeignKey(CompetitorNote, null=True, blank=True, on_delete=models.CASCADE, related_name="tags")

    objects = TagQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "word", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(page__isnull=False, market_note=None, competitor_note=None)
                | Q(page=None, market_note__isnull=False, competitor_note=None)
                | Q(page=None, market_note=None, competitor_note__isnull=False),
                name="a_tag_hangs_on_one_thing",
            ),
            models.UniqueConstraint(fields=["page", "kind", "key"], name="a_page_has_a_tag_once"),
            models.UniqueConstraint(fields=["market_note", "kind", "key"], name="a_market_note_has_a_tag_once"),
            models.UniqueConstraint(fields=["competitor_note", "kind", "key"], name="a_competitor_note_has_a_tag_once"),
        ]

    def __str__(self):
        return self.word
