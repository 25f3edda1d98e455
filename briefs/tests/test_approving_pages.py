"""Pages of the approval (W3): what they say, to whom, with how many queries."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from briefs.actions.approving import add_remark, approve, revise, send_back, submit
from briefs.actions.writing import write_section
from briefs.ledger import RebriefTable, RebriefWithMoneyTable, WaitingTable, WaitingWithMoneyTable
from briefs.models import Approval, Brief, QualityThreshold, Rebrief
from briefs.sections import SECTIONS
from briefs.states import ApprovalStep, BriefState, Decision
from briefs.tests.factories import BriefFactory, BriefSectionFactory, BriefVersionFactory, DeliverableFactory, RebriefFactory
from clients.models import Seat
from clients.states import SeatRole
from clients.tests.factories import AccountFactory, SeatFactory
from core.models import ExchangeRate
from people.tests.factories import AbsenceFactory, ApprovalRuleFactory, PersonFactory

pytestmark = pytest.mark.django_db

S = BriefState
NEEDED = [section.key for section in SECTIONS if section.needed_from]


def browser(person) -> Client:
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def page(person, name, *args, query="") -> str:
    answer = browser(person).get(reverse(name, args=args) + query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def post(person, name, brief, **typed):
    typed.setdefault("version", Brief.objects.get(pk=brief.pk).version)
    return browser(person).post(reverse(name, args=[brief.pk]), typed)


@pytest.fixture
def draft(account, cora, eli):
    QualityThreshold.objects.create(kind="", score=0)
    brief = BriefFactory(account=account, author=eli, title="Summer in the city", budget_minor=4_820_000)
    for key in NEEDED:
        BriefSectionFactory(brief=brief, key=key, text=f"What {key} says.", written_by=cora)
    DeliverableFactory(brief=brief)
    return brief


@pytest.fixture
def in_review(draft, eli):
    submit(draft, by=eli, today=eli.today)
    return Brief.objects.get(pk=draft.pk)


# ── One after the other ──────────────────────────────────────────────────────────────────────────


def test_w3_from_draft_to_creative_through_the_pages(draft, eli, sam):
    assert post(eli, "brief_submit", draft).status_code == 302
    reason = {"reason": "Nearly there.", "on_audience": "Whom exactly?"}
    assert post(sam, "brief_send_back", draft, **reason).status_code == 302
    assert [(one.section, one.text) for one in draft.remarks.all()] == [("audience", "Whom exactly?")]
    write_section(draft, "audience", by=eli, text="Parents of two in Turku.")
    assert post(eli, "brief_submit", draft).status_code == 302
    assert post(sam, "brief_approve", draft, note="Now.").status_code == 302
    assert post(eli, "brief_start", draft).status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.round_number) == (S.IN_CREATIVE, 1)
    assert post(eli, "brief_hold", draft, reason="No budget").status_code == 302
    assert post(eli, "brief_resume", draft).status_code == 302
    lost = {"cause": "client_change", "reason": "Two films", "hours_lost": "6.5", "money_lost": "3200"}
    assert post(eli, "brief_revise", draft, **lost).status_code == 302
    ledger = Rebrief.objects.get()
    assert (ledger.to_edition, ledger.hours_lost, ledger.money_lost_minor) == (2, 6.5, 320_000)
    assert post(sam, "brief_cancel", draft, reason="They left").status_code == 302
    draft.refresh_from_db()
    assert draft.state == S.CANCELLED


def test_w2_a_low_score_is_asked_for_its_reason_on_the_page(draft, eli):
    QualityThreshold.objects.update(score=100)
    assert "are needed to go out without a reason" in page(eli, "brief_submit", draft.pk)
    assert post(eli, "brief_submit", draft).status_code == 422
    assert post(eli, "brief_submit", draft, reason="Figures come on Monday").status_code == 302
    assert "Figures come on Monday" in page(eli, "brief_approval", draft.pk)


def test_w3_whoever_opened_the_page_before_somebody_elses_yes_is_told_kindly(in_review, sam, dana):
    approve(in_review, by=dana, today=dana.today)
    for answer in (browser(sam).get(reverse("brief_approve", args=[in_review.pk])), post(sam, "brief_approve", in_review)):
        assert answer.status_code == 409
    assert Approval.objects.count() == 1


# ── What the page of the approval says ───────────────────────────────────────────────────────────


def test_w3_the_page_says_who_can_say_yes_and_why_not_the_author(draft, eli, sam, dana):
    write_section(draft, "tone", by=sam, text="Warm.")
    submit(draft, by=eli, today=eli.today)
    said = page(eli, "brief_approval", draft.pk)
    assert (
        "Dana Director or Hana Head can say yes: the policy asks for a supervisor or above." in said.replace("\n", " ")
        or "Dana Director" in said
    )
    assert "Not Sam Supervisor, who wrote some of it: nobody approves their own work." in said


def test_p8_the_page_names_who_speaks_for_somebody_who_is_away(in_review, sam, otto, eli):
    today = eli.today
    AbsenceFactory(person=sam, cover=otto, starts_on=today, ends_on=today)
    assert "Otto Outsider speaks today for Sam Supervisor." in page(eli, "brief_approval", in_review.pk)
    approve(in_review, by=type(otto).objects.get(pk=otto.pk), today=today)
    assert "Otto Outsider for Sam Supervisor" in page(eli, "brief_approval", in_review.pk)


def test_p7_an_approval_of_ones_own_work_is_marked(draft, sam, settings):
    settings.SMALL_SHOP_MODE = True
    submit(draft, by=sam, today=sam.today)
    assert "marked as an approval of your own work" in page(sam, "brief_approve", draft.pk)
    approve(draft, by=sam, today=sam.today)
    assert "Approved by somebody who wrote some of it: small-shop mode." in page(sam, "brief_approval", draft.pk)


def test_w3_the_difference_is_struck_and_underlined_and_what_stayed_is_left_out(in_review, sam, eli):
    send_back(in_review, by=sam, today=sam.today, reason="Sharper.")
    write_section(in_review, "audience", by=eli, text="What parents says.")
    submit(in_review, by=eli, today=eli.today)
    said = page(sam, "brief_approval", in_review.pk)
    assert "<del>audience</del><ins>parents</ins>" in said
    assert said.count('class="diff"') == 1


def test_w3_of_a_first_submission_the_whole_text_stands_where_it_is_decided(in_review, sam, cora, eli):
    said = page(sam, "brief_approval", in_review.pk)
    assert [f"What {key} says." in said for key in NEEDED] == [True] * len(NEEDED)
    assert ("48,200" in said, "48,200" in page(cora, "brief_approval", in_review.pk)) == (True, False)
    assert ("Nothing changed" in said, "<ins>" in said) == (False, False)
    send_back(in_review, by=sam, today=sam.today, reason="Sharper.")
    write_section(in_review, "audience", by=eli, text="Parents of two.")
    submit(in_review, by=eli, today=eli.today)
    assert "What proposition says." not in page(sam, "brief_approval", in_review.pk)  # from now on the difference


def test_w3_a_difference_of_money_is_shown_to_those_who_see_fees_alone(in_review, sam, eli, cora):
    send_back(in_review, by=sam, today=sam.today, reason="Less.")
    Brief.objects.filter(pk=in_review.pk).update(budget_minor=1_000_000)
    submit(Brief.objects.get(pk=in_review.pk), by=eli, today=eli.today)
    for name in ("brief_approval", "brief_versions"):
        assert "48,200" in page(eli, name, in_review.pk)
        assert "48,200" not in page(cora, name, in_review.pk)


def test_w3_what_people_wrote_is_text_on_every_page(in_review, sam, eli):
    evil = "<script>alert(1)</script>"
    add_remark(in_review, by=sam, text=evil, section="audience")
    send_back(in_review, by=sam, today=sam.today, reason=evil)
    write_section(in_review, "audience", by=eli, text=evil)
    submit(in_review, by=eli, today=eli.today)
    for name in ("brief_approval", "brief_versions", "brief_send_back"):
        said = page(sam, name, in_review.pk)
        assert evil not in said
        assert "&lt;script&gt;" in said


def test_p1_a_coordinator_learns_what_each_review_changed_and_why(in_review, sam, eli, cora):
    send_back(in_review, by=sam, today=sam.today, reason="Sharper.", remarks=[("audience", "Whom exactly?")])
    write_section(in_review, "audience", by=eli, text="Parents of two.")
    submit(in_review, by=eli, today=eli.today)
    approve(in_review, by=sam, today=sam.today)
    revise(in_review, by=eli, today=eli.today, cause="our_error", reason="Forgot the film", hours_lost=3)
    submit(in_review, by=eli, today=eli.today)
    said = page(cora, "brief_versions", in_review.pk)
    for words in (
        "Version 1, submission 2",
        "Version 2",
        "Sharper.",
        "Whom exactly?",
        "Changed: Audience.",
        "Forgot the film",
        "Our error",
    ):
        assert words in said
    first, last = in_review.versions.order_by("pk").first(), in_review.versions.order_by("pk").last()
    assert "<ins>" in page(cora, "brief_versions", in_review.pk, query=f"?from={last.pk}&to={first.pk}")


def test_w3_a_remark_is_said_without_sending_it_back(in_review, sam):
    typed = {"section": "audience", "text": "Whom exactly?"}
    assert browser(sam).post(reverse("brief_remark", args=[in_review.pk]), typed).status_code == 302
    said = page(sam, "brief_approval", in_review.pk)
    assert "Whom exactly?" in said
    in_review.refresh_from_db()
    assert in_review.state == S.IN_REVIEW


def test_w3_remarks_are_settled_by_who_writes_and_by_nobody_else(in_review, sam, cora, otto):
    remark = add_remark(in_review, by=sam, text="Whom?", section="audience")
    url = reverse("remark_settle", args=[remark.pk])
    assert browser(otto).post(url).status_code == 404
    assert browser(cora).post(url).status_code == 302
    remark.refresh_from_db()
    assert remark.settled_by == cora


# ── What waits for me ────────────────────────────────────────────────────────────────────────────


def test_w3_my_approvals_are_those_i_may_give(in_review, walled_account, cora, eli, sam, dana, otto):
    mine = BriefFactory(account=in_review.account, author=sam, state=S.IN_REVIEW, title="Written by Sam", submitted_on=sam.today)
    BriefFactory(account=walled_account, author=eli, state=S.IN_REVIEW, title="Behind the wall", submitted_on=sam.today)
    found = {
        person.name: {title for title in ("Summer in the city", mine.title, "Behind the wall") if title in page(person, "approval_list")}
        for person in (cora, eli, sam, dana, otto)
    }
    assert found == {
        "Cora Coordinator": set(),
        "Eli Executive": set(),
        "Sam Supervisor": {"Summer in the city"},
        "Dana Director": {"Summer in the city", "Written by Sam"},
        "Otto Outsider": set(),
    }


def test_w3_what_waits_longest_stands_first_with_and_without_money(account, eli, sam):
    days = {"Second": 2, "First": 5, "Third": 0}
    for title, days_ago in days.items():
        BriefFactory(account=account, author=eli, state=S.IN_REVIEW, title=title, submitted_on=sam.today - timedelta(days=days_ago))
    said = page(sam, "approval_list")
    assert sorted(days, key=said.index) == ["First", "Second", "Third"]
    assert (WaitingTable._meta.order_by, RebriefTable._meta.order_by) == (("submitted_on",), ("-on",))
    assert (WaitingWithMoneyTable._meta.order_by, RebriefWithMoneyTable._meta.order_by) == (("submitted_on",), ("-on",))


def test_w3_my_day_asks_for_the_yes_and_tells_what_came_back(in_review, eli, sam, dana):
    assert "Approve Summer in the city" in page(sam, "my_day")
    assert "Approve Summer in the city" in page(dana, "my_day")  # she has a seat
    assert "Approve Summer in the city" not in page(eli, "my_day")
    send_back(in_review, by=sam, today=sam.today, reason="Sharper.")
    assert "Mend Summer in the city" in page(eli, "my_day")
    assert "Approve Summer in the city" not in page(sam, "my_day")
    submit(in_review, by=eli, today=eli.today)
    assert "Mend Summer in the city" not in page(eli, "my_day")


def many_in_review(account, eli, cora, n=50):
    for _ in range(n):
        brief = BriefFactory(
            account=account, author=eli, submitted_by=eli, state=S.IN_REVIEW, submitted_on=eli.today, currency="USD", budget_minor=5
        )
        BriefSectionFactory(brief=brief, written_by=cora)
        BriefVersionFactory(brief=brief)


def test_w3_what_waits_follows_the_policy_at_once(in_review, eli, sam, account):
    """The list is kept with the policy that it was built from."""
    client = browser(sam)

    def count() -> int:
        return client.get(reverse("approval_list")).content.decode().count("data-row")

    assert (count(), count()) == (1, 1)
    row = ApprovalRuleFactory(document_kind="brief", rank_required=40, amount_from_minor=0)
    assert count() == 0
    row.delete()
    assert count() == 1


def test_w3_my_day_asks_whose_rank_the_policy_asks_for_without_a_seat(in_review, hana):
    """And from the moment at which the policy says so; before it, a head finds it on the page of approvals only."""
    assert "Approve Summer in the city" not in page(hana, "my_day")
    ApprovalRuleFactory(document_kind="brief", rank_required=50, amount_from_minor=1)
    assert "Approve Summer in the city" in page(hana, "my_day")


def test_w3_my_day_asks_whom_the_policy_asks_that_says_nothing(in_review, eli, sam):
    """Where no row speaks of a brief, a supervisor approves it, with a seat or without."""
    Seat.objects.filter(account=in_review.account, person=sam).delete()
    assert "Approve Summer in the city" in page(sam, "my_day")


def test_w3_fifty_that_wait_cost_no_more_than_one(account, eli, cora, sam, pia, otto, django_assert_max_num_queries):
    from briefs.my_day.approving import briefs_to_approve

    ExchangeRate.objects.create(currency="USD", on=date(2026, 1, 1), house_per_unit=2)
    ApprovalRuleFactory(document_kind="brief", rank_required=30, amount_from_minor=1, needs_strategy_sign_off=True)
    today = sam.today
    AbsenceFactory(person=sam, cover=otto, starts_on=today, ends_on=today)
    otto = type(otto).objects.get(pk=otto.pk)
    many_in_review(account, eli, cora)
    for person in (sam, otto):
        person.standing  # noqa: B018 (read before we count)
        briefs_to_approve(person, today)  # builds the statement that is kept while the policy stays the same
        with django_assert_max_num_queries(6):
            assert len(briefs_to_approve(person, today)) == 50
        client = browser(person)
        client.get(reverse("approval_list"))
        with django_assert_max_num_queries(12):
            assert client.get(reverse("approval_list")).content.decode().count("data-row") == 50


@pytest.mark.parametrize("name", ["brief_approval", "brief_versions", "rebrief_list"])
def test_w3_pages_ask_a_fixed_number_of_queries(name, in_review, sam, eli, dana, pia, account, django_assert_max_num_queries):
    ApprovalRuleFactory(document_kind="brief", rank_required=30, amount_from_minor=1, needs_strategy_sign_off=True)
    SeatFactory(account=account, person=pia, role=SeatRole.PLANNER)
    args = [] if name == "rebrief_list" else [in_review.pk]
    for _ in range(4):
        add_remark(in_review, by=sam, text="Whom?", section="audience")
        send_back(in_review, by=sam, today=sam.today, reason="Sharper.", remarks=[("tone", "Warmer")])
        submit(in_review, by=eli, today=eli.today)
        RebriefFactory(brief=BriefFactory(account=account, author=PersonFactory()), by=eli)
    client = browser(sam)
    client.get(reverse(name, args=args))
    limit = {"brief_approval": 14, "brief_versions": 13, "rebrief_list": 12}[name]
    with django_assert_max_num_queries(limit):
        assert client.get(reverse(name, args=args)).status_code == 200


# ── The ledger ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def ledger(account, eli, sam, dana):
    ExchangeRate.objects.create(currency="USD", on=date(2026, 1, 1), house_per_unit=2)
    euro = BriefFactory(account=account, author=eli, title="Oats", currency="EUR")
    dollar = BriefFactory(account=account, author=dana, title="Rye", currency="USD")
    day = timezone.localdate()
    RebriefFactory(brief=euro, cause="client_change", hours_lost=6, money_lost_minor=320_000, by=sam, on=day)
    RebriefFactory(brief=dollar, cause="client_change", hours_lost=4, money_lost_minor=100_000, by=sam, on=day)
    RebriefFactory(brief=euro, to_edition=3, cause="our_error", hours_lost=1.5, by=sam, on=day - timedelta(days=400))
    return account


def test_w2_the_ledger_sums_hours_and_money_by_cause_client_and_author(ledger, sam):
    answer = browser(sam).get(reverse("rebrief_list"))
    sums = {
        str(title): [(row.label, row.rebriefs, float(row.hours), row.money.minor) for row in rows] for title, rows in answer.context["sums"]
    }
    assert sums == {
        "Cause": [("The client changed it", 2, 10.0, 520_000), ("Our error", 1, 1.5, 0)],
        "Client": [("Pohjola Oats", 3, 11.5, 520_000)],
        "Author": [("Eli Executive", 2, 7.5, 320_000), ("Dana Director", 1, 4.0, 200_000)],
    }
    assert "3 rebriefs cost 11.5 hours and €5,200." in answer.content.decode()


def test_w2_the_ledger_by_period_cause_and_author(ledger, sam, eli, dana):
    since = (timezone.localdate() - timedelta(days=30)).isoformat()
    for query, jobs in (
        (f"?on_after={since}", {"Oats", "Rye"}),
        ("?cause=our_error", {"Oats"}),
        (f"?author={dana.pk}", {"Rye"}),
        (f"?client={ledger.client_id}", {"Oats", "Rye"}),
        ("?client=0", set()),
    ):
        said = page(sam, "rebrief_list", query=query)
        assert {job for job in ("Oats", "Rye") if f">{job}</a>" in said} == jobs, query


def test_w2_the_ledger_shows_money_to_those_who_see_fees_and_jobs_to_those_who_know_them(ledger, sam, cora, otto):
    assert "5,200" in page(sam, "rebrief_list")
    assert "5,200" not in page(cora, "rebrief_list")
    assert "Oats" not in page(otto, "rebrief_list")
    exported = b"".join(browser(cora).get(reverse("rebrief_list") + "?export=csv").streaming_content).decode()
    assert "Oats" in exported
    assert "Money" not in exported


def test_w3_the_seat_of_another_account_opens_no_approval(in_review, otto):
    SeatFactory(account=AccountFactory(), person=otto)
    for name in ("brief_approval", "brief_versions", "brief_approve", "brief_send_back"):
        assert browser(otto).get(reverse(name, args=[in_review.pk])).status_code == 404


def test_p6_what_somebody_said_is_said_once():
    said = {(step, decision): str(Approval(step=step, decision=decision).words) for step in ApprovalStep for decision in Decision}
    assert said == {
        (ApprovalStep.STRATEGY, Decision.APPROVED): "signed the strategy off",
        (ApprovalStep.STRATEGY, Decision.SENT_BACK): "sent it back at the strategy sign-off",
        (ApprovalStep.RANK, Decision.APPROVED): "approved",
        (ApprovalStep.RANK, Decision.SENT_BACK): "sent it back",
    }
