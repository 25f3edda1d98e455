from django.core.management.base import BaseCommand

from reminders.deliver import deliver


class Command(BaseCommand):
    help = "Send the reminders that are due now. The worker does this every minute; by hand it does no harm."

    def handle(self, *args, **options):
        done = deliver(for_seconds=3600)
        self.stdout.write(", ".join(f"{what}: {count}" for what, count in sorted(done.items())) or "Nothing was due.")
