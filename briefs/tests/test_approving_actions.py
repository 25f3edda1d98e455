"""The ladder approves a brief (W3, P6, P7): who may, when, for whom, and what is kept of it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from briefs.actions.approving import (
    add_remark,
    approve,
    cancel,
    hold,
    resume,
    revise,
    send_back,
    settle_remark,
    sign_strategy,
    submit,
    take_back,
)
from briefs.actions.writing import add_deliverable, change_brief, write_section
from briefs.models import Approval, Brief, BriefVersion, QualityThreshold, Rebrief
from briefs.sections import SECTIONS
from briefs.states import ApprovalStep, BriefState, Decision
from briefs.tests.factories import BriefFactory, BriefSectionFactory, DeliverableFactory, RemarkFactory
from clients.states import SeatRole
from clients.tests.factories import SeatFactory
from core.errors import IllegalMove, LostRace, Refused
from core.models import Event, ExchangeRate
from people.tests.factories import AbsenceFactory, ApprovalRuleFactory

pytestmark = pytest.mark.django_db

S = BriefState
TODAY = date(2026, 3, 10)
NEEDED = [section.key for section in SECTIONS if section.needed_from]


@pytest.fixture
def draft(account, cora, eli):
    """Everything that must be filled is filled; Cora wrote it, Eli opened it. No threshold stands in the way."""
    QualityThreshold.objects.create(kind="", score=0)
    brief = BriefFactory(account=account, author=eli, number="KAURA-26-0001", title="Summer in the city")
    for key in NEEDED:
        BriefSectionFactory(brief=brief, key=key, text=f"What {key} says.", written_by=cora)
    DeliverableFactory(brief=brief)
    return brief


@pytest.fixture
def in_review(draft, eli):
    submit(draft, by=eli, today=TODAY)
    draft.refresh_from_db()
    return draft


def strategy_asked(**facts):
    return ApprovalRuleFactory(document_kind="brief", rank_required=30, needs_strategy_sign_off=True, **facts)


def covers(person, for_whom):
    """`person` covers for `for_whom` from yesterday to tomorrow."""
    day = person.today
    AbsenceFactory(person=for_whom, cover=person, starts_on=day - timedelta(days=1), ends_on=day + timedelta(days=1))
    return type(person).objects.get(pk=person.pk)


def own_events(brief):
    return list(Event.objects.about(brief).order_by("pk").values_list("verb", flat=True))


# ── Submitting ───────────────────────────────────────────────────────────────────────────────────


def test_w2_a_submission_is_kept_as_it_stood(draft, eli):
    version = submit(draft, by=eli, today=TODAY)
    draft.refresh_from_db()
    assert (draft.state, draft.submitted_by, draft.submitted_on, draft.state_since) == (S.IN_REVIEW, eli, TODAY, TODAY)
    assert (version.number, version.submitted_by, version.score) == (1, eli, draft.score)
    assert version.contents["texts"]["ask"] == "What ask says."
    assert own_events(draft) == ["brief.submit"]


def test_w2_what_is_missing_is_named_and_nothing_moves(draft, eli):
    draft.sections.filter(key__in=("audience", "tone")).update(text="  ")
    draft.deliverables.all().delete()
    with pytest.raises(Refused) as refusal:
        submit(draft, by=eli, today=TODAY)
    assert str(refusal.value) == "Before it can be approved, fill in: Audience, Tone and brand, at least one deliverable."
    draft.refresh_from_db()
    assert (draft.state, own_events(draft), BriefVersion.objects.count()) == (S.DRAFT, [], 0)


def test_w2_below_the_threshold_it_goes_out_only_with_a_reason_which_is_kept(draft, eli):
    QualityThreshold.objects.create(kind=draft.kind, score=100)
    with pytest.raises(Refused, match="100 are needed"):
        submit(draft, by=eli, today=TODAY, reason="  ")
    submit(draft, by=eli, today=TODAY, reason="The client's figures come on Monday.")
    draft.refresh_from_db()
    assert draft.low_score_reason == "The client's figures come on Monday."
    assert Event.objects.get(verb="brief.submit").note == "The client's figures come on Monday."


def test_w2_a_reason_that_nobody_asked_for_is_not_kept(draft, eli):
    submit(draft, by=eli, today=TODAY, reason="Just in case")
    draft.refresh_from_db()
    assert draft.low_score_reason == ""


def test_w3_taken_back_it_can_be_written_on_and_the_next_submission_is_another(in_review, eli):
    take_back(in_review, by=eli, today=TODAY)
    in_review.refresh_from_db()
    write_section(in_review, "ask", by=eli, text="Something else")
    submit(in_review, by=eli, today=TODAY)
    assert [version.contents["texts"]["ask"] for version in in_review.versions.order_by("pk")] == ["What ask says.", "Something else"]


# ── Approving ────────────────────────────────────────────────────────────────────────────────────


def test_w3_an_approval_says_who_at_which_step_and_what_the_policy_asked(in_review, sam):
    ApprovalRuleFactory(document_kind="brief", rank_required=20)
    approval = approve(in_review, by=sam, today=TODAY, note="Good.")
    ApprovalRuleFactory(document_kind="brief", rank_required=50, amount_from_minor=5)
    approval.refresh_from_db()
    in_review.refresh_from_db()
    facts = (approval.step, approval.decision, approval.rank_required, approval.given_by, approval.given_for, approval.is_self_approval)
    assert facts == (ApprovalStep.RANK, Decision.APPROVED, 20, sam, None, False)
    assert (in_review.state, in_review.approved_on) == (S.APPROVED, TODAY)
    assert approval.submission.approved_at is not None
    assert own_events(in_review) == ["brief.submit", "brief.approve"]


def test_w3_nobody_approves_what_they_wrote_any_of(draft, sam, dana, eli):
    write_section(draft, "tone", by=sam, text="Warm.")
    submit(draft, by=eli, today=TODAY)
    for somebody in (sam, eli):
        with pytest.raises(PermissionDenied):
            approve(draft, by=somebody, today=TODAY)
    assert approve(draft, by=dana, today=TODAY).given_by == dana


def test_w3_nor_what_somebody_else_has_since_gone_over(draft, sam, eli):
    """Sam's words were written over by Eli: Sam has still written it."""
    write_section(draft, "tone", by=sam, text="Warm.", at=datetime(2026, 3, 9, 9, tzinfo=UTC))
    write_section(draft, "tone", by=eli, text="Warm and dry.")
    submit(draft, by=eli, today=TODAY)
    with pytest.raises(PermissionDenied):
        approve(draft, by=sam, today=TODAY)


