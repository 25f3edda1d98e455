"""Check-ins in the calendars of those who hold them or sit on the account (R1, S1)."""

from django.db.models import Q
from django.utils.translation import gettext as _

from care.models import CheckIn
from clients.models import Seat
from reminders.feed import FeedEntry
from reminders.registry import calendar_feed


@calendar_feed.register
def days_of_check_ins(person, first, last) -> list[FeedEntry]:
    mine = person.standing.seats_of
    seats = Seat.objects.live(today=person.today).filter(person__in=mine)
    check_ins = CheckIn.objects.visible_to(person).planned().filter(Q(owner__in=mine) | Q(account__in=seats.values("account")))
    return [
        FeedEntry(
            uid=f"checkin-{check_in.pk}",
            on=check_in.planned_on,
            title=_("%(kind)s with %(account)s") % {"kind": check_in.get_kind_display(), "account": check_in.account},
            path=check_in.get_absolute_url(),
            about=check_in.agenda,
            at=check_in.planned_at,
            minutes=check_in.minutes,
        )
        for check_in in check_ins.filter(planned_on__range=(first, last)).select_related("account").order_by("planned_on", "pk")
    ]
