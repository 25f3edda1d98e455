"""A batch at work: reading its evidence, trying it out, landing it chunk by chunk, going on after a kill (S5).

A chunk lands in one transaction with its outcomes, the counters and `resume_row`. Killed at any instant, the run goes on
behind the last chunk that was written; two workers at once notice each other at the batch's row lock, and one leaves.
"""

import logging
import pickle  # noqa: S403 of our own rows, in a file without a name
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.moves import every_event_says
from exchange.evidence import Evidence, gather
from exchange.landing.accounts import land_accounts
from exchange.landing.action_items import land_action_items
from exchange.landing.activities import land_activities
from exchange.landing.base import Landing
from exchange.landing.check_ins import land_check_ins
from exchange.landing.clients import land_clients
from exchange.landing.clients_known import refresh_keys
from exchange.landing.concerns import land_concerns
from exchange.landing.contacts import land_contacts
from exchange.landing.contracts import land_contracts
from exchange.landing.jobs import land_jobs
from exchange.landing.journal import Journal
from exchange.landing.links import link_rows
from exchange.landing.notes import land_notes
from exchange.landing.people import land_people
from exchange.landing.renewals import land_renewals
from exchange.landing.requests import land_requests
from exchange.landing.services import land_services
from exchange.landing.survey_answers import land_survey_answers
from exchange.mapping import Mapping
from exchange.models import ImportBatch, ImportRow
from exchange.preparing import Prepared, Preparer
from exchange.reading import Limits, Row, Table, open_table
from exchange.states import BatchState

logger = logging.getLogger("exchange")
CHUNK_ROWS = 500
TRIAL_ROWS = 100_000  # what a check in the browser looks at: it is one transaction, and no job may last for ever
LAND = {
    "clients": land_clients,
    "contacts": land_contacts,
    "accounts": land_accounts,
    "contracts": land_contracts,
    "people": land_people,
    "check-ins": land_check_ins,
    "actions": land_action_items,
    "services": land_services,
    "renewals": land_renewals,
    "requests": land_requests,
    "jobs": land_jobs,
    "notes": land_notes,
    "activities": land_activities,
    "survey-answers": land_survey_answers,
    "concerns": land_concerns,
}


NOTHING_READ = {"rows_read": 0, "created": 0, "updated": 0, "unchanged": 0, "refused": 0, "objects_made": {}}


class TakenByAnother(Exception):
    """Another worker runs this batch, or somebody has moved it on."""


def limits() -> Limits:
    return Limits(bytes=settings.UPLOAD_MAX_MB * 1_000_000)


def open_file(path) -> Table:
    return open_table(path, limits=limits())


def examine(batch: ImportBatch) -> Table:
    """Read the whole file once: its evidence, its questions, its number of rows. Raises Unreadable before anything lands."""
    table = open_file(batch.file.path)
    evidence = gather(table, Mapping.from_json(batch.mapping))
    batch.evidence, batch.rows_total, batch.set_aside = evidence.as_json(), evidence.rows, [list(line) for line in table.set_aside]
    ImportBatch.objects.filter(pk=batch.pk).update(
        evidence=batch.evidence, rows_total=batch.rows_total, set_aside=batch.set_aside, seen_at=timezone.now()
    )
    return table


def run(batch: ImportBatch, *, chunk_rows: int = CHUNK_ROWS, for_seconds: float | None = None) -> bool:
    """Land the rows that have not landed yet, then link them. Ends DONE or STOPPED. Raises Unreadable, TakenByAnother.

    `for_seconds`: leave off behind the chunk at which so much time is over; then False, and the next run goes on.
    """
    until = None if for_seconds is None else time.monotonic() + for_seconds
    table = open_file(batch.file.path)
    if not batch.evidence:
        table = examine(batch)
    if batch.resume_row == 0:
        forget_preview(batch)
        refresh_keys()
    landing = Landing.of(batch)
    for rows in _chunks(_rows_after(table, batch.resume_row), chunk_rows):
        if not _land_chunk(landing, table, rows):
            return True
        if until is not None and time.monotonic() > until:
            return False
    with every_event_says(of_import=batch.pk):
        link_rows(batch)
    with transaction.atomic():
        fresh = _locked(batch)
        fresh.state, fresh.finished_at, fresh.version = BatchState.DONE, timezone.now(), fresh.version + 1
        stored, fresh.file = fresh.file.name, ""
        fresh.save(update_fields=["state", "finished_at", "version", "file"])
        # What was left out of the mapping shall not lie about: the file goes, its fingerprint stays.
        transaction.on_commit(lambda: default_storage.delete(stored))
    batch.refresh_from_db()
    return True


