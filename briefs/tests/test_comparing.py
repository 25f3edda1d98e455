"""What changed between two submissions, field by field (W2)."""

import pytest

from briefs.comparing import changed_fields, changes
from briefs.states import BriefKind

CONTENTS = {
    "facts": {
        "title": "Oats",
        "kind": BriefKind.FILM,
        "wanted_on": "2026-05-01",
        "budget_minor": 100_000,
        "currency": "EUR",
        "rounds_sold": 2,
    },
    "texts": {"ask": "A film.", "audience": "Parents."},
    "deliverables": [{"id": 1, "name": "Film", "kind": "film", "spec": "30 s", "quantity": 1, "due_on": None}],
}


def changed(**more):
    return {**CONTENTS, **more}


def test_w2_unchanged_fields_are_left_out_and_the_others_named_in_their_order():
    after = {
        "facts": {**CONTENTS["facts"], "wanted_on": "2026-06-01", "budget_minor": 200_000},
        "texts": {"ask": "A film.", "audience": "Parents of two.", "tone": "Warm."},
        "deliverables": [{**CONTENTS["deliverables"][0], "quantity": 2}, {"id": 2, "name": "Poster", "kind": "print"}],
    }
    assert changed_fields(CONTENTS, after, with_money=True) == [
        "Delivery day",
        "Budget",
        "Audience",
        "Tone and brand",
        "Deliverable: Film",
        "Deliverable: Poster",
    ]
    assert "Budget" not in changed_fields(CONTENTS, after, with_money=False)


@pytest.mark.parametrize("contents", [{}, {"facts": None, "texts": None, "deliverables": None}])
def test_w2_a_submission_without_contents_can_be_compared(contents):
    assert [change.label for change in changes(contents, changed(facts={}, deliverables=[]), with_money=True)] == ["The ask", "Audience"]
