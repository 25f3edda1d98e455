"""Recovery plans (R4): who may do what when, one open plan for an account, a verdict in the end."""

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from care.actions import recovery as actions
from care.models import RecoveryPlan
from care.my_day.health import plan_to_agree, plan_to_move, step_to_do
from care.reminder_rules.health import at_risk_without_plan
from care.states.health import OPEN_PLANS, PLAN_MOVES, PlanState
from care.tests.factories import RecoveryPlanFactory, RecoveryStepFactory
from clients.models import AccountHealth
from clients.states import SeatRole
from clients.tests.factories import AccountFactory, LeadFactory, SeatFactory
from clients.troubles import finder_of
from core.errors import IllegalMove, Refused
from core.models import Event
from core.moves import make_move
from reminders.engine import sweep
from reminders.models import Reminder

pytestmark = pytest.mark.django_db

WHO = {
    "agree": {"dana", "hana"},
    "send_back": {"dana", "hana"},
    "rewrite": {"eli", "sam", "dana", "hana"},
    "start": {"eli", "sam", "dana", "hana"},
    "recover": {"sam", "dana", "hana"},
    "give_up": {"sam", "dana", "hana"},
    "drop": {"eli", "sam", "dana", "hana"},
}


def do(plan, name, *, by):
    if name in ("recover", "give_up"):
        return actions.judge_plan(plan, by=by, has_recovered=name == "recover", verdict="So it was.", today=by.today)
    if name == "rewrite":
        return make_move(plan, name, by=by)
    return actions.move_plan(plan, name, by=by, today=by.today, note="Because.")


@pytest.mark.parametrize("state", list(PlanState))
@pytest.mark.parametrize("name", list(PLAN_MOVES))
def test_r4_every_move_of_a_plan_from_every_state_by_everybody(name, state, account, cora, eli, sam, dana, hana, otto):
    facts = {"verdict": "x", "closed_on": eli.today} if state in ("recovered", "not_recovered") else {}
    plan = RecoveryPlanFactory(account=account, owner=eli, written_by=eli, state=state, **facts)
    RecoveryStepFactory(plan=plan)
    found = {}
    for who in (cora, eli, sam, dana, hana, otto):
        key = who.email.partition("@")[0]
        try:
            with transaction.atomic():
                do(RecoveryPlan.objects.get(pk=plan.pk), name, by=who)
                found[key] = "moved"
                transaction.set_rollback(True)
        except PermissionDenied:
            found[key] = "may not"
        except IllegalMove:
            found[key] = "too late"
    answer = "moved" if state in PLAN_MOVES[name].sources else "too late"
    assert found == {key: answer if key in WHO[name] else "may not" for key in ("cora", "eli", "sam", "dana", "hana", "otto")}


# ── Four eyes ──


@pytest.mark.parametrize("column", ["written_by", "changed_by"])
@pytest.mark.parametrize("writer", ["eli", "sam", "dana", "hana"])
@pytest.mark.parametrize(
    ("state", "name", "may"),
    [
        (PlanState.DRAFT, "agree", {"dana", "hana"}),
        (PlanState.AGREED, "send_back", {"dana", "hana"}),
        (PlanState.RUNNING, "recover", {"sam", "dana", "hana"}),
        (PlanState.RUNNING, "give_up", {"sam", "dana", "hana"}),
    ],
)
def test_r4_whoever_wrote_a_plan_neither_agrees_to_it_nor_judges_it(
    state, name, may, writer, column, account, eli, sam, dana, hana, settings
):
    cast = {"eli": eli, "sam": sam, "dana": dana, "hana": hana}
    plan = RecoveryPlanFactory(account=account, state=state, **{column: cast[writer]})
    RecoveryStepFactory(plan=plan)
    permission = PLAN_MOVES[name].may
    expected = may if name == "send_back" else may - {writer}
    assert {key for key, who in cast.items() if who.has_perm(permission, plan)} == expected
    settings.SMALL_SHOP_MODE = True
    assert {key for key, who in cast.items() if who.has_perm(permission, plan)} == may


