"""Pages of the timing of jobs (W6): the tab, the move that is shown before it is made, board, calendar, timeline, capacity."""

import re
from datetime import timedelta

import pytest

from briefs.actions import timing
from briefs.models import Brief, Milestone, MilestonePlan
from briefs.states import BOARD_STATES, MilestoneKind
from briefs.tests.factories import (
    AssignmentFactory,
    BriefFactory,
    MilestoneFactory,
    MilestonePlanFactory,
    PresentationFactory,
    RoundFactory,
)
from clients.models import Seat
from clients.tests.factories import AccountFactory, SeatFactory
from core.workdays import add_working_days, on_or_after
from people.tests.factories import AbsenceFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(eli):
    return eli.today


@pytest.fixture
def job(account, eli, today):
    return BriefFactory(account=account, author=eli, title="Spring film", state="in_creative", wanted_on=add_working_days(today, 30))


def html(client, person, url) -> str:
    client.force_login(person)
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


# ── The tab ──────────────────────────────────────────────────────────────────────────────────────


def test_w6_the_plan_is_shown_before_it_is_saved(client, job, eli):
    url = f"/jobs/{job.pk}/timing/plan/"
    page = html(client, eli, url)
    assert "Final artwork" in page
    assert not Milestone.objects.exists()
    later = add_working_days(job.wanted_on, 5)
    unseen = client.post(url, {"delivery": later, "version": job.version, "seen": str(job.wanted_on)})
    assert (unseen.status_code, Milestone.objects.count()) == (200, 0)
    client.post(url, {"delivery": later, "version": job.version, "seen": str(later)})
    assert Milestone.objects.get(kind=MilestoneKind.DELIVERY).due_on == later


def test_w6_the_tab_names_owner_department_and_what_is_late(client, job, eli, cora, today):
    MilestoneFactory(brief=job, name="Storyboard", department="creative", owner=eli, due_on=today - timedelta(days=3))
    for person in (eli, cora):
        page = html(client, person, f"/jobs/{job.pk}/timing/")
        assert all(words in page for words in ("Storyboard", "Eli Executive", "Creative", "3 days late", "1 late"))
    assert "/move/" not in page  # a coordinator looks on


def test_w6_a_move_says_whom_it_hits_before_anything_is_saved(client, job, eli, cree, today):
    first = on_or_after(today + timedelta(days=3))
    concept = MilestoneFactory(brief=job, name="Concept", owner=eli, due_on=first)
    show = MilestoneFactory(brief=job, name="Show it", owner=cree, due_on=add_working_days(first, 4))
    busy = PersonFactory(name="Bea Busy", rank=None, department="creative", weekly_hours=20)
    AssignmentFactory(
        brief=job, person=busy, what="Layout", starts_on=add_working_days(first, 1), due_on=add_working_days(first, 4), hours=60
    )
    url = f"/jobs/milestones/{concept.pk}/move/"
    to = add_working_days(first, 5)
    typed = {"to": to, "reason": "The client is away.", "moves_others": "on", "version": 1, "seen": ""}
    client.force_login(eli)
    page = client.post(url, typed).content.decode()
    assert all(words in page for words in ("Show it", cree.name, "Layout", "Who becomes overloaded", "Bea Busy", "nothing is saved yet"))
    assert set(Milestone.objects.values_list("due_on", flat=True)) == {concept.due_on, show.due_on}
    client.post(url, typed | {"seen": f"{to}|True"})
    assert dict(Milestone.objects.values_list("name", "due_on")) == {"Concept": to, "Show it": add_working_days(show.due_on, 5)}


def test_w6_a_move_into_a_fixed_day_is_refused_by_name(client, job, eli, today):
    first = on_or_after(today + timedelta(days=3))
    concept = MilestoneFactory(brief=job, name="Concept", due_on=first)
    MilestoneFactory(brief=job, name="Booking closes", due_on=add_working_days(first, 2), is_fixed=True)
    to = add_working_days(first, 5)
    client.force_login(eli)
    typed = {"to": to, "reason": "Late.", "moves_others": "on", "version": 1, "seen": f"{to}|True"}
    page = client.post(f"/jobs/milestones/{concept.pk}/move/", typed).content.decode()
    assert "Booking closes is fixed" in page
    assert Milestone.objects.get(name="Concept").due_on == first


