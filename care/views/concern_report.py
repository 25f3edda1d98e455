"""Where concerns come from, and how well we keep our word (R3); and the causes that a director words."""

from datetime import timedelta

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from care import concern_figures as figures
from care.actions import concern_cause as actions
from care.forms.concerns import CauseAddForm, CauseChangeForm
from care.models import Concern, ConcernCause
from care.views.concern_frame import switch
from clients.states import Severity
from clients.views.frame import changed, form_page, made, must, typed
from core.lists import Act
from core.pages import render_page
from core.toasts import say

PERIODS = {"30": gettext_lazy("30 days"), "90": gettext_lazy("90 days"), "365": gettext_lazy("A year")}
DEFAULT = "90"


@require_safe
def concern_report(request):
    """Concerns raised in a period: by cause, severity and client. Every figure opens its rows."""
    person = request.user
    chosen = request.GET.get("days", "") if request.GET.get("days") in PERIODS else DEFAULT
    first = person.today - timedelta(days=int(chosen) - 1)
    concerns = figures.raised_between(person, first, person.today)
    by_cause = figures.by(concerns.filter(cause__isnull=False), "cause", "cause__name")
    by_client = figures.by(concerns, "account__client", "account__client__name")
    by_severity = figures.by(concerns, "severity")
    tables = [
        (
            _("By cause"),
            _("what is closed, and what has a cause already"),
            figures.lines(by_cause, name="cause", key="cause", label=lambda row: row["cause__name"]),
        ),
        (
            _("By severity"),
            "",
            figures.lines(by_severity, name="severity", key="severity", label=lambda row: Severity(row["severity"]).label),
        ),
        (
            _("By client"),
            _("those with most of them"),
            figures.lines(
                by_client[: figures.MOST_CLIENTS], name="client", key="account__client", label=lambda row: row["account__client__name"]
            ),
        ),
    ]
    whole = figures.total(concerns, label=_("All of them"))
    list_url = f"{reverse('concern_list')}?raised_after={first.isoformat()}&raised_before={person.today.isoformat()}"
    context = {
        "switch": switch("concern_report"),
        "periods": [{"label": label, "url": f"?days={days}", "here": days == chosen} for days, label in PERIODS.items()],
        "tables": [table for table in tables if table[2]],
        "tiles": tiles_of(whole, list_url) if whole.raised else [],
        "list_url": list_url,
        "may_change_causes": person.has_perm("care.change_concern_causes"),
    }
    return render_page(request, "care/concern_report.html", context)


def tiles_of(whole: figures.Figures, url: str) -> list[dict]:
    """The whole of the period, each figure with its rows."""

    def hours(value) -> str:
        return "–" if value is None else number_format(value, decimal_pos=1)

    def percent(value) -> str:
        return "–" if value is None else f"{value} %"

    late = {"answers": whole.answered_late, "outcomes": whole.resolved_late}
    return [
        {"label": _("Raised"), "value": whole.raised, "note": _("%(n)d open") % {"n": whole.open}, "url": url},
        {"label": _("Hours to the answer"), "value": hours(whole.answer_hours), "note": _("of the office, on average"), "url": url},
        {"label": _("Hours to the outcome"), "value": hours(whole.resolve_hours), "note": _("of the office, on average"), "url": url},
        {
            "label": _("In time"),
            "value": percent(whole.on_time_percent),
            "note": _("%(answers)d answers, %(outcomes)d outcomes late") % late,
            "url": f"{url}&answered_late=true",
        },
        {
            "label": _("Reopened"),
            "value": percent(whole.reopened_percent),
            "note": _("%(n)d of them") % {"n": whole.reopened},
            "url": f"{url}&reopened=true",
        },
    ]


@require_safe
def concern_cause_list(request):
    """The causes in their order, with how many concerns each has."""
    may_change = request.user.has_perm("care.change_concern_causes")
    context = {
        "causes": ConcernCause.objects.annotate(number=Count("concerns", filter=Q(concerns__in=Concern.objects.visible_to(request.user)))),
        "may_change": may_change,
        "acts": [Act(_("Add a cause"), reverse("concern_cause_add"), "plus", primary=True)] if may_change else [],
        "crumbs": [(_("Concerns"), reverse("concern_list")), (_("Causes and times"), reverse("concern_report"))],
    }
    return render_page(request, "care/concern_cause_list.html", context)


def crumbs() -> list:
    return [(_("Concerns"), reverse("concern_list")), (_("Causes"), reverse("concern_cause_list"))]


@require_http_methods(["GET", "POST"])
def concern_cause_add(request):
    must(request.user, "care.change_concern_causes")
    form = CauseAddForm(typed(request), person=request.user, today=request.user.today)
    if url := made(request, form, lambda: actions.add_cause(by=request.user, **form.facts)):
        say(request, _("Added. It is offered from now on."))
        return redirect(url)
    return form_page(request, form, title=_("Add a cause"), button=_("Add it"), cancel=reverse("concern_cause_list"), crumbs=crumbs())


@require_http_methods(["GET", "POST"])
def concern_cause_change(request, pk):
    must(request.user, "care.change_concern_causes")
    cause = get_object_or_404(ConcernCause, pk=pk)
    form = CauseChangeForm(typed(request), instance=cause, person=request.user, today=request.user.today)
    if changed(form, lambda **facts: actions.change_cause(cause, by=request.user, **facts)):
        say(request, _("The cause is changed."))
        return redirect("concern_cause_list")
    title = _("Change “%(cause)s”") % {"cause": cause}
    lead = _("What is closed under it shows the new words.")
    return form_page(
        request, form, title=title, button=_("Save the cause"), cancel=reverse("concern_cause_list"), crumbs=crumbs(), lead=lead
    )
