"""Rounds of surveys: the list, one with its invitations and figures, a new one; and the survey that an account's lead sends (R5)."""

from collections import defaultdict

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from care.actions import survey_rounds as actions
from care.filters.surveys import SurveyRoundFilter
from care.forms.surveys import RoundForm, SendSurveyForm
from care.models import SurveyAnswer, SurveyInvitation, SurveyRound, TeamRating
from care.querysets.surveys import SurveyRoundQuerySet
from care.satisfaction import figures_of, gaps_from, means_of, share_words
from care.states.surveys import RoundState
from care.tables.surveys import SurveyRoundTable, invitation_look, round_look
from care.views.survey_frame import switch
from clients.forms.base import ReasonForm
from clients.frames import find_account
from clients.models import Account, Seat
from clients.sight import remember
from clients.telling import lines
from clients.views.frame import account_crumbs, attempt, form_page, made, must, typed
from core.lists import Act, Empty, list_page
from core.models import Event
from core.moves import available_moves
from core.pages import render_page
from core.statements import state_of
from core.toasts import say
from core.together import asked_together

MOST_SHOWN = 200
WHY_LEFT_OUT = {
    "no_address": lambda n: _("%(n)s without an e-mail address") % {"n": n},
    "refused": lambda n: _("%(n)s who do not want to be asked") % {"n": n},
    "lately": lambda n: _("%(n)s asked within the last %(days)s days") % {"n": n, "days": actions.REST_DAYS},
}


def find_round(request, pk: int) -> SurveyRound:
    survey_round = get_object_or_404(SurveyRound.objects.visible_to(request.user).for_pages(), pk=pk)
    remember(request.user, survey_round)
    return survey_round


def crumbs_of() -> list:
    return [(_("Satisfaction"), reverse("satisfaction")), (_("Rounds"), reverse("survey_round_list"))]


@require_safe
def survey_round_list(request):
    person = request.user
    acts = []
    if person.has_perm("care.start_survey_round"):
        acts = [Act(_("Plan a round"), reverse("survey_round_add"), "plus", primary=True)]
    return list_page(
        request,
        queryset=lambda: SurveyRound.objects.visible_to(person),
        detail=lambda rows: SurveyRoundQuerySet.for_lists(rows).with_response(person),
        filterset=SurveyRoundFilter,
        table=SurveyRoundTable,
        title=_("Survey rounds"),
        lead=_("Who was asked what, and how many have answered."),
        template="care/survey_list.html",
        noun=(_("round"), _("rounds")),
        export_name="survey-rounds",
        search_label=_("Find a round"),
        acts=acts,
        empty=Empty(
            "send", _("Nobody has been asked yet"), _("Schedules open rounds by themselves; an account's lead may ask at any time."), acts
        ),
        context={"switch": switch(person, "survey_round_list")},
    )


@require_safe
def survey_round_detail(request, pk):
    """One round, as far as its invitations go to accounts that one may know."""
    person = request.user
    survey_round = find_round(request, pk)
    answers = SurveyAnswer.objects.visible_to(person).filter(round=survey_round)
    found = read_round(survey_round, person=person)
    shown, response, figures = found["shown"], found["response"][0], figures_of(found["sums"][0])
    given = {answer.invitation_id: answer for answer in answers.filter(invitation__in=[one.pk for one in shown])}
    events = Event.objects.about(survey_round).select_related("actor", "subject_type").order_by("-at", "-pk")[:20]
    may_follow = person.has_perm("care.follow_survey_round", survey_round)
    context = {
        "survey_round": survey_round,
        "look": round_look(survey_round),
        "crumbs": crumbs_of(),
        "invitations": [(one, invitation_look(one), given.get(one.pk)) for one in shown],
        "may_link": accounts_to_send_for(person, survey_round, [one.account for one in shown]),
        "tiles": tiles_of(survey_round, response, figures),
        "gaps": [one for one in gaps_from(found["means"]) if one.gap is not None] if figures.rating_answers else [],
        "left_out": [WHY_LEFT_OUT[name](n) for name, n in survey_round.left_out_for(person).items() if name in WHY_LEFT_OUT],
        "remind_on": actions.remind_on(survey_round),
        "waiting": TeamRating.objects.known_to(person).awaited().filter(round=survey_round).count() if may_follow else 0,
        "moves": list(available_moves(survey_round, by=person)),
        "entries": [line.entry for line in lines(events)],
        "has_more": response["asked"] > MOST_SHOWN,
    }
    return render_page(request, "care/survey_round_detail.html", context)


def read_round(survey_round: SurveyRound, *, person) -> dict[str, list]:
    """Whom it asked and what that came to, as far as this person may know; one query."""

    def build(survey_round):
        invitations = SurveyInvitation.objects.visible_to(person).filter(round=survey_round)
        answers = SurveyAnswer.objects.visible_to(person).filter(round=survey_round)
        shown = invitations.select_related("contact", "account").order_by("account__name", "contact__name", "pk")
        return {
            "shown": shown[:MOST_SHOWN],
            "response": invitations.responses(),
            "sums": answers.of_clients().summed(),
            "means": means_of(answers),
        }

    return asked_together(("a round", state_of(person)), build, survey_round=survey_round.pk)


