"""A concern is taken down by one of us (R2)."""

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from care.actions import concern as actions
from care.forms.concerns import ConcernAddForm, WhichAccountForm
from care.views.check_in_hold import own_accounts
from care.views.concern_frame import crumbs_of
from clients.models import Account
from clients.sight import remember
from clients.views.frame import form_page, made, must, typed
from core.toasts import say


@require_http_methods(["GET", "POST"])
def concern_raise(request):
    """Take a concern down. Without `?account=` the account is asked for first."""
    person = request.user
    must(person, "care.raise_concerns")
    key = request.GET.get("account", "")
    if not (key.isdecimal() and len(key) < 10):
        return which_account(request)
    account = get_object_or_404(Account.objects.visible_to(person).live().select_related("client"), pk=key)
    remember(person, account, account.client)
    must(person, "care.raise_concern", account)
    form = ConcernAddForm(typed(request), account=account, person=person, today=person.today)
    if url := made(request, form, lambda: actions.raise_concern(account, by=person, **form.facts)):
        say(request, _("The concern is on the list, and its clock runs."))
        return redirect(url)
    return form_page(
        request,
        form,
        title=_("What troubles %(account)s?") % {"account": account},
        button=_("Raise the concern"),
        cancel=reverse("account_concerns", args=[account.pk]),
        crumbs=crumbs_of(account),
        lead=_("Answer and outcome are due in office hours, by tier and severity."),
    )


def which_account(request):
    """The first step: the account, by code or name."""
    name = request.GET.get("account") or request.POST.get("account")
    form = WhichAccountForm({"account": name} if name or request.method == "POST" else None, person=request.user, today=request.user.today)
    if form.is_valid():
        return redirect(f"{reverse('concern_raise')}?account={form.cleaned_data['account'].pk}")
    return form_page(
        request,
        form,
        title=_("Raise a concern"),
        button=_("Go on"),
        cancel=reverse("concern_list"),
        crumbs=[(_("Concerns"), reverse("concern_list"))],
        lead=_("Whom does it trouble?"),
        shortcuts=[(account.name, f"{reverse('concern_raise')}?account={account.pk}") for account in own_accounts(request.user)],
    )
