"""A concern is taken down by one of us (R2)."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from care.actions import concern as actions
from care.forms.concerns import ConcernAddForm
from care.views.concern_frame import crumbs_of
from clients.views.frame import form_page, made, must, typed
from clients.views.which_account import account_begun_on, which_account
from core.toasts import say


@require_http_methods(["GET", "POST"])
def concern_raise(request):
    """Take a concern down. Without `?account=` the account is asked for first."""
    person = request.user
    must(person, "care.raise_concerns")
    account = account_begun_on(request)
    if account is None:
        return which_account(
            request,
            "concern_raise",
            title=_("Raise a concern"),
            lead=_("Whom does it trouble?"),
            list_words=_("Concerns"),
            list_name="concern_list",
        )
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