def test_p7_in_a_small_shop_ones_own_plan_is_agreed_to_and_judged_and_marked(account, dana, hana, settings, client):
    settings.SMALL_SHOP_MODE = True
    plan = RecoveryPlanFactory(account=account, owner=dana, written_by=dana)
    RecoveryStepFactory(plan=plan)
    assert not do(plan, "agree", by=hana).is_self_agreed
    assert not do(plan, "send_back", by=hana).is_self_agreed
    assert do(plan, "agree", by=dana).is_self_agreed
    do(plan, "start", by=dana)
    assert do(plan, "recover", by=dana).is_self_judged
    assert [event.words["own"] for event in Event.objects.filter(verb__in=("recoveryplan.agree", "recoveryplan.recover"))].count(True) == 2
    client.force_login(dana)
    page = client.get(plan.get_absolute_url()).content.decode()
    for words in ("Agreed to by its writer", "Judged by its writer", ", their own work"):
        assert words in page


def test_r4_a_plan_keeps_who_wrote_it_and_who_changed_what_is_agreed_to(account, eli, sam, dana):
    facts = {"goal": "Trust", "owner": eli, "review_on": sam.today + timedelta(days=30), "today": sam.today}
    plan = actions.write_plan(account, by=sam, **facts)
    assert (plan.written_by, plan.changed_by) == (sam, None)
    assert actions.change_plan(plan, by=dana, cause="A late film").changed_by is None
    assert actions.change_plan(plan, by=dana, goal="Trust").changed_by is None  # nothing differs
    assert actions.change_plan(plan, by=dana, goal="More trust").changed_by == dana
    assert not dana.has_perm("care.agree_recovery_plan", RecoveryPlan.objects.get())


# ── Changed while it runs ──


@pytest.mark.parametrize("state", sorted(OPEN_PLANS))
@pytest.mark.parametrize(
    ("field", "is_agreed_anew"),
    [("goal", True), ("review_on", True), ("cause", False), ("owner", False), ("steps", False), ("step", False)],
)
def test_r4_another_goal_or_day_is_agreed_to_anew_and_all_else_goes_on(state, field, is_agreed_anew, account, eli, sam, dana):
    settled = state != PlanState.DRAFT
    agreed = {"agreed_by": dana, "agreed_on": dana.today} if settled else {}
    plan = RecoveryPlanFactory(account=account, owner=eli, written_by=eli, state=state, score_then=41, **agreed)
    step = RecoveryStepFactory(plan=plan)
    if field == "steps":
        actions.add_step(plan, by=sam, what="Call", owner=eli, due_on=eli.today)
    elif field == "step":
        actions.change_step(step, by=sam, what="Visit")
    else:
        facts = {"goal": "More", "review_on": plan.review_on + timedelta(days=9), "cause": "Late", "owner": sam}
        actions.change_plan(plan, by=sam, **{field: facts[field]})
    plan.refresh_from_db()
    is_back = settled and is_agreed_anew
    assert plan.state == (PlanState.DRAFT if is_back else state)
    assert (plan.agreed_by, plan.agreed_on) == ((dana, dana.today) if settled and not is_back else (None, None))
    assert Event.objects.filter(verb="recoveryplan.rewrite").count() == int(is_back)
    if is_back:
        event = Event.objects.get()
        assert (event.actor, event.from_state, event.to_state, len(event.words["changes"])) == (sam, state, "draft", 1)


