"""What people do with a client: bring one in, learn about it, win it, let it rest, lose it, win it back (C2, C7)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from clients.models import Client, Competitor, MarketNote
from clients.states import ClientState
from core.changes import ask, set_facts, take_for_change
from core.errors import Refused
from core.moves import make_move, record, take


@transaction.atomic
def add_client(*, by, today: date, state: str = ClientState.PROSPECT, owner=None, unlike=(), **facts) -> Client:
    """Enter a prospect, or a client that we have already (then `state` is active). Whoever enters it owns it unless named.

    `unlike` are the clients of nearly the same name that whoever enters it was warned of and says are others.
    """
    ask(by, "clients.add_client")
    client = Client(state=state, owner=owner or by, **facts)
    if state != ClientState.PROSPECT and client.won_on is None:
        client.won_on = today
    if state == ClientState.LOST and client.lost_on is None:
        client.lost_on = today
    client.save()
    record(client, "client.added", by=by, state=client.get_state_display().lower())
    if unlike:
        record(client, "client.told_apart", by=by, others=", ".join(map(str, unlike)), keys=[other.pk for other in unlike])
    return client


@transaction.atomic
def change_client(client: Client, *, by, version: int | None = None, **facts) -> Client:
    """Raises PermissionDenied, LostRace; Refused when it would belong to one of its own daughters."""
    fresh = take_for_change(client, by=by, may="clients.change_client", version=version, facts=facts)
    if facts.get("parent") and is_ancestor(fresh, facts["parent"]):
        raise Refused(_("%(parent)s belongs to %(client)s already.") % {"parent": facts["parent"], "client": fresh})
    if changes := set_facts(fresh, facts):
        record(fresh, "client.changed", by=by, changes=changes)
    return fresh


def is_ancestor(client: Client, other: Client) -> bool:
    """Whether `other` belongs to `client`, over any number of steps."""
    seen = set()
    while other is not None and other.pk not in seen:
        if other.pk == client.pk:
            return True
        seen.add(other.pk)
        other = other.parent
    return False


def win_client(client: Client, *, by, today: date, note: str = "", version: int | None = None) -> Client:
    """The prospect becomes a client; all that was noted stays (C7)."""
    return make_move(client, "win", by=by, note=note, version=version, won_on=today)


def rest_client(client: Client, *, by, today: date, note: str = "", version: int | None = None) -> Client:
    return make_move(client, "rest", by=by, note=note, version=version)


def wake_client(client: Client, *, by, today: date, note: str = "", version: int | None = None) -> Client:
    return make_move(client, "wake", by=by, note=note, version=version)


def lose_client(client: Client, *, by, today: date, note: str = "", cause: str = "", version: int | None = None) -> Client:
    """With the reason in words, and one that can be counted (G8). Raises Refused without words.

    Accounts stay as they are until somebody closes them.
    """
    if not note.strip():
        raise Refused(_("A lost client needs the reason."))
    return make_move(client, "lose", by=by, note=note, version=version, lost_reason=note.strip()[:300], lost_cause=cause, lost_on=today)


def win_back_client(client: Client, *, by, today: date, note: str = "", version: int | None = None) -> Client:
    return make_move(client, "win_back", by=by, note=note, version=version, won_on=today, lost_on=None, lost_reason="", lost_cause="")


CLIENT_ACTIONS = {"win": win_client, "rest": rest_client, "wake": wake_client, "lose": lose_client, "win_back": win_back_client}


# ── What we know about their market (C2) ─────────────────────────────────────────────────────────


@transaction.atomic
def add_competitor(client: Client, *, by, **facts) -> Competitor:
    ask(by, "clients.note_market", client)
    take(client, by=by)
    if Competitor.objects.filter(client=client, name__iexact=facts["name"]).exists():
        raise Refused(_("%(name)s is on the list of competitors already.") % {"name": facts["name"]})
    competitor = Competitor.objects.create(client=client, **facts)
    record(competitor, "competitor.added", by=by)
    return competitor


@transaction.atomic
def change_competitor(competitor: Competitor, *, by, version: int | None = None, **facts) -> Competitor:
    fresh = take_for_change(competitor, by=by, may="clients.note_market", version=version, facts=facts)
    if changes := set_facts(fresh, facts):
        record(fresh, "competitor.changed", by=by, changes=changes)
    return fresh


@transaction.atomic
def drop_competitor(competitor: Competitor, *, by, version: int | None = None) -> None:
    fresh = take(competitor, by=by, may="clients.note_market", version=version)
    record(fresh, "competitor.dropped", by=by)
    fresh.delete()


@transaction.atomic
def note_market(client: Client, *, by, text: str, noted_on: date, source: str = "") -> MarketNote:
    """Something happened in the client's market, company or industry (R7)."""
    ask(by, "clients.note_market", client)
    note = MarketNote.objects.create(client=client, text=text, noted_on=noted_on, source=source, noted_by=by)
    record(note, "market_note.added", by=by)
    return note


@transaction.atomic
def change_market_note(note: MarketNote, *, by, version: int | None = None, **facts) -> MarketNote:
    fresh = take_for_change(note, by=by, may="clients.note_market", version=version, facts=facts)
    if changes := set_facts(fresh, facts):
        record(fresh, "market_note.changed", by=by, changes=changes)
    return fresh
