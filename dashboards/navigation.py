from django.utils.translation import gettext_lazy as _

from core.navigation import AGENCY, MOST_ACCOUNTS, Place, SideAccount, my_accounts, places
from dashboards import glance

places.register(Place("my_day", _("My day"), "sun", key="d", order=10, phone=True))
places.register(
    Place(
        "portfolio_dashboard",
        _("Dashboards"),
        "layout-dashboard",
        key="p",
        group=AGENCY,
        order=10,
        covers=("portfolio_", "agency_", "people_dashboard", "work_dashboard", "relationship_", "retention_dashboard", "dashboard_"),
        may="dashboards.see_portfolio",
    )
)


@my_accounts.register
def accounts_at_the_side(person) -> list[SideAccount]:
    """As My day shows them: the worst first, each with its mark."""
    return [line.at_the_side for line in glance.my_accounts(person, today=person.today)[:MOST_ACCOUNTS]]