def test_r4_a_plan_that_is_agreed_to_anew_keeps_its_first_start_and_what_was_done(account, eli, sam, dana, hana):
    AccountHealth.objects.create(account=account, observed=55, colour="risk", colour_since=eli.today)
    began = eli.today - timedelta(days=20)
    plan = RecoveryPlanFactory(account=account, owner=eli, written_by=eli, state=PlanState.RUNNING, started_on=began, score_then=41)
    step = RecoveryStepFactory(plan=plan, done_on=began)
    plan = actions.change_plan(plan, by=eli, goal="More")
    with pytest.raises(Refused, match="is done"):
        actions.drop_step(step, by=eli)
    assert step_to_do(eli, eli.today) == []
    plan = do(plan, "agree", by=dana)
    plan = do(plan, "start", by=eli)
    assert (plan.state, plan.started_on, plan.score_then) == (PlanState.RUNNING, began, 41)


def test_r4_the_page_says_before_one_saves_that_the_plan_is_agreed_to_anew(client, account, eli, sam, dana):
    plan = RecoveryPlanFactory(account=account, owner=eli, written_by=eli, review_on=eli.today + timedelta(days=30))
    RecoveryStepFactory(plan=plan)
    client.force_login(eli)
    url = reverse("recovery_plan_change", args=[plan.pk])
    words = "Another goal or day makes the plan a draft again"
    assert words not in client.get(url).content.decode()
    plan = do(plan, "agree", by=dana)
    page = client.get(url).content.decode()
    assert words in page
    form = {"version": plan.version, "goal": "More trust", "cause": "", "owner": eli.pk, "review_on": str(plan.review_on)}
    page = client.post(url, form, follow=True).content.decode()
    assert ("The plan is a draft again" in page, "which a director agrees to anew" in page, "More trust" in page) == (True, True, True)
    client.force_login(dana)
    page = client.get(plan.get_absolute_url()).content.decode()
    assert (">Agree</button>" in page, "Agree to anew" in page) == (True, False)
    stale = client.post(url, form)
    assert stale.status_code == 409


def test_r4_writers_of_earlier_plans_are_taken_from_their_events(account, sam, eli):
    """What migration 0017 does, on today's tables."""
    facts = {"goal": "Trust", "owner": eli, "review_on": sam.today + timedelta(days=30), "today": sam.today}
    told = actions.write_plan(account, by=sam, **facts)
    untold = RecoveryPlanFactory()
    RecoveryPlan.objects.update(written_by=None)
    migration = import_module("care.migrations.0017_writers_of_earlier_recovery_plans")
    migration.name_writers(apps, SimpleNamespace(connection=connection))
    assert dict(RecoveryPlan.objects.values_list("pk", "written_by")) == {told.pk: sam.pk, untold.pk: None}


def test_r4_an_account_has_one_open_plan(account, sam, eli):
    first = actions.write_plan(account, by=sam, goal="Trust", owner=eli, review_on=sam.today + timedelta(days=30), today=sam.today)
    with pytest.raises(Refused):
        actions.write_plan(account, by=sam, goal="More trust", owner=eli, review_on=sam.today + timedelta(days=30), today=sam.today)
    with pytest.raises(IntegrityError), transaction.atomic():
        RecoveryPlanFactory(account=account)
    assert list(RecoveryPlan.objects.all()) == [first]


def test_r4_a_plan_without_a_step_is_not_agreed_to(account, dana):
    plan = RecoveryPlanFactory(account=account)
    with pytest.raises(Refused):
        actions.move_plan(plan, "agree", by=dana, today=dana.today)
    plan.refresh_from_db()
    assert plan.state == PlanState.DRAFT


def test_r4_a_verdict_keeps_the_score_then_and_now_and_tells_the_timeline(account, eli, sam, dana):
    health = AccountHealth.objects.create(account=account, observed=41, colour="risk", colour_since=eli.today)
    plan = actions.write_plan(
        account,
        by=sam,
        goal="Trust",
        owner=eli,
        review_on=sam.today + timedelta(days=30),
        today=sam.today,
        steps=[("Call", eli, sam.today)],
    )
    plan = actions.move_plan(plan, "agree", by=dana, today=dana.today)
    plan = actions.move_plan(plan, "start", by=eli, today=eli.today)
    actions.finish_step(plan.steps.get(), by=eli, today=eli.today)
    health.observed = 78
    health.save()
    closed = actions.judge_plan(plan, by=dana, has_recovered=True, verdict="They renewed.", today=sam.today)
    assert (closed.state, closed.score_then, closed.score_now, closed.verdict) == ("recovered", 41, 78, "They renewed.")
    event = Event.objects.get(verb="recoveryplan.recover")
    assert (event.topic, event.words["then"], event.words["now"], event.note) == (account, 41, 78, "They renewed.")


