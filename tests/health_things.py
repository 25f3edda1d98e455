"""One row of all that belongs to the health of an account, on the account of the cast."""

from datetime import timedelta

from care.states.health import PlanState
from care.tests.factories import (
    HealthAlertFactory,
    HealthSnapshotFactory,
    RecoveryPlanFactory,
    RecoveryStepFactory,
    SentimentEntryFactory,
)
from clients.models import Account, AccountHealth, Seat
from clients.tests.factories import AccountFactory, SeatFactory


def health_rows(account: Account, cast) -> dict:
    today, eli, sam = cast["eli"].today, cast["eli"], cast["sam"]
    AccountHealth.objects.create(account=account, observed=54, sentiment=75, hygiene=80, colour="risk", colour_since=today, looked_on=today)
    lines = {"observed": [["silence", 54, 10_000, 54, {"days": 9, "cadence": 7}]]}
    HealthSnapshotFactory(account=account, on=today - timedelta(days=30), observed=74, colour="watch", lines=lines)
    HealthSnapshotFactory(account=account, on=today, observed=54, colour="risk", lines=lines)

    def plan(state, name, **facts):
        """Each on an account of its own, which has one open plan at most."""
        other = AccountFactory(client=account.client, name=name, code=name[:5].upper())
        for seat in Seat.objects.filter(account=account):
            SeatFactory(account=other, person=seat.person, role=seat.role, is_lead=seat.is_lead)
        return RecoveryPlanFactory(account=other, owner=eli, written_by=eli, state=state, review_on=today + timedelta(days=30), **facts)

    draft, running = plan(PlanState.DRAFT, "Draft brand"), plan(PlanState.RUNNING, "Runny brand")
    return {
        "sentiment": SentimentEntryFactory(account=account, person=sam, said_on=today),
        "health_alert": HealthAlertFactory(account=account, kind="colour", raised_on=today, colour_was="watch", colour_now="risk"),
        "draft_plan": draft,
        "running_plan": running,
        "draft_step": RecoveryStepFactory(plan=draft, owner=eli, due_on=today),
        "running_step": RecoveryStepFactory(plan=running, owner=eli, due_on=today),
    }
