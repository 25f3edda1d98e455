import os
import secrets
import time
from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command, get_commands

from core.housekeeping import make_ready
from core.launcher import House, WillNotStart, alone_in, free_port_or_refuse, parts_of_the_house
from people.models import Person

HOST = "127.0.0.1"
GUEST_PAGES = "demo-guest-pages"  # a file: path and words of pages that need no log-in; made once, when the agency is loaded
# Whose log-ins are shown: the ladder from the top, an outsider, the other departments, the admin.
CAST = ["hana", "dana", "sam", "eli", "cora", "otto", "pia", "tara", "cree", "fin", "ada"]


class Command(BaseCommand):
    help = "Run the demo agency on this machine: SQLite, the embedded broker, web server, worker and clock; Ctrl-C ends it."
    requires_system_checks = []

    def handle(self, *args, **options):
        began = time.monotonic()
        if settings.MODE != "demo":
            raise CommandError("The demo runs with APP_MODE=demo only: its people and passwords are known.")
        try:
            free_port_or_refuse(HOST, settings.PORT)
            with alone_in(settings.VAR_DIR):
                make_ready()
                self.run(self.load_agency(), began)
        except WillNotStart as reason:
            raise CommandError(str(reason)) from None

    def run(self, password: str, began: float) -> None:
        var, at = settings.VAR_DIR, f"{HOST}:{settings.PORT}"
        parts = parts_of_the_house(bind=at, web_workers=2, task_workers=2, pool="threads", var=var, logs=var / "log")
        house = House(parts, url=f"http://{at}", host="localhost", say=self.say)
        house.run(announce=lambda: self.announce(password, seconds=time.monotonic() - began))
        self.say("The demo has ended; what you changed is kept.")

    def load_agency(self) -> str:
        """Load it the first time. Returns the password of its people: yours from DEMO_PASSWORD, or one made up once."""
        kept = settings.VAR_DIR / "demo-password"
        before = kept.read_text().strip() if kept.exists() else ""
        password = os.environ.get("DEMO_PASSWORD") or before or "-".join(secrets.token_hex(3) for _ in range(3))
        os.environ["DEMO_PASSWORD"] = password
        if "load_demo" in get_commands():
            call_command("load_demo", verbosity=0)
        if before != password:
            if before:
                self.give_password(password)
            write_for_ourselves(kept, password)
        return password

    def give_password(self, password: str) -> None:
        """DEMO_PASSWORD has changed since the agency was loaded: what we print must open the door."""
        for person in Person.objects.filter(email__iendswith="@example.com"):
            person.set_password(password)
            person.save(update_fields=["password"])

    def announce(self, password: str, *, seconds: float) -> None:
        self.say(f"\n  Ready after {seconds:.0f} s:  {settings.BASE_URL}\n")
        for person in cast_of_the_demo():
            standing = person.get_rank_display() if person.rank else person.get_department_display()
            also = ", admin pages" if person.is_staff else ""
            self.say(f"    {person.email:<28}{standing}{also}")
        self.announce_guests()
        self.say(f"\n  Password of each: {password}\n  Mails go to {settings.EMAIL_FILE_PATH}. Ctrl-C ends the demo.\n")

    def announce_guests(self) -> None:
        kept = settings.VAR_DIR / GUEST_PAGES
        for line in kept.read_text().splitlines() if kept.exists() else ():
            path, _, words = line.partition("\t")
            self.say(f"\n    {words}, without a log-in:\n    {settings.BASE_URL}{path}")

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def cast_of_the_demo() -> list[Person]:
    people = Person.objects.filter(email__in=[f"{name}@example.com" for name in CAST], is_active=True)
    return sorted(people, key=lambda person: CAST.index(person.email.partition("@")[0]))


def write_for_ourselves(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