@pytest.mark.parametrize("state", sorted(set(PlanState) - set(OPEN_PLANS)))
def test_r4_a_closed_plan_is_not_changed_any_more(state, account, sam):
    plan = RecoveryPlanFactory(account=account, state=state, verdict="x", closed_on=sam.today)
    step = RecoveryStepFactory(plan=plan)
    acts = [
        lambda: actions.change_plan(plan, by=sam, goal="Other"),
        lambda: actions.add_step(plan, by=sam, what="Late", owner=sam, due_on=sam.today),
        lambda: actions.change_step(step, by=sam, what="Other"),
        lambda: actions.finish_step(step, by=sam, today=sam.today),
        lambda: actions.drop_step(step, by=sam),
    ]
    for act in acts:
        with pytest.raises(Refused):
            act()
    assert not Event.objects.exists()


def test_r4_steps_are_done_while_the_plan_runs_and_stay_in_it_once_agreed(account, eli):
    plan = RecoveryPlanFactory(account=account, owner=eli, state=PlanState.AGREED)
    step = RecoveryStepFactory(plan=plan)
    with pytest.raises(Refused):
        actions.finish_step(step, by=eli, today=eli.today)
    with pytest.raises(Refused):
        actions.drop_step(step, by=eli)


def test_r4_what_a_plan_needs_stands_on_my_day_of_whoever_must_act(account, eli, sam, dana, hana, otto):
    draft = RecoveryPlanFactory(account=account, owner=eli)
    assert [len(plan_to_agree(who, who.today)) for who in (eli, sam, dana, otto)] == [0, 0, 0, 0]  # no step yet
    step = RecoveryStepFactory(plan=draft, owner=otto, due_on=otto.today)
    assert [len(plan_to_agree(who, who.today)) for who in (eli, sam, dana, otto)] == [0, 0, 1, 0]
    RecoveryPlan.objects.update(state=PlanState.AGREED)
    assert [len(plan_to_move(who, who.today)) for who in (eli, sam, dana, otto)] == [1, 0, 0, 0]
    RecoveryPlan.objects.update(state=PlanState.DRAFT, written_by=dana)
    assert [len(plan_to_agree(who, who.today)) for who in (eli, sam, dana, hana)] == [0, 0, 0, 1]
    RecoveryPlan.objects.update(state=PlanState.RUNNING, review_on=eli.today, written_by=sam)
    judged, have_judged = "Judge the recovery plan of Kaura", "Have the recovery plan of Kaura judged"
    titles = [[need.title for need in plan_to_move(who, who.today)] for who in (eli, sam, dana, otto)]
    assert titles == [[have_judged], [], [judged], []]
    RecoveryPlan.objects.update(owner=sam)
    assert [[need.title for need in plan_to_move(who, who.today)] for who in (eli, sam, dana)] == [[], [have_judged], [judged]]
    RecoveryPlan.objects.update(written_by=eli)
    assert [need.title for need in plan_to_move(sam, sam.today)] == [judged]
    RecoveryPlan.objects.update(state=PlanState.RUNNING, review_on=eli.today + timedelta(days=9))
    assert [[need.title for need in step_to_do(who, who.today)] for who in (eli, otto)] == [[], [step.what]]


# ── The clock ────────────────────────────────────────────────────────────────────────────────────


def at_risk(account, today):
    return AccountHealth.objects.create(
        account=account, observed=31, colour="risk", colour_since=today - timedelta(days=1), looked_on=today
    )


