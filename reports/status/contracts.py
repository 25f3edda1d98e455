"""Contracts in a status report: a line for each whose last safe notice day comes near (S3)."""

from datetime import date

from django.utils.translation import gettext as _

from clients.models import Contract
from clients.states import RenewalStage
from core.marks import NOTICE_SOON_DAYS, money_words
from reports.lines import US, Line
from reports.status.days import NOTICE_AHEAD_DAYS


def contracts_of(account) -> list[Contract]:
    if not hasattr(account, "contracts_in_force"):
        account.contracts_in_force = list(Contract.objects.filter(account=account).in_force().select_related("renewal"))
    return account.contracts_in_force


def renewal_lines(account, *, today: date) -> list[Line]:
    """Contracts whose last safe notice day is at most 120 days away, or past, and not decided yet."""
    found = []
    for contract in contracts_of(account):
        day = contract.last_safe_notice_on
        renewal = getattr(contract, "renewal", None)
        if day is None or (day - today).days > NOTICE_AHEAD_DAYS or (renewal and not renewal.is_open):
            continue
        left = (day - today).days
        tone = "risk" if left < 0 else "watch" if left <= NOTICE_SOON_DAYS else "good"
        why = _("The last safe notice day is over.") if left < 0 else _("%(n)d days to the last safe notice day.") % {"n": left}
        found.append(
            Line(
                "renewals",
                f"contract:{contract.pk}",
                contract.name,
                account.pk,
                url=contract.get_absolute_url(),
                state=str(renewal.get_stage_display() if renewal else RenewalStage.UPCOMING.label),
                next=renewal.next_step if renewal else "",
                turn=US,
                who=account.lead.name if account.lead else "",
                due=day.isoformat(),
                tone=tone,
                why=why,
                money=[[_("Fee a year"), money_words(contract.annual_fee, "whole")]],
            )
        )
    return found
