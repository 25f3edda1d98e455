"""One contract (C5): until when, what it says, what changed, what follows, and what one may do with it now."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clients import contract_words as words
from clients.models import Acknowledgement, Amendment, BoughtService, Contract, Renewal
from clients.states import LIVE_CONTRACT_STATES, OPEN_STAGES, NoticeParty
from clients.tables.contract import is_to_decide, state_look
from clients.telling import lines
from clients.views.contract_frame import contract_crumbs, find_contract, renewal_of
from core.lists import Act
from core.models import Event
from core.pages import render_record
from core.statements import asked

EVENTS_SHOWN = 30


@require_safe
def contract_detail(request, pk):
    """One contract: until when, what it says, what changed, what follows."""
    return render_record(request, "clients/contract_detail.html", lambda: contract_shown(request, pk))


def contract_shown(request, pk: int) -> dict:
    """What stands on the page of a contract, for its template."""
    person, today = request.user, request.user.today
    contract = find_contract(request, pk)
    can_see_fees = person.has_perm("clients.see_fees")
    renewal = renewal_of(contract)
    amendments = amendments_of(contract)
    return {
        "page_title": contract.name,
        "contract": contract,
        "account": contract.account,
        "renewal": renewal,
        "crumbs": contract_crumbs(contract),
        "can_see_fees": can_see_fees,
        "facts": words.facts(contract, can_see_fees=can_see_fees),
        "runway": words.runway(contract, renewal, can_see_fees=can_see_fees, today=today),
        "runway_facts": words.runway_facts(contract, renewal, today=today),
        "runway_sentence": words.runway_sentence(contract, can_see_fees=can_see_fees, today=today),
        "state_look": state_look(contract),
        "is_past_notice": is_to_decide(contract) and bool(contract.last_safe_notice_on) and contract.last_safe_notice_on < today,
        "amendments": [told(amendment, contract, person=person, can_see_fees=can_see_fees) for amendment in amendments],
        "terms": words.chain_of(contract),
        "services": services_of(contract),
        "entries": [line.entry for line in lines(events_of(contract, renewal))],
        "menu": menu_of(contract, person=person),
        "acts": acts_of(contract, renewal, person=person),
        "may_attach": person.has_perm("clients.change_contract", contract),
        "may_amend": person.has_perm("clients.amend_contract", contract),
    }


def amendments_of(contract: Contract) -> list[Amendment]:
    """Each with who has taken note, as `taken_note`."""

    def of(contract):
        return Amendment.objects.filter(contract=contract).select_related("made_by")

    def notes(contract):
        return Acknowledgement.objects.filter(amendment__contract=contract).select_related("person").order_by("pk")

    amendments = asked(("amendments",), of, contract=contract.pk)
    taken = asked(("acknowledgements",), notes, contract=contract.pk) if amendments else []
    for amendment in amendments:
        amendment.taken_note = [one for one in taken if one.amendment_id == amendment.pk]
    return amendments


def services_of(contract: Contract) -> list[BoughtService]:
    def of(contract):
        return BoughtService.objects.filter(contract=contract).select_related("service", "sold_by")

    return asked(("services_of_contract",), of, contract=contract.pk)


def events_of(contract: Contract, renewal: Renewal | None) -> list[Event]:
    """What happened to it and to its renewal, the newest first."""

    def of(contract, renewal=None):
        subjects = [Contract(pk=contract)] if renewal is None else [Contract(pk=contract), Renewal(pk=renewal)]
        return Event.objects.about(*subjects).select_related("actor", "subject_type").order_by("-at", "-pk")[:EVENTS_SHOWN]

    keys = {"contract": contract.pk} | ({"renewal": renewal.pk} if renewal else {})
    return asked(("events_of_contract", len(keys)), of, **keys)


def told(amendment: Amendment, contract: Contract, *, person, can_see_fees: bool) -> dict:
    """An amendment for the page: its changes, and who has taken note or may do so now."""
    amendment.contract = contract
    asked = []
    for one in amendment.taken_note:
        one.amendment = amendment
        asked.append((one, one.person_id is None and person.has_perm("clients.acknowledge_amendment", one)))
    changes = words.changes_of(amendment, can_see_fees=can_see_fees)
    return {"amendment": amendment, "changes": changes, "hidden": len(amendment.changes) - len(changes), "asked": asked}


def acts_of(contract: Contract, renewal, *, person) -> list[Act]:
    acts = []
    if contract.state in LIVE_CONTRACT_STATES and person.has_perm("clients.amend_contract", contract):
        acts.append(Act(_("Amend"), reverse("contract_amend", args=[contract.pk]), "file-pen-line"))
    if renewal is not None:
        label = _("Open the renewal") if renewal.stage in OPEN_STAGES else _("See the renewal")
        acts.append(Act(label, renewal.get_absolute_url(), "calendar-sync", primary=renewal.stage in OPEN_STAGES))
    return acts


def menu_of(contract: Contract, *, person) -> list[dict]:
    """The "…" of a contract: what this person may do with it now."""
    items = []
    if person.has_perm("clients.change_contract", contract):
        items.append({"label": _("Correct it"), "url": reverse("contract_change", args=[contract.pk]), "icon": "pencil"})
        items.append({"label": _("Attach the signed document"), "url": reverse("contract_attach", args=[contract.pk]), "icon": "paperclip"})
    if contract.state in LIVE_CONTRACT_STATES and not contract.notice_given_on and person.has_perm("clients.record_notice", contract):
        items.append(
            {"label": _("Notice was given"), "url": reverse("contract_notice", args=[contract.pk]), "icon": "mail-x", "danger": True}
        )
    if can_withdraw_notice(contract, person=person):
        items.append({"label": _("Withdraw the notice"), "url": reverse("contract_notice_withdraw", args=[contract.pk]), "icon": "undo-2"})
    return items


def can_withdraw_notice(contract: Contract, *, person) -> bool:
    if contract.state not in LIVE_CONTRACT_STATES or not contract.notice_given_on:
        return False
    may_end = contract.notice_given_by != NoticeParty.AGENCY or person.has_perm("clients.end_contract", contract)
    return may_end and person.has_perm("clients.record_notice", contract)
