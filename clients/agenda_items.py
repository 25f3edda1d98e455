"""What contracts and health bring to the next talk: notice days, ends of terms, an account that has changed (C5, R4)."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.agenda import MOST, Item, Source, agenda
from clients.models import AccountHealth, Contract
from clients.words import in_words
from core.addresses import address_of

CONTRACT_DAYS_AHEAD = 120


def contract_days(account, person, today):
    """Contracts in force that end, or whose last safe notice day comes, within four months."""
    until = today + timedelta(days=CONTRACT_DAYS_AHEAD)
    return Contract.objects.in_force().filter(account=account, ends_on__range=(today, until)).order_by("ends_on", "pk")[:MOST]


def contract_day(contract) -> Item:
    words = {"contract": contract.name, "day": in_words(contract.ends_on), "notice": in_words(contract.last_safe_notice_on)}
    text = _("%(contract)s ends on %(day)s; notice until %(notice)s") % words
    return Item(text, contract.get_absolute_url(), contract.last_safe_notice_on)


def health(account, person, today):
    return AccountHealth.objects.filter(account=account)


def health_change(health) -> Item | None:
    if not health.changed_30:
        return None
    points = f"{health.changed_30:+d}".replace("-", "−")
    text = _("Health %(points)s in 30 days, now %(now)s") % {"points": points, "now": health.observed}
    return Item(text, address_of("account_detail", health.account_id))


agenda.register(Source("contracts", gettext_lazy("Contract days"), 50, contract_days, contract_day))
agenda.register(Source("health", gettext_lazy("Health"), 70, health, health_change, is_internal=True))
