"""What a chunk did: an outcome for every row, what was made and changed for the undo, ids of the other system, owners unknown."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db import models

from clients.models import Seat
from exchange.kinds import COUNTED_AS
from exchange.models import ImportBatch, ImportedObject, ImportRow, OwnerToReview, SourceId
from exchange.preparing import Prepared
from exchange.states import Outcome


def kind_of(row: models.Model) -> str:
    return row._meta.model_name


@dataclass
class Result:
    """What became of one row of the file."""

    prepared: Prepared
    outcome: Outcome | None = None
    row: models.Model | None = None
    owner: str = ""
    pending: dict = field(default_factory=dict)


class Journal:
    """Collects while the chunk lands; `write` saves all of it."""

    def __init__(self, batch: ImportBatch):
        self.batch = batch
        self.results: dict[int, Result] = {}
        self.made: list[tuple[int, models.Model]] = []
        self.changed: list[tuple[int, models.Model, dict]] = []
        self.ids: dict[tuple[str, str], models.Model] = {}

    def result(self, prepared: Prepared) -> Result:
        return self.results.setdefault(prepared.number, Result(prepared))

    def refuse(self, prepared: Prepared, why: str, column: str = "") -> None:
        if not prepared.is_refused:
            prepared.refuse(why, column)
        self.result(prepared).outcome = Outcome.REFUSED

    def settle(self, prepared: Prepared, row: models.Model, outcome: Outcome) -> Result:
        """The outcome of a row; once something was made or updated it is not unmade by a later part of the same row."""
        result = self.result(prepared)
        result.row = result.row or row
        if result.outcome in (None, Outcome.UNCHANGED):
            result.outcome = outcome
        return result

    def remember(self, object_: str, source_id: str, row: models.Model) -> None:
        if source_id:
            self.ids[object_, source_id] = row

    def write(self) -> None:
        for result in self.results.values():
            if result.prepared.is_refused:
                result.outcome = Outcome.REFUSED
        ImportRow.objects.bulk_create([self._row(number, result) for number, result in sorted(self.results.items())], batch_size=500)
        self._write_imported()
        self._write_ids()
        self._write_owners()

    def _write_imported(self) -> None:
        """In the order in which it was done: an undo goes through it backwards. A seat that was made continued one that was closed."""
        closed = [entry for entry in self.changed if isinstance(entry[1], Seat)]
        changed = [entry for entry in self.changed if not isinstance(entry[1], Seat)]
        entries = [
            *((*entry, False) for entry in closed),
            *((*entry, {}, True) for entry in self.made),
            *((*entry, False) for entry in changed),
        ]
        ImportedObject.objects.bulk_create(
            [
                ImportedObject(
                    batch=self.batch,
                    number=number,
                    kind=kind_of(row),
                    object_id=row.pk,
                    was_created=was_created,
                    version_after=row.version,
                    before=before,
                )
                for number, row, before, was_created in entries
            ],
            batch_size=500,
        )

    def _row(self, number: int, result: Result) -> ImportRow:
        row = None if result.outcome == Outcome.REFUSED else result.row
        return ImportRow(
            batch=self.batch,
            number=number,
            outcome=result.outcome or Outcome.UNCHANGED,
            problems=result.prepared.problems,
            kind=kind_of(row) if row is not None else "",
            object_id=row.pk if row is not None else None,
            name=str(row)[:120] if row is not None else "",
            owner=result.owner[:200],
            pending=result.pending,
        )

    def _write_ids(self) -> None:
        system = self.batch.source
        SourceId.objects.bulk_create(
            [
                SourceId(system=system, object=object_, source_id=source_id, object_id=row.pk, batch=self.batch)
                for (object_, source_id), row in self.ids.items()
            ],
            ignore_conflicts=True,
            batch_size=500,
        )

    def _write_owners(self) -> None:
        named = Counter(result.owner[:200] for result in self.results.values() if result.owner and result.outcome != Outcome.REFUSED)
        for text, rows in named.items():
            review, _made = OwnerToReview.objects.get_or_create(batch=self.batch, text=text)
            OwnerToReview.objects.filter(pk=review.pk).update(rows=models.F("rows") + rows)

    def counts(self) -> Counter:
        return Counter(str(result.outcome or Outcome.UNCHANGED) for result in self.results.values())

    def objects(self) -> dict[str, Counter]:
        """kind → created, updated, unchanged: of everything that the chunk touched, not only of what its rows are about."""
        counted: dict[str, Counter] = defaultdict(Counter)
        seen = set()
        for _number, row in self.made:
            counted[COUNTED_AS[kind_of(row)]]["created"] += 1
            seen.add((kind_of(row), row.pk))
        for _number, row, _before in self.changed:
            if (kind_of(row), row.pk) not in seen:
                counted[COUNTED_AS[kind_of(row)]]["updated"] += 1
                seen.add((kind_of(row), row.pk))
        for result in self.results.values():
            if result.outcome == Outcome.UNCHANGED and result.row is not None:
                counted[COUNTED_AS[kind_of(result.row)]]["unchanged"] += 1
        return counted
