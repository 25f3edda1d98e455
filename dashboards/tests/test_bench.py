"""What `make bench` says of what it measured (issue 2, part 5), and on which databases it works."""

import pytest
from django.core.management import CommandError

from dashboards.bench.growth import growth_key
from dashboards.bench.report import as_table, rows_of
from dashboards.management.commands.bench import base_address, name_of


def a_page(median_ms: float, **more) -> dict:
    said = {"page": "my_day", "who": "head", "median_ms": median_ms, "p95_ms": 20.0, "times_floor": 2.0, "queries": 9, "target": 3.0}
    return said | more


def measured(*medians: float) -> list[dict]:
    return [{"accounts": accounts, "rows": {}, "pages": [a_page(median)]} for accounts, median in zip((10, 20, 30), medians, strict=False)]


def test_s2_the_largest_is_held_against_the_smallest_as_they_were_asked_in_turns():
    found = {"sizes": measured(10.0, 12.0, 18.0), "growth": {growth_key(a_page(18.0)): 1.1}}
    assert [row["growth"] for row in rows_of(found)] == [1.0, 1.2, 1.1]
    assert "growth" not in as_table(found)


def test_s2_without_that_it_is_held_against_what_was_measured_first():
    found = {"sizes": measured(10.0, 18.0)}
    assert [row["growth"] for row in rows_of(found)] == [1.0, 1.8]
    assert "growth 1.3×" in as_table(found)


def test_s2_only_databases_that_are_named_for_it_are_made_anew():
    base = base_address("postgres://postgres@127.0.0.1:5432/agency_bench")
    assert (name_of(base, ""), name_of(base, "1000")) == ("agency_bench", "agency_1000_bench")
    with pytest.raises(CommandError, match="_bench"):
        base_address("postgres://postgres@127.0.0.1:5432/agency")
