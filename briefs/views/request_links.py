"""Who may ask for jobs by link on an account, and the form that they fill in (W1)."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __
from django.utils.translation import ngettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from briefs.actions import request_links as actions
from briefs.forms.requests import ClientRequestForm, RequestFormForm, question_forms
from briefs.models import RequestForm
from briefs.views.requests import crumbs_of
from clients.frames import find_account
from clients.views.contact_link import ContactLinkPages, LinkWords
from clients.views.frame import attempt, must, typed
from core.lists import Act
from core.pages import render_page
from core.toasts import say

pages = ContactLinkPages(
    actions.REQUEST_LINKS,
    crumbs=crumbs_of,
    words=LinkWords(
        title=__("Request links"),
        crumb=__("Request links"),
        nobody=__("Nobody of %(account)s asks by link yet."),
        some=ngettext_lazy(
            "%(number)s contact of %(account)s asks without a log-in.", "%(number)s contacts of %(account)s ask without a log-in.", "n"
        ),
        give=__("Let somebody ask"),
        make=__("Let somebody ask by link"),
        who=__("Who may ask"),
        lead=__("They need no log-in: whoever has the address can ask in their name. It can be revoked at any time."),
        made=__("%(contact)s may ask by link"),
        in_their_name=__("Whoever has it can ask in their name."),
        revoked=__("%(contact)s cannot ask by link any more."),
        stays=__("What they asked for stays."),
        empty_title=__("Let a client ask without a log-in"),
        empty_text=__("Give a contact their own page: they ask there, send files, and see what becomes of it."),
    ),
    further=((__("What they are asked"), "request_form"),),
)


def form_of(account) -> RequestForm:
    """The account's own form, or the one of the house that it begins with."""
    return RequestForm.objects.filter(account=account).first() or RequestForm(account=account, version=0)


@require_http_methods(["GET", "POST"])
def request_form(request, pk):
    """What the clients of this account are asked by link: a word before, a budget or not, questions of its own in their order."""
    account = find_account(request, pk)
    must(request.user, "briefs.change_request_form", account)
    row = form_of(account)
    form = RequestFormForm(typed(request), row=row, person=request.user, today=request.user.today)
    questions = question_forms(typed(request), row.questions.all() if row.pk else ())
    if request.method == "POST" and form.is_valid() and questions.is_valid():

        def change():
            version = form.cleaned_data["version"]
            return actions.change_request_form(account, by=request.user, questions=questions.wanted, version=version, **form.facts)

        if attempt(form, change):
            say(request, _("The form is saved. Have a look at what the client sees."))
            return redirect("request_form", pk=account.pk)
    context = {
        "account": account,
        "form": form,
        "questions": questions,
        "crumbs": crumbs_of(account),
        "acts": [
            Act(_("What the client sees"), reverse("request_form_preview", args=[account.pk]), "eye"),
            Act(_("Request links"), reverse("request_link_list", args=[account.pk]), "link"),
        ],
        "cancel": reverse("account_jobs", args=[account.pk]),
        "most": actions.MOST_QUESTIONS,
    }
    status = 422 if request.method == "POST" else None
    return render_page(request, "briefs/request_form.html", context, status=status)


@require_safe
def request_form_preview(request, pk):
    """The page of the client's contact, with nothing behind its button."""
    account = find_account(request, pk)
    must(request.user, "briefs.change_request_form", account)
    row = form_of(account)
    form = ClientRequestForm(None, form=row, account=account, today=request.user.today)
    context = {"form": form, "account": account, "welcome": row.welcome, "back": reverse("request_form", args=[account.pk])}
    return render_page(request, "briefs/client_request_preview.html", context)
