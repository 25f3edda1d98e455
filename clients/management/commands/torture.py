import os
import secrets
import shutil
import socket
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

PEOPLE, CONTRACTS, AHEAD_DAYS = 250, 1_000, 70
DAYS = (0, 1, 2, 3, 4, 5, 11)  # from today on; before the last one the house was dark for five days
LEASE_SECONDS, TIMEOUT_SECONDS = 6, 2
HANDS = 2  # tasks that a worker does at once
PAUSE_SECONDS = (0.5, 1.7)  # between two blows


class Command(BaseCommand):
    help = (
        "Kill workers and clocks at random while reminders are said and sent, then count: what the dates ask for, what was said, "
        "what the mail server accepted. Ends with 1 if anything was lost or said twice beyond the crash window."
    )

    def add_arguments(self, parser):
        parser.add_argument("--kills", type=int, default=100)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--broker", choices=["fsafe", "redis"], default="fsafe")
        parser.add_argument("--redis-url", default="redis://127.0.0.1:6379/9")
        parser.add_argument("--server", metavar="postgres://…", help="make a database of its own on this server (default: a SQLite file)")
        parser.add_argument("--days", type=int, default=len(DAYS), help="how many simulated days")
        parser.add_argument("--keep", action="store_true", help="leave the folder with the logs behind")
        parser.add_argument("--minutes", type=float, default=60, help="stop killing after so long")

    def handle(self, *, kills, seed, broker, redis_url, server, minutes, days, keep, **options):
        if "TORTURE_DIR" not in os.environ:
            self.move_out(broker, redis_url, server)
        try:
            clean = self.drill(Path(os.environ["TORTURE_DIR"]), kills, seed, broker, minutes, days=DAYS[:days])
        finally:
            self.tidy_up(server, keep=keep)
        if not clean:
            raise CommandError("Something was lost, or said twice beyond the crash window.")

    # ── A house of its own ───────────────────────────────────────────────────────────────────────

    def move_out(self, broker, redis_url, server) -> None:
        """Begin again as a process whose settings point to a folder, a database and a mail server of the drill."""
        folder = tempfile.mkdtemp(prefix="torture-")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        environment = os.environ | {
            "TORTURE_DIR": folder,
            "VAR_DIR": folder,
            "APP_MODE": "demo",
            "DEBUG": "",
            "DATABASE_URL": self.make_database(server) if server else f"sqlite:///{folder}/torture.sqlite3",
            "REDIS_URL": redis_url if broker == "redis" else "",
            "EMAIL_URL": f"smtp://127.0.0.1:{port}",
            "BASE_URL": "http://localhost:8000",
            "AGENCY_CURRENCY": "EUR",
            "REMINDER_LEASE_SECONDS": str(LEASE_SECONDS),
            "REMINDER_ANY_HOUR": "1",
            "EMAIL_TIMEOUT": str(TIMEOUT_SECONDS),
            "LOG_LEVEL": "ERROR",
        }
        os.execve(sys.executable, [sys.executable, *sys.argv], environment)  # noqa: S606  (ourselves again)

    def make_database(self, server) -> str:
        name = f"torture_{secrets.token_hex(4)}"
        with admin_cursor(server) as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
        return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))

    def tidy_up(self, server, *, keep: bool) -> None:
        from django.db import connections

        connections.close_all()
        if server:
            with admin_cursor(server) as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{settings.DATABASES["default"]["NAME"]}" WITH (FORCE)')
        if keep:
            self.stdout.write(f"logs: {os.environ['TORTURE_DIR']}")
        else:
            shutil.rmtree(os.environ["TORTURE_DIR"], ignore_errors=True)

    # ── The drill ────────────────────────────────────────────────────────────────────────────────

    def drill(self, folder: Path, kills: int, seed: int, broker: str, minutes: float, *, days: tuple[int, ...]) -> bool:
        from clients.torture.figures import count
        from clients.torture.house import House
        from clients.torture.seed import contracts, people
        from reminders.sink import Sink

        dice, today, began = Random(seed), timezone.localdate(), time.monotonic()  # noqa: S311  (seeded on purpose)
        self.stdout.write(
            f"seed {seed}, {kills} kills, broker {broker}, database {settings.DATABASES['default']['ENGINE'].rsplit('.')[-1]}"
        )
        call_command("migrate", verbosity=0)
        call_command("createcachetable")
        contracts(dice, people(dice, PEOPLE), CONTRACTS, today=today, ahead_days=AHEAD_DAYS)
        with Sink(self.misbehaviour(dice), seconds_per_letter=0.01, port=settings.EMAIL_PORT) as sink:
            with House(folder, broker, dice) as house:
                for number, ahead in enumerate(days, start=1):
                    day = today + timedelta(days=ahead)
                    (folder / "day").write_text(day.isoformat())
                    share = kills * number // len(days)
                    while not self.was_swept(day) or house.done["kills"] < share:
                        if house.done["kills"] < share and time.monotonic() - began < minutes * 60:
                            house.strike()
                        elif self.was_swept(day):
                            break
                        house.wake_and_restart()
                        time.sleep(dice.uniform(*PAUSE_SECONDS))
                    self.stdout.write(f"  {day}: {house.done['kills']} kills, {len(sink.accepted):,} mails")
                self.settle_down(house)
            left = self.drain()
            figures = count(sink, blows=house.done["kills"] + house.done["stops"], hands=HANDS)
        self.stdout.write(", ".join(f"{what}: {number}" for what, number in sorted(house.done.items())))
        self.stdout.write(f"still to be sent when the fire ceased, sent since: {left}; {time.monotonic() - began:.0f} s in all")
        self.stdout.write(figures.table())
        self.stdout.write("clean" if figures.is_clean else "NOT CLEAN")
        return figures.is_clean

    @staticmethod
    def misbehaviour(dice: Random):
        from clients.torture.seed import DEAD
        from reminders.sink import Fault

        def fault(letter):
            if any(address.endswith(DEAD) for address in letter.recipients):
                return Fault.REFUSED
            throw = dice.random()
            return Fault.BUSY if throw < 0.05 else Fault.TAKEN_AND_GONE if throw < 0.07 else None

        return fault

    @staticmethod
    def was_swept(day) -> bool:
        from reminders.models import SweepRun

        return SweepRun.objects.ended().filter(on=day, errors=None).exists()

    @staticmethod
    def settle_down(house) -> None:
        """No more blows: whoever sleeps wakes, and half a minute at most to send what is due."""
        from reminders.models import Reminder

        ends = time.monotonic() + 30
        while time.monotonic() < ends and (house.asleep or Reminder.objects.due(now=timezone.now()).exists()):
            house.wake_and_restart()
            time.sleep(0.5)

    @staticmethod
    def drain() -> int:
        """Send what waits for another attempt or another day: the same delivery, at a later hour each time."""
        from reminders.deliver import deliver
        from reminders.models import Digest, Reminder

        left = Reminder.objects.pending().count()
        for days in range(1, 12):
            later = timedelta(days=days)
            deliver(clock=lambda later=later: timezone.now() + later, for_seconds=600)
            if not Reminder.objects.pending().exists() and not Digest.objects.pending().exists():
                break
        return left


@contextmanager
def admin_cursor(server: str):
    """A cursor on the server's own database, where databases are made and dropped."""
    import psycopg2

    connection = psycopg2.connect(urlunsplit(urlsplit(server)._replace(path="/postgres")))
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()
