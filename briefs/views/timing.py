"""The timing of a job (W6): its milestones, what a slip hits before it is saved, and the plans by kind."""

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from briefs.actions import timing as actions
from briefs.capacity import overloads_by
from briefs.forms import timing as forms
from briefs.frames import brief_frame, find_brief
from briefs.models import Milestone, MilestonePlan
from briefs.plans import first_possible, house_steps, steps_for, worked_back
from briefs.spans import JobLine
from briefs.states import MilestoneKind
from clients.sight import remember
from clients.views.frame import changed, form_page, made, must, typed
from core.lists import Act
from core.pages import came_from, render_page
from core.toasts import say
from core.workdays import is_working_day


def find_milestone(request, pk: int) -> Milestone:
    found = Milestone.objects.visible_to(request.user).for_pages()
    milestone = get_object_or_404(found, pk=pk)
    remember(request.user, milestone.brief.account)
    return milestone


def timing_url(brief) -> str:
    return reverse("brief_timing", args=[brief.pk])


def crumbs_of(brief) -> list:
    return [(_("Jobs"), reverse("brief_list")), (brief.number, brief.get_absolute_url()), (_("Timing"), timing_url(brief))]


# ── The tab ──────────────────────────────────────────────────────────────────────────────────────


@require_safe
def brief_timing(request, pk):
    """What must be reached by when and by whom, as a line and as a list."""
    person, today = request.user, request.user.today
    brief = find_brief(request, pk)
    milestones = list(Milestone.objects.filter(brief=brief).select_related("owner"))
    may_time = not brief.is_over and person.has_perm("briefs.time_brief", brief)
    delivery = next((one for one in reversed(milestones) if one.kind == MilestoneKind.DELIVERY), None)
    rows = [
        {
            "number": number,
            "milestone": one,
            "is_late": one.is_late(today=today),
            "was_moved": one.due_on != one.promised_on,
            "may_reach": may_time or (not brief.is_over and one.owner_id in person.standing.seats_of),
            "menu": milestone_menu(one) if may_time else [],
        }
        for number, one in enumerate(milestones, 1)
    ]
    context = {
        "rows": rows,
        "line": JobLine(milestones, today) if milestones else None,
        "may_time": may_time,
        "delivery": delivery,
        "differs": bool(delivery and not delivery.done_on and brief.wanted_on and delivery.due_on != brief.wanted_on),
        "late": sum(row["is_late"] for row in rows),
        "reached": sum(bool(one.done_on) for one in milestones),
        "today": today,
    }
    return render_page(request, "briefs/brief_timing.html", brief_frame(request, brief, here="brief_timing") | context)


def milestone_menu(milestone: Milestone) -> list[dict]:
    change = {"label": _("Change it"), "url": reverse("milestone_change", args=[milestone.pk]), "icon": "pencil"}
    drop = {
        "label": _("Drop it"),
        "url": reverse("milestone_drop", args=[milestone.pk]),
        "icon": "flag-off",
        "dialog": True,
        "danger": True,
    }
    reopen = {
        "label": _("Not reached after all"),
        "url": reverse("milestone_reopen", args=[milestone.pk]),
        "icon": "rotate-ccw",
        "post": True,
    }
    return [change, *([reopen] if milestone.done_on else []), drop]


@require_http_methods(["GET", "POST"])
def brief_plan(request, pk):
    """Work the milestones back from the delivery; what that sets is shown before it is saved."""
    person, today = request.user, request.user.today
    brief = find_brief(request, pk)
    must(person, "briefs.time_brief", brief)
    form = forms.PlanForm(typed(request), row=brief, person=person, today=today)
    day = brief.wanted_on
    if form.is_bound and form.is_valid():
        if form.was_seen:
            if changed(form, lambda **facts: actions.plan_milestones(brief, by=person, today=today, **facts)) is not None:
                say(request, _("The milestones are planned."))
                return redirect(timing_url(brief))
        else:
            form.mark_seen()
        day = form.cleaned_data["delivery"]
    elif not form.is_bound and day:
        form.fields["seen"].initial = str(day)
    steps = steps_for(brief.kind)
    context = {
        "form": form,
        "brief": brief,
        "rows": planned_rows(brief, steps, day) if day else [],
        "too_soon": first_possible(today, steps) if day and first_possible(today, steps) > day else None,
        "button": _("Plan these milestones") if day else _("See the plan"),
        "cancel": timing_url(brief),
        "crumbs": crumbs_of(brief),
        "today": today,
    }
    return render_page(request, "briefs/brief_plan.html", context)


def planned_rows(brief, steps, day) -> list[dict]:
    """What the plan would set, beside what stands."""
    standing = {one.name: one for one in Milestone.objects.filter(brief=brief).select_related("owner")}
    rows = []
    for step, on in worked_back(day, steps):
        before = standing.get(step.name)
        stays = before is not None and (before.done_on is not None or before.is_fixed)
        rows.append({"step": step, "on": before.due_on if stays else on, "before": before, "stays": stays})
    return rows


# ── Milestones ───────────────────────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "POST"])
def milestone_add(request, pk):
    person = request.user
    brief = find_brief(request, pk)
    must(person, "briefs.time_brief", brief)
    form = forms.MilestoneForm(typed(request), brief=brief, person=person, today=person.today)
    if url := made(request, form, lambda: actions.add_milestone(brief, by=person, **form.facts)):
        say(request, _("Added: %(name)s.") % {"name": form.cleaned_data["name"]})
        return redirect(url)
    title = _("A milestone of %(job)s") % {"job": brief}
    return form_page(request, form, title=title, button=_("Add the milestone"), cancel=timing_url(brief), crumbs=crumbs_of(brief))


