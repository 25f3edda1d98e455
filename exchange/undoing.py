"""Undo an import (S5): what it made goes, what it changed gets back what stood there; rows touched since are left, with the reason.

Newest first, each row in its own savepoint. A row counts as touched when its version is another than the import left, or when
a person has done anything to it since the import began. The clock's own doings are no reason: a planned check-in goes with its
account, and a contract whose term it closed goes with the renewal and the next term that it made of it. What the import itself did
bears its number in the events, so what somebody did beside it is seen too.
"""

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from care.models import CheckIn
from clients import bulk
from clients.jobs import DECIDED_VERBS
from clients.models import Account, Client, Contract, Renewal
from core.models import Event
from core.moves import make_move
from exchange.kinds import MODELS, OBJECTS
from exchange.models import ImportBatch, ImportedObject, SourceId
from exchange.states import BatchState

# Children before parents; among equals the newest first.
ORDER = (
    "brief",
    "jobrequest",
    "marketnote",
    "reportedfigure",
    "surveyanswer",
    "concern",
    "actionitem",
    "boughtservice",
    "renewal",
    "checkin",
    "contract",
    "contact",
    "seat",
    "account",
    "client",
    "service",
    "person",
)
# What the clock does of itself to rows that an import may have made: each is one version of its row and one event.
OF_CONTRACTS = ("contract.begun", "contract.ended", *DECIDED_VERBS.values())
OF_CHECK_INS = ("check_in.handed_over", "check_in.given", "check_in.moved_on", "checkin.cancel")
CLOCKS_OWN = (*OF_CONTRACTS, *OF_CHECK_INS)
AT_A_TIME = 200


class CannotUndo(Exception):
    """This row stays as it is; the message says why."""


def undo(batch: ImportBatch) -> None:
    """Take back what can be taken back, and report the rest. Killed, it goes on: what is undone is no longer listed."""
    since = batch.started_at or batch.created_at  # what the import did itself says so in its events; all else people did
    _forget_kept(batch)
    for kind in ORDER:
        last, stand = None, {}
        while True:
            with transaction.atomic():
                fresh = ImportBatch.objects.select_for_update().get(pk=batch.pk)
                found = list(_next(batch, kind, last))
                if fresh.state != BatchState.UNDOING:
                    return
                if not found:
                    break
                lowest = found[-1].pk  # deleted rows forget their key
                for imported in found:
                    imported.version_after = stand.get(imported.object_id, imported.version_after)
                    fresh.gone = _gone(batch)
                    _undo_one(fresh, imported, since, stand)
                fresh.seen_at = timezone.now()
                fresh.save(update_fields=["undo_report", "seen_at"])
            last = lowest
    with transaction.atomic():
        _forget_ids(batch)
        make_move(batch, "end_undo", by=None)
    batch.refresh_from_db()


def _forget_kept(batch: ImportBatch) -> None:
    """What an undo that was killed found to be kept is looked at, and counted, anew."""
    with transaction.atomic():
        fresh = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        fresh.undo_report = {name: value for name, value in fresh.undo_report.items() if name not in ("kept", "kept_count")}
        fresh.save(update_fields=["undo_report"])


def _forget_ids(batch: ImportBatch) -> None:
    """The other system's ids go with the rows; those of rows that had to stay remain."""
    for kind, object_ in OBJECTS.items():
        stayed = batch.imported.filter(kind=kind, was_created=True).values("object_id")
        batch.source_ids.filter(object=object_).exclude(object_id__in=stayed).delete()


def _next(batch: ImportBatch, kind: str, last: int | None):
    rows = batch.imported.filter(kind=kind).order_by("-pk")
    return (rows.filter(pk__lt=last) if last else rows)[:AT_A_TIME]