@pytest.mark.parametrize("change", ["facts", "deliverable"])
def test_w3_nor_a_brief_whose_budget_or_deliverables_they_changed(change, draft, sam, eli):
    if change == "facts":
        change_brief(draft, by=sam, budget_minor=100)
    else:
        add_deliverable(draft, by=sam, name="Banner")
    submit(Brief.objects.get(pk=draft.pk), by=eli, today=TODAY)
    with pytest.raises(PermissionDenied):
        approve(draft, by=sam, today=TODAY)


def test_w3_what_was_changed_before_the_last_approval_bars_nobody_from_the_next_version(draft, sam, dana, eli):
    change_brief(draft, by=sam, wanted_on=TODAY)
    submit(Brief.objects.get(pk=draft.pk), by=eli, today=TODAY)
    approve(draft, by=dana, today=TODAY)
    revise(draft, by=eli, today=TODAY, cause="client_change", reason="Another audience")
    submit(draft, by=eli, today=TODAY)
    assert approve(draft, by=sam, today=TODAY).given_by == sam


def test_w3_whoever_submits_it_does_not_approve_it(draft, sam, dana):
    submit(draft, by=sam, today=TODAY)
    with pytest.raises(PermissionDenied):
        approve(draft, by=sam, today=TODAY)
    approve(draft, by=dana, today=TODAY)


def test_p8_a_cover_approves_in_the_name_of_whom_they_cover(in_review, otto, sam):
    otto = covers(otto, sam)
    approval = approve(in_review, by=otto, today=TODAY)
    assert (approval.given_by, approval.given_for) == (otto, sam)