@require_http_methods(["GET", "POST"])
def milestone_change(request, pk):
    person = request.user
    milestone = find_milestone(request, pk)
    must(person, "briefs.time_brief", milestone)
    form = forms.MilestoneChangeForm(typed(request), instance=milestone, person=person, today=person.today)
    if changed(form, lambda **facts: actions.change_milestone(milestone, by=person, **facts)):
        say(request, _("The milestone is changed."))
        return redirect(milestone)
    brief = milestone.brief
    title = _("Change “%(name)s”") % {"name": milestone.name}
    return form_page(request, form, title=title, button=_("Save the milestone"), cancel=timing_url(brief), crumbs=crumbs_of(brief))


@require_http_methods(["GET", "POST"])
def milestone_move(request, pk):
    """Another day: first whom and what it hits, then, pressed again, the move."""
    person, today = request.user, request.user.today
    milestone = find_milestone(request, pk)
    must(person, "briefs.time_brief", milestone)
    brief = milestone.brief
    form = forms.MoveMilestoneForm(typed(request), row=milestone, person=person, today=today)
    found, overloads = None, []
    if form.is_bound and form.is_valid():
        to, moves_others = form.cleaned_data["to"], form.cleaned_data["moves_others"]
        found = actions.consequences_of(milestone, to, today=today, moves_others=moves_others)
        overloads = overloads_by(found.work, today=today)
        if form.was_seen and not found.walls:
            if changed(form, lambda **facts: actions.move_milestone(milestone, by=person, today=today, **facts)):
                say(request, _("%(name)s is moved.") % {"name": milestone.name})
                return redirect(timing_url(brief))
        else:
            form.mark_seen()
    context = {
        "form": form,
        "milestone": milestone,
        "brief": brief,
        "found": found,
        "overloads": overloads,
        "is_day_off": bool(found) and not is_working_day(form.cleaned_data["to"]),
        "button": _("Move it") if found and not found.walls else _("See whom it hits"),
        "cancel": timing_url(brief),
        "crumbs": crumbs_of(brief),
        "today": today,
    }
    return render_page(request, "briefs/milestone_move.html", context)


@require_POST
def milestone_reach(request, pk):
    milestone = find_milestone(request, pk)
    actions.reach_milestone(milestone, by=request.user, on=request.user.today)
    say(request, _("Reached: %(name)s.") % {"name": milestone.name}, undo_url=reverse("milestone_reopen", args=[milestone.pk]))
    return redirect(came_from(request, timing_url(milestone.brief)))


@require_POST
def milestone_reopen(request, pk):
    milestone = find_milestone(request, pk)
    actions.reopen_milestone(milestone, by=request.user)
    say(request, _("It is to be reached again: %(name)s.") % {"name": milestone.name})
    return redirect(came_from(request, timing_url(milestone.brief)))


@require_http_methods(["GET", "POST"])
def milestone_drop(request, pk):
    person = request.user
    milestone = find_milestone(request, pk)
    must(person, "briefs.time_brief", milestone)
    brief = milestone.brief
    form = forms.DropForm(typed(request), row=milestone, person=person, today=person.today)

    def drop(version):
        actions.drop_milestone(milestone, by=person, version=version)
        return brief

    if changed(form, drop):
        say(request, _("Dropped: %(name)s.") % {"name": milestone.name})
        return redirect(timing_url(brief))
    return form_page(
        request,
        form,
        title=_("Drop “%(name)s”?") % {"name": milestone.name},
        text=_("The history of the account keeps its name and its day."),
        button=_("Drop the milestone"),
        cancel=timing_url(brief),
        crumbs=crumbs_of(brief),
        danger=True,
    )


# ── Plans by kind ────────────────────────────────────────────────────────────────────────────────


@require_safe
def milestone_plan_list(request):
    """How jobs of each kind are timed."""
    may_change = request.user.has_perm("briefs.change_plans")
    context = {
        "plans": MilestonePlan.objects.live().prefetch_related("steps"),
        "house_steps": house_steps(),
        "may_change": may_change,
        "acts": [Act(_("New plan"), reverse("milestone_plan_add"), "plus", primary=True)] if may_change else [],
        "crumbs": [(_("Jobs"), reverse("brief_list"))],
    }
    return render_page(request, "briefs/milestone_plan_list.html", context)


def plan_page(request, form, *, title):
    crumbs = [(_("Jobs"), reverse("brief_list")), (_("Milestone plans"), reverse("milestone_plan_list"))]
    return form_page(request, form, title=title, button=_("Save the plan"), cancel=reverse("milestone_plan_list"), crumbs=crumbs)


@require_http_methods(["GET", "POST"])
def milestone_plan_add(request):
    must(request.user, "briefs.change_plans")
    form = forms.PlanAddForm(typed(request))
    if url := made(request, form, lambda: actions.save_plan(None, by=request.user, **form.facts)):
        say(request, _("The plan is saved."))
        return redirect(url)
    return plan_page(request, form, title=_("New plan"))


@require_http_methods(["GET", "POST"])
def milestone_plan_change(request, pk):
    plan = get_object_or_404(MilestonePlan.objects.live(), pk=pk)
    must(request.user, "briefs.change_plans")
    form = forms.PlanChangeForm(typed(request), plan=plan)
    if changed(form, lambda **facts: actions.save_plan(plan, by=request.user, **facts)):
        say(request, _("Saved. Jobs that are planned keep their days."))
        return redirect("milestone_plan_list")
    return plan_page(request, form, title=_("Change %(name)s") % {"name": plan})


@require_POST
def milestone_plan_retire(request, pk):
    plan = get_object_or_404(MilestonePlan.objects.live(), pk=pk)
    actions.retire_plan(plan, by=request.user, today=request.user.today)
    say(request, _("Retired. Jobs of this kind use the plan for any kind."))
    return redirect("milestone_plan_list")
