"""Job requests: what each act does, who may from which state, by when we answer, what the clock says (W1, G2, S1)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import close_old_connections, connection
from django.utils import timezone

from briefs.actions import request_links as link_actions
from briefs.actions import requests as actions
from briefs.models import Brief, JobRequest, RequestLink
from briefs.my_day.requests import request_to_answer
from briefs.states import REQUEST_MOVES, RequestState
from briefs.tests.factories import JobRequestFactory, RequestFormFactory, RequestLinkFactory
from clients.states import Tier
from clients.tests.factories import ContactFactory
from core.errors import IllegalMove, LostRace, Refused
from core.links import hash_of
from core.models import Event, Letter
from core.moves import available_moves
from reminders import engine
from reminders.models import Reminder

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)  # a Monday
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def png(name="logo.png", content=PNG):
    return SimpleUploadedFile(name, content)


@pytest.fixture
def rita(account):
    return ContactFactory(client=account.client, name="Rita Requester", email="rita@client.example")


@pytest.fixture
def link(account, rita):
    return RequestLinkFactory(account=account, contact=rita)


@pytest.fixture
def asked(account, rita):
    return JobRequestFactory(account=account, contact=rita, title="Spring poster", why_now="The sale begins.", came_on=TODAY)


# ── Asking ──


def test_w1_a_request_is_taken_down_with_all_that_was_said(account, rita, cora):
    request = actions.add_request(
        account,
        by=cora,
        today=TODAY,
        title="Spring poster",
        kind="print",
        ask="A poster",
        why_now="The sale",
        wanted_on=date(2026, 4, 1),
        contact=rita,
        answers=[("Which shops?", "All"), ("Which size?", "")],
        files=[png(), png("guide.pdf", b"%PDF-1.7")],
    )
    assert (request.source, request.came_on, request.state) == ("staff", TODAY, RequestState.NEW)
    assert request.answers == [["Which shops?", "All"]]
    assert [(file.name, file.is_from_client) for file in request.files.all()] == [("logo.png", False), ("guide.pdf", False)]
    event = Event.objects.get()
    assert (event.verb, event.actor, event.topic) == ("job_request.added", cora, account)


def test_w1_a_contact_asks_by_link_and_the_event_names_them(account, link, rita):
    request = actions.add_request(account, by=link, today=TODAY, title="Poster", ask="A poster", budget_minor=5_000, files=[png()])
    assert (request.contact, request.source, request.budget_minor) == (rita, "link", 5_000)
    assert [file.is_from_client for file in request.files.all()] == [True]
    event = Event.objects.get()
    assert (event.actor, event.words["by_contact"]) == (None, "Rita Requester")


@pytest.mark.parametrize(("tier", "day"), [(Tier.KEY, "2026-03-03"), (Tier.GROWTH, "2026-03-04"), (Tier.STANDARD, "2026-03-05")])
def test_g2_the_answer_is_due_in_working_days_by_tier(account, cora, tier, day):
    account.tier = tier
    account.save()
    assert str(actions.add_request(account, by=cora, today=TODAY, title="T", ask="A").answer_by) == day


def test_w1_a_weekend_is_no_time_to_answer_in(account, cora):
    account.tier = Tier.KEY
    account.save()
    friday = date(2026, 3, 6)
    assert actions.add_request(account, by=cora, today=friday, title="T", ask="A").answer_by == date(2026, 3, 9)


def test_w1_strangers_closed_accounts_and_contacts_of_others_are_refused(account, link, cora, otto):
    with pytest.raises(PermissionDenied):
        actions.add_request(account, by=otto, today=TODAY, title="T", ask="A")
    with pytest.raises(Refused):
        actions.add_request(account, by=cora, today=TODAY, title="T", ask="A", contact=ContactFactory())
    with pytest.raises(PermissionDenied):
        actions.add_request(account, by=cora, today=TODAY, title="T", ask="A", budget_minor=1)  # a coordinator sees no money
    account.closed_on = TODAY
    account.save()
    with pytest.raises(Refused):
        actions.add_request(account, by=cora, today=TODAY, title="T", ask="A")
    assert not JobRequest.objects.exists()
    assert not Event.objects.exists()


def test_w1_a_file_that_does_not_pass_leaves_no_request_behind(account, link):
    with pytest.raises(ValidationError):
        actions.add_request(account, by=link, today=TODAY, title="T", ask="A", files=[png(), png("logo2.png", b"<html>")])
    assert not JobRequest.objects.exists()


def test_w1_a_link_pours_in_no_more_than_a_days_worth(account, link, monkeypatch):
    monkeypatch.setattr(actions, "MOST_BY_LINK_A_DAY", 2)
    for _ in range(2):
        actions.add_request(account, by=link, today=TODAY, title="T", ask="A")
    with pytest.raises(Refused):
        actions.add_request(account, by=link, today=TODAY, title="T", ask="A")
    actions.add_request(account, by=link, today=TODAY + timedelta(days=1), title="T", ask="A")
    assert JobRequest.objects.count() == 3


# ── Triage ──


def test_w1_accepting_makes_a_job_whose_brief_begins_with_what_the_client_said(asked, eli):
    asked.files.create(name="logo.png", file=png(), is_from_client=True)
    asked.answers = [["Which shops?", "All of them"]]
    asked.save()
    brief = actions.accept_request(asked, by=eli, today=TODAY, title="Poster for spring", kind="print", wanted_on=date(2026, 4, 1))
    assert (brief.number, brief.title, brief.kind, brief.wanted_on) == ("KAURA-26-0001", "Poster for spring", "print", date(2026, 4, 1))
    assert (brief.request, brief.contact, brief.author) == (asked, asked.contact, eli)
    texts = {section.key: section.text for section in brief.sections.all() if section.text}
    assert texts == {"ask": asked.ask, "why_now": "The sale begins.", "unplaced": "Which shops?: All of them"}
    assert [(row.name, row.part) for row in brief.attachments.all()] == [("logo.png", "client")]
    asked.refresh_from_db()
    assert (asked.state, asked.answered_on, asked.taken_by) == (RequestState.ACCEPTED, TODAY, eli)
    assert not Letter.objects.exists()


def test_w1_what_was_said_to_and_fro_goes_into_the_brief(asked, eli):
    actions.ask_back(asked, by=eli, text="How many?", today=TODAY)
    actions.answer_request(asked, by=eli, text="Two hundred", today=TODAY)
    brief = actions.accept_request(asked, by=eli, today=TODAY)
    assert brief.sections.get(key="unplaced").text == "Eli Executive: How many?\nRita Requester: Two hundred"


def test_w1_declining_keeps_the_reason_for_the_client(asked, eli):
    actions.decline_request(asked, by=eli, reason="No capacity before May.", today=TODAY)
    asked.refresh_from_db()
    assert (asked.state, asked.reason, asked.answered_on) == (RequestState.DECLINED, "No capacity before May.", TODAY)
    event = Event.objects.get()
    assert (event.verb, event.note, event.from_state, event.to_state) == ("jobrequest.decline", asked.reason, "new", "declined")


def test_w1_asking_back_stops_our_clock_and_the_answer_starts_it_anew(asked, eli, link):
    message = actions.ask_back(asked, by=eli, text="How many?", today=TODAY)
    asked.refresh_from_db()
    assert (asked.state, asked.answer_by, message.person) == (RequestState.ASKED_BACK, date(2026, 3, 9), eli)
    later = date(2026, 3, 5)
    answer = actions.answer_request(asked, by=link, text="Two hundred", today=later, files=[png()])
    asked.refresh_from_db()
    assert (asked.state, asked.answer_by) == (RequestState.NEW, actions.answer_day(asked.account, came_on=later))
    assert (answer.contact, answer.person) == (asked.contact, None)
    assert [event.words.get("by_contact") for event in Event.objects.filter(verb="jobrequest.answer")] == ["Rita Requester"]
    assert asked.files.get().is_from_client


def test_w1_withdrawing_keeps_why_and_is_no_answer_of_ours(asked, link):
    actions.withdraw_request(asked, by=link, reason="We found one.")
    asked.refresh_from_db()
    assert (asked.state, asked.reason, asked.answered_on) == (RequestState.WITHDRAWN, "We found one.", None)


def test_w1_an_edit_opened_before_somebody_elses_is_refused(asked, eli, cora):
    actions.change_request(asked, by=cora, version=1, title="Autumn poster")
    with pytest.raises(LostRace):
        actions.change_request(asked, by=eli, version=1, title="Winter poster")
    asked.refresh_from_db()
    assert asked.title == "Autumn poster"


def test_w1_another_day_of_arrival_moves_the_day_of_the_answer(asked, cora):
    actions.change_request(asked, by=cora, version=1, came_on=date(2026, 2, 27))
    asked.refresh_from_db()
    assert asked.answer_by == actions.answer_day(asked.account, came_on=date(2026, 2, 27))


def test_w1_a_figure_changes_without_the_figure_on_the_timeline(asked, eli):
    actions.change_request(asked, by=eli, version=1, budget_minor=123_400)
    assert "1234" not in str(Event.objects.get(verb="job_request.changed").words)


# ── Letters ──


@pytest.mark.parametrize("act", ["ask_back", "decline", "accept"])
def test_w1_the_client_is_told_by_a_letter_with_an_address_of_its_own(asked, eli, link, act):
    if act == "ask_back":
        actions.ask_back(asked, by=eli, text="How many?", today=TODAY, tell=True)
    elif act == "decline":
        actions.decline_request(asked, by=eli, reason="How many? Too many.", today=TODAY, tell=True)
    else:
        actions.accept_request(asked, by=eli, today=TODAY, text="How many? As you say.", tell=True)
    letter = Letter.objects.get()
    assert (letter.to_email, letter.reply_to) == ("rita@client.example", eli.email)
    assert "How many?" in letter.text
    assert "How many?" in letter.html
    made = RequestLink.objects.exclude(pk=link.pk).get()
    assert (made.contact, made.expires_at) == (link.contact, link.expires_at)
    secret = letter.text.partition("/for-you/request/")[2].partition("/")[0]
    assert hash_of(secret) == made.secret_hash


def test_w1_without_a_link_the_letter_opens_none(asked, eli):
    actions.ask_back(asked, by=eli, text="How many?", today=TODAY, tell=True)
    assert "/for-you/" not in Letter.objects.get().text
    assert not RequestLink.objects.exists()


@pytest.mark.parametrize("state", ["without an address", "gone", "unknown"])
def test_w1_who_cannot_be_written_to_is_not(asked, eli, state):
    if state == "unknown":
        asked.contact = None
        asked.save()
    else:
        facts = {"email": ""} if state == "without an address" else {"left_on": TODAY}
        type(asked.contact).objects.filter(pk=asked.contact_id).update(**facts)
        asked.contact.refresh_from_db()
    with pytest.raises(Refused):
        actions.decline_request(asked, by=eli, reason="No", today=TODAY, tell=True)
    asked.refresh_from_db()
    assert asked.state == RequestState.NEW


# ── The move matrix: every state × every move × every kind of person ──

PEOPLE = ("cora", "eli", "sam", "dana", "hana", "otto", "pia", "tara", "cree", "ada", "link", "other_link")
TRIAGE = {"eli", "sam", "dana", "hana"}
ANSWER = {"cora", "eli", "sam", "dana", "hana", "link"}
WHO = {"accept": TRIAGE, "ask_back": TRIAGE, "decline": TRIAGE, "answer": ANSWER, "withdraw": ANSWER}


def do(move, request, *, by):
    facts = {"by": by, "today": TODAY}
    return {
        "accept": lambda: actions.accept_request(request, **facts),
        "ask_back": lambda: actions.ask_back(request, text="How many?", **facts),
        "answer": lambda: actions.answer_request(request, text="Two", **facts),
        "decline": lambda: actions.decline_request(request, reason="No", **facts),
        "withdraw": lambda: actions.withdraw_request(request, by=by, reason="No"),
    }[move]()


@pytest.fixture
def movers(cora, eli, sam, dana, hana, otto, pia, tara, cree, ada, link, account):
    other = RequestLinkFactory(account=account, contact=ContactFactory(client=account.client))
    people = (cora, eli, sam, dana, hana, otto, pia, tara, cree, ada, link, other)
    return dict(zip(PEOPLE, people, strict=True))


@pytest.mark.parametrize("move", sorted(REQUEST_MOVES))
@pytest.mark.parametrize("state", sorted(RequestState))
def test_w1_each_move_from_each_state_by_each_person(state, move, account, rita, movers):
    for name, person in movers.items():
        request = JobRequestFactory(account=account, contact=rita, state=state, reason="Because" if state == "declined" else "")
        before = Event.objects.about(request).count()
        legal, allowed = state in REQUEST_MOVES[move].sources, name in WHO[move]
        assert (move in available_moves(request, by=person)) == (legal and allowed), name
        if legal and allowed:
            do(move, request, by=person)
            expected, events = REQUEST_MOVES[move].target, 1
        else:
            with pytest.raises(IllegalMove if allowed else PermissionDenied):
                do(move, request, by=person)
            expected, events = state, 0
        request.refresh_from_db()
        assert (request.state, Event.objects.about(request).count() - before) == (expected, events), name
    assert Brief.objects.filter(request__isnull=False).count() == JobRequest.objects.filter(brief__isnull=False).count()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_w1_of_many_who_accept_at_once_one_makes_the_job(account, rita, eli):
    request = JobRequestFactory(account=account, contact=rita)

    def accept(_):
        close_old_connections()
        try:
            actions.accept_request(JobRequest.objects.get(pk=request.pk), by=eli, today=TODAY)
            return "accepted"
        except IllegalMove:
            return "told"
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        answers = sorted(pool.map(accept, range(12)))
    assert answers == ["accepted"] + ["told"] * 11
    assert Brief.objects.count() == 1


# ── Links ──


def test_w1_a_link_is_made_sent_and_kept_only_as_a_hash(account, rita, eli):
    link = link_actions.REQUEST_LINKS.make(account, rita, by=eli, now=timezone.now(), days=30, send=True, text="As agreed")
    stored = RequestLink.objects.get()
    assert stored.secret_hash == hash_of(link.secret)
    assert link.secret not in str(RequestLink.objects.values().get())
    letter = Letter.objects.get()
    assert f"/for-you/request/{link.secret}/" in letter.text
    assert "As agreed" in letter.html
    assert link.secret not in str(list(Event.objects.values_list("words", flat=True)))


def test_w1_renewing_kills_the_old_addresses_of_this_contact_alone(account, link, rita, eli):
    other = RequestLinkFactory(account=account)
    fresh = link_actions.REQUEST_LINKS.renew(account, rita, by=eli, now=timezone.now())
    assert set(RequestLink.objects.open(now=timezone.now())) == {fresh, other}


def test_w1_revoking_closes_every_address_of_the_contact(account, link, rita, eli):
    RequestLinkFactory(account=account, contact=rita)
    assert link_actions.REQUEST_LINKS.revoke(account, rita, by=eli, now=timezone.now()) == 2
    assert not RequestLink.objects.open(now=timezone.now()).exists()
    assert link_actions.REQUEST_LINKS.revoke(account, rita, by=eli, now=timezone.now()) == 0
    assert Event.objects.filter(verb="request_link.revoked").count() == 1


@pytest.mark.parametrize("who", ["cora", "otto"])
def test_w1_who_may_not_give_links_gives_none(who, account, rita, request):
    with pytest.raises(PermissionDenied):
        link_actions.REQUEST_LINKS.make(account, rita, by=request.getfixturevalue(who), now=timezone.now())
    assert not RequestLink.objects.exists()


def test_w1_twins_a_link_is_open_when_the_query_says_so(account, rita):
    now = timezone.now()
    links = [
        RequestLinkFactory(account=account, contact=rita),
        RequestLinkFactory(account=account, contact=rita, revoked_at=now),
        RequestLinkFactory(account=account, contact=rita, expires_at=now - timedelta(seconds=1)),
        RequestLinkFactory(account=account, contact=ContactFactory(client=account.client, left_on=TODAY)),
        RequestLinkFactory(account__closed_on=TODAY),
    ]
    assert {link for link in links if link.is_open} == set(RequestLink.objects.open(now=now)) == {links[0]}


def test_w1_the_first_use_of_a_day_is_an_event(link):
    now = timezone.now()
    link_actions.REQUEST_LINKS.note_visit(link, at=now)
    link.last_used_at = now
    link_actions.REQUEST_LINKS.note_visit(link, at=now)
    link.last_used_at = now - timedelta(days=1)
    link_actions.REQUEST_LINKS.note_visit(link, at=now)
    assert [event.words["by_contact"] for event in Event.objects.filter(verb="request_link.used")] == ["Rita Requester"] * 2


# ── The form of an account ──


def test_w1_the_form_of_an_account_has_its_own_questions_in_their_order(account, eli):
    questions = [link_actions.Question("Which shops?", is_required=True), link_actions.Question("Which size?", hint="In cm")]
    form = link_actions.change_request_form(account, by=eli, welcome="Hello", asks_budget=False, questions=questions)
    assert [(one.text, one.is_required, one.hint) for one in form.questions.all()] == [
        ("Which shops?", True, ""),
        ("Which size?", False, "In cm"),
    ]
    link_actions.change_request_form(account, by=eli, welcome="Hello", asks_budget=False, questions=questions[::-1], version=form.version)
    assert [one.text for one in form.questions.all()] == ["Which size?", "Which shops?"]
    with pytest.raises(LostRace):
        link_actions.change_request_form(account, by=eli, welcome="Bye", asks_budget=False, questions=[], version=form.version)
    assert form.questions.count() == 2


def test_w1_a_coordinator_changes_no_form(account, cora):
    form = RequestFormFactory(account=account, welcome="Hello")
    with pytest.raises(PermissionDenied):
        link_actions.change_request_form(account, by=cora, welcome="Bye", asks_budget=True, questions=[])
    form.refresh_from_db()
    assert form.welcome == "Hello"


# ── My day and the clock ──


def test_w1_twins_a_request_is_unanswered_when_the_query_says_so(account):
    rows = [
        JobRequestFactory(account=account, state=state, answer_by=TODAY + timedelta(days=days), reason="Because")
        for state in RequestState
        for days in (-1, 0, 1)
    ]
    late = {row for row in rows if row.is_unanswered(today=TODAY)}
    assert late == set(JobRequest.objects.unanswered(today=TODAY))
    assert len(late) == 1


def test_w1_the_lead_is_asked_for_an_answer_and_again_when_the_client_is_silent(account, asked, eli, sam, otto):
    JobRequestFactory(account=account, state=RequestState.ACCEPTED)
    waits = JobRequestFactory(account=account, state=RequestState.ASKED_BACK, answer_by=TODAY)
    assert [need.key for need in request_to_answer(eli, TODAY)] == [f"request:{asked.pk}"]
    tomorrow = TODAY + timedelta(days=1)
    assert {need.key for need in request_to_answer(eli, tomorrow)} == {f"request:{asked.pk}", f"request:{waits.pk}"}
    assert request_to_answer(sam, tomorrow) == request_to_answer(otto, tomorrow) == []


def swept(day):
    engine.sweep(day, now=timezone.now())
    rows = Reminder.objects.filter(rule__startswith="request_", closed_at=None).select_related("recipient")
    return {(row.rule, row.recipient.email.partition("@")[0]) for row in rows}


def test_s1_a_request_is_said_at_once_and_climbs_when_our_word_is_broken(account, asked, eli):
    asked.answer_by = date(2026, 3, 5)
    asked.save()
    assert swept(TODAY) == {("request_due", "eli")}
    assert swept(date(2026, 3, 6)) >= {("request_unanswered", "eli")}
    climbed = swept(date(2026, 3, 10))
    assert ("request_unanswered", "sam") in climbed
    actions.decline_request(asked, by=eli, reason="No", today=date(2026, 3, 10))
    assert swept(date(2026, 3, 11)) == set()


def test_s1_a_silent_client_is_asked_again(account, asked, eli):
    actions.ask_back(asked, by=eli, text="How many?", today=TODAY)
    assert swept(date(2026, 3, 9)) == set()
    assert swept(date(2026, 3, 10)) == {("request_silent", "eli")}
