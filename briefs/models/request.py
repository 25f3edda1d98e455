from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from briefs.querysets import JobRequestQuerySet, RequestFileQuerySet, RequestLinkQuerySet
from briefs.states import OPEN_REQUESTS, REQUEST_MOVES, BriefKind, RequestSource, RequestState
from clients.models import Account, Contact
from clients.querysets import OnAccountQuerySet
from core.links import SecretLink
from core.models import Letter
from core.money import Money


class RequestForm(models.Model):
    """What an account's request link asks of the client besides what every request says: one form per account (W1)."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="request_form")
    welcome = models.TextField(_("what the client reads first"), blank=True)
    asks_budget = models.BooleanField(_("asks for a budget"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OnAccountQuerySet.as_manager()

    def __str__(self):
        return f"Request form of {self.account}"

    def get_absolute_url(self):
        return reverse("request_form", args=[self.account_id])

    def event_topic(self):
        return self.account


class RequestQuestion(models.Model):
    """A question of an account's own, in the order in which the client is asked."""

    form = models.ForeignKey(RequestForm, on_delete=models.CASCADE, related_name="questions")
    text = models.CharField(_("question"), max_length=300)
    hint = models.CharField(_("hint"), max_length=300, blank=True)
    is_required = models.BooleanField(_("must be answered"), default=False)
    is_long = models.BooleanField(_("long answer"), default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["form", "position", "pk"]

    def __str__(self):
        return self.text


class RequestLink(SecretLink):
    """By which one contact of the client asks for jobs on one account, without a log-in (W1)."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="request_links")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="request_links")

    objects = RequestLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return f"Request link of {self.contact}"

    @property
    def is_open(self) -> bool:
        """Twin: RequestLinkQuerySet.open()."""
        return super().is_open and self.contact.left_on is None and self.account.closed_on is None

    def get_absolute_url(self):
        return reverse("request_link_list", args=[self.account_id])

    def event_topic(self):
        return self.account

    def event_words(self):
        return {"by_contact": str(self.contact), "by_link": "request", "link": self.pk}

    def has_perm(self, perm, obj=None):
        """A contact asks, and answers what was asked back about their own requests; nothing else."""
        if perm == "briefs.add_request":
            return obj == self.account
        return (
            perm == "briefs.answer_request"
            and isinstance(obj, JobRequest)
            and (obj.account_id, obj.contact_id)
            == (
                self.account_id,
                self.contact_id,
            )
        )


class JobRequest(models.Model):
    """Something that a client asks us to make: accepted into a brief, or declined with a reason the client sees (W1).

    `answer_by` is the last day on which an answer keeps our word, in working days by tier. Money is net of VAT.
    """

    account = models.ForeignKey(Account, verbose_name=_("account"), on_delete=models.PROTECT, related_name="job_requests")
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=BriefKind, default=BriefKind.OTHER)
    ask = models.TextField(_("what is needed"))
    why_now = models.TextField(_("why now"), blank=True)
    wanted_on = models.DateField(_("wanted by"), null=True, blank=True)
    budget_minor = models.BigIntegerField(_("budget"), null=True, blank=True, help_text=_("Minor units of the account's currency."))
    contact = models.ForeignKey(
        Contact, verbose_name=_("asked by"), null=True, blank=True, on_delete=models.PROTECT, related_name="job_requests"
    )
    answers = models.JSONField(default=list, blank=True, editable=False, help_text="[[question, answer], …] of the account's own form")
    source = models.CharField(_("source"), max_length=10, choices=RequestSource, default=RequestSource.STAFF, editable=False)
    came_on = models.DateField(_("came in"), default=timezone.localdate)
    answer_by = models.DateField(_("answer by"))
    answered_on = models.DateField(_("answered on"), null=True, blank=True, editable=False)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("taken by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    reason = models.TextField(_("reason"), blank=True, editable=False, help_text=_("Why declined or withdrawn; the client reads it."))
    state = models.CharField(_("state"), max_length=15, choices=RequestState, default=RequestState.NEW, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = JobRequestQuerySet.as_manager()

    moves = REQUEST_MOVES

    class Meta:
        ordering = ["answer_by", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(budget_minor=None) | Q(budget_minor__gte=0), name="request_budget_not_negative"),
            models.CheckConstraint(condition=~Q(state=RequestState.DECLINED) | ~Q(reason=""), name="a_declined_request_has_a_reason"),
        ]
        indexes = [
            models.Index(fields=["answer_by", "id"], condition=Q(state__in=OPEN_REQUESTS), name="open_requests_by_day"),
            models.Index(fields=["account", "state"], name="request_of_account"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("job_request_detail", args=[self.pk])

    def event_topic(self):
        return self.account

    @property
    def is_open(self) -> bool:
        """Nobody has accepted or declined it yet. Twin: JobRequestQuerySet.open()."""
        return self.state in OPEN_REQUESTS

    def is_unanswered(self, *, today) -> bool:
        """It waits for us longer than we promised. Twin: JobRequestQuerySet.unanswered()."""
        return self.state == RequestState.NEW and self.answer_by < today

    @property
    def budget(self) -> Money | None:
        return None if self.budget_minor is None else Money(self.budget_minor, self.account.currency)


class RequestFile(models.Model):
    """Something that came with a request. The client sees what they sent themselves, and nothing that we added."""

    request = models.ForeignKey(JobRequest, on_delete=models.CASCADE, related_name="files")
    file = models.FileField(upload_to="requests/%Y/")
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField(default=0)
    position = models.PositiveSmallIntegerField(default=0)
    is_from_client = models.BooleanField(default=False)

    objects = RequestFileQuerySet.as_manager()

    class Meta:
        ordering = ["request", "position", "pk"]

    def __str__(self):
        return self.name


class RequestMessage(models.Model):
    """What was asked back about a request, and what was answered: by one of ours, or by the contact (without either: by the client).

    `letter` carries it by e-mail; without one it stands on the client's page only.
    """

    request = models.ForeignKey(JobRequest, on_delete=models.CASCADE, related_name="messages")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    letter = models.ForeignKey(Letter, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(person=None) | Q(contact=None), name="request_message_has_one_author"),
        ]

    def __str__(self):
        return self.text[:80]
