"""A check-in that took place is written down (R1): a planned one is marked held, another one is logged."""

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from care.actions import check_in as actions
from care.forms import HoldForm, LogForm, WhichAccountForm, action_forms
from care.models import CheckIn
from care.views.check_in_frame import crumbs_of, find_check_in
from clients.models import Account, Seat
from clients.sight import remember
from clients.views.frame import changed, form_page, made, must, typed
from core.pages import render_page
from core.toasts import say

MOST_SHORTCUTS = 12  # accounts of one's own offered for one click


@require_http_methods(["GET", "POST"])
def check_in_hold(request, pk):
    """Mark a planned (or missed) check-in held."""
    person = request.user
    check_in = find_check_in(request, pk)
    must(person, "care.work_check_in", check_in)
    form = HoldForm(typed(request), row=check_in, person=person, today=person.today)
    following = action_forms(typed(request), account=check_in.account, person=person)

    def hold(version, **facts):
        return actions.hold_check_in(check_in, by=person, today=person.today, actions=following.next_actions, version=version, **facts)

    if request.method == "POST" and following.is_valid() and changed(form, hold):
        say(request, _("Held. The next check-in with %(account)s is planned.") % {"account": check_in.account})
        return redirect(check_in)
    return _held_page(
        request,
        form,
        following,
        account=check_in.account,
        title=_("Mark held: %(name)s") % {"name": check_in},
        lead=_("Planned for %(day)s.") % {"day": date_format(check_in.planned_on, "l j F")},
        button=_("Mark held"),
        cancel=check_in.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
def check_in_log(request):
    """Write down a check-in that nobody had planned. Without `?account=` the account is asked for first."""
    person = request.user
    must(person, "care.log_check_in")
    key = request.GET.get("account", "")
    if not (key.isdecimal() and len(key) < 10):
        return which_account(request)
    account = get_object_or_404(Account.objects.visible_to(person).live().select_related("client"), pk=key)
    remember(person, account, account.client)
    must(person, "care.plan_check_in", account)
    form = LogForm(typed(request), account=account, person=person, today=person.today)
    following = action_forms(typed(request), account=account, person=person)

    def make():
        return actions.log_check_in(by=person, today=person.today, account=account, actions=following.next_actions, **form.facts)

    if request.method == "POST" and following.is_valid() and (url := made(request, form, make)):
        say(request, _("Logged. The cadence goes on from there."))
        return redirect(url)
    due = CheckIn.objects.filter(account=account).planned().filter(planned_on__lte=person.today).order_by("planned_on").first()
    return _held_page(
        request,
        form,
        following,
        account=account,
        title=_("Log a check-in with %(account)s") % {"account": account},
        lead="",
        button=_("Log the check-in"),
        cancel=reverse("account_check_ins", args=[account.pk]),
        planned=due,
    )


def _held_page(request, form, actions_forms, *, account, title, lead, button, cancel, planned=None):
    context = {
        "form": form,
        "actions": actions_forms,
        "account": account,
        "title": title,
        "lead": lead,
        "button": button,
        "cancel": cancel,
        "crumbs": crumbs_of(account),
        "planned": planned,
    }
    status = 422 if request.method == "POST" else None
    return render_page(request, "care/check_in_hold.html", context, status=status)


def which_account(request):
    """The first step: the account, by code or name."""
    name = request.GET.get("account") or request.POST.get("account")
    form = WhichAccountForm({"account": name} if name or request.method == "POST" else None, person=request.user, today=request.user.today)
    if form.is_valid():
        return redirect(f"{reverse('check_in_log')}?account={form.cleaned_data['account'].pk}")
    return form_page(
        request,
        form,
        title=_("Log a check-in"),
        button=_("Go on"),
        cancel=reverse("check_in_list"),
        crumbs=[(_("Check-ins"), reverse("check_in_list"))],
        lead=_("With whom did you speak?"),
        shortcuts=[(account.name, f"{reverse('check_in_log')}?account={account.pk}") for account in own_accounts(request.user)],
    )


def own_accounts(person):
    """Those on whose team the person sits, for one click; the form finds the others."""
    seats = Seat.objects.live(today=person.today).filter(person=person)
    return Account.objects.visible_to(person).live().filter(pk__in=seats.values("account")).order_by("name", "pk")[:MOST_SHORTCUTS]
