"""What a job hands over, row by row (W2)."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from briefs.actions import writing as actions
from briefs.forms import writing as forms
from briefs.models import Brief, Deliverable
from briefs.views.writing_frame import deliverables_of, find_for_writing
from clients.views.frame import account_crumbs, changed, form_page, made, typed
from core.pages import render_page, wants_partial
from core.toasts import say


def find_deliverable(request, pk: int) -> Deliverable:
    row = get_object_or_404(Deliverable.objects.visible_to(request.user).select_related("brief"), pk=pk)
    row.brief = find_for_writing(request, row.brief_id)
    return row


def deliverables_url(brief: Brief) -> str:
    return f"{reverse('brief_write', args=[brief.pk])}#deliverables"


@require_http_methods(["GET", "POST"])
def deliverable_add(request, pk):
    person = request.user
    brief = find_for_writing(request, pk)
    initial = {"kind": brief.kind, "due_on": brief.wanted_on}
    form = forms.DeliverableAddForm(typed(request), person=person, today=person.today, initial=initial)
    if made(request, form, lambda: actions.add_deliverable(brief, by=person, **form.facts)):
        return redirect(deliverables_url(brief))
    title = _("What does the job hand over?")
    return form_page(request, form, title=title, button=_("Add it"), cancel=deliverables_url(brief), crumbs=crumbs_of(brief))


@require_http_methods(["GET", "POST"])
def deliverable_change(request, pk):
    person = request.user
    row = find_deliverable(request, pk)
    form = forms.DeliverableChangeForm(typed(request), row=row, person=person, today=person.today)
    if changed(form, lambda **facts: actions.change_deliverable(row, by=person, **facts)):
        return redirect(deliverables_url(row.brief))
    cancel = deliverables_url(row.brief)
    return form_page(request, form, title=_("Change the deliverable"), button=_("Save it"), cancel=cancel, crumbs=crumbs_of(row.brief))


@require_POST
def deliverable_move(request, pk, way):
    """One place up or down."""
    row = find_deliverable(request, pk)
    keys = [one.pk for one in deliverables_of(row.brief)]
    if way not in ("up", "down") or row.pk not in keys:
        raise Http404
    place = keys.index(row.pk)
    other = place + (1 if way == "down" else -1)
    if 0 <= other < len(keys):
        keys[place], keys[other] = keys[other], keys[place]
        actions.order_deliverables(row.brief, by=request.user, keys=keys)
    if wants_partial(request):
        context = {"brief": row.brief, "deliverables": deliverables_of(row.brief), "may_write": True}
        return render_page(request, "briefs/deliverable_rows.html", context)
    return redirect(deliverables_url(row.brief))


@require_POST
def deliverable_drop(request, pk):
    row = find_deliverable(request, pk)
    actions.drop_deliverable(row, by=request.user, today=request.user.today)
    say(request, _("“%(name)s” is taken out.") % {"name": row.name})
    return redirect(deliverables_url(row.brief))


def crumbs_of(brief: Brief) -> list:
    return account_crumbs(brief.account, (brief.number, brief.get_absolute_url()))
