"""Deliveries and milestones in the calendars of those who answer for them (W6, S1)."""

from django.utils.translation import gettext as _

from briefs.models import Brief, Milestone
from briefs.states import BriefState
from clients.models import Seat
from reminders.feed import MOST_ENTRIES, FeedEntry
from reminders.registry import calendar_feed


@calendar_feed.register
def days_of_milestones(person, first, last) -> list[FeedEntry]:
    """Those that they own, or somebody whom they cover, and have not reached."""
    mine = Milestone.objects.visible_to(person).to_be_reached().filter(owner__in=person.standing.seats_of, due_on__range=(first, last))
    return [
        FeedEntry(
            uid=f"milestone-{one.pk}",
            on=one.due_on,
            title=_("%(milestone)s: %(job)s") % {"milestone": one.name, "job": one.brief.title},
            path=one.get_absolute_url(),
            about=one.brief.number,
        )
        for one in mine.select_related("brief").order_by("due_on", "pk")[:MOST_ENTRIES]
    ]


@calendar_feed.register
def days_of_deliveries(person, first, last) -> list[FeedEntry]:
    """Of live jobs of the accounts on which they sit."""
    seats = Seat.objects.live(today=person.today).filter(person__in=person.standing.seats_of)
    jobs = Brief.objects.live().exclude(state__in=(BriefState.DELIVERED, BriefState.ON_HOLD))
    jobs = jobs.filter(account__in=seats.values("account"), wanted_on__range=(first, last))
    return [
        FeedEntry(
            uid=f"delivery-{job.pk}",
            on=job.wanted_on,
            title=_("Delivery: %(job)s") % {"job": job.title},
            path=job.get_absolute_url(),
            about=f"{job.number}, {job.account}",
        )
        for job in jobs.select_related("account").order_by("wanted_on", "pk")[:MOST_ENTRIES]
    ]
