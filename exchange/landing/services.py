"""Services bought (C4): what an account bought, under which contract, sold by whom, and whether it fits."""

from django.db.models import Q
from django.utils.translation import gettext as _

from clients import bulk
from clients.actions.service import add_service
from clients.models import BoughtService, Service
from clients.states import Fit
from exchange.landing.base import Landing
from exchange.landing.hanging import KnownContracts, Pairs, accounts_of, is_whole, settle
from exchange.landing.journal import Journal
from exchange.landing.words import fit_of
from exchange.preparing import Prepared
from exchange.reading.text import fold


def land_services(landing: Landing, journal: Journal, rows: list[Prepared]) -> None:
    needed = {"service": _("The service is missing."), "bought_on": _("The day on which it was bought is missing.")}
    rows = [prepared for prepared in rows if is_whole(landing, journal, prepared, **needed)]
    for prepared in rows:
        if prepared.get("ended_on") and prepared.get("ended_on") < prepared.get("bought_on"):
            journal.refuse(prepared, _("It ends before it was bought."), landing.heading("ended_on"))
    rows = [prepared for prepared in rows if not prepared.is_refused]
    accounts = accounts_of(landing, journal, rows)
    services = _services(landing, journal, [prepared for prepared in rows if prepared.number in accounts])
    rows = [prepared for prepared in rows if prepared.number in services]
    contracts = KnownContracts(landing, rows, accounts)
    facts = {
        prepared.number: _facts(landing, prepared, services[prepared.number], contracts.find(prepared, accounts[prepared.number]))
        for prepared in rows
    }
    narrow = Q(account__in={account.pk for account in accounts.values()}, bought_on__in={prepared.get("bought_on") for prepared in rows})
    ours = BoughtService.objects.visible_to(landing.by).select_related("account__client", "service", "contract", "sold_by")
    wanted = [(one, (accounts[one.number].pk, services[one.number].pk, one.get("bought_on")), facts[one.number]) for one in rows]
    pairs = Pairs(landing, "services", ours, narrow, rows, lambda bought: ((bought.account_id, bought.service_id, bought.bought_on),))
    known = pairs.of(landing, journal, wanted)
    rows = [prepared for prepared in rows if not prepared.is_refused]
    made = [(one, BoughtService(account=accounts[one.number], **facts[one.number])) for one in rows if known[one.number] is None]
    changes = [(one, known[one.number], facts[one.number]) for one in rows if known[one.number] is not None]
    bulk.add_bought_services([bought for _p, bought in made], by=landing.by)
    settle(landing, journal, "services", made=made, changes=changes, verb="bought_service.changed")


def _services(landing: Landing, journal: Journal, rows: list[Prepared]) -> dict[int, Service]:
    """Row → the service of our list. A new one is entered by whoever may change the list; for others the row is refused."""
    by_name = {fold(service.name): service for service in Service.objects.order_by("-pk")}
    found = {}
    for prepared in rows:
        name = prepared.get("service")
        service = by_name.get(fold(name))
        if service is None and not landing.by.has_perm("clients.change_service_list"):
            why = _("“%(name)s” is not on the list of what we sell: a director enters it first.") % {"name": name}
            journal.refuse(prepared, why, landing.heading("service"))
            continue
        if service is None:
            service = by_name[fold(name)] = add_service(by=landing.by, name=name)
            journal.made.append((prepared.number, service))
        found[prepared.number] = service
    return found


def _facts(landing: Landing, prepared: Prepared, service: Service, contracts: list) -> dict:
    values = prepared.values
    facts = {"service": service, "bought_on": values["bought_on"]}
    facts |= {"ended_on": values["ended_on"]} if "ended_on" in values else {}
    if text := prepared.get("sold_by"):
        if person := landing.people.find_anybody(text):
            facts["sold_by"] = person
        else:
            prepared.note(_("Left empty: “%(text)s” is nobody of ours.") % {"text": text[:80]}, landing.heading("sold_by"))
    if prepared.get("contract") or prepared.get("contract_number"):
        if len(contracts) == 1:
            facts["contract"] = contracts[0]
        else:
            words = {"name": prepared.get("contract") or prepared.get("contract_number")}
            why = (
                _("Left empty: several contracts of the account are called “%(name)s”.")
                if contracts
                else _("Left empty: “%(name)s” is no contract of the account here; import the contracts first.")
            )
            prepared.note(why % words, landing.heading("contract") or landing.heading("contract_number"))
    return facts | _fit(landing, prepared)


def _fit(landing: Landing, prepared: Prepared) -> dict:
    """A rating has a day, and one that is not good has a reason (`rate_fit`)."""
    text = prepared.get("fit")
    fit = fit_of(text) if text else None
    if text and fit is None:
        prepared.note(_("Left empty: “%(text)s” is not known.") % {"text": text[:40]}, landing.heading("fit"))
    if fit in (None, Fit.UNKNOWN):
        return {}
    if fit != Fit.GOOD and not prepared.get("fit_note"):
        prepared.note(_("Left empty: say what does not fit."), landing.heading("fit_note") or landing.heading("fit"))
        return {}
    facts = {"fit": fit, "fit_on": prepared.get("fit_on") or landing.today}
    return facts | ({"fit_note": prepared.get("fit_note")} if prepared.get("fit_note") else {})
