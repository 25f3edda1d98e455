"""Job requests as a list, with a variant for those who may see money (W1, S4)."""

from django.utils.translation import gettext_lazy as _

from briefs.models import JobRequest
from briefs.states import RequestState
from clients import columns
from core.columns import ChoiceColumn, DayColumn, DueColumn, HouseColumn, HouseTable, MoneyColumn, PersonColumn, StateColumn, TitleColumn

FILL = {RequestState.NEW: 0, RequestState.ASKED_BACK: 0.5}


def request_look(request: JobRequest) -> dict:
    """How `marks.state` draws where a request stands; a new one waits for us."""
    return {
        "fill": FILL.get(request.state, 1),
        "mine": request.state == RequestState.NEW,
        "done": request.state == RequestState.ACCEPTED,
        "lost": request.state in (RequestState.DECLINED, RequestState.WITHDRAWN),
    }


class RequestTable(HouseTable):
    title = TitleColumn(verbose_name=_("Request"), code="account.code", sub="account.name")
    account = HouseColumn(verbose_name=columns.ACCOUNT, accessor="account.name", only_export=True)
    code = HouseColumn(verbose_name=columns.CODE, accessor="account.code", only_export=True)
    client = HouseColumn(verbose_name=columns.CLIENT, accessor="account.client.name", only_export=True)
    state = StateColumn(verbose_name=_("State"), look=request_look)
    contact = HouseColumn(verbose_name=_("Asked by"), accessor="contact.name", hide_on="phone")
    contact_email = HouseColumn(verbose_name=_("Asked by, e-mail"), accessor="contact.email", only_export=True)
    kind = ChoiceColumn(verbose_name=_("Kind"), hide_on="tablet")
    source = ChoiceColumn(verbose_name=_("Source"), chosen=False, hide_on="phone")
    ask = HouseColumn(verbose_name=_("What is needed"), only_export=True)
    why_now = HouseColumn(verbose_name=_("Why now"), only_export=True)
    taken_by = PersonColumn(verbose_name=_("Taken by"), email_header=_("Taken by, e-mail"), order_by="taken_by__name", chosen=False)
    reason = HouseColumn(verbose_name=_("Reason"), only_export=True)
    came_on = DayColumn(verbose_name=_("Came in"), hide_on="tablet")
    wanted_on = DayColumn(verbose_name=_("Wanted by"), hide_on="phone")
    answered_on = DayColumn(verbose_name=_("Answered on"), chosen=False, hide_on="phone")
    answer_by = DueColumn(verbose_name=_("Answer by"), soon=1, is_open=lambda request: request.state == RequestState.NEW)

    class Meta:
        order_by = ("answer_by",)

    def row_css(self, request):
        return "" if request.is_open else "is-gone"


class RequestWithMoneyTable(RequestTable):
    budget = MoneyColumn(verbose_name=_("Budget"), order_by="budget_minor", style="whole", hide_on="tablet")

    class Meta:
        order_by = ("answer_by",)
        sequence = ("title", "account", "code", "client", "state", "contact", "contact_email", "kind", "budget", "...")
