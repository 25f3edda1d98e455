"""S3: what differs from the week before, and what leaves the house."""

from hypothesis import given
from hypothesis import strategies as st

from reports.lines import Difference, Line, compare, differences, gone


def line(key="job:1", **facts) -> Line:
    return Line(**{"section": "jobs", "key": key, "title": "Film", "account": 1, "state": "In creative", **facts})


def test_s3_without_a_report_before_nothing_is_marked():
    assert differences([line()], None) == {}


def test_s3_a_line_that_was_not_there_is_new_and_one_that_stands_as_before_is_not_marked():
    assert differences([line(), line("job:2")], [line()]) == {"job:2": [Difference("new")]}


def test_s3_state_day_and_colour_say_what_they_were_and_became():
    was = line(due="2026-03-13", tone="good")
    now = line(state="With the client", due="2026-03-20", tone="risk")
    assert compare(now, was) == [
        Difference("state", "In creative", "With the client"),
        Difference("slipped", "13 Mar", "20 Mar"),
        Difference("tone", "Steady", "At risk"),
    ]
    assert compare(line(due="2026-03-10"), was) == [Difference("earlier", "13 Mar", "10 Mar")]


def test_s3_done_is_said_once():
    was, now = line(), line(state="Delivered", is_done=True)
    assert compare(now, was) == [Difference("done", "In creative", "Delivered")]
    assert compare(now, now) == []


def test_s3_what_is_gone_and_was_not_done_is_listed():
    assert gone([line("job:2")], [line(), line("job:2"), line("job:3", is_done=True)]) == [line()]


lines = st.builds(
    line,
    key=st.sampled_from(["a", "b", "c"]),
    state=st.sampled_from(["x", "y"]),
    due=st.sampled_from(["", "2026-03-13", "2026-03-20"]),
    tone=st.sampled_from(["", "good", "risk"]),
    is_done=st.booleans(),
)
weeks = st.lists(lines, unique_by=lambda one: one.key)


@given(weeks, weeks)
def test_s3_every_line_of_both_weeks_is_kept_marked_new_or_gone(now, before):
    marked, left = differences(now, before), {one.key for one in gone(now, before)}
    keys, known = {one.key for one in now}, {one.key for one in before}
    assert {key for key, marks in marked.items() if marks == [Difference("new")]} == keys - known
    assert left == {one.key for one in before if one.key not in keys and not one.is_done}
    assert differences(before, before) == {}


@given(weeks)
def test_s3_a_line_is_kept_as_it_was(found):
    assert [Line.read(one.as_kept()) for one in found] == found
