import csv
import json
import resource
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, call_command

from people.models import Person
from people.states import Rank


class Command(BaseCommand):
    help = "The import's part of `bench`: so many rows of clients through `import_file`, with the time and the memory that it took."

    def add_arguments(self, parser):
        parser.add_argument("rows", type=int)
        parser.add_argument("--report", type=Path, required=True)

    def handle(self, *, rows, report, **options):
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        Person.objects.create_user("head@bench.example.com", name="Head", rank=Rank.HEAD)
        path = report.with_name("clients.csv")
        with path.open("w", encoding="utf-8", newline="") as file:
            lines = csv.writer(file)
            lines.writerow(["Company", "Industry", "Website", "Country", "Phone", "City"])
            for number in range(rows):
                lines.writerow(
                    [f"Company {number}", "Food", f"https://company{number}.example.com", "Finland", f"+358 9 {number:07}", "Helsinki"]
                )
        command = [sys.executable, "manage.py", "import_file", str(path), "--by", "head@bench.example.com", "--object", "clients", "--json"]
        start = time.perf_counter()
        done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True)
        seconds = time.perf_counter() - start
        found = json.loads(done.stdout)
        peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        report.write_text(json.dumps({"rows": rows, "created": found["created"], "seconds": seconds, "peak_mb": peak_mb}))
