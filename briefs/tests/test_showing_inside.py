"""Showing the work, from inside (W4, W5, S1): presentations, the page of the review, what falls due, what needs whom."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.db import close_old_connections, connection
from django.urls import reverse
from django.utils import timezone

from briefs.actions import making, showing
from briefs.models import Brief, Comment, Presentation, ReviewLink, Round, Verdict
from briefs.my_day.making import assignment_to_do, job_to_move_on
from briefs.my_day.showing import client_to_invite
from briefs.reminder_rules.making import in_the_house, late
from briefs.reminder_rules.showing import silent, silent_since
from briefs.states import BriefState, RoundState
from briefs.tests.factories import AssignmentFactory, BriefFactory, DeliverableFactory, RoundFactory
from briefs.tests.work import TODAY, job_with_client, upload, visitor
from briefs.work_files import standings_of
from clients.models import Seat
from clients.states import SeatRole
from clients.tests.factories import ContactFactory, SeatFactory
from core.errors import LostRace, Refused
from core.models import Event
from reminders.models import Reminder

pytestmark = pytest.mark.django_db
S = BriefState


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def work(account, eli):
    return job_with_client(account, by=eli)


# ── Links, from inside ───────────────────────────────────────────────────────────────────────────


def test_w5_whether_a_link_is_revoked_is_asked_first_by_the_name_of_its_holder(work, client, eli):
    client.force_login(eli)
    url = reverse("review_link_revoke", args=[work.decider.pk])
    assert f'href="{url}"' in client.get(reverse("brief_review", args=[work.brief.pk])).text
    question = client.get(url).text
    assert f"Revoke the link of {work.decider.contact}?" in question
    assert "They decide for the client" in question
    assert "They decide for the client" not in client.get(reverse("review_link_revoke", args=[work.other.pk])).text
    assert ReviewLink.objects.open(now=timezone.now()).count() == 2
    client.post(url)
    assert set(ReviewLink.objects.open(now=timezone.now())) == {work.other}


def test_w5_whether_a_new_address_takes_the_place_of_the_old_is_asked_first_by_the_name_of_its_holder(work, client, eli):
    client.force_login(eli)
    url, old = reverse("review_link_replace", args=[work.other.pk]), work.other
    assert f'href="{url}"' in client.get(reverse("brief_review", args=[work.brief.pk])).text
    assert f"Make a new address for {old.contact}?" in client.get(url).text
    assert set(ReviewLink.objects.open(now=timezone.now())) == {work.decider, old}
    client.post(url)
    fresh = set(ReviewLink.objects.open(now=timezone.now())) - {work.decider}
    assert ([link.contact for link in fresh], old in fresh) == ([old.contact], False)


# ── Presentations (P4) ───────────────────────────────────────────────────────────────────────────

ROUTES = [
    {"name": "The jetty", "rationale": "Everybody knows it.", "verdict": "chosen", "note": "Love it"},
    {"name": "The kiosk", "rationale": "", "verdict": "", "note": ""},
]


def test_w5_a_presentation_keeps_why_what_and_who(work, dana, eli):
    kept = showing.add_presentation(
        work.brief, by=dana, rationale="It asks the families.", held_on=TODAY, routes=ROUTES, people=[eli], contacts=[work.minna]
    )
    assert (kept.round.number, kept.presented_by) == (1, dana)
    assert list(kept.routes.values_list("name", "verdict")) == [("The jetty", "chosen"), ("The kiosk", "")]
    assert (set(kept.people.all()), set(kept.contacts.all())) == ({eli}, {work.minna})
    assert Event.objects.get(verb="presentation.added").note == "It asks the families."


def test_w5_what_they_said_of_a_route_is_noted_later_and_nobody_overwrites(work, dana):
    kept = showing.add_presentation(work.brief, by=dana, rationale="Why", held_on=TODAY, routes=ROUTES)
    heard = [ROUTES[0], ROUTES[1] | {"verdict": "rejected", "note": "Too sweet"}]
    changed = showing.change_presentation(kept, by=dana, version=1, routes=heard)
    assert list(changed.routes.values_list("verdict", "note")) == [("chosen", "Love it"), ("rejected", "Too sweet")]
    with pytest.raises(LostRace):
        showing.change_presentation(kept, by=dana, version=1, rationale="Other")
    before = Event.objects.count()
    showing.change_presentation(changed, by=dana, routes=heard, rationale="Why")  # nothing differs
    assert Event.objects.count() == before


def test_w5_a_coordinator_does_not_present(work, cora, otto):
    for person in (cora, otto):
        with pytest.raises(PermissionDenied):
            showing.add_presentation(work.brief, by=person, rationale="Why", held_on=TODAY)


def test_w5_the_client_reads_the_reasons_and_not_what_was_noted(work, dana):
    showing.add_presentation(work.brief, by=dana, rationale="It asks the families.", notes="Pekka was asleep", held_on=TODAY, routes=ROUTES)
    page = visitor(dana).get(reverse("review_home", args=[work.decider.secret])).text
    assert ("It asks the families." in page, "The jetty" in page, "asleep" in page, "Love it" in page) == (True, True, False, False)


def test_w5_a_presentation_is_recorded_and_changed_in_pages(work, dana):
    client = visitor(dana)
    blank = {"routes-TOTAL_FORMS": "2", "routes-INITIAL_FORMS": "0", "routes-0-name": "The jetty", "routes-1-name": ""}
    words = {"held_on": dana.today, "presented_by": dana.pk, "rationale": "Why", "contacts": [work.minna.pk], **blank}
    assert client.post(reverse("presentation_add", args=[work.brief.pk]), words).status_code == 302
    kept = Presentation.objects.get()
    page = client.get(kept.get_absolute_url()).text
    assert ("The jetty" in page, "Minna Maki" in page) == (True, True)
    assert client.post(reverse("presentation_change", args=[kept.pk]), words | {"version": 1, "rationale": "Better"}).status_code == 302
    kept.refresh_from_db()
    assert kept.rationale == "Better"


# ── The page of the review ───────────────────────────────────────────────────────────────────────


def test_w5_the_page_of_the_review_asks_as_many_questions_for_many_as_for_few(account, eli, django_assert_max_num_queries):
    few = job_with_client(account, by=eli, pieces=("One",))
    many = job_with_client(account, by=eli, pieces=[f"Piece {number}" for number in range(12)])
    for at, file in enumerate(many.files):
        showing.add_comment(file, by=many.decider, text="Keep", wish="keep", x=500, y=500)
        showing.add_comment(file, by=many.other, text="Change", wish="change", x=510, y=500)
        if at % 2:
            showing.give_verdict(many.pieces[at], by=many.decider, verdict="approved", today=TODAY)
    showing.add_comment(few.files[0], by=few.decider, text="Keep", wish="keep", x=500, y=500)
    client = visitor(eli)
    counts = {}
    for name, args in (
        ("brief_review", lambda work: [work.brief.pk]),
        ("work_file_detail", lambda work: [work.files[0].pk]),
        ("review_home", lambda work: [work.decider.secret]),
        ("review_file", lambda work: [work.decider.secret, work.files[0].pk]),
    ):
        for work in (few, few, many, many):  # each twice: the first look is told
            with django_assert_max_num_queries(40) as asked:
                assert client.get(reverse(name, args=args(work))).status_code == 200
            counts.setdefault(name, []).append(len(asked.captured_queries))
    assert {name: found[1] - found[3] for name, found in counts.items()} == dict.fromkeys(counts, 0), counts
    assert counts["brief_review"][3] <= 13, counts
    assert counts["work_file_detail"][3] <= 12, counts


def test_w5_the_page_says_who_was_invited_who_looked_and_what_is_open(work, eli, client):
    client.get(reverse("review_home", args=[work.decider.secret]))
    showing.add_comment(work.files[0], by=work.decider, text="Larger")
    page = visitor(eli).get(reverse("brief_review", args=[work.brief.pk])).text
    for words in ("Minna Maki", "decides", "last looked", "has not looked yet", "1 open remark"):
        assert words in page, words


def test_w5_the_timeline_names_the_contact_who_came_by_link(work, eli, client, account):
    client.get(reverse("review_home", args=[work.decider.secret]))
    showing.add_comment(work.files[0], by=work.decider, text="Larger, please")
    for piece in work.pieces:
        showing.give_verdict(piece, by=work.decider, verdict="approved", today=TODAY)
    page = visitor(eli).get(reverse("account_history", args=[account.pk])).text
    for words in ("Minna Maki</strong> looked at the work", "Minna Maki</strong> approved the work", "Larger, please"):
        assert words in page, words
    assert "The clock</strong> looked" not in page


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_w5_twenty_verdicts_at_one_instant_move_the_job_once(account, eli):
    work = job_with_client(account, by=eli)
    showing.give_verdict(work.pieces[0], by=work.decider, verdict="approved", today=TODAY)

    def judge(_):
        close_old_connections()
        try:
            showing.give_verdict(work.pieces[1], by=ReviewLink.objects.get(pk=work.decider.pk), verdict="approved", today=TODAY)
            return "given"
        except Refused:
            return "too late"
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        found = sorted(pool.map(judge, range(20)))
    assert found == ["given", *["too late"] * 19]
    assert (Verdict.objects.count(), Event.objects.filter(verb="brief.client_approve").count()) == (2, 1)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_w4_ten_uploads_at_one_instant_are_ten_versions(account, eli):
    brief = BriefFactory(account=account, author=eli, state=S.IN_CREATIVE)
    piece = DeliverableFactory(brief=brief)

    def put(_):
        close_old_connections()
        try:
            return making.add_work_file(piece, by=eli, file=upload()).number
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        assert sorted(pool.map(put, range(10))) == list(range(1, 11))


# ── What falls due (S1) ──────────────────────────────────────────────────────────────────────────

MONDAY = date(2026, 3, 9)


@pytest.mark.parametrize(
    ("state", "round_state", "due_on", "is_late"),
    [
        (S.IN_CREATIVE, RoundState.WORKING, MONDAY - timedelta(days=1), True),
        (S.INTERNAL_REVIEW, RoundState.INTERNAL, MONDAY - timedelta(days=1), True),
        (S.IN_CREATIVE, RoundState.WORKING, MONDAY, False),
        (S.WITH_CLIENT, RoundState.CLIENT, MONDAY - timedelta(days=1), False),
        (S.ON_HOLD, RoundState.WORKING, MONDAY - timedelta(days=1), False),
        (S.IN_CREATIVE, RoundState.WORKING, None, False),
    ],
)
def test_w4_a_round_is_late_when_its_day_is_over_and_the_client_has_not_seen_it(state, round_state, due_on, is_late, account):
    brief = BriefFactory(account=account, state=state, held_from=S.IN_CREATIVE if state == S.ON_HOLD else "")
    round = RoundFactory(brief=brief, state=round_state, due_on=due_on)
    assert (set(late(MONDAY)) == {round}) == is_late
    assert set(late(MONDAY)) <= set(in_the_house(MONDAY))


def shown_on(work, day: date):
    Brief.objects.filter(pk=work.brief.pk).update(state_since=day)
    work.brief.refresh_from_db()


@pytest.mark.parametrize(("day", "is_silent"), [(date(2026, 3, 3), True), (date(2026, 3, 4), False), (MONDAY, False)])
def test_w5_a_client_is_silent_after_three_working_days_without_a_word(day, is_silent, work):
    shown_on(work, day)
    assert (set(silent(MONDAY)) == {work.brief}) == is_silent
    assert (silent_since(work.brief, standings_of(work.brief), [], today=MONDAY) == day) == is_silent


@pytest.mark.parametrize("what", ["a remark", "a verdict", "a word of ours", "a remark of the round before"])
def test_w5_a_word_breaks_the_silence_and_a_word_of_ours_does_not(what, work, eli):
    zone = ZoneInfo("Europe/London")
    shown_on(work, date(2026, 3, 2))
    now, before = datetime(2026, 3, 5, 12, tzinfo=zone), datetime(2026, 2, 20, 12, tzinfo=zone)
    match what:
        case "a remark":
            showing.add_comment(work.files[0], by=work.decider, text="Hm", now=now)
        case "a verdict":
            showing.give_verdict(work.pieces[0], by=work.decider, verdict="approved", today=TODAY, now=now)
        case "a word of ours":
            showing.add_comment(work.files[0], by=eli, text="Hm", now=now)
        case _:
            showing.add_comment(work.files[0], by=work.decider, text="Hm", now=before)
    is_silent = what not in ("a remark", "a verdict")
    comments = list(Comment.objects.select_related("link"))
    assert (set(silent(MONDAY)) == {work.brief}) == is_silent
    assert bool(silent_since(work.brief, standings_of(work.brief), comments, today=MONDAY)) == is_silent


def test_s1_the_lead_hears_of_a_late_round_and_of_a_silent_client_once(work, account, eli):
    from reminders.engine import sweep

    today = timezone.localdate()
    shown_on(work, today - timedelta(days=20))
    brief = BriefFactory(account=account, author=eli, state=S.IN_CREATIVE)
    RoundFactory(brief=brief, due_on=today - timedelta(days=7))
    for _time in range(2):
        sweep(today, now=timezone.now())
    found = Reminder.objects.filter(rule__in=("round_late", "client_silent")).values_list("rule", "recipient")
    assert sorted(found) == [("client_silent", eli.pk), ("round_late", eli.pk)]


# ── My day ───────────────────────────────────────────────────────────────────────────────────────


def test_w4_creative_finds_its_work_on_my_day_and_nobody_elses(account, eli, cree, tara):
    for person in (cree, tara):
        SeatFactory(account=account, person=person, role=SeatRole.LIAISON)
    brief = BriefFactory(account=account, state=S.IN_CREATIVE)
    days = {"starts_on": cree.today - timedelta(days=5), "due_on": cree.today}
    mine = AssignmentFactory(brief=brief, person=cree, what="Layout", **days)
    AssignmentFactory(brief=brief, person=cree, done_on=cree.today, **days)
    AssignmentFactory(brief=BriefFactory(account=account, state=S.CANCELLED), person=cree, **days)
    AssignmentFactory(brief=brief, person=cree, starts_on=cree.today, due_on=cree.today + timedelta(days=30))
    AssignmentFactory(brief=brief, person=tara, **days)
    assert [(need.key, need.title, need.post) for need in assignment_to_do(cree, cree.today)] == [(f"assignment:{mine.pk}", "Layout", True)]


def test_w4_w5_the_lead_finds_what_must_move_on(account, eli, sam, otto, work):
    waiting = {state: BriefFactory(account=account, state=state) for state in S.values if state not in (S.ON_HOLD, S.DELIVERED, S.CLOSED)}
    keys = {need.key for need in job_to_move_on(eli, eli.today)}
    assert keys == {f"job:{waiting[state].pk}:{state}" for state in (S.INTERNAL_REVIEW, S.CHANGES_ASKED)}
    assert [need.key for need in client_to_invite(eli, eli.today)] == [f"invite:{waiting[S.WITH_CLIENT].pk}"]
    assert [job_to_move_on(person, person.today) for person in (sam, otto)] == [[], []]


def test_w5_a_contact_who_was_merged_or_left_is_not_invited(work, eli):
    gone = ContactFactory(client=work.brief.account.client, left_on=TODAY)
    with pytest.raises(Refused):
        showing.make_review_link(work.brief, gone, by=eli, now=timezone.now())
    assert Round.objects.count() == Seat.objects.filter(is_lead=True).count() == 1
