import json
import os
from pathlib import Path

from django.core.management import BaseCommand

from dashboards.bench.growth import side_by_side
from dashboards.bench.pages import ROUNDS


class Command(BaseCommand):
    help = "Growth in `bench`: two databases that `bench_size` has filled, one of them that of DATABASE_URL, asked in turns; writes JSON."

    def add_arguments(self, parser):
        parser.add_argument("small_url", help="the database with few accounts")
        parser.add_argument("--pages", type=Path, required=True, help="JSON: what `bench_size` said of both, the small one first")
        parser.add_argument("--rounds", type=int, default=ROUNDS)
        parser.add_argument("--report", type=Path, required=True)

    def handle(self, *, small_url, pages, rounds, report, **options):
        small, large = json.loads(pages.read_text())
        report.write_text(json.dumps(side_by_side(small, large, small_url=small_url, large_url=os.environ["DATABASE_URL"], rounds=rounds)))
