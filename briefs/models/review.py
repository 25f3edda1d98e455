from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from briefs.models.brief import Brief, Deliverable
from briefs.models.work import Round, WorkFile
from briefs.querysets import OnBriefQuerySet, ReviewLinkQuerySet
from briefs.states import ClientVerdict, Wish
from clients.models import Contact
from core.links import SecretLink


class Presentation(models.Model):
    """Work was shown to the client: which routes, why each is right for their business, who was there (P4, W5)."""

    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="presentations")
    round = models.ForeignKey(Round, null=True, blank=True, on_delete=models.PROTECT, related_name="presentations")
    held_on = models.DateField(_("shown on"), default=timezone.localdate)
    rationale = models.TextField(_("why this is right for their business"))
    presented_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("presented by"), on_delete=models.PROTECT, related_name="+")
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, verbose_name=_("from us"), blank=True, related_name="+")
    contacts = models.ManyToManyField(Contact, verbose_name=_("from the client"), blank=True, related_name="presentations")
    notes = models.TextField(_("what was said"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OnBriefQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]

    def __str__(self):
        return f"Presentation of {self.brief.number}"

    def get_absolute_url(self):
        return reverse("presentation_detail", args=[self.pk])

    def event_topic(self):
        return self.brief.account


class Route(models.Model):
    """One creative direction that was shown, with its rationale and what the client said of it."""

    presentation = models.ForeignKey(Presentation, on_delete=models.CASCADE, related_name="routes")
    name = models.CharField(_("route"), max_length=150)
    rationale = models.TextField(_("rationale"), blank=True)
    verdict = models.CharField(_("verdict"), max_length=10, choices=[("chosen", _("Chosen")), ("rejected", _("Rejected"))], blank=True)
    note = models.CharField(_("what the client said"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["presentation", "position", "pk"]

    def __str__(self):
        return self.name


class ReviewLink(SecretLink):
    """By which one named contact sees a job's work, remarks on it and, if they decide, gives the verdict (W5)."""

    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="review_links")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="review_links")
    is_decider = models.BooleanField(_("decides"), default=False)
    first_seen_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ReviewLinkQuerySet.as_manager()

    class Meta:
        ordering = ["brief", "-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["brief", "contact"], condition=Q(revoked_at=None), name="one_live_review_link_per_contact"),
            models.UniqueConstraint(fields=["brief"], condition=Q(revoked_at=None, is_decider=True), name="one_live_decider_per_brief"),
        ]

    def __str__(self):
        return f"Review link of {self.contact}"

    @property
    def is_open(self) -> bool:
        """Twin: ReviewLinkQuerySet.open()."""
        return super().is_open and self.contact.left_on is None and self.brief.account.closed_on is None

    def get_absolute_url(self):
        return reverse("brief_review", args=[self.brief_id])

    def event_topic(self):
        return self.brief.account

    def event_words(self):
        return {"by_contact": str(self.contact), "by_link": "review", "link": self.pk}

    def has_perm(self, perm, obj=None):
        """Everybody invited sees and remarks; the decider alone gives verdicts, settles oppositions, moves the job."""
        brief = obj if isinstance(obj, Brief) else getattr(obj, "brief", None)
        if brief is None or brief.pk != self.brief_id:
            return False
        return perm == "briefs.comment_work" or (
            self.is_decider and perm in ("briefs.record_verdict", "briefs.settle_opposition", "briefs.rate_job")
        )


class Comment(models.Model):
    """A remark on the work, at a place of a picture or page (W5). `x` and `y` are thousandths of its width and height.

    By a contact through their link, or by one of ours. Replies have a `parent` and no place. A remark is settled when it is dealt
    with; where two contacts want opposite things of one place, the decider's word settles both.
    """

    file = models.ForeignKey(WorkFile, on_delete=models.CASCADE, related_name="comments")
    link = models.ForeignKey(ReviewLink, null=True, blank=True, on_delete=models.PROTECT, related_name="comments")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="replies")
    page = models.PositiveSmallIntegerField(default=1)
    x = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(1000)])
    y = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(1000)])
    wish = models.CharField(_("wish"), max_length=10, choices=Wish, default=Wish.CHANGE)
    text = models.TextField(_("remark"))
    at = models.DateTimeField(default=timezone.now)
    is_internal = models.BooleanField(default=False, help_text="Between us: no client link shows it.")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_note = models.CharField(max_length=300, blank=True)
    settled_by_link = models.ForeignKey(ReviewLink, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["file", "at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(link=None, person__isnull=False) | Q(link__isnull=False, person=None), name="a_comment_has_one_author"
            ),
            models.CheckConstraint(
                condition=Q(x=None, y=None) | Q(x__gte=0, x__lte=1000, y__gte=0, y__lte=1000), name="a_pin_lies_on_the_page"
            ),
            models.CheckConstraint(condition=Q(is_internal=False) | Q(link=None), name="clients_write_nothing_internal"),
        ]

    def __str__(self):
        return self.text[:80]

    @property
    def brief(self):
        return self.file.deliverable.brief

    @property
    def author(self) -> str:
        return str(self.person) if self.person_id else str(self.link.contact)

    def event_topic(self):
        return self.brief.account


class Verdict(models.Model):
    """What the decider said of one deliverable's version (W5): the last one counts. Never edited.

    By link, or written down by one of ours who heard it (`person`).
    """

    deliverable = models.ForeignKey(Deliverable, on_delete=models.CASCADE, related_name="verdicts")
    file = models.ForeignKey(WorkFile, null=True, blank=True, on_delete=models.PROTECT, related_name="verdicts")
    round = models.ForeignKey(Round, null=True, blank=True, on_delete=models.PROTECT, related_name="verdicts")
    link = models.ForeignKey(ReviewLink, null=True, blank=True, on_delete=models.PROTECT, related_name="verdicts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(_("verdict"), max_length=10, choices=ClientVerdict)
    note = models.TextField(_("why"), blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.deliverable}: {self.get_verdict_display()}"

    def event_topic(self):
        return self.deliverable.brief.account
