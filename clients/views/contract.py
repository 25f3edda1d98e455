from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients import contract_words as words
from clients.actions import contract as actions
from clients.filters.contract import ContractFilter
from clients.forms.base import ReasonForm
from clients.forms.contract import (
    AmendForm,
    ContractAddForm,
    ContractChangeForm,
    ContractDescriptionForm,
    DocumentForm,
    IndexForm,
    NoticeForm,
)
from clients.frames import account_frame, find_account, load_leads, seats_of
from clients.models import Account, Acknowledgement, Amendment, BoughtService, Contract, Renewal
from clients.querysets import ContractQuerySet
from clients.sight import remember
from clients.states import LIVE_CONTRACT_STATES, OPEN_STAGES, NoticeParty
from clients.tables.contract import contract_table, is_to_decide, state_look
from clients.telling import lines
from clients.views.frame import account_crumbs, changed, form_page, made, must, typed
from core.lists import Act, Empty, list_page
from core.marks import money_words
from core.models import Event
from core.money import in_house_currency
from core.pages import came_from, render_page, render_record
from core.statements import asked, state_of
from core.toasts import say
from core.uploads import as_download

EVENTS_SHOWN = 30


def find_contract(request, pk: int) -> Contract:
    """The contract with account, client, renewal and the account's live seats; 404 for whoever may not know that it exists."""

    def seen(pk):
        return Contract.objects.visible_to(request.user).for_pages().filter(pk=pk)

    found = asked(("contract", state_of(request.user)), seen, pk=pk)
    if not found:
        raise Http404
    contract = found[0]
    contract.account.live_seats = seats_of(contract.account, today=request.user.today)
    remember(request.user, contract, contract.account, contract.account.client)
    return contract


def renewal_of(contract: Contract) -> Renewal | None:
    """Its renewal, which knows this very contract (and what the page loaded with it)."""
    renewal = getattr(contract, "renewal", None)
    if renewal is not None:
        renewal.contract = contract
    return renewal


def contract_crumbs(contract: Contract, *further):
    account = contract.account
    return account_crumbs(account, (_("Contracts"), reverse("account_contracts", args=[account.pk])), *further)


def sums_in_words(listing, *, today) -> str:
    """What the contracts that match are worth a year, with the day of the rates; nothing where counting would take too long."""
    if listing.count > listing.most:
        return _("Narrow the list to see what its contracts are worth.")
    in_house = in_house_currency(listing.ask("sums", ContractQuerySet.by_currency), on=today)
    said = _("%(count)s %(noun)s worth %(sum)s a year.") % {
        "count": listing.count_words,
        "noun": listing.noun_words,
        "sum": money_words(in_house.total, "whole"),
    }
    if in_house.rates_of:
        said += " " + _("At the rates of %(day)s.") % {"day": words.day(in_house.rates_of)}
    if in_house.without_rate:
        missing = ", ".join(money_words(money, "whole") for money in in_house.without_rate)
        said += " " + _("Without a rate, not in the sum: %(missing)s.") % {"missing": missing}
    return said


@require_safe
def contract_list(request):
    person = request.user
    can_see_fees = person.has_perm("clients.see_fees")
    can_add = person.has_perm("clients.enter_contracts")
    acts = [Act(_("New contract"), reverse("contract_add"), "plus", primary=True)] if can_add else []
    return list_page(
        request,
        queryset=lambda: Contract.objects.visible_to(person),
        detail=lambda contracts: contracts.for_pages().with_lead(today=person.today),
        dress=lambda contracts: load_leads([contract.account for contract in contracts], today=person.today),
        filterset=ContractFilter,
        table=contract_table(person),
        title=_("Contracts"),
        lead=(lambda listing: sums_in_words(listing, today=person.today)) if can_see_fees else "",
        noun=(_("contract"), _("contracts")),
        export_name="contracts",
        search_label=_("Find a contract, a number or an account"),
        chosen={"state": ["active"]},
        acts=acts,
        empty=Empty(
            "file-text",
            _("No contracts yet"),
            _("Enter what a client has agreed to: the app works out the last day on which notice is safe, and reminds in time."),
            acts,
        ),
    )


