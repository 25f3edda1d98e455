from django.core.management import BaseCommand, call_command

from core.housekeeping import make_ready


class Command(BaseCommand):
    help = "Before serving: migrate, make the cache's table, collect static files, and ask the checks for serving."
    requires_system_checks = []

    def handle(self, *args, **options):
        make_ready()
        call_command("check", deploy=True, databases=["default"], fail_level="ERROR")
