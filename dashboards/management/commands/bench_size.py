import json
from pathlib import Path

from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection
from django.utils import timezone

from dashboards.bench.health import look_at_everything
from dashboards.bench.pages import ROUNDS, measure
from dashboards.bench.seed import seed
from people.models import Person
from reminders.engine import sweep
from reminders.models import Reminder


class Command(BaseCommand):
    help = "One size of `bench`: fills the empty PostgreSQL database of DATABASE_URL, times the pages, writes JSON."

    def add_arguments(self, parser):
        parser.add_argument("accounts", type=int)
        parser.add_argument("--rounds", type=int, default=ROUNDS)
        parser.add_argument("--report", type=Path, required=True)

    def handle(self, *, accounts, rounds, report, **options):
        if connection.vendor != "postgresql":
            raise CommandError("The measurement runs on PostgreSQL.")
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        if Person.objects.exists():
            raise CommandError("This database is not empty; `manage.py bench` makes its own.")
        today = timezone.localdate()
        cast, rows = seed(accounts, today=today)
        health = look_at_everything(today)
        sweep(today, now=timezone.now())
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # as autovacuum does within a minute of so many new rows
        rows["Reminders"] = Reminder.objects.count()
        report.write_text(json.dumps({"accounts": accounts, "rows": rows, "health": health, "pages": measure(cast, rounds=rounds)}))
