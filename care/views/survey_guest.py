"""The pages of a client's contact by survey link (R5): the questions, thank you, do not ask me. No log-in, made for a phone."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from care.actions import survey_answers as actions
from care.actions.survey_rounds import CHANGE_DAYS
from care.forms.surveys import AnswerForm
from care.models import SurveyAnswer, SurveyInvitation, SurveyLink
from care.states.surveys import AnswerSide, InvitationState
from clients.frames import seats_of
from clients.views.frame import attempt, typed
from core.links import link_page
from core.once import once_by_link
from core.pages import render_page


def found(link: SurveyLink) -> SurveyInvitation:
    """The invitation with all that its pages name; one query."""
    return SurveyInvitation.objects.select_related("round__questionnaire", "account__client", "contact").get(pk=link.invitation_id)


def guest(request, invitation: SurveyInvitation, template: str, context: dict):
    """A page with what every page of the contact has: whose it is, who looks after them, who will read it."""
    lead = next((seat.person for seat in seats_of(invitation.account, today=timezone.localdate()) if seat.is_lead), None)
    frame = {
        "invitation": invitation,
        "contact": invitation.contact,
        "account": invitation.account,
        "lead": lead,
        "home": reverse("client_survey", args=[request.secret]),
        "closes_on": invitation.round.closes_on,
    }
    return render_page(request, template, frame | context)


@link_page(SurveyLink)
@require_http_methods(["GET", "POST"])
def client_survey(request, link):
    """The questions. Answered, it shows the answer, which may be changed for a while; refused or too late, it says so."""
    now = timezone.now()
    actions.note_opening(link, now=now)
    invitation = found(link)
    answer = SurveyAnswer.objects.filter(invitation=invitation).select_related("round").prefetch_related("lines").first()
    is_open = actions.may_change(answer, now=now) if answer else actions.may_answer(invitation)
    if not is_open:
        return guest(request, invitation, "care/guest/survey_over.html", {"answer": answer, "is_refused": refused(invitation)})
    questionnaire = invitation.round.questionnaire
    form = AnswerForm(
        typed(request),
        questions=actions.questions_for(questionnaire, AnswerSide.CLIENT),
        edition=questionnaire.version,
        version=answer.version if answer else 0,
        said=actions.said_before(answer) if answer else None,
    )
    if form.is_valid() and attempt(form, lambda: give(form, invitation, link, now=now)):
        return redirect("client_survey_thanks", secret=request.secret)
    context = {"form": form, "answer": answer, "questionnaire": questionnaire, "change_days": CHANGE_DAYS}
    return guest(request, invitation, "care/guest/survey.html", context)


def give(form: AnswerForm, invitation: SurveyInvitation, link: SurveyLink, *, now) -> int:
    """The key of the answer; the same form sent twice gives one."""
    facts = form.cleaned_data

    def make():
        answered = {"said": form.said, "edition": facts["edition"], "version": facts["version"]}
        return actions.give_answer(invitation, by=link, now=now, **answered)

    return once_by_link(facts["form_key"], link=link, make=make)


def refused(invitation: SurveyInvitation) -> bool:
    return invitation.state == InvitationState.REFUSED


@link_page(SurveyLink)
@require_safe
def client_survey_thanks(request, link):
    """It has arrived, who reads it, until when it may be changed."""
    invitation = found(link)
    answer = SurveyAnswer.objects.filter(invitation=invitation).select_related("round").first()
    if answer is None:
        return redirect("client_survey", secret=request.secret)
    context = {
        "answer": answer,
        "thanks": invitation.round.questionnaire.thanks,
        "may_change": actions.may_change(answer, now=timezone.now()),
        "change_days": CHANGE_DAYS,
    }
    return guest(request, invitation, "care/guest/survey_thanks.html", context)


@link_page(SurveyLink)
@require_http_methods(["GET", "POST"])
def client_survey_refuse(request, link):
    """One press, and no survey comes to them any more."""
    invitation = found(link)
    if not actions.may_answer(invitation):
        return redirect("client_survey", secret=request.secret)
    if request.method == "POST":
        actions.refuse_survey(invitation, by=link, now=timezone.now())
        return redirect("client_survey", secret=request.secret)
    return guest(request, invitation, "care/guest/survey_refuse.html", {})
