"""Who may say the next yes to a brief, and why not its author, in words for its pages. What is enforced is `briefs.permissions`."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from briefs.authority import signers, writers_of
from briefs.policy import rank_for
from clients.deciders import either, of_rank
from clients.states import SeatRole
from people.models import Absence
from people.states import Rank


@dataclass(frozen=True, slots=True)
class Deciders:
    """Those who may say yes, nearest first; `why` the policy asks for them; `barred`: of the right rank, but they wrote it.

    `covers` are those who speak today for somebody of these who is away.
    """

    people: list
    why: str
    barred: list
    covers: list

    @property
    def words(self) -> str:
        if self.people:
            sentences = [_("%(who)s can say yes: %(why)s.") % {"who": either(self.people), "why": self.why}]
        else:
            sentences = [_("Nobody who sees this account can say yes: %(why)s.") % {"why": self.why}]
        sentences += [_("%(cover)s speaks today for %(away)s.") % {"cover": one.cover, "away": one.person} for one in self.covers]
        return " ".join([*sentences, *self.barred_words])

    @property
    def barred_words(self) -> list[str]:
        if not self.barred:
            return []
        names = ", ".join(str(person) for person in self.barred)
        if settings.SMALL_SHOP_MODE:
            return [_("In small-shop mode this may be %(name)s, who wrote it; it is marked.") % {"name": names}]
        return [_("Not %(name)s, who wrote some of it: nobody approves their own work.") % {"name": names}]


def approvers(brief, *, today) -> Deciders:
    """For the approval by rank; `brief.account.live_seats` is loaded."""
    rank = rank_for(brief)
    why = _("the policy asks for a %(rank)s or above") % {"rank": Rank(rank).label.lower()}
    return decided_by(brief, of_rank(brief.account, rank), why, today=today)


def strategists(brief, *, today) -> Deciders:
    """For the strategy sign-off: the account's planners, else supervisors and above (P6)."""
    planners = [seat.person for seat in brief.account.live_seats if seat.role == SeatRole.PLANNER and seat.person.is_active]
    if signers(brief.account, brief, today=today):
        return decided_by(brief, planners, _("the account's planner signs the strategy off"), today=today)
    why = _("no planner can sign the strategy off, so a supervisor or above does")
    return decided_by(brief, of_rank(brief.account, Rank.SUPERVISOR), why, today=today)


def decided_by(brief, people: list, why: str, *, today) -> Deciders:
    writers = writers_of(brief)
    barred = [one for one in people if one.pk in writers]
    able = people if settings.SMALL_SHOP_MODE else [one for one in people if one.pk not in writers]
    away = Absence.objects.on(today).filter(person__in=[one.pk for one in able], cover__is_active=True).select_related("person", "cover")
    covers = [one for one in away.order_by("pk") if settings.SMALL_SHOP_MODE or one.cover_id not in writers]
    return Deciders(able, why, barred, covers)