def test_w6_reached_in_one_press_and_taken_back(client, job, eli, today):
    concept = MilestoneFactory(brief=job, due_on=today)
    client.force_login(eli)
    client.post(f"/jobs/milestones/{concept.pk}/reach/")
    assert Milestone.objects.get().done_on == today
    client.post(f"/jobs/milestones/{concept.pk}/reopen/")
    assert Milestone.objects.get().done_on is None


def test_w6_a_milestone_is_added_changed_and_dropped(client, job, eli, otto, today):
    client.force_login(eli)
    form = {
        "name": "Shoot",
        "kind": "production",
        "department": "creative",
        "due_on": today,
        "form_key": "0b0e3c0e-3e1d-4a3e-9f62-6f1d2f6a7c11",
    }
    assert client.post(f"/jobs/{job.pk}/milestones/add/", form | {"owner": otto.pk}).status_code == 422  # he cannot see the account
    client.post(f"/jobs/{job.pk}/milestones/add/", form | {"owner": eli.pk})
    shoot = Milestone.objects.get()
    assert (shoot.owner, shoot.promised_on) == (eli, today)
    client.post(f"/jobs/milestones/{shoot.pk}/change/", {"name": "Big shoot", "kind": "production", "department": "creative", "version": 1})
    assert Milestone.objects.get().name == "Big shoot"
    client.post(f"/jobs/milestones/{shoot.pk}/drop/", {"version": 2})
    assert not Milestone.objects.exists()


def test_w6_plans_are_written_one_milestone_on_each_line(client, sam, eli):
    client.force_login(sam)
    lines = "10; Concept; Concept; Creative\n4, Show the client\n0; Delivery; Delivery"
    client.post(
        "/milestone-plans/add/", {"form_key": "1b0e3c0e-3e1d-4a3e-9f62-6f1d2f6a7c12", "name": "Print", "kind": "print", "steps": lines}
    )
    steps = MilestonePlan.objects.get().steps.values_list("working_days_before", "name", "kind", "department")
    assert list(steps) == [
        (10, "Concept", "concept", "creative"),
        (4, "Show the client", "other", "accounts"),
        (0, "Delivery", "delivery", "accounts"),
    ]
    assert (
        client.post(
            "/milestone-plans/add/",
            {"form_key": "2b0e3c0e-3e1d-4a3e-9f62-6f1d2f6a7c13", "name": "Bad", "kind": "film", "steps": "soon; Concept"},
        ).status_code
        == 422
    )
    assert "Show the client" in html(client, eli, "/milestone-plans/")


def test_w6_a_plan_that_is_changed_reads_as_it_was_written(client, sam):
    plan = MilestonePlanFactory()
    timing.save_plan(
        plan,
        by=sam,
        name="Print",
        kind="print",
        steps=[{"name": "Delivery", "kind": "delivery", "department": "accounts", "working_days_before": 0}],
    )
    assert "0; Delivery; Delivery; Account services" in html(client, sam, f"/milestone-plans/{plan.pk}/change/")


# ── The board ────────────────────────────────────────────────────────────────────────────────────


def test_w6_the_board_has_a_column_for_each_state_and_the_jobs_one_may_see(client, account, eli, otto, today):
    for state in BOARD_STATES:
        BriefFactory(account=account, author=eli, state=state, title=f"A {state} job", delivered_on=today if state == "delivered" else None)
    page = html(client, eli, "/jobs/board/")
    assert page.count("data-state=") == len(BOARD_STATES)
    assert all(f"A {state} job" in page for state in BOARD_STATES)
    assert "data-row" not in html(client, otto, "/jobs/board/")


def test_w6_a_card_shows_money_only_to_those_who_see_fees(client, account, eli, cora):
    BriefFactory(account=account, author=eli, budget_minor=6_400_000, title="Dear job")
    assert "64k" in html(client, eli, "/jobs/board/")
    assert "64k" not in html(client, cora, "/jobs/board/")


