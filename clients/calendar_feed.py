"""Last safe notice days and ends of terms in the calendars of those who sit on the account (C5, S1)."""

from django.utils.translation import gettext as _

from clients.models import Contract, Seat
from reminders.feed import FeedEntry
from reminders.registry import calendar_feed


@calendar_feed.register
def days_of_contracts(person, first, last) -> list[FeedEntry]:
    seats = Seat.objects.live(today=person.today).filter(person__in=person.standing.seats_of)
    contracts = Contract.objects.visible_to(person).in_force().filter(account__in=seats.values("account"))
    days = contracts.filter(last_safe_notice_on__range=(first, last)) | contracts.filter(ends_on__range=(first, last))
    entries = []
    for contract in days.select_related("account").order_by("last_safe_notice_on", "pk"):
        about, path = str(contract.account), contract.get_absolute_url()
        if first <= contract.last_safe_notice_on <= last:
            title = _("Last safe notice day: %(contract)s") % {"contract": contract}
            entries.append(FeedEntry(f"notice-{contract.pk}", contract.last_safe_notice_on, title, path, about))
        if first <= contract.ends_on <= last and contract.ends_on != contract.last_safe_notice_on:
            title = _("Term ends: %(contract)s") % {"contract": contract}
            entries.append(FeedEntry(f"term-{contract.pk}", contract.ends_on, title, path, about))
    return entries
