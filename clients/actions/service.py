"""What sales sold and whether it fits; the hand-over from sales to the account team (C4, P10)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from clients.models import Account, BoughtService, SalesHandover, Service
from clients.states import Fit
from clients.words import in_words
from core.changes import ask, set_facts, take_for_change
from core.errors import Refused
from core.moves import record, take


@transaction.atomic
def add_service(*, by, **facts) -> Service:
    """A new row of what we sell."""
    ask(by, "clients.change_service_list")
    service = Service.objects.create(**facts)
    record(service, "service.added", by=by)
    return service


@transaction.atomic
def change_service(service: Service, *, by, version: int | None = None, **facts) -> Service:
    fresh = take_for_change(service, by=by, may="clients.change_service_list", version=version, facts=facts)
    if changes := set_facts(fresh, facts):
        record(fresh, "service.changed", by=by, changes=changes)
    return fresh


def check_the_contract(account: Account, contract) -> None:
    if contract is not None and contract.account_id != account.pk:
        raise Refused(_("%(contract)s is not a contract of %(account)s.") % {"contract": contract, "account": account})


@transaction.atomic
def buy_service(account: Account, *, by, service: Service, bought_on: date, **facts) -> BoughtService:
    """The account has bought a service. Raises PermissionDenied; Refused when the contract is another account's."""
    ask(by, "clients.change_services", account)
    check_the_contract(account, facts.get("contract"))
    bought = BoughtService.objects.create(account=account, service=service, bought_on=bought_on, **facts)
    record(bought, "bought_service.added", by=by, service=str(service))
    return bought


@transaction.atomic
def change_bought_service(bought: BoughtService, *, by, version: int | None = None, **facts) -> BoughtService:
    fresh = take_for_change(bought, by=by, may="clients.change_services", version=version, facts=facts)
    check_the_contract(fresh.account, facts.get("contract"))
    if changes := set_facts(fresh, facts):
        record(fresh, "bought_service.changed", by=by, service=str(fresh.service), changes=changes)
    return fresh


@transaction.atomic
def rate_fit(bought: BoughtService, *, by, fit: str, on: date, note: str = "", version: int | None = None) -> BoughtService:
    """Say how well it serves what the client needs, and why; each rating is an event, so the change can be read later."""
    fresh = take(bought, by=by, may="clients.change_services", version=version)
    if fit in {Fit.PARTIAL, Fit.POOR} and not note.strip():
        raise Refused(_("Say what does not fit."))
    set_facts(fresh, {"fit": fit, "fit_on": on, "fit_note": note.strip()[:300]})
    record(fresh, "bought_service.rated", by=by, note=note, service=str(fresh.service), fit=str(fresh.get_fit_display()).lower())
    return fresh


@transaction.atomic
def end_bought_service(bought: BoughtService, *, by, on: date, version: int | None = None) -> BoughtService:
    fresh = take(bought, by=by, may="clients.change_services", version=version)
    if on < fresh.bought_on:
        raise Refused(
            _("%(service)s was bought on %(bought_on)s; it cannot end before.")
            % {"service": fresh.service, "bought_on": in_words(fresh.bought_on)}
        )
    if set_facts(fresh, {"ended_on": on}):
        record(fresh, "bought_service.ended", by=by, service=str(fresh.service))
    return fresh


# ── The sales hand-over ──────────────────────────────────────────────────────────────────────────


@transaction.atomic
def hand_sales_over(account: Account, *, by, version: int | None = None, **facts) -> SalesHandover:
    """Write down what was promised and what is needed, or mend it while the lead has not taken it over yet."""
    ask(by, "clients.hand_sales_over", account)
    take(account, by=by)
    handover = SalesHandover.objects.filter(account=account).first()
    if handover is None:
        handover = SalesHandover.objects.create(account=account, **facts)
        record(handover, "sales_handover.written", by=by, sold_by=str(handover.sold_by))
        return handover
    fresh = take_for_change(handover, by=by, may="", version=version, facts=facts)
    if fresh.taken_on:
        raise Refused(
            _("%(taken_by)s took this over on %(taken_on)s; it is not changed any more.")
            % {"taken_by": fresh.taken_by, "taken_on": in_words(fresh.taken_on)}
        )
    if changes := set_facts(fresh, facts):
        record(fresh, "sales_handover.changed", by=by, changes=changes)
    return fresh


@transaction.atomic
def take_sales_over(handover: SalesHandover, *, by, today: date, note: str = "", version: int | None = None) -> SalesHandover:
    """The lead has read it and answers for it from now on."""
    fresh = take(handover, by=by, may="clients.take_sales_over", version=version)
    if fresh.taken_on:
        raise Refused(
            _("%(taken_by)s took this over on %(taken_on)s.") % {"taken_by": fresh.taken_by, "taken_on": in_words(fresh.taken_on)}
        )
    set_facts(fresh, {"taken_by": by, "taken_on": today})
    record(fresh, "sales_handover.taken", by=by, note=note)
    return fresh
