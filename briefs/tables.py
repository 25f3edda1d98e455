"""Jobs as a list, with a variant for those who may see money. Headers of the export are what the import knows (S4)."""

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from briefs.models import Brief
from briefs.states import OVER, BriefState
from clients import columns
from core.columns import (
    ChoiceColumn,
    DayColumn,
    DueColumn,
    HouseColumn,
    HouseTable,
    MoneyColumn,
    NumberColumn,
    PersonColumn,
    StateColumn,
    TitleColumn,
)

STEPS = tuple(state for state in BriefState if state not in (*OVER, BriefState.ON_HOLD))


def under_job(brief: Brief):
    """Account and client below the job's name; one name where both are called the same."""
    account, client = brief.account.name, brief.account.client.name
    return account if account == client else format_html("{} · {}", account, client)


def job_look(brief: Brief) -> dict:
    """How `marks.state` draws where a job stands: the ring fills as it goes on."""
    if brief.state in (BriefState.DELIVERED, BriefState.CLOSED):
        return {"fill": 1, "done": True, "lost": False}
    if brief.state == BriefState.CANCELLED:
        return {"fill": 1, "done": False, "lost": True}
    state = brief.held_from or brief.state
    return {"fill": STEPS.index(state) / (len(STEPS) - 1), "done": False, "lost": False}


class BriefTable(HouseTable):
    title = TitleColumn(verbose_name=_("Job"), code="number", sub=under_job)
    number = HouseColumn(verbose_name=_("Job number"), only_export=True)
    account = HouseColumn(verbose_name=columns.ACCOUNT, accessor="account.name", only_export=True)
    code = HouseColumn(verbose_name=columns.CODE, accessor="account.code", only_export=True)
    client = HouseColumn(verbose_name=columns.CLIENT, accessor="account.client.name", only_export=True)
    kind = ChoiceColumn(verbose_name=_("Kind"), hide_on="tablet")
    state = StateColumn(verbose_name=_("State"), look=job_look)
    author = PersonColumn(verbose_name=_("Author"), email_header=_("Author, e-mail"), order_by="author__name", hide_on="phone")
    score = NumberColumn(verbose_name=_("Score"), hide_on="phone")
    round_number = NumberColumn(verbose_name=_("Round"), chosen=False, hide_on="phone")
    edition = NumberColumn(verbose_name=_("Version"), chosen=False, hide_on="phone")
    opened_on = DayColumn(verbose_name=_("Opened on"), chosen=False, hide_on="phone")
    delivered_on = DayColumn(verbose_name=_("Delivered on"), chosen=False, hide_on="phone")
    closed_on = DayColumn(verbose_name=_("Closed on"), only_export=True)
    wanted_on = DueColumn(
        verbose_name=_("Delivery day"),
        is_open=lambda brief: brief.delivered_on is None and brief.state not in OVER,
        export=_("Delivery day"),
    )

    class Meta:
        order_by = ("-opened_on",)

    def row_css(self, brief):
        return "is-gone" if brief.state in OVER else ""

    def row_name(self, brief):
        return str(brief)


class BriefWithMoneyTable(BriefTable):
    budget = MoneyColumn(verbose_name=_("Budget"), order_by="budget_minor", style="whole", hide_on="phone")

    class Meta:
        order_by = ("-opened_on",)
        sequence = ("title", "number", "account", "code", "client", "kind", "state", "author", "score", "budget", "...")
