from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.models import Event
from core.pages import render_page
from core.toasts import say
from people import actions
from people.forms import HandOverForm
from people.handover import counted_bundles_of, hidden_things, places_unknown_to, totals
from people.models import Person


@require_http_methods(["GET", "POST"])
def person_hand_over(request, pk):
    """Who gets what, and what moves, before it moves."""
    by, today = request.user, request.user.today
    person = get_object_or_404(Person.objects.visible_to(by).active(), pk=pk)
    if not by.has_perm("people.hand_over", person):
        raise PermissionDenied
    hidden = hidden_things(person, by=by, today=today)
    bundles = [] if hidden else counted_bundles_of(person, today=today)
    initial = {"version": person.version, "to": person.reports_to_id}
    form = HandOverForm(
        request.POST if request.method == "POST" else None, person=person, by=by, bundles=bundles, today=today, initial=initial
    )
    if not hidden and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("to", "note", "leaving_on", "version")}
        briefing = actions.hand_over(person, by=by, today=today, others=form.others, **facts)
        say(request, _("Handed over. %(to)s has the briefing.") % {"to": facts["to"]})
        return redirect("briefing_detail", briefing.pk)
    context = {"person": person, "form": form, "bundles": bundles, "totals": totals(bundles), "hidden": hidden}
    return render_page(request, "people/person_hand_over.html", context)


@require_safe
def briefing_detail(request, pk):
    """The note of a hand-over and who got what; a stranger to it gets a 404."""
    briefing = get_object_or_404(Event.objects.select_related("actor"), pk=pk, verb="person.handed_over")
    if not request.user.has_perm("people.see_briefing", briefing):
        raise Http404
    giver = get_object_or_404(Person, pk=briefing.subject_id)
    context = {"briefing": briefing, "giver": giver, "bundles": seen_by(request.user, briefing)}
    return render_page(request, "people/briefing_detail.html", context)


def seen_by(person: Person, briefing: Event) -> list[dict]:
    """A receiver reads about their own part; whoever arranged it or gave it away all; those above what they may know of."""
    bundles = briefing.words.get("bundles", [])
    receivers = set(briefing.words.get("receivers", ()))
    if person.pk in {briefing.actor_id, briefing.subject_id} or person.standing.sees_all:
        return bundles
    if briefing.subject_id not in person.standing.line_of:
        below = person.standing.line_of & receivers
        bundles = [bundle for bundle in bundles if bundle.get("to_id") in {person.pk} | below]
    unknown = places_unknown_to(person, {bundle.get("key", "") for bundle in bundles if bundle.get("to_id") != person.pk})
    return [bundle for bundle in bundles if bundle.get("to_id") == person.pk or bundle.get("key") not in unknown]
