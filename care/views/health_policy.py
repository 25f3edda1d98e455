"""How health is weighed, and whether it warned in time (R4): for directors."""

from datetime import timedelta

from django.db.models import Max
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from care import backtest
from care.actions import health as actions
from care.forms.health import PolicyForm
from care.health_policy import preview
from care.jobs.health import tables_of_terms
from care.models import HealthPolicy
from clients.states import Tier
from clients.views.frame import attempt, must, typed
from core.pages import render_page
from core.toasts import say

LOOKED_BACK_DAYS = 730


@require_http_methods(["GET", "POST"])
def health_policy(request):
    """The policy of one tier, with what a change would do before it is saved."""
    person = request.user
    must(person, "care.change_health_policy")
    tier = request.GET.get("tier", Tier.KEY)
    if tier not in Tier:
        raise Http404
    table = tables_of_terms()[tier]
    number = HealthPolicy.objects.filter(tier=tier).aggregate(n=Max("number"))["n"] or 0
    form = PolicyForm(typed(request), tier=tier, terms=table.terms, version=number, person=person, today=person.today)
    is_preview = "preview" in request.POST
    if is_preview:
        form.fields["note"].required = False
    found = None
    if form.is_valid():
        if is_preview:
            found = preview(tier, form.wanted, person=person)
        elif attempt(form, lambda: save(form, tier, by=person)) is not None:
            say(request, _("A new version counts. Accounts are looked at again by it within the hour."))
            return redirect(f"{reverse('health_policy')}?tier={tier}")
    context = {
        "form": form,
        "tier": tier,
        "tier_label": Tier(tier).label,
        "policy": table.policy,
        "history": HealthPolicy.objects.filter(tier=tier).select_related("made_by")[:8],
        "switch": [{"label": one.label, "url": f"?tier={one}", "here": one == tier} for one in Tier],
        "crumbs": [(_("Clients"), reverse("client_list")), (_("Accounts"), reverse("account_list"))],
        "found": found,
        "action": request.get_full_path(),
    }
    return render_page(request, "care/health_policy.html", context, partial="preview" if is_preview else "")


def save(form: PolicyForm, tier: str, *, by):
    said = {"terms": form.plain, "weights": form.weights, "note": form.cleaned_data["note"], "version": form.cleaned_data["version"]}
    return actions.set_policy(tier, by=by, **said)


@require_safe
def health_backtest(request):
    """For each account that was lost: what the score had said 90, 60 and 30 days before."""
    person, today = request.user, request.user.today
    must(person, "care.see_backtest")
    lost = backtest.with_snapshots(backtest.lost_accounts(person, first=today - timedelta(days=LOOKED_BACK_DAYS), last=today))
    rates = [
        {
            "label": _("%(n)d days before") % {"n": days},
            "value": f"{round(100 * warned / known)}%" if known else "–",
            "note": _("warned of %(warned)d of %(known)d") % {"warned": warned, "known": known},
        }
        for days, warned, known in backtest.hit_rates(lost)
    ]
    context = {
        "lost": lost,
        "rates": rates,
        "horizons": backtest.HORIZONS,
        "missed": [one for one in lost if one.is_missed],
        "crumbs": [(_("Clients"), reverse("client_list")), (_("Accounts"), reverse("account_list"))],
    }
    return render_page(request, "care/health_backtest.html", context)
