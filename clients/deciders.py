"""Who may decide a renewal, in words for its page (C5, P3, P4). What is enforced is `clients.decide_renewal`."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from clients.permissions import PROPOSING, rank_for_renewal
from clients.states import SeatRole
from core.models import Event
from people.models import Person
from people.states import Rank

MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Deciders:
    """Those who may decide, nearest first; the rank that the policy asks; who wrote the proposal and so may not."""

    people: list
    rank: int
    proposer: object | None

    @property
    def words(self) -> str:
        rank = Rank(self.rank).label.lower()
        if not self.people:
            return _("The policy asks for a %(rank)s, and nobody of that rank sees this account.") % {"rank": rank}
        who = either(self.people)
        why = _("%(who)s can decide: the policy asks for a %(rank)s or above.") % {"who": who, "rank": rank}
        if self.proposer is None:
            return why
        if settings.SMALL_SHOP_MODE:
            return why + " " + _("In small-shop mode this may be %(name)s, who wrote the proposal; it is marked.") % {"name": self.proposer}
        return why + " " + _("Not %(name)s, who wrote the proposal.") % {"name": self.proposer}


def deciders(renewal, events=None) -> Deciders:
    """`renewal.contract.account.live_seats` is loaded; `events` are the renewal's, newest first, if the page has read them.

    What is found out is kept on the row, so that drawing the buttons asks nothing again.
    """
    if events is None:
        events = Event.objects.about(renewal).filter(verb__in=PROPOSING).select_related("actor").order_by("-at", "-pk")
    last = next((event for event in events if event.verb in PROPOSING), None)
    proposer = last.actor if last else None
    renewal.rank_asked, renewal.drafted_by = rank_for_renewal(renewal), proposer.pk if proposer else None
    able = of_rank(renewal.contract.account, renewal.rank_asked)
    if proposer is not None and not settings.SMALL_SHOP_MODE:
        able = [one for one in able if one.pk != proposer.pk]
    return Deciders(able, renewal.rank_asked, proposer)


def either(people) -> str:
    """The nearest by name: “Sam, Dana or Hana”."""
    names = [str(person) for person in people[:MOST_NAMED]]
    return _(" or ").join(filter(None, (", ".join(names[:-1]), names[-1])))


def of_rank(account, rank: int) -> list:
    """Whoever sees this account and has this rank or a higher one, nearest first; `live_seats` are loaded."""
    seated = [seat.person for seat in account.live_seats if seat.role != SeatRole.LIAISON]
    found = {person.pk: person for person in (*seated, *above(account, seated))}
    able = [one for one in found.values() if one.rank and one.rank >= rank and one.is_active]
    return sorted(able, key=lambda one: (one.rank, one.name))


def above(account, seated) -> list:
    """The line above those seated (unless the account is walled) and the heads: they see it too."""
    staff = Person.objects.active().filter(rank__gte=Rank.SUPERVISOR)
    if account.is_walled:
        return list(staff.filter(rank=Rank.HEAD))
    people = {person.pk: person for person in staff}
    found, bosses = {}, [person.reports_to_id for person in seated]
    while bosses:
        boss = people.get(bosses.pop())
        if boss is not None and boss.pk not in found:
            found[boss.pk] = boss
            bosses.append(boss.reports_to_id)
    return [*found.values(), *(person for person in people.values() if person.rank == Rank.HEAD)]