def test_p8_a_cover_of_their_own_rank_still_says_for_whom_the_account_opened(in_review, sam, otto):
    oscar = otto.reports_to
    oscar = covers(oscar, sam)
    assert approve(in_review, by=oscar, today=TODAY).given_for == sam


def test_p8_somebody_of_the_line_who_covers_a_colleague_speaks_for_themselves(in_review, dana, sam):
    dana = covers(dana, sam)
    assert approve(in_review, by=dana, today=TODAY).given_for is None


def test_w3_a_cover_for_the_author_has_no_rank_of_the_authors(draft, sam, otto):
    """Sam wrote it; Otto, an executive, covers for Sam: Sam's rank does not come back by that door."""
    draft.sections.filter(key="ask").update(written_by=sam)
    submit(draft, by=draft.author, today=TODAY)
    otto = covers(otto, sam)
    with pytest.raises(PermissionDenied):
        approve(draft, by=otto, today=TODAY)


def test_w3_a_writer_who_covers_for_somebody_else_is_still_a_writer(in_review, eli, sam):
    with pytest.raises(PermissionDenied):
        approve(in_review, by=covers(eli, sam), today=TODAY)


def test_p7_in_a_small_shop_the_author_may_and_it_is_marked_and_counted(draft, sam, dana, settings):
    settings.SMALL_SHOP_MODE = True
    submit(draft, by=sam, today=TODAY)
    assert approve(draft, by=sam, today=TODAY).is_self_approval
    revise(draft, by=sam, today=TODAY, cause="our_error", reason="Forgot the film")
    submit(draft, by=sam, today=TODAY)
    assert not approve(draft, by=dana, today=TODAY).is_self_approval
    assert [approval.given_by for approval in Approval.objects.given_to_own_work()] == [sam]


# ── What the policy asks ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("budget", "currency", "tier", "kind", "asked"),
    [
        (None, "EUR", "standard", "print", 20),
        (2_500_000 - 1, "EUR", "standard", "print", 20),
        (2_500_000, "EUR", "standard", "print", 30),
        (1_249_999, "USD", "standard", "print", 20),  # a dollar is worth two euros here
        (1_250_000, "USD", "standard", "print", 30),
        (1, "VND", "standard", "print", 30),  # no rate: as for any amount
        (0, "VND", "standard", "print", 20),
        (None, "EUR", "key", "print", 40),
        (None, "EUR", "standard", "film", 50),
        (9_900_000, "EUR", "key", "film", 50),
    ],
)
def test_p3_p4_the_rank_follows_budget_currency_tier_and_kind(budget, currency, tier, kind, asked, account, cora, eli, sam, dana, hana):
    ExchangeRate.objects.create(currency="USD", on=date(2026, 1, 1), house_per_unit=2)
    ApprovalRuleFactory(document_kind="brief", rank_required=20)
    ApprovalRuleFactory(document_kind="brief", rank_required=30, amount_from_minor=2_500_000)
    ApprovalRuleFactory(document_kind="brief", rank_required=40, client_tier="key")
    ApprovalRuleFactory(document_kind="brief", rank_required=50, brief_kind="film")
    ApprovalRuleFactory(document_kind="contract", rank_required=50)
    account.tier = tier
    account.save()
    brief = BriefFactory(
        account=account, author=cora, kind=kind, budget_minor=budget, currency=currency, state=S.IN_REVIEW, submitted_by=cora
    )
    may = {person.rank for person in (cora, eli, sam, dana, hana) if person.has_perm("briefs.approve_brief", brief)}
    assert may == {rank for rank in (20, 30, 40, 50) if rank >= asked}
    found = {person.rank for person in (cora, eli, sam, dana, hana) if brief in Brief.objects.waiting_for(person)}
    assert found == may
    assert Brief.objects.with_policy(on=TODAY).get(pk=brief.pk).rank_asked == asked


def test_w3_a_policy_without_rows_asks_for_a_supervisor(in_review, cora, sam):
    approval = approve(in_review, by=sam, today=TODAY)
    assert approval.rank_required == 30


# ── The strategy sign-off ────────────────────────────────────────────────────────────────────────


