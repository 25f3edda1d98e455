"""Rounds of surveys (R5): who is asked and who never, the clock twice and late, reminders, closing; what a questionnaire may be."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.core.exceptions import PermissionDenied
from django.db import close_old_connections, connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from care.actions import questionnaires, survey_rounds
from care.actions.questionnaires import Asked
from care.jobs import surveys as clock
from care.models import Question, SurveyInvitation, SurveyLink, SurveyRound, SurveySchedule, TeamRating
from care.querysets.surveys import REST_DAYS
from care.states.surveys import ROUND_MOVES, InvitationState, RoundState, SurveyKind
from care.tests.survey_factories import (
    AnswerLineFactory,
    QuestionFactory,
    QuestionnaireFactory,
    SurveyAnswerFactory,
    SurveyInvitationFactory,
    SurveyRoundFactory,
    SurveyScheduleFactory,
)
from clients.states import Consent, Tier
from clients.tests.factories import ContactFactory
from core.errors import IllegalMove, Refused
from core.models import Event, Letter
from core.moves import make_move

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)  # a Monday


def noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time().replace(hour=12)))


@pytest.fixture
def nps():
    questionnaire = QuestionnaireFactory()
    QuestionFactory(questionnaire=questionnaire, is_required=True)
    return questionnaire


@pytest.fixture
def rita(account):
    return ContactFactory(client=account.client, name="Rita Rater", email="rita@client.example", decision_role="sponsor")


def send(account, contacts, *, by, questionnaire, now=None, **more):
    now = now or timezone.now()
    facts = {"questionnaire": questionnaire, "closes_on": timezone.localdate(now) + timedelta(days=14), "now": now, **more}
    return survey_rounds.send_survey(account, contacts, by=by, **facts)


# ── Sending to one account ──


def test_r5_a_lead_asks_and_each_contact_gets_a_letter_with_a_page_of_their_own(account, rita, nps, eli):
    other = ContactFactory(client=account.client, email="two@client.example")
    survey_round = send(account, [rita, other], by=eli, questionnaire=nps)
    assert survey_round.state == RoundState.OPEN
    assert set(survey_round.invitations.values_list("contact", "state")) == {(rita.pk, "sent"), (other.pk, "sent")}
    letters = {letter.to_email: letter for letter in Letter.objects.all()}
    assert set(letters) == {"rita@client.example", "two@client.example"}
    assert letters[rita.email].reply_to == eli.email
    secrets = {letter.text.split("/for-you/survey/")[1].split("/")[0] for letter in letters.values()}
    assert {SurveyLink.objects.of_secret(secret, now=timezone.now()).invitation.contact for secret in secrets} == {rita, other}


def test_r5_a_coordinator_and_an_outsider_ask_nobody(account, rita, nps, cora, otto):
    for person in (cora, otto):
        with pytest.raises(PermissionDenied):
            send(account, [rita], by=person, questionnaire=nps)
    assert not SurveyInvitation.objects.exists()


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"left_on": TODAY}, "has left"),
        ({"email": ""}, "no e-mail address"),
        ({"consent": Consent.REFUSED}, "does not want to be asked"),
    ],
)
def test_r5_who_left_refused_or_cannot_be_reached_is_never_asked(account, nps, eli, facts, why):
    contact = ContactFactory(client=account.client, **{"email": "never@client.example", **facts})
    with pytest.raises(Refused, match=why):
        send(account, [contact], by=eli, questionnaire=nps)
    survey_rounds.open_round(SurveyRoundFactory(state=RoundState.PLANNED, questionnaire=nps), by=None, now=timezone.now())
    assert not SurveyInvitation.objects.exists()


def test_r5_somebody_elses_contact_is_not_asked(account, nps, eli):
    with pytest.raises(Refused, match="does not speak for"):
        send(account, [ContactFactory(email="stranger@client.example")], by=eli, questionnaire=nps)


def test_r5_nobody_is_asked_twice_within_the_days_of_rest_by_whatever_survey(account, rita, nps, eli):
    start = timezone.now()
    send(account, [rita], by=eli, questionnaire=nps, now=start)
    with pytest.raises(Refused, match="let them rest"):
        send(account, [rita], by=eli, questionnaire=QuestionnaireFactory(), now=start + timedelta(days=REST_DAYS - 1))
    assert send(account, [rita], by=eli, questionnaire=nps, now=start + timedelta(days=REST_DAYS + 1)).invitations.count() == 1


def test_r5_a_refusal_by_link_holds_until_they_agree_to_mailings_anew(account, rita, nps, eli):
    survey_round = SurveyRoundFactory(questionnaire=nps, state=RoundState.CLOSED)
    long_ago = timezone.now() - timedelta(days=100)
    refused = {"state": InvitationState.REFUSED, "refused_on": timezone.localdate(long_ago), "sent_at": long_ago}
    SurveyInvitationFactory(round=survey_round, account=account, contact=rita, **refused)
    with pytest.raises(Refused, match="does not want to be asked"):
        send(account, [rita], by=eli, questionnaire=nps)
    rita.consent, rita.consent_on = Consent.GIVEN, timezone.localdate()
    rita.save()
    assert send(account, [rita], by=eli, questionnaire=nps).invitations.count() == 1


def test_r5_an_address_to_hand_over_opens_the_same_invitation(account, rita, nps, eli, cora):
    invitation = send(account, [rita], by=eli, questionnaire=nps).invitations.get()
    with pytest.raises(PermissionDenied):
        survey_rounds.make_address(invitation, by=cora, now=timezone.now())
    link = survey_rounds.make_address(invitation, by=eli, now=timezone.now())
    assert SurveyLink.objects.of_secret(link.secret, now=timezone.now()).invitation == invitation


# ── Rounds ──


def test_r5_a_round_asks_the_tiers_and_roles_it_names_and_says_whom_it_left_out(account, rita, nps, dana):
    account.client.tier = Tier.KEY
    account.client.save()
    ContactFactory(client=account.client, email="user@client.example", decision_role="user")
    ContactFactory(client=account.client, email="", decision_role="sponsor")
    ContactFactory(client=account.client, email="no@client.example", decision_role="sponsor", consent=Consent.REFUSED)
    rested = ContactFactory(client=account.client, email="rested@client.example", decision_role="sponsor")
    SurveyInvitationFactory(account=account, contact=rested)
    survey_round = survey_rounds.plan_round(
        by=dana,
        today=timezone.localdate(),
        questionnaire=nps,
        name="Spring",
        tiers=[Tier.KEY],
        roles=["sponsor"],
        opens_on=timezone.localdate(),
        closes_on=timezone.localdate() + timedelta(days=20),
        remind_after=5,
    )
    assert not survey_round.invitations.exists()
    fresh = survey_rounds.open_round(survey_round, by=None, now=timezone.now())
    assert [one.contact for one in fresh.invitations.all()] == [rita]
    assert fresh.left_out_for(dana) == {"no_address": 1, "refused": 1, "lately": 1}


def test_p7_a_directors_round_stops_at_walls_and_at_other_branches(account, walled_account, rita, nps, dana):
    behind = ContactFactory(client=walled_account.client, email="behind@client.example")
    walled_account.client.state = "active"
    walled_account.client.save()
    days = {"opens_on": timezone.localdate(), "closes_on": timezone.localdate() + timedelta(days=9)}
    survey_round = survey_rounds.plan_round(
        by=dana, today=timezone.localdate(), questionnaire=nps, name="All", accounts=[account, walled_account], **days
    )
    survey_rounds.open_round(survey_round, by=None, now=timezone.now())
    assert set(SurveyInvitation.objects.values_list("contact", flat=True)) == {rita.pk}
    everywhere = SurveyRoundFactory(questionnaire=nps, state=RoundState.PLANNED, opens_on=timezone.localdate())
    survey_rounds.open_round(everywhere, by=None, now=timezone.now() + timedelta(days=40))
    assert set(everywhere.invitations.values_list("contact", flat=True)) == {rita.pk, behind.pk}


def test_r5_an_outsider_sees_no_round_and_a_supervisor_those_of_their_accounts(account, rita, nps, eli, sam, otto):
    survey_round = send(account, [rita], by=eli, questionnaire=nps)
    SurveyRoundFactory(name="Elsewhere")
    assert set(SurveyRound.objects.visible_to(sam)) == {survey_round}
    assert not SurveyRound.objects.visible_to(otto).exists()


# ── Whose round it is, and who sees how much of it ──


@pytest.fixture
def walled(walled_account):
    """Behind the wall: one contact who may be asked, one without an address, one who wants no mail."""
    walled_account.client.state = "active"
    walled_account.client.save()
    ContactFactory(client=walled_account.client, name="Berta Behind", email="behind@client.example")
    ContactFactory(client=walled_account.client, email="")
    ContactFactory(client=walled_account.client, email="no@client.example", consent=Consent.REFUSED)
    return walled_account


def planned(nps, accounts, *, by, **facts):
    today = timezone.localdate()
    days = {"opens_on": today + timedelta(days=3), "closes_on": today + timedelta(days=9)}
    return survey_rounds.plan_round(by=by, today=today, questionnaire=nps, name="Spring", accounts=accounts, **days | facts)


def build_wall(account) -> None:
    """As after `account.walled`: dana stood above a seat, and has none of her own."""
    account.seats.filter(person__rank__gte=30).delete()
    account.is_walled = True
    account.save()


RUN = {
    "open": lambda one, by: survey_rounds.open_round(one, by=by, now=timezone.now()),
    "close": lambda one, by: survey_rounds.close_round(one, by=by),
    "cancel": lambda one, by: survey_rounds.cancel_round(one, by=by, note="why"),
}


@pytest.mark.parametrize("name", RUN)
def test_r5_a_round_that_asks_a_walled_account_is_run_by_those_who_see_all_of_it(name, account, walled, rita, nps, hana, dana):
    survey_round = planned(nps, [account, walled], by=hana)
    if name == "close":
        survey_round = RUN["open"](survey_round, hana)
    state = survey_round.state
    assert not dana.has_perm("care.run_survey_round", survey_round)
    with pytest.raises(PermissionDenied):
        RUN[name](survey_round, dana)
    survey_round.refresh_from_db()
    assert survey_round.state == state
    assert RUN[name](survey_round, hana).state == ROUND_MOVES[name].target


def test_r5_a_director_runs_another_ones_round_of_accounts_that_she_sees(account, rita, nps, hana, dana):
    survey_round = planned(nps, [account], by=hana)
    assert dana.has_perm("care.run_survey_round", survey_round)
    opened = RUN["open"](survey_round, dana)
    assert RUN["close"](opened, dana).state == RoundState.CLOSED


def test_r5_a_planned_round_of_tiers_is_of_all_that_it_will_ask(account, walled, rita, nps, hana, dana):
    by_the_clock = SurveyRoundFactory(questionnaire=nps, state=RoundState.PLANNED, opens_on=timezone.localdate())
    of_a_head = planned(nps, [], by=hana)
    of_hers = planned(nps, [], by=dana)
    assert [dana.has_perm("care.run_survey_round", one) for one in (by_the_clock, of_a_head, of_hers)] == [False, False, True]
    assert hana.has_perm("care.run_survey_round", by_the_clock)


def test_r5_a_clock_that_stopped_half_way_has_not_made_the_rest_visible(account, walled, rita, nps, hana, dana):
    survey_round = planned(nps, [account, walled], by=hana)
    SurveyRound.objects.filter(pk=survey_round.pk).update(state=RoundState.OPEN)
    SurveyInvitationFactory(round=survey_round, account=account, contact=rita)
    survey_round.refresh_from_db()
    assert not dana.has_perm("care.run_survey_round", survey_round)


def test_r5_who_made_a_round_and_lost_sight_of_a_part_reads_the_rest_and_closes_nothing(account, rita, nps, eli, dana):
    from clients.tests.factories import AccountFactory, ClientFactory, SeatFactory

    other = AccountFactory(client=ClientFactory(state="active"), name="Walled later", code="LATER")
    SeatFactory(account=other, person=eli, is_lead=True)
    ContactFactory(client=other.client, email="later@client.example")
    survey_round = RUN["open"](planned(nps, [account, other], by=dana), dana)
    assert set(survey_round.invitations.values_list("account", flat=True)) == {account.pk, other.pk}
    build_wall(other)
    with pytest.raises(PermissionDenied):
        RUN["close"](survey_round, dana)
    assert set(SurveyRound.objects.visible_to(dana)) == {survey_round}
    build_wall(account)
    assert not SurveyRound.objects.visible_to(dana).exists()


def test_r5_a_lead_who_gave_the_seat_up_no_longer_knows_the_round_that_bears_the_accounts_name(account, rita, nps, eli):
    survey_round = send(account, [rita], by=eli, questionnaire=nps)
    build_wall(account)
    account.seats.filter(person=eli).delete()
    assert not SurveyRound.objects.visible_to(eli).exists()
    with pytest.raises(PermissionDenied):
        RUN["close"](survey_round, eli)
    SurveyInvitation.objects.all().delete()  # as when names are forgotten
    assert not SurveyRound.objects.visible_to(eli).exists()


def test_r5_a_planned_round_without_names_is_visible_to_whoever_made_it(nps, dana, sam):
    survey_round = planned(nps, [], by=dana)
    assert [set(SurveyRound.objects.visible_to(one)) for one in (dana, sam)] == [{survey_round}, set()]


def test_r5_whom_a_round_left_out_is_counted_of_accounts_that_one_sees(account, walled, rita, nps, hana, dana, sam):
    ContactFactory(client=account.client, email="")
    survey_round = RUN["open"](planned(nps, [account, walled], by=hana), hana)
    assert survey_round.left_out_for(hana) == {"no_address": 2, "refused": 1}
    assert [survey_round.left_out_for(one) for one in (dana, sam)] == [{"no_address": 1}] * 2
    survey_round.left_out = {"refused": 7}  # from before: one sum for all
    assert (survey_round.left_out_for(hana), survey_round.left_out_for(dana)) == ({"refused": 7}, {})


def test_r5_naming_only_accounts_that_one_may_not_know_does_not_ask_everybody(account, walled, rita, nps, dana):
    with pytest.raises(Refused, match="None of these accounts"):
        planned(nps, [walled], by=dana)
    assert not SurveyRound.objects.exists()


def test_r5_opening_again_after_a_crash_goes_on_and_asks_nobody_twice(account, rita, nps, monkeypatch):
    monkeypatch.setattr(survey_rounds, "CHUNK", 1)
    second = ContactFactory(client=account.client, email="second@client.example")
    survey_round = SurveyRoundFactory(questionnaire=nps, state=RoundState.PLANNED, opens_on=timezone.localdate())
    written = survey_rounds.write_invitations

    def crash(survey_round, contacts, *, now):
        if second in contacts:
            raise RuntimeError("the power is gone")
        return written(survey_round, contacts, now=now)

    monkeypatch.setattr(survey_rounds, "write_invitations", crash)
    with pytest.raises(RuntimeError):
        survey_rounds.open_round(survey_round, by=None, now=timezone.now())
    monkeypatch.setattr(survey_rounds, "write_invitations", written)
    assert survey_round.invitations.count() == 1
    clock.open_rounds(timezone.localdate(), now=timezone.now())
    assert set(survey_round.invitations.values_list("contact", flat=True)) == {rita.pk, second.pk}
    assert Letter.objects.count() == 2
    survey_round.refresh_from_db()
    assert survey_round.left_out == {}


@pytest.mark.parametrize("name", ROUND_MOVES)
@pytest.mark.parametrize("state", RoundState)
def test_r5_a_round_moves_as_its_table_says_and_by_those_who_run_it(name, state, dana, eli):
    survey_round = SurveyRoundFactory(state=state, made_by=dana)
    with pytest.raises(PermissionDenied):
        make_move(survey_round, name, by=eli, note="why")
    if state in ROUND_MOVES[name].sources:
        assert make_move(survey_round, name, by=dana, note="why").state == ROUND_MOVES[name].target
    else:
        with pytest.raises(IllegalMove):
            make_move(survey_round, name, by=dana, note="why")


@pytest.mark.parametrize(("opens", "closes", "why"), [(-1, 5, "today or later"), (0, 0, "at least a day"), (3, 2, "at least a day")])
def test_r5_a_round_has_days_that_one_can_answer_in(nps, dana, opens, closes, why):
    today = timezone.localdate()
    days = {"opens_on": today + timedelta(days=opens), "closes_on": today + timedelta(days=closes)}
    with pytest.raises(Refused, match=why):
        survey_rounds.plan_round(by=dana, today=today, questionnaire=nps, name="Odd", **days)


def test_r5_where_both_sides_are_asked_everybody_on_the_team_rates(account, rita, eli, cora, sam, dana):
    both = QuestionnaireFactory(kind=SurveyKind.RELATIONSHIP)
    QuestionFactory(questionnaire=both, kind="rating", text="Ideas?", team_text="And they?")
    survey_round = send(account, [rita], by=eli, questionnaire=both)
    assert {one.person for one in TeamRating.objects.filter(round=survey_round, account=account)} == {eli, cora, sam, dana}


# ── The clock ──


def test_r5_a_schedule_opens_one_round_for_its_period_however_often_and_late_the_clock_comes(account, rita, nps):
    account.client.tier = Tier.KEY
    account.client.save()
    SurveyScheduleFactory(questionnaire=nps, tier=Tier.KEY, starts_on=date(2026, 1, 12), every_months=3)
    for day in (date(2026, 1, 11), date(2026, 1, 12), date(2026, 1, 12), date(2026, 1, 13)):
        clock.daily(day)
    assert list(SurveyRound.objects.values_list("period_on", "state")) == [(date(2026, 1, 12), "open")]
    for day in (date(2026, 12, 1), date(2026, 12, 1), date(2026, 12, 2)):  # ten months of silence
        clock.daily(day)
    assert list(SurveyRound.objects.order_by("pk").values_list("period_on", "opens_on", "state")) == [
        (date(2026, 1, 12), date(2026, 1, 12), "closed"),
        (date(2026, 10, 12), date(2026, 12, 1), "open"),
    ]
    assert list(SurveyInvitation.objects.order_by("pk").values_list("contact", "state")) == [(rita.pk, "lapsed"), (rita.pk, "sent")]


@given(
    starts_on=st.dates(date(2020, 1, 1), date(2024, 12, 31)), every=st.integers(1, 24), today=st.dates(date(2019, 1, 1), date(2030, 12, 31))
)
def test_r5_the_period_is_the_latest_day_due_as_one_would_count_it(starts_on, every, today):
    schedule = SurveySchedule(starts_on=starts_on, every_months=every)
    due = [day for turn in range(200) if (day := starts_on + relativedelta(months=every * turn)) <= today]
    assert clock.period_of(schedule, today) == (due[-1] if due else None)
    assert clock.next_period(schedule, today) > (due[-1] if due else date.min)


def test_r5_an_ended_schedule_and_a_retired_questionnaire_ask_nobody(nps, dana):
    ended = SurveyScheduleFactory(questionnaire=nps)
    questionnaires.end_schedule(ended, by=dana, today=TODAY)
    SurveyScheduleFactory(questionnaire=QuestionnaireFactory(retired_on=TODAY))
    assert clock.schedule_rounds(TODAY) == 0


def test_r5_who_is_silent_is_reminded_once_after_so_many_working_days_with_an_address_of_their_own(account, rita, nps):
    survey_round = SurveyRoundFactory(questionnaire=nps, opens_on=TODAY, closes_on=TODAY + timedelta(days=20), remind_after=5)
    silent = SurveyInvitationFactory(round=survey_round, account=account, contact=rita, sent_at=noon(TODAY))
    answered = ContactFactory(client=account.client, email="done@client.example")
    SurveyInvitationFactory(round=survey_round, account=account, contact=answered, state=InvitationState.ANSWERED)
    gone = ContactFactory(client=account.client, email="gone@client.example", left_on=TODAY)
    SurveyInvitationFactory(round=survey_round, account=account, contact=gone)
    for days, sent in ((4, 0), (7, 1), (7, 0), (9, 0)):  # Friday; the next Monday, twice; Wednesday
        day = TODAY + timedelta(days=days)
        assert clock.remind_silent(day, now=noon(day)) == sent
    assert [(letter.to_email, letter.subject[:10]) for letter in Letter.objects.all()] == [("rita@client.example", "A reminder")]
    assert silent.links.count() == 1


@pytest.mark.parametrize(
    "why", ["left", "no address", "refused mailings", "do not ask me", "another round", "account closed", "may be asked"]
)
def test_r5_a_reminder_goes_to_whom_one_might_write_for_the_first_time(account, rita, nps, why):
    """What happened since the invitation counts: a word against it by another link, another round, an account that was closed."""
    survey_round = SurveyRoundFactory(questionnaire=nps, opens_on=TODAY, closes_on=TODAY + timedelta(days=50), remind_after=28)
    invitation = SurveyInvitationFactory(round=survey_round, account=account, contact=rita, sent_at=noon(TODAY))
    later = TODAY + timedelta(days=40)
    if why == "left":
        rita.left_on = later
    elif why == "no address":
        rita.email = ""
    elif why == "refused mailings":
        rita.consent = Consent.REFUSED
    elif why == "do not ask me":
        refused = {"state": InvitationState.REFUSED, "refused_on": later, "sent_at": noon(TODAY - timedelta(days=90))}
        SurveyInvitationFactory(round=SurveyRoundFactory(state=RoundState.CLOSED), account=account, contact=rita, **refused)
    elif why == "another round":
        SurveyInvitationFactory(account=account, contact=rita, sent_at=noon(TODAY + timedelta(days=35)))
    elif why == "account closed":
        account.closed_on = later
        account.save()
    rita.save()
    sent = clock.remind_silent(later, now=noon(later))
    invitation.refresh_from_db()
    expected = 1 if why == "may be asked" else 0
    assert (sent, Letter.objects.count(), invitation.reminded_at is not None) == (expected, expected, bool(expected))


def test_r5_a_round_closes_when_its_last_day_is_over_and_silence_lapses(account, rita, nps):
    survey_round = SurveyRoundFactory(questionnaire=nps, opens_on=TODAY, closes_on=TODAY + timedelta(days=10))
    SurveyInvitationFactory(round=survey_round, account=account, contact=rita)
    assert [clock.close_rounds(TODAY + timedelta(days=days)) for days in (10, 11, 11)] == [0, 1, 0]
    assert list(survey_round.invitations.values_list("state", flat=True)) == [InvitationState.LAPSED]
    assert Event.objects.get(verb="surveyinvitation.lapse").topic == account


def test_r5_a_letter_that_was_given_up_has_bounced_and_counts_for_no_response_rate(account, rita, nps, eli):
    survey_round = send(account, [rita], by=eli, questionnaire=nps)
    assert survey_rounds.note_bounces() == 0
    Letter.objects.update(next_attempt_at=None)
    assert survey_rounds.note_bounces() == 1
    assert SurveyInvitation.objects.filter(round=survey_round).response() == {"asked": 0, "answered": 0}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_r5_two_rounds_that_open_at_once_ask_nobody_twice(account, nps):
    for number in range(12):
        ContactFactory(client=account.client, email=f"one{number}@client.example")
    rounds = [SurveyRoundFactory(questionnaire=nps, state=RoundState.PLANNED, opens_on=timezone.localdate()) for _number in range(4)]

    def run(pk):
        close_old_connections()
        try:
            survey_rounds.open_round(SurveyRound.objects.get(pk=pk), by=None, now=timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(run, [one.pk for one in rounds] * 2))
    assert (SurveyInvitation.objects.count(), SurveyInvitation.objects.values("contact").distinct().count()) == (12, 12)
    assert Letter.objects.count() == 12


# ── What is asked ──


@pytest.mark.parametrize(
    ("kind", "questions", "why"),
    [
        (SurveyKind.NPS, [Asked("Why?", "words")], "needs one question from 0 to 10"),
        (SurveyKind.CSAT, [Asked("Would you?", "nps")], "How satisfied"),
        (SurveyKind.RELATIONSHIP, [], "at least one rated"),
        (SurveyKind.NPS, [Asked("Would you?", "nps"), Asked("Would you?", "nps")], "once each"),
        (SurveyKind.NPS, [Asked("Would you?", "nps"), Asked("Which?", "choice", options=["one"])], "two answers"),
        (SurveyKind.NPS, [Asked("Would you?", "nps", team_text="And they?")], "rated questions only"),
        (SurveyKind.RELATIONSHIP, [Asked(f"{n}?", "rating") for n in range(21)], "At most 20"),
    ],
)
def test_r5_a_questionnaire_that_measures_nothing_is_refused_in_words(dana, kind, questions, why):
    with pytest.raises(Refused, match=why):
        questionnaires.add_questionnaire(by=dana, name="Odd", kind=kind, questions=questions)


def test_r5_questions_are_a_directors(nps, sam, eli):
    for person in (sam, eli):
        with pytest.raises(PermissionDenied):
            questionnaires.add_questionnaire(by=person, name="Mine", kind=SurveyKind.NPS, questions=[Asked("Would you?", "nps")])
        with pytest.raises(PermissionDenied):
            questionnaires.change_questionnaire(nps, by=person, today=TODAY, questions=[Asked("Would you?", "nps")])


def test_r5_a_question_that_was_answered_is_retired_and_not_rewritten_into_another_kind(nps, dana):
    old = nps.questions.get()
    AnswerLineFactory(answer=SurveyAnswerFactory(), question=old, kind="nps", score=9)
    wanted = [Asked("Now in words?", "words", key=old.pk), Asked("Would you now?", "nps")]
    fresh = questionnaires.change_questionnaire(nps, by=dana, today=TODAY, questions=wanted)
    old.refresh_from_db()
    assert (old.text, old.retired_on, fresh.version) == ("Would you recommend us?", TODAY, 2)
    assert list(fresh.questions.in_use().values_list("text", "kind")) == [("Now in words?", "words"), ("Would you now?", "nps")]
    assert old.lines.count() == 1


def test_r5_saving_the_same_questions_changes_nothing(nps, dana):
    one = nps.questions.get()
    same = [Asked(one.text, one.kind, key=one.pk, is_required=True)]
    questionnaires.change_questionnaire(nps, by=dana, today=TODAY, questions=same, name=nps.name)
    nps.refresh_from_db()
    assert (nps.version, Question.objects.filter(questionnaire=nps).count()) == (1, 1)
    assert not Event.objects.exists()


def test_r5_a_questionnaire_that_a_schedule_asks_is_not_retired(nps, dana):
    schedule = SurveyScheduleFactory(questionnaire=nps)
    with pytest.raises(Refused, match="end the schedule first"):
        questionnaires.retire_questionnaire(nps, by=dana, today=TODAY)
    questionnaires.end_schedule(schedule, by=dana, today=TODAY)
    assert questionnaires.retire_questionnaire(nps, by=dana, today=TODAY).retired_on == TODAY


def test_r5_the_house_has_a_questionnaire_of_each_kind_from_the_beginning():
    from care.models import Questionnaire

    ready = Questionnaire.objects.in_use().exclude(name__startswith="Questionnaire")
    assert sorted(ready.values_list("kind", flat=True)) == ["csat", "nps", "relationship"]
    for questionnaire in ready:
        rows = [Asked(one.text, one.kind, team_text=one.team_text) for one in questionnaire.questions.in_use()]
        questionnaires.check_questions(questionnaire.kind, rows)
