"""Who works on a job until when (W4)."""

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from briefs.actions import making as actions
from briefs.forms import making as forms
from briefs.frames import find_brief
from briefs.models import Assignment
from briefs.views.work_frame import crumbs_of, work_url
from clients.sight import remember
from clients.views.frame import changed, form_page, made, must, typed
from core.pages import came_from
from core.toasts import say


def find_assignment(request, pk: int) -> Assignment:
    found = Assignment.objects.visible_to(request.user).select_related("brief__account__client", "person", "deliverable")
    assignment = get_object_or_404(found, pk=pk)
    remember(request.user, assignment.brief.account)
    return assignment


@require_http_methods(["GET", "POST"])
def assignment_add(request, pk):
    """Put somebody on the job."""
    person = request.user
    brief = find_brief(request, pk)
    must(person, "briefs.assign_work", brief)
    form = forms.AssignmentForm(typed(request), brief=brief, person=person, today=person.today)
    if url := made(request, form, lambda: actions.assign_work(brief, by=person, **form.facts)):
        say(request, _("%(person)s works on it.") % {"person": form.cleaned_data["person"]})
        return redirect(url)
    return form_page(
        request,
        form,
        title=_("Put somebody on %(job)s") % {"job": brief},
        button=_("Assign"),
        cancel=work_url(brief),
        crumbs=crumbs_of(brief),
    )


@require_http_methods(["GET", "POST"])
def assignment_change(request, pk):
    person = request.user
    assignment = find_assignment(request, pk)
    must(person, "briefs.assign_work", assignment)
    form = forms.AssignmentChangeForm(typed(request), instance=assignment, person=person, today=person.today)
    if changed(form, lambda **facts: actions.change_assignment(assignment, by=person, **facts)):
        say(request, _("The assignment is changed."))
        return redirect(assignment)
    brief = assignment.brief
    title = _("Change “%(what)s”") % {"what": assignment.what}
    return form_page(request, form, title=title, button=_("Save the assignment"), cancel=work_url(brief), crumbs=crumbs_of(brief))


@require_http_methods(["GET", "POST"])
def assignment_drop(request, pk):
    """It is not needed any more, and why."""
    person = request.user
    assignment = find_assignment(request, pk)
    must(person, "briefs.assign_work", assignment)
    brief = assignment.brief
    form = forms.NoteForm(typed(request), row=assignment, person=person, today=person.today)

    def drop(version, note):
        actions.drop_assignment(assignment, by=person, note=note, version=version)
        return brief

    if changed(form, drop):
        say(request, _("%(person)s is off this job.") % {"person": assignment.person})
        return redirect(work_url(brief))
    return form_page(
        request,
        form,
        title=_("Take “%(what)s” from %(person)s?") % {"what": assignment.what, "person": assignment.person},
        button=_("Take it away"),
        cancel=work_url(brief),
        crumbs=crumbs_of(brief),
        danger=True,
    )


def must_be_theirs(person, assignment) -> None:
    if assignment.person_id not in person.standing.seats_of:
        must(person, "briefs.assign_work", assignment)


@require_POST
def assignment_done(request, pk):
    assignment = find_assignment(request, pk)
    must_be_theirs(request.user, assignment)
    actions.finish_assignment(assignment, by=request.user, today=request.user.today)
    undo = reverse("assignment_reopen", args=[assignment.pk])
    say(request, _("Done: %(what)s.") % {"what": assignment.what}, undo_url=undo)
    return redirect(came_from(request, work_url(assignment.brief)))


@require_POST
def assignment_reopen(request, pk):
    assignment = find_assignment(request, pk)
    must_be_theirs(request.user, assignment)
    actions.reopen_assignment(assignment, by=request.user)
    say(request, _("It is open again: %(what)s.") % {"what": assignment.what})
    return redirect(came_from(request, work_url(assignment.brief)))
