"""Charts: bars begin at nought, nothing stands outside the drawing or on something else, and no comma breaks a number."""

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core import charts

START = date(2025, 6, 1)
values = st.lists(st.integers(0, 10**9), min_size=1, max_size=24)


def figure(words: str) -> float:
    return float(words.rstrip("%"))


@given(values)
def test_s2_bars_are_as_long_as_their_values(numbers):
    drawn = charts.bars([charts.Bar(str(number), number) for number in numbers])
    for one, other in pairwise(sorted(drawn, key=lambda bar: bar.value)):
        assert figure(one.width) <= figure(other.width) + 0.01
    assert all(0 <= figure(bar.width) <= charts.WIDEST_BAR for bar in drawn)


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), min_size=1, max_size=24))
def test_s2_the_parts_of_a_column_stand_one_above_the_other(parts):
    chart = charts.Columns("x", [charts.Column("m", [charts.Part(one), charts.Part(two)]) for one, two in parts])
    for column in chart.columns:
        low, high = column.parts
        assert figure(high.y) + figure(high.height) <= figure(low.y) + 0.2
        assert figure(low.y) + figure(low.height) <= figure(chart.base)
        assert figure(column.words_y) > 0


@pytest.mark.parametrize("days", [-30, 0, 1, 100, 364, 365, 500])
@pytest.mark.parametrize("ends", [True, False])
def test_c5_every_contract_fits_on_its_runway(days, ends):
    end = START + timedelta(days=364) if ends else None
    runway = charts.Runway(START, START + timedelta(days=days), end, START + timedelta(days=300))
    stretch = runway.stretch[:2] if days >= 0 else ()
    for place in (runway.begin, runway.past, runway.now, runway.notice, *stretch):
        assert 0 <= figure(place) <= 100
    assert figure(runway.begin) + figure(runway.length) <= 100
    assert runway.is_missed is (days > 300)


def test_c3_nobody_stands_upon_another_on_the_map():
    nodes = [charts.Node(n, f"Name {n}", "user", (n % 5 - 2) / 2, n % 3 / 2) for n in range(60)]
    drawn = charts.StakeholderMap(nodes)
    places = [(node.x, node.y) for node in drawn.nodes]
    assert len(set(places)) == len(places)
    for one in drawn.nodes:
        same_column = [other for other in drawn.nodes if other is not one and other.x == one.x]
        assert all(abs(one.y - other.y) >= 40 for other in same_column)
    assert max(node.y for node in drawn.nodes) + 40 <= figure(drawn.ground)


def test_c3_ties_lead_only_to_people_on_the_map():
    nodes = [charts.Node(1, "A", "x", 0, 1), charts.Node(2, "B", "x", 0, 0, boss=1), charts.Node(3, "C", "x", 0, 0.5, boss=99)]
    assert len(charts.StakeholderMap(nodes).ties) == 1


def test_s2_a_locale_with_decimal_commas_draws_the_same():
    runway = charts.Runway(START, START + timedelta(days=100), START + timedelta(days=364), START + timedelta(days=300))
    chart = charts.Line("x", [charts.Point("a", 1.5, "1.5"), charts.Point("b", 2.5, "2.5")], 0, 3, ((0, "0"),))
    with translation.override("fi"):
        html = render_to_string("components/runway.html", {"runway": runway, "today": runway.today})
        html += render_to_string("components/line.html", {"chart": chart})
    numbers = re.findall(r'\s(?:x|y|x1|x2|y1|y2|width|height|cx|cy)="([^"]*)"', html)
    assert numbers
    assert not [number for number in numbers if "," in number]


def test_one_value_is_no_line():
    assert charts.spark([5]) is None
    assert charts.spark([5, 5]).y == "10.0"


def test_c5_a_term_that_is_still_to_come_stands_behind_today():
    runway = charts.Runway(START + timedelta(days=100), START, START + timedelta(days=464), START + timedelta(days=400))
    assert (runway.is_to_come, runway.now, runway.past, runway.stretch) == (True, "0.00%", "0.00%", None)
    assert 0 < runway.at(START + timedelta(days=100)) < runway.at(START + timedelta(days=400)) < runway.at(START + timedelta(days=464))
    assert charts.Runway(START, START, START + timedelta(days=364)).begin == "0.00%"


def test_c5_an_evergreen_term_that_is_still_to_come_runs_on_to_the_edge():
    runway = charts.Runway(START + timedelta(days=30), START)
    assert float(runway.begin.rstrip("%")) + float(runway.length.rstrip("%")) == 100


@given(st.integers(0, 100), st.lists(st.integers(-40, 40).filter(bool), max_size=12))
def test_r4_a_waterfall_stays_in_its_drawing_and_ends_where_it_says(first, moves):
    steps = [charts.Step(str(by), by) for by in moves]
    chart = charts.Waterfall("x", "then", first, steps, "now", first + sum(moves))
    for step in steps:
        assert 0 <= figure(step.x) <= figure(step.x) + figure(step.width) <= 90
    ends = [figure(chart.first_x), *(figure(step.x) if step.by < 0 else figure(step.x) + figure(step.width) for step in steps)]
    assert abs(ends[-1] - figure(chart.last_x)) < 0.02
    levels = sorted(zip([first, first + sum(moves)], [figure(chart.first_x), figure(chart.last_x)], strict=True))
    assert levels[0][1] <= levels[-1][1] + 0.01


def test_r4_a_step_says_its_sign_with_a_real_minus():
    assert [charts.Step("x", by).words for by in (-5, 4)] == ["−5", "+4"]
