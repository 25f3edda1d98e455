"""What of jobs stands on which day (W6): deliveries, milestones, presentations, rounds due. One query for each of the four."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from briefs.models import Brief, Milestone, Presentation, Round
from briefs.states import OVER, BriefState, MilestoneKind, RoundState
from clients.models import Seat
from core.statements import asked, state_of

MOST_OF_A_KIND = 300  # rows of one kind in the days that are shown
ICONS = {"delivery": "package-check", "milestone": "flag", "presentation": "presentation", "round": "rotate-cw"}


@dataclass(frozen=True, slots=True)
class DayEntry:
    """One line of a day; `kind` is its icon and its word."""

    on: date
    kind: str
    title: str
    brief: Brief
    url: str
    is_late: bool = False
    is_done: bool = False
    is_fixed: bool = False
    who: object | None = None

    @property
    def icon(self) -> str:
        return ICONS[self.kind]

    @property
    def words(self) -> str:
        return {
            "delivery": _("Delivery"),
            "milestone": _("Milestone"),
            "presentation": _("Presentation"),
            "round": _("Round due"),
        }[self.kind]


@dataclass
class Days:
    """What stands between two days; `is_cut` when there is more than is shown."""

    by_day: dict[date, list[DayEntry]]
    is_cut: bool

    @property
    def count(self) -> int:
        return sum(map(len, self.by_day.values()))


class Diary:
    """Jobs from day to day as far as `person` sees them; `is_mine` narrows to their accounts and to milestones that they own."""

    def __init__(self, person, first: date, last: date, *, is_mine: bool):
        self.person, self.today, self.is_mine = person, person.today, is_mine
        self.within = (first, last)

    @property
    def accounts(self):
        return Seat.objects.live(today=self.today).filter(person__in=self.person.standing.seats_of).values("account")

    def read(self) -> Days:
        by_day: dict[date, list[DayEntry]] = defaultdict(list)
        is_cut = False
        for entries in (self.deliveries(), self.milestones(), self.presentations(), self.rounds()):
            is_cut = is_cut or len(entries) > MOST_OF_A_KIND
            for entry in entries[:MOST_OF_A_KIND]:
                by_day[entry.on].append(entry)
        return Days(by_day, is_cut)

    def _asked(self, kind: str, build: Callable[[], QuerySet]) -> list:
        """The same statement all day for one person and these days."""
        return asked(("diary", kind, state_of(self.person), self.within, self.is_mine), build)

    def deliveries(self) -> list[DayEntry]:
        jobs = Brief.objects.visible_to(self.person).exclude(state=BriefState.CANCELLED).filter(wanted_on__range=self.within)
        if self.is_mine:
            jobs = jobs.filter(account__in=self.accounts)
        rows = self._asked("deliveries", lambda: jobs.select_related("account", "author").order_by("wanted_on", "pk")[: MOST_OF_A_KIND + 1])
        return [
            DayEntry(
                job.wanted_on,
                "delivery",
                job.title,
                job,
                job.get_absolute_url(),
                is_late=job.is_late(today=self.today),
                is_done=job.delivered_on is not None,
                who=job.author,
            )
            for job in rows
        ]

    def milestones(self) -> list[DayEntry]:
        """A delivery milestone on the day on which the job is wanted is not said twice."""
        rows = Milestone.objects.visible_to(self.person).exclude(brief__state__in=OVER).filter(due_on__range=self.within)
        rows = rows.exclude(kind=MilestoneKind.DELIVERY, due_on=F("brief__wanted_on"))
        if self.is_mine:
            rows = rows.filter(owner__in=self.person.standing.seats_of)
        found = self._asked("milestones", lambda: rows.for_pages().order_by("due_on", "pk")[: MOST_OF_A_KIND + 1])
        return [
            DayEntry(
                one.due_on,
                "milestone",
                one.name,
                one.brief,
                one.get_absolute_url(),
                is_late=one.is_late(today=self.today),
                is_done=one.done_on is not None,
                is_fixed=one.is_fixed,
                who=one.owner,
            )
            for one in found
        ]

    def presentations(self) -> list[DayEntry]:
        rows = Presentation.objects.visible_to(self.person).filter(held_on__range=self.within)
        if self.is_mine:
            rows = rows.filter(Q(brief__account__in=self.accounts) | Q(presented_by=self.person))
        rows = rows.select_related("brief__account", "presented_by").order_by("held_on", "pk")
        found = self._asked("presentations", lambda: rows[: MOST_OF_A_KIND + 1])
        return [
            DayEntry(
                one.held_on,
                "presentation",
                one.brief.title,
                one.brief,
                one.get_absolute_url(),
                is_done=one.held_on <= self.today,
                who=one.presented_by,
            )
            for one in found
        ]

    def rounds(self) -> list[DayEntry]:
        """Rounds of the house that the client has not seen."""
        rows = Round.objects.visible_to(self.person).filter(due_on__range=self.within, state__in=(RoundState.WORKING, RoundState.INTERNAL))
        rows = rows.exclude(brief__state__in=OVER)
        if self.is_mine:
            rows = rows.filter(brief__account__in=self.accounts)
        found = self._asked("rounds", lambda: rows.select_related("brief__account").order_by("due_on", "pk")[: MOST_OF_A_KIND + 1])
        return [
            DayEntry(
                one.due_on,
                "round",
                _("Round %(n)d of %(job)s") % {"n": one.number, "job": one.brief.title},
                one.brief,
                reverse("brief_work", args=[one.brief_id]),
                is_late=one.due_on < self.today,
            )
            for one in found
        ]
