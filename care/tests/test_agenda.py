"""The agenda that the app prepares (R1), and trainings with who came (R6)."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from briefs.tests.factories import BriefFactory
from care.actions.agenda import send_agenda, write_agenda
from care.actions.check_in import hold_check_in, invite
from care.models import Attendance, CheckIn
from care.tests.factories import ActionItemFactory, CheckInFactory
from care.tests.reports import a_report
from clients.agenda import agenda_of
from clients.contact_facts import parts_of
from clients.tests.factories import ContactFactory
from core.errors import Refused
from core.models import Letter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def minna(account):
    return ContactFactory(client=account.client, name="Minna Maki", email="minna@client.example")


@pytest.fixture
def planned(account, eli):
    return CheckInFactory(account=account, owner=eli, planned_on=eli.today)


def proposed(account, person) -> dict[str, list[str]]:
    return {part.source.key: [item.text for item in part.items] for part in agenda_of(account, person=person, today=person.today)}


def test_r1_the_agenda_proposes_what_is_open_of_both_sides_and_of_the_work(account, eli, minna):
    today = eli.today
    ActionItemFactory(account=account, owner=eli, what="Late plan", due_on=today - timedelta(days=2))
    ActionItemFactory(account=account, owner=eli, what="Plan", due_on=today + timedelta(days=2))
    ActionItemFactory(account=account, owner=None, contact=minna, what="Logo", due_on=today + timedelta(days=2))
    ActionItemFactory(account=account, owner=eli, what="Done", due_on=today, done_on=today)
    ActionItemFactory(owner=eli, what="Of another account", due_on=today)
    BriefFactory(account=account, author=eli, title="Film", state="in_creative", wanted_on=today - timedelta(days=1))
    BriefFactory(account=account, author=eli, title="Poster", state="with_client")
    found = {key: [text.split(" (")[0].split(":")[0] for text in texts] for key, texts in proposed(account, eli).items()}
    assert {key: found[key] for key in ("late_actions", "our_actions", "their_actions")} == {
        "late_actions": ["Late plan"],
        "our_actions": ["Plan"],
        "their_actions": ["Logo"],
    }
    assert "Film" in found["late_jobs"][0]
    assert any("Poster" in text for text in found["with_client"])


def test_r1_the_agenda_recalls_what_the_last_report_decided(account, eli, minna):
    report = a_report(account, by=eli, contacts=[minna], state="issued")
    assert "decisions" not in proposed(account, eli)
    report.lines.update(kind="decision", owner=None)
    assert proposed(account, eli)["decisions"] == [line.text for line in report.lines.all()]


def test_r1_what_is_ticked_goes_into_the_text_once_and_nothing_else(account, eli, planned, minna):
    ActionItemFactory(account=account, owner=eli, what="Plan", due_on=eli.today + timedelta(days=2))
    line = proposed(account, eli)["our_actions"][0]
    client = Client()
    client.force_login(eli)
    url = reverse("check_in_agenda", args=[planned.pk])
    words = {"agenda": "Spring", "take": [line], "invited": [minna.pk]}
    assert client.post(url, words | {"version": planned.version}).status_code == 302
    planned.refresh_from_db()
    assert planned.agenda == f"Spring\n– {line}"
    assert list(planned.attendances.values_list("contact", "presence")) == [(minna.pk, "invited")]
    words["agenda"] = planned.agenda
    client.post(url, words | {"version": planned.version})
    assert CheckIn.objects.get(pk=planned.pk).agenda == f"Spring\n– {line}"
    assert client.post(url, words | {"take": ["Never proposed"], "version": planned.version}).status_code == 422


def test_r1_the_agenda_is_sent_to_those_who_are_invited(eli, planned, minna):
    with pytest.raises(Refused, match="Write the agenda first"):
        send_agenda(planned, by=eli, contacts=[minna])
    write_agenda(planned, by=eli, agenda="Spring", invited=[minna])
    send_agenda(CheckIn.objects.get(), by=eli, contacts=[minna], words="Looking forward")
    letter = Letter.objects.get()
    assert (letter.to_email, "Spring" in letter.text, "Looking forward" in letter.html) == ("minna@client.example", True, True)


def test_r1_the_agenda_is_printed(eli, planned):
    client = Client()
    client.force_login(eli)
    CheckIn.objects.update(agenda="Spring\n" + "A long line of words " * 400)
    answer = client.get(reverse("check_in_agenda_pdf", args=[planned.pk]))
    assert (answer.content[:5], answer["Content-Type"]) == (b"%PDF-", "application/pdf")


# ── Trainings ──


def test_r6_who_was_invited_and_came_or_did_not_is_kept(account, eli, minna):
    absent, guest = (ContactFactory(client=account.client, name=name) for name in ("Aino Absent", "Gus Guest"))
    training = CheckInFactory(account=account, owner=eli, kind="training", topic="Writing briefs", planned_on=date(2026, 3, 10))
    invite(training, by=eli, contacts=[minna, absent])
    hold_check_in(training, by=eli, held_on=date(2026, 3, 10), today=eli.today, contacts=[minna, guest], material="Twelve pages")
    assert set(Attendance.objects.values_list("contact__name", "presence")) == {
        ("Minna Maki", "attended"),
        ("Aino Absent", "absent"),
        ("Gus Guest", "attended"),
    }
    assert CheckIn.objects.held().get().material == "Twelve pages"


def test_r6_a_contact_who_is_not_named_any_more_is_not_invited(eli, planned, minna):
    invite(planned, by=eli, contacts=[minna])
    invite(planned, by=eli, contacts=[])
    assert not Attendance.objects.exists()


def test_r6_contact_and_account_show_who_was_trained_in_what(account, eli, otto, minna):
    training = CheckInFactory(account=account, owner=eli, kind="training", topic="Writing briefs", planned_on=date(2026, 3, 10))
    hold_check_in(training, by=eli, held_on=date(2026, 3, 10), today=eli.today, contacts=[minna])
    assert [line.text for part in parts_of(minna, person=eli) if part.key == "trainings" for line in part.lines] == ["Writing briefs"]
    assert parts_of(minna, person=otto) == []
    client = Client()
    client.force_login(eli)
    for url in (minna.get_absolute_url(), reverse("account_check_ins", args=[account.pk])):
        assert "Writing briefs" in client.get(url).text
