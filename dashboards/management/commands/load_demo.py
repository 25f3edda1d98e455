import os

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.utils import timezone

from core.post import absolute
from dashboards.demo import agency
from people.demo import DEMO_PEOPLE
from people.management.commands.demo import GUEST_PAGES, write_for_ourselves
from people.models import Person


class Command(BaseCommand):
    help = "Load the demo agency, once. A second run changes nothing; --reset empties the database and starts over."

    def add_arguments(self, parser):
        parser.add_argument("--password", default="", help="the password of its people (default: the variable DEMO_PASSWORD)")
        parser.add_argument("--reset", action="store_true", help="empty the whole database first")

    def handle(self, *args, password: str, reset: bool, verbosity: int, **options):
        password = password or os.environ.get("DEMO_PASSWORD", "")
        if settings.MODE == "serve":
            raise CommandError("Demo people do not live where real ones log in: APP_MODE is serve.")
        if not password:
            raise CommandError("Say which password the demo people get: --password, or DEMO_PASSWORD.")
        if reset:
            call_command("flush", interactive=False, verbosity=0)
        if agency.is_loaded():
            self.say("The demo agency is here already; nothing was changed.", verbosity)
            return
        if Person.objects.exists():
            raise CommandError("Somebody lives in this database already. Take an empty one, or --reset.")
        guests = agency.load(password=password, today=timezone.localdate())
        write_for_ourselves(settings.VAR_DIR / GUEST_PAGES, "".join(f"{guest.path}\t{guest.words}\n" for guest in guests))
        for email, name, rank in DEMO_PEOPLE:
            self.say(f"{email:<22}{rank:<18}{name}", verbosity)
        for guest in guests:
            self.say(f"{guest.words}: {absolute(guest.path)}", verbosity)

    def say(self, line: str, verbosity: int) -> None:
        if verbosity:
            self.stdout.write(line)
