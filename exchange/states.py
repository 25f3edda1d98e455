from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.moves import Move


class BatchState(TextChoices):
    """The life of an import. `CHECKING`, `RUNNING` and `UNDOING` are a worker's; whoever finds them orphaned goes on."""

    UPLOADED = "uploaded", _("Uploaded")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked")
    RUNNING = "running", _("Running")
    STOPPED = "stopped", _("Stopped")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")


B = BatchState
BATCH_MOVES = {
    "check": Move({B.UPLOADED, B.CHECKED, B.FAILED}, B.CHECKING, may="exchange.run_import", label=_("Check")),
    "run": Move({B.UPLOADED, B.CHECKED, B.STOPPED}, B.RUNNING, may="exchange.run_import", label=_("Import")),
    "map": Move({B.UPLOADED, B.CHECKED, B.FAILED}, B.UPLOADED, may="exchange.run_import", label=_("Change the mapping")),
    "undo": Move({B.DONE, B.STOPPED}, B.UNDOING, may="exchange.undo_import", label=_("Undo this import")),
    # The worker's own (`by=None`); no person may make them:
    "end_check": Move({B.CHECKING}, B.CHECKED, may="exchange.work"),
    "finish": Move({B.RUNNING}, B.DONE, may="exchange.work"),
    "stop": Move({B.RUNNING}, B.STOPPED, may="exchange.work"),
    "fail": Move({B.CHECKING, B.RUNNING}, B.FAILED, may="exchange.work"),
    "end_undo": Move({B.UNDOING}, B.UNDONE, may="exchange.work"),
}
AT_WORK = (B.CHECKING, B.RUNNING, B.UNDOING)


class Outcome(TextChoices):
    """What became of a row; every row read has exactly one."""

    CREATED = "created", _("Made")
    UPDATED = "updated", _("Updated")
    UNCHANGED = "unchanged", _("Unchanged")
    REFUSED = "refused", _("Refused")