@require_safe
def account_contracts(request, pk):
    """The tab of an account: its contracts in force, agreed and over."""
    person = request.user
    account = find_account(request, pk)
    frame = account_frame(request, account, here="account_contracts")
    contracts = list(Contract.objects.filter(account=account).select_related("renewal").order_by("-starts_on", "-pk"))
    for contract in contracts:
        contract.account = account
    groups = [
        (_("In force"), [one for one in contracts if one.state == "active"]),
        (_("Agreed, not begun"), [one for one in contracts if one.state == "coming"]),
        (_("Over"), [one for one in contracts if one.state not in LIVE_CONTRACT_STATES]),
    ]
    add_url = f"{reverse('contract_add')}?account={account.pk}" if person.has_perm("clients.add_contract", account) else ""
    context = {
        "groups": [(label, [(one, renewal_of(one), state_look(one), is_to_decide(one)) for one in rows]) for label, rows in groups if rows],
        "add_url": add_url,
        "empty_acts": [Act(_("Enter its contract"), add_url, primary=True)] if add_url else [],
    }
    return render_page(request, "clients/account_contracts.html", frame | context)


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


@require_http_methods(["GET", "POST"])
def contract_add(request):
    """Enter a contract; `?account=` names the account whose page it was opened from."""
    person = request.user
    must(person, "clients.enter_contracts")
    account = None
    if key := request.GET.get("account", ""):
        account = get_object_or_404(Account.objects.visible_to(person).live(), pk=key) if key.isdecimal() and len(key) < 10 else None
        if account is None:
            raise Http404("No such account.")
        must(person, "clients.add_contract", account)
    initial = {"account": account, "currency": account.currency} if account else {}
    form = ContractAddForm(typed(request), person=person, today=person.today, initial=initial)

    def make():
        return actions.add_contract(by=person, today=person.today, **form.facts)

    if url := made(request, form, make):
        say(request, _("%(name)s is entered.") % {"name": form.cleaned_data["name"]})
        return redirect(url)
    cancel = reverse("account_contracts", args=[account.pk]) if account else reverse("contract_list")
    lead = _("The app derives the last day on which notice is safe, and works from it.")
    crumbs = account_crumbs(account) if account else [(_("Contracts"), reverse("contract_list"))]
    return form_page(request, form, title=_("New contract"), button=_("Enter the contract"), cancel=cancel, crumbs=crumbs, lead=lead)


@require_http_methods(["GET", "POST"])
def contract_change(request, pk):
    contract = find_contract(request, pk)
    must(request.user, "clients.change_contract", contract)
    is_settled = actions.is_settled(contract)
    form_class = ContractDescriptionForm if is_settled else ContractChangeForm
    form = form_class(typed(request), instance=contract, person=request.user, today=request.user.today)
    if changed(form, lambda **facts: actions.change_contract(contract, by=request.user, **facts)):
        say(request, _("%(name)s is corrected.") % {"name": form.cleaned_data["name"]})
        return redirect(contract)
    lead = _("Something hangs on its terms already: these change by amendment.") if is_settled else ""
    return form_page(
        request,
        form,
        title=_("Correct %(name)s") % {"name": contract.name},
        button=_("Save the contract"),
        cancel=contract.get_absolute_url(),
        crumbs=contract_crumbs(contract, (contract.name, contract.get_absolute_url())),
        lead=lead,
    )


@require_http_methods(["GET", "POST"])
def contract_amend(request, pk):
    contract = find_contract(request, pk)
    must(request.user, "clients.amend_contract", contract)
    form = AmendForm(typed(request), instance=contract, person=request.user, today=request.user.today)
    amendment = changed(form, lambda **facts: actions.amend_contract(contract, by=request.user, today=request.user.today, **facts))
    if amendment:
        say(request, _("Amendment %(n)d is made. Lead, traffic and finance are asked to take note.") % {"n": amendment.number})
        return redirect(contract)
    return form_page(
        request,
        form,
        title=_("Amend %(name)s") % {"name": contract.name},
        button=_("Make the amendment"),
        cancel=contract.get_absolute_url(),
        crumbs=contract_crumbs(contract, (contract.name, contract.get_absolute_url())),
        lead=_(
            "Change what was agreed anew and leave the rest. What differs is numbered, kept, and acknowledged by lead, traffic and finance."
        ),
    )


