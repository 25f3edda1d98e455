"""Check-ins on an account's page: the tab, and the one act of every day."""

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from clients.tabs import Tab, acts, tabs
from core.lists import Act

tabs.register(Tab("account_check_ins", _("Check-ins"), order=30))


@acts.register
def log_a_check_in(account, person) -> Act | None:
    if account.closed_on or not person.has_perm("care.plan_check_in", account):
        return None
    return Act(_now("Log a check-in"), f"{reverse('check_in_log')}?account={account.pk}", "phone", primary=True)
