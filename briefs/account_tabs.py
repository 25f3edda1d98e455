"""Jobs on an account's page: the tab, and the act that begins one."""

from django.utils.translation import gettext_lazy as _

from briefs.views.reading import write_act
from clients.tabs import Tab, acts, tabs
from core.lists import Act

tabs.register(Tab("account_jobs", _("Jobs"), order=20))


@acts.register
def write_a_brief(account, person) -> Act | None:
    found = [] if account.closed_on else write_act(person, account=account)
    return Act(found[0].label, found[0].url, found[0].icon) if found else None
