"""What people do with an import: give a file in, map it, check it, run it, stop it, undo it, say who an owner is (S5)."""

import hashlib
import logging
from datetime import date, datetime
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from clients import bulk
from clients.models import Account, Client
from core.errors import Refused
from core.moves import make_move, record, take
from core.uploads import plain_name
from exchange import running, tasks
from exchange.mapping import Mapping
from exchange.models import ImportBatch, ImportedObject, OwnerToReview
from exchange.reading import Unreadable
from exchange.states import AT_WORK, BatchState

logger = logging.getLogger("exchange")


def may_import(by, object_: str) -> bool:
    """People are imported by a head or an admin; everything else by supervisors and above."""
    return by.has_perm("exchange.import_people" if object_ == "people" else "exchange.import_records")


def ask_to_import(by, object_: str = "") -> None:
    """Raises PermissionDenied."""
    if not by.has_perm("exchange.import_files") or (object_ and not may_import(by, object_)):
        raise PermissionDenied(f"{by} may not import {object_ or 'files'}.")


@transaction.atomic
def give_in(path: Path, name: str, mapping: Mapping, *, by, today: date, table=None) -> ImportBatch:
    """Keep the file under a name of ours and remember how it was understood. Raises PermissionDenied, Unreadable."""
    ask_to_import(by, mapping.object)
    table = table or running.open_file(path)
    batch = ImportBatch(
        file_name=plain_name(name),
        size=path.stat().st_size,
        sha256=_sha256(path),
        source=mapping.source,
        object=mapping.object,
        headers=table.headers,
        how=table.how,
        mapping=mapping.as_json(),
        by=by,
        today=today,
    )
    with path.open("rb") as file:
        batch.file.save(batch.file_name, File(file), save=False)
    batch.save()
    record(batch, "import.given_in", by=by, object=batch.object)
    return batch


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


@transaction.atomic
def remap(batch: ImportBatch, mapping: Mapping, *, by, version: int | None = None) -> ImportBatch:
    """Another understanding of the columns. What a check found before no longer holds. Raises PermissionDenied, IllegalMove, LostRace."""
    ask_to_import(by, mapping.object)
    batch = make_move(
        batch,
        "map",
        by=by,
        version=version,
        mapping=mapping.as_json(),
        source=mapping.source,
        object=mapping.object,
        evidence={},
        failure="",
    )
    running.forget_preview(batch)
    return batch


def start_check(batch: ImportBatch, *, by, version: int | None = None) -> ImportBatch:
    """A worker tries the file out and reports row by row. Raises PermissionDenied, IllegalMove, LostRace."""
    return _start(batch, "check", by=by, version=version, failure="")


@transaction.atomic
def start_run(batch: ImportBatch, *, by, version: int | None = None) -> ImportBatch:
    """A worker imports the file, from where it stopped. Raises PermissionDenied, IllegalMove, LostRace.

    What the check has counted ends here: "648 of 648 rows" before the first one has landed would be untrue.
    """
    started = {} if batch.started_at and batch.resume_row else {"started_at": timezone.now()}
    batch = _start(batch, "run", by=by, version=version, failure="", wants_stop=False, **started)
    if not batch.resume_row:
        ImportBatch.objects.filter(pk=batch.pk, resume_row=0).update(**running.NOTHING_READ)
        batch.refresh_from_db()
    return batch


@transaction.atomic
def _start(batch: ImportBatch, name: str, *, by, version: int | None, **changes) -> ImportBatch:
    batch = make_move(batch, name, by=by, version=version, seen_at=timezone.now(), **changes)
    tasks.work.delay_on_commit(batch.pk)
    return batch


@transaction.atomic
def stop(batch: ImportBatch, *, by) -> ImportBatch:
    """Stop after the chunk at hand; what has landed stays, and the rest can go on later."""
    fresh = take(batch, by=by, may="exchange.run_import")
    if fresh.state != BatchState.RUNNING:
        raise Refused("It is not running.")
    fresh.wants_stop = True
    fresh.save(update_fields=["wants_stop"])
    record(fresh, "import.asked_to_stop", by=by)
    return fresh


def start_undo(batch: ImportBatch, *, by, version: int | None = None) -> ImportBatch:
    """A worker takes back what the import made and changed. Raises PermissionDenied, IllegalMove, LostRace."""
    return _start(batch, "undo", by=by, version=version)