def test_w6_a_long_column_ends_with_a_way_to_the_rest(client, account, eli):
    for number in range(23):
        BriefFactory(account=account, author=eli, kind="film", title=f"Film {number}")
    page = html(client, eli, "/jobs/board/?kind=film")
    assert page.count("data-row") == 20
    assert "and 3 more" in page
    assert "/jobs/?kind=film&amp;state=draft" in page


def test_w6_for_a_head_a_column_is_counted_no_further_than_it_is_told(client, account, eli, hana, monkeypatch):
    """It costs the same however many jobs stand in it (ADR 0045)."""
    monkeypatch.setattr("briefs.board.COUNT_UP_TO", 22)
    films = [BriefFactory(account=account, author=eli, kind="film", title=f"Film {number}") for number in range(23)]
    assert 'class="count">23<' in html(client, eli, "/jobs/board/?kind=film")
    page = html(client, hana, "/jobs/board/?kind=film")
    assert 'class="count">22+<' in page
    assert "All of them" in page
    assert "All 22+ jobs that match" in html(client, hana, "/jobs/board/?kind=film&f=all")
    Brief.objects.filter(pk=films[0].pk).delete()
    page = html(client, hana, "/jobs/board/?kind=film")
    assert 'class="count">22<' in page
    assert "and 2 more" in page


def test_w6_the_board_shows_at_once_what_has_changed(client, account, eli, job):
    """What was drawn at one visit is kept, and every question is asked again at the next: facts, numbers, faces, walls."""

    def shown() -> tuple:
        page = html(client, eli, "/jobs/board/")
        numbers = dict(re.findall(r'data-state="(\w+)".*?class="count">(\d+)<', page, re.DOTALL))
        return "Spring film" in page, f'class="push" title="{eli}"' in page, numbers.get("in_creative"), numbers.get("internal_review")

    assert (shown(), shown()) == ((True, True, "1", "0"),) * 2
    Brief.objects.filter(pk=job.pk).update(state="internal_review")
    assert shown() == (True, True, "0", "1")
    Brief.objects.filter(pk=job.pk).update(title="Autumn film")
    assert shown() == (False, True, "0", "1")
    Seat.objects.filter(account=account, person=eli).update(is_lead=False)
    Brief.objects.filter(pk=job.pk).update(title="Spring film", author=account.seats.exclude(person=eli).first().person)
    assert shown() == (True, False, "0", "1")
    Seat.objects.filter(account=account, person=eli).delete()
    account.is_walled = True
    account.save()
    assert shown() == (False, False, None, None)


def test_w6_kept_numbers_stand_beside_cards_of_now_and_say_when_they_were_counted(client, account, dana, job, monkeypatch):
    """What somebody else does within the minute shows on the cards at once; a card out of sight is gone at once (ADR 0008)."""
    monkeypatch.setattr("core.kept.SLOW_SECONDS", -1)

    def shown() -> tuple:
        page = html(client, dana, "/jobs/board/")
        numbers = dict(re.findall(r'data-state="(\w+)".*?class="count">(\d+)<', page, re.DOTALL))
        return "Spring film" in page, numbers["in_creative"], numbers["internal_review"], "counted anew after a minute" in page

    assert (shown(), shown()) == ((True, "1", "0", False), (True, "1", "0", True))
    Brief.objects.filter(pk=job.pk).update(state="internal_review")
    assert shown() == (True, "1", "1", True)
    Seat.objects.filter(account=account).update(ends_on=dana.today - timedelta(days=1))
    assert shown() == (False, "1", "0", True)


def test_w6_what_is_kept_of_my_accounts_is_not_shown_to_another_who_sees_as_much(client, account, hana, job, monkeypatch):
    monkeypatch.setattr("core.kept.SLOW_SECONDS", -1)
    SeatFactory(account=account, person=hana, role="director")
    other_head = PersonFactory(rank=hana.rank)
    pages = [html(client, person, "/jobs/board/?mine=true") for person in (other_head, hana)]
    assert ["data-row" in page for page in pages] == [False, True]


