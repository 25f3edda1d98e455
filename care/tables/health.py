from django.utils.translation import gettext_lazy as _

from care.models import RecoveryPlan
from care.states.health import PlanState
from clients import columns
from core.columns import DayColumn, DueColumn, HouseColumn, HouseTable, NumberColumn, PersonColumn, StateColumn, TitleColumn, YesColumn

FILL = {PlanState.DRAFT: 0, PlanState.AGREED: 0.4, PlanState.RUNNING: 0.7}


def plan_look(plan: RecoveryPlan) -> dict:
    """How `marks.state` draws it."""
    return {
        "fill": FILL.get(plan.state, 1),
        "done": plan.state == PlanState.RECOVERED,
        "lost": plan.state in (PlanState.NOT_RECOVERED, PlanState.DROPPED),
    }


class RecoveryPlanTable(HouseTable):
    goal = TitleColumn(verbose_name=_("Goal"), code="account.code", sub="account.name")
    account = HouseColumn(verbose_name=columns.ACCOUNT, accessor="account.name", only_export=True)
    code = HouseColumn(verbose_name=columns.CODE, accessor="account.code", only_export=True)
    state = StateColumn(verbose_name=_("State"), look=plan_look)
    owner = PersonColumn(verbose_name=_("Owner"), email_header=columns.OWNER_EMAIL, order_by="owner__name", hide_on="phone")
    score_then = NumberColumn(verbose_name=_("Score then"), hide_on="phone")
    score_now = NumberColumn(verbose_name=_("Score at the end"), hide_on="phone")
    verdict = HouseColumn(verbose_name=_("Verdict"), only_export=True)
    written_by = PersonColumn(verbose_name=_("Written by"), order_by="written_by__name", hide_on="phone", chosen=False)
    agreed_by = PersonColumn(verbose_name=_("Agreed by"), order_by="agreed_by__name", hide_on="phone", chosen=False)
    is_self_agreed = YesColumn(verbose_name=_("Agreed to by its writer"), hide_on="phone", chosen=False)
    is_self_judged = YesColumn(verbose_name=_("Judged by its writer"), hide_on="phone", chosen=False)
    made_on = DayColumn(verbose_name=_("Written on"), hide_on="phone", chosen=False)
    review_on = DueColumn(verbose_name=_("Judged on"), is_open=lambda plan: plan.is_open)

    class Meta:
        order_by = ("review_on",)
