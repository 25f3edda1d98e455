"""Pages that prepare a check-in (R1): what the app proposes to talk about, taken over, written, printed, sent."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from care.actions import agenda as actions
from care.documents import agenda_pdf
from care.forms.agenda import AgendaForm, SendAgendaForm
from care.states import CheckInState
from care.views.check_in_frame import crumbs_of, find_check_in
from clients.agenda import agenda_of
from clients.views.frame import changed, form_page, made, must, typed
from core.errors import IllegalMove
from core.pages import render_page
from core.toasts import say


def find_planned(request, pk: int):
    check_in = find_check_in(request, pk)
    must(request.user, "care.work_check_in", check_in)
    if check_in.state != CheckInState.PLANNED:
        raise IllegalMove(check_in, "prepare", check_in.state)
    return check_in


@require_http_methods(["GET", "POST"])
def check_in_agenda(request, pk):
    """The proposals of every app beside the text; what is ticked goes into it."""
    person, check_in = request.user, find_planned(request, pk)
    parts = agenda_of(check_in.account, person=person, today=person.today)
    form = AgendaForm(typed(request), row=check_in, parts=parts, person=person, today=person.today)
    if changed(form, lambda **facts: actions.write_agenda(check_in, by=person, **facts)):
        say(request, _("The agenda is saved."))
        return redirect("check_in_agenda_send", pk=pk) if "send" in request.POST else redirect(check_in)
    chosen = set(form["take"].value() or ()) if form.is_bound else set()
    context = {
        "check_in": check_in,
        "form": form,
        "crumbs": crumbs_of(check_in.account, (str(check_in.get_kind_display()), check_in.get_absolute_url())),
        "parts": [(part.source, [(item, item.text in chosen, item.text in check_in.agenda) for item in part.items]) for part in parts],
    }
    return render_page(request, "care/check_in_agenda.html", context)


@require_safe
def check_in_agenda_pdf(request, pk):
    check_in = find_check_in(request, pk)
    response = HttpResponse(agenda_pdf.draw(check_in), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{check_in.account.code}-agenda-{check_in.planned_on}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "POST"])
def check_in_agenda_send(request, pk):
    """By e-mail to those who are invited."""
    person, check_in = request.user, find_planned(request, pk)
    form = SendAgendaForm(typed(request), row=check_in, person=person, today=person.today)
    if url := made(request, form, lambda: actions.send_agenda(check_in, by=person, **form.facts)):
        say(request, _("The agenda is on its way."))
        return redirect(url)
    return form_page(
        request,
        form,
        title=_("Send the agenda"),
        lead=_("%(name)s on %(day)s.") % {"name": check_in, "day": date_format(check_in.planned_on, "l j F")},
        button=_("Send the agenda"),
        cancel=check_in.get_absolute_url(),
        crumbs=crumbs_of(check_in.account, (str(check_in.get_kind_display()), check_in.get_absolute_url())),
    )