def test_w6_the_board_is_filtered_as_the_list_is(client, account, eli, today):
    BriefFactory(account=account, author=eli, title="Late one", wanted_on=today - timedelta(days=1))
    BriefFactory(account=account, author=eli, title="Timely one", wanted_on=today + timedelta(days=9))
    page = html(client, eli, "/jobs/board/?late=true")
    assert ("Late one" in page, "Timely one" in page) == (True, False)


def test_w6_a_card_dropped_on_a_column_leads_to_the_page_of_the_move(client, account, eli):
    job = BriefFactory(account=account, author=eli, state="approved")
    client.force_login(eli)
    assert client.get(f"/jobs/{job.pk}/moves/?to=in_creative").url == f"/jobs/{job.pk}/start/"
    assert client.get(f"/jobs/{job.pk}/moves/?to=delivered").url == "/jobs/board/"
    assert f"/jobs/{job.pk}/start/" in html(client, eli, f"/jobs/{job.pk}/moves/")
    job.refresh_from_db()
    assert job.state == "approved"


# ── The calendar and the timeline ────────────────────────────────────────────────────────────────


def test_w6_the_calendar_shows_deliveries_milestones_presentations_and_rounds(client, job, eli, otto, today):
    job.wanted_on = today
    job.save()
    MilestoneFactory(brief=job, name="Storyboard", owner=eli, due_on=today)
    MilestoneFactory(brief=job, name="Hand over", kind=MilestoneKind.DELIVERY, owner=eli, due_on=today)  # said by the job already
    PresentationFactory(brief=job, presented_by=eli, held_on=today)
    RoundFactory(brief=job, number=2, due_on=today)
    for by in ("month", "week"):
        page = html(client, eli, f"/jobs/calendar/?by={by}")
        assert page.count("data-row") == 4
        assert all(words in page for words in ("Storyboard", "Round 2 of Spring film", "Presentation", "Delivery"))
        assert "data-row" not in html(client, otto, f"/jobs/calendar/?by={by}&mine=no")


def test_w6_mine_are_milestones_that_one_owns(client, job, sam, eli, today):
    MilestoneFactory(brief=job, name="Storyboard", owner=eli, due_on=today)
    assert "Storyboard" not in html(client, sam, "/jobs/calendar/")
    assert "Storyboard" in html(client, sam, "/jobs/calendar/?mine=no")


@pytest.mark.parametrize("asked", ["", "nonsense", "0001-01-01", "9999-12-31", "2026-02-30"])
def test_w6_whatever_day_is_asked_for_there_is_a_page(client, eli, asked):
    for url in ("/jobs/calendar/?from=", "/jobs/calendar/?by=week&from=", "/jobs/timeline/?page=x&from=", "/capacity/?page=99999&from="):
        html(client, eli, f"{url}{asked}")


def test_w6_the_timeline_shows_live_jobs_with_their_milestones(client, job, eli, otto, today):
    MilestoneFactory(brief=job, name="Storyboard", due_on=add_working_days(today, 4))
    BriefFactory(account=job.account, state="cancelled", title="Gone")
    page = html(client, eli, "/jobs/timeline/")
    assert ("Spring film" in page, "Storyboard" in page, "Gone" in page) == (True, True, False)
    assert "Spring film" not in html(client, otto, "/jobs/timeline/?mine=no")


@pytest.fixture
def waiting(account, eli, today):
    """Jobs by whom they wait on: work assigned, a milestone to reach; what is done waits on nobody."""
    jobs = {name: BriefFactory(account=account, author=eli, title=name) for name in ("Assigned", "Planned", "Done", "Free")}
    AssignmentFactory(brief=jobs["Assigned"], department="creative")
    MilestoneFactory(brief=jobs["Planned"], department="creative")
    MilestoneFactory(brief=jobs["Planned"], department="traffic")
    AssignmentFactory(brief=jobs["Done"], department="creative", done_on=today)
    MilestoneFactory(brief=jobs["Done"], department="creative", done_on=today)
    return jobs


