"""`manage.py import_file PATH --by EMAIL`: the import of the browser, from the shell (S5)."""

import json
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.moves import make_move
from exchange import actions, running
from exchange.mapping import GENERIC, detect, read_mapping
from exchange.models import ImportBatch
from exchange.objects import OBJECTS
from exchange.reading import Unreadable
from exchange.report import report_rows, write_report
from exchange.sources import SYSTEMS
from people.models import Person

REFUSED = 2  # the exit code when the file, the mapping or the person is refused and nothing was written
COUNTERS = ("rows_read", "created", "updated", "unchanged", "refused")


class Command(BaseCommand):
    help = "Import a file of another system: CSV, XLSX or JSON. Exit code 0 when it ran, 2 when the file was refused."

    def add_arguments(self, parser):
        parser.add_argument("path", help="The file: CSV (also gzipped), XLSX or JSON.")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="Who imports; what they may not do is refused.")
        parser.add_argument(
            "--source", default="auto", choices=["auto", *dict.fromkeys([GENERIC, *SYSTEMS])], help="The system that it comes from."
        )
        parser.add_argument("--object", default="auto", choices=["auto", *OBJECTS], help="What the rows are.")
        parser.add_argument("--mapping", metavar="FILE.json", help="Which column is which field; see docs/importing.md.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen, and write nothing.")
        parser.add_argument("--report", metavar="FILE.csv", help="Write what became of each row.")
        parser.add_argument("--json", action="store_true", help="Print the result as JSON.")

    def handle(self, *args, **options):
        try:
            batch = self._give_in(options)
        except Unreadable as error:
            self._refuse(str(error), options)
        except PermissionDenied as error:
            self._refuse(str(error), options)
        try:
            self._ask(batch, options)
            if options["dry_run"]:
                running.try_out(batch)
            else:
                batch = make_move(batch, "run", by=batch.by, started_at=timezone.now(), seen_at=timezone.now())
                running.run(batch)
        except Unreadable as error:
            _forget(batch)
            self._refuse(str(error), options)
        if options["report"]:
            write_report(batch, options["report"])
        self._tell(batch, options)
        if options["dry_run"]:
            _forget(batch)

    def _give_in(self, options) -> ImportBatch:
        by = Person.objects.active().filter(email__iexact=options["by"]).first()
        if by is None:
            raise PermissionDenied(f"{options['by']} is nobody who may log in.")
        actions.ask_to_import(by)
        path = Path(options["path"])
        table = running.open_file(path)
        if options["mapping"]:
            mapping = read_mapping(options["mapping"], table.headers, source=options["source"], kind=options["object"])
        else:
            mapping = detect(table.headers, source=options["source"], kind=options["object"])
        return actions.give_in(path, path.name, mapping, by=by, today=timezone.localdate(), table=table)

    def _ask(self, batch: ImportBatch, options) -> None:
        """Read the evidence; what stays open is asked once where somebody sits at the terminal, else each such row is refused."""
        running.examine(batch)
        if options["json"] or not (self.stdin_is_a_person()):
            return
        for question in batch.questions:
            choices = {"date_order": ("DMY", "MDY"), "decimal_mark": (".", ",")}[question["name"]]
            self.stderr.write(f"{', '.join(question['columns'])}: “{question['example']}” can be read in two ways.")
            answer = input(f"{question['name']} ({' or '.join(choices)}): ").strip()
            if answer in choices:
                batch.mapping["answers"][question["name"]] = answer
        batch.save(update_fields=["mapping"])

    def stdin_is_a_person(self) -> bool:
        import sys

        return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()

    def _tell(self, batch: ImportBatch, options) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(_result(batch), ensure_ascii=False))
            return
        words = "Would be" if options["dry_run"] else "Imported"
        self.stdout.write(f"{words}: {batch.file_name} as {batch.mapping.get('label') or batch.object} ({batch.source})")
        self.stdout.write(
            f"{batch.rows_read} rows: {batch.created} created, {batch.updated} updated, "
            f"{batch.unchanged} unchanged, {batch.refused} refused"
        )
        for number, text in batch.set_aside[:20]:
            self.stdout.write(f"line {number} is no row: {text}")
        for shown, problem in enumerate(_problems(batch)):
            if shown == 50:
                self.stdout.write("… the rest stands in the report (--report FILE.csv)")
                break
            self.stdout.write(f"row {problem['row']}{', ' + problem['column'] if problem['column'] else ''}: {problem['why']}")

    def _refuse(self, why: str, options):
        if options["json"]:
            empty = dict.fromkeys(COUNTERS, 0) | {"objects": {}, "problems": [{"row": 0, "column": "", "why": why}]}
            self.stdout.write(json.dumps(empty, ensure_ascii=False))
        raise CommandError(why, returncode=REFUSED)


def _result(batch: ImportBatch) -> dict:
    return {name: getattr(batch, name) for name in COUNTERS} | {"objects": batch.objects_made, "problems": list(_problems(batch))}


def _problems(batch: ImportBatch):
    for row in report_rows(batch, only_problems=True):
        for problem in row.problems:
            yield {"row": row.number, "column": problem["column"], "why": problem["why"]}


def _forget(batch: ImportBatch) -> None:
    """Nothing stays of what did not land: not the file, and not its batch."""
    batch.file.delete(save=False)
    ImportBatch.objects.filter(pk=batch.pk).delete()