def accounts_to_send_for(person, survey_round: SurveyRound, accounts: list[Account]) -> set[int]:
    """Keys of these accounts, found through `visible_to`, for whose contacts this person may hand links over; one query."""
    if survey_round.state != RoundState.OPEN:
        return set()
    leads = defaultdict(list)
    for seat in Seat.objects.live(today=person.today).leads().filter(account__in={one.pk for one in accounts}):
        leads[seat.account_id].append(seat)
    remember(person, *accounts)
    for account in accounts:
        account.live_seats = leads[account.pk]
    return {account.pk for account in accounts if person.has_perm("care.send_survey", account)}


def tiles_of(survey_round: SurveyRound, response: dict, figures) -> list[dict]:
    url = f"{reverse('survey_answer_list')}?round={survey_round.pk}"
    share = share_words(response["answered"], response["asked"])
    tiles = [{"label": _("Asked"), "value": response["asked"]}]
    tiles.append({"label": _("Answered"), "value": response["answered"], "note": share, "url": url})
    if figures.nps is not None:
        tiles.append({"label": _("NPS"), "value": figures.nps_words, "url": f"{url}&band=nps"})
    if figures.csat is not None:
        tiles.append({"label": _("CSAT"), "value": figures.csat_words, "url": f"{url}&band=csat"})
    if figures.rating is not None:
        tiles.append({"label": _("Rating"), "value": figures.rating_words, "url": f"{url}&band=rating"})
    return tiles


@require_http_methods(["GET", "POST"])
def survey_round_add(request):
    person = request.user
    must(person, "care.start_survey_round")
    form = RoundForm(typed(request), person=person, today=person.today)
    if url := made(request, form, lambda: actions.plan_round(by=person, today=person.today, **form.facts)):
        say(request, _("The round is planned. The clock opens it on its day."))
        return redirect(url)
    return form_page(
        request,
        form,
        title=_("Plan a round"),
        lead=_("Whoever refused, has left or was asked lately is left out by itself, and the round says how many."),
        button=_("Plan the round"),
        cancel=reverse("survey_round_list"),
        crumbs=crumbs_of(),
    )


@require_POST
def survey_round_open(request, pk):
    """Not wait for its day."""
    survey_round = find_round(request, pk)
    must(request.user, "care.run_survey_round", survey_round)
    fresh = actions.open_round(survey_round, by=request.user, now=timezone.now())
    asked = SurveyInvitation.objects.visible_to(request.user).filter(round=fresh).count()
    say(request, ngettext("%(n)s contact has been asked.", "%(n)s contacts have been asked.", asked) % {"n": asked})
    return redirect(fresh)


@require_POST
def survey_round_close(request, pk):
    survey_round = find_round(request, pk)
    must(request.user, "care.run_survey_round", survey_round)
    say(request, _("%(round)s is closed.") % {"round": actions.close_round(survey_round, by=request.user)})
    return redirect(survey_round)


@require_http_methods(["GET", "POST"])
def survey_round_cancel(request, pk):
    survey_round = find_round(request, pk)
    must(request.user, "care.run_survey_round", survey_round)
    form = ReasonForm(typed(request), row=survey_round, label=_("Why is it cancelled?"))
    if form.is_valid() and attempt(
        form,
        lambda: actions.cancel_round(survey_round, by=request.user, note=form.cleaned_data["note"], version=form.cleaned_data["version"]),
    ):
        say(request, _("The round is cancelled. Nobody had heard of it."))
        return redirect(survey_round)
    return form_page(
        request,
        form,
        title=_("Cancel %(round)s?") % {"round": survey_round},
        button=_("Cancel the round"),
        cancel=survey_round.get_absolute_url(),
        crumbs=crumbs_of(),
        danger=True,
    )


# ── One account ──


@require_http_methods(["GET", "POST"])
def survey_send(request, pk):
    """The lead asks some of an account's contacts, now."""
    person = request.user
    account = find_account(request, pk)
    must(person, "care.send_survey", account)
    now = timezone.now()
    form = SendSurveyForm(typed(request), account=account, now=now, person=person, today=person.today)

    def send() -> SurveyRound:
        facts = form.facts
        return actions.send_survey(account, facts.pop("contacts"), by=person, now=now, **facts)

    if url := made(request, form, send):
        say(request, _("The survey is on its way."))
        return redirect(url)
    return form_page(
        request,
        form,
        title=_("Ask %(account)s how we do") % {"account": account},
        lead=_("Each contact gets a letter with a page of their own. They answer in a minute, without a log-in."),
        button=_("Send the survey"),
        cancel=reverse("account_satisfaction", args=[account.pk]),
        crumbs=account_crumbs(account, (_("Satisfaction"), reverse("account_satisfaction", args=[account.pk]))),
    )


@never_cache
@require_POST
def survey_link_make(request, pk):
    """An address to hand over; it is shown in the answer to this very post, and never again."""
    invitation = (
        SurveyInvitation.objects.visible_to(request.user).select_related("account__client", "contact", "round").filter(pk=pk).first()
    )
    if invitation is None:
        raise Http404
    must(request.user, "care.send_survey", invitation.account)
    link = actions.make_address(invitation, by=request.user, now=timezone.now())
    context = {
        "invitation": invitation,
        "address": actions.page_address(link),
        "crumbs": [*crumbs_of(), (invitation.round.name, invitation.round.get_absolute_url())],
        "back": invitation.round.get_absolute_url(),
    }
    return render_page(request, "care/survey_link_made.html", context)
