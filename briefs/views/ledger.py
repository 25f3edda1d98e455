"""Two lists about approvals: what waits for this person's yes, and the ledger of what writing again has cost (W2, W3)."""

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from briefs.authority import covered
from briefs.ledger import (
    MOST_NAMED,
    LedgerSums,
    RebriefFilter,
    RebriefTable,
    RebriefWithMoneyTable,
    WaitingFilter,
    WaitingTable,
    WaitingWithMoneyTable,
    approval_url,
    total_of,
)
from briefs.models import Brief, Rebrief
from briefs.policy import as_it_stands
from core.lists import Act, Empty, list_page
from core.marks import money_words
from core.registries import approvals


@require_safe
def approval_list(request):
    """What waits for me: briefs, and whatever else other parts of the house ask this person to decide."""
    person = request.user
    others = [need for ask in approvals for need in ask(person, person.today)]

    def lead(listing):
        if not listing.count:
            return _("No brief waits for your yes.")
        return ngettext("%(n)s brief waits for your yes.", "%(n)s briefs wait for your yes.", listing.count) % {"n": listing.count_words}

    def dress(briefs):
        for brief in briefs:
            brief.approval_url = approval_url(brief)

    return list_page(
        request,
        queryset=lambda: Brief.objects.waiting_for(person),
        facts=(as_it_stands(on=person.today), tuple((one.pk, one.rank) for one in covered(person))),
        counts_few=True,  # each row is asked whether this person wrote any of it
        detail=lambda briefs: briefs.for_pages().select_related("submitted_by"),
        dress=dress,
        filterset=WaitingFilter,
        table=WaitingWithMoneyTable if person.has_perm("clients.see_fees") else WaitingTable,
        title=_("Approvals"),
        lead=lead,
        template="briefs/approval_list.html",
        noun=(_("brief"), _("briefs")),
        export_name="approvals",
        search_label=_("Find a job or an account"),
        empty=Empty("stamp", _("Nothing waits for your yes"), _("Briefs stand here as soon as somebody submits one that you may decide.")),
        acts=[Act(_("Rebrief ledger"), reverse("rebrief_list"), "git-branch-plus")],
        context={"others": others},
    )


@require_safe
def rebrief_list(request):
    """Every approved brief that was written again: why, and the hours and the money that it cost."""
    person = request.user
    with_money = person.has_perm("clients.see_fees")
    rows = Rebrief.objects.visible_to(person)
    matching = RebriefFilter(request.GET, queryset=rows, request=request).qs

    def address(**asked) -> str:
        parameters = request.GET.copy()
        for name in ("page", "export", "panel"):
            parameters.pop(name, None)
        for name, value in asked.items():
            parameters[name] = str(value)
        return f"{reverse('rebrief_list')}?{parameters.urlencode()}"

    sums = LedgerSums(matching, today=person.today, address=address)
    by_cause = [] if request.GET.get("export") else sums.by_cause()
    total = total_of(by_cause)

    def lead(listing):
        if not total.rebriefs:
            return _("No approved brief had to be written again.")
        words = {"n": total.rebriefs, "hours": number_format(total.hours, 1), "money": money_words(total.money, "whole")}
        if with_money:
            said = ngettext(
                "%(n)d rebrief cost %(hours)s hours and %(money)s.", "%(n)d rebriefs cost %(hours)s hours and %(money)s.", words["n"]
            )
        else:
            said = ngettext("%(n)d rebrief cost %(hours)s hours.", "%(n)d rebriefs cost %(hours)s hours.", words["n"])
        return said % words

    by_client, by_author = (sums.by_client(), sums.by_author()) if by_cause else ([], [])
    tables = [(_("Cause"), by_cause), (_("Client"), by_client[:MOST_NAMED]), (_("Author"), by_author[:MOST_NAMED])]
    return list_page(
        request,
        queryset=rows,
        detail=lambda found: found.for_pages(),
        filterset=RebriefFilter,
        table=RebriefWithMoneyTable if with_money else RebriefTable,
        title=_("Rebrief ledger"),
        lead=lead,
        template="briefs/rebrief_list.html",
        noun=(_("rebrief"), _("rebriefs")),
        export_name="rebriefs",
        search_label=_("Find a job, an account or a client"),
        empty=Empty(
            "git-branch-plus", _("No rebrief yet"), _("Whoever writes a new version of an approved brief says why, and it stands here.")
        ),
        context={"sums": tables if by_cause else [], "with_money": with_money, "without_rate": total.without_rate},
    )
