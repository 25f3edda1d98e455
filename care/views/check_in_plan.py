"""A check-in that is to come (R1): agreed, moved, missed or cancelled."""

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from care.actions import check_in as actions
from care.forms import MoveForm, PlanForm
from care.states import CheckInState
from care.views.check_in_frame import crumbs_of, find_check_in
from clients.forms.base import ReasonForm
from clients.frames import find_account
from clients.views.frame import changed, form_page, made, must, typed
from core.toasts import say


@require_http_methods(["GET", "POST"])
def check_in_plan(request, pk):
    """Agree a day with the client."""
    person = request.user
    account = find_account(request, pk)
    if account.closed_on:
        raise Http404("The account is closed.")
    must(person, "care.plan_check_in", account)
    form = PlanForm(typed(request), account=account, person=person, today=person.today)
    if url := made(request, form, lambda: actions.plan_check_in(account, by=person, **form.facts)):
        say(request, _("Planned for %(day)s.") % {"day": date_format(form.cleaned_data["planned_on"], "l j F")})
        return redirect(url)
    return form_page(
        request,
        form,
        title=_("Plan a check-in with %(account)s") % {"account": account},
        button=_("Plan it"),
        cancel=reverse("account_check_ins", args=[account.pk]),
        crumbs=crumbs_of(account),
        lead=_("Besides those that the cadence plans."),
    )


@require_http_methods(["GET", "POST"])
def check_in_change(request, pk):
    """Move a planned check-in, or change who holds it and what about."""
    check_in = find_check_in(request, pk)
    must(request.user, "care.work_check_in", check_in)
    if check_in.state != CheckInState.PLANNED:
        return redirect(check_in)
    form = MoveForm(typed(request), instance=check_in, person=request.user, today=request.user.today)
    if changed(form, lambda **facts: actions.change_check_in(check_in, by=request.user, **facts)):
        say(request, _("Planned for %(day)s.") % {"day": date_format(form.cleaned_data["planned_on"], "l j F")})
        return redirect(check_in)
    return form_page(
        request,
        form,
        title=_("Move %(name)s") % {"name": check_in},
        button=_("Save the check-in"),
        cancel=check_in.get_absolute_url(),
        crumbs=crumbs_of(check_in.account),
    )


@require_http_methods(["GET", "POST"])
def check_in_miss(request, pk):
    """It did not take place, and why."""
    check_in = find_check_in(request, pk)
    return _close(
        request,
        check_in,
        actions.miss_check_in,
        title=_("Why was it missed?"),
        lead=_("%(name)s on %(day)s. The next one is planned after half the cadence."),
        button=_("Mark missed"),
        done=_("Missed. The next one is planned."),
    )


@require_http_methods(["GET", "POST"])
def check_in_cancel(request, pk):
    """It is not needed, and why."""
    check_in = find_check_in(request, pk)
    return _close(
        request,
        check_in,
        actions.cancel_check_in,
        title=_("Why is it cancelled?"),
        lead=_("%(name)s on %(day)s. One of the cadence is skipped."),
        button=_("Cancel the check-in"),
        done=_("Cancelled."),
    )


def _close(request, check_in, action, *, title, lead, button, done):
    must(request.user, "care.work_check_in", check_in)
    form = ReasonForm(typed(request), row=check_in, label=_("Why"), person=request.user, today=request.user.today)

    def close(version, note):
        return action(check_in, by=request.user, reason=note, today=request.user.today, version=version)

    if changed(form, close):
        say(request, done)
        return redirect(check_in)
    words = lead % {"name": check_in, "day": date_format(check_in.planned_on, "l j F")}
    return form_page(
        request,
        form,
        title=title,
        button=button,
        cancel=check_in.get_absolute_url(),
        crumbs=crumbs_of(check_in.account),
        lead=words,
        danger=True,
    )
