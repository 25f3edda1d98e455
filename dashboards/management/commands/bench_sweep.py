import json
import time
from pathlib import Path
from statistics import median

from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clients.models import Account, Client, Contract, Seat
from dashboards.bench.seed import Agency, copy_rows, seed_people
from reminders.engine import sweep
from reminders.models import Reminder
from reminders.registry import rules

ROUNDS = 3


class Command(BaseCommand):
    help = "The sweep's part of `bench`: the rules of contracts over a million of them, against the bare statements that they are."

    def add_arguments(self, parser):
        parser.add_argument("--contracts", type=int, default=1_000_000)
        parser.add_argument("--report", type=Path, required=True)

    def handle(self, *, contracts, report, **options):
        if connection.vendor != "postgresql":
            raise CommandError("The measurement runs on PostgreSQL.")
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        today = timezone.localdate()
        seed_people()
        agency = Agency(contracts // 2, today)
        for model in (Client, Account, Seat, Contract):
            copy_rows(model, agency.rows_of(model))
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        self.names = {rule.name for rule in rules if rule.subject() is Contract}
        statements = self.bare_statements(today)
        bare, swept = [], []
        for _round in range(ROUNDS):
            bare.append(self.timed(lambda: [self.say_bare(statement) for statement in statements]))
            swept.append(self.timed(lambda: sweep(today, now=timezone.now(), only=self.names)))
        sweep(today, now=timezone.now(), only=self.names)
        made = Reminder.objects.count()
        again = self.timed(lambda: sweep(today, now=timezone.now(), only=self.names))
        found = {"contracts": contracts, "reminders": made, "bare_s": median(bare), "sweep_s": median(swept), "again_s": again}
        report.write_text(json.dumps(found))

    def bare_statements(self, today) -> list[str]:
        """What the sweep says to the database to make reminders, word for word."""
        with transaction.atomic():
            with CaptureQueriesContext(connection) as captured:
                sweep(today, now=timezone.now(), only=self.names)
            transaction.set_rollback(True)
        table = f'INSERT INTO "{Reminder._meta.db_table}"'
        return [query["sql"] for query in captured if query["sql"].lstrip().startswith((table, table.replace('"', "")))]

    def say_bare(self, statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    def timed(self, do) -> float:
        """Seconds, in a transaction that is rolled back, so that every round meets the same rows."""
        with transaction.atomic():
            start = time.perf_counter()
            do()
            seconds = time.perf_counter() - start
            transaction.set_rollback(True)
        return seconds
