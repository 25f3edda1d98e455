"""The signed document of a contract (C5)."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clients.actions import contract as actions
from clients.forms.contract import DocumentForm
from clients.models import Contract
from clients.views.contract_frame import contract_crumbs, find_contract
from clients.views.frame import changed, must, typed
from core.pages import render_page
from core.toasts import say
from core.uploads import as_download


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
