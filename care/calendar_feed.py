"""Check-ins in the calendars of those who hold them or sit on the account, concerns in those of their owners (R1, R2, S1)."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from care.models import CheckIn, Concern
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


@calendar_feed.register
def moments_of_concerns(person, first, last) -> list[FeedEntry]:
    """By when their next word about a concern is due (R2)."""
    owned = Concern.objects.visible_to(person).ticking().filter(owner__in=person.standing.seats_of, due_at__date__range=(first, last))
    return [
        FeedEntry(
            uid=f"concern-{concern.pk}",
            on=timezone.localdate(concern.due_at),
            title=(_("Answer “%(title)s”") if concern.waits_for_answer else _("Outcome of “%(title)s”")) % {"title": concern.title},
            path=concern.get_absolute_url(),
            about=concern.text,
            at=timezone.localtime(concern.due_at).time(),
            minutes=15,
        )
        for concern in owned.order_by("due_at", "pk")
    ]
