import json
from argparse import ArgumentTypeError
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reminders import engine
from reminders.registry import rules

COUNTS = ("created", "escalated", "done", "cancelled")


def a_day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise ArgumentTypeError(f"“{typed}” is no day: write it as YYYY-MM-DD, for example 2026-03-31.") from None


class Command(BaseCommand):
    help = "Run one sweep as of a day: the daily jobs, then every rule of reminders. Running it twice makes nothing twice."

    def add_arguments(self, parser):
        parser.add_argument("--on", type=a_day, metavar="YYYY-MM-DD", help="as of this day (default: today)")
        parser.add_argument("--json", action="store_true", help="print what each rule did as JSON")
        parser.add_argument("--rule", action="append", help="only this rule, without the daily jobs (may be repeated)")

    def handle(self, *args, on, json: bool, rule, **options):
        known = {one.name for one in rules}
        if rule and (unknown := set(rule) - known):
            raise CommandError(f"No such rule: {', '.join(sorted(unknown))}. There are: {', '.join(sorted(known))}.")
        swept = engine.sweep(on or timezone.localdate(), now=timezone.now(), wait=True, only=set(rule) if rule else None)
        self.stdout.write(self.as_json(swept) if json else self.as_table(swept))
        if swept.errors:
            raise CommandError("; ".join(f"{name}: {why}" for name, why in swept.errors.items()))

    @staticmethod
    def as_json(swept: engine.Swept) -> str:
        return json.dumps(
            {
                "on": swept.on.isoformat(),
                "daily": swept.daily,
                "rules": {name: {what: counts[what] for what in COUNTS} for name, counts in swept.rules.items()},
                **{what: swept.total(what) for what in COUNTS},
                "errors": swept.errors,
            }
        )

    @staticmethod
    def as_table(swept: engine.Swept) -> str:
        lines = [f"Sweep as of {swept.on}"]
        lines += [f"  {name}: " + ", ".join(f"{what} {count}" for what, count in counts.items()) for name, counts in swept.daily.items()]
        lines.append(f"{'rule':<28}" + "".join(f"{what:>11}" for what in COUNTS))
        lines += [f"{name:<28}" + "".join(f"{counts[what]:>11}" for what in COUNTS) for name, counts in swept.rules.items()]
        lines.append(f"{'all':<28}" + "".join(f"{swept.total(what):>11}" for what in COUNTS))
        return "\n".join(lines)
