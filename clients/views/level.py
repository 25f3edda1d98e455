"""Service levels: what each tier can count on, for everybody to read and a director to change (G2)."""

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clients.actions.level import change_service_level, level_row
from clients.forms.level import WORST_FIRST, ServiceLevelForm
from clients.levels import cadence_words, effects_on, levels
from clients.models import ServiceLevel
from clients.states import Tier
from clients.telling import lines
from clients.views.frame import changed, form_page, must, typed
from core.models import Event
from core.pages import render_page
from core.toasts import say

EVENTS_SHOWN = 10


@require_safe
def service_level_list(request):
    """Who gets what: one column for each tier."""
    by_tier = [levels()[tier] for tier in Tier]
    events = Event.objects.filter(verb="service_level.changed").select_related("actor", "subject_type").order_by("-at", "-pk")
    context = {
        "levels": [(Tier(level.tier).label, level, cadence_words(level.cadence_days)) for level in by_tier],
        "severities": [(severity.label, [level.hours(severity) for level in by_tier]) for severity in WORST_FIRST],
        "may_change": request.user.has_perm("clients.change_service_levels"),
        "entries": [line.entry for line in lines(events[:EVENTS_SHOWN])],
    }
    return render_page(request, "clients/service_level_list.html", context)


@require_http_methods(["GET", "POST"])
def service_level_change(request, tier):
    must(request.user, "clients.change_service_levels")
    if tier not in Tier.values:
        raise Http404
    level = ServiceLevel.objects.filter(tier=tier).first() or level_row(tier)
    form = ServiceLevelForm(typed(request), row=level, person=request.user, today=request.user.today)
    if changed(form, lambda **facts: change_service_level(tier, by=request.user, now=timezone.now(), **facts)):
        say(request, _("Changed. It holds from now on."))
        return redirect("service_level_list")
    fixed = _("Check-ins that are planned and requests that have come in keep their day.")
    return form_page(
        request,
        form,
        title=_("Service level: %(tier)s") % {"tier": Tier(tier).label},
        button=_("Save the service level"),
        cancel=reverse("service_level_list"),
        crumbs=[(_("Settings"), reverse("my_settings")), (_("Service levels"), reverse("service_level_list"))],
        lead=" ".join([*effects_on(tier), fixed]),
    )