@transaction.atomic
def throw_away(batch: ImportBatch, *, by, version: int | None = None) -> None:
    """Forget a file that has not landed: nothing of it stays, on disk neither. Raises PermissionDenied, Refused."""
    fresh = take(batch, by=by, may="exchange.run_import", version=version)
    if fresh.state in AT_WORK or fresh.resume_row or fresh.imported.exists():
        raise Refused("It has landed already: undo it instead.")
    record(fresh, "import.thrown_away", by=by)
    fresh.file.delete(save=False)
    fresh.delete()


def forget_stale(*, before: datetime) -> int:
    """By the clock: files that were given in before this moment and never landed go. Returns how many."""
    idle = (BatchState.UPLOADED, BatchState.CHECKED, BatchState.FAILED)
    stale = ImportBatch.objects.filter(state__in=idle, created_at__lt=before, resume_row=0, imported=None)
    for batch in stale:
        throw_away(batch, by=None)
    return len(stale)


def work_on(batch: ImportBatch, *, for_seconds: float) -> bool:
    """What the worker does with a batch in this state; whatever it cannot read ends FAILED, with the reason.

    False when its time was over before the rows were: whoever calls comes back.
    """
    from exchange.undoing import undo

    try:
        match batch.state:
            case BatchState.CHECKING:
                running.try_out(batch, most=running.TRIAL_ROWS)
                make_move(batch, "end_check", by=None)
            case BatchState.RUNNING:
                return running.run(batch, for_seconds=for_seconds)
            case BatchState.UNDOING:
                undo(batch)
    except Unreadable as error:
        make_move(batch, "fail", by=None, failure=str(error))
    except running.TakenByAnother:
        logger.info("Import %s is at work elsewhere.", batch.pk)
    return True


@transaction.atomic
def name_owner(review: OwnerToReview, *, by, person, version: int | None = None) -> int:
    """Say who an owner of the file is: clients without an owner and accounts without a lead of these rows become theirs.

    Returns how many accounts got their lead. Raises PermissionDenied, Refused when it was said already.
    """
    batch = take(review.batch, by=by, may="exchange.run_import", version=version)
    review = OwnerToReview.objects.select_for_update(of=("self",)).get(pk=review.pk)
    if review.person_id:
        raise Refused(f"{review.text} is {review.person} already.")
    if not person.is_active:
        raise Refused(f"{person} has left.")
    today = by.today
    rows = batch.rows.filter(owner=review.text)
    clients = Client.objects.visible_to(by).filter(pk__in=rows.filter(kind="client").values("object_id"))
    unowned = list(clients.filter(Q(owner=by) | Q(owner=None)).select_for_update(of=("self",)).order_by("pk"))
    before = bulk.change_many([(client, {"owner": person}) for client in unowned], "client.changed", by=by, also={"of_import": batch.pk})
    _note_owned(batch, rows, [client for client in unowned if client.pk in before], before)
    numbers = rows.values("number")
    made = batch.imported.filter(kind="account", number__in=numbers).values("object_id")
    accounts = list(
        Account.objects.visible_to(by)
        .without_lead(today=today)
        .filter(pk__in=made)
        .exclude(seats__person=person, seats__ends_on=None)
        .select_related("client")
        .order_by("pk")
    )
    seats = bulk.seat_many(accounts, [person] * len(accounts), by=None, today=today)
    numbers_of = dict(
        batch.imported.filter(kind="account", object_id__in=[account.pk for account in accounts]).values_list("object_id", "number")
    )
    ImportedObject.objects.bulk_create(
        ImportedObject(
            batch=batch, number=numbers_of[seat.account_id], kind="seat", object_id=seat.pk, was_created=True, version_after=seat.version
        )
        for seat in seats
    )
    review.person, review.decided_at = person, timezone.now()
    review.save(update_fields=["person", "decided_at"])
    batch.version += 1
    batch.save(update_fields=["version"])
    record(batch, "import.owner_named", by=by, owner=review.text, person=str(person))
    return len(accounts)


def _note_owned(batch: ImportBatch, rows, clients: list[Client], before: dict[int, dict]) -> None:
    """An owner named later belongs to the import: its undo takes it back, and does not take it for the work of a person."""
    numbers = dict(rows.filter(kind="client").order_by("-number").values_list("object_id", "number"))
    for client in clients:
        entry = batch.imported.filter(kind="client", object_id=client.pk).order_by("pk").last()
        if entry is None:
            ImportedObject.objects.create(
                batch=batch,
                number=numbers[client.pk],
                kind="client",
                object_id=client.pk,
                was_created=False,
                version_after=client.version,
                before=before[client.pk],
            )
        elif entry.version_after == client.version - 1:
            entry.version_after = client.version
            if not entry.was_created:
                entry.before = before[client.pk] | entry.before
            entry.save(update_fields=["version_after", "before"])
