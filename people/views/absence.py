from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.once import made_before, once
from core.pages import render_page
from core.toasts import say
from people import actions
from people.forms import AbsenceForm
from people.models import Absence, Person


def who_knows(absence: Absence) -> str:
    """The end of the toast: whom the plan concerns."""
    if absence.cover_id:
        return _("%(cover)s covers.") % {"cover": absence.cover}
    return _("Nobody covers yet.")


@require_http_methods(["GET", "POST"])
def absence_add(request, pk):
    person = get_object_or_404(Person.objects.visible_to(request.user).active(), pk=pk)
    if not request.user.has_perm("people.plan_absence", person):
        raise PermissionDenied
    if url := made_before(request.POST.get("form_key"), by=request.user):
        return redirect(url)
    form = AbsenceForm(request.POST if request.method == "POST" else None, person=person, by=request.user)
    if form.is_valid():
        made = []

        def make():
            made.append(actions.add_absence(person=person, by=request.user, **form.facts))
            return made[0]

        url = once(form.cleaned_data["form_key"], by=request.user, make=make)
        if made:
            say(request, _("Absence planned. %(cover)s") % {"cover": who_knows(made[0])})
        return redirect(url)
    return render_page(request, "people/absence_form.html", {"person": person, "form": form})


@require_http_methods(["GET", "POST"])
def absence_change(request, pk):
    absence = get_object_or_404(Absence.objects.visible_to(request.user).select_related("person", "cover"), pk=pk)
    if not request.user.has_perm("people.plan_absence", absence):
        raise PermissionDenied
    person = absence.person
    form = AbsenceForm(request.POST if request.method == "POST" else None, instance=absence, person=person, by=request.user)
    form.initial["version"] = absence.version
    if form.is_valid():
        absence = actions.change_absence(absence, by=request.user, version=form.cleaned_data["version"] or 0, **form.facts)
        say(request, _("Absence changed. %(cover)s") % {"cover": who_knows(absence)})
        return redirect(person)
    return render_page(request, "people/absence_form.html", {"person": person, "form": form, "absence": absence})


@require_http_methods(["GET", "POST"])
def absence_remove(request, pk):
    absence = get_object_or_404(Absence.objects.visible_to(request.user).select_related("person"), pk=pk)
    if not request.user.has_perm("people.plan_absence", absence):
        raise PermissionDenied
    if request.method == "POST":
        actions.remove_absence(absence, by=request.user, version=request.POST.get("version") or 0)
        say(request, _("Absence of %(person)s removed.") % {"person": absence.person})
        return redirect(absence.person)
    return render_page(request, "people/absence_remove.html", {"absence": absence, "person": absence.person}, partial="dialog")