def try_out(batch: ImportBatch, *, chunk_rows: int = CHUNK_ROWS, most: int | None = None) -> None:
    """What a run would do, by doing it in one transaction that is rolled back. The outcomes of the rows are kept.

    `most`: look at the first so many rows only.
    """
    table = examine(batch)
    forget_preview(batch)
    refresh_keys()
    with tempfile.TemporaryFile() as kept:
        with transaction.atomic():
            landing = Landing.of(batch)
            for rows in _chunks(islice(table.rows(), most), chunk_rows):
                _land_chunk(landing, table, rows, is_trial=True)
            link_rows(batch)
            counters = ImportBatch.objects.values("rows_read", "created", "updated", "unchanged", "refused", "objects_made").get(
                pk=batch.pk
            )
            for row in (
                batch.rows.values_list("number", "outcome", "problems", "name", "owner").order_by("number").iterator(chunk_size=2000)
            ):
                pickle.dump(row, kept)
            transaction.set_rollback(True)
        kept.seek(0)
        _keep_preview(batch, kept)
    ImportBatch.objects.filter(pk=batch.pk).update(**counters, resume_row=0, seen_at=timezone.now())
    batch.refresh_from_db()


def _keep_preview(batch: ImportBatch, kept) -> None:
    for rows in _chunks(_unpickled(kept), 1_000):
        ImportRow.objects.bulk_create(
            ImportRow(batch=batch, number=number, outcome=outcome, problems=problems, name=name, owner=owner)
            for number, outcome, problems, name, owner in rows
        )


def _unpickled(file) -> Iterator[tuple]:
    while True:
        try:
            yield pickle.load(file)  # noqa: S301 written by ourselves a moment ago
        except EOFError:
            return


def forget_preview(batch: ImportBatch) -> None:
    """The outcomes of a trial give way to the next trial, or to what really happens."""
    with transaction.atomic():
        batch.rows.all().delete()
        batch.owners.all().delete()
        ImportBatch.objects.filter(pk=batch.pk).update(**NOTHING_READ, resume_row=0)
    batch.resume_row = 0


def _rows_after(table: Table, number: int) -> Iterator[Row]:
    return (row for row in table.rows() if row.number > number)


def _chunks(rows, size: int) -> Iterator[list]:
    rows = iter(rows)
    while chunk := list(islice(rows, size)):
        yield chunk


def _locked(batch: ImportBatch) -> ImportBatch:
    fresh = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if fresh.state != BatchState.RUNNING or fresh.resume_row != batch.resume_row:
        raise TakenByAnother(batch.pk)
    return fresh


def _land_chunk(landing: Landing, table: Table, rows: list[Row], *, is_trial: bool = False) -> bool:
    """One transaction. False when somebody asked to stop: then the rows of this chunk have not landed."""
    batch = landing.batch
    with transaction.atomic():
        fresh = ImportBatch.objects.get(pk=batch.pk) if is_trial else _locked(batch)
        if fresh.wants_stop and not is_trial:
            fresh.state, fresh.wants_stop, fresh.version = BatchState.STOPPED, False, fresh.version + 1
            fresh.save(update_fields=["state", "wants_stop", "version"])
            batch.refresh_from_db()
            return False
        with every_event_says(of_import=batch.pk):
            counts, objects = land(landing, table, rows)
        fresh.rows_read += len(rows)
        for outcome in ("created", "updated", "unchanged", "refused"):
            setattr(fresh, outcome, getattr(fresh, outcome) + counts[outcome])
        for kind, more in objects.items():
            fresh.objects_made[kind] = dict(Counter(fresh.objects_made.get(kind, {})) + more)
        fresh.resume_row, fresh.seen_at = rows[-1].number, timezone.now()
        fresh.save()
    batch.resume_row = fresh.resume_row
    return True


def land(landing: Landing, table: Table, rows: list[Row]) -> tuple[Counter, dict[str, Counter]]:
    """The chunk at once; where the database refuses it, row by row, so that one bad row refuses itself alone."""
    try:
        with transaction.atomic():
            return _land_all(landing, _prepared(landing, table, rows))
    except DatabaseError:
        if len(rows) == 1:
            return _refuse_whole(landing, rows[0])
        logger.warning("Import %s: a chunk of %s rows is landed row by row.", landing.batch.pk, len(rows))
    counts: Counter = Counter()
    objects: dict[str, Counter] = {}
    for row in rows:
        more, made = land(landing, table, [row])
        counts += more
        for kind, counted in made.items():
            objects[kind] = objects.get(kind, Counter()) + counted
    return counts, objects


def _prepared(landing: Landing, table: Table, rows: list[Row]) -> list[Prepared]:
    preparer = Preparer(landing.mapping, table.headers, Evidence.from_json(landing.batch.evidence))
    return [preparer.prepare(row) for row in rows]


def _land_all(landing: Landing, prepared: list[Prepared]) -> tuple[Counter, dict[str, Counter]]:
    journal = Journal(landing.batch)
    for one in prepared:
        journal.result(one)
    LAND[landing.batch.object](landing, journal, prepared)
    journal.write()
    return journal.counts(), journal.objects()


def _refuse_whole(landing: Landing, row: Row) -> tuple[Counter, dict[str, Counter]]:
    journal = Journal(landing.batch)
    journal.refuse(Prepared(row.number), _("It clashes with a record that is here already, which may be one that you do not see."))
    journal.write()
    return journal.counts(), {}
