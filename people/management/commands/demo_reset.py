import shutil

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from core.launcher import WillNotStart, alone_in

KEPT = {"static", "demo-password", ".in-use"}


class Command(BaseCommand):
    help = "Forget what was changed in the demo: the next start loads it afresh. The password stays."
    requires_system_checks = []

    def handle(self, *args, **options):
        if settings.MODE != "demo":
            raise CommandError("Only the demo starts over: APP_MODE=demo.")
        if not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
            raise CommandError("The demo's database is not the SQLite file; drop it yourself.")
        try:
            with alone_in(settings.VAR_DIR):
                for path in settings.VAR_DIR.glob("*"):
                    if path.name not in KEPT:
                        shutil.rmtree(path) if path.is_dir() else path.unlink()
        except WillNotStart as reason:
            raise CommandError(str(reason)) from None
        self.stdout.write("The demo starts over at the next `make demo`.")
