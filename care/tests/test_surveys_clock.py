"""What surveys ask of a day (R5): My day, the ladder, the search, the contact's page, health, and what is forgotten in time."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from care.actions.survey_answers import give_team_rating
from care.health_factors import surveys as factors
from care.jobs import surveys as clock
from care.models import AnswerLine, SurveyAnswer, SurveyInvitation, TeamRating
from care.my_day import surveys as my_day
from care.reminder_rules.surveys import low_unread, ratings_due
from care.states.surveys import InvitationState, RoundState, SurveyKind
from care.tests.survey_factories import (
    AnswerLineFactory,
    SurveyAnswerFactory,
    SurveyInvitationFactory,
    SurveyRoundFactory,
    TeamAnswerFactory,
    TeamRatingFactory,
)
from clients.contact_facts import parts_of
from clients.models import Account
from clients.tests.factories import ContactFactory
from core.retention import days_kept
from core.search import results
from reminders.engine import sweep
from reminders.models import Reminder

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def low(account, today):
    contact = ContactFactory(client=account.client, name="Rita Rater", email="rita@client.example")
    return SurveyAnswerFactory(account=account, contact=contact, nps=2, is_low=True, words="Marmalade everywhere", answered_on=today)


def keys(needs) -> list[str]:
    return [need.key for need in needs]


def test_r5_a_low_answer_stands_in_the_day_of_the_lead_until_it_is_read(low, eli, cora, sam, today):
    assert keys(my_day.low_answers_to_read(eli, today)) == [f"survey_answer:{low.pk}"]
    assert my_day.low_answers_to_read(cora, today) == my_day.low_answers_to_read(sam, today) == []
    SurveyAnswer.objects.update(read_at=timezone.now())
    assert my_day.low_answers_to_read(eli, today) == []


def test_r5_a_low_answer_that_nobody_reads_is_spoken_of_from_the_next_working_day(low, today):
    assert not low_unread(today).exists()
    assert low_unread(today + timedelta(days=4)).get() == low
    SurveyAnswer.objects.update(is_imported=True)
    assert not low_unread(today + timedelta(days=4)).exists()


def test_r5_a_rating_of_ours_stands_in_the_day_of_whoever_is_asked(account, eli, sam, today):
    rating = TeamRatingFactory(account=account, person=eli)
    assert keys(my_day.clients_to_rate(eli, today)) == [f"team_rating:{rating.pk}"]
    assert my_day.clients_to_rate(sam, today) == []
    rating.round.state = RoundState.CLOSED
    rating.round.save()
    assert my_day.clients_to_rate(eli, today) == []


def test_r5_after_a_lost_seat_no_rating_names_the_account_in_the_day_by_the_clock_or_on_its_page(client, walled_account, eli, hana, today):
    survey_round = SurveyRoundFactory(opens_on=today - timedelta(days=20))  # closes tomorrow
    rating = TeamRatingFactory(round=survey_round, account=walled_account, person=eli)
    others = TeamRatingFactory(round=survey_round, account=walled_account, person=hana)

    def told() -> tuple[list, bool, int]:
        page = client.get(rating.get_absolute_url())
        return keys(my_day.clients_to_rate(eli, today)), ratings_due(today).filter(pk=rating.pk).exists(), page.status_code

    client.force_login(eli)
    assert told() == ([f"team_rating:{rating.pk}"], True, 200)
    assert eli.has_perm("care.give_team_rating", rating)
    walled_account.seats.all().delete()
    assert told() == ([], False, 404)
    assert not eli.has_perm("care.give_team_rating", rating)
    said = {"by": eli, "said": {}, "now": timezone.now()}
    with pytest.raises(PermissionDenied):
        give_team_rating(rating, **said)
    assert set(TeamRating.objects.visible_to(hana)) == {others}


def test_r5_a_rating_due_is_spoken_of_to_whoever_still_sits_on_the_account(account, eli, today):
    survey_round = SurveyRoundFactory(opens_on=today - timedelta(days=20))
    rating = TeamRatingFactory(round=survey_round, account=account, person=eli)
    sweep(today, now=timezone.now(), only={"team_rating_due"})
    assert list(Reminder.objects.values_list("recipient", "subject_id")) == [(eli.pk, rating.pk)]
    account.seats.filter(person=eli).delete()
    sweep(today, now=timezone.now(), only={"team_rating_due"})
    assert not Reminder.objects.open().exists()


def test_r5_a_round_that_ends_in_silence_asks_the_lead_to_ring(account, eli, dana, today):
    survey_round = SurveyRoundFactory(opens_on=today - timedelta(days=10), closes_on=today + timedelta(days=2), made_by=dana)
    SurveyRoundFactory(opens_on=today - timedelta(days=10), closes_on=today + timedelta(days=9), made_by=dana)
    type(survey_round).objects.update(invited_at=timezone.now() - timedelta(days=10))
    invitation = SurveyInvitationFactory(round=survey_round, account=account)
    assert keys(my_day.rounds_that_end_in_silence(eli, today)) == [f"survey_round:{survey_round.pk}"]
    assert keys(my_day.rounds_with_few_answers(dana, today)) == [f"survey_round:{survey_round.pk}"]
    SurveyInvitation.objects.update(state=InvitationState.ANSWERED)
    SurveyAnswerFactory(account=account, round=survey_round, invitation=invitation)
    assert my_day.rounds_that_end_in_silence(eli, today) == my_day.rounds_with_few_answers(dana, today) == []


def test_r5_what_was_said_is_found_by_those_who_see_it(low, eli, otto):
    def found(person):
        return [hit.title for kind, hits in results(person, "marmalade", most=6) if kind.label == "Survey answers" for hit in hits]

    assert (found(eli), found(otto)) == (["Marmalade everywhere"], [])


def test_r5_the_contacts_page_tells_what_they_answered_to_those_who_see_it(client, low, eli, otto):
    assert [line.text for part in parts_of(low.contact, person=eli) for line in part.lines] == ["Recommendation (NPS): 2 / 10"]
    assert parts_of(low.contact, person=otto) == []
    client.force_login(eli)
    assert "Marmalade everywhere" in client.get(reverse("contact_detail", args=[low.contact_id])).content.decode()


def test_r5_after_its_time_an_answer_has_a_figure_and_no_name(account, low, today):
    line = AnswerLineFactory(answer=low, kind="words", score=None, words="Marmalade everywhere")
    invitation = SurveyInvitationFactory(account=account, contact=low.contact, state=InvitationState.ANSWERED)
    SurveyAnswer.objects.update(invitation=invitation)
    last = low.answered_on + timedelta(days=days_kept("survey_answers"))
    assert (clock.forget_names(last), clock.forget_names(last + timedelta(days=1)), clock.forget_names(last + timedelta(days=2))) == (
        0,
        1,
        0,
    )
    low.refresh_from_db()
    assert (low.nps, low.contact, low.words, low.invitation, AnswerLine.objects.get(pk=line.pk).words) == (2, None, "", None, "")
    assert not SurveyInvitation.objects.exists()


# ── Health ──


@pytest.fixture
def accounts():
    return Account.objects.live().with_tier()


def test_r4_the_last_word_of_each_contact_counts_for_as_long_as_it_is_evidence(account, low, accounts, today):
    for back, score in ((100, 9), (10, 10), (300, 0)):
        contact = ContactFactory(client=account.client) if back == 10 else low.contact
        SurveyAnswerFactory(account=account, contact=contact, nps=score, answered_on=today - timedelta(days=back))
    found = factors.recommends(accounts, today)[account.pk]
    assert (found.value, found.args) == (60, {"n": 2, "tenths": 60})
    assert factors.say_of_ten(found.args) == "6.0 of 10, from 2 contacts"


def test_r4_what_clients_say_expires_after_ninety_days(account, accounts, today):
    SurveyAnswerFactory(account=account, kind=SurveyKind.CSAT, nps=None, csat=5, answered_on=today)
    assert factors.sentiment(accounts, today + timedelta(days=90))[account.pk].value == 100
    assert factors.sentiment(accounts, today + timedelta(days=91)) == {}
    assert factors.satisfied(accounts, today)[account.pk].value == 100


def test_r4_the_gap_counts_once_the_round_is_closed(account, accounts, eli, today):
    survey_round = SurveyRoundFactory()
    both = {"account": account, "round": survey_round, "kind": SurveyKind.RELATIONSHIP, "nps": None, "answered_on": today}
    SurveyAnswerFactory(**both, rating=3)
    TeamAnswerFactory(**both, person=eli, rating=4)
    assert factors.gap(accounts, today) == factors.sentiment(accounts, today) == {}
    survey_round.state = RoundState.CLOSED
    survey_round.save()
    found = factors.gap(accounts, today)[account.pk]
    assert (found.value, factors.say_gap(found.args)) == (50, "We think better of it than they do, by 1.0 of 5")
    assert factors.sentiment(accounts, today)[account.pk].value == 50


def test_r4_silence_is_counted_of_rounds_that_are_over(account, accounts, today):
    over = SurveyRoundFactory(state=RoundState.CLOSED, opens_on=today - timedelta(days=20), closes_on=today - timedelta(days=2))
    for state in (InvitationState.ANSWERED, InvitationState.LAPSED, InvitationState.BOUNCED):
        SurveyInvitationFactory(round=over, account=account, state=state)
    SurveyInvitationFactory(account=account)
    found = factors.response(accounts, today)[account.pk]
    assert (found.value, factors.say_response(found.args)) == (50, "1 of 2 surveys answered")
