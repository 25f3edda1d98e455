"""The arithmetic of health (R4, ADR 0055): points add up, what is missing is left out, caps, colours that do not flicker."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.health import (
    HOUSE_TERMS,
    WEIGHED_ANEW,
    WHOLE,
    Evidence,
    Figure,
    Line,
    Scales,
    Terms,
    caps,
    colour_after,
    factors,
    falls_between,
    whole_parts,
)
from clients.states import HealthNumber

OBSERVED, SENTIMENT, HYGIENE = HealthNumber.OBSERVED, HealthNumber.SENTIMENT, HealthNumber.HYGIENE
KEYS = [factor.key for factor in factors]
GROUPS = sorted({factor.group for factor in factors if factor.number == OBSERVED})

value = st.integers(0, 100)
found = st.dictionaries(st.sampled_from(KEYS), value, max_size=len(KEYS)).map(lambda values: {k: Evidence(v) for k, v in values.items()})
capped = st.sets(st.sampled_from([cap.key for cap in caps])).map(lambda keys: {key: {} for key in keys})
terms = st.builds(
    Terms,
    group_weights=st.dictionaries(st.sampled_from(GROUPS), value),
    factor_weights=st.dictionaries(st.sampled_from(KEYS), value),
    caps=st.dictionaries(st.sampled_from([cap.key for cap in caps]), value),
    least_evidence=st.integers(0, 60),
)


@given(terms, found, capped)
def test_r4_points_always_add_up_to_the_shown_score(terms, found, capped):
    for number in HealthNumber:
        figure = Scales(terms).weigh(number, found, capped)
        if figure.score is None:
            assert figure.lines == ()
            continue
        assert sum(line.points for line in figure.lines) == figure.score
        assert 0 <= figure.score <= 100
        assert sum(line.weight for line in figure.lines) == WHOLE


@given(terms, found, found, capped, capped)
def test_r4_a_waterfall_always_adds_up_to_the_difference(terms, one, other, capped_one, capped_other):
    scales = Scales(terms)
    before, after = scales.weigh(OBSERVED, one, capped_one), scales.weigh(OBSERVED, other, capped_other)
    falls = falls_between(before, after)
    assert sum(fall.points for fall in falls) == (after.score or 0) - (before.score or 0)


@given(terms, found, capped)
def test_r4_the_same_input_gives_the_same_score(terms, found, capped):
    backwards = dict(reversed(found.items()))
    for number in HealthNumber:
        assert Scales(terms).weigh(number, found, capped) == Scales(terms).weigh(number, backwards, capped)


@given(found)
def test_r4_the_three_numbers_are_never_mixed(found):
    """What speaks of one number leaves the others as they are."""
    of = {factor.key: factor.number for factor in factors}
    for number in HealthNumber:
        own = {key: evidence for key, evidence in found.items() if of[key] == number}
        assert Scales().weigh(number, found) == Scales().weigh(number, own)


@given(st.lists(st.fractions(-100, 100), min_size=1, max_size=20))
def test_r4_parts_are_whole_and_within_one_of_their_share(shares):
    total = round(sum(shares))
    parts = whole_parts(shares, total)
    assert sum(parts) == total
    assert all(abs(part - share) < 2 for part, share in zip(parts, shares, strict=True))


def test_r4_nothing_becomes_of_nothing():
    assert whole_parts([Fraction(0), Fraction(1, 2), Fraction(1, 2)], 1) == [0, 1, 0]


ALL_GOOD = {factor.key: Evidence(100) for factor in factors if factor.number == OBSERVED}


def weights_by_group(figure: Figure) -> dict[str, int]:
    groups = {factor.key: factor.group for factor in factors}
    sums: dict[str, int] = {}
    for line in figure.lines:
        sums[groups[line.key]] = sums.get(groups[line.key], 0) + line.weight
    return sums


def test_r4_a_missing_group_is_left_out_and_the_others_share_its_weight():
    """Delivery and friction say nothing: what remains weighs as before, one against the other, and the sum is whole."""
    groups = {factor.key: factor.group for factor in factors}
    present = {key: Evidence(80) for key in ALL_GOOD if groups[key] in ("relationship", "satisfaction")}
    figure = Scales(Terms(least_evidence=0)).weigh(OBSERVED, present)
    assert figure.score == 80
    in_percent = {group: round(weight / 100) for group, weight in weights_by_group(figure).items()}
    assert in_percent == {"relationship": 56, "satisfaction": 44}  # 25 to 20


def test_r4_a_missing_factor_gives_its_weight_to_those_of_its_own_group():
    whole = Scales().weigh(OBSERVED, ALL_GOOD)
    without = Scales().weigh(OBSERVED, {key: one for key, one in ALL_GOOD.items() if key != "silence"})
    assert weights_by_group(whole) == weights_by_group(without)
    assert without.score == 100


def test_r4_what_is_missing_is_never_nought():
    assert Scales(Terms(least_evidence=0)).weigh(OBSERVED, {"silence": Evidence(90)}).score == 90


def test_r4_too_little_evidence_is_too_new_and_no_score():
    assert Scales().weigh(OBSERVED, {"coverage": Evidence(100)}) == Figure(None)
    assert Scales().weigh(OBSERVED, {}) == Figure(None)
    assert Scales().weigh(SENTIMENT, {}) == Figure(None)


def test_r4_a_factor_that_weighs_nothing_says_nothing():
    figure = Scales(Terms(factor_weights={"silence": 0}, least_evidence=0)).weigh(OBSERVED, {"silence": Evidence(0)})
    assert figure == Figure(None)


def test_r4_notice_received_caps_at_twenty_on_a_line_of_its_own():
    figure = Scales().weigh(OBSERVED, ALL_GOOD, {"notice": {"days": 3}})
    assert figure.score == 20
    assert figure.lines[-1] == Line("cap:notice", 20, 0, -80, {"days": 3})


def test_r4_a_cap_above_the_score_is_not_named():
    low = {key: Evidence(10) for key in ALL_GOOD}
    assert Scales().weigh(OBSERVED, low, {"notice": {}}) == Scales().weigh(OBSERVED, low)


def test_r4_a_cap_is_data_of_the_tier():
    assert Scales(Terms(caps={"notice": 35})).weigh(OBSERVED, ALL_GOOD, {"notice": {}}).score == 35


def test_r4_a_cap_does_not_touch_the_other_numbers():
    hygiene = {factor.key: Evidence(100) for factor in factors if factor.number == HYGIENE}
    assert Scales().weigh(HYGIENE, hygiene, {"notice": {}}).score == 100


@pytest.mark.parametrize(
    ("before", "score", "after"),
    [
        ("", 80, "good"),
        ("", 75, "good"),
        ("", 74, "watch"),
        ("", 60, "watch"),
        ("", 59, "risk"),
        ("good", 75, "good"),
        ("good", 74, "watch"),  # it falls at once
        ("good", 59, "risk"),
        ("watch", 75, "watch"),  # it rises three points above
        ("watch", 77, "watch"),
        ("watch", 78, "good"),
        ("watch", 59, "risk"),
        ("risk", 60, "risk"),
        ("risk", 62, "risk"),
        ("risk", 63, "watch"),
        ("risk", 77, "watch"),
        ("risk", 78, "good"),
        ("good", None, ""),
        ("", None, ""),
    ],
)
def test_r4_a_colour_does_not_flicker(before, score, after):
    assert colour_after(score, before, HOUSE_TERMS) == after


def test_r4_a_score_that_swings_by_one_around_a_threshold_changes_colour_once():
    colour, seen = "good", []
    for score in (75, 74, 75, 74, 75, 76):
        colour = colour_after(score, colour)
        seen.append(colour)
    assert seen == ["good", "watch", "watch", "watch", "watch", "watch"]


def test_r4_the_waterfall_names_what_moved_and_nothing_else():
    before = Scales().weigh(OBSERVED, ALL_GOOD)
    after = Scales().weigh(OBSERVED, ALL_GOOD | {"late_work": Evidence(0, {"n": 2}), "silence": Evidence(0, {"days": 40})})
    assert [(fall.key, fall.args) for fall in falls_between(before, after)] == [("late_work", {"n": 2}), ("silence", {"days": 40})]


def of_before_and_after(before: dict, after: dict):
    one, other = ({key: Evidence(value) for key, value in found.items()} for found in (before, after))
    return Scales().weigh(OBSERVED, one), Scales().weigh(OBSERVED, other)


VALUES = st.dictionaries(st.sampled_from(sorted(ALL_GOOD)), st.integers(0, 100), min_size=4)


@given(VALUES, VALUES)
def test_r4_good_news_never_stands_in_the_waterfall_as_a_fall(before, after):
    """A factor whose value rose, or that came in above the score before, is no reason why the score is lower; nor the other way round."""
    one, other = of_before_and_after(before, after)
    if one.score is None or other.score is None:
        return
    for fall in falls_between(one, other):
        if fall.key in before and fall.key in after:
            assert fall.points * (after[fall.key] - before[fall.key]) >= 0 or abs(fall.points) <= 1  # a point by rounding
        elif fall.key in after:
            assert fall.points * (after[fall.key] - one.score) >= 0 or abs(fall.points) <= 1


def test_r4_evidence_that_comes_in_makes_the_rest_count_for_less_in_a_line_of_its_own():
    known = {key: 90 for key in ALL_GOOD if key != "coverage"} | {"silence": 40}
    before, after = of_before_and_after(known, known | {"coverage": 10})
    falls = falls_between(before, after)
    named = {fall.key: fall.points for fall in falls}
    assert set(named) <= {"coverage", WEIGHED_ANEW}
    assert named["coverage"] < 0
    assert sum(named.values()) == after.score - before.score
