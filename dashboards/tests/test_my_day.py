"""My day: what needs this person, in order, with its one act (P2, S1)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from briefs.tests.factories import AssignmentFactory, BriefFactory, BriefVersionFactory, JobRequestFactory, MilestoneFactory
from care.tests.concern_factories import ConcernFactory
from care.tests.factories import (
    ActionItemFactory,
    CheckInFactory,
    ContactReportFactory,
    HealthAlertFactory,
    HeldCheckInFactory,
    KnowledgePageFactory,
    RecoveryPlanFactory,
    RecoveryStepFactory,
)
from care.tests.survey_factories import SurveyAnswerFactory, SurveyInvitationFactory, SurveyRoundFactory, TeamRatingFactory
from clients.states import SeatRole
from clients.tests.factories import (
    AccountFactory,
    AcknowledgementFactory,
    AmendmentFactory,
    BoughtServiceFactory,
    ClientFactory,
    ContactFactory,
    ContractFactory,
    RenewalFactory,
    SalesHandoverFactory,
    SeatFactory,
)
from core.models import ExchangeRate
from core.moves import record
from core.my_day import Need
from dashboards import glance
from dashboards.day import Day, end_of_week
from dashboards.navigation import accounts_at_the_side
from dashboards.words import day_lead
from people.states import Rank
from people.tests.factories import AbsenceFactory, ApprovalRuleFactory
from reminders.engine import sweep
from reminders.models import Reminder
from reminders.tests.factories import ReminderFactory
from reports.tests.factories import ScheduleFactory

MONDAY = date(2026, 3, 9)


def need(key: str, due_on: date | None, group: str = "clients", **more) -> Need:
    return Need(key, f"Do {key}", "why", due_on, "Do", "/do/", group=group, **more)


def parts_of(day: Day) -> dict[str, list[str]]:
    return {part.key: [one.key for one in part.needs] for part in day.parts}


def test_p2_needs_are_parted_by_day_and_empty_parts_left_out():
    needs = (
        need("late", MONDAY - timedelta(days=1)),
        need("now", MONDAY),
        need("whenever", None),
        need("sunday", MONDAY + timedelta(days=6)),
        need("next monday", MONDAY + timedelta(days=7)),
    )
    day = Day(needs, MONDAY)
    assert parts_of(day) == {"late": ["late"], "today": ["now", "whenever"], "week": ["sunday"], "later": ["next monday"]}
    assert parts_of(Day(needs[1:2], MONDAY)) == {"today": ["now"]}
    assert day.late == 1


@pytest.mark.parametrize(("day", "end"), [(0, 6), (4, 6), (5, 13), (6, 13)])
def test_p2_at_the_weekend_this_week_is_the_coming_one(day, end):
    assert end_of_week(MONDAY + timedelta(days=day)) == MONDAY + timedelta(days=end)


def test_p2_chips_count_each_kind_and_the_chosen_one_stays():
    needs = (need("a", MONDAY, "renewals"), need("b", MONDAY, "renewals"), need("c", MONDAY, "clients"), need("d", MONDAY, "spacecraft"))
    day = Day(needs, MONDAY, kind="renewals")
    assert [(chip.key, chip.count, chip.is_on) for chip in day.chips] == [
        ("", 4, False),
        ("renewals", 2, True),
        ("clients", 1, False),
        ("spacecraft", 1, False),
    ]
    assert [one.key for one in day.shown] == ["a", "b"]
    assert ("team", 0, True) in [(chip.key, chip.count, chip.is_on) for chip in Day(needs, MONDAY, kind="team").chips]


def test_p2_a_long_part_names_how_many_are_left_out():
    needs = tuple(need(str(number), MONDAY) for number in range(40))
    assert [(part.count, part.left_out) for part in Day(needs, MONDAY).parts] == [(40, 15)]
    assert [(part.count, part.left_out) for part in Day(needs, MONDAY, shows_all=True).parts] == [(40, 0)]


@pytest.mark.parametrize(
    ("late", "today", "words"),
    [
        (0, 0, "Monday 9 March. Nothing needs you."),
        (0, 1, "Monday 9 March. One thing needs you; nothing is late."),
        (1, 2, "Monday 9 March. Three things need you; one is late."),
        (13, 0, "Monday 9 March. 13 things need you; 13 are late."),
    ],
)
def test_p2_the_lead_sentence_sums_the_day_up(late, today, words):
    needs = [need(f"late{number}", MONDAY - timedelta(days=2)) for number in range(late)]
    needs += [need(f"now{number}", MONDAY) for number in range(today)]
    assert day_lead(Day(tuple(needs), MONDAY)) == words


def test_s1_what_was_escalated_or_is_covered_stands_apart():
    passed, covered = need("a", MONDAY, escalated_from="Eli"), need("b", MONDAY, cover_for="Sam")
    assert Day((passed, need("c", MONDAY), covered), MONDAY).escalated == [passed, covered]


# ── At a glance ──────────────────────────────────────────────────────────────────────────────────


def test_p2_my_accounts_show_the_worst_first_then_what_comes_next(account, eli, sam):
    today = sam.today

    def words() -> str:
        return {one.account.name: one.words for one in glance.my_accounts(sam, today=today)}[account.name]

    assert words() == "No check-in planned"
    check_in = CheckInFactory(account=account, owner=eli, planned_on=today + timedelta(days=3))
    assert words() == "Check-in in 3 days"
    ends_on = today + timedelta(days=20)
    contract = ContractFactory(account=account, starts_on=today - timedelta(days=300), ends_on=ends_on)
    assert words() == "Check-in in 3 days"
    check_in.planned_on = today + timedelta(days=40)
    check_in.save()
    assert words().startswith("Notice day in ")
    check_in.planned_on = today - timedelta(days=2)
    check_in.save()
    assert words() == "Check-in 2 days late"
    contract.ends_on = today - timedelta(days=1)
    contract.save()
    assert words() == "Past its last safe notice day"
    account.seats.filter(is_lead=True).update(is_lead=False)
    assert words() == "Nobody leads it"


def test_p2_the_same_accounts_stand_at_the_side_with_their_marks(account, walled_account, eli, sam, otto):
    late = CheckInFactory(account=walled_account, owner=eli, planned_on=eli.today - timedelta(days=2))
    assert [(side.name, side.health) for side in accounts_at_the_side(eli)] == [(late.account.name, "risk"), (account.name, "none")]
    assert [side.name for side in accounts_at_the_side(sam)] == [account.name]
    assert accounts_at_the_side(otto) == []


def past_notice_of(person) -> list:
    return glance.my_accounts_or_past_notice(person, today=person.today)[1]


def test_p2_a_head_without_accounts_sees_what_is_past_its_notice_day(account, hana, sam):
    ContractFactory(account=account, starts_on=hana.today - timedelta(days=300), ends_on=hana.today + timedelta(days=20), notice_count=60)
    assert [contract.account for contract in past_notice_of(hana)] == [account]
    assert past_notice_of(sam) == []
    SeatFactory(account=account, person=hana)
    assert past_notice_of(hana) == []


def test_p8_whom_one_covers_brings_their_accounts_along(account, eli, otto):
    from people.tests.factories import AbsenceFactory

    assert glance.my_accounts(otto, today=otto.today) == []
    AbsenceFactory(person=eli, cover=otto)
    del otto.standing
    assert [one.account.name for one in glance.my_accounts(otto, today=otto.today)] == [account.name]


def test_s1_a_supervisor_sees_how_late_the_team_is(account, walled_account, cora, eli, sam, otto):
    yesterday = sam.today - timedelta(days=1)
    CheckInFactory(account=account, owner=eli, planned_on=yesterday)
    CheckInFactory(account=account, owner=eli, planned_on=sam.today)
    ActionItemFactory(account=account, owner=eli, due_on=yesterday)
    ActionItemFactory(account=account, owner=cora, due_on=yesterday)
    CheckInFactory(account=walled_account, owner=eli, planned_on=yesterday)
    CheckInFactory(account=AccountFactory(), owner=otto, planned_on=yesterday)
    found = [(line.person.name, line.check_ins, line.actions) for line in glance.lateness_below(sam, today=sam.today)]
    assert found == [(eli.name, 1, 1), (cora.name, 0, 1)]
    assert glance.lateness_below(otto, today=otto.today) == []


# ── The page ─────────────────────────────────────────────────────────────────────────────────────


def test_s1_the_page_shows_what_is_late_and_whom_to_ask(account, eli, sam, client):
    check_in = CheckInFactory(account=account, owner=eli, planned_on=eli.today - timedelta(days=3))
    client.force_login(eli)
    page = client.get(reverse("my_day"))
    assert page.status_code == 200
    assert f"checkin:{check_in.pk}" in {one.key for one in page.context["day"].needs}
    assert "3 days late" in page.text
    client.force_login(sam)
    assert eli.name in client.get(reverse("my_day")).text


def test_s1_otto_sees_nothing_of_it(account, eli, otto, client):
    CheckInFactory(account=account, owner=eli, planned_on=eli.today - timedelta(days=3))
    client.force_login(otto)
    page = client.get(reverse("my_day"))
    assert page.context["day"].needs == ()
    assert account.name not in page.text


@pytest.mark.parametrize("name", ["ada", "fin", "otto"])
def test_p2_an_empty_day_is_friendly(name, request, client):
    client.force_login(request.getfixturevalue(name))
    page = client.get(reverse("my_day"))
    assert page.status_code == 200
    assert "Nothing needs you." in page.text
    assert page.context["nothing"].title in page.text


@pytest.mark.parametrize("name", ["eli", "sam", "dana", "hana"])
def test_p2_my_day_makes_at_most_twelve_queries(name, request, account, client, django_assert_max_num_queries):
    """On an ordinary day: check-ins, actions, contracts and every kind of work on jobs."""
    eli = request.getfixturevalue("eli")
    for number in range(3):
        one = AccountFactory(name=f"Brand {number}")
        SeatFactory(account=one, person=eli, is_lead=True)
        CheckInFactory(account=one, owner=eli, planned_on=eli.today - timedelta(days=number))
        ActionItemFactory(account=one, owner=eli, due_on=eli.today)
        ContractFactory(account=one, starts_on=eli.today - timedelta(days=300), ends_on=eli.today + timedelta(days=30))
        for state in ("draft", "changes_asked", "with_client", "client_approved", "delivered"):
            BriefFactory(account=one, author=eli, state=state, wanted_on=eli.today, delivered_on=eli.today - timedelta(days=9))
        job = BriefFactory(account=one, author=eli, state="in_creative")
        AssignmentFactory(brief=job, person=eli, due_on=eli.today)
        MilestoneFactory(brief=job, owner=eli, due_on=eli.today)
        JobRequestFactory(account=one, answer_by=eli.today)
    client.force_login(request.getfixturevalue(name))
    client.get(reverse("my_day"))
    with django_assert_max_num_queries(12):
        client.get(reverse("my_day"))


def everything_for(person, *, cora, otto) -> None:
    """Every kind of need that somebody of this rank can have, as rows; and more reminders than a day has room for."""
    today, now = person.today, timezone.now()
    yesterday = today - timedelta(days=1)
    for number in range(3):
        one = AccountFactory(name=f"Full {number}", client=ClientFactory(tier="key", state="active"))
        SeatFactory(account=one, person=person, is_lead=True, starts_on=today - timedelta(days=400))
        SeatFactory(account=one, person=person, role=SeatRole.SUPERVISOR, starts_on=today - timedelta(days=400))
        CheckInFactory(account=one, owner=person, planned_on=today - timedelta(days=number))
        ActionItemFactory(account=one, owner=person, due_on=today - timedelta(days=number))
        BoughtServiceFactory(account=one, fit="unknown")
        SalesHandoverFactory(account=one)
        contract = ContractFactory(
            account=one, currency="GBP", is_uplift_open=True, starts_on=today - timedelta(days=300), ends_on=today + timedelta(days=20)
        )
        RenewalFactory(contract=contract, stage="proposal")
        RenewalFactory(contract=ContractFactory(account=one, ends_on=today + timedelta(days=30)), stage="proposal")
        AcknowledgementFactory(amendment=AmendmentFactory(contract=contract, number=1), role="lead")
        AccountFactory(name=f"Nobody's {number}")
        for state in ("draft", "changes_asked", "with_client", "client_approved", "delivered"):
            BriefFactory(account=one, author=person, state=state, wanted_on=today, delivered_on=today - timedelta(days=9))
        waiting = BriefFactory(account=one, author=otto, submitted_by=otto, state="in_review", submitted_on=today, budget_minor=5)
        BriefVersionFactory(brief=waiting)
        job = BriefFactory(account=one, author=person, state="in_creative")
        AssignmentFactory(brief=job, person=person, due_on=today)
        MilestoneFactory(brief=job, owner=person, due_on=today)
        JobRequestFactory(account=one, answer_by=today)
        HeldCheckInFactory(account=one, owner=person, planned_on=yesterday, report_is_owed=True)
        ContactReportFactory(check_in__account=one, author=person, state="disputed", issued_at=now, edition=1)
        ConcernFactory(account=one, owner=person)
        ConcernFactory(account=one, owner=otto, rung=max(1, (person.rank - Rank.EXECUTIVE) // 10), title="It climbed")
        HealthAlertFactory(account=one, raised_on=today)
        plan = RecoveryPlanFactory(account=one, owner=person, state="running", started_on=yesterday)
        RecoveryStepFactory(plan=plan, owner=person, due_on=today)
        KnowledgePageFactory(author=person, keeper=person, review_due_on=today, title=f"Page {number}")
        contact = ContactFactory(client=one.client)
        SurveyAnswerFactory(account=one, contact=contact, nps=2, is_low=True, answered_on=today)
        TeamRatingFactory(account=one, person=person)
        survey = SurveyRoundFactory(opens_on=today - timedelta(days=10), closes_on=today + timedelta(days=2), made_by=person)
        type(survey).objects.update(invited_at=now - timedelta(days=10))
        SurveyInvitationFactory(round=survey, account=one, contact=contact)
        ScheduleFactory(account=one, weekday=today.weekday() if today.weekday() < 5 else 0, made_by=person)
    AbsenceFactory(person=person, cover=None, starts_on=today + timedelta(days=3), ends_on=today + timedelta(days=9))
    AbsenceFactory(person=cora, cover=person, starts_on=today, ends_on=today)
    record(person, "person.received", by=person, briefing=1, giver="Sam")
    ExchangeRate.objects.create(currency="GBP", on=today, house_per_unit="1.2")
    ApprovalRuleFactory(document_kind="brief", rank_required=person.rank, amount_from_minor=1)
    sweep(today, now=now)
    absence = AbsenceFactory(person=person, cover=None, starts_on=today + timedelta(days=20))
    for back in range(52):
        ReminderFactory(about=absence, recipient=person, anchor_on=today - timedelta(days=200 + back))
    ReminderFactory(about=absence, recipient=person, anchor_on=today, snoozed_until=today + timedelta(days=3), snooze_reason="On the road")
    ReminderFactory(about=absence, recipient=person, anchor_on=yesterday, state="failed")


KINDS_OF_ALL = set(
    "absence acknowledgement action approval assignment brief-draft briefing checkin close concern coverage dispute fit invite job "
    "knowledge_page milestone quality recoverystep reminders report report_schedule request sales_handover survey_answer survey_round "
    "team_rating".split()
)


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("eli", ""),
        ("sam", "healthalert index undelivered"),
        ("dana", "healthalert index undelivered"),
        ("hana", "healthalert index undelivered"),
    ],
)
def test_p2_a_day_on_which_everything_needs_one_keeps_within_twelve_questions(
    name, more, request, cora, otto, client, django_assert_max_num_queries
):
    """However many kinds of needs there are, and however many kinds of things reminders are about."""
    person = request.getfixturevalue(name)
    everything_for(person, cora=cora, otto=otto)
    client.force_login(person)
    page = client.get(reverse("my_day"))
    assert {need.key.partition(":")[0] for need in page.context["day"].needs} >= KINDS_OF_ALL | set(more.split())
    assert Reminder.objects.values("subject_type").distinct().count() > 7
    with django_assert_max_num_queries(12):
        client.get(reverse("my_day"))


def test_p2_what_has_changed_shows_at_the_next_visit(account, eli, hana, client):
    """What is drawn is kept, rows are not: one's own, the account's at the side, and what is counted beside them."""
    check_in = CheckInFactory(account=account, owner=eli, planned_on=eli.today, agenda="The autumn")
    item = ActionItemFactory(account=account, owner=eli, due_on=eli.today)
    client.force_login(eli)
    _warm, first, second = (client.get(reverse("my_day")) for _visit in range(3))
    assert second.context["day"] is first.context["day"], "drawn once"
    assert str(second.context["csrf_token"]) in second.text
    assert "token-" not in second.text
    type(check_in).objects.update(agenda="The winter")
    page = client.get(reverse("my_day")).text
    assert ("The winter" in page, "The autumn" in page) == (True, False)
    type(account).objects.update(name="Another name")
    assert client.get(reverse("my_day")).text.count("Another name") > 2
    type(item).objects.update(done_on=eli.today)
    assert [need.key for need in client.get(reverse("my_day")).context["day"].needs] == [f"checkin:{check_in.pk}"]
    client.force_login(hana)
    client.get(reverse("my_day"))
    leaderless = AccountFactory(name="Leaderless")
    assert "Give Leaderless a lead" in client.get(reverse("my_day")).text
    SeatFactory(account=leaderless, person=eli, is_lead=True)
    assert "Give Leaderless a lead" not in client.get(reverse("my_day")).text
