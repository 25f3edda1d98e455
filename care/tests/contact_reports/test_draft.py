"""A contact report is begun from what was noted (R1): numbered, written by several, by nobody from outside."""

import uuid
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from care.actions import contact_report as actions
from care.actions.contact_report import Line
from care.models import ActionItem, ContactReport
from care.tests.factories import CheckInFactory
from care.tests.reports import MET_ON, NOW, a_report, lines_of
from clients.tests.factories import ContactFactory
from core.errors import IllegalMove, LostRace

pytestmark = pytest.mark.django_db


def test_r1_the_draft_is_made_from_what_was_noted(draft, minna, eli):
    assert [(line.kind, line.text) for line in draft.lines.all()] == [
        ("said", "The spring launch stays on the 3rd."),
        ("said", "Two routes are shown next time."),
        ("action", "Send the media plan"),
    ]
    assert (list(draft.contacts.all()), list(draft.people.all()), draft.author) == ([minna], [eli], eli)
    assert (draft.number, draft.state) == (f"{draft.account.code}-CR-26-001", "draft")


def test_r1_those_above_who_may_know_of_the_account_get_a_copy(account, eli, sam, minna):
    boss = ContactFactory(client=account.client, name="Bo Boss")
    minna.reports_to = boss
    minna.save()
    draft = a_report(account, by=eli, contacts=[minna], held_on=MET_ON, now=NOW)
    assert (list(draft.copy_people.all()), list(draft.copy_contacts.all())) == ([sam], [boss])


def test_r1_behind_a_wall_no_copy_goes_up_the_line(walled_account, eli, hana):
    draft = a_report(walled_account, by=eli, held_on=MET_ON, now=NOW)
    assert set(draft.copy_people.all()) <= {hana}


def test_r1_a_second_press_goes_on_with_the_first_draft(draft, eli):
    assert actions.begin_report(draft.check_in, by=eli, now=NOW) == draft
    assert ContactReport.objects.count() == 1


def test_r1_numbers_run_by_account_and_year(account, eli, minna, draft):
    numbers = [draft.number]
    numbers += [a_report(account, by=eli, contacts=[minna], held_on=day).number for day in (date(2026, 12, 31), date(2027, 1, 4))]
    assert [number.removeprefix(account.code) for number in numbers] == ["-CR-26-001", "-CR-26-002", "-CR-27-001"]


def test_r1_only_a_held_check_in_has_a_report(account, eli):
    with pytest.raises(IllegalMove):
        actions.begin_report(CheckInFactory(account=account, owner=eli), by=eli, now=NOW)


def test_r1_a_line_saved_twice_stays_one_and_an_empty_one_goes(draft, eli):
    new = Line(uuid.uuid4(), "decision", "Green it is.", topic="Packaging", job="KAURA-26-0007")
    for _time in range(2):
        actions.write_report(draft, by=eli, lines=[*lines_of(draft)[:2], new])
    assert [(line.position, line.text) for line in draft.lines.all()] == [
        (0, "The spring launch stays on the 3rd."),
        (1, "Two routes are shown next time."),
        (2, "Green it is."),
    ]
    draft.refresh_from_db()
    assert draft.version == 2  # the second time nothing differed
    assert ActionItem.objects.get().what == "Send the media plan"  # a promise does not go with its line


def test_r1_of_two_who_write_the_second_is_told(draft, eli, cora):
    actions.write_report(draft, by=cora, product="Oat drink", version=1)
    with pytest.raises(LostRace):
        actions.write_report(draft, by=eli, product="Oats", version=1)


def test_r1_an_outsider_neither_writes_nor_issues(draft, otto):
    for act in (
        lambda: actions.write_report(draft, by=otto, product="Mine"),
        lambda: actions.issue_report(draft, by=otto, now=NOW),
        lambda: actions.begin_report(draft.check_in, by=otto, now=NOW),
        lambda: actions.waive_report(draft.check_in, by=otto, reason="No"),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_r1_whoever_works_on_it_writes_and_who_answers_for_it_issues(draft, cora, eli):
    actions.write_report(draft, by=cora, product="Oat drink")
    with pytest.raises(PermissionDenied):
        actions.issue_report(draft, by=cora, now=NOW)
    assert actions.issue_report(draft, by=eli, now=NOW).state == "issued"
