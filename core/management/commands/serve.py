import os

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from core.launcher import House, WillNotStart, free_port_or_refuse, parts_of_the_house


class Command(BaseCommand):
    help = "Serve on one machine: web server, workers and clock under one launcher, on what the environment names."
    requires_system_checks = []  # asked below, with those for serving

    def handle(self, *args, **options):
        bind = os.environ.get("BIND") or f"127.0.0.1:{settings.PORT}"
        host, _, port = bind.rpartition(":")
        if not port.isdigit() or ":" in host:
            raise CommandError(f"BIND is {bind!r}; write it as 127.0.0.1:8000. A socket file is for gunicorn alone (see deploy/).")
        try:
            free_port_or_refuse(host, int(port))
            call_command("make_ready")
            parts = parts_of_the_house(
                bind=bind,
                web_workers=int(os.environ.get("WEB_CONCURRENCY", "2")),
                task_workers=int(os.environ.get("WORKER_CONCURRENCY", "2")),
                pool="prefork",
                var=settings.VAR_DIR,
                logs=None,
            )
            called = settings.ALLOWED_HOSTS[0].lstrip(".")
            house = House(parts, url=f"http://{host}:{port}".replace("0.0.0.0", "127.0.0.1"), host=called, say=self.say)  # noqa: S104
            house.run(announce=lambda: self.say(f"Serving on {bind}, known as {settings.BASE_URL}."))
        except WillNotStart as reason:
            raise CommandError(str(reason)) from None

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