def test_p6_where_the_account_has_a_planner_the_planner_signs_first(in_review, account, pia, sam):
    strategy_asked()
    SeatFactory(account=account, person=pia, role=SeatRole.PLANNER)
    with pytest.raises(PermissionDenied):
        approve(in_review, by=sam, today=TODAY)
    with pytest.raises(PermissionDenied):
        sign_strategy(in_review, by=sam)
    signed = sign_strategy(in_review, by=pia, note="True of them.")
    assert (signed.step, signed.rank_required, signed.given_for) == (ApprovalStep.STRATEGY, None, None)
    in_review.refresh_from_db()
    assert in_review.state == S.IN_REVIEW
    approve(in_review, by=sam, today=TODAY)
    assert own_events(in_review) == ["brief.submit", "brief.sign_strategy", "brief.approve"]


def test_p6_without_a_planner_a_supervisor_signs(in_review, eli, pia, sam):
    strategy_asked()
    with pytest.raises(PermissionDenied):
        sign_strategy(in_review, by=pia)
    assert sign_strategy(in_review, by=sam).given_by == sam


def test_p6_a_planner_who_wrote_it_signs_nothing_and_a_supervisor_does(draft, account, pia, sam, eli):
    strategy_asked()
    SeatFactory(account=account, person=pia, role=SeatRole.PLANNER)
    write_section(draft, "insight", by=pia, text="Cities have no lakes.")
    submit(draft, by=eli, today=TODAY)
    with pytest.raises(PermissionDenied):
        sign_strategy(draft, by=pia)
    assert sign_strategy(draft, by=sam).given_by == sam


def test_p6_a_sign_off_is_of_one_submission(in_review, account, pia, sam, eli):
    strategy_asked()
    SeatFactory(account=account, person=pia, role=SeatRole.PLANNER)
    sign_strategy(in_review, by=pia)
    send_back(in_review, by=sam, today=TODAY, reason="Shorter.")
    submit(in_review, by=eli, today=TODAY)
    with pytest.raises(PermissionDenied):
        approve(in_review, by=sam, today=TODAY)
    sign_strategy(in_review, by=pia)
    approve(in_review, by=sam, today=TODAY)


def test_p6_signed_once_is_signed(in_review, sam, dana):
    strategy_asked()
    sign_strategy(in_review, by=sam)
    with pytest.raises(IllegalMove):
        sign_strategy(in_review, by=dana)
    assert Approval.objects.count() == 1


def test_p6_a_cover_signs_for_the_planner(in_review, account, pia, otto):
    strategy_asked()
    SeatFactory(account=account, person=pia, role=SeatRole.PLANNER)
    otto = covers(otto, pia)
    assert sign_strategy(in_review, by=otto).given_for == pia


def test_p6_what_the_policy_does_not_ask_for_is_not_signed(in_review, sam):
    with pytest.raises(Refused):
        sign_strategy(in_review, by=sam)


# ── Sent back, remarks ───────────────────────────────────────────────────────────────────────────


def test_w3_sent_back_with_a_reason_and_remarks_on_sections(in_review, sam, eli):
    approval = send_back(in_review, by=sam, today=TODAY, reason="Nearly.", remarks=[("audience", "Who?"), ("tone", " "), ("", "Shorter")])
    in_review.refresh_from_db()
    assert (in_review.state, approval.decision, approval.step, approval.note) == (S.DRAFT, Decision.SENT_BACK, ApprovalStep.RANK, "Nearly.")
    assert list(in_review.remarks.values_list("section", "text", "by")) == [("audience", "Who?", sam.pk), ("", "Shorter", sam.pk)]
    assert own_events(in_review) == ["brief.submit", "brief.send_back"]


def test_w3_a_planner_sends_back_at_the_step_of_the_strategy(in_review, account, pia):
    strategy_asked()
    SeatFactory(account=account, person=pia, role=SeatRole.PLANNER)
    assert send_back(in_review, by=pia, today=TODAY, reason="No insight.").step == ApprovalStep.STRATEGY


def test_w3_nothing_goes_back_without_a_reason(in_review, sam):
    with pytest.raises(Refused):
        send_back(in_review, by=sam, today=TODAY, reason=" ")
    in_review.refresh_from_db()
    assert in_review.state == S.IN_REVIEW


