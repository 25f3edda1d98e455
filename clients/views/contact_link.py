"""Who of an account's contacts has an address of their own, and giving, renewing and revoking it: the pages of one kind of link.

    pages = ContactLinkPages(REQUEST_LINKS, crumbs=crumbs_of, words=LinkWords(…))
    path("accounts/<int:pk>/request-links/", pages.index, name="request_link_list"),

The URL names are the kind's verb with `_list`, `_make`, `_renew` and `_revoke`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import apnumber
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from clients.actions.contact_link import ContactLinks
from clients.forms.contact_link import ContactLinkForm
from clients.frames import find_account
from clients.models import Contact
from clients.views.frame import form_page, made, must, typed
from core.lists import Act
from core.pages import render_page
from core.toasts import say

MOST_LINKS = 500  # of one account; older ones are not shown


@dataclass(frozen=True, slots=True)
class LinkWords:
    """What the pages of one kind say; all are lazy translations."""

    title: str  # of the list
    crumb: str
    nobody: str  # %(account)s
    some: str  # ngettext_lazy by "n": %(number)s in words, %(account)s
    give: str  # the button of the list
    make: str  # the title of the form
    who: str  # the label of the contact in it
    lead: str
    made: str  # %(contact)s
    in_their_name: str
    revoked: str  # %(contact)s
    stays: str
    empty_title: str
    empty_text: str


@dataclass(frozen=True, slots=True)
class ContactLinkPages:
    """The four pages of one kind of link. `further` are (label, URL name) of what else belongs to it on the account."""

    links: ContactLinks
    crumbs: Callable
    words: LinkWords
    further: tuple[tuple[str, str], ...] = ()

    @method_decorator(require_safe)
    def index(self, request, pk):
        """Who has an address, until when, and how often they used it."""
        account = find_account(request, pk)
        must(request.user, self.links.may, account)
        rows = self.access_of(account)
        acts = [] if account.closed_on else [Act(self.words.give, self.url("make", account), "link", primary=True)]
        context = {
            "account": account,
            "rows": rows,
            "acts": acts,
            "words": self.words,
            "crumbs": self.crumbs(account),
            "further": [(label, reverse(name, args=[account.pk])) for label, name in self.further],
            "lead": self.lead_of(account, number=sum(row["until"] is not None for row in rows)),
        }
        return render_page(request, "clients/contact_link_list.html", context)

    @method_decorator([never_cache, require_http_methods(["GET", "POST"])])
    def make(self, request, pk):
        """An address for a contact; it is shown in the answer to this very post, and never again."""
        account = find_account(request, pk)
        must(request.user, self.links.may, account)
        key = request.GET.get("contact", "")
        contact = contact_of(request, account, key) if key else None
        return self.answer_with_link(request, account, contact, self.links.make, title=self.words.make, button=_("Make the link"))

    @method_decorator([never_cache, require_http_methods(["GET", "POST"])])
    def renew(self, request, pk):
        """A new address for the contact of this link; all their older ones are dead from then on."""
        account, contact = self.holder_of(request, pk)
        must(request.user, self.links.may, account)
        title = _("A new link for %(contact)s") % {"contact": contact}
        return self.answer_with_link(request, account, contact, self.links.renew, title=title, button=_("Renew the link"))

    @method_decorator(require_http_methods(["GET", "POST"]))
    def revoke(self, request, pk):
        """None of this contact's addresses opens any more."""
        account, contact = self.holder_of(request, pk)
        must(request.user, self.links.may, account)
        back = self.url("list", account)
        if request.method == "POST":
            self.links.revoke(account, contact, by=request.user, now=timezone.now())
            say(request, self.words.revoked % {"contact": contact})
            return redirect(back)
        context = {
            "title": _("Revoke the link of %(contact)s?") % {"contact": contact},
            "lead": _("The address they have stops opening at once. %(stays)s") % {"stays": self.words.stays},
            "button": _("Revoke the link"),
            "cancel": back,
            "action": request.get_full_path(),
            "crumbs": self.crumbs(account, (self.words.crumb, back)),
        }
        return render_page(request, "clients/link_revoke.html", context, partial="dialog")

    def url(self, page: str, row) -> str:
        return reverse(f"{self.links.verb}_{page}", args=[row.pk])

    def access_of(self, account) -> list[dict]:
        """One row for each contact who has or had a link, who can open theirs first. One query."""
        links = self.links.model.objects.filter(account=account).select_related("contact", "made_by", "account")[:MOST_LINKS]
        rows: dict[int, dict] = {}
        for link in links:
            row = rows.setdefault(link.contact_id, {"contact": link.contact, "link": link, "uses": 0, "last_used_at": None, "until": None})
            row["uses"] += link.uses
            row["last_used_at"] = max(filter(None, (row["last_used_at"], link.last_used_at)), default=None)
            if link.is_open:
                row["until"] = max(filter(None, (row["until"], link.expires_at)))
        for row in rows.values():
            row |= {"renew_url": self.url("renew", row["link"]), "revoke_url": self.url("revoke", row["link"])}
        return sorted(rows.values(), key=lambda row: (row["until"] is None, str(row["contact"])))

    def lead_of(self, account, *, number: int) -> str:
        if not number:
            return self.words.nobody % {"account": account}
        return self.words.some % {"n": number, "number": apnumber(number).capitalize(), "account": account}

    def holder_of(self, request, pk: int):
        link = get_object_or_404(self.links.model.objects.visible_to(request.user).select_related("contact"), pk=pk)
        return find_account(request, link.account_id), link.contact

    def answer_with_link(self, request, account, contact, action, *, title: str, button: str):
        person, fresh = request.user, []
        form = ContactLinkForm(typed(request), account=account, contact=contact, who=self.words.who, person=person, today=person.today)

        def make():
            fresh.append(action(account, by=person, now=timezone.now(), **form.facts))
            return fresh[0]

        cancel = self.url("list", account)
        crumbs = self.crumbs(account, (self.words.crumb, cancel))
        url = made(request, form, make)
        if fresh:
            context = {
                "title": self.words.made % {"contact": contact or fresh[0].contact},
                "link": fresh[0],
                "address": self.links.address(fresh[0].secret),
                "words": self.words,
                "was_sent": form.cleaned_data["send"],
                "crumbs": crumbs,
                "back": cancel,
            }
            return render_page(request, "clients/contact_link_made.html", context)
        if url:
            return redirect(url)
        return form_page(request, form, title=title, button=button, cancel=cancel, crumbs=crumbs, lead=self.words.lead)


def contact_of(request, account, key: str) -> Contact:
    if not (key.isdecimal() and len(key) < 12):
        raise Http404
    return get_object_or_404(Contact.objects.visible_to(request.user).of_account(account).present(), pk=key)
