"""P3, S3: nothing that somebody wrote in a report is lost without a word: not when its line goes, not when its week is over."""

import re
from datetime import timedelta

import pypdfium2
import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from briefs.models import Brief
from briefs.tests.factories import BriefFactory
from clients.models import Account
from clients.tests.factories import AccountFactory, LeadFactory
from core.errors import LostRace, Refused
from core.models import Event, Letter
from people.models import Person
from people.tests.factories import AbsenceFactory
from reports import actions
from reports.building import contents_for
from reports.lines import account_of
from reports.models import Report, ReportWord
from reports.schedules import send
from reports.states import ReportKind, week_of
from reports.tests.factories import ReportFactory, ScheduleFactory, WordFactory

pytestmark = pytest.mark.django_db


def status(account, today) -> Report:
    return actions.report_of(kind=ReportKind.STATUS, account=Account.objects.get(pk=account.pk), today=today)


@pytest.fixture
def loose(account, eli) -> ReportWord:
    """Eli wrote beside a job, and the job went to another account."""
    job = BriefFactory(account=account, author=eli, title="Spring film", number="KAURA-26-0007", state="in_creative")
    key = f"job:{job.pk}"
    word = actions.write_word(status(account, eli.today), key, by=eli, text="They want it blue.", beside="KAURA-26-0007 Spring film")
    Brief.objects.filter(pk=job.pk).update(account=AccountFactory())
    return word


# ── Its line is gone ──


def test_p3_words_beside_a_line_that_is_gone_stand_on_the_draft_and_in_what_is_issued(loose, account, eli, client):
    client.force_login(eli)
    page = client.get(reverse("account_status", args=[account.pk])).text
    assert "Beside a line that is no longer there" in page
    assert "KAURA-26-0007 Spring film" in page
    assert "They want it blue." in page
    issued = actions.issue_report(status(account, eli.today), by=eli, today=eli.today)
    assert list(issued.words.values_list("text", flat=True)) == ["They want it blue."]
    page = client.get(issued.get_absolute_url()).text
    assert "They want it blue." in page
    assert "<textarea" not in page


def test_p3_they_go_out_to_us_on_paper_in_cells_and_by_mail_and_not_to_the_client(loose, account, eli, client):
    issued = actions.issue_report(status(account, eli.today), by=eli, today=eli.today)
    client.force_login(eli)

    def written(**asked) -> str:
        answer = client.get(issued.get_absolute_url(), asked)
        if asked["export"] == "csv":
            return answer.getvalue().decode()
        return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(answer.content))

    schedule = ScheduleFactory(account=account, made_by=eli)
    schedule.people.add(eli)
    send(schedule, now=timezone.localtime())
    letter = Letter.objects.get()
    for text in (written(export="csv"), written(export="pdf"), letter.text, letter.html):
        assert "Beside a line that is no longer there" in text
        assert "KAURA-26-0007 Spring film" in text
        assert "They want it blue." in text
    for kind in ("csv", "pdf"):
        assert "blue" not in written(export=kind, **{"for": "client", "words": 1})


def test_p3_whoever_may_write_takes_them_away_and_that_is_an_event(loose, account, eli, sam, client):
    client.force_login(sam)
    url, page = reverse("account_status_word", args=[account.pk]), reverse("account_status", args=[account.pk])
    answer = client.post(url, {"key": loose.key, "version": loose.version, "text": "They want it blue.", "drop": "1"})
    assert answer["Location"] == page
    assert not ReportWord.objects.exists()
    event = Event.objects.get(verb="report.word_dropped")
    assert (event.actor, event.topic, event.words["writer"], event.words["beside"]) == (sam, account, eli.name, "KAURA-26-0007 Spring film")
    told = client.get(reverse("account_history", args=[account.pk])).text
    assert f"took away what {eli.name} wrote in the" in told
    assert client.get(reverse("report_detail", args=[event.subject_id])).status_code == 302  # the link of the timeline leads to the draft
    assert "Beside a line" not in client.get(page).text


def test_p3_htmx_that_takes_words_away_reads_the_page_anew(loose, account, eli, client):
    client.force_login(eli)
    url = reverse("account_status_word", args=[account.pk])
    answer = client.post(url, {"key": loose.key, "version": loose.version, "drop": "1"}, headers={"hx-request": "true"})
    assert answer["HX-Redirect"] == reverse("account_status", args=[account.pk])


def test_p3_words_are_taken_away_neither_by_a_coordinator_nor_unread_nor_once_issued(loose, account, eli, cora):
    report = status(account, eli.today)
    with pytest.raises(PermissionDenied):
        actions.drop_word(report, loose.key, by=cora, version=loose.version)
    actions.write_word(report, loose.key, by=eli, text="They want it red.", version=loose.version)
    with pytest.raises(LostRace):
        actions.drop_word(report, loose.key, by=eli, version=loose.version)
    issued = actions.issue_report(report, by=eli, today=eli.today)
    with pytest.raises(Refused):
        actions.drop_word(issued, loose.key, by=eli, version=2)
    assert ReportWord.objects.get().text == "They want it red."
    assert not Event.objects.filter(verb="report.word_dropped").exists()


def test_p3_the_page_says_beside_what_words_are_written(account, eli, client):
    job = BriefFactory(account=account, author=eli, title="Spring & film", number="KAURA-26-0007", state="in_creative")
    client.force_login(eli)
    page = client.get(reverse("account_status", args=[account.pk])).text
    assert re.findall(r'name="beside" value="([^"]*)"', page) == ["KAURA-26-0007 Spring &amp; film"]
    typed = {"key": f"job:{job.pk}", "beside": "KAURA-26-0007 Spring & film", "text": "Blue.", "version": 0}
    client.post(reverse("account_status_word", args=[account.pk]), typed)
    assert ReportWord.objects.get().beside == "KAURA-26-0007 Spring & film"


