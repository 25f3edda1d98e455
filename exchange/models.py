from uuid import uuid4

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from exchange.objects import LABELS
from exchange.querysets import ImportBatchQuerySet, OfBatchQuerySet, OnRecordQuerySet
from exchange.states import AT_WORK, BATCH_MOVES, BatchState, Outcome

OBJECT_CHOICES = list(LABELS.items())


def stored_under(batch, name: str) -> str:
    """A name of our own, outside the web root; what the file was called stays text in `file_name`."""
    return f"imports/{uuid4().hex}"


class ImportBatch(models.Model):
    """One file of another system on its way in (S4, S5): its mapping, how far it came, and what became of its rows.

    created + updated + unchanged + refused = rows_read, in every state. `resume_row` is written in the transaction of each chunk,
    so a run that was killed goes on behind it and nothing lands twice.
    """

    file = models.FileField(upload_to=stored_under, blank=True, help_text=_("Goes when the import is done."))
    file_name = models.CharField(_("file"), max_length=200)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, db_index=True)
    source = models.CharField(_("from"), max_length=30)
    object = models.CharField(_("what it holds"), max_length=20, choices=OBJECT_CHOICES)
    headers = models.JSONField(default=list)
    how = models.JSONField(default=dict, help_text="By what evidence the file was read.")
    mapping = models.JSONField(default=dict)
    evidence = models.JSONField(default=dict, help_text="Order of days and decimal mark by column, and the questions that stay open.")
    state = models.CharField(_("state"), max_length=10, choices=BatchState, default=BatchState.UPLOADED)
    rows_total = models.PositiveIntegerField(default=0)
    rows_read = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    objects_made = models.JSONField(default=dict, help_text="kind of row → created, updated, unchanged")
    set_aside = models.JSONField(default=list, help_text="Lines that are no rows: [number, text].")
    resume_row = models.PositiveIntegerField(default=0, help_text="The last row whose chunk is written.")
    wants_stop = models.BooleanField(default=False)
    failure = models.TextField(blank=True)
    undo_report = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="imports")
    today = models.DateField(help_text="The day on which it was given in; rows are judged by it.")
    created_at = models.DateTimeField(_("given in"), auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True, help_text="The worker's last sign of life.")
    finished_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ImportBatchQuerySet.as_manager()

    moves = BATCH_MOVES

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            models.CheckConstraint(
                condition=Q(rows_read=F("created") + F("updated") + F("unchanged") + F("refused")), name="every_row_has_one_outcome"
            ),
        ]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("import_detail", args=[self.pk])

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK

    @property
    def questions(self) -> list[dict]:
        """What the file cannot tell by itself and nobody has answered yet."""
        answers = self.mapping.get("answers", {})
        return [question for question in self.evidence.get("questions", []) if question["name"] not in answers]


class ImportRow(models.Model):
    """What became of one row of the file. Holds none of its cells: only where it landed, and what was wrong with it."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    problems = models.JSONField(default=list, help_text='[{"column", "why"}]; the first is why it was refused.')
    kind = models.CharField(max_length=20, blank=True)
    object_id = models.BigIntegerField(null=True, blank=True)
    name = models.CharField(max_length=120, blank=True)
    owner = models.CharField(max_length=200, blank=True, help_text="The owner it named, where nobody of ours was found.")
    pending = models.JSONField(default=dict, help_text="Links to rows that may stand further down: parent, reports_to.")

    objects = OnRecordQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="one_outcome_per_row")]
        indexes = [
            models.Index(fields=["batch", "outcome", "number"], name="import_row_by_outcome"),
            models.Index(fields=["batch", "kind", "object_id"], name="import_row_by_object"),
            models.Index(fields=["batch", "number"], condition=~Q(problems=[]), name="import_row_with_problem"),
        ]

    def __str__(self):
        return f"{self.batch}, {self.number}"


class ImportedObject(models.Model):
    """One row of ours that a batch made or changed, with what stood before: what an undo needs."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="imported")
    number = models.PositiveIntegerField(help_text="The row of the file.")
    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    was_created = models.BooleanField()
    version_after = models.PositiveIntegerField(default=1)
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    objects = OnRecordQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["batch", "kind", "object_id"], name="imported_of_batch")]

    def __str__(self):
        return f"{self.kind} {self.object_id}"


class SourceId(models.Model):
    """Under which id another system knows a row of ours: a second import finds it again and doubles nothing."""

    system = models.CharField(max_length=30)
    object = models.CharField(max_length=20)
    source_id = models.CharField(max_length=200)
    object_id = models.BigIntegerField()
    batch = models.ForeignKey(ImportBatch, null=True, on_delete=models.SET_NULL, related_name="source_ids")

    class Meta:
        verbose_name = _("id in another system")
        verbose_name_plural = _("ids in other systems")
        constraints = [models.UniqueConstraint(fields=["system", "object", "source_id"], name="one_row_per_source_id")]
        indexes = [models.Index(fields=["object", "object_id"], name="source_id_of_object")]

    def __str__(self):
        return f"{self.system} {self.object} {self.source_id}"


class ClientKey(models.Model):
    """A client's name and domain in the form in which they are compared. Kept by the import, for the import."""

    client = models.OneToOneField(Client, on_delete=models.CASCADE, primary_key=True, related_name="import_key")
    name_key = models.CharField(max_length=200, db_index=True)
    domain = models.CharField(max_length=250, db_index=True, blank=True)
    client_version = models.PositiveIntegerField()

    def __str__(self):
        return self.name_key


class OwnerToReview(models.Model):
    """An owner that the file names and nobody of ours is found for; a person says who it is, and the rows are theirs."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="owners")
    text = models.CharField(_("named in the file"), max_length=200)
    rows = models.PositiveIntegerField(default=0)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = OfBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-rows", "text"]
        verbose_name = _("owner to review")
        verbose_name_plural = _("owners to review")
        constraints = [models.UniqueConstraint(fields=["batch", "text"], name="one_review_per_owner")]

    def __str__(self):
        return self.text
