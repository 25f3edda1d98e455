"""To whom a contact report may be sent (R1, P8): offered, refused, written to, and asked again when the letter leaves."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from care.actions import contact_report as actions
from care.models import ContactReport, ReportCopy
from care.report_readers import contacts_of_report, people_of_report
from care.tests.reports import MET_ON, NOW, a_report
from clients.actions.contact import contact_left
from clients.models import Account, Seat
from clients.readers import those_who_see
from clients.tests.factories import ContactFactory, SeatFactory
from core import post
from core.errors import Refused
from core.models import Event, Letter, LetterPaper
from people.models import Person
from people.standing import Standing, work_out_standings
from people.tests.factories import AbsenceFactory

pytestmark = pytest.mark.django_db

YESTERDAY = timezone.localdate() - timedelta(days=1)


def read_by(report) -> set[str]:
    return {copy.reader.name for copy in ReportCopy.objects.filter(issue__report=report)}


# ── The sets of `visible_to`, for many people at once ──


@pytest.fixture
def everybody(account, walled_account, otto, pia, cree, dana, sam, cora):
    """The cast, a cover of Eli, a cover of the head in another branch, a former colleague with a seat, a seat that is over."""
    today = timezone.localdate()
    days = {"starts_on": today - timedelta(days=1), "ends_on": today + timedelta(days=1)}
    head = Person.objects.get(rank=50)
    AbsenceFactory(person=Person.objects.get(name="Eli Executive"), cover=pia, **days)
    AbsenceFactory(person=head, cover=Person.objects.get(name="Oscar Other"), **days)
    AbsenceFactory(person=sam, cover=otto, starts_on=today - timedelta(days=9), ends_on=today - timedelta(days=5))
    SeatFactory(account=account, person=cree, starts_on=today - timedelta(days=30), ends_on=today - timedelta(days=2))
    Person.objects.filter(pk=cora.pk).update(is_active=False)
    return list(Person.objects.all())


def test_p8_the_standings_of_many_are_those_of_each(everybody):
    work_out_standings(everybody)
    assert {one.name: one.standing for one in everybody} == {one.name: Standing.of(one, today=one.today) for one in Person.objects.all()}


def test_r1_who_sees_an_account_is_what_visible_to_says_of_each(everybody, account, walled_account):
    for one in (account, walled_account):
        by_themselves = [person for person in Person.objects.all() if Account.objects.visible_to(person).filter(pk=one.pk).exists()]
        assert those_who_see(one, everybody) == by_themselves
        assert 0 < len(by_themselves) < len(everybody)


def test_r1_who_sees_an_account_takes_three_statements_for_any_number(everybody, account, django_assert_num_queries):
    with django_assert_num_queries(3):
        those_who_see(account, everybody)


# ── Sent ──


def test_r1_who_was_there_without_sight_of_the_account_gets_nothing(draft, eli, otto):
    draft.people.add(otto)
    actions.issue_report(draft, by=eli, now=NOW)
    assert read_by(draft) == {"Minna Maki", "Eli Executive", "Sam Supervisor"}
    assert otto.email not in Letter.objects.values_list("to_email", flat=True)
    assert "Otto Outsider" in str(draft.issues.get().contents)  # that he was there stands in the report


def test_r1_behind_a_wall_the_line_above_gets_nothing(walled_account, eli, sam, hana):
    report = a_report(walled_account, by=eli, held_on=MET_ON, now=NOW)
    report.copy_people.set([sam, hana])
    actions.issue_report(report, by=eli, now=NOW)
    assert set(Letter.objects.exclude(to_email="minna@client.example").values_list("to_email", flat=True)) == {hana.email}


def test_r1_a_contact_who_left_or_is_with_another_client_gets_nothing(draft, eli, minna):
    left = ContactFactory(client=minna.client, name="Leo Left", email="leo@client.example", left_on=YESTERDAY)
    stranger = ContactFactory(name="Stella Stranger", email="stella@other.example")
    draft.contacts.add(left)
    draft.copy_contacts.add(stranger)
    actions.issue_report(draft, by=eli, now=NOW)
    assert read_by(draft) == {"Minna Maki", "Eli Executive", "Sam Supervisor"}
    assert set(Letter.objects.values_list("to_email", flat=True)) == {minna.email, "sam@example.com"}


def test_r1_the_report_names_as_copies_only_those_who_have_it_and_its_history_the_others(draft, eli, otto, minna):
    draft.people.add(otto)
    draft.copy_contacts.add(ContactFactory(client=minna.client, name="Leo Left", left_on=YESTERDAY))
    actions.issue_report(draft, by=eli, now=NOW)
    contents = draft.issues.get().contents
    assert contents["copies"] == ["Sam Supervisor"]
    assert "Otto Outsider" in str(contents)  # who was there was there
    events = Event.objects.filter(verb="contact_report.kept_back")
    assert {(one.actor, one.words["reader"], one.words["why"]) for one in events} == {
        (eli, "Leo Left", "has left Pohjola Oats"),
        (eli, "Otto Outsider", "may not see this account"),
    }


# ── Offered and refused ──


def test_r1_the_page_offers_those_and_only_those_it_is_sent_to(draft, eli, otto, minna, client):
    draft.people.add(otto)
    draft.copy_contacts.add(ContactFactory(client=minna.client, name="Leo Left", left_on=YESTERDAY))
    client.force_login(eli)
    page = client.get(reverse("contact_report_issue", args=[draft.pk]))
    offered = {reader.one.name for reader in (*page.context["contacts"], *page.context["people"])}
    assert {(reader.one.name, reader.why_not) for reader in page.context["not_to"]} == {
        ("Otto Outsider", "may not see this account"),
        ("Leo Left", "has left Pohjola Oats"),
    }
    actions.issue_report(draft, by=eli, now=NOW)
    assert offered == read_by(draft)


def test_r1_the_editor_offers_copies_by_the_same_rule(draft, eli, otto, sam, minna, client):
    left = ContactFactory(client=minna.client, name="Leo Left", left_on=YESTERDAY)
    draft.copy_people.set([sam, otto])
    draft.copy_contacts.set([left])
    client.force_login(eli)
    fields = client.get(reverse("contact_report_write", args=[draft.pk])).context["form"].fields
    assert otto not in fields["copy_people"].queryset
    assert sam in fields["copy_people"].queryset
    assert set(fields["copy_contacts"].queryset) == {minna}


def posted(report, **more) -> dict:
    return {"version": report.version, "next_kind": "meeting", "product": "Oat drink", **more}


def test_r1_a_posted_copy_to_somebody_who_may_not_see_the_account_is_refused_in_words(draft, eli, otto, client):
    client.force_login(eli)
    address = reverse("contact_report_write", args=[draft.pk])
    page = client.post(address, posted(draft, copy_people=[otto.pk]))
    assert page.status_code == 422
    assert "One of these may not see this account and gets no copy." in page.text
    page = client.post(address, posted(draft, copy_contacts=[ContactFactory(name="Stella Stranger").pk]))
    assert "One of these is not with Pohjola Oats and gets no copy." in page.text
    draft.refresh_from_db()
    assert (draft.product, draft.version, list(draft.copy_contacts.all())) == ("Kaura", 1, [])


def test_r1_the_action_names_who_may_have_no_copy_and_keeps_nothing(draft, eli, otto, minna):
    left = ContactFactory(client=minna.client, name="Leo Left", left_on=YESTERDAY)
    with pytest.raises(Refused, match="Leo Left has left Pohjola Oats. Otto Outsider may not see this account."):
        actions.write_report(draft, by=eli, product="Mine", copy_people=[otto], copy_contacts=[left])
    assert ContactReport.objects.get().product == "Kaura"


# ── Asked again when the letter leaves ──


def test_r1_a_letter_does_not_reach_somebody_who_lost_their_seat_since(walled_account, eli, cora, hana):
    seat = SeatFactory(account=walled_account, person=cora, role="coordinator")
    report = a_report(walled_account, by=eli, held_on=MET_ON, now=NOW)
    report.copy_people.set([cora, hana])
    actions.issue_report(report, by=eli, now=NOW)
    Seat.objects.filter(pk=seat.pk).update(ends_on=YESTERDAY)
    assert dict(post.send_due()) == {"sent": 2, "kept back": 1}
    assert {to for one in mail.outbox for to in one.to} == {"minna@client.example", hana.email}
    letter = Letter.objects.get(to_email=cora.email)
    assert (letter.sent_at, letter.next_attempt_at, letter.text, letter.html) == (None, None, "", "")
    assert letter.problem == "Kept back: may not see this account"
    event = Event.objects.get(verb="contact_report.kept_back")
    assert (event.subject, event.words["reader"], event.actor) == (report, "Cora Coordinator", None)
    assert read_by(report) == {"Minna Maki", "Eli Executive", "Hana Head"}


def test_r1_a_letter_does_not_reach_a_contact_who_left_since(account, draft, eli, minna, sam):
    pekka = ContactFactory(client=account.client, name="Pekka Puro", email="pekka@client.example")
    draft.contacts.add(pekka)
    actions.issue_report(draft, by=eli, now=NOW)
    contact_left(pekka, by=sam, on=timezone.localdate())
    post.send_due()
    assert {to for one in mail.outbox for to in one.to} == {minna.email, sam.email}
    assert Letter.objects.get(to_email=pekka.email).problem == "Kept back: has left Pohjola Oats"


def test_r1_the_readers_of_a_report_take_as_many_statements_for_one_as_for_many(draft, eli, cora, sam, dana, django_assert_max_num_queries):
    draft.copy_people.set([sam, dana, cora])
    draft.copy_contacts.set([ContactFactory(client=draft.account.client) for _number in range(5)])
    report = ContactReport.objects.select_related("account__client").get()
    with django_assert_max_num_queries(7):
        contacts_of_report(report)
        people_of_report(report)


# ── On paper ──


def test_r1_the_frozen_pdf_goes_with_every_letter_of_an_issue(draft, eli, minna, sam):
    actions.issue_report(draft, by=eli, now=NOW)
    issue = draft.issues.get()
    with issue.pdf.open("rb") as file:
        frozen = file.read()
    letters = {letter.to_email: letter for letter in Letter.objects.all()}
    assert set(letters) == {minna.email, sam.email}
    for letter in letters.values():
        assert (letter.paper_name, bytes(letter.paper.content)) == (f"{draft.number}-1.pdf", frozen)
        assert ("attached, as a PDF" in letter.text, "attached, as a PDF" in letter.html) == (True, True)
    post.send_due()
    assert {one.to[0]: one.attachments[0][1] for one in mail.outbox} == {minna.email: frozen, sam.email: frozen}
    assert not LetterPaper.objects.exists()


def test_r1_a_corrected_report_goes_with_its_own_pdf(draft, eli, minna):
    actions.issue_report(draft, by=eli, now=NOW)
    actions.recall_report(draft, by=eli, note="The day was wrong")
    actions.write_report(draft, by=eli, product="Oat drink")
    Letter.objects.all().delete()
    actions.issue_report(ContactReport.objects.get(), by=eli, now=NOW)
    letter = Letter.objects.get(to_email=minna.email)
    with draft.issues.get(number=2).pdf.open("rb") as file:
        assert (letter.paper_name, bytes(letter.paper.content)) == (f"{draft.number}-2.pdf", file.read())
