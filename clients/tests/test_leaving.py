"""C3, W1, R1, R5: when a contact has left the client, nothing of ours opens to them, waits for them or is on its way to them."""

import ast
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from briefs.models import RequestLink, ReviewLink
from briefs.tests.factories import BriefFactory, RequestLinkFactory, ReviewLinkFactory
from care.models import ConcernLink, ReportLink, SurveyInvitation, SurveyLink
from care.tests.concern_factories import ConcernLinkFactory
from care.tests.factories import ContactReportFactory
from care.tests.survey_factories import SurveyInvitationFactory, SurveyLinkFactory
from clients import jobs
from clients.actions.contact import contact_came_back, contact_left
from clients.actions.merge import merge_contacts
from clients.letter_conditions import with_the_client
from clients.models import Contact
from clients.tests.factories import ContactFactory
from core import post
from core.links import hash_of, new_secret
from core.models import Event, Letter
from tests.test_links import concrete

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


@pytest.fixture
def minna(account):
    return ContactFactory(client=account.client, name="Minna Maki", email="minna@client.example")


@pytest.fixture
def pekka(account):
    """Who stays."""
    return ContactFactory(client=account.client, name="Pekka Puro", email="pekka@client.example")


def letter_to(contact, **facts) -> Letter:
    facts = {"to_email": contact.email, "subject": "For you", "text": "the secret", "html": "<p>the secret</p>", **facts}
    return Letter.objects.create(condition=with_the_client(contact), **facts)


def links_of(contact, account) -> list:
    """One of every kind."""
    return [
        RequestLinkFactory(account=account, contact=contact),
        ReviewLinkFactory(brief=BriefFactory(account=account), contact=contact),
        ConcernLinkFactory(account=account, contact=contact),
        ReportLink.objects.create(
            report=ContactReportFactory(account=account),
            contact=contact,
            secret_hash=hash_of(new_secret()),
            expires_at=timezone.now() + timedelta(days=30),
        ),
        SurveyLinkFactory(invitation=SurveyInvitationFactory(account=account, contact=contact, state="answered")),
    ]


def is_revoked(link) -> bool:
    return type(link).objects.get(pk=link.pk).revoked_at is not None


def test_c3_every_kind_of_link_ends_and_stays_ended_when_they_come_back(account, minna, pekka, sam):
    ended, others = links_of(minna, account), links_of(pekka, account)
    assert {type(link) for link in ended} == concrete() == {RequestLink, ReviewLink, ConcernLink, ReportLink, SurveyLink}
    gone = contact_left(minna, by=sam, on=TODAY)
    contact_came_back(gone, by=sam)
    assert ([is_revoked(one) for one in ended], [is_revoked(one) for one in others]) == ([True] * 5, [False] * 5)
    assert not any(type(one).objects.open(now=timezone.now()).filter(pk=one.pk).exists() for one in ended)
    assert Event.objects.get(verb="contact.left").words["ended"] == "5 links"


def test_r5_a_survey_that_waits_lapses_and_one_whose_letter_had_not_left_did_not_arrive(account, minna, pekka, sam):
    facts = {"account": account, "contact": minna}
    arrived = SurveyInvitationFactory(**facts, letter=letter_to(minna, sent_at=timezone.now(), next_attempt_at=None))
    opened = SurveyInvitationFactory(**facts, state="opened")
    on_its_way = SurveyInvitationFactory(**facts, letter=letter_to(minna))
    answered = SurveyInvitationFactory(**facts, state="answered")
    other = SurveyInvitationFactory(account=account, contact=pekka)
    contact_left(minna, by=sam, on=TODAY)
    states = {one.pk: one.state for one in SurveyInvitation.objects.all()}
    assert [states[one.pk] for one in (arrived, opened, on_its_way, answered, other)] == ["lapsed", "lapsed", "bounced", "answered", "sent"]
    assert Event.objects.get(verb="contact.left").words["ended"] == "1 letter that had not left, 3 surveys without an answer"


def test_w5_a_letter_that_waits_is_kept_back_and_forgotten(account, minna, pekka, sam):
    waits, sent, other = letter_to(minna), letter_to(minna, sent_at=timezone.now(), next_attempt_at=None, text=""), letter_to(pekka)
    contact_left(minna, by=sam, on=TODAY)
    for letter in (waits, sent, other):
        letter.refresh_from_db()
    assert (waits.text, waits.html, waits.next_attempt_at, waits.problem) == ("", "", None, "Kept back: has left the client")
    assert (sent.problem, other.text) == ("", "the secret")
    assert dict(post.send_due()) == {"sent": 1}
    assert [one.to for one in mail.outbox] == [[pekka.email]]


def test_w5_a_letter_asks_when_it_leaves_however_they_left(minna):
    letter_to(minna)
    Contact.objects.filter(pk=minna.pk).update(left_on=TODAY)  # by an import, a moment ago
    assert dict(post.send_due()) == {"kept back": 1}
    assert mail.outbox == []


def test_c3_a_letter_to_a_contact_who_was_merged_asks_after_the_one_that_was_kept(minna, pekka, sam):
    letter_to(pekka)
    merge_contacts(minna, pekka, by=sam)
    assert dict(post.send_due()) == {"sent": 1}
    letter_to(pekka)
    Contact.objects.filter(pk=minna.pk).update(left_on=TODAY)
    assert dict(post.send_due()) == {"kept back": 1}


def test_c3_what_an_import_says_ends_by_the_clock_once(account, minna, pekka):
    links = links_of(minna, account)
    SurveyInvitationFactory(account=account, contact=minna)
    letter_to(minna)
    Contact.objects.filter(pk=minna.pk).update(left_on=TODAY)
    assert jobs.end_with_those_who_left() == 5 + 1 + 1
    assert jobs.end_with_those_who_left() == 0
    assert all(is_revoked(one) for one in links)


def test_c3_nothing_ended_and_the_event_says_no_more_than_before(account, minna, sam, client):
    contact_left(minna, by=sam, on=TODAY - timedelta(days=1))
    assert Event.objects.get(verb="contact.left").words["ended"] == ""
    client.force_login(sam)
    assert "left the client; with that ended" not in client.get(reverse("client_detail", args=[account.client_id])).text


def letters_in(path) -> list[tuple[str, bool]]:
    """(template, has a condition) of each letter that is written in this module."""
    calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    found = []
    for call in calls:
        words = {word.arg: word.value for word in call.keywords}
        if getattr(call.func, "attr", getattr(call.func, "id", "")) == "write" and "template" in words:
            template = words["template"]
            name = getattr(template, "value", None) if isinstance(template, ast.Constant) else ast.unparse(template)
            found.append((name, "condition" in words))
    return found


def test_w5_every_letter_asks_whether_its_reader_may_still_have_it():
    """A new one joins by being written: without its condition this fails."""
    apps = ("clients", "care", "briefs", "reports", "dashboards", "exchange")
    paths = [path for app in apps for path in (settings.BASE_DIR / app).rglob("*.py") if "tests" not in path.parts]
    found = [one for path in paths for one in letters_in(path)]
    assert [template for template, asks in found if not asks] == []
    assert len(found) >= 10
