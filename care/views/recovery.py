"""Recovery plans in the browser (R4): written, agreed, worked step by step, judged."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from care.actions import recovery as actions
from care.filters.health import RecoveryPlanFilter
from care.forms.health import PlanChangeForm, PlanForm, StepChangeForm, StepForm, VerdictForm
from care.models import RecoveryPlan, RecoveryStep
from care.querysets.health import RecoveryPlanQuerySet
from care.states.health import PLAN_MOVES
from care.tables.health import RecoveryPlanTable, plan_look
from care.views.health import health_of
from clients.forms.base import ReasonForm
from clients.frames import find_account, seats_of
from clients.sight import remember
from clients.telling import lines
from clients.views.frame import account_crumbs, changed, form_page, made, must, typed
from core.lists import Empty, list_page
from core.models import Event
from core.moves import available_moves
from core.pages import came_from, render_page
from core.toasts import say

BY_WORD = ("send_back", "drop")  # moves that ask why
BY_PRESS = ("agree", "start")
DONE = {
    "agree": gettext_lazy("Agreed. Whoever owns it may start."),
    "start": gettext_lazy("It runs. The steps stand on My day of those who do them."),
    "send_back": gettext_lazy("Sent back."),
    "drop": gettext_lazy("Dropped."),
}


def find_plan(request, pk: int) -> RecoveryPlan:
    """The plan with its account and the account's live seats; 404 for a stranger."""
    plan = get_object_or_404(RecoveryPlan.objects.visible_to(request.user).for_pages().select_related("account__health"), pk=pk)
    plan.account.live_seats = seats_of(plan.account, today=request.user.today)
    remember(request.user, plan, plan.account, plan.account.client)
    return plan


def find_step(request, pk: int) -> RecoveryStep:
    """The step with its plan; 404 for whoever neither sees the account nor owns it."""
    steps = RecoveryStep.objects.visible_to(request.user).select_related("plan__account__client", "owner")
    return get_object_or_404(steps, pk=pk)


def crumbs_of(account, *further):
    return account_crumbs(account, (_("Health"), reverse("account_health", args=[account.pk])), *further)


@require_safe
def recovery_plan_list(request):
    person = request.user
    return list_page(
        request,
        queryset=lambda: RecoveryPlan.objects.visible_to(person),
        detail=RecoveryPlanQuerySet.for_pages,
        filterset=RecoveryPlanFilter,
        table=RecoveryPlanTable,
        title=_("Recovery plans"),
        lead=_("How accounts at risk are won back, and what came of it."),
        template="care/check_in_list.html",
        noun=(_("plan"), _("plans")),
        export_name="recovery-plans",
        search_label=_("Find an account or a goal"),
        chosen={"status": "open"},
        empty=Empty("life-buoy", _("No recovery plan"), _("An account at risk asks for one: it is written on the account’s page Health.")),
        context={"switch": []},
    )


@require_http_methods(["GET", "POST"])
def recovery_plan_write(request, pk):
    person = request.user
    account = find_account(request, pk)
    must(person, "care.write_recovery_plan", account)
    if open_plan := RecoveryPlan.objects.open().filter(account=account).first():
        return redirect(open_plan)
    form = PlanForm(typed(request), account=account, person=person, today=person.today)
    if url := made(request, form, lambda: actions.write_plan(account, by=person, today=person.today, **form.facts)):
        say(request, _("The plan is a draft. Add its steps; a director agrees to it."))
        return redirect(url)
    return form_page(
        request,
        form,
        title=_("How do we win %(account)s back?") % {"account": account},
        text=_("A goal that anybody can check, an owner, and a day on which it is judged. Steps follow."),
        button=_("Write the plan"),
        cancel=reverse("account_health", args=[pk]),
        crumbs=crumbs_of(account),
    )


@require_safe
def recovery_plan_detail(request, pk):
    person = request.user
    plan = find_plan(request, pk)
    steps = list(plan.steps.select_related("owner").order_by("due_on", "pk"))
    for step in steps:
        step.plan = plan
    events = Event.objects.about(plan).select_related("actor", "subject_type").order_by("-at", "-pk")[:20]
    health = health_of(plan.account)
    context = {
        "plan": plan,
        "account": plan.account,
        "look": plan_look(plan),
        "crumbs": crumbs_of(plan.account),
        "steps": [(step, person.has_perm("care.work_recovery_step", step)) for step in steps],
        "done": sum(step.done_on is not None for step in steps),
        "moves": moves_of(plan, person=person),
        "health": health,
        "may_work": plan.is_open and person.has_perm("care.work_recovery_plan", plan),
        "entries": [line.entry for line in lines(events)],
    }
    return render_page(request, "care/recovery_plan_detail.html", context)


def moves_of(plan: RecoveryPlan, *, person) -> list[dict]:
    """Buttons: pressed at once, asked why, or judged on a page of their own."""
    found = []
    for name, move in available_moves(plan, by=person).items():
        if name == "rewrite":  # by saving another goal or another day
            continue
        if name in ("recover", "give_up"):
            if not any(one["name"] == "judge" for one in found):
                found.append(
                    {"name": "judge", "label": _("Judge it"), "url": reverse("recovery_plan_judge", args=[plan.pk]), "kind": "page"}
                )
            continue
        kind = "press" if name in BY_PRESS else "dialog"
        found.append({"name": name, "label": move.label, "url": reverse("recovery_plan_move", args=[plan.pk, name]), "kind": kind})
    return found


