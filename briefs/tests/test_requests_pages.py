"""The pages of job requests: ours, and those of a client's contact by link, with a test per threat (W1)."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from briefs.actions import requests as actions
from briefs.models import Brief, JobRequest, RequestLink, RequestQuestion
from briefs.states import RequestState
from briefs.tests.factories import JobRequestFactory, RequestFormFactory, RequestLinkFactory
from clients.tests.factories import ContactFactory
from core.models import Event, FormKey, Letter

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
EVIL = "<script>alert(1)</script>"
PAGES = ["detail", "change", "attach", "accept", "decline", "ask_back", "answer", "withdraw"]


@pytest.fixture
def rita(account):
    return ContactFactory(client=account.client, name="Rita Requester", email="rita@client.example")


@pytest.fixture
def link(account, rita):
    return RequestLinkFactory(account=account, contact=rita)


@pytest.fixture
def asked(account, rita):
    return JobRequestFactory(account=account, contact=rita, title="Spring poster", budget_minor=123_400)


@pytest.fixture
def guest():
    return Client()


def html(client, person, url, **more) -> str:
    client.force_login(person)
    answer = client.get(url, **more)
    assert answer.status_code == 200
    return answer.content.decode()


def address(link, name="client_requests", *args) -> str:
    return reverse(name, args=[link.secret, *args])


def said(link, **more) -> dict:
    return {"title": "Summer poster", "ask": "A poster for the summer sale.", "kind": "print", "form_key": uuid.uuid4(), **more}


# ── Ours ──


@pytest.mark.parametrize("page", PAGES)
def test_w1_each_page_of_a_request_opens_for_the_lead_and_not_for_otto(client, page, asked, eli, otto, django_assert_max_num_queries):
    url = reverse(f"job_request_{page}", args=[asked.pk])
    html(client, eli, url)
    with django_assert_max_num_queries(MOST_QUERIES):
        assert "Spring poster" in client.get(url).content.decode()
    client.force_login(otto)
    assert client.get(url).status_code == 404


def test_w1_the_list_shows_open_requests_of_ones_accounts_by_their_day(client, account, asked, eli, otto):
    JobRequestFactory(account=account, title="Over", state=RequestState.DECLINED, reason="No")
    page = html(client, eli, reverse("job_request_list"))
    assert ("Spring poster" in page, "Over" in page.partition("</thead>")[2]) == (True, False)
    assert "Spring poster" not in html(client, otto, reverse("job_request_list"))


def test_w1_the_list_asks_no_more_for_many(client, account, rita, eli, django_assert_max_num_queries):
    for number in range(40):
        JobRequestFactory(account=account, contact=rita, taken_by=eli, title=f"Request {number}")
    url = reverse("job_request_list")
    html(client, eli, url)
    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get(url).content.decode().count("data-row") == 40


def test_w1_the_list_is_handed_out_as_a_file_with_every_word(client, asked, eli):
    client.force_login(eli)
    answer = client.get(reverse("job_request_list"), {"export": "csv"})
    text = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
    assert "Spring poster" in text
    assert asked.ask in text
    assert "1234" in text


def test_w1_a_budget_is_shown_to_those_who_see_fees(client, asked, eli, cora):
    url = reverse("job_request_detail", args=[asked.pk])
    assert "1,234" in html(client, eli, url)
    assert "1,234" not in html(client, cora, url)
    assert "budget" not in html(client, cora, reverse("job_request_change", args=[asked.pk]))


def test_w1_a_request_is_entered_once_however_often_it_is_sent(client, account, rita, eli):
    RequestQuestion.objects.create(form=RequestFormFactory(account=account), text="Which shops?", is_required=True, position=1)
    client.force_login(eli)
    url = f"{reverse('job_request_add')}?account={account.pk}"
    question = RequestQuestion.objects.get()
    facts = said(None, contact=rita.pk, came_on=eli.today, **{f"question_{question.pk}": "All"})
    facts["files"] = SimpleUploadedFile("logo.png", PNG)
    first = client.post(url, facts)
    again = client.post(url, facts)
    made = JobRequest.objects.get()
    assert first["Location"] == again["Location"] == made.get_absolute_url()
    assert (made.contact, made.answers, made.files.get().name) == (rita, [["Which shops?", "All"]], "logo.png")


def test_w1_accepting_leads_to_the_job(client, asked, eli):
    client.force_login(eli)
    facts = {"version": asked.version, "title": "Poster", "kind": "print", "tell": "on", "text": "Gladly"}
    answer = client.post(reverse("job_request_accept", args=[asked.pk]), facts)
    brief = Brief.objects.get()
    assert answer["Location"] == brief.get_absolute_url()
    assert "Gladly" in Letter.objects.get().text


def test_w1_a_move_made_twice_is_told_kindly(client, asked, eli):
    client.force_login(eli)
    facts = {"version": asked.version, "reason": "No", "tell": ""}
    assert client.post(reverse("job_request_decline", args=[asked.pk]), facts).status_code == 302
    facts["version"] = 2
    assert client.post(reverse("job_request_decline", args=[asked.pk]), facts).status_code == 409


def test_w1_a_file_is_only_handed_out_and_only_to_those_who_see_its_request(client, asked, eli, otto):
    file = actions.add_files(asked, by=eli, files=[SimpleUploadedFile("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")])[0]
    url = reverse("request_file", args=[file.pk])
    client.force_login(eli)
    answer = client.get(url)
    assert answer["Content-Disposition"].startswith("attachment")
    client.force_login(otto)
    assert client.get(url).status_code == 404


def test_w1_an_address_is_shown_once(client, account, rita, eli):
    client.force_login(eli)
    url = reverse("request_link_make", args=[account.pk])
    facts = {"contact": rita.pk, "days": 90, "form_key": uuid.uuid4()}
    answer = client.post(url, facts)
    shown = answer.content.decode().partition("/for-you/request/")[2].partition("/")[0]
    assert RequestLink.objects.of_secret(shown, now=timezone.now()).contact == rita
    again = client.post(url, facts)
    assert (again.status_code, "/for-you/" in again.content.decode()) == (302, False)
    assert RequestLink.objects.count() == 1
    page = html(client, eli, reverse("request_link_list", args=[account.pk]))
    assert ("Rita Requester" in page, shown in page, "/for-you/" in page) == (True, False, False)


def test_w1_a_link_is_renewed_and_revoked_from_the_list(client, account, link, eli):
    client.force_login(eli)
    facts = {"contact": link.contact_id, "days": 30, "form_key": uuid.uuid4()}
    answer = client.post(reverse("request_link_renew", args=[link.pk]), facts)
    fresh = RequestLink.objects.open(now=timezone.now()).get()
    assert (answer.status_code, fresh != link) == (200, True)
    client.post(reverse("request_link_revoke", args=[fresh.pk]))
    assert not RequestLink.objects.open(now=timezone.now()).exists()
    assert "revoked" in html(client, eli, reverse("request_link_list", args=[account.pk]))


def test_w1_the_form_is_written_in_rows_put_in_order_and_previewed(client, account, eli):
    client.force_login(eli)
    rows = [("2", "Which size?"), ("1", "Which shops?"), ("", "")]
    facts = {"version": 0, "welcome": "Tell us all.", "q-TOTAL_FORMS": 3, "q-INITIAL_FORMS": 0}
    for number, (place, text) in enumerate(rows):
        facts |= {f"q-{number}-position": place, f"q-{number}-text": text}
    assert client.post(reverse("request_form", args=[account.pk]), facts).status_code == 302
    assert [one.text for one in RequestQuestion.objects.all()] == ["Which shops?", "Which size?"]
    page = html(client, eli, reverse("request_form_preview", args=[account.pk]))
    assert page.index("Tell us all.") < page.index("Which shops?") < page.index("Which size?")
    assert "Is there a budget?" not in page
    assert "<form" not in page


# ── The client's contact ──


def test_w1_from_the_first_visit_to_the_answer(guest, account, link, eli):
    RequestQuestion.objects.create(form=RequestFormFactory(account=account, welcome="Welcome in."), text="Which shops?", position=1)
    home = guest.get(address(link)).content.decode()
    assert ("Welcome in." in home, "How it goes" in home) == (True, True)
    assert "Which shops?" in guest.get(address(link, "client_request_new")).content.decode()
    question = RequestQuestion.objects.get()
    facts = said(link, budget="1500", files=[SimpleUploadedFile("a.png", PNG), SimpleUploadedFile("b.pdf", b"%PDF-1.7")])
    sent = guest.post(address(link, "client_request_new"), facts | {f"question_{question.pk}": "All of them"}, follow=True)
    asked = JobRequest.objects.get()
    assert "It has arrived" in sent.content.decode()
    assert (asked.budget_minor, asked.answers, asked.files.count()) == (150_000, [["Which shops?", "All of them"]], 2)

    actions.ask_back(asked, by=eli, text="How many?", today=eli.today)
    page = guest.get(address(link)).content.decode()
    assert page.index("We need a word from you") < page.index("Summer poster")
    detail = address(link, "client_request_detail", asked.pk)
    assert "How many?" in guest.get(detail).content.decode()
    answered = guest.post(detail, {"text": "Two hundred"}, follow=True).content.decode()
    assert ("Two hundred" in answered, "We are reading it" in answered) == (True, True)

    asked.refresh_from_db()
    actions.decline_request(asked, by=eli, reason="No capacity before May.", today=eli.today)
    assert "No capacity before May." in guest.get(detail).content.decode()
    file = asked.files.first()
    assert guest.get(address(link, "client_request_file", file.pk))["Content-Disposition"].startswith("attachment")


def test_w1_what_is_sent_twice_arrives_once_and_no_key_holds_the_secret(guest, link):
    facts = said(link)
    url = address(link, "client_request_new")
    assert guest.post(url, facts)["Location"] == guest.post(url, facts)["Location"]
    assert JobRequest.objects.count() == 1
    key = FormKey.objects.get()
    assert (key.person, key.link, link.secret in key.made_url) == (None, link.secret_hash, False)


def test_w1_a_contact_takes_a_request_back(guest, link, asked):
    url = address(link, "client_request_withdraw", asked.pk)
    assert guest.get(url).status_code == 200
    guest.post(url, {"reason": "We found one."})
    asked.refresh_from_db()
    assert (asked.state, asked.reason) == (RequestState.WITHDRAWN, "We found one.")
    assert guest.post(url, {"reason": "Again"}).status_code == 302


def test_w1_a_form_with_a_hole_in_it_keeps_what_was_typed(guest, link):
    answer = guest.post(address(link, "client_request_new"), said(link, ask="", wanted_on="2001-01-01"))
    page = answer.content.decode()
    assert (answer.status_code, "Summer poster" in page, "This day is over" in page) == (422, True, True)
    assert not JobRequest.objects.exists()


# ── Threats ──


@pytest.mark.parametrize("whose", ["another contact's", "another account's", "nobody's"])
def test_w1_what_is_not_theirs_is_as_if_it_were_not_there(guest, account, link, whose):
    of = {
        "another contact's": lambda: JobRequestFactory(account=account, contact=ContactFactory(client=account.client), title="Not yours"),
        "another account's": lambda: JobRequestFactory(account__client=account.client, contact=link.contact, title="Not yours"),
        "nobody's": lambda: JobRequestFactory(account=account, title="Not yours"),
    }[whose]()
    of.files.create(name="a.png", file=SimpleUploadedFile("a.png", PNG), is_from_client=True)
    assert "Not yours" not in guest.get(address(link)).content.decode()
    nothing = guest.get("/for-you/request/guess/")  # answers as a link that does not open
    for name, key in (
        ("client_request_detail", of.pk),
        ("client_request_sent", of.pk),
        ("client_request_withdraw", of.pk),
        ("client_request_file", of.files.get().pk),
    ):
        answer = guest.get(address(link, name, key))
        assert (answer.status_code, answer.content) == (404, nothing.content)
    assert guest.post(address(link, "client_request_withdraw", of.pk), {"reason": "Mine now"}).status_code == 404
    of.refresh_from_db()
    assert of.state == RequestState.NEW


def test_w1_a_contact_sees_neither_our_files_nor_our_figures(guest, link, asked, eli):
    file = actions.add_files(asked, by=eli, files=[SimpleUploadedFile("calculation.pdf", b"%PDF-1.7")])[0]
    page = guest.get(address(link, "client_request_detail", asked.pk)).content.decode()
    assert ("calculation.pdf" in page, "1,234" in page) == (False, False)
    assert guest.get(address(link, "client_request_file", file.pk)).status_code == 404


def test_w1_files_that_are_too_big_are_refused(guest, link, settings):
    settings.UPLOAD_MAX_MB = 1
    half = SimpleUploadedFile("a.png", PNG + b"0" * 600_000), SimpleUploadedFile("b.png", PNG + b"0" * 600_000)
    assert guest.post(address(link, "client_request_new"), said(link, files=half)).status_code == 422
    assert not JobRequest.objects.exists()


def test_w1_a_script_in_words_and_names_is_only_words(guest, client, link, eli):
    facts = said(link, title=EVIL, ask=EVIL, why_now=EVIL, files=SimpleUploadedFile("<img src=x onerror=alert(1)>.png", PNG))
    guest.post(address(link, "client_request_new"), facts)
    asked = JobRequest.objects.get()
    actions.ask_back(asked, by=eli, text=EVIL, today=eli.today, tell=True)
    pages = [guest.get(address(link)), guest.get(address(link, "client_request_detail", asked.pk))]
    client.force_login(eli)
    pages += [client.get(url) for url in (asked.get_absolute_url(), reverse("job_request_list"), asked.account.get_absolute_url(), "/")]
    for page in [*(answer.content.decode() for answer in pages), Letter.objects.get().html]:
        assert EVIL not in page
        assert "<img src=x" not in page
    assert any("&lt;script&gt;" in answer.content.decode() for answer in pages)


def test_w1_every_visit_is_counted_and_the_first_of_a_day_told(guest, link, client, eli):
    for _ in range(3):
        guest.get(address(link))
    fresh = RequestLink.objects.get()
    assert (fresh.uses, Event.objects.filter(verb="request_link.used").count()) == (3, 1)
    assert "Rita Requester" in html(client, eli, reverse("account_history", args=[link.account_id]))