@require_http_methods(["GET", "POST"])
def contract_notice(request, pk):
    contract = find_contract(request, pk)
    must(request.user, "clients.record_notice", contract)
    may_end = request.user.has_perm("clients.end_contract", contract)
    form = NoticeForm(typed(request), row=contract, may_end=may_end, person=request.user, today=request.user.today)
    noticed = changed(form, lambda **facts: actions.give_notice(contract, by=request.user, **facts))
    if noticed:
        say(request, _("%(name)s ends on %(day)s.") % {"name": noticed.name, "day": words.day(noticed.ends_on)})
        return redirect(contract)
    lead = _("The contract runs to its end and does not renew.")
    if not may_end:
        lead += " " + _("Notice by us is a decision above your rank.")
    return form_page(
        request,
        form,
        title=_("Notice for %(name)s") % {"name": contract.name},
        button=_("Write the notice down"),
        cancel=contract.get_absolute_url(),
        crumbs=contract_crumbs(contract, (contract.name, contract.get_absolute_url())),
        lead=lead,
        danger=True,
    )


@require_http_methods(["GET", "POST"])
def contract_notice_withdraw(request, pk):
    contract = find_contract(request, pk)
    must(request.user, "clients.record_notice", contract)
    form = ReasonForm(typed(request), row=contract, person=request.user, today=request.user.today)

    def withdraw(note, version):
        return actions.withdraw_notice(contract, by=request.user, reason=note, version=version)

    if changed(form, withdraw):
        say(request, _("The notice for %(name)s is withdrawn.") % {"name": contract.name})
        return redirect(contract)
    return form_page(
        request,
        form,
        title=_("Withdraw the notice for %(name)s?") % {"name": contract.name},
        button=_("Withdraw the notice"),
        cancel=contract.get_absolute_url(),
        crumbs=contract_crumbs(contract, (contract.name, contract.get_absolute_url())),
        lead=_("The contract has the end of before, and its renewal is open again."),
    )


@require_http_methods(["GET", "POST"])
def contract_attach(request, pk):
    contract = find_contract(request, pk)
    must(request.user, "clients.change_contract", contract)
    files = request.FILES if request.method == "POST" else None
    form = DocumentForm(typed(request), files, row=contract, person=request.user, today=request.user.today)
    if changed(form, lambda **facts: actions.attach_document(contract, by=request.user, **facts)):
        say(request, _("The document is kept with %(name)s.") % {"name": contract.name})
        return redirect(contract)
    context = {
        "form": form,
        "contract": contract,
        "crumbs": contract_crumbs(contract, (contract.name, contract.get_absolute_url())),
        "cancel": contract.get_absolute_url(),
    }
    return render_page(request, "clients/contract_attach.html", context)


@require_safe
def contract_document(request, pk):
    """The signed document as a download. It holds the fee: whoever may not see fees does not get it."""
    contract = get_object_or_404(Contract.objects.visible_to(request.user), pk=pk)
    must(request.user, "clients.see_fees")
    if not contract.document:
        raise Http404("No document is kept with this contract.")
    return as_download(contract.document, contract.document_name or "contract")


@require_http_methods(["GET", "POST"])
def contract_index(request, pk):
    """State the index of a term that renewed by itself."""
    contract = find_contract(request, pk)
    must(request.user, "clients.amend_contract", contract)
    if not contract.is_uplift_open:
        return redirect(contract)
    form = IndexForm(typed(request), row=contract, person=request.user, today=request.user.today)
    stated = changed(form, lambda **facts: actions.state_index(contract, by=request.user, today=request.user.today, **facts))
    if stated:
        say(request, _("The fee is %(fee)s now.") % {"fee": money_words(stated.fee)})
        return redirect(contract)
    return form_page(
        request,
        form,
        title=_("State the index for %(name)s") % {"name": contract.name},
        button=_("Apply it"),
        cancel=contract.get_absolute_url(),
        crumbs=contract_crumbs(contract, (contract.name, contract.get_absolute_url())),
        lead=_("The contract renewed by itself before anybody stated %(index)s.") % {"index": contract.uplift_index or _("its index")},
    )


@require_POST
def amendment_acknowledge(request, pk):
    """Take note, in one press from the contract or from My day."""
    seen = Amendment.objects.visible_to(request.user).values("pk")
    asked = get_object_or_404(Acknowledgement.objects.select_related("amendment__contract__account"), pk=pk, amendment__in=seen)
    actions.acknowledge(asked, by=request.user)
    say(request, _("You have taken note of amendment %(n)d.") % {"n": asked.amendment.number})
    return redirect(came_from(request, asked.amendment.contract.get_absolute_url()))
