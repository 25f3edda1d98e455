from functools import partial

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clients import actions
from clients.forms.account import LeadForm, SeatAddForm, SeatChangeForm, SeatLeaveForm
from clients.frames import account_frame, find_account
from clients.models import Seat
from clients.views.frame import account_crumbs, attempt, changed, form_page, made, must, typed
from core.pages import render_page
from core.toasts import say


@require_safe
def account_team(request, pk):
    """Who is on the account now, and who was before."""
    account = find_account(request, pk)
    frame = account_frame(request, account, here="account_team")
    today = request.user.today
    past = account.seats.filter(ends_on__lt=today).select_related("person").order_by("-ends_on", "-pk")[:200]
    context = {
        "past": past,
        "may_seat": request.user.has_perm("clients.seat_people", account),
        "may_wall": request.user.has_perm("clients.wall_account", account),
    }
    return render_page(request, "clients/account_team.html", frame | context)


def find_seat(request, pk: int) -> Seat:
    """The seat, with its account found as the account's own page finds it; 404 for strangers."""
    seat = get_object_or_404(Seat.objects.visible_to(request.user).select_related("person"), pk=pk)
    seat.account = find_account(request, seat.account_id)
    return seat


def team_url(account) -> str:
    return reverse("account_team", args=[account.pk])


@require_http_methods(["GET", "POST"])
def seat_add(request, pk):
    account = find_account(request, pk)
    must(request.user, "clients.seat_people", account)
    form = SeatAddForm(typed(request), person=request.user, today=request.user.today)
    if made(request, form, lambda: actions.take_seat(account, by=request.user, **form.facts)):
        say(request, _("%(person)s is on the team of %(account)s.") % {"person": form.cleaned_data["person"], "account": account})
        return redirect(team_url(account))
    return form_page(
        request,
        form,
        title=_("Somebody for the team of %(name)s") % {"name": account},
        button=_("Seat them"),
        cancel=team_url(account),
        crumbs=account_crumbs(account),
    )


@require_http_methods(["GET", "POST"])
def seat_change(request, pk):
    seat = find_seat(request, pk)
    must(request.user, "clients.seat_people", seat.account)
    form = SeatChangeForm(typed(request), row=seat, person=request.user, today=request.user.today)
    if changed(form, partial(actions.change_seat, seat, by=request.user)):
        say(request, _("Saved."))
        return redirect(team_url(seat.account))
    return form_page(
        request,
        form,
        title=_("Another role for %(person)s?") % {"person": seat.person},
        text=_("The role they have now stays in the history of the team."),
        button=_("Change role"),
        cancel=team_url(seat.account),
        crumbs=account_crumbs(seat.account),
    )


@require_http_methods(["GET", "POST"])
def seat_leave(request, pk):
    seat = find_seat(request, pk)
    must(request.user, "clients.seat_people", seat.account)
    form = SeatLeaveForm(typed(request), row=seat, person=request.user, today=request.user.today)
    if changed(form, partial(actions.leave_seat, seat, by=request.user)):
        say(request, _("%(person)s leaves the team of %(account)s.") % {"person": seat.person, "account": seat.account})
        return redirect(team_url(seat.account))
    text = _("They lead this account: without a successor nobody does.") if seat.is_lead else ""
    return form_page(
        request,
        form,
        title=_("End the seat of %(person)s?") % {"person": seat.person},
        text=text,
        button=_("End seat"),
        cancel=team_url(seat.account),
        crumbs=account_crumbs(seat.account),
        danger=seat.is_lead,
    )


@require_http_methods(["GET", "POST"])
def account_lead(request, pk):
    account = find_account(request, pk)
    must(request.user, "clients.seat_people", account)
    form = LeadForm(typed(request), person=request.user, today=request.user.today)
    if form.is_valid():
        lead, on = form.cleaned_data["person"], form.cleaned_data["on"]
        if attempt(form, lambda: actions.make_lead(account, lead, by=request.user, on=on)):
            say(request, _("%(person)s leads %(account)s.") % {"person": lead, "account": account})
            return redirect(account)
    text = _("%(person)s leads it now and stays on the team.") % {"person": account.lead} if account.lead else _("Nobody leads it now.")
    return form_page(
        request,
        form,
        title=_("Who leads %(name)s?") % {"name": account},
        text=text,
        button=_("Make lead"),
        cancel=account.get_absolute_url(),
        crumbs=account_crumbs(account),
    )
