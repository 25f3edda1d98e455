"""Notice is given for a contract, and withdrawn (C5)."""

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clients import contract_words as words
from clients.actions import contract as actions
from clients.forms.base import ReasonForm
from clients.forms.contract import NoticeForm
from clients.views.contract_frame import contract_crumbs, find_contract
from clients.views.frame import changed, form_page, must, typed
from core.toasts import say


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
