"""Random people make random moves with a job (W3, P7): never an illegal state, never a yes to one's own work, one event for each move."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from briefs.actions import approving, delivering, making, showing, writing
from briefs.models import Approval, Brief, QualityThreshold, Rebrief
from briefs.sections import SECTIONS
from briefs.states import ApprovalStep, BriefState, Decision
from briefs.tests.factories import BriefFactory, BriefSectionFactory, DeliverableFactory
from clients.states import SeatRole
from clients.tests.factories import SeatFactory
from core.errors import IllegalMove, LostRace, Refused
from core.models import Event
from people.models import Absence, Person
from people.tests.factories import AbsenceFactory, ApprovalRuleFactory
from tests.things import cast  # noqa: F401  (a fixture)

S = BriefState
AGREED = {S.APPROVED, S.IN_CREATIVE, S.INTERNAL_REVIEW, S.WITH_CLIENT, S.CHANGES_ASKED, S.CLIENT_APPROVED, S.QUALITY_CHECK}
STEPS = {  # the life of a job, as the design tells it
    "submit": ({S.DRAFT}, S.IN_REVIEW),
    "take_back": ({S.IN_REVIEW}, S.DRAFT),
    "send_back": ({S.IN_REVIEW}, S.DRAFT),
    "approve": ({S.IN_REVIEW}, S.APPROVED),
    "start": ({S.APPROVED}, S.IN_CREATIVE),
    "show_inside": ({S.IN_CREATIVE}, S.INTERNAL_REVIEW),
    "rework": ({S.INTERNAL_REVIEW}, S.IN_CREATIVE),
    "show_client": ({S.INTERNAL_REVIEW}, S.WITH_CLIENT),
    "ask_changes": ({S.WITH_CLIENT}, S.CHANGES_ASKED),
    "next_round": ({S.CHANGES_ASKED}, S.IN_CREATIVE),
    "client_approve": ({S.WITH_CLIENT}, S.CLIENT_APPROVED),
    "check_quality": ({S.CLIENT_APPROVED}, S.QUALITY_CHECK),
    "mend": ({S.QUALITY_CHECK}, S.IN_CREATIVE),
    "deliver": ({S.QUALITY_CHECK}, S.DELIVERED),
    "close": ({S.DELIVERED}, S.CLOSED),
    "reopen": ({S.DELIVERED, S.CLOSED}, S.IN_CREATIVE),
    "revise": (AGREED, S.DRAFT),
    "hold": (AGREED | {S.DRAFT}, S.ON_HOLD),
    "resume": ({S.ON_HOLD}, None),
    "cancel": (AGREED | {S.DRAFT, S.IN_REVIEW, S.ON_HOLD}, S.CANCELLED),
}
MOVES = {
    "submit": lambda brief, by: approving.submit(brief, by=by, today=by.today),
    "take_back": lambda brief, by: approving.take_back(brief, by=by, today=by.today),
    "send_back": lambda brief, by: approving.send_back(brief, by=by, today=by.today, reason="So"),
    "approve": lambda brief, by: approving.approve(brief, by=by, today=by.today),
    "start": lambda brief, by: approving.start_creative(brief, by=by, today=by.today),
    "show_inside": lambda brief, by: making.hand_in(brief, by=by, today=by.today, note="On the server"),
    "rework": lambda brief, by: making.send_back_to_creative(brief, by=by, today=by.today, note="So"),
    "show_client": lambda brief, by: making.show_client(brief, by=by, today=by.today),
    "ask_changes": lambda brief, by: showing.record_changes(brief, by=by, today=by.today, note="So"),
    "next_round": lambda brief, by: making.next_round(brief, by=by, today=by.today),
    "client_approve": lambda brief, by: showing.record_approval(brief, by=by, today=by.today),
    "check_quality": lambda brief, by: delivering.start_quality_check(brief, by=by, today=by.today),
    "mend": lambda brief, by: making.mend(brief, by=by, today=by.today, note="So"),
    "deliver": lambda brief, by: delivering.deliver(brief, by=by, today=by.today),
    "close": lambda brief, by: delivering.close(brief, by=by, today=by.today, score=4),
    "reopen": lambda brief, by: delivering.reopen(brief, by=by, today=by.today, reason="So"),
    "revise": lambda brief, by: approving.revise(brief, by=by, today=by.today, cause="our_error", reason="So"),
    "hold": lambda brief, by: approving.hold(brief, by=by, today=by.today, reason="So"),
    "resume": lambda brief, by: approving.resume(brief, by=by, today=by.today),
    "cancel": lambda brief, by: approving.cancel(brief, by=by, today=by.today, reason="So"),
}
FORWARD = ("submit", "approve", "start", "show_inside", "show_client", "client_approve", "check_quality", "deliver", "close", "resume")
SAID_NO = (PermissionDenied, IllegalMove, LostRace, Refused)
NAMES = ("cora", "eli", "sam", "dana", "hana", "otto", "pia", "tara", "cree")
somebody = st.sampled_from(NAMES)


class AnyJob(RuleBasedStateMachine):
    """One job, moved by anybody in any order. What was written by whom is kept beside it, independently of the app."""

    people: dict = {}
    account = None
    is_small_shop = False
    happened = Counter()

    @initialize(author=st.sampled_from(("cora", "eli", "sam", "dana")), asks_strategy=st.booleans(), has_planner=st.booleans())
    def begin(self, author, asks_strategy, has_planner):
        self.undo = transaction.atomic()
        self.undo.__enter__()
        QualityThreshold.objects.create(kind="", score=0)
        ApprovalRuleFactory(document_kind="brief", rank_required=30, needs_strategy_sign_off=asks_strategy)
        if has_planner:
            SeatFactory(account=self.account, person=self.people["pia"], role=SeatRole.PLANNER)
        brief = BriefFactory(account=self.account, author=self.people[author], rounds_sold=9)
        for section in SECTIONS:
            BriefSectionFactory(brief=brief, key=section.key, text="Said.", written_by=self.people[author])
        DeliverableFactory(brief=brief)
        self.key, self.author, self.submitter = brief.pk, author, None
        self.asks_strategy = asks_strategy
        self.last_words = {section.key: author for section in SECTIONS}
        self.lately = set()  # who changed anything since the last approval

    def teardown(self):
        if hasattr(self, "undo"):
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    def who(self, name) -> Person:
        return Person.objects.get(pk=self.people[name].pk)  # a new request: nothing remembered

    @property
    def job(self) -> Brief:
        return Brief.objects.get(pk=self.key)

    @property
    def writers(self) -> set[str]:
        return {self.author, self.submitter, *self.last_words.values(), *self.lately} - {None}

    @rule(name=st.sampled_from(sorted(MOVES)), who=somebody)
    def move(self, name, who):
        self.try_move(name, who)

    @rule(choice=st.integers(0, 9), who=st.sampled_from(("eli", "sam", "dana", "hana")))
    def turn(self, choice, who):
        """Something that could be done from here, by somebody of the team."""
        state = self.job.state
        open_moves = sorted(name for name, (sources, _target) in STEPS.items() if state in sources)
        if open_moves:
            self.try_move(open_moves[choice % len(open_moves)], who)

    @rule(people=st.permutations(("eli", "sam", "dana", "hana", "pia")), steps=st.integers(1, 6))
    def go_on(self, people, steps):
        """Some steps forward by whoever of these may first, so that jobs get further than chance would take them."""
        for _step in range(steps):
            self.go_one_step(people)

    def go_one_step(self, people):
        before = self.job.state
        for who in people:
            if before == S.IN_REVIEW:
                self.sign(who)
            if before == S.QUALITY_CHECK:
                self.pass_quality(who)
            for name in FORWARD:
                if before in STEPS[name][0]:
                    self.try_move(name, who)
            if self.job.state != before:
                return

    def try_move(self, name, who):
        before, by, told = self.job, self.who(who), Event.objects.count()
        try:
            with transaction.atomic():
                MOVES[name](before, by)
        except SAID_NO:
            assert self.job.state == before.state
            assert Event.objects.count() == told
            return
        after, (sources, target) = self.job, STEPS[name]
        assert before.state in sources
        assert after.state == (before.held_from if target is None else target)
        events = Event.objects.order_by("pk")[told:]
        assert [event.verb for event in events].count(f"brief.{name}") == 1
        assert {event.verb for event in events if event.verb.removeprefix("brief.") in STEPS} == {f"brief.{name}"}
        type(self).happened[name] += 1
        if name == "submit":
            self.submitter = who
        if name == "approve":
            self.check_yes(Approval.objects.latest("pk"), who)
            self.lately = set()

    def check_yes(self, yes, who):
        assert yes.is_self_approval == (who in self.writers)
        assert self.is_small_shop or who not in self.writers
        spoken_for = yes.given_for
        assert (spoken_for or yes.given_by).rank >= (yes.rank_required or 30)
        if spoken_for:
            assert Absence.objects.on(yes.given_by.today).filter(person=spoken_for, cover=yes.given_by).exists()
            assert self.is_small_shop or spoken_for.email.partition("@")[0] not in self.writers
        if self.asks_strategy and yes.step == ApprovalStep.RANK:
            assert yes.submission.approvals.filter(step=ApprovalStep.STRATEGY, decision=Decision.APPROVED).count() == 1

    @rule(who=somebody)
    def sign(self, who):
        try:
            with transaction.atomic():
                yes = approving.sign_strategy(self.job, by=self.who(who))
        except SAID_NO:
            return
        assert yes.is_self_approval == (who in self.writers)
        assert self.is_small_shop or who not in self.writers

    @rule(who=somebody, key=st.sampled_from(("ask", "tone", "insight")), text=st.sampled_from(("One", "Two", "Three")))
    def write(self, who, key, text):
        before = self.job
        if before.sections.get(key=key).text == text:
            return
        try:
            with transaction.atomic():
                writing.write_section(before, key, by=self.who(who), text=text)
        except SAID_NO:
            return
        assert before.state == S.DRAFT
        self.last_words[key] = who
        self.lately.add(who)

    @rule(away=st.sampled_from(("eli", "sam", "dana", "pia")), cover=somebody)
    @precondition(lambda self: Absence.objects.count() < 2)
    def leave_to(self, away, cover):
        if away != cover and not Absence.objects.filter(person=self.people[away]).exists():
            today = self.people[away].today
            AbsenceFactory(person=self.people[away], cover=self.people[cover], starts_on=today, ends_on=today + timedelta(days=1))

    def pass_quality(self, who):
        run = delivering.latest_check(self.job)
        try:
            with transaction.atomic():
                delivering.overrule_quality(run, by=self.who(who), reason="So")
        except SAID_NO:
            return

    @invariant()
    def stands_as_it_may(self):
        if not hasattr(self, "key"):
            return
        job = self.job
        assert job.state in S.values
        assert (job.state == S.ON_HOLD) == bool(job.held_from)
        assert job.edition == 1 + Rebrief.objects.count()
        decided = Approval.objects.filter(step=ApprovalStep.RANK, decision=Decision.APPROVED).values_list("submission", flat=True)
        assert len(set(decided)) == len(decided)
        state = job.held_from or job.state
        if state in AGREED | {S.DELIVERED, S.CLOSED}:
            assert job.versions.filter(number=job.edition, approved_at__isnull=False).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("is_small_shop", [False, True], ids=["four eyes", "small shop"])
def test_w3_p7_whatever_anybody_tries_a_job_stands_where_it_may(is_small_shop, account, cast, settings):  # noqa: F811
    settings.SMALL_SHOP_MODE = is_small_shop
    machine = type("ThisJob", (AnyJob,), {"people": cast, "account": account, "is_small_shop": is_small_shop, "happened": Counter()})
    run_state_machine_as_test(machine, settings=HYPOTHESIS)
    assert {"submit", "approve", "start", "show_inside", "show_client", "client_approve", "check_quality"} <= set(machine.happened)


HYPOTHESIS = settings(max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))
