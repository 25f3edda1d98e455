"""Answers to surveys, as a list and one by one; what our own side says of a client (R5)."""

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from care.actions import survey_answers as actions
from care.filters.surveys import SurveyAnswerFilter
from care.forms.surveys import AnswerForm
from care.models import SurveyAnswer, TeamRating
from care.querysets.surveys import SurveyAnswerQuerySet
from care.states.surveys import AnswerSide, QuestionKind
from care.tables.surveys import SurveyAnswerTable
from care.views.survey_frame import switch
from clients.models import Contact
from clients.sight import remember
from clients.telling import lines
from clients.views.frame import account_crumbs, attempt, must, typed
from core.lists import Empty, list_page
from core.models import Event
from core.pages import came_from, render_page
from core.statements import counted, state_of
from core.toasts import say


def find_answer(request, pk: int) -> SurveyAnswer:
    """The answer with account, client and whoever gave it; 404 for a stranger, and for whoever is to rate first."""
    answer = get_object_or_404(SurveyAnswer.objects.visible_to(request.user).for_pages(), pk=pk)
    remember(request.user, answer, answer.account, answer.account.client)
    return answer


def crumbs_of(account, *further):
    return account_crumbs(account, (_("Satisfaction"), reverse("account_satisfaction", args=[account.pk])), *further)


@require_safe
def survey_answer_list(request):
    person = request.user

    def lead(listing):
        unread = SurveyAnswer.objects.visible_to(person).low().unread()
        waiting = counted(("low_unread", state_of(person)), lambda: unread.order_by().values("pk")[:101])
        if not waiting:
            return _("What clients say of us, in figures and in their words.")
        return ngettext("%(n)s low answer has not been read yet.", "%(n)s low answers have not been read yet.", waiting) % {"n": waiting}

    return list_page(
        request,
        queryset=lambda: SurveyAnswer.objects.visible_to(person),
        detail=SurveyAnswerQuerySet.for_pages,
        filterset=SurveyAnswerFilter,
        table=SurveyAnswerTable,
        title=_("Answers"),
        lead=lead,
        template="care/survey_list.html",
        noun=(_("answer"), _("answers")),
        export_name="survey-answers",
        search_label=_("Find an account, a contact or a word"),
        chosen={"side": AnswerSide.CLIENT},
        empty=Empty(
            "message-square-heart", _("No answers yet"), _("What clients answer to surveys stands here, and opens from every figure.")
        ),
        context={"switch": switch(person, "survey_answer_list")},
    )


@require_safe
def survey_answer_detail(request, pk):
    """One answer, question by question, with what the same person said before."""
    person = request.user
    answer = find_answer(request, pk)
    events = Event.objects.about(answer).select_related("actor", "subject_type").order_by("-at", "-pk")[:30]
    earlier = SurveyAnswer.objects.none()
    if answer.contact_id:
        same = SurveyAnswer.objects.visible_to(person).of_clients().filter(contact=answer.contact_id)
        earlier = same.exclude(pk=answer.pk).order_by("-answered_on", "-pk")[:8]
    may_know = answer.contact_id and Contact.objects.visible_to(person).filter(pk=answer.contact_id).exists()
    context = {
        "answer": answer,
        "account": answer.account,
        "crumbs": crumbs_of(answer.account, (_("Answers"), f"{reverse('survey_answer_list')}?account={answer.account_id}")),
        "lines": [(line, drawn_steps(line)) for line in answer.lines.all()],
        "earlier": earlier,
        "contact_url": answer.contact.get_absolute_url() if may_know else "",
        "may_read": answer.side == AnswerSide.CLIENT and not answer.is_read and person.has_perm("care.read_survey_answer", answer),
        "entries": [line.entry for line in lines(events)],
    }
    return render_page(request, "care/survey_answer_detail.html", context)


def drawn_steps(line) -> list[tuple[int, bool]]:
    """The steps of its scale, and which one was chosen; none for words."""
    scale = {QuestionKind.NPS: range(11)}.get(line.kind, range(1, 6))
    return [(step, step == line.score) for step in scale] if line.score is not None else []


@require_POST
def survey_answer_read(request, pk):
    """Read, in one press."""
    answer = find_answer(request, pk)
    actions.read_answer(answer, by=request.user, now=timezone.now())
    say(request, _("Read: %(answer)s") % {"answer": answer})
    return redirect(came_from(request, answer.get_absolute_url()))


# ── Our own side ──


@require_http_methods(["GET", "POST"])
def team_rating_give(request, pk):
    """The same questions, asked of us. Until we have answered, what the client answered is not shown."""
    person = request.user
    rating = get_object_or_404(
        TeamRating.objects.visible_to(person).select_related("account__client", "round__questionnaire", "answer"), pk=pk
    )
    if rating.answer:
        return redirect(rating.answer)
    must(person, "care.give_team_rating", rating)
    questions = actions.questions_for(rating.round.questionnaire, AnswerSide.TEAM)
    edition = rating.round.questionnaire.version
    form = AnswerForm(typed(request), questions=questions, side=AnswerSide.TEAM, edition=edition, version=rating.version)

    def give() -> SurveyAnswer:
        version = form.cleaned_data["version"]
        return actions.give_team_rating(rating, by=person, said=form.said, now=timezone.now(), version=version)

    if form.is_valid() and attempt(form, give):
        say(request, _("Thank you. What the client said is open to you now."))
        return redirect("account_satisfaction", pk=rating.account_id)
    context = {
        "form": form,
        "rating": rating,
        "account": rating.account,
        "is_closed": rating.round.state != "open",
        "crumbs": [(_("My day"), reverse("my_day"))],
        "cancel": reverse("my_day"),
    }
    return render_page(request, "care/team_rating_give.html", context)
