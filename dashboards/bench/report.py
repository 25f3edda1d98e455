"""What was measured, as a table for the terminal and as docs/performance.md."""

import os
import platform
from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.utils import timezone

from dashboards.bench.growth import growth_key
from dashboards.bench.pages import BOARDS_TARGET, FLOOR, GROWTH_TARGET, LISTS_TARGET, QUERIES_TARGET

REPORT = settings.BASE_DIR / "docs" / "performance.md"


def rows_of(found: dict) -> Iterator[dict]:
    """Every page and visitor at every size, with its growth since the smallest size: of the largest as measured side by side."""
    first = {}
    for size in found["sizes"]:
        beside = found.get("growth", {}) if size is found["sizes"][-1] else {}
        for page in size["pages"]:
            key = page["page"], page["who"]
            first.setdefault(key, page["median_ms"])
            yield {**page, "accounts": size["accounts"], "growth": beside.get(growth_key(page), round(page["median_ms"] / first[key], 2))}


def verdict(row: dict) -> str:
    """What a row misses of its targets, or nothing."""
    missed = []
    if row["page"] != FLOOR and row["times_floor"] > row["target"]:
        missed.append(f"{row['target']:.0f}× floor")
    if row["page"] != FLOOR and row["growth"] > GROWTH_TARGET:
        missed.append(f"growth {GROWTH_TARGET}×")
    if row["queries"] > QUERIES_TARGET:
        missed.append(f"{QUERIES_TARGET} queries")
    return ", ".join(missed)


def cells(row: dict) -> list[str]:
    return [
        f"{row['accounts']:,}",
        row["page"],
        row["who"],
        f"{row['median_ms']:.1f}",
        f"{row['p95_ms']:.1f}",
        f"{row['times_floor']:.2f}",
        f"{row['growth']:.2f}",
        str(row["queries"]),
        verdict(row) or "–",
    ]


HEADS = ["accounts", "page", "who", "median ms", "p95 ms", "× floor", "× smallest", "queries", "misses"]


def as_table(found: dict) -> str:
    """Aligned columns for the terminal."""
    lines = [HEADS, *(cells(row) for row in rows_of(found))]
    widths = [max(len(line[place]) for line in lines) for place in range(len(HEADS))]
    drawn = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]
    return "\n".join([*drawn, "", *further(found)])


def further(found: dict) -> list[str]:
    """The sweep, the nights of health and the import in a sentence each."""
    lines = []
    if sweep := found.get("sweep"):
        lines.append(
            f"Sweep of {sweep['contracts']:,} contracts: {sweep['sweep_s']:.2f} s for {sweep['reminders']:,} reminders; "
            f"the bare statements {sweep['bare_s']:.2f} s; ratio {sweep['sweep_s'] / sweep['bare_s']:.2f} (target 2). "
            f"The same sweep again, with nothing new to say: {sweep['again_s']:.2f} s."
        )
    for size in found["sizes"]:
        if health := size.get("health"):
            lines.append(
                f"Health of {health['accounts']:,} accounts: {health['seconds']:.1f} s "
                f"({1000 * health['seconds'] / health['accounts']:.2f} ms an account), memory grown by {health['grown_mb']:.0f} MB; "
                f"a snapshot takes {health['bytes']:,.0f} bytes with its index."
            )
    if bulk := found.get("import"):
        lines.append(
            f"Import of {bulk['rows']:,} rows: {bulk['seconds']:.0f} s, {bulk['rows'] / bulk['seconds']:,.0f} rows a second, "
            f"at most {bulk['peak_mb']:.0f} MB."
        )
    return lines


def as_markdown(found: dict, *, today: date | None = None) -> str:
    today = today or timezone.localdate()
    table = ["| " + " | ".join(HEADS) + " |", "|" + "---|" * len(HEADS)]
    table += ["| " + " | ".join(cells(row)) + " |" for row in rows_of(found)]
    rows = found["sizes"][-1]["rows"] if found["sizes"] else {}
    largest = ", ".join(f"{number:,} {name.lower()}" for name, number in rows.items())
    return "\n".join(
        [
            "# How fast it is",
            "",
            f"Measured with `make bench` on {today:%-d %B %Y}: {os.cpu_count()} cores, {platform.python_implementation()} "
            f"{platform.python_version()}, PostgreSQL on the same machine, gunicorn with two workers, one visitor at a time.",
            "",
            "The **floor** is a bare page behind the log-in that lists 50 rows through a template, fetched in turns with the page that",
            f"is measured. Targets (DESIGN §11): lists, My day and records within {LISTS_TARGET:.0f}× the floor, boards within",
            f"{BOARDS_TARGET:.0f}×; no page over {GROWTH_TARGET}× its own time at the smallest size, for which the smallest and the",
            f"largest are served side by side and asked in turns (sizes between them one after the other); at most {QUERIES_TARGET} SQL",
            "statements a page, those of the session, the log-in and the frame among them. The last column names what a page misses.",
            "",
            f"At the largest size there are {largest}. The supervisor has a branch of 30 accounts, the director stands above a third",
            "of all, the head sees everything.",
            "",
            *table,
            "",
            "## The sweep, health and the import",
            "",
            *(further(found) or ["Not measured in this run."]),
            "",
        ]
    )