@pytest.mark.parametrize("url", ["/jobs/board/", "/jobs/timeline/", "/jobs/"])
@pytest.mark.parametrize(
    ("departments", "found"),
    [
        (["creative"], {"Assigned", "Planned"}),
        (["traffic"], {"Planned"}),
        (["finance"], set()),
        ([], {"Assigned", "Planned", "Done", "Free"}),
    ],
)
def test_w6_jobs_are_narrowed_to_those_that_wait_on_a_department(url, departments, found, waiting, client, eli):
    page = html(client, eli, f"{url}?{'&'.join(f'department={one}' for one in departments)}")
    assert {title for title in waiting if f">{title}<" in page} == found


# ── Capacity ─────────────────────────────────────────────────────────────────────────────────────


def test_w6_overload_is_said_in_words_and_numbers(client, job, eli, cree, today):
    monday = today - timedelta(days=today.weekday()) + timedelta(days=7)
    AssignmentFactory(brief=job, person=cree, what="Layout", starts_on=monday, due_on=monday + timedelta(days=4), hours=50)
    page = html(client, eli, "/capacity/")
    assert "1 person has more to do than fits" in page
    assert "over" in page
    behind = html(client, eli, f"/capacity/{cree.pk}/?week={monday}")
    assert all(words in behind for words in ("Layout", "Spring film", "50"))


def test_w6_work_on_jobs_one_may_not_see_is_a_number_without_a_name(client, job, eli, otto, cree, today):
    monday = today - timedelta(days=today.weekday()) + timedelta(days=7)
    AssignmentFactory(brief=job, person=cree, what="Secret layout", starts_on=monday, due_on=monday + timedelta(days=4), hours=20)
    assert "Work on jobs that you may not see is in the sums." in html(client, otto, "/capacity/")
    behind = html(client, otto, f"/capacity/{cree.pk}/?week={monday}")
    assert ("Other work" in behind, "20" in behind, "Secret" in behind, "Spring film" in behind, job.number in behind) == (
        True,
        True,
        False,
        False,
        False,
    )


def test_w6_absences_leave_fewer_hours(client, eli, cree, today):
    monday = today - timedelta(days=today.weekday()) + timedelta(days=7)
    AbsenceFactory(person=cree, starts_on=monday, ends_on=monday + timedelta(days=6))
    assert "away" in html(client, eli, "/capacity/")


def test_w6_capacity_is_not_for_everybody(client, fin):
    client.force_login(fin)
    assert client.get("/capacity/").status_code == 403
    assert "/capacity/" not in html(client, fin, "/jobs/")


# ── However many there are ───────────────────────────────────────────────────────────────────────


def filled(eli, today, *, times: int):
    for number in range(times):
        account = AccountFactory()
        SeatFactory(account=account, person=eli, is_lead=True)
        brief = BriefFactory(
            account=account, author=PersonFactory(), state=BOARD_STATES[number % 8], wanted_on=today + timedelta(days=number)
        )
        MilestoneFactory(brief=brief, owner=eli, due_on=today)
        MilestoneFactory(brief=brief, owner=PersonFactory(), due_on=today + timedelta(days=number))
        PresentationFactory(brief=brief, presented_by=eli, held_on=today)
        RoundFactory(brief=brief, due_on=today)
        AssignmentFactory(brief=brief, starts_on=today, due_on=today + timedelta(days=9), hours=8)
    return brief


@pytest.mark.parametrize("url", ["/jobs/board/", "/jobs/calendar/?mine=no", "/jobs/timeline/", "/capacity/", "/jobs/{job}/timing/"])
def test_w6_no_page_asks_more_often_for_more_rows(client, eli, today, url, django_assert_max_num_queries):
    def count() -> int:
        with django_assert_max_num_queries(12) as asked:
            assert client.get(url.format(job=job.pk)).status_code == 200
        return len(asked)

    job = filled(eli, today, times=3)
    html(client, eli, url.format(job=job.pk))
    few = count()
    filled(eli, today, times=9)
    html(client, eli, url.format(job=job.pk))
    assert count() == few
