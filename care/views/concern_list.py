"""Concerns as a list, and on the tab of their account (R2, R3)."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from care.filters import ConcernFilter
from care.models import Concern
from care.querysets import ConcernQuerySet
from care.tables import SEVERITY_TAGS, ConcernTable, concern_look
from care.views.concern_frame import switch
from clients.frames import account_frame, find_account
from core.lists import Act, Empty, list_page
from core.pages import render_page

MOST_SHOWN = 50


def raise_act(person) -> list[Act]:
    if not person.has_perm("care.raise_concerns"):
        return []
    return [Act(_("Raise a concern"), reverse("concern_raise"), "megaphone", primary=True)]


@require_safe
def concern_list(request):
    person = request.user
    acts = raise_act(person)

    def lead(listing):
        late = Concern.objects.visible_to(person).late(now=timezone.now()).order_by().values("pk")[:101].count()
        if not late:
            return _("Everybody has our word in time.")
        shown = f"{late}" if late <= 100 else "100+"
        return ngettext("%(n)s concern waits longer than we promised.", "%(n)s concerns wait longer than we promised.", late) % {"n": shown}

    return list_page(
        request,
        queryset=lambda: Concern.objects.visible_to(person),
        detail=ConcernQuerySet.for_pages,
        filterset=ConcernFilter,
        table=ConcernTable,
        title=_("Concerns"),
        lead=lead,
        template="care/check_in_list.html",
        noun=(_("concern"), _("concerns")),
        export_name="concerns",
        search_label=_("Find a concern, a contact or an account"),
        chosen={"status": "open"},
        acts=acts,
        empty=Empty(
            "megaphone",
            _("Nothing troubles anybody"),
            _("Questions, problems and conflicts come from you, from the client by their own link, or from a survey's low answer."),
            acts,
        ),
        context={"switch": switch("concern_list")},
    )


@require_safe
def account_concerns(request, pk):
    """The tab of an account: what is open, what was, and who speaks up by link."""
    person = request.user
    account = find_account(request, pk)
    frame = account_frame(request, account, here="account_concerns")
    rows = list(Concern.objects.filter(account=account).select_related("contact", "owner").order_by("-raised_at", "-pk")[: MOST_SHOWN + 1])
    shown = [(row, concern_look(row), SEVERITY_TAGS.get(row.severity, "")) for row in rows[:MOST_SHOWN]]
    may_raise = not account.closed_on and person.has_perm("care.raise_concern", account)
    context = {
        "live": sorted(
            (row for row in shown if row[0].is_live), key=lambda row: (row[0].due_at is None, row[0].due_at or row[0].raised_at)
        ),
        "over": [row for row in shown if not row[0].is_live],
        "has_more": len(rows) > MOST_SHOWN,
        "raise_url": f"{reverse('concern_raise')}?account={account.pk}" if may_raise else "",
        "empty_acts": [Act(_("Raise a concern"), f"{reverse('concern_raise')}?account={account.pk}", "megaphone")] if may_raise else [],
        "may_link": person.has_perm("care.make_concern_link", account),
    }
    return render_page(request, "care/account_concerns.html", frame | context)
