"""Who may speak up by link on an account (R2)."""

from django.contrib.humanize.templatetags.humanize import apnumber
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from care.actions import concern_links as actions
from care.forms.concerns import ConcernLinkForm
from care.models import ConcernLink
from care.views.concern import crumbs_of
from clients.frames import find_account
from clients.models import Contact
from clients.views.frame import form_page, made, must, typed
from core.lists import Act
from core.pages import render_page
from core.toasts import say

MOST_LINKS = 500  # of one account; older ones are not shown


def access_of(account) -> list[dict]:
    """One row for each contact who has or had a link: until when, how often used. Two queries."""
    links = ConcernLink.objects.filter(account=account).select_related("contact", "made_by", "account")[:MOST_LINKS]
    rows: dict[int, dict] = {}
    for link in links:
        row = rows.setdefault(link.contact_id, {"contact": link.contact, "link": link, "uses": 0, "last_used_at": None, "until": None})
        row["uses"] += link.uses
        row["last_used_at"] = max(filter(None, (row["last_used_at"], link.last_used_at)), default=None)
        if link.is_open:
            row["until"] = max(filter(None, (row["until"], link.expires_at)))
    return sorted(rows.values(), key=lambda row: (row["until"] is None, str(row["contact"])))


def words_of(account, *, number: int) -> str:
    if not number:
        return _("Nobody of %(account)s speaks up by link yet.") % {"account": account}
    words = ngettext(
        "%(number)s contact of %(account)s speaks up without a log-in.",
        "%(number)s contacts of %(account)s speak up without a log-in.",
        number,
    )
    return words % {"number": apnumber(number).capitalize(), "account": account}


@require_safe
def concern_link_list(request, pk):
    """Who may speak up by link, until when, and how often they did."""
    account = find_account(request, pk)
    must(request.user, "care.make_concern_link", account)
    rows = access_of(account)
    make_url = reverse("concern_link_make", args=[account.pk])
    acts = [] if account.closed_on else [Act(_("Give somebody a link"), make_url, "link", primary=True)]
    context = {
        "account": account,
        "rows": rows,
        "acts": acts,
        "crumbs": crumbs_of(account),
        "lead": words_of(account, number=sum(row["until"] is not None for row in rows)),
    }
    return render_page(request, "care/concern_link_list.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def concern_link_make(request, pk):
    """A link for a contact; its address is shown in the answer to this very post, and never again."""
    account = find_account(request, pk)
    must(request.user, "care.make_concern_link", account)
    key = request.GET.get("contact", "")
    contact = contact_of(request, account, key) if key else None
    form = ConcernLinkForm(typed(request), account=account, contact=contact, person=request.user, today=request.user.today)
    title = _("Let somebody speak up by link")
    return answer_with_link(request, account, form, actions.make_link, title=title, button=_("Make the link"))


@never_cache
@require_http_methods(["GET", "POST"])
def concern_link_renew(request, pk):
    """A new address for the contact of this link; all their older ones are dead from then on."""
    account, contact = holder_of(request, pk)
    must(request.user, "care.make_concern_link", account)
    form = ConcernLinkForm(typed(request), account=account, contact=contact, person=request.user, today=request.user.today)
    title = _("A new link for %(contact)s") % {"contact": contact}
    return answer_with_link(request, account, form, actions.renew_link, title=title, button=_("Renew the link"))


def contact_of(request, account, key: str) -> Contact:
    if not (key.isdecimal() and len(key) < 12):
        raise Http404
    return get_object_or_404(Contact.objects.visible_to(request.user).of_account(account).present(), pk=key)


def holder_of(request, pk: int):
    link = get_object_or_404(ConcernLink.objects.visible_to(request.user).select_related("contact"), pk=pk)
    return find_account(request, link.account_id), link.contact


def answer_with_link(request, account, form, action, *, title: str, button: str):
    fresh = []

    def make():
        fresh.append(action(account, by=request.user, now=timezone.now(), **form.facts))
        return fresh[0]

    cancel = reverse("concern_link_list", args=[account.pk])
    crumbs = crumbs_of(account, (_("Links"), cancel))
    if url := made(request, form, make):
        if not fresh:
            return redirect(url)
        context = {
            "account": account,
            "link": fresh[0],
            "address": actions.page_address(fresh[0].secret),
            "was_sent": form.cleaned_data["send"],
            "crumbs": crumbs,
            "back": cancel,
        }
        return render_page(request, "care/concern_link_made.html", context)
    lead = _("They need no log-in: whoever has the address can speak in their name. It can be revoked at any time.")
    return form_page(request, form, title=title, button=button, cancel=cancel, crumbs=crumbs, lead=lead)


@require_http_methods(["GET", "POST"])
def concern_link_revoke(request, pk):
    """None of this contact's addresses opens any more."""
    account, contact = holder_of(request, pk)
    must(request.user, "care.make_concern_link", account)
    back = reverse("concern_link_list", args=[account.pk])
    if request.method == "POST":
        actions.revoke_links(account, contact, by=request.user, now=timezone.now())
        say(request, _("%(contact)s cannot speak up by link any more.") % {"contact": contact})
        return redirect(back)
    context = {
        "title": _("Revoke the link of %(contact)s?") % {"contact": contact},
        "lead": _("The address they have stops opening at once. What they raised stays."),
        "button": _("Revoke the link"),
        "cancel": back,
        "action": request.get_full_path(),
        "crumbs": crumbs_of(account, (_("Links"), back)),
    }
    return render_page(request, "care/concern_link_revoke.html", context, partial="dialog")
