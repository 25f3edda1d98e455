"""The contact report (R1): what was said, decided and promised at a check-in, as the client has accepted it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from care.models.check_ins import ActionItem, CheckIn
from care.querysets import ContactReportQuerySet, ReportDisputeQuerySet, ReportLinkQuerySet
from care.states import REPORT_MOVES, WRITABLE, AcceptedBy, CheckInKind, LineKind, ReportState
from clients.models import Account, Contact
from core.addresses import address_of
from core.links import SecretLink


class ReportCounter(models.Model):
    """How many contact reports an account has had in a year: their numbers come from here, in one locked step."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "year"], name="one_report_counter_per_account_and_year")]

    def __str__(self):
        return f"{self.account} {self.year}: {self.last}"


class ContactReport(models.Model):
    """A held check-in in the trade's form. Each issue is an edition that never changes; once accepted nothing does (ADR 0051).

    `contacts` and `people` were there, `copy_contacts` and `copy_people` get it besides: superiors, the lead.
    """

    account = models.ForeignKey(Account, verbose_name=_("account"), on_delete=models.PROTECT, related_name="contact_reports")
    check_in = models.OneToOneField(CheckIn, on_delete=models.PROTECT, related_name="report")
    number = models.CharField(_("number"), max_length=30, unique=True, editable=False)
    product = models.CharField(_("product"), max_length=200, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    contacts = models.ManyToManyField(Contact, verbose_name=_("present from the client"), blank=True, related_name="contact_reports")
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, verbose_name=_("present from us"), blank=True, related_name="contact_reports")
    copy_contacts = models.ManyToManyField(Contact, verbose_name=_("copies to the client"), blank=True, related_name="+")
    copy_people = models.ManyToManyField(settings.AUTH_USER_MODEL, verbose_name=_("copies to us"), blank=True, related_name="+")
    next_on = models.DateField(_("next meeting"), null=True, blank=True)
    next_at = models.TimeField(_("time"), null=True, blank=True)
    next_kind = models.CharField(_("kind"), max_length=10, choices=CheckInKind, default=CheckInKind.MEETING)
    next_check_in = models.ForeignKey(CheckIn, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("written by"), editable=False, on_delete=models.PROTECT, related_name="written_reports"
    )
    begun_at = models.DateTimeField(default=timezone.now, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=ReportState, default=ReportState.DRAFT, editable=False)
    edition = models.PositiveSmallIntegerField(default=0, editable=False, help_text="0: never issued.")
    issued_at = models.DateTimeField(_("issued"), null=True, blank=True, editable=False)
    accept_at = models.DateTimeField(_("accepted by silence"), null=True, blank=True, editable=False)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True, editable=False)
    accepted_by = models.CharField(_("accepted by"), max_length=10, choices=AcceptedBy, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ContactReportQuerySet.as_manager()

    moves = REPORT_MOVES

    class Meta:
        ordering = ["-begun_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=ReportState.ISSUED) | Q(issued_at__isnull=False, accept_at__isnull=False, edition__gt=0),
                name="an_issued_report_has_its_clock",
            ),
            models.CheckConstraint(
                condition=Q(state=ReportState.ACCEPTED, accepted_at__isnull=False)
                | (~Q(state=ReportState.ACCEPTED) & Q(accepted_at=None, accepted_by="")),
                name="an_accepted_report_has_its_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["accept_at", "id"], condition=Q(state="issued"), name="reports_with_the_client"),
            models.Index(fields=["account", "-begun_at"], name="report_of_account"),
        ]

    def __str__(self):
        return f"Contact report {self.number}"

    def get_absolute_url(self):
        return address_of("contact_report_detail", self.pk)

    def event_topic(self):
        return self.account

    @property
    def is_writable(self) -> bool:
        """Twin: ContactReportQuerySet.writable()."""
        return self.state in WRITABLE

    def is_late(self, *, now) -> bool:
        """Twin: ContactReportQuerySet.late()."""
        late_at = self.check_in.report_late_at
        return self.state == ReportState.DRAFT and not self.edition and late_at is not None and late_at < now


class ReportLine(models.Model):
    """One line of a report. `key` is the row's on the page, so that what is saved twice stays one line.

    An empty `topic` goes on with the one above. `job` is the number of the job that the topic is about, in words of ours.
    """

    report = models.ForeignKey(ContactReport, on_delete=models.CASCADE, related_name="lines")
    key = models.UUIDField(default=uuid.uuid4)
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(_("kind"), max_length=10, choices=LineKind, default=LineKind.SAID)
    topic = models.CharField(_("topic"), max_length=150, blank=True)
    job = models.CharField(_("job"), max_length=40, blank=True)
    text = models.TextField(_("text"))
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("by"), null=True, blank=True)
    action_item = models.OneToOneField(ActionItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="report_line")

    class Meta:
        ordering = ["report", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "key"], name="one_line_per_key"),
            models.CheckConstraint(condition=Q(owner=None) | Q(contact=None), name="a_line_has_one_owner"),
            models.CheckConstraint(condition=~Q(kind=LineKind.SAID) | Q(owner=None, contact=None), name="what_was_said_has_no_owner"),
        ]

    def __str__(self):
        return self.text[:80]

    @property
    def who(self):
        return self.contact if self.contact_id else self.owner


