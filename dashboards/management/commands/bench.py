import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import environ
import psycopg2
from django.conf import settings
from django.core.management import BaseCommand, CommandError
from psycopg2 import sql

from dashboards.bench.report import REPORT, as_markdown, as_table

DEFAULT_URL = "postgres://postgres@127.0.0.1:5432/account_services_bench"


class Command(BaseCommand):
    help = "Times every main page, the sweep and the import on PostgreSQL, prints a table and writes docs/performance.md."

    def add_arguments(self, parser):
        parser.add_argument("--sizes", default="1000,10000,100000", help="accounts, with commas between (default: %(default)s)")
        parser.add_argument("--rounds", type=int, default=25, help="how often each page is fetched (default: %(default)s)")
        parser.add_argument("--sweep-contracts", type=int, default=1_000_000, help="0 leaves the sweep out (default: %(default)s)")
        parser.add_argument("--import-rows", type=int, default=100_000, help="0 leaves the import out (default: %(default)s)")
        parser.add_argument("--no-report", action="store_true", help="print only; leave docs/performance.md as it is")

    def handle(self, *, sizes, rounds, sweep_contracts, import_rows, no_report, **options):
        self.url = os.environ.get("BENCH_DATABASE_URL", DEFAULT_URL)
        found: dict = {"sizes": [], "sweep": None, "import": None}
        try:
            for size in sorted({int(one) for one in sizes.split(",")}):
                self.say(f"{size:,} accounts …")
                found["sizes"].append(self.in_own_database("bench_size", str(size), "--rounds", str(rounds)))
            if sweep_contracts:
                self.say(f"sweep of {sweep_contracts:,} contracts …")
                found["sweep"] = self.in_own_database("bench_sweep", "--contracts", str(sweep_contracts))
            if import_rows:
                self.say(f"import of {import_rows:,} rows …")
                found["import"] = self.in_own_database("bench_import", str(import_rows))
        except psycopg2.OperationalError as error:
            raise CommandError(f"No PostgreSQL at BENCH_DATABASE_URL ({self.url}): {error}") from error
        self.stdout.write(as_table(found))
        if not no_report:
            REPORT.write_text(as_markdown(found), encoding="utf-8")
            self.stdout.write(f"Written to {REPORT.relative_to(settings.BASE_DIR)}.")

    def say(self, words: str) -> None:
        self.stderr.write(words)

    def in_own_database(self, command: str, *arguments: str) -> dict:
        """Run a command of ours on a fresh database and read the JSON that it writes."""
        self.remake_database()
        with tempfile.TemporaryDirectory(prefix="account-services-bench-") as folder:
            report = Path(folder) / "report.json"
            env = os.environ | {"APP_MODE": "test", "DATABASE_URL": self.url, "VAR_DIR": folder, "REDIS_URL": "", "LOG_LEVEL": "ERROR"}
            call = [sys.executable, str(settings.BASE_DIR / "manage.py"), command, *arguments, "--report", str(report)]
            if subprocess.run(call, env=env, cwd=settings.BASE_DIR).returncode:
                raise CommandError(f"{command} failed; its words stand above.")
            return json.loads(report.read_text())

    def remake_database(self) -> None:
        """An empty database of the name in the address: what was in one of that name is gone."""
        config = environ.Env.db_url_config(self.url)
        keys = {"host": config["HOST"], "port": config["PORT"] or 5432, "user": config["USER"], "password": config["PASSWORD"]}
        if not config["NAME"].endswith("_bench"):
            raise CommandError("The name of the database must end in _bench: it is dropped and made anew.")
        link = psycopg2.connect(dbname="postgres", **keys)
        link.autocommit = True
        with link.cursor() as cursor:
            name = sql.Identifier(config["NAME"])
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
            cursor.execute(sql.SQL("CREATE DATABASE {}").format(name))
        link.close()
