"""Answers to surveys (R5): by link, once for each invitation, low ones at once, both sides blind; and what they come to."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from django.core.exceptions import PermissionDenied
from django.db import close_old_connections, connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from care.actions import questionnaires, survey_answers
from care.models import AnswerLine, Concern, SurveyAnswer, SurveyInvitation
from care.satisfaction import Figures, Quarter, figures_of, gaps_of, how_many, last_move, moved_to, nps_of, quarters, signed
from care.states.surveys import INVITATION_MOVES, AnswerSide, InvitationState, RoundState, SurveyKind
from care.tests.survey_factories import (
    AnswerLineFactory,
    QuestionFactory,
    QuestionnaireFactory,
    SurveyAnswerFactory,
    SurveyInvitationFactory,
    SurveyLinkFactory,
    SurveyRoundFactory,
    TeamAnswerFactory,
    TeamRatingFactory,
)
from clients.actions.merge import merge_contacts
from clients.states import Severity
from clients.tests.factories import ContactFactory
from core.errors import IllegalMove, LostRace, Refused
from core.links import new_secret
from core.models import Event
from core.moves import make_move

pytestmark = pytest.mark.django_db

EVIL = "<script>alert(1)</script>"


@pytest.fixture
def nps():
    """A recommendation question and a why."""
    questionnaire = QuestionnaireFactory(kind=SurveyKind.NPS)
    score = QuestionFactory(questionnaire=questionnaire, kind="nps", is_required=True)
    why = QuestionFactory(questionnaire=questionnaire, kind="words", text="Why?", position=2)
    questionnaire.score, questionnaire.why = score, why
    return questionnaire


@pytest.fixture
def both_sides():
    """Two rated questions, each asked of both sides."""
    questionnaire = QuestionnaireFactory(kind=SurveyKind.RELATIONSHIP)
    for position, theme in enumerate(("Ideas", "Days"), start=1):
        QuestionFactory(
            questionnaire=questionnaire, kind="rating", text=f"{theme}?", team_text=f"Their {theme}?", theme=theme, position=position
        )
    return questionnaire


@pytest.fixture
def invitation(account, nps):
    contact = ContactFactory(client=account.client, name="Rita Rater", email="rita@client.example")
    return SurveyInvitationFactory(round=SurveyRoundFactory(questionnaire=nps), account=account, contact=contact)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def link(invitation):
    return SurveyLinkFactory(invitation=invitation)


def give(link, said, **more) -> SurveyAnswer:
    invitation = SurveyInvitation.objects.get(pk=link.invitation_id)
    facts = {"edition": invitation.round.questionnaire.version, "now": timezone.now(), **more}
    return survey_answers.give_answer(invitation, by=link, said=said, **facts)


# ── Figures ──


def slow_nps(scores: list[int]) -> int | None:
    """As one would count on paper, halves away from nought."""
    if not scores:
        return None
    promoters = len([score for score in scores if score in (9, 10)])
    detractors = len([score for score in scores if score in (0, 1, 2, 3, 4, 5, 6)])
    exact = Decimal(100 * (promoters - detractors)) / Decimal(len(scores))
    return int(exact.quantize(Decimal(1), rounding="ROUND_HALF_UP"))


@given(st.lists(st.integers(0, 10), max_size=60))
def test_r5_nps_is_per_cent_of_promoters_less_per_cent_of_detractors(scores):
    promoters, detractors = sum(score >= 9 for score in scores), sum(score <= 6 for score in scores)
    assert nps_of(promoters, detractors, len(scores)) == slow_nps(scores)


@pytest.mark.parametrize(("scores", "nps"), [([10] * 5, 100), ([0] * 5, -100), ([7, 8], 0), ([9, 9, 6, 7], 25), ([9, 6, 6], -33)])
def test_r5_the_database_counts_nps_as_the_definition_does(account, scores, nps):
    for score in scores:
        SurveyAnswerFactory(account=account, nps=score)
    SurveyAnswerFactory(account=account, kind=SurveyKind.CSAT, nps=None, csat=2)
    figures = figures_of(SurveyAnswer.objects.sums())
    assert (figures.nps, figures.nps_answers, figures.csat, figures.answers) == (nps, len(scores), 2.0, len(scores) + 1)


def test_r5_a_handful_of_answers_says_that_it_is_one():
    assert [how_many(n) for n in (0, 1, 4, 5)] == [
        "0 answers",
        "1 answer, too few to lean on",
        "4 answers, too few to lean on",
        "5 answers",
    ]
    assert [signed(value) for value in (None, 32, 0, -8)] == ["–", "+32", "0", "−8"]


def quarter(first: date, nps: int | None, answers: int = 5) -> Quarter:
    return Quarter(first, Figures(nps, answers, 0, 0, None, 0, None, 0, answers))


def test_r5_a_change_is_of_the_quarter_that_is_named_against_the_one_before_it_with_enough_answers():
    spring, summer, autumn = quarter(date(2026, 1, 1), 20), quarter(date(2026, 4, 1), 32), quarter(date(2026, 7, 1), 90, answers=2)
    empty = Quarter(date(2026, 10, 1), None)
    trend = [spring, summer, autumn, empty]
    assert moved_to(summer, trend) == "+12 since Q1 26"
    assert [moved_to(one, trend) for one in (spring, autumn, empty)] == ["", "", ""]
    assert last_move(trend) == "Q2 26: +12 since Q1 26"
    assert last_move([spring, autumn]) == ""


@given(st.dates())
def test_r5_quarters_follow_each_other_up_to_today(today):
    if today.year < 3:
        return
    found = quarters(today)
    assert [first.month in (1, 4, 7, 10) and first.day == 1 for first in found] == [True] * 6
    assert found[-1] <= today
    assert all(89 < (later - earlier).days < 93 for earlier, later in pairwise(found))


def test_r5_the_gap_is_theirs_less_ours_by_theme_and_counts_blind_ratings_only(account, eli, sam):
    theirs = SurveyAnswerFactory(account=account, kind=SurveyKind.RELATIONSHIP, nps=None)
    ours, seen = TeamAnswerFactory(account=account, person=eli), TeamAnswerFactory(account=account, person=sam, was_blind=False)
    for answer, score in ((theirs, 2), (ours, 5), (seen, 1)):
        AnswerLineFactory(answer=answer, theme="Ideas", score=score)
    AnswerLineFactory(answer=theirs, theme="Days", score=4)
    gaps = {gap.name: (gap.theirs, gap.ours, gap.gap, gap.is_wide) for gap in gaps_of(SurveyAnswer.objects.all())}
    assert gaps == {"Ideas": (2.0, 5.0, -3.0, True), "Days": (4.0, None, None, False)}


# ── By link ──


def test_r5_a_contact_answers_by_link_and_the_answer_keeps_the_words_it_answered(link, nps, account):
    answer = give(link, {nps.score.pk: 9, nps.why.pk: "They listen"})
    assert (answer.account, answer.nps, answer.words, answer.is_low) == (account, 9, "They listen", False)
    wanted = [questionnaires.Asked("Other words?", "nps", key=nps.score.pk)]
    questionnaires.change_questionnaire(nps, by=_director(), today=timezone.localdate(), questions=wanted)
    assert list(AnswerLine.objects.values_list("text", "score", "words")) == [(nps.score.text, 9, ""), ("Why?", None, "They listen")]
    event = Event.objects.get(verb="survey_answer.given")
    assert (event.actor, event.words["by_contact"], event.words["score"], event.topic) == (None, "Rita Rater", "NPS 9", account)


def _director():
    from people.tests.factories import PersonFactory

    return PersonFactory(rank=40)


def test_r5_an_invitation_has_one_answer_which_may_be_changed_while_the_round_is_open(link, nps):
    first = give(link, {nps.score.pk: 8})
    changed = give(link, {nps.score.pk: 10, nps.why.pk: "Better still"}, version=first.version)
    assert (changed.pk, changed.nps, SurveyAnswer.objects.count()) == (first.pk, 10, 1)
    assert Event.objects.get(verb="survey_answer.changed").words["before"] == "NPS 8"


def test_r5_the_same_answer_sent_twice_is_no_change(link, nps):
    said = {nps.score.pk: 8}
    assert give(link, said) == give(link, said)
    assert not Event.objects.filter(verb="survey_answer.changed").exists()


def test_r5_two_open_pages_do_not_overwrite_each_other(link, nps):
    first = give(link, {nps.score.pk: 8})
    give(link, {nps.score.pk: 9}, version=first.version)
    with pytest.raises(LostRace):
        give(link, {nps.score.pk: 2}, version=first.version)
    assert SurveyAnswer.objects.get().nps == 9


def test_r5_a_closed_round_takes_no_answer_but_one_just_given_may_still_be_changed(link, invitation, nps):
    answer = give(link, {nps.score.pk: 8})
    other = SurveyLinkFactory(invitation=SurveyInvitationFactory(round=invitation.round, account=invitation.account))
    invitation.round.state = RoundState.CLOSED
    invitation.round.save()
    with pytest.raises(Refused, match="closed"):
        give(other, {nps.score.pk: 8})
    assert give(link, {nps.score.pk: 7}, version=answer.version).nps == 7
    with pytest.raises(Refused, match="stands as you gave it"):
        give(link, {nps.score.pk: 1}, version=2, now=timezone.now() + timedelta(days=8))
    assert list(SurveyAnswer.objects.values_list("nps", flat=True)) == [7]


def test_r5_whoever_opened_the_old_questions_sees_the_new_ones_first(link, nps):
    with pytest.raises(survey_answers.NewWords):
        give(link, {nps.score.pk: 8}, edition=nps.version - 1)
    assert not SurveyAnswer.objects.exists()


@pytest.mark.parametrize(("score", "why"), [(11, "no such answer"), (-1, "no such answer"), (None, "Please answer")])
def test_r5_what_is_no_answer_is_refused_by_name(link, nps, score, why):
    with pytest.raises(Refused, match=why):
        give(link, {nps.score.pk: score, nps.why.pk: "words"})
    assert not SurveyAnswer.objects.exists()


def test_r5_a_link_answers_its_own_invitation_and_no_other(link, nps, account):
    foreign = SurveyInvitationFactory(round=SurveyRoundFactory(questionnaire=nps), account=account)
    with pytest.raises(PermissionDenied):
        survey_answers.give_answer(foreign, by=link, said={nps.score.pk: 8}, edition=1, now=timezone.now())
    assert not SurveyAnswer.objects.exists()


def test_r5_nobody_of_ours_answers_for_a_client(invitation, nps, hana):
    with pytest.raises(PermissionDenied):
        survey_answers.give_answer(invitation, by=hana, said={nps.score.pk: 10}, edition=1, now=timezone.now())


@pytest.mark.parametrize("name", INVITATION_MOVES)
@pytest.mark.parametrize("state", InvitationState)
def test_r5_an_invitation_moves_as_its_table_says_and_by_its_own_link_alone(name, state, invitation, link, dana):
    SurveyInvitation.objects.filter(pk=invitation.pk).update(state=state, refused_on=timezone.localdate())
    invitation.refresh_from_db()
    with pytest.raises(PermissionDenied):
        make_move(invitation, name, by=dana)
    by = None if INVITATION_MOVES[name].may == "care.run_clock" else link
    if state in INVITATION_MOVES[name].sources:
        assert make_move(invitation, name, by=by).state == INVITATION_MOVES[name].target
    else:
        with pytest.raises(IllegalMove):
            make_move(invitation, name, by=by)


def test_r5_a_contact_who_refuses_has_answered_nothing_and_cannot_any_more(link, invitation, nps):
    survey_answers.refuse_survey(invitation, by=link, now=timezone.now())
    with pytest.raises(Refused):
        give(link, {nps.score.pk: 9})
    invitation.refresh_from_db()
    assert (invitation.state, invitation.refused_on) == (InvitationState.REFUSED, timezone.localdate())


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_r5_of_eight_who_send_at_once_one_answer_stands(link, nps):
    def send(score):
        close_old_connections()
        try:
            give(link, {nps.score.pk: score})
            return "given"
        except LostRace:
            return "told"
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(send, range(1, 9)))
    assert answers == ["given"] + ["told"] * 7
    assert (SurveyAnswer.objects.count(), AnswerLine.objects.count()) == (1, 1)


# ── Low answers ──


@pytest.mark.parametrize(("score", "is_low"), [(0, True), (6, True), (7, False), (10, False)])
def test_r5_a_detractor_is_low(link, nps, score, is_low):
    assert give(link, {nps.score.pk: score}).is_low is is_low
    assert Event.objects.filter(verb="survey_answer.low").count() == is_low


def test_r2_a_low_answer_opens_a_concern_of_the_lead_with_what_was_said(link, nps, account, eli):
    answer = give(link, {nps.score.pk: 3, nps.why.pk: "Three weeks late"})
    concern = Concern.objects.get()
    assert (concern, concern.account, concern.owner, concern.contact) == (answer.concern, account, eli, answer.contact)
    assert (concern.severity, concern.source, concern.title) == (Severity.HIGH, "survey", "Low answer to a survey: 3 of 10")
    assert concern.text == "“Would you recommend us?” 3 of 10\n\nThree weeks late"


def test_r2_a_low_answer_about_a_closed_account_is_kept_and_opens_nothing(link, nps, account, today):
    account.closed_on = today
    account.save()
    assert give(link, {nps.score.pk: 3}).is_low
    assert not Concern.objects.exists()


def test_r5_a_low_answer_is_told_once_however_often_it_is_changed(link, nps):
    answer = give(link, {nps.score.pk: 3})
    answer = give(link, {nps.score.pk: 8}, version=answer.version)
    give(link, {nps.score.pk: 1}, version=answer.version)
    assert Event.objects.filter(verb="survey_answer.low").count() == Concern.objects.count() == 1


def test_r5_reading_is_for_those_who_answer_for_the_account_and_the_first_counts(link, nps, eli, sam, cora, otto):
    answer = give(link, {nps.score.pk: 3})
    for person in (cora, otto):
        with pytest.raises(PermissionDenied):
            survey_answers.read_answer(answer, by=person, now=timezone.now())
    survey_answers.read_answer(answer, by=eli, now=timezone.now())
    assert survey_answers.read_answer(answer, by=sam, now=timezone.now()).read_by == eli
    assert not SurveyAnswer.objects.unread().exists()


# ── Both sides ──


@pytest.fixture
def asked_both(account, both_sides, eli):
    survey_round = SurveyRoundFactory(questionnaire=both_sides)
    contact = ContactFactory(client=account.client, email="both@client.example")
    link = SurveyLinkFactory(invitation=SurveyInvitationFactory(round=survey_round, account=account, contact=contact))
    return link, TeamRatingFactory(round=survey_round, account=account, person=eli)


def rate(link, rating, score=4):
    return {question.pk: score for question in rating.round.questionnaire.questions.all()}


def test_r5_until_one_has_rated_oneself_the_clients_answer_does_not_exist(asked_both, eli, sam):
    link, rating = asked_both
    answer = give(link, rate(link, rating, 3))
    assert set(SurveyAnswer.objects.visible_to(sam)) == {answer}
    assert not SurveyAnswer.objects.visible_to(eli).exists()
    own = survey_answers.give_team_rating(rating, by=eli, said=rate(link, rating), now=timezone.now())
    assert set(SurveyAnswer.objects.visible_to(eli)) == {answer, own}
    assert (own.side, own.rating, own.was_blind, own.lines.first().text) == (AnswerSide.TEAM, Decimal(4), True, "Their Ideas?")


def test_r5_nothing_on_the_timeline_tells_a_rater_the_figures(asked_both):
    link, rating = asked_both
    give(link, rate(link, rating, 3))
    assert Event.objects.get(verb="survey_answer.given").words["score"] == ""


def test_r5_a_rating_given_when_the_clients_word_was_known_is_not_blind(asked_both, eli):
    link, rating = asked_both
    give(link, rate(link, rating, 1))  # the bottom: it was told at once
    assert survey_answers.give_team_rating(rating, by=eli, said=rate(link, rating), now=timezone.now()).was_blind is False


def test_r5_a_rating_is_ones_own_and_given_once(asked_both, eli, sam, hana):
    link, rating = asked_both
    for person in (sam, hana):
        with pytest.raises(PermissionDenied):
            survey_answers.give_team_rating(rating, by=person, said=rate(link, rating), now=timezone.now())
    survey_answers.give_team_rating(rating, by=eli, said=rate(link, rating), now=timezone.now())
    with pytest.raises(Refused, match="already"):
        survey_answers.give_team_rating(rating, by=eli, said=rate(link, rating, 1), now=timezone.now())


def test_r5_an_outsider_sees_no_answer(asked_both, otto, walled_account, sam):
    link, rating = asked_both
    give(link, rate(link, rating))
    SurveyAnswerFactory(account=walled_account)
    assert not SurveyAnswer.objects.visible_to(otto).exists()
    assert not SurveyAnswer.objects.visible_to(sam).filter(account=walled_account).exists()


def test_r5_only_the_hash_of_a_secret_is_kept(link):
    assert link.secret not in str(type(link).objects.values().get())
    assert type(link).objects.of_secret(link.secret, now=timezone.now()) == link
    assert type(link).objects.of_secret(new_secret(), now=timezone.now()) is None


# ── One person who was asked under two names ──


@pytest.mark.parametrize(
    ("ours", "theirs", "stays"),
    [
        ("sent", "answered", "answered"),
        ("answered", "answered", "answered"),
        ("answered", "refused", "refused"),
        ("sent", "lapsed", "sent"),
    ],
)
def test_c3_r5_two_contacts_of_one_round_can_be_merged_and_every_answer_stays(ours, theirs, stays, account, sam):
    survey_round = SurveyRoundFactory()
    facts = {"account": account, "round": survey_round, "refused_on": timezone.localdate()}
    asked = [SurveyInvitationFactory(contact__client=account.client, state=state, **facts) for state in (ours, theirs)]
    answers = {
        SurveyAnswerFactory(invitation=one, round=survey_round, account=account, contact=one.contact).pk
        for one in asked
        if one.state == "answered"
    }
    link = SurveyLinkFactory(invitation=asked[1])
    kept = merge_contacts(asked[0].contact, asked[1].contact, by=sam)
    (left,) = SurveyInvitation.objects.all()
    link.refresh_from_db()
    assert (left.contact, left.state, link.invitation) == (kept, stays, left)
    assert set(SurveyAnswer.objects.filter(contact=kept).values_list("pk", flat=True)) == answers
    assert SurveyAnswer.objects.filter(invitation=left).exists() == bool(answers)