class ReportIssue(models.Model):
    """What went out, as it went out: every word and the PDF. Never edited; the database refuses it (ADR 0051)."""

    report = models.ForeignKey(ContactReport, on_delete=models.PROTECT, related_name="issues")
    number = models.PositiveSmallIntegerField()
    contents = models.JSONField()
    pdf = models.FileField(upload_to="contact-reports/%Y/")
    note = models.TextField(blank=True, help_text="What was written with it.")
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["report", "number"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="one_issue_per_number")]

    def __str__(self):
        return f"{self.report}, {self.number}"


class ReportLink(SecretLink):
    """By which one contact reads a contact report, confirms it or says which line is wrong (R1). No log-in."""

    report = models.ForeignKey(ContactReport, on_delete=models.CASCADE, related_name="links")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="report_links")

    objects = ReportLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return f"Report link of {self.contact}"

    @property
    def is_open(self) -> bool:
        """Twin: ReportLinkQuerySet.open()."""
        return super().is_open and self.contact.left_on is None and self.report.account.closed_on is None

    def get_absolute_url(self):
        return self.report.get_absolute_url()

    def event_topic(self):
        return self.report.account

    def event_words(self):
        return {"by_contact": str(self.contact), "by_link": "report", "link": self.pk}

    def has_perm(self, perm, obj=None):
        """Whoever was sent the report says yes or disputes a line; of no other report."""
        return isinstance(obj, ContactReport) and obj.pk == self.report_id and perm in ("care.dispute_report", "care.accept_report")


class ReportCopy(models.Model):
    """Who was sent an issue, and whether they said yes to it. One of ours, or a contact."""

    issue = models.ForeignKey(ReportIssue, on_delete=models.CASCADE, related_name="copies")
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    was_there = models.BooleanField(default=False)
    email = models.EmailField(blank=True, help_text="Empty: nothing could be sent.")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["issue", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(contact=None, person__isnull=False) | Q(contact__isnull=False, person=None), name="a_copy_has_one_reader"
            ),
            models.UniqueConstraint(fields=["issue", "contact"], condition=Q(contact__isnull=False), name="one_copy_per_contact"),
            models.UniqueConstraint(fields=["issue", "person"], condition=Q(person__isnull=False), name="one_copy_per_person"),
        ]

    def __str__(self):
        return f"{self.reader}"

    @property
    def reader(self):
        return self.contact if self.contact_id else self.person


class ReportDispute(models.Model):
    """A contact says that a line is not as it was (or that something is missing: no line), and what we answered.

    By their link, or to one of ours, who wrote it down (`heard_by`).
    """

    report = models.ForeignKey(ContactReport, on_delete=models.CASCADE, related_name="disputes")
    issue = models.ForeignKey(ReportIssue, on_delete=models.PROTECT, related_name="disputes")
    line = models.ForeignKey(ReportLine, null=True, blank=True, on_delete=models.SET_NULL, related_name="disputes")
    line_text = models.TextField(blank=True, help_text="The line as it was issued.")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    heard_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="Empty: said by their link."
    )
    text = models.TextField(_("what is not right"))
    at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(_("our answer"), blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = ReportDisputeQuerySet.as_manager()

    class Meta:
        ordering = ["report", "at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(settled_at=None) | ~Q(answer=""), name="a_settled_dispute_has_an_answer"),
        ]

    def __str__(self):
        return self.text[:80]

    def get_absolute_url(self):
        return self.report.get_absolute_url()

    def event_topic(self):
        return self.report.account