def test_r4_an_account_at_risk_is_a_trouble_and_a_reminder_until_it_has_a_plan(account, eli, sam, settings):
    from django.utils import timezone

    today = eli.today
    at_risk(account, today)
    finder = finder_of("no_recovery_plan")
    sweep(today, now=timezone.now())
    sent = Reminder.objects.filter(rule="no_recovery_plan")
    assert [one.recipient for one in sent] == [eli]
    assert set(type(account).objects.filter(finder.which(today))) == {account}
    plan = RecoveryPlanFactory(account=account)
    assert not at_risk_without_plan(today).exists()
    assert not type(account).objects.filter(finder.which(today)).exists()
    plan.delete()
    assert at_risk_without_plan(today).count() == 1


def test_r4_the_trouble_says_the_same_in_sql_and_in_words(account, eli):
    today = eli.today
    with_plan, lost = AccountFactory(), AccountFactory(client__state="lost", client__lost_reason="Price")
    fine = AccountFactory()
    for one in (account, with_plan, lost):
        at_risk(one, today)
    AccountHealth.objects.create(account=fine, observed=90, colour="good", colour_since=today)
    RecoveryPlanFactory(account=with_plan)
    finder = finder_of("no_recovery_plan")
    every = [account, with_plan, lost, fine]
    told = {one.pk for one in every if finder.tell(type(one).objects.select_related("client", "health").get(pk=one.pk), today)}
    found = set(type(account).objects.filter(finder.which(today)).values_list("pk", flat=True))
    assert told == found == {account.pk}


def test_r4_a_late_step_climbs_to_those_above(account, eli, sam):
    from django.utils import timezone

    plan = RecoveryPlanFactory(account=account, owner=eli, state=PlanState.RUNNING)
    RecoveryStepFactory(plan=plan, owner=eli, due_on=eli.today - timedelta(days=7))
    now = timezone.now()
    sweep(eli.today, now=now)
    assert [one.recipient for one in Reminder.objects.filter(rule="recovery_step_late")] == [eli]
    later = eli.today + timedelta(days=7)
    sweep(later, now=now + timedelta(days=7))
    assert {one.recipient for one in Reminder.objects.filter(rule="recovery_step_late")} >= {eli, sam}


def test_r4_an_alert_is_said_to_supervisor_and_director(account, sam, dana, eli):
    from django.utils import timezone

    from care.tests.factories import HealthAlertFactory

    HealthAlertFactory(account=account, raised_on=sam.today)
    for _twice in range(2):
        sweep(sam.today, now=timezone.now())
    sent = Reminder.objects.filter(rule__startswith="health_alert")
    assert sorted(one.recipient.name for one in sent) == ["Dana Director", "Sam Supervisor"]


def test_r4_a_supervisor_without_a_seat_agrees_to_nothing_and_strangers_see_nothing(account, otto):
    plan = RecoveryPlanFactory(account=account)
    other = AccountFactory()
    LeadFactory(account=other, person=otto)
    SeatFactory(account=other, person=otto, role=SeatRole.SUPERVISOR)
    assert list(RecoveryPlan.objects.visible_to(otto)) == []
    with pytest.raises(PermissionDenied):
        actions.add_step(plan, by=otto, what="x", owner=otto, due_on=otto.today)


def test_p8_plans_and_steps_change_hands_with_whoever_leaves(account, eli, sam):
    from people.handover import handover

    plan = RecoveryPlanFactory(account=account, owner=eli)
    step = RecoveryStepFactory(plan=plan, owner=eli)
    for parcel in (one for one in handover if one.kind.startswith("recovery_")):
        parcel.move(list(parcel.rows(eli, eli.today)), eli, sam, by=None, today=eli.today)
    for row in (plan, step):
        row.refresh_from_db()
    assert (plan.owner, step.owner) == (sam, sam)
    assert set(Event.objects.values_list("verb", flat=True)) == {"recovery_plan.handed_over", "recovery_step.handed_over"}
