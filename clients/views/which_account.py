"""The first step of what is begun from anywhere, a check-in, a concern, a brief, a request: on which account?"""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from clients.forms.which_account import WhichAccountForm
from clients.models import Account
from clients.sight import remember
from clients.views.frame import form_page

MOST_SHORTCUTS = 12  # accounts of one's own offered for one click


def account_begun_on(request) -> Account | None:
    """The account whose key `?account=` gives, with its client; None while it is to be asked for. 404 for a stranger's and a closed one."""
    key = request.GET.get("account", "")
    if not (key.isdecimal() and len(key) < 10):
        return None
    account = get_object_or_404(Account.objects.visible_to(request.user).live().select_related("client"), pk=key)
    remember(request.user, account, account.client)
    return account


def which_account(request, goes_on: str, *, title: str, lead: str, list_words: str, list_name: str, acts=()) -> HttpResponse:
    """Asks for the account by code or name and goes on to the page of this URL name; one cancels to the list of what is begun there."""
    person, url = request.user, reverse(goes_on)
    name = request.GET.get("account") or request.POST.get("account")
    form = WhichAccountForm({"account": name} if name or request.method == "POST" else None, person=person, today=person.today)
    if form.is_valid():
        return redirect(f"{url}?account={form.cleaned_data['account'].pk}")
    return form_page(
        request,
        form,
        title=title,
        button=_("Go on"),
        cancel=reverse(list_name),
        crumbs=[(list_words, reverse(list_name))],
        lead=lead,
        shortcuts=[(account.name, f"{url}?account={account.pk}") for account in own_accounts(person)],
        acts=acts,
    )


def own_accounts(person):
    """Those on whose team the person sits today; the form finds the others."""
    own = Account.objects.visible_to(person).live().seating([person], today=person.today)
    return own.order_by("name", "pk")[:MOST_SHORTCUTS]
