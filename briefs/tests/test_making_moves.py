"""How the work goes through the house (W4): who moves it from where, what happens to its round, when a round more must be paid for."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from briefs.actions import delivering, making, moving, showing
from briefs.models import Assignment, Brief, ChangeOrder, InternalReview
from briefs.states import BRIEF_MOVES, BriefState, ChangeOrderState, RoundState
from briefs.tests.factories import AssignmentFactory, BriefFactory, ChangeOrderFactory, DeliverableFactory, RoundFactory
from briefs.tests.work import TODAY, job_with_client, upload, visitor
from clients.models import Account, Seat
from clients.states import SeatRole
from clients.tests.factories import SeatFactory
from core.errors import IllegalMove, LostRace, Refused
from core.models import Event

pytestmark = pytest.mark.django_db
S = BriefState


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


DO = {
    "show_inside": lambda brief, by: making.hand_in(brief, by=by, today=TODAY, note="On the wall."),
    "rework": lambda brief, by: making.send_back_to_creative(brief, by=by, today=TODAY, note="Logo too small."),
    "show_client": lambda brief, by: making.show_client(brief, by=by, today=TODAY),
    "next_round": lambda brief, by: making.next_round(brief, by=by, today=TODAY),
    "mend": lambda brief, by: making.mend(brief, by=by, today=TODAY, note="A typo."),
    "client_approve": lambda brief, by: showing.record_approval(brief, by=by, today=TODAY),
    "ask_changes": lambda brief, by: showing.record_changes(brief, by=by, today=TODAY, note="Larger."),
}
EVERYBODY = ("cora", "eli", "sam", "dana", "hana", "otto", "pia", "tara", "cree", "fin", "ada")
UP = {"eli", "sam", "dana", "hana"}  # Eli leads; Hana is head
MAY = {
    "show_inside": UP | {"cora", "tara", "cree"},
    "rework": UP,
    "show_client": UP,
    "next_round": UP | {"tara"},
    "mend": UP | {"tara"},
    "client_approve": UP,
    "ask_changes": UP,
}


@pytest.fixture
def everybody(cora, eli, sam, dana, hana, otto, pia, tara, cree, fin, ada, account):
    """The cast; creative and traffic sit on the account as liaisons."""
    for person in (tara, cree):
        SeatFactory(account=account, person=person, role=SeatRole.LIAISON)
    return {person.email.partition("@")[0]: person for person in (cora, eli, sam, dana, hana, otto, pia, tara, cree, fin, ada)}


@pytest.mark.parametrize("name", DO)
@pytest.mark.parametrize("state", S.values)
def test_w4_each_move_from_each_state_by_each_kind_of_person(name, state, everybody, account):
    """State × move × person: it happens, or it is refused and nothing is written."""
    found, meant = {}, {}
    days = {"held_from": S.APPROVED if state == S.ON_HOLD else "", "delivered_on": TODAY, "closed_on": TODAY}
    for who, person in everybody.items():
        brief = BriefFactory(account=account, author=everybody["eli"], state=state, round_number=1, **days)
        RoundFactory(brief=brief, state=RoundState.OVER, shown_on=TODAY)
        before = Event.objects.count()
        try:
            DO[name](brief, person)
            found[who] = "moved"
        except PermissionDenied:
            found[who] = "not theirs"
        except IllegalMove:
            found[who] = "not now"
        brief.refresh_from_db()
        is_open = state in BRIEF_MOVES[name].sources
        meant[who] = "not theirs" if who not in MAY[name] else "moved" if is_open else "not now"
        assert brief.state == (BRIEF_MOVES[name].target if found[who] == "moved" else state)
        assert Event.objects.count() - before == (found[who] == "moved")  # exactly one event
    assert found == meant


def job(account, eli, state, **facts):
    brief = BriefFactory(account=account, author=eli, state=state, round_number=1, **facts)
    RoundFactory(brief=brief, due_on=date(2026, 3, 12))
    return brief


def test_w4_a_round_goes_from_work_to_review_to_the_client_and_is_over_with_the_verdict(account, eli, sam):
    brief = job(account, eli, S.IN_CREATIVE)
    piece = DeliverableFactory(brief=brief)
    old = making.add_work_file(piece, by=eli, file=upload())
    told = []

    def note():
        round = brief.rounds.get(number=1)
        told.append((round.state, round.handed_in_on, round.shown_on, round.over_on))

    making.hand_in(brief, by=eli, today=TODAY)
    note()
    making.send_back_to_creative(brief, by=sam, today=TODAY, note="Logo too small.", due_on=date(2026, 3, 14))
    note()
    newest = making.add_work_file(piece, by=eli, file=upload())
    making.hand_in(brief, by=eli, today=TODAY)
    making.show_client(brief, by=sam, today=TODAY, note="Now it holds.")
    note()
    showing.record_changes(brief, by=eli, today=TODAY, note="Larger still.")
    note()
    assert told == [
        (RoundState.INTERNAL, TODAY, None, None),
        (RoundState.WORKING, None, None, None),
        (RoundState.CLIENT, TODAY, TODAY, None),
        (RoundState.OVER, TODAY, TODAY, TODAY),
    ]
    assert brief.rounds.get().due_on == date(2026, 3, 14)
    assert list(InternalReview.objects.values_list("by", "passes", "note")) == [
        (sam.pk, False, "Logo too small."),
        (sam.pk, True, "Now it holds."),
    ]
    old.refresh_from_db()
    newest.refresh_from_db()
    assert (old.shown_at is None, newest.shown_at is None) == (True, False)


def test_w4_nothing_is_handed_in_that_cannot_be_seen(account, eli):
    brief = job(account, eli, S.IN_CREATIVE)
    with pytest.raises(Refused, match="Nothing was uploaded"):
        making.hand_in(brief, by=eli, today=TODAY)
    making.hand_in(brief, by=eli, today=TODAY, note="On the big table.")
    brief.refresh_from_db()
    assert brief.state == S.INTERNAL_REVIEW


def test_w4_what_is_not_ticked_is_not_shown_and_may_be_shown_later(account, eli):
    brief = job(account, eli, S.IN_CREATIVE)
    poster, film = DeliverableFactory(brief=brief), DeliverableFactory(brief=brief, name="Film")
    first, second = (making.add_work_file(one, by=eli, file=upload()) for one in (poster, film))
    making.hand_in(brief, by=eli, today=TODAY)
    making.show_client(brief, by=eli, today=TODAY, files=[first])
    second.refresh_from_db()
    assert second.shown_at is None
    making.show_also(second, by=eli)
    second.refresh_from_db()
    assert second.shown_at is not None


def test_w4_an_older_version_is_not_shown_beside_a_newer(account, eli):
    work = job_with_client(account, by=eli)
    newer = making.add_work_file(work.pieces[0], by=eli, file=upload())
    unshown = making.add_work_file(work.pieces[0], by=eli, file=upload())
    with pytest.raises(Refused, match="newer version"):
        making.show_also(newer, by=eli)
    making.show_also(unshown, by=eli)


def test_w4_a_fault_of_ours_costs_the_client_no_round(account, eli):
    brief = job(account, eli, S.QUALITY_CHECK, rounds_sold=1)
    brief.rounds.update(state=RoundState.OVER, shown_on=TODAY)
    making.mend(brief, by=eli, today=TODAY, note="A typo.")
    brief.refresh_from_db()
    assert (brief.state, brief.round_number) == (S.IN_CREATIVE, 1)
    assert list(brief.rounds.values_list("number", "state")) == [(1, RoundState.WORKING)]
    assert not ChangeOrder.objects.exists()


# ── A round more than was sold ───────────────────────────────────────────────────────────────────


@pytest.fixture
def spent(account, eli):
    """The one round that was sold is over, and the client wants changes."""
    brief = job(account, eli, S.CHANGES_ASKED, rounds_sold=1)
    brief.rounds.update(state=RoundState.OVER, shown_on=TODAY)
    return brief


def test_w4_beyond_what_was_sold_no_round_begins_without_a_change_order(spent, eli):
    with pytest.raises(Refused, match="more than was sold"):
        making.next_round(spent, by=eli, today=TODAY)
    spent.refresh_from_db()
    assert (spent.state, spent.rounds.count()) == (S.CHANGES_ASKED, 1)


def test_w4_a_change_order_offered_with_the_round_lets_it_begin(spent, eli):
    opened = making.next_round(spent, by=eli, today=TODAY, amount_minor=150_000, covers="A second round")
    order = ChangeOrder.objects.get()
    assert (opened.number, opened.is_over_contract) == (2, True)
    assert (order.round_number, order.amount_minor, order.state, order.offered_by) == (2, 150_000, ChangeOrderState.OFFERED, eli)


def test_w4_a_waiver_is_a_supervisors_by_name_and_with_a_reason(spent, eli, sam):
    with pytest.raises(PermissionDenied):
        making.next_round(spent, by=eli, today=TODAY, waived_because="They are nice")
    assert spent.rounds.count() == 1
    making.next_round(spent, by=sam, today=TODAY, waived_because="We promised it on the phone")
    event = Event.objects.get(verb="changeorder.waive")
    assert (event.actor, event.note, ChangeOrder.objects.get().state) == (sam, "We promised it on the phone", ChangeOrderState.WAIVED)


def in_state(brief, state):
    Brief.objects.filter(pk=brief.pk).update(state=state, delivered_on=TODAY if state == S.DELIVERED else None)
    return Brief.objects.get(pk=brief.pk)


# How else a round begins: what was written anew is started again, what was over is opened again.
OTHER_WAYS = {
    "start": (S.APPROVED, lambda brief, by, **pays: moving.start_creative(brief, by=by, today=TODAY, **pays)),
    "reopen": (S.DELIVERED, lambda brief, by, **pays: delivering.reopen(brief, by=by, reason="A page is missing", today=TODAY, **pays)),
}


@pytest.mark.parametrize("way", OTHER_WAYS)
def test_w4_however_a_round_begins_beyond_what_was_sold_somebody_says_who_pays(way, spent, eli, sam):
    state, begin = OTHER_WAYS[way]
    spent = in_state(spent, state)
    with pytest.raises(Refused, match="more than was sold"):
        begin(spent, eli)
    with pytest.raises(PermissionDenied):
        begin(spent, eli, waived_because="They are nice")
    spent.refresh_from_db()
    assert (spent.state, spent.rounds.count(), ChangeOrder.objects.count()) == (state, 1, 0)
    begin(spent, sam, waived_because="It was our fault")
    assert (ChangeOrder.objects.get().state, making.current_round(spent).number) == (ChangeOrderState.WAIVED, 2)


@pytest.mark.parametrize("way", OTHER_WAYS)
def test_w4_a_round_that_is_sold_or_was_never_shown_begins_without_a_word_of_money(way, spent, eli):
    state, begin = OTHER_WAYS[way]
    spent.rounds.update(shown_on=None)
    begin(in_state(spent, state), eli)
    assert (ChangeOrder.objects.count(), making.current_round(spent).number) == (0, 1)


@pytest.mark.parametrize(("way", "page"), [("start", "brief_start"), ("reopen", "brief_reopen")])
def test_w4_the_page_that_begins_a_round_beyond_what_was_sold_asks_who_pays(way, page, spent, client, eli):
    spent = in_state(spent, OTHER_WAYS[way][0])
    client.force_login(eli)
    url = reverse(page, args=[spent.pk])
    asked = client.get(url)
    assert "this one is beyond them" in asked.text
    assert set(asked.context["form"].fields) >= {"way", "amount", "covers"}
    typed = {"version": spent.version, "note": "A page is missing", "way": "offer"}
    assert "Say what the round costs." in client.post(url, typed).text
    assert client.post(url, typed | {"amount": "900", "covers": "The page"}).status_code == 302
    order = ChangeOrder.objects.get()
    assert (order.round_number, order.amount_minor, order.reason) == (2, 90_000, "The page")


def test_w4_a_refused_change_order_does_not_cover_the_round_until_it_is_offered_anew(spent, eli):
    order = making.offer_change_order(spent, by=eli, today=TODAY, amount_minor=1, reason="Second round")
    assert order.round_number == 2
    making.move_order(order, "refuse", by=eli, today=TODAY, note="Too dear")
    with pytest.raises(Refused):
        making.next_round(spent, by=eli, today=TODAY)
    making.offer_change_order(spent, by=eli, today=TODAY, amount_minor=90_000, reason="Second round, smaller")
    assert making.next_round(spent, by=eli, today=TODAY).number == 2


def test_w4_one_change_order_stands_for_a_round(spent, eli):
    making.offer_change_order(spent, by=eli, today=TODAY, amount_minor=1, reason="Second round")
    with pytest.raises(Refused, match="already"):
        making.offer_change_order(spent, by=eli, today=TODAY, amount_minor=2, reason="Second round")


@pytest.mark.parametrize("name", ["accept", "refuse", "offer_again", "waive"])
@pytest.mark.parametrize("state", ChangeOrderState.values)
def test_w4_each_move_of_a_change_order_from_each_state_by_each_kind_of_person(name, state, everybody, account):
    may = {"sam", "dana", "hana"} if name == "waive" else UP
    sources = {"accept": {"offered"}, "refuse": {"offered"}, "offer_again": {"refused"}, "waive": {"offered", "refused"}}[name]
    found = {}
    for who, person in everybody.items():
        order = ChangeOrderFactory(brief=BriefFactory(account=account), state=state)
        try:
            if name == "offer_again":
                making.offer_again(order, by=person, today=TODAY, amount_minor=5, reason="Again")
            else:
                making.move_order(order, name, by=person, today=TODAY, note="Why")
            found[who] = "moved"
        except PermissionDenied:
            found[who] = "not theirs"
        except IllegalMove:
            found[who] = "not now"
    assert found == {who: "not theirs" if who not in may else "moved" if state in sources else "not now" for who in EVERYBODY}


def test_w4_the_price_of_a_round_is_shown_to_those_who_see_fees_alone(spent, account, eli, cree, cora):
    SeatFactory(account=account, person=cree, role=SeatRole.LIAISON)
    making.offer_change_order(spent, by=eli, today=TODAY, amount_minor=864_200, reason="Second round")
    url = reverse("brief_work", args=[spent.pk])
    assert ["8,642" in visitor(person).get(url).text for person in (eli, cree, cora)] == [True, False, False]


# ── Assignments ──────────────────────────────────────────────────────────────────────────────────


def assign(brief, person, *, by, **more):
    facts = {"what": "Layout", "department": "creative", "starts_on": by.today, "due_on": by.today, "hours": 8} | more
    return making.assign_work(brief, by=by, person=person, **facts)


def test_w4_whoever_is_put_on_a_job_sees_its_account_and_the_event_says_so(account, eli, cree):
    brief = job(account, eli, S.IN_CREATIVE)
    assert not Account.objects.visible_to(cree).exists()
    assign(brief, cree, by=eli)
    assert set(Seat.objects.filter(person=cree).values_list("account", "role")) == {(account.pk, SeatRole.LIAISON)}
    assert set(Account.objects.visible_to(cree)) == {account}
    assert Event.objects.get(verb="assignment.added").words["seat"] == "liaison"
    assert Event.objects.get(verb="seat.taken").actor == eli


def test_w4_a_second_assignment_brings_no_second_seat(account, eli, cree):
    brief = job(account, eli, S.IN_CREATIVE)
    for _time in range(2):
        assign(brief, cree, by=eli)
    assert Seat.objects.filter(person=cree).count() == 1
    assert [event.words["seat"] for event in Event.objects.filter(verb="assignment.added").order_by("pk")] == ["liaison", ""]


def test_w4_only_who_runs_the_work_assigns(account, eli, everybody):
    brief = job(account, eli, S.IN_CREATIVE)
    found = set()
    for who, person in everybody.items():
        try:
            assign(brief, everybody["cree"], by=person)
            found.add(who)
        except PermissionDenied:
            continue
    assert found == UP | {"tara"}


def test_w4_nobody_who_has_left_and_no_deliverable_of_another_job(account, eli, cree):
    brief = job(account, eli, S.IN_CREATIVE)
    with pytest.raises(Refused, match="another job"):
        assign(brief, cree, by=eli, deliverable=DeliverableFactory())
    cree.is_active = False
    cree.save()
    with pytest.raises(Refused, match="has left"):
        assign(brief, cree, by=eli)
    assert not Assignment.objects.exists()


def test_w4_done_is_said_by_whoever_does_it_or_runs_the_job(account, eli, cree, cora):
    one = AssignmentFactory(brief=job(account, eli, S.IN_CREATIVE), person=cree)
    with pytest.raises(PermissionDenied):
        making.finish_assignment(one, by=cora, today=TODAY)
    making.finish_assignment(one, by=cree, today=TODAY)
    making.finish_assignment(one, by=eli, today=date(2026, 4, 1))  # stays done on the first day
    one.refresh_from_db()
    assert one.done_on == TODAY
    making.reopen_assignment(one, by=cree)
    one.refresh_from_db()
    assert one.done_on is None
    verbs = list(Event.objects.filter(verb__startswith="assignment.").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["assignment.done", "assignment.reopened"]


def test_w4_an_assignment_changes_hands_and_the_next_gets_a_seat_too(account, eli, cree, tara):
    one = assign(job(account, eli, S.IN_CREATIVE), cree, by=eli)
    changed = making.change_assignment(one, by=eli, version=1, person=tara, hours=3)
    assert (changed.person, changed.version, set(Account.objects.visible_to(tara))) == (tara, 2, {account})
    with pytest.raises(LostRace):
        making.change_assignment(one, by=eli, version=1, hours=4)


def test_w4_what_is_taken_away_leaves_its_event(account, eli, cree):
    one = assign(job(account, eli, S.IN_CREATIVE), cree, by=eli)
    making.drop_assignment(one, by=eli, note="The client does it")
    event = Event.objects.get(verb="assignment.dropped")
    assert (event.words["what"], event.note, Assignment.objects.exists()) == ("Layout", "The client does it", False)


# ── Pages ────────────────────────────────────────────────────────────────────────────────────────


def test_w4_the_page_of_the_work_asks_as_many_questions_for_many_as_for_few(account, eli, django_assert_max_num_queries):
    few, many = (job(account, eli, S.IN_CREATIVE, rounds_sold=3) for _job in range(2))
    for brief, number in ((few, 1), (many, 12)):
        for at in range(number):
            piece = DeliverableFactory(brief=brief, name=f"Piece {at}")
            making.add_work_file(piece, by=eli, file=upload())
            AssignmentFactory(brief=brief)
            ChangeOrderFactory(brief=brief, round_number=at + 2)
    client = visitor(eli)
    counts = []
    for brief in (few, few, many):
        with django_assert_max_num_queries(40) as asked:
            assert client.get(reverse("brief_work", args=[brief.pk])).status_code == 200
        counts.append(len(asked.captured_queries))
    assert counts[1] == counts[2], counts
    assert counts[2] <= 12, [query["sql"][:150] for query in asked.captured_queries]


def test_w4_from_creative_to_the_client_in_pages(account, eli, sam):
    brief = job(account, eli, S.IN_CREATIVE)
    piece = DeliverableFactory(brief=brief)
    client = visitor(eli)
    answer = client.post(reverse("work_file_add", args=[piece.pk]), {"file": upload(), "note": "First"})
    assert answer.status_code == 302
    for name, data in (("brief_hand_in", {}), ("brief_show_client", {"files": [brief.deliverables.get().files.get().pk]})):
        brief.refresh_from_db()
        assert client.post(reverse(name, args=[brief.pk]), {"version": brief.version, **data}).status_code == 302, name
    brief.refresh_from_db()
    assert (brief.state, brief.deliverables.get().files.get().shown_at is None) == (S.WITH_CLIENT, False)