def _undo_one(batch: ImportBatch, imported: ImportedObject, since, stand: dict[int, int]) -> None:
    """`stand`: the version of rows that were put back; what this import did to them before expects them as they are now."""
    report = batch.undo_report
    row = MODELS[imported.kind].objects.filter(pk=imported.object_id).first()
    try:
        with transaction.atomic():
            if row is not None:
                _refuse_if_touched(batch, row, imported, since)
                if imported.was_created:
                    _take_away(row)
                else:
                    _put_back(row, imported, by=None)
                    stand[row.pk] = row.version
                    batch.imported.filter(kind=imported.kind, object_id=imported.object_id).update(version_after=row.version)
        report["undone"] = report.get("undone", 0) + 1
        imported.delete()
    except CannotUndo as error:
        report.setdefault("kept", [])
        if any((one["kind"], one.get("key")) == (imported.kind, row.pk) for one in report["kept"]):
            return  # another entry of the same record has said so
        if len(report["kept"]) < 1000:
            report["kept"].append({"row": imported.number, "kind": imported.kind, "key": row.pk, "name": str(row)[:120], "why": str(error)})
        report["kept_count"] = report.get("kept_count", 0) + 1


def _refuse_if_touched(batch: ImportBatch, row, imported: ImportedObject, since) -> None:
    own_type = ContentType.objects.get_for_model(row)
    by_others = getattr(row, "version", imported.version_after) - imported.version_after
    if by_others and imported.was_created:
        by_others -= Event.objects.filter(subject_type=own_type, subject_id=row.pk, at__gt=since, actor=None, verb__in=CLOCKS_OWN).count()
    if by_others:
        raise CannotUndo(_("It was changed since."))
    about = models.Q(subject_type=own_type, subject_id=row.pk)
    if imported.was_created:
        about |= models.Q(topic_type=own_type, topic_id=row.pk)
    touched = Event.objects.filter(about, at__gt=since).exclude(actor=None).select_related("actor").order_by("at", "pk")
    event = next((one for one in touched if one.words.get("of_import") not in (batch.pk, *_gone(batch))), None)
    if event is not None:
        raise CannotUndo(
            _("%(person)s has worked on it since (%(what)s).")
            % {"person": event.actor, "what": event.verb.replace(".", " ").replace("_", " ")}
        )


def _gone(batch: ImportBatch) -> set[int]:
    """Later imports that were undone without a rest: what they did is no more. Asked once for each undo."""
    if not hasattr(batch, "gone"):
        later = ImportBatch.objects.filter(state=BatchState.UNDONE, imported=None, pk__gt=batch.pk)
        batch.gone = set(later.values_list("pk", flat=True))
    return batch.gone


def _take_away(row) -> None:
    """Delete what the import made, with what hangs on it by itself; anything that holds on to it keeps it."""
    if isinstance(row, Contract):
        _take_away_what_the_clock_made_of(row)
    if isinstance(row, Client) and (row.contacts.exists() or row.accounts.exists()):
        raise CannotUndo(_("Accounts or contacts hang on it that this import did not make, or that had to stay."))
    if isinstance(row, CheckIn) and row.action_items.exists():
        raise CannotUndo(_("Actions hang on it that this import did not make, or that had to stay."))
    if isinstance(row, Account) and row.own_contacts.exists():
        raise CannotUndo(_("Contacts hang on it that had to stay."))
    key = row.pk
    try:
        row.delete()
    except models.ProtectedError as error:
        raise CannotUndo(_("Other records hang on it.")) from error
    if object_ := OBJECTS.get(row._meta.model_name):
        SourceId.objects.filter(object=object_, object_id=key).delete()


def _take_away_what_the_clock_made_of(contract: Contract) -> None:
    """The renewal that it opened or decided, and the term that followed by itself, unless a person or an import had a hand in them."""
    for following in Contract.objects.filter(previous=contract):
        if _is_the_clocks(following):
            _take_away(following)
    for renewal in Renewal.objects.filter(contract=contract):
        if _is_the_clocks(renewal):
            renewal.delete()


def _is_the_clocks(row) -> bool:
    own_type = ContentType.objects.get_for_model(row)
    by_somebody = Event.objects.filter(subject_type=own_type, subject_id=row.pk).exclude(actor=None)
    by_an_import = ImportedObject.objects.filter(kind=row._meta.model_name, object_id=row.pk)
    return not by_somebody.exists() and not by_an_import.exists()


def _put_back(row, imported: ImportedObject, *, by) -> None:
    facts = {}
    for name, value in imported.before.items():
        column = row._meta.get_field(name)
        if column.is_relation:
            facts[name] = column.related_model._default_manager.filter(pk=value).first() if value is not None else None
        else:
            facts[name] = column.to_python(value)
    bulk.change_many([(row, facts)], f"{row._meta.model_name}.changed", by=by)
