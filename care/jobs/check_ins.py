"""What the clock does with check-ins, set-wise and idempotent (R1, S1): every live account has its next one planned."""

from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from care.actions.check_in import due_day
from care.models import CheckIn
from care.states import CheckInState
from clients.levels import levels
from clients.models import Account, Seat
from clients.states import ClientState
from core.models import Event
from people.models import Person

CHUNK = 1_000


def daily(today: date) -> dict[str, int]:
    return {
        "check_ins_called_off": call_off_idle(today),
        "check_ins_handed_over": give_to_leads(today),
        "check_ins_planned": plan_check_ins(today),
    }


def _lead_on(today: date, account: str):
    leads = Seat.objects.live(today=today).leads().filter(account=OuterRef(account), person__is_active=True)
    return Subquery(leads.order_by("-starts_on", "-pk").values("person")[:1])


def plan_check_ins(today: date) -> int:
    """Plan the next check-in of each live account that has none from its cadence. Returns how many.

    Last held (else with us since) plus the cadence, on a working day, never in the past. Two clocks at once plan one:
    the database keeps one planned cadence check-in per account.
    """
    planned = CheckIn.objects.planned().filter(account=OuterRef("pk"), is_from_cadence=True)
    last_held = CheckIn.objects.held().filter(account=OuterRef("pk")).order_by("-held_on").values("held_on")[:1]
    due = (
        Account.objects.live()
        .with_tier()
        .exclude(client__state=ClientState.LOST)
        .filter(~Exists(planned), opened_on__lte=today)
        .annotate(last_held_on=Subquery(last_held), lead=_lead_on(today, "pk"))
        .order_by("pk")
        .values_list("pk", "effective_tier", "cadence_days", "opened_on", "last_held_on", "lead")
    )
    made, last, by_tier = 0, 0, levels()
    while rows := list(due.filter(pk__gt=last)[:CHUNK]):
        last = rows[-1][0]
        before = CheckIn.objects.planned().filter(is_from_cadence=True, account__in=[row[0] for row in rows]).count()
        CheckIn.objects.bulk_create(
            [
                CheckIn(
                    account_id=pk,
                    planned_on=due_day(held or opened, cadence=own or by_tier[tier].cadence_days, today=today),
                    owner_id=lead,
                    is_from_cadence=True,
                )
                for pk, tier, own, opened, held, lead in rows
            ],
            ignore_conflicts=True,
        )
        made += CheckIn.objects.planned().filter(is_from_cadence=True, account__in=[row[0] for row in rows]).count() - before
    return made


def give_to_leads(today: date) -> int:
    """Planned check-ins whose owner has no seat on the account any more, or has left, go to its lead. Returns how many."""
    seated = Seat.objects.live(today=today).filter(account=OuterRef("account"), person=OuterRef("owner"), person__is_active=True)
    stray = CheckIn.objects.planned().filter(Q(owner=None) | ~Exists(seated)).annotate(lead=_lead_on(today, "account"))
    return _chunk_by_chunk(stray.filter(lead__isnull=False).select_related("account", "owner"), _give_to_lead)


def _give_to_lead(check_ins: list[CheckIn]) -> None:
    leads, events = Person.objects.in_bulk({check_in.lead for check_in in check_ins}), []
    for check_in in check_ins:
        before, check_in.owner = check_in.owner, leads[check_in.lead]
        check_in.version += 1
        words = {"person": str(check_in.owner)}
        if before is None:  # one that came in with nobody's name
            events.append(_event(check_in, "check_in.given", words=words))
        else:
            events.append(_event(check_in, "check_in.handed_over", words=words | {"before": str(before)}))
    CheckIn.objects.bulk_update(check_ins, ["owner", "version"])
    Event.objects.bulk_create(events)


def call_off_idle(today: date) -> int:
    """Nobody has to speak with a closed account any more, nor by the cadence with a lost client. Returns how many are cancelled."""
    of_lost = Q(is_from_cadence=True, account__client__state=ClientState.LOST)
    idle = CheckIn.objects.planned().filter(Q(account__closed_on__isnull=False) | of_lost)
    return _chunk_by_chunk(idle.select_related("account__client"), _call_off)


def _call_off(check_ins: list[CheckIn]) -> None:
    states, events = {"from_state": CheckInState.PLANNED, "to_state": CheckInState.CANCELLED}, []
    for check_in in check_ins:
        check_in.state, check_in.version = CheckInState.CANCELLED, check_in.version + 1
        check_in.reason = str(_("The account is closed.") if check_in.account.closed_on else _("The client is lost."))
        events.append(_event(check_in, "checkin.cancel", note=check_in.reason, **states))
    CheckIn.objects.bulk_update(check_ins, ["state", "reason", "version"])
    Event.objects.bulk_create(events)


def _chunk_by_chunk(rows, do) -> int:
    """Do it to all of these, a chunk in each transaction; what is done is no longer among them. Returns to how many."""
    done = 0
    while True:
        with transaction.atomic():
            found = list(rows.select_for_update(of=("self",)).order_by("pk")[:CHUNK])
            if not found:
                return done
            do(found)
        done += len(found)


def _event(check_in: CheckIn, verb: str, *, words: dict | None = None, **facts) -> Event:
    """By the clock. Twin of core.moves.record, for many at once."""
    return Event(
        at=timezone.now(), verb=verb, subject=check_in, topic=check_in.account, words={"name": str(check_in)} | (words or {}), **facts
    )
