"""The health of an account in the browser (R4): the tab, looking again, what the team says, alerts."""

from datetime import date, timedelta

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from care import health_words as words
from care.actions import health as actions
from care.forms.health import AcknowledgeForm, SentimentForm
from care.models import HealthAlert, HealthPolicy, HealthSnapshot, RecoveryPlan, SentimentEntry
from care.querysets.health import SAID_HOLDS_DAYS
from clients.frames import account_frame, find_account, known
from clients.health import HOUSE_TERMS
from clients.sight import remember
from clients.states import HealthNumber
from clients.views.frame import account_crumbs, changed, form_page, made, must, typed
from core.pages import came_from, render_record
from core.toasts import say
from core.together import asked_together

COMPARED_DAYS = 30
SAID_SHOWN, ALERTS_SHOWN = 8, 6


def health_of(account):
    """The current figures, or None before the first look."""
    return getattr(account, "health", None)


def day_asked(request, *, today: date) -> date:
    """The earlier day of the waterfall; a month ago where none, or none that makes sense, is asked for."""
    try:
        day = date.fromisoformat(request.GET.get("since", ""))
    except ValueError:
        return today - timedelta(days=COMPARED_DAYS)
    return min(day, today - timedelta(days=1))


def pair_of(days, since: date) -> list[words.Day]:
    """The earlier day (else the nearest before it, else the first that is known) and the latest one; as many as there are."""
    if len(days) < 2:
        return days
    *before, latest = days
    return [next((day for day in reversed(before) if day.on <= since), before[0]), latest]


def parts_of(account, pair: list[words.Day]) -> dict[str, list]:
    """What the tab shows beside the scores: both days with their lines, policy, open plan, alerts, what the team says; one query."""
    tier = account.tier_now

    def build(account, earlier, latest):
        return {
            "snapshots": HealthSnapshot.objects.filter(account=account, pk__in=[earlier, latest]).order_by("on"),
            "policy": HealthPolicy.objects.filter(tier=tier).order_by("-number")[:1],
            "plan": RecoveryPlan.objects.open().filter(account=account).select_related("owner"),
            "alerts": HealthAlert.objects.filter(account=account).select_related("acknowledged_by")[:ALERTS_SHOWN],
            "said": SentimentEntry.objects.filter(account=account, withdrawn_on=None).select_related("person")[:SAID_SHOWN],
        }

    earlier, latest = (pair[0].key, pair[-1].key) if pair else (0, 0)
    return asked_together(("health of an account", tier), build, account=account.pk, earlier=earlier, latest=latest)


@require_safe
def account_health(request, pk):
    """Three numbers with their trend, what each is made of, and what moved it since an earlier day."""
    return render_record(request, "care/account_health.html", lambda: health_shown(request, pk))


def health_shown(request, pk: int) -> dict:
    person, today = request.user, request.user.today
    account = find_account(request, pk)
    number = request.GET.get("number") if request.GET.get("number") in HealthNumber else HealthNumber.OBSERVED
    since = day_asked(request, today=today)
    days = words.days_of(account.pk, today=today)
    pair = pair_of(days, since)
    parts = parts_of(account, pair)
    snapshots = {one.pk: one for one in parts["snapshots"]}
    latest = snapshots.get(pair[-1].key) if pair else None
    earlier = snapshots.get(pair[0].key) if len(pair) == 2 else None
    policy = next(iter(parts["policy"]), None)
    figure = latest.figure(number) if latest else None
    chart = words.waterfall(earlier, latest, number, today=today) if earlier and latest else None
    alerts, said = parts["alerts"], known(parts["said"], account)
    remember(person, *alerts, *said)
    may_acknowledge = person.has_perm("care.acknowledge_alert", account)
    return account_frame(request, account, here="account_health") | {
        "page_title": account.name,
        "health": health_of(account),
        "vitals": vitals(account, days, number, today=today),
        "number": number,
        "number_label": HealthNumber(number).label,
        "latest": latest,
        "policy": policy,
        "rows": words.rows_of(figure, account.pk) if figure else [],
        "score": figure.score if figure else None,
        "missing": words.missing_of(figure, number) if figure else [],
        "chart": chart,
        "sentence": words.sentence_of(chart) if chart else "",
        "steps": [(step.label, step.words) for step in chart.steps] if chart else [],
        "step_heads": [_("What moved it"), _("Points")],
        "since": earlier.on if earlier else since,
        "year": words.line_of_year(days, number, account.pk, policy or HOUSE_TERMS, today=today),
        "alerts": [(alert, words.alert_words(alert), may_acknowledge and alert.is_open) for alert in alerts],
        "said": [
            (entry, entry.said_on + timedelta(days=SAID_HOLDS_DAYS), person.has_perm("care.withdraw_sentiment", entry)) for entry in said
        ],
        "plan": next(iter(parts["plan"]), None),
        "may_say": not account.closed_on and person.has_perm("care.say_sentiment", account),
        "may_look": not account.closed_on and person.has_perm("care.look_at_health", account),
        "may_plan": not account.closed_on and person.has_perm("care.write_recovery_plan", account),
        "may_set": person.has_perm("care.change_health_policy"),
    }


