"""Who may ask for jobs by link on an account, and the form that they fill in (W1)."""

from django.contrib.humanize.templatetags.humanize import apnumber
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from briefs.actions import request_links as actions
from briefs.forms.requests import ClientRequestForm, LinkForm, RequestFormForm, question_forms
from briefs.models import RequestForm, RequestLink
from briefs.views.requests import crumbs_of
from clients.frames import find_account
from clients.models import Contact
from clients.views.frame import attempt, form_page, made, must, typed
from core.lists import Act
from core.pages import render_page
from core.toasts import say

MOST_LINKS = 500  # of one account; older ones are not shown


def form_of(account) -> RequestForm:
    """The account's own form, or the one of the house that it begins with."""
    return RequestForm.objects.filter(account=account).first() or RequestForm(account=account, version=0)


def access_of(account) -> list[dict]:
    """One row for each contact who has or had a link: until when, how often used. Two queries."""
    links = RequestLink.objects.filter(account=account).select_related("contact", "made_by", "account")[:MOST_LINKS]
    rows: dict[int, dict] = {}
    for link in links:
        row = rows.setdefault(link.contact_id, {"contact": link.contact, "link": link, "uses": 0, "last_used_at": None, "until": None})
        row["uses"] += link.uses
        row["last_used_at"] = max(filter(None, (row["last_used_at"], link.last_used_at)), default=None)
        if link.is_open:
            row["until"] = max(filter(None, (row["until"], link.expires_at)))
    return sorted(rows.values(), key=lambda row: (row["until"] is None, str(row["contact"])))


@require_safe
def request_link_list(request, pk):
    """Who may ask by link, until when, and how often they did."""
    account = find_account(request, pk)
    must(request.user, "briefs.make_request_link", account)
    rows = access_of(account)
    acts = [] if account.closed_on else [Act(_("Let somebody ask"), reverse("request_link_make", args=[account.pk]), "link", primary=True)]
    context = {
        "account": account,
        "rows": rows,
        "acts": acts,
        "crumbs": crumbs_of(account),
        "form_url": reverse("request_form", args=[account.pk]),
        "lead": words_of(account, number=sum(row["until"] is not None for row in rows)),
    }
    return render_page(request, "briefs/request_link_list.html", context)


def words_of(account, *, number: int) -> str:
    if not number:
        return _("Nobody of %(account)s asks by link yet.") % {"account": account}
    words = ngettext(
        "%(number)s contact of %(account)s asks without a log-in.", "%(number)s contacts of %(account)s ask without a log-in.", number
    )
    return words % {"number": apnumber(number).capitalize(), "account": account}


@never_cache
@require_http_methods(["GET", "POST"])
def request_link_make(request, pk):
    """A link for a contact; its address is shown in the answer to this very post, and never again."""
    account = find_account(request, pk)
    must(request.user, "briefs.make_request_link", account)
    key = request.GET.get("contact", "")
    contact = contact_of(request, account, key) if key else None
    form = LinkForm(typed(request), account=account, contact=contact, person=request.user, today=request.user.today)
    return answer_with_link(request, account, form, actions.make_link, title=_("Let somebody ask by link"), button=_("Make the link"))


@never_cache
@require_http_methods(["GET", "POST"])
def request_link_renew(request, pk):
    """A new address for the contact of this link; all their older ones are dead from then on."""
    account, contact = holder_of(request, pk)
    must(request.user, "briefs.make_request_link", account)
    form = LinkForm(typed(request), account=account, contact=contact, person=request.user, today=request.user.today)
    title = _("A new link for %(contact)s") % {"contact": contact}
    return answer_with_link(request, account, form, actions.renew_link, title=title, button=_("Renew the link"))


def contact_of(request, account, key: str) -> Contact:
    if not (key.isdecimal() and len(key) < 12):
        raise Http404
    return get_object_or_404(Contact.objects.visible_to(request.user).of_account(account).present(), pk=key)


def holder_of(request, pk: int):
    link = get_object_or_404(RequestLink.objects.visible_to(request.user).select_related("contact"), pk=pk)
    return find_account(request, link.account_id), link.contact


def answer_with_link(request, account, form, action, *, title: str, button: str):
    fresh = []

    def make():
        fresh.append(action(account, by=request.user, now=timezone.now(), **form.facts))
        return fresh[0]

    cancel = reverse("request_link_list", args=[account.pk])
    if url := made(request, form, make):
        if not fresh:
            return redirect(url)
        link = fresh[0]
        context = {
            "account": account,
            "link": link,
            "address": actions.page_address(link.secret),
            "was_sent": form.cleaned_data["send"],
            "crumbs": crumbs_of(account, (_("Request links"), cancel)),
            "back": cancel,
        }
        return render_page(request, "briefs/request_link_made.html", context)
    return form_page(
        request,
        form,
        title=title,
        button=button,
        cancel=cancel,
        crumbs=crumbs_of(account, (_("Request links"), cancel)),
        lead=_("They need no log-in: whoever has the address can ask in their name. It can be revoked at any time."),
    )


@require_http_methods(["GET", "POST"])
def request_link_revoke(request, pk):
    """None of this contact's addresses opens any more."""
    account, contact = holder_of(request, pk)
    must(request.user, "briefs.make_request_link", account)
    back = reverse("request_link_list", args=[account.pk])
    if request.method == "POST":
        actions.revoke_links(account, contact, by=request.user, now=timezone.now())
        say(request, _("%(contact)s cannot ask by link any more.") % {"contact": contact})
        return redirect(back)
    context = {
        "title": _("Revoke the link of %(contact)s?") % {"contact": contact},
        "lead": _("The address they have stops opening at once. What they asked for stays."),
        "button": _("Revoke the link"),
        "cancel": back,
        "action": request.get_full_path(),
        "crumbs": crumbs_of(account, (_("Request links"), back)),
    }
    return render_page(request, "briefs/link_revoke.html", context, partial="dialog")


# ── The form ──


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
