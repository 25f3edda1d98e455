"""P8: contact reports in draft and survey rounds that run go to the successor."""

from datetime import timedelta

import pytest
from django.urls import reverse

from care.models import ContactReport, SurveyRound
from care.querysets.surveys import accounts_to_ask
from care.tests.reports import a_report
from care.tests.survey_factories import SurveyRoundFactory
from clients.tests.factories import ContactFactory
from core.errors import Refused
from core.models import Event
from core.my_day import needs_of
from people import actions
from people.models import Person
from people.tests.factories import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def nora(sam):
    return PersonFactory(name="Nora Next", reports_to=sam)


def hand_over(person, **facts):
    return actions.hand_over(person, **{"today": person.today, "note": "They like mornings.", **facts})


def test_p8_r1_contact_reports_being_written_go_to_the_successor_and_stand_in_their_day(account, eli, sam, nora):
    minna = ContactFactory(client=account.client, name="Minna Maki", email="minna@client.example")
    drafts = [a_report(account, by=eli, contacts=[minna], state=state) for state in ("draft", "disputed")]
    others = [a_report(account, by=eli, contacts=[minna], state=state) for state in ("issued", "accepted")]
    hand_over(eli, to=nora, by=sam, leaving_on=eli.today)
    assert {report.author for report in ContactReport.objects.filter(pk__in=[one.pk for one in drafts])} == {nora}
    assert {report.author for report in ContactReport.objects.filter(pk__in=[one.pk for one in others])} == {eli}
    assert {event.subject for event in Event.objects.filter(verb="contact_report.handed_over")} == set(drafts)
    nora = Person.objects.get(pk=nora.pk)
    needs = {need.key: need for need in needs_of(nora, today=nora.today)}
    assert {f"report:{drafts[0].check_in_id}", f"dispute:{drafts[1].pk}"} <= set(needs)
    assert needs[f"report:{drafts[0].check_in_id}"].cover_for is None


def test_p8_r5_a_survey_that_runs_or_is_planned_goes_to_the_successor(account, eli, dana, hana):
    successor = PersonFactory(name="Dido Deputy", rank=40, reports_to=hana)
    tomorrow = dana.today + timedelta(days=1)
    planned = SurveyRoundFactory(made_by=dana, state="planned", opens_on=tomorrow)
    planned.accounts.set([account])
    running, closed = SurveyRoundFactory(made_by=dana), SurveyRoundFactory(made_by=dana, state="closed")
    hand_over(dana, to=successor, by=hana, leaving_on=dana.today)
    for row in (planned, running, closed):
        row.refresh_from_db()
    assert (planned.made_by, running.made_by, closed.made_by) == (successor, successor, dana)
    assert {event.subject for event in Event.objects.filter(verb="survey_round.handed_over")} == {planned, running}
    assert list(accounts_to_ask(planned)) == [account]  # asked about with the successor's eyes: nobody would be with those of who left


def test_p8_the_page_of_a_hand_over_counts_surveys_and_contact_reports(account, eli, sam, client):
    a_report(account, by=eli, state="draft")
    for _number in range(2):
        SurveyRoundFactory(made_by=eli)
    client.force_login(sam)
    page = client.get(reverse("person_hand_over", args=[eli.pk])).text
    assert ("1 contact report in draft" in page, "2 surveys that run or are planned" in page) == (True, True)


def test_p8_r5_a_survey_of_a_walled_account_is_handed_over_by_who_sees_it(walled_account, account, sam, nora, hana):
    other = PersonFactory(name="Former member", reports_to=sam)
    SurveyRoundFactory(made_by=other).accounts.set([account])
    hand_over(other, to=nora, by=sam)
    SurveyRoundFactory(made_by=other).accounts.set([walled_account])
    with pytest.raises(Refused, match="may not see"):
        hand_over(other, to=nora, by=sam)
    hand_over(other, to=nora, by=hana)
    assert set(SurveyRound.objects.values_list("made_by", flat=True)) == {nora.pk}