def vitals(account, days, number: str, *, today: date) -> list[dict]:
    """The three numbers, never mixed; each opens what it is made of."""
    health, url = health_of(account), reverse("account_health", args=[account.pk])
    return [
        {
            "label": one.label,
            "score": getattr(health, one, None) if health else None,
            "colour": health.colour if health and one == HealthNumber.OBSERVED else "",
            "change": health.changed_30 if health and one == HealthNumber.OBSERVED else None,
            "spark": words.trend(days, one, today=today),
            "url": f"{url}?number={one}",
            "is_main": one == HealthNumber.OBSERVED,
            "here": one == number,
        }
        for one in HealthNumber
    ]


@require_POST
def account_health_look(request, pk):
    """Look at the evidence again, now."""
    account = find_account(request, pk)
    must(request.user, "care.look_at_health", account)
    health = actions.look_again(account, by=request.user, today=request.user.today)
    if health.observed is None:
        say(request, _("Looked again: too little is known yet for a score."))
    else:
        say(request, _("Looked again: observed health is %(score)d.") % {"score": health.observed})
    return redirect(came_from(request, reverse("account_health", args=[pk])))


@require_http_methods(["GET", "POST"])
def sentiment_say(request, pk):
    account = find_account(request, pk)
    must(request.user, "care.say_sentiment", account)
    form = SentimentForm(typed(request), person=request.user, today=request.user.today)
    if made(request, form, lambda: actions.say_sentiment(account, by=request.user, today=request.user.today, **form.facts)):
        say(request, _("It counts for 90 days."))
        return redirect(f"{reverse('account_health', args=[pk])}#said")
    return form_page(
        request,
        form,
        title=_("How does %(account)s feel about us?") % {"account": account},
        text=_("Your own word. It stands beside the evidence and is never mixed with it."),
        button=_("Say it"),
        cancel=reverse("account_health", args=[pk]),
        crumbs=account_crumbs(account, (_("Health"), reverse("account_health", args=[pk]))),
    )


@require_POST
def sentiment_withdraw(request, pk):
    entry = get_object_or_404(SentimentEntry.objects.visible_to(request.user).select_related("account"), pk=pk)
    actions.withdraw_sentiment(entry, by=request.user, today=request.user.today)
    say(request, _("It counts no more."))
    return redirect(f"{reverse('account_health', args=[entry.account_id])}#said")


@require_http_methods(["GET", "POST"])
def health_alert_acknowledge(request, pk):
    alert = get_object_or_404(HealthAlert.objects.visible_to(request.user).select_related("account__client"), pk=pk)
    must(request.user, "care.acknowledge_alert", alert)
    if not alert.is_open:
        raise Http404
    form = AcknowledgeForm(typed(request), row=alert, person=request.user, today=request.user.today)
    if changed(form, lambda **facts: actions.acknowledge_alert(alert, by=request.user, today=request.user.today, **facts)):
        say(request, _("Acknowledged. It asks nobody any more."))
        return redirect(alert)
    account = alert.account
    return form_page(
        request,
        form,
        title=_("Acknowledge the alert on %(account)s") % {"account": account},
        text=words.alert_words(alert) + ".",
        button=_("Acknowledge"),
        cancel=alert.get_absolute_url(),
        crumbs=account_crumbs(account, (_("Health"), reverse("account_health", args=[account.pk]))),
    )
