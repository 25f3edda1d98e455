"""A round more than was sold, offered at a price (W4)."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from briefs.actions import making as actions
from briefs.forms import making as forms
from briefs.frames import find_brief
from briefs.models import ChangeOrder
from briefs.views.work_frame import move_page, work_url
from clients.sight import remember
from clients.views.frame import changed, made, must, typed
from core.moves import available_moves
from core.toasts import say


def order_moves(order: ChangeOrder, *, person) -> list[dict]:
    return [
        {"label": move.label, "url": reverse("change_order_move", args=[order.pk, name])}
        for name, move in available_moves(order, by=person).items()
    ]


@require_http_methods(["GET", "POST"])
def change_order_add(request, pk):
    """Offer the client a round more than was sold."""
    person = request.user
    brief = find_brief(request, pk)
    must(person, "briefs.work_change_order", brief)
    form = forms.ChangeOrderForm(typed(request), brief=brief, person=person, today=person.today)
    if url := made(request, form, lambda: actions.offer_change_order(brief, by=person, today=person.today, **form.facts)):
        say(request, _("The change order is offered."))
        return redirect(url)
    return move_page(request, brief, form, title=_("Offer a round more for %(job)s") % {"job": brief}, button=_("Offer it"))


ORDER_PAGES = {
    "accept": (_("Did the client accept?"), _("They accept"), False),
    "refuse": (_("Why does the client refuse?"), _("They refuse"), True),
    "waive": (_("Why does nobody pay for it?"), _("Waive it"), True),
    "offer_again": (_("Offer it anew"), _("Offer it anew"), False),
}


@require_http_methods(["GET", "POST"])
def change_order_move(request, pk, name):
    """The client accepts or refuses, we waive it or offer it anew."""
    person = request.user
    order = get_object_or_404(ChangeOrder.objects.visible_to(person).select_related("brief__account__client"), pk=pk)
    if name not in ORDER_PAGES:
        raise Http404("There is no such move.")
    move = order.moves[name]
    brief = order.brief
    remember(person, brief.account)
    must(person, move.may, order)
    if name == "offer_again":
        form = forms.OfferAgainForm(typed(request), row=order, person=person, today=person.today)

        def do(version, **facts):
            return actions.offer_again(order, by=person, today=person.today, version=version, **facts)

    else:
        form = forms.NoteForm(
            typed(request),
            row=order,
            required=move.needs_note,
            label="" if move.needs_note else _("Note"),
            person=person,
            today=person.today,
        )

        def do(version, note):
            return actions.move_order(order, name, by=person, today=person.today, note=note, version=version)

    if changed(form, do):
        say(request, _("Noted: %(order)s.") % {"order": order})
        return redirect(work_url(brief))
    title, button, danger = ORDER_PAGES[name]
    lead = str(order) if not person.has_perm("clients.see_fees") else f"{order}, {order.amount}"
    return move_page(request, brief, form, title=title, button=button, lead=lead, danger=danger)
