"""The pages of surveys (R5): a contact's by link, with a test per threat; ours: answers, rounds, figures."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from care.actions import survey_rounds
from care.models import Questionnaire, SurveyAnswer, SurveyInvitation, SurveyLink, SurveyRound
from care.states.surveys import InvitationState, RoundState, SurveyKind
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
from clients.tests.factories import ContactFactory
from core.links import revoke
from core.models import Event

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12
EVIL = "<script>alert(1)</script>"


@pytest.fixture
def nps():
    questionnaire = QuestionnaireFactory(welcome="Say it <b>plainly</b>.")
    questionnaire.score = QuestionFactory(questionnaire=questionnaire, is_required=True)
    questionnaire.why = QuestionFactory(questionnaire=questionnaire, kind="words", text="Why?", position=2)
    return questionnaire


@pytest.fixture
def link(account, nps):
    contact = ContactFactory(client=account.client, name="Rita Rater", email="rita@client.example")
    return SurveyLinkFactory(
        invitation=SurveyInvitationFactory(round=SurveyRoundFactory(questionnaire=nps), account=account, contact=contact)
    )


@pytest.fixture
def guest():
    return Client()


def address(link, name="client_survey") -> str:
    return reverse(name, args=[link.secret])


def said(nps, score, words="", *, version=0, **more) -> dict:
    return {
        "form_key": uuid.uuid4(),
        "edition": nps.version,
        "version": version,
        f"q{nps.score.pk}": score,
        f"q{nps.why.pk}": words,
        **more,
    }


def html(client, person, url) -> str:
    client.force_login(person)
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


# ── By link ──


def test_r5_a_contact_answers_without_a_log_in_and_sees_who_reads_it(guest, link, nps, account):
    page = guest.get(address(link)).content.decode()
    assert "Eli Executive" in page
    assert "no survey of ours is anonymous" in page
    assert "Say it &lt;b&gt;plainly&lt;/b&gt;." in page
    answer = guest.post(address(link), said(nps, 9, "They listen"))
    assert answer.url == address(link, "client_survey_thanks")
    assert "Thank you" in guest.get(answer.url).content.decode()
    assert list(SurveyAnswer.objects.values_list("account", "nps", "words")) == [(account.pk, 9, "They listen")]


def test_r5_the_first_look_is_an_event_and_later_ones_are_not(guest, link):
    for _time in range(3):
        guest.get(address(link))
    invitation = SurveyInvitation.objects.get()
    assert (invitation.state, invitation.opened_at is None) == (InvitationState.OPENED, False)
    assert Event.objects.filter(verb="surveyinvitation.open").count() == 1


def test_r5_sent_twice_by_a_trembling_thumb_it_is_one_answer(guest, link, nps):
    form = said(nps, 9)
    first, second = guest.post(address(link), form), guest.post(address(link), form)
    assert (first.url, SurveyAnswer.objects.count()) == (second.url, 1)


def test_r5_the_answer_stands_in_the_form_when_they_come_back(guest, link, nps):
    guest.post(address(link), said(nps, 4, "Too slow"))
    page = guest.get(address(link)).content.decode()
    assert "Too slow" in page
    assert 'value="4" checked' in page
    answer = guest.post(address(link), said(nps, 8, "Mended", version=1))
    assert answer.status_code == 302
    assert SurveyAnswer.objects.get().nps == 8


def test_r5_nothing_typed_is_lost_when_the_score_is_missing(guest, link, nps):
    answer = guest.post(address(link), said(nps, "", "Long words"))
    assert answer.status_code == 422
    assert "Long words" in answer.content.decode()
    assert not SurveyAnswer.objects.exists()


@pytest.mark.parametrize("score", ["11", "-1", "ten", "1e1", "9; DROP TABLE"])
def test_r5_a_score_that_is_none_is_sent_back(guest, link, nps, score):
    assert guest.post(address(link), said(nps, score)).status_code == 422
    assert not SurveyAnswer.objects.exists()


def test_r5_new_questions_are_shown_before_an_answer_is_taken_and_then_it_is_taken(guest, link, nps):
    old = said(nps, 9, "Kept words")
    Questionnaire.objects.filter(pk=nps.pk).update(version=2)
    answer = guest.post(address(link), old)
    page = answer.content.decode()
    assert (answer.status_code, "Kept words" in page, 'name="edition" value="2"' in page) == (422, True, True)
    assert guest.post(address(link), old | {"edition": 2}).status_code == 302


def test_r5_a_script_in_words_is_words_everywhere(guest, client, link, nps, eli):
    guest.post(address(link), said(nps, 3, EVIL))
    answer = SurveyAnswer.objects.get()
    pages = [guest.get(address(link)).content.decode()]
    pages += [html(client, eli, url) for url in (answer.get_absolute_url(), reverse("survey_answer_list"), reverse("satisfaction"))]
    pages.append(html(client, eli, reverse("account_satisfaction", args=[answer.account_id])))
    assert [EVIL in page for page in pages] == [False] * 5
    assert "&lt;script&gt;" in pages[1]


def test_r5_a_contact_who_says_no_is_taken_at_their_word(guest, link):
    assert "Shall we not ask you" in guest.get(address(link, "client_survey_refuse")).content.decode()
    guest.post(address(link, "client_survey_refuse"))
    assert SurveyInvitation.objects.get().state == InvitationState.REFUSED
    assert "We will not ask you again" in guest.get(address(link)).content.decode()


@pytest.mark.parametrize("name", ["client_survey", "client_survey_thanks", "client_survey_refuse"])
@pytest.mark.parametrize("how", ["guessed", "expired", "revoked", "left"])
def test_r5_a_link_that_does_not_open_answers_alike(guest, link, name, how, today):
    url = address(link, name)
    if how == "guessed":
        url = reverse(name, args=["x" * 43])
    elif how == "expired":
        SurveyLink.objects.update(expires_at=timezone.now())
    elif how == "revoked":
        revoke(SurveyLink.objects.all(), at=timezone.now())
    else:
        link.invitation.contact.left_on = today
        link.invitation.contact.save()
    answer = guest.get(url)
    assert (answer.status_code, "Rita" in answer.content.decode(), "Kaura" in answer.content.decode()) == (404, False, False)
    assert "noindex" in answer["X-Robots-Tag"]


def test_r5_a_closed_round_says_so_and_takes_nothing(guest, link, nps):
    SurveyRound.objects.update(state=RoundState.CLOSED)
    assert "This survey is closed" in guest.get(address(link)).content.decode()
    guest.post(address(link), said(nps, 9))
    assert not SurveyAnswer.objects.exists()


@pytest.fixture
def today():
    return timezone.localdate()


# ── Ours ──


@pytest.fixture
def answers(account):
    """Three quarters of them, from a promoter, a detractor and one who is satisfied; and one elsewhere."""
    contact = ContactFactory(client=account.client, name="Rita Rater", email="rita@client.example")
    day = timezone.localdate()
    for back, score in ((200, 9), (100, 7), (0, 3)):
        when = day - timedelta(days=back)
        SurveyAnswerFactory(account=account, contact=contact, nps=score, answered_on=when, is_low=score < 7, words=f"Words of {score}")
    SurveyAnswerFactory(account=account, contact=contact, kind=SurveyKind.CSAT, nps=None, csat=4)
    SurveyAnswerFactory(nps=10, words="Elsewhere")


def test_r5_the_list_filters_by_band_period_and_account_and_exports(client, account, answers, eli, otto):
    url = reverse("survey_answer_list")
    page = html(client, eli, f"{url}?band=detractors")
    assert ("Words of 3" in page, "Words of 9" in page) == (True, False)
    since = timezone.localdate() - timedelta(days=150)
    page = html(client, eli, f"{url}?account={account.pk}&band=nps&answered_after={since}")
    assert ("Words of 7" in page, "Words of 9" in page, "Elsewhere" in page) == (True, False, False)
    rows = b"".join(client.get(f"{url}?export=csv").streaming_content).decode().splitlines()
    assert len(rows) == 5
    assert "rita@client.example" in rows[1]
    assert "Words of" not in html(client, otto, url)


def test_r5_the_tab_shows_figures_that_open_their_answers(client, account, answers, eli, otto, django_assert_max_num_queries):
    url = reverse("account_satisfaction", args=[account.pk])
    page = html(client, eli, url)
    for words in ("NPS, 12 months", "3 answers, too few to lean on", "Words of 3", "band=detractors", "NPS by quarter"):
        assert words in page
    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(url)
    client.force_login(otto)
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("by", ["account", "client", "tier", "nonsense"])
def test_r5_the_figures_of_all_one_sees_lowest_first(client, account, answers, by, eli, django_assert_max_num_queries):
    url = reverse("satisfaction") + f"?by={by}"
    page = html(client, eli, url)
    assert "Low, and not read yet" in page
    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(url)


def test_r5_a_low_answer_is_read_in_one_press(client, account, answers, eli, cora):
    low = SurveyAnswer.objects.get(nps=3)
    client.force_login(cora)
    assert client.post(reverse("survey_answer_read", args=[low.pk])).status_code == 403
    client.force_login(eli)
    client.post(reverse("survey_answer_read", args=[low.pk]))
    low.refresh_from_db()
    assert low.read_by == eli


def test_r5_a_lead_sends_a_survey_from_the_tab_once(client, account, nps, eli):
    contact = ContactFactory(client=account.client, email="rita@client.example")
    url = reverse("survey_send", args=[account.pk])
    assert "closes_on" in html(client, eli, url)
    closes = timezone.localdate() + timedelta(days=10)
    form = {"form_key": uuid.uuid4(), "questionnaire": nps.pk, "contacts": [contact.pk], "closes_on": str(closes), "remind_after": "5"}
    first, second = client.post(url, form), client.post(url, form)
    assert first.url == second.url == SurveyRound.objects.get().get_absolute_url()
    assert SurveyInvitation.objects.count() == 1
    assert "no address, asked within" in html(client, eli, url)


def test_r5_a_director_plans_a_round_by_codes_and_an_unknown_code_is_named(client, account, nps, dana):
    client.force_login(dana)
    url, today = reverse("survey_round_add"), timezone.localdate()
    form = {
        "form_key": uuid.uuid4(),
        "name": "Spring",
        "questionnaire": nps.pk,
        "accounts": "kaura, NOPE",
        "opens_on": str(today),
        "closes_on": str(today + timedelta(days=20)),
    }
    answer = client.post(url, form)
    assert (answer.status_code, "NOPE" in answer.content.decode()) == (422, True)
    answer = client.post(url, form | {"accounts": "kaura"})
    assert [one.code for one in SurveyRound.objects.get().accounts.all()] == ["KAURA"]
    assert answer.url == SurveyRound.objects.get().get_absolute_url()


def test_r5_a_link_to_hand_over_is_shown_once_and_opens(client, guest, link, eli):
    client.force_login(eli)
    page = client.post(reverse("survey_link_make", args=[link.invitation_id])).content.decode()
    path = "/for-you/survey/" + page.split("/for-you/survey/")[1].split('"')[0]
    assert guest.get(path).status_code == 200


def test_r5_a_link_is_offered_to_those_who_may_hand_it_over(client, account, link, walled_account, cora, eli, sam, dana):
    behind = SurveyInvitationFactory(round=link.invitation.round, account=walled_account)
    offered = {}
    for who in (cora, eli, sam, dana):
        page = html(client, who, link.invitation.round.get_absolute_url())
        offered[who] = {one for one in (link.invitation, behind) if reverse("survey_link_make", args=[one.pk]) in page}
    theirs = {link.invitation}
    assert offered == {cora: set(), eli: {link.invitation, behind}, sam: theirs, dana: theirs}
    SurveyRound.objects.update(state=RoundState.CLOSED)
    assert "survey-invitations/" not in html(client, eli, link.invitation.round.get_absolute_url())


def test_r5_one_round_asks_few_queries_however_many_it_asked(client, account, link, dana, django_assert_max_num_queries):
    for number in range(15):
        contact = ContactFactory(client=account.client, email=f"c{number}@client.example")
        SurveyInvitationFactory(round=link.invitation.round, account=account, contact=contact)
    url = link.invitation.round.get_absolute_url()
    html(client, dana, url)
    with django_assert_max_num_queries(MOST_QUERIES + 1):  # and one for whether she sees all of it
        client.get(url)


def test_r5_a_rounds_page_counts_and_names_nothing_behind_a_wall(client, account, walled_account, nps, hana, dana, eli):
    """Invitations, answers, whom it left out and what is awaited of ours: for a head all of it, for others what they see."""
    today = timezone.localdate()
    ContactFactory(client=account.client, name="Rita Rater", email="rita@client.example")
    ContactFactory(client=walled_account.client, name="Berta Behind", email="berta@client.example")
    ContactFactory(client=walled_account.client, email="")
    walled_account.client.state = "active"
    walled_account.client.save()
    days = {"opens_on": today, "closes_on": today + timedelta(days=9)}
    accounts = [account, walled_account]
    survey_round = survey_rounds.plan_round(by=hana, today=today, questionnaire=nps, name="Spring", accounts=accounts, **days)
    client.force_login(dana)
    assert client.get(survey_round.get_absolute_url()).status_code == 404
    client.force_login(hana)
    answer = client.post(reverse("survey_round_open", args=[survey_round.pk]), follow=True)
    assert "2 contacts have been asked." in answer.content.decode()
    for one in accounts:
        TeamRatingFactory(round=survey_round, account=one, person=eli)
    page = html(client, hana, survey_round.get_absolute_url())
    assert [words in page for words in ("Berta Behind", "1 without an e-mail address", "2 still awaited", "Close it")] == [True] * 4
    page = html(client, dana, survey_round.get_absolute_url())
    assert "Rita Rater" in page
    assert "1 still awaited" in page
    assert [words in page for words in ("Berta", "Oat Rivals", "RIVAL", "Left out", "Close it")] == [False] * 5
    assert client.post(reverse("survey_round_close", args=[survey_round.pk])).status_code == 403
    page = html(client, eli, survey_round.get_absolute_url())
    assert ("Berta Behind" in page, "awaited" in page, "Close it" in page) == (True, False, False)


def test_r5_both_sides_stand_beside_each_other_once_one_has_rated(client, account, eli):
    theirs = SurveyAnswerFactory(account=account, kind=SurveyKind.RELATIONSHIP, nps=None, rating=2)
    AnswerLineFactory(answer=theirs, score=2)
    AnswerLineFactory(answer=TeamAnswerFactory(account=account, person=eli, rating=5), score=5)
    page = html(client, eli, reverse("account_satisfaction", args=[account.pk]))
    assert ("Both sides" in page, "−3.0" in page) == (True, True)


def test_r5_one_rates_the_client_on_a_page_that_shows_nothing_of_theirs(client, account, eli, sam):
    both = QuestionnaireFactory(kind=SurveyKind.RELATIONSHIP)
    question = QuestionFactory(questionnaire=both, kind="rating", text="Ideas?", team_text="Their openness?")
    rating = TeamRatingFactory(round=SurveyRoundFactory(questionnaire=both), account=account, person=eli)
    invitation = SurveyInvitationFactory(round=rating.round, account=account, state=InvitationState.ANSWERED)
    theirs = {
        "account": account,
        "round": rating.round,
        "kind": SurveyKind.RELATIONSHIP,
        "nps": None,
        "rating": "2.25",
        "words": "Between us",
    }
    answer = SurveyAnswerFactory(invitation=invitation, **theirs)
    page = html(client, eli, rating.round.get_absolute_url())
    assert (str(invitation.contact) in page, answer.get_absolute_url() in page, "2.3" in page) == (True, False, False)
    tab = reverse("account_satisfaction", args=[account.pk])
    page = html(client, eli, tab)
    assert ("Give your rating" in page, "Between us" in page) == (True, False)
    page = html(client, eli, rating.get_absolute_url())
    assert ("Their openness?" in page, "Ideas?" in page) == (True, False)
    form = {"edition": 1, "version": 1}
    assert client.post(rating.get_absolute_url(), form).status_code == 422
    assert client.post(rating.get_absolute_url(), form | {f"q{question.pk}": 4}).url == tab
    assert "Between us" in html(client, eli, tab)
    client.force_login(sam)
    assert client.get(rating.get_absolute_url()).status_code == 404


def test_r5_a_director_writes_a_questionnaire_and_the_contact_is_asked_it(client, dana):
    client.force_login(dana)
    form = {"form_key": uuid.uuid4(), "name": "Short", "kind": "nps", "q-TOTAL_FORMS": 2, "q-INITIAL_FORMS": 0}
    form |= {"q-0-text": "Would you?", "q-0-kind": "nps", "q-0-position": 1, "q-1-kind": "choice", "q-1-text": "Which?"}
    url = reverse("questionnaire_add")
    answer = client.post(url, form)
    assert (answer.status_code, "two answers to choose from" in answer.content.decode()) == (422, True)
    answer = client.post(url, form | {"q-1-options": "Ideas\nDays"})
    row = Questionnaire.objects.get(name="Short")
    assert (answer.url, list(row.questions.values_list("text", "options"))) == (
        row.get_absolute_url(),
        [("Would you?", []), ("Which?", ["Ideas", "Days"])],
    )
    page = client.get(row.get_absolute_url()).content.decode()
    assert ("Would you?" in page, "Days" in page) == (True, True)


def test_r5_changing_a_questionnaire_from_an_old_page_is_a_409(client, nps, dana):
    client.force_login(dana)
    rows = [nps.score, nps.why]
    form = {"name": "New name", "version": 1, "q-TOTAL_FORMS": 2, "q-INITIAL_FORMS": 2}
    for number, one in enumerate(rows):
        form |= {f"q-{number}-key": one.pk, f"q-{number}-text": f"{one.text}!", f"q-{number}-kind": one.kind}
    url = reverse("questionnaire_change", args=[nps.pk])
    assert client.post(url, form).status_code == 302
    assert client.post(url, form | {"name": "Other"}).status_code == 409
    assert set(nps.questions.in_use().values_list("pk", flat=True)) == {one.pk for one in rows}