@require_http_methods(["GET", "POST"])
def recovery_plan_change(request, pk):
    person = request.user
    plan = find_plan(request, pk)
    must(person, "care.work_recovery_plan", plan)
    was_settled = plan.is_settled
    form = PlanChangeForm(typed(request), instance=plan, person=person, today=person.today)
    if changed(form, lambda **facts: actions.change_plan(plan, by=person, **facts)):
        plan.refresh_from_db()
        is_draft_again = was_settled and not plan.is_settled
        say(request, _("The plan is a draft again: a director agrees to it anew.") if is_draft_again else _("The plan is saved."))
        return redirect(plan)
    return form_page(
        request,
        form,
        title=_("Change the recovery plan"),
        text=_(
            "A director has agreed to this goal and this day. Another goal or day makes the plan a draft again, and its steps wait until"
            " a director agrees anew. What went wrong, the owner and the steps may change as it goes on."
        )
        if was_settled
        else "",
        button=_("Save the plan"),
        cancel=plan.get_absolute_url(),
        crumbs=crumbs_of(plan.account),
    )


@require_http_methods(["GET", "POST"])
def recovery_plan_move(request, pk, name):
    """Agree and start by one press; sending back and dropping ask why."""
    person = request.user
    plan = find_plan(request, pk)
    if name not in (*BY_PRESS, *BY_WORD):
        raise Http404
    move = PLAN_MOVES[name]
    must(person, move.may, plan)
    if name in BY_PRESS and request.method == "POST":
        actions.move_plan(plan, name, by=person, today=person.today, version=request.POST.get("version") or None)
        say(request, str(DONE[name]))
        return redirect(plan)
    form = ReasonForm(typed(request), row=plan, required=move.needs_note, person=person, today=person.today)
    if changed(form, lambda version, note="": actions.move_plan(plan, name, by=person, today=person.today, note=note, version=version)):
        say(request, str(DONE[name]))
        return redirect(plan)
    return form_page(
        request,
        form,
        title=f"{move.label}: {plan.account}",
        text=plan.goal,
        button=move.label,
        cancel=plan.get_absolute_url(),
        crumbs=crumbs_of(plan.account),
        danger=name == "drop",
    )


@require_http_methods(["GET", "POST"])
def recovery_plan_judge(request, pk):
    person = request.user
    plan = find_plan(request, pk)
    must(person, "care.judge_recovery_plan", plan)
    form = VerdictForm(typed(request), row=plan, person=person, today=person.today)
    if changed(form, lambda **facts: actions.judge_plan(plan, by=person, today=person.today, **facts)):
        say(request, _("The verdict stands beside the score then and now."))
        return redirect(plan)
    health = health_of(plan.account)
    scores = {
        "then": plan.score_then if plan.score_then is not None else "–",
        "now": health.observed if health and health.observed is not None else "–",
    }
    return form_page(
        request,
        form,
        title=_("Has %(account)s recovered?") % {"account": plan.account},
        text=_("Observed health was %(then)s at the start and is %(now)s today.") % scores,
        button=_("Close the plan"),
        cancel=plan.get_absolute_url(),
        crumbs=crumbs_of(plan.account),
    )


@require_http_methods(["GET", "POST"])
def recovery_step_add(request, pk):
    person = request.user
    plan = find_plan(request, pk)
    must(person, "care.work_recovery_plan", plan)
    form = StepForm(typed(request), account=plan.account, person=person, today=person.today)
    if made(request, form, lambda: actions.add_step(plan, by=person, **form.facts)):
        say(request, _("The step is in the plan."))
        return redirect(plan)
    return form_page(
        request,
        form,
        title=_("Add a step"),
        text=plan.goal,
        button=_("Add the step"),
        cancel=plan.get_absolute_url(),
        crumbs=crumbs_of(plan.account),
    )


@require_http_methods(["GET", "POST"])
def recovery_step_change(request, pk):
    person = request.user
    step = find_step(request, pk)
    must(person, "care.work_recovery_step", step)
    form = StepChangeForm(typed(request), instance=step, person=person, today=person.today)
    if changed(form, lambda **facts: actions.change_step(step, by=person, **facts)):
        say(request, _("The step is saved."))
        return redirect(back_from(request, step))
    return form_page(
        request,
        form,
        title=_("Change the step"),
        button=_("Save the step"),
        cancel=back_from(request, step),
        crumbs=[(_("My day"), reverse("my_day"))],
    )


def back_from(request, step: RecoveryStep) -> str:
    """The plan, for those who may know of it; an owner without a seat goes back to My day."""
    sees = RecoveryPlan.objects.visible_to(request.user).filter(pk=step.plan_id).exists()
    return step.get_absolute_url() if sees else reverse("my_day")


@require_POST
def recovery_step_done(request, pk):
    step = find_step(request, pk)
    actions.finish_step(step, by=request.user, today=request.user.today)
    say(request, _("Done: %(what)s") % {"what": step.what}, undo_url=reverse("recovery_step_reopen", args=[step.pk]))
    return redirect(came_from(request, back_from(request, step)))


@require_POST
def recovery_step_reopen(request, pk):
    step = find_step(request, pk)
    actions.reopen_step(step, by=request.user)
    say(request, _("Taken up again: %(what)s") % {"what": step.what})
    return redirect(came_from(request, back_from(request, step)))


@require_POST
def recovery_step_drop(request, pk):
    step = find_step(request, pk)
    back = back_from(request, step)
    actions.drop_step(step, by=request.user)
    say(request, _("The step is out of the plan."))
    return redirect(back)
