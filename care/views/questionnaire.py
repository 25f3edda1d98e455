"""What surveys ask, and which tier is asked how often: the pages of a director (R5)."""

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from care.actions import questionnaires as actions
from care.actions.survey_answers import questions_for
from care.forms.surveys import (
    AnswerForm,
    QuestionnaireAddForm,
    QuestionnaireChangeForm,
    ScheduleAddForm,
    ScheduleChangeForm,
    survey_questions,
)
from care.jobs.surveys import next_period
from care.models import Questionnaire, SurveySchedule
from care.states.surveys import AnswerSide
from care.views.survey_frame import switch
from clients.states import DecisionRole
from clients.views.frame import attempt, changed, form_page, made, must, typed
from core.errors import MadeBefore
from core.lists import Act
from core.once import made_before, once
from core.pages import render_page
from core.toasts import say

MAY = actions.MAY


def crumbs() -> list:
    return [(_("Satisfaction"), reverse("satisfaction")), (_("Questionnaires"), reverse("questionnaire_list"))]


@require_safe
def questionnaire_list(request):
    must(request.user, MAY)
    rows = Questionnaire.objects.prefetch_related("questions").order_by("retired_on", "name", "pk")
    listed = [(row, [one for one in row.questions.all() if one.retired_on is None]) for row in rows]
    context = {
        "in_use": [pair for pair in listed if pair[0].retired_on is None],
        "retired": [pair for pair in listed if pair[0].retired_on],
        "switch": switch(request.user, "questionnaire_list"),
        "acts": [Act(_("New questionnaire"), reverse("questionnaire_add"), "plus", primary=True)],
    }
    return render_page(request, "care/questionnaire_list.html", context)


@require_safe
def questionnaire_detail(request, pk):
    """What the contact sees, with nothing behind its button; and what our side is asked."""
    must(request.user, MAY)
    row = get_object_or_404(Questionnaire, pk=pk)
    sides = [(AnswerSide.CLIENT, _("What the client is asked")), (AnswerSide.TEAM, _("What our team is asked"))]
    shown = [
        (label, AnswerForm(questions=questions, side=side, edition=row.version))
        for side, label in sides
        if (questions := questions_for(row, side))
    ]
    acts = [] if row.retired_on else [Act(_("Change it"), reverse("questionnaire_change", args=[row.pk]), "pencil", primary=True)]
    context = {"questionnaire": row, "shown": shown, "crumbs": crumbs(), "acts": acts, "may_retire": row.retired_on is None}
    return render_page(request, "care/questionnaire_detail.html", context)


@require_http_methods(["GET", "POST"])
def questionnaire_add(request):
    must(request.user, MAY)
    if url := made_before(request.POST.get("form_key"), by=request.user):
        raise MadeBefore(url)
    form, questions = QuestionnaireAddForm(typed(request)), survey_questions(typed(request), ())

    def make() -> str:
        facts = form.facts
        return once(
            form.cleaned_data["form_key"],
            by=request.user,
            make=lambda: actions.add_questionnaire(by=request.user, questions=questions.wanted, **facts),
        )

    if request.method == "POST" and form.is_valid() and questions.is_valid() and (url := attempt(form, make)):
        say(request, _("The questionnaire is ready to be asked."))
        return redirect(url)
    return edit_page(request, form, questions, title=_("New questionnaire"), cancel=reverse("questionnaire_list"))


@require_http_methods(["GET", "POST"])
def questionnaire_change(request, pk):
    must(request.user, MAY)
    row = get_object_or_404(Questionnaire.objects.in_use(), pk=pk)
    form = QuestionnaireChangeForm(typed(request), row=row, person=request.user, today=request.user.today)
    questions = survey_questions(typed(request), row.questions.in_use())

    def change(**facts):
        return actions.change_questionnaire(row, by=request.user, today=request.user.today, questions=questions.wanted, **facts)

    if request.method == "POST" and questions.is_valid() and changed(form, change):
        say(request, _("Asked like this from now on. Earlier answers keep the words they answered."))
        return redirect(row)
    return edit_page(request, form, questions, title=_("Change %(name)s") % {"name": row}, cancel=row.get_absolute_url())


def edit_page(request, form, questions, *, title: str, cancel: str):
    context = {"form": form, "questions": questions, "title": title, "cancel": cancel, "crumbs": crumbs(), "most": actions.MOST_QUESTIONS}
    return render_page(request, "care/questionnaire_form.html", context, status=422 if request.method == "POST" else None)


@require_POST
def questionnaire_retire(request, pk):
    must(request.user, MAY)
    row = get_object_or_404(Questionnaire, pk=pk)
    actions.retire_questionnaire(row, by=request.user, today=request.user.today)
    say(request, _("%(name)s is retired. Its answers stay.") % {"name": row})
    return redirect("questionnaire_list")


# ── Schedules ──


def schedule_crumbs() -> list:
    return [(_("Satisfaction"), reverse("satisfaction")), (_("Schedules"), reverse("survey_schedule_list"))]


@require_safe
def survey_schedule_list(request):
    must(request.user, MAY)
    today = request.user.today
    rows = SurveySchedule.objects.in_use().select_related("questionnaire")
    names = dict(DecisionRole.choices)
    context = {
        "schedules": [(row, next_period(row, today), [str(names.get(role, role)) for role in row.roles]) for row in rows],
        "switch": switch(request.user, "survey_schedule_list"),
        "acts": [Act(_("New schedule"), reverse("survey_schedule_add"), "plus", primary=True)],
        "today": today,
    }
    return render_page(request, "care/survey_schedule_list.html", context)


@require_safe
def survey_schedule_detail(request, pk):
    """A schedule is read among the others."""
    must(request.user, MAY)
    get_object_or_404(SurveySchedule, pk=pk)
    return redirect(f"{reverse('survey_schedule_list')}#schedule-{pk}")


@require_http_methods(["GET", "POST"])
def survey_schedule_add(request):
    must(request.user, MAY)
    form = ScheduleAddForm(typed(request), person=request.user, today=request.user.today)
    if made(request, form, lambda: actions.add_schedule(by=request.user, **form.facts)):
        say(request, _("The clock asks them from its first day on."))
        return redirect("survey_schedule_list")
    return form_page(
        request,
        form,
        title=_("New schedule"),
        lead=_("The clock opens a round whenever it is due, and asks nobody twice within a month."),
        button=_("Save the schedule"),
        cancel=reverse("survey_schedule_list"),
        crumbs=schedule_crumbs(),
    )


@require_http_methods(["GET", "POST"])
def survey_schedule_change(request, pk):
    must(request.user, MAY)
    row = get_object_or_404(SurveySchedule.objects.in_use().select_related("questionnaire"), pk=pk)
    form = ScheduleChangeForm(typed(request), row=row, person=request.user, today=request.user.today)
    if changed(form, lambda **facts: actions.change_schedule(row, by=request.user, **facts)):
        say(request, _("The schedule is saved."))
        return redirect("survey_schedule_list")
    return form_page(
        request,
        form,
        title=_("Change the schedule"),
        button=_("Save the schedule"),
        cancel=reverse("survey_schedule_list"),
        crumbs=schedule_crumbs(),
    )


@require_POST
def survey_schedule_end(request, pk):
    must(request.user, MAY)
    row = get_object_or_404(SurveySchedule.objects.select_related("questionnaire"), pk=pk)
    actions.end_schedule(row, by=request.user, today=request.user.today)
    say(request, _("The clock does not ask for it any more."))
    return redirect("survey_schedule_list")
