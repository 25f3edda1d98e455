"""A brief is written while others write it too (W2): all of it at once, one section, its facts."""

from django.db import transaction
from django.http import Http404, HttpResponseBadRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from briefs.actions import writing as actions
from briefs.forms import writing as forms
from briefs.frames import find_brief
from briefs.models import Brief
from briefs.sections import BY_KEY, SECTIONS
from briefs.views.editor import editor, news_of
from briefs.views.writing_frame import find_for_writing
from clients.views.frame import attempt, typed
from core.errors import LostRace
from core.pages import render_page, render_record, wants_partial
from core.toasts import say

EDITOR_SCRIPTS = ("js/writing.js",)


@require_http_methods(["GET", "POST"])
def brief_write(request, pk):
    """The editor. With scripts each section saves itself; without, the form saves all of it or, when somebody was faster, nothing."""
    if request.method != "POST":

        def opened():
            return editor(request, find_for_writing(request, pk))

        return render_record(request, "briefs/brief_write.html", opened, scripts=EDITOR_SCRIPTS)
    person = request.user
    brief = find_for_writing(request, pk)
    form = forms.BriefFactsForm(typed(request), brief=brief, person=person, today=person.today)
    conflicts: dict = {}
    race = None
    if form.is_valid():
        try:
            with transaction.atomic():
                attempted = attempt(
                    form, lambda: actions.change_brief(brief, by=person, version=form.cleaned_data["version"], **form.facts)
                )
                if attempted is not None:
                    conflicts = write_all(brief, request.POST, by=person)
                if conflicts:
                    raise NothingSaved
        except NothingSaved:
            pass
        except LostRace as lost:
            race = lost
        if not form.errors and not conflicts and race is None:
            say(request, _("The brief is saved."))
            return redirect("brief_write", pk=brief.pk)
    context = editor(request, find_brief(request, pk), form, given=request.POST, conflicts=conflicts, race=race)  # as it is now
    return render_page(request, "briefs/brief_write.html", context, status=409 if conflicts or race else None)


class NothingSaved(Exception):
    """Rolls the whole form back: somebody was faster in one section."""


def write_all(brief: Brief, given, *, by) -> dict:
    """Write every section that was posted. Returns those in which somebody was faster, by key."""
    conflicts = {}
    for section in SECTIONS:
        text = given.get(f"text-{section.key}")
        if text is None:
            continue
        try:
            actions.write_section(brief, section.key, by=by, text=text, version=given.get(f"version-{section.key}"))
        except LostRace as lost:
            conflicts[section.key] = lost.subject
    return conflicts


@require_POST
def brief_section_write(request, pk, key):
    """One section, as it is typed. Answers with where it stands now, or 409 with what somebody else wrote there."""
    if key not in BY_KEY:
        raise Http404
    brief = find_for_writing(request, pk)
    text = request.POST.get(f"text-{key}")
    if text is None:
        return HttpResponseBadRequest("No text was sent.")
    conflict = None
    try:
        actions.write_section(brief, key, by=request.user, text=text, version=request.POST.get(f"version-{key}"))
    except LostRace as lost:
        conflict = lost.subject
    if not wants_partial(request):
        return redirect(f"{reverse('brief_write', args=[brief.pk])}#section-{key}")
    context = news_of(brief, mine=key) | {"conflict": conflict}
    if conflict:  # the page keeps the version that it has until somebody has chosen
        context["field"].mine, context["field"].version = text, request.POST.get(f"version-{key}")
    return render_page(request, "briefs/brief_written.html", context, status=409 if conflict else 200)


@require_safe
def brief_news(request, pk):
    """Asked for now and then by an open editor: who wrote where meanwhile, and what the check says now."""
    brief = find_for_writing(request, pk)
    return render_page(request, "briefs/brief_written.html", news_of(brief))


@require_POST
def brief_facts_write(request, pk):
    """Title, kind, day, budget, contact, rounds: saved when one of them is changed."""
    person = request.user
    brief = find_for_writing(request, pk)
    form = forms.BriefFactsForm(request.POST, brief=brief, person=person, today=person.today)
    race, is_saved = None, False
    if form.is_valid():
        try:
            is_saved = (
                attempt(form, lambda: actions.change_brief(brief, by=person, version=form.cleaned_data["version"], **form.facts))
                is not None
            )
        except LostRace as lost:
            race = lost
    if not wants_partial(request):
        return redirect("brief_write", pk=brief.pk)
    brief = find_brief(request, pk)
    context = news_of(brief) | {
        "form": form,
        "race": race,
        "facts_version": brief.version if is_saved or race else request.POST.get("version"),
        "facts_came": True,
    }
    return render_page(request, "briefs/brief_written.html", context, status=409 if race else 422 if form.errors else 200)
