from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Refused
from core.models import Event
from core.moves import record, take
from people.actions.person import switch_off
from people.handover import Bundle, bundles_of, hidden_things, totals
from people.models import Person


def ask_receivers(person: Person, receivers: set[Person]) -> None:
    for receiver in receivers:
        if receiver.pk == person.pk:
            raise Refused(_("%(person)s cannot hand over to themselves.") % {"person": person})
        if not receiver.is_active:
            raise Refused(_("%(person)s cannot log in.") % {"person": receiver})


def in_words(bundles: list[Bundle], receiver_of) -> list[dict]:
    """What the briefing shows, place by place; it reads the same when the rows have changed since."""
    return [
        {
            "place": bundle.place.name,
            "key": bundle.place.key,
            "to": str(receiver_of(bundle)),
            "to_id": receiver_of(bundle).pk,
            "things": [str(words) for words in bundle.words],
        }
        for bundle in bundles
    ]


@transaction.atomic
def hand_over(
    person: Person,
    *,
    to: Person,
    by: Person,
    today: date,
    note: str = "",
    leaving_on: date | None = None,
    others: dict[str, Person] | None = None,
    version: int | None = None,
) -> Event:
    """Move seats, open work and reminders of somebody to `to`, in one step and with a briefing note (P8).

    `others` names another receiver for some places ("account:7"). With `leaving_on` the person leaves on that day: now, if it
    has come, else by the clock the day after. Returns the event that is the briefing; its `words` say who got what.
    Raises PermissionDenied, LostRace, Refused (a receiver who cannot log in; places that `by` may not see).
    """
    person = take(person, by=by, may="people.hand_over", version=version)
    others = others or {}
    bundles = bundles_of(person, today=today)

    def receiver_of(bundle: Bundle) -> Person:
        return others.get(bundle.place.key, to)

    receivers = {to, *(receiver_of(bundle) for bundle in bundles)}
    ask_receivers(person, receivers)
    if by is not None and hidden_things(person, by=by, today=today):
        raise Refused(_("%(person)s sits on accounts that you may not see; a head must hand those over.") % {"person": person})
    places, moved = in_words(bundles, receiver_of), [str(words) for words in totals(bundles)]
    for bundle in bundles:
        for parcel, rows in bundle.things.items():
            parcel.move(rows, person, receiver_of(bundle), by=by, today=today)
    fresh = take(person, by=None)
    briefing = record(
        fresh,
        "person.handed_over",
        by=by,
        note=note,
        receivers=sorted(receiver.pk for receiver in receivers),
        to=str(to),
        to_id=to.pk,
        moved=moved,
        bundles=places,
        leaving_on=leaving_on.isoformat() if leaving_on else "",
    )
    for receiver in sorted(receivers, key=lambda one: one.pk):
        got = [words for bundle, words in zip(bundles, places, strict=True) if receiver_of(bundle) == receiver]
        if got or receiver == to:
            record(receiver, "person.received", by=by, giver=str(person), giver_id=person.pk, briefing=briefing.pk, places=len(got))
    if leaving_on and leaving_on <= today:
        switch_off(fresh, by=by, on=leaving_on)
    elif leaving_on:
        fresh.leaves_on, fresh.version = leaving_on, fresh.version + 1
        fresh.save()
    return briefing
