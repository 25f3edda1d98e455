"""What a contract says is entered, corrected, amended and taken note of (C5)."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clients.actions import contract as actions
from clients.forms.contract import AmendForm, ContractAddForm, ContractChangeForm, ContractDescriptionForm, IndexForm
from clients.models import Account, Acknowledgement, Amendment
from clients.views.contract_frame import contract_crumbs, find_contract
from clients.views.frame import account_crumbs, changed, form_page, made, must, typed
from core.marks import money_words
from core.pages import came_from
from core.toasts import say


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
