"""What of writing stands on My day (W2): drafts with their day near, and what came back."""

from datetime import timedelta

import pytest

from briefs.my_day.writing import draft_to_write
from briefs.states import BriefState
from briefs.tests.factories import ApprovalFactory, BriefFactory, BriefVersionFactory, RemarkFactory
from people.tests.factories import AbsenceFactory

pytestmark = pytest.mark.django_db


def titles(person) -> list[tuple]:
    return [(need.title, need.why) for need in draft_to_write(person, person.today)]


def test_w2_drafts_with_their_day_near_and_briefs_that_came_back(account, eli, sam, django_assert_num_queries):
    today = eli.today
    near, far = today + timedelta(days=9), today + timedelta(days=90)
    BriefFactory(account=account, author=eli, title="Near", wanted_on=near, score=54)
    BriefFactory(account=account, author=eli, title="Far", wanted_on=far)
    BriefFactory(account=account, author=sam, title="Of another", wanted_on=near)
    BriefFactory(account=account, author=eli, title="In review", wanted_on=near, state=BriefState.IN_REVIEW)
    BriefFactory(author=eli, title="On an account that is not his", wanted_on=near)
    back = BriefFactory(account=account, author=eli, title="Back", wanted_on=far)
    ApprovalFactory(submission=BriefVersionFactory(brief=back), decision="sent_back", given_by=sam, note="Say how much.")
    RemarkFactory(brief=back, by=sam)
    RemarkFactory(brief=back, by=sam)
    assert eli.standing.covers_for == set()
    with django_assert_num_queries(1):
        found = titles(eli)
    assert found == [
        ("Write the brief “Near”", "A draft; quality 54"),
        ("Mend the brief “Back”", "Sent back with 2 open remarks"),
    ]


def test_w2_what_was_sent_back_once_and_approved_since_did_not_come_back(account, eli, sam):
    brief = BriefFactory(account=account, author=eli, title="Approved since")
    version = BriefVersionFactory(brief=brief)
    ApprovalFactory(submission=version, decision="sent_back", given_by=sam)
    ApprovalFactory(submission=version, decision="approved", given_by=sam)
    assert titles(eli) == []


def test_p8_a_cover_finds_the_drafts_of_whom_they_cover(account, eli, sam):
    BriefFactory(account=account, author=eli, title="Near", wanted_on=eli.today)
    AbsenceFactory(person=eli, cover=sam)
    sam = type(sam).objects.get(pk=sam.pk)
    assert [need.cover_for for need in draft_to_write(sam, sam.today)] == [eli]