def test_p3_of_a_line_report_nobody_reads_words_beside_a_gone_line_of_an_account_they_do_not_see(account, eli, sam, dana):
    """Whoever wrote them does, also when the account is walled from them since."""
    secret, closed = AccountFactory(name="Secret brand", is_walled=True), AccountFactory(closed_on=sam.today, opened_on=sam.today)
    LeadFactory(account=closed, person=eli)
    report = actions.report_of(kind=ReportKind.PORTFOLIO, person=sam, today=sam.today)
    for gone, text in ((secret, "Of the secret one"), (closed, "Of the closed one")):
        actions.write_word(report, f"account:{gone.pk}", by=sam, text=text, beside=gone.name)
    report = actions.report_of(kind=ReportKind.PORTFOLIO, person=sam, today=sam.today)
    read = {person: {word.text for word in contents_for(report, person, today=sam.today).loose} for person in (sam, dana)}
    assert read == {sam: {"Of the secret one", "Of the closed one"}, dana: {"Of the closed one"}}


def test_p3_the_account_of_a_line_is_known_by_its_key():
    keys = ("account:12", "did:7:Eli: Executive", "job:3", "summary", "did:x:y")
    assert [account_of(key) for key in keys] == [12, 7, None, None, None]


# ── Its week is over ──


def test_p3_what_was_written_in_a_week_that_nobody_issued_is_kept_in_sight(account, eli, otto, client):
    today = eli.today
    last = ReportFactory(account=account, week_on=week_of(today) - timedelta(days=7))
    WordFactory(report=last, text="A word of last week.", written_by=eli)
    WordFactory(report=last, key="job:1", beside="Old film", text="It was late.", written_by=eli)
    BriefFactory(account=account, author=eli, title="New film", state="in_creative")
    client.force_login(eli)
    detail = reverse("report_detail", args=[last.pk])
    assert f'href="{detail}"' in client.get(reverse("account_status", args=[account.pk])).text
    page = client.get(detail).text
    for kept in ("A word of last week.", "Old film", "It was late.", "not issued: of this week only the words were kept"):
        assert kept in page
    for of_now in ("New film", "<textarea", "As the client reads it"):
        assert of_now not in page
    client.force_login(otto)
    assert client.get(detail).status_code == 404


# ── The way to one's own line ──


@pytest.mark.parametrize("who", ["cora", "eli", "sam", "dana", "hana", "ada"])
def test_s3_every_way_that_the_list_of_reports_offers_leads_to_a_page(who, request, client):
    client.force_login(request.getfixturevalue(who))
    ways = re.findall(r'href="(/reports/(?:activity|portfolio)/\d+/)"', client.get(reverse("report_list")).text)
    assert bool(ways) == (who in ("sam", "dana", "hana"))
    assert {client.get(way).status_code for way in ways} <= {200}


def test_s3_who_covers_for_a_head_without_a_line_of_their_own_is_offered_none(eli, hana, client):
    AbsenceFactory(person=hana, cover=eli, starts_on=eli.today, ends_on=eli.today)
    assert Person.objects.get(pk=eli.pk).standing.sees_all
    client.force_login(eli)
    page = client.get(reverse("report_list"))
    assert page.status_code == 200
    assert "/reports/portfolio/" not in page.text


def test_s3_a_phone_too_is_told_whose_turn_it_is(account, eli, client):
    BriefFactory(account=account, author=eli, state="in_creative")
    client.force_login(eli)
    page = client.get(reverse("account_status", args=[account.pk])).text
    assert f'<span class="sub only-phone">Us: {eli.name}</span>' in page


# ── A small button opens the place to write ──


def test_p3_where_nothing_is_written_the_place_to_write_is_shut_and_a_button_by_name_opens_it(account, eli, cora, client):
    silent = BriefFactory(account=account, author=eli, title="Silent film", state="in_creative")
    told = BriefFactory(account=account, author=eli, title="Told film", state="in_creative")
    actions.write_word(status(account, eli.today), f"job:{told.pk}", by=eli, text="They want it blue.", version=0)
    client.force_login(eli)
    page = client.get(reverse("account_status", args=[account.pk])).text
    rows = re.findall(r'<tr class="word-row( is-shut)?"><td colspan="4">\s*<details class="word" id="word-([^"]+)" open', page)
    assert set(rows) == {(" is-shut", f"job:{silent.pk}"), ("", f"job:{told.pk}")}
    assert re.findall(r"Say something about ([^<]+)</span>", page) == ["Silent film"]
    client.force_login(cora)  # who reads and does not write
    page = client.get(reverse("account_status", args=[account.pk])).text
    assert "Say something about" not in page
    assert "They want it blue." in page


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False])
def test_p3_on_a_phone_the_button_opens_the_place_to_write_also_without_scripts(scripts, account, eli, open_page):
    BriefFactory(account=account, author=eli, title="Silent film", state="in_creative")
    page = open_page(eli, reverse("account_status", args=[account.pk]), width=390, height=844, scripts=scripts)
    place = page.locator(".word-row textarea")
    assert not place.is_visible()
    page.locator(".say summary").click()
    assert place.is_visible()
    place.fill("They want it blue.")
    page.locator(".word-row button[type=submit]").click()
    page.get_by_text("Saved at" if scripts else "Your words").first.wait_for()
    assert ReportWord.objects.get().text == "They want it blue."
