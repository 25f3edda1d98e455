"""The quality check as a director sets it (W2): weights, what counts, which score is needed; with what it would make of today's briefs."""

from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from briefs.actions import quality as actions
from briefs.contents import contents_of
from briefs.forms.quality import QualityForm
from briefs.models import Brief, QualityThreshold, QualityWeight
from briefs.quality import Weighed, check, rules, weighed
from briefs.states import BriefState
from clients.views.frame import attempt, must, typed
from core.pages import render_page
from core.toasts import say

MOST_PREVIEWED = 20


@require_http_methods(["GET", "POST"])
def quality_settings(request: HttpRequest):
    person = request.user
    must(person, "briefs.set_quality")
    rows, thresholds = list(QualityWeight.objects.all()), list(QualityThreshold.objects.all())
    counted, needed = weighed(rows), {row.kind: row.score for row in thresholds}
    version = actions.version_of_quality(rows, thresholds)
    form = QualityForm(typed(request), counted=counted, thresholds=needed, version=version, person=person, today=person.today)
    is_preview = "preview" in request.POST
    then = counted
    if form.is_valid():
        then = [Weighed(rule, *form.weights[rule.key]) for rule in rules]
        if not is_preview and save(form, by=person) is not None:
            say(request, _("The check counts like this from now on."))
            return redirect("quality_settings")
    context = {
        "form": form,
        "crumbs": [(_("Jobs"), reverse("brief_list"))],
        "is_preview": is_preview and not form.errors,
        "preview": previewed(person, now=counted, then=then),
        "total": sum(one.weight for one in then if one.is_on),
    }
    return render_page(request, "briefs/quality_settings.html", context, partial="preview" if is_preview else "")


def save(form: QualityForm, *, by):
    said = {"weights": form.weights, "thresholds": form.wanted, "version": form.cleaned_data["version"]}
    return attempt(form, lambda: actions.set_quality(by=by, **said))


def previewed(person, *, now, then) -> list[tuple]:
    """(brief, score now, score then) of the newest briefs that are being written or approved; four queries."""
    newest = (
        Brief.objects.visible_to(person).filter(state__in=(BriefState.DRAFT, BriefState.IN_REVIEW)).select_related("account", "contact")
    )
    briefs = newest.prefetch_related("sections", "deliverables").order_by("-opened_on", "-pk")[:MOST_PREVIEWED]
    contents = [(brief, contents_of(brief)) for brief in briefs]
    return [(brief, check(said, now).score, check(said, then).score) for brief, said in contents]
