"""A check-in that took place is written down (R1): a planned one is marked held, another one is logged."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from care.actions import check_in as actions
from care.forms import HoldForm, LogForm, action_forms
from care.models import CheckIn
from care.views.check_in_frame import crumbs_of, find_check_in
from clients.views.frame import changed, made, must, typed
from clients.views.which_account import account_begun_on, which_account
from core.pages import render_page
from core.toasts import say


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
    account = account_begun_on(request)
    if account is None:
        return which_account(
            request,
            "check_in_log",
            title=_("Log a check-in"),
            lead=_("With whom did you speak?"),
            list_words=_("Check-ins"),
            list_name="check_in_list",
        )
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
