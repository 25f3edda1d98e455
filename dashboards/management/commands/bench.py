import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

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
        found: dict = {"sweep": None, "import": None}
        try:
            self.base = base_address(os.environ.get("BENCH_DATABASE_URL", DEFAULT_URL))
            found |= self.by_size(sorted({int(one) for one in sizes.split(",")}), rounds)
            if sweep_contracts:
                self.say(f"sweep of {sweep_contracts:,} contracts …")
                found["sweep"] = self.in_own_database("bench_sweep", "--contracts", str(sweep_contracts))
            if import_rows:
                self.say(f"import of {import_rows:,} rows …")
                found["import"] = self.in_own_database("bench_import", str(import_rows))
        except psycopg2.OperationalError as error:
            raise CommandError(f"No PostgreSQL at BENCH_DATABASE_URL ({self.base.geturl()}): {error}") from error
        self.stdout.write(as_table(found))
        if not no_report:
            REPORT.write_text(as_markdown(found), encoding="utf-8")
            self.stdout.write(f"Written to {REPORT.relative_to(settings.BASE_DIR)}.")

    def by_size(self, sizes: list[int], rounds: int) -> dict:
        """Each in a database of its own; none stays, whatever happens."""
        found: dict = {"sizes": [], "growth": {}}
        try:
            for size in sizes:
                self.say(f"{size:,} accounts …")
                found["sizes"].append(self.in_own_database("bench_size", str(size), "--rounds", str(rounds), of=str(size)))
            if len(sizes) > 1:
                self.say("the smallest and the largest side by side …")
                found["growth"] = self.growth(found["sizes"], rounds)
        finally:
            for size in sizes:
                self.drop_database(str(size))
        return found

    def growth(self, sizes: list[dict], rounds: int) -> dict:
        """Their databases are still there."""
        small, large = sizes[0], sizes[-1]
        with tempfile.TemporaryDirectory(prefix="account-services-bench-") as folder:
            pages = Path(folder) / "pages.json"
            pages.write_text(json.dumps([small["pages"], large["pages"]]))
            urls = [self.url_of(str(size["accounts"])) for size in (small, large)]
            return self.run_on(urls[1], "bench_growth", urls[0], "--pages", str(pages), "--rounds", str(rounds))

    def say(self, words: str) -> None:
        self.stderr.write(words)

    def in_own_database(self, command: str, *arguments: str, of: str = "") -> dict:
        """Run a command of ours on a fresh database and read the JSON that it writes."""
        self.drop_database(of)
        self.on_server("CREATE DATABASE {}", of)
        return self.run_on(self.url_of(of), command, *arguments)

    def run_on(self, url: str, command: str, *arguments: str) -> dict:
        with tempfile.TemporaryDirectory(prefix="account-services-bench-") as folder:
            report = Path(folder) / "report.json"
            env = os.environ | {"APP_MODE": "test", "DATABASE_URL": url, "VAR_DIR": folder, "REDIS_URL": "", "LOG_LEVEL": "ERROR"}
            call = [sys.executable, str(settings.BASE_DIR / "manage.py"), command, *arguments, "--report", str(report)]
            if subprocess.run(call, env=env, cwd=settings.BASE_DIR).returncode:
                raise CommandError(f"{command} failed; its words stand above.")
            return json.loads(report.read_text())

    def url_of(self, of: str) -> str:
        """The address of the database of this size; without one, the address that was given."""
        return self.base._replace(path=f"/{name_of(self.base, of)}").geturl()

    def drop_database(self, of: str) -> None:
        """What was in one of that name is gone."""
        self.on_server("DROP DATABASE IF EXISTS {} WITH (FORCE)", of)

    def on_server(self, statement: str, of: str) -> None:
        config = environ.Env.db_url_config(self.base.geturl())
        keys = {"host": config["HOST"], "port": config["PORT"] or 5432, "user": config["USER"], "password": config["PASSWORD"]}
        link = psycopg2.connect(dbname="postgres", **keys)
        link.autocommit = True
        with link.cursor() as cursor:
            cursor.execute(sql.SQL(statement).format(sql.Identifier(name_of(self.base, of))))
        link.close()


def base_address(url: str) -> SplitResult:
    base = urlsplit(url)
    if not base.path.endswith("_bench"):
        raise CommandError("The name of the database must end in _bench: it is dropped and made anew.")
    return base


def name_of(base: SplitResult, of: str) -> str:
    """`…_bench`, and `…_1000_bench` for a size."""
    name = base.path.lstrip("/")
    return f"{name.removesuffix('_bench')}_{of}_bench" if of else name