def test_w3_the_author_settles_a_remark_once(in_review, sam, eli, cora):
    remark = add_remark(in_review, by=sam, text="Who?", section="audience")
    settle_remark(remark, by=eli)
    settled = settle_remark(remark, by=cora)
    assert settled.settled_by == eli
    assert own_events(in_review) == ["brief.submit", "brief.remark", "brief.settle_remark"]


def test_w3_who_does_not_review_does_not_remark(in_review, cora, otto):
    for somebody in (cora, otto):
        with pytest.raises(PermissionDenied):
            add_remark(in_review, by=somebody, text="Who?")
    with pytest.raises(PermissionDenied):
        settle_remark(RemarkFactory(brief=in_review), by=otto)


# ── Versions and the ledger ──────────────────────────────────────────────────────────────────────


@pytest.fixture
def approved(in_review, sam):
    approve(in_review, by=sam, today=TODAY)
    in_review.refresh_from_db()
    return in_review


def test_w2_after_approval_only_a_new_version_says_something_else(approved, eli):
    with pytest.raises(IllegalMove):
        write_section(approved, "ask", by=eli, text="Something else")
    rebrief = revise(approved, by=eli, today=TODAY, cause="client_change", reason="Two films.", hours_lost=6, money_lost_minor=320_000)
    approved.refresh_from_db()
    assert (approved.state, approved.edition, approved.approved_on) == (S.DRAFT, 2, None)
    assert (rebrief.to_edition, rebrief.cause, rebrief.hours_lost, rebrief.money_lost_minor, rebrief.by) == (
        2,
        "client_change",
        6,
        320_000,
        eli,
    )
    write_section(approved, "ask", by=eli, text="Something else")


def test_w2_the_version_that_is_approved_next_takes_the_place_of_the_one_before(approved, eli, sam):
    revise(approved, by=eli, today=TODAY, cause="our_error", reason="Wrong day.")
    submit(approved, by=eli, today=TODAY)
    approve(approved, by=sam, today=TODAY)
    first, second = approved.versions.order_by("pk")
    assert (first.number, first.replaced_at is not None, second.number, second.replaced_at) == (1, True, 2, None)
    assert second.approved_at == first.replaced_at


@pytest.mark.parametrize("words", [{"cause": "mood"}, {"reason": " "}, {"hours_lost": -1}, {"money_lost_minor": -1}])
def test_w2_a_new_version_has_a_cause_a_reason_and_honest_figures(words, approved, eli):
    with pytest.raises(Refused):
        revise(approved, **{"by": eli, "today": TODAY, "cause": "our_error", "reason": "So", **words})
    approved.refresh_from_db()
    assert (approved.edition, Rebrief.objects.count()) == (1, 0)


# ── On hold, cancelled ───────────────────────────────────────────────────────────────────────────


def test_w3_a_job_comes_back_from_hold_where_it_stood_even_if_the_page_was_old(approved, eli, sam):
    old = Brief.objects.get(pk=approved.pk)
    Brief.objects.filter(pk=approved.pk).update(state=S.IN_CREATIVE)
    hold(old, by=eli, reason="No budget", today=TODAY)
    assert Brief.objects.get(pk=approved.pk).held_from == S.IN_CREATIVE
    assert resume(old, by=eli, today=TODAY).state == S.IN_CREATIVE


def test_w3_a_job_that_is_cancelled_from_hold_is_held_no_more(approved, eli, sam):
    held = hold(approved, by=eli, reason="No budget", today=TODAY)
    gone = cancel(held, by=sam, reason="They left", today=TODAY)
    assert (gone.state, gone.held_from) == (S.CANCELLED, "")


def test_w3_whoever_opened_the_form_before_somebody_elses_save_is_told(in_review, sam):
    with pytest.raises(LostRace):
        approve(in_review, by=sam, today=TODAY, version=1)


def test_w3_a_brief_that_came_into_review_without_a_submission_is_kept_as_it_is_approved(account, eli, sam):
    brief = BriefFactory(account=account, author=eli, state=S.IN_REVIEW)
    approval = approve(brief, by=sam, today=TODAY)
    assert approval.submission.contents["facts"]["title"] == brief.title
