"""A brief is imported in the browser: what was filled and left over is said, a wrong account is warned of, once is once (W2)."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from briefs.models import Brief, BriefSection, Deliverable
from exchange.tests.test_briefs_in import BRIEF

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_elis_desk(client, eli):
    client.force_login(eli)
    return client


def hand_in(client, account, **more):
    return client.post(reverse("brief_import"), {"account": account.code, "form_key": str(uuid.uuid4()), **more}, follow=True)


def said(page) -> list[tuple[str, str]]:
    return [(message.level_tag, str(message)) for message in page.context["messages"]]


def test_w2_a_document_becomes_a_draft_in_the_editor_and_the_page_says_what_was_filled(at_elis_desk, eli, account):
    account.client.name = "Acme"
    account.client.save()
    page = hand_in(at_elis_desk, account, file=SimpleUploadedFile("Spring_sale.md", BRIEF.encode()))
    brief = Brief.objects.get()
    assert page.redirect_chain == [(reverse("brief_write", args=[brief.pk]), 302)]
    assert (brief.title, brief.author, brief.state) == ("Spring sale", eli, "draft")
    assert BriefSection.objects.get(brief=brief, key="proposition").text == "A home for less."
    assert Deliverable.objects.filter(brief=brief).count() == 2
    ((level, words),) = said(page)
    assert level == "success"
    assert "5 sections were filled: The ask, Business objective, Audience, Single-minded proposition, Practicalities." in words
    assert "2 deliverables were listed." in words
    assert "1 part found no section" in words
    assert f"Score: {brief.score} of 100." in words


def test_w2_a_document_of_another_client_is_warned_of(at_elis_desk, account):
    page = hand_in(at_elis_desk, account, file=SimpleUploadedFile("brief.md", BRIEF.replace("Acme Oy", "Somebody Else Ltd").encode()))
    assert ("warning", f"The document names another client, “Somebody Else Ltd”: is {account} the right account?") in said(page)


def test_w2_pasted_text_is_as_good_as_a_file(at_elis_desk, account):
    hand_in(at_elis_desk, account, text=BRIEF)
    assert Brief.objects.get().title == "Spring sale"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "Choose a document, or paste its text"),
        ({"text": BRIEF, "file": SimpleUploadedFile("brief.md", BRIEF.encode())}, "Choose a document, or paste its text"),
        ({"file": SimpleUploadedFile("brief.exe", b"MZ")}, "Choose a file of one of these kinds"),
        ({"file": SimpleUploadedFile("brief.docx", b"not a word of Word")}, ""),
    ],
    ids=["neither", "both", "another kind", "disguised"],
)
def test_w2_what_cannot_be_read_opens_no_job(at_elis_desk, account, given, words):
    page = hand_in(at_elis_desk, account, **given)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert not Brief.objects.exists()


def test_s6_sent_twice_it_is_one_job(at_elis_desk, account):
    key = str(uuid.uuid4())
    for _n in range(2):
        at_elis_desk.post(reverse("brief_import"), {"account": account.code, "form_key": key, "text": BRIEF})
    assert Brief.objects.count() == 1


def test_p10_nobody_brings_a_brief_into_an_account_they_do_not_see(client, otto, account):
    client.force_login(otto)
    page = hand_in(client, account, text=BRIEF)
    assert page.status_code == 422
    assert not Brief.objects.exists()


def test_w2_it_is_reached_from_the_list_and_from_writing_a_brief(at_elis_desk, account):
    url = reverse("brief_import")
    assert f'href="{url}"' in at_elis_desk.get(reverse("brief_list")).content.decode()
    begun = at_elis_desk.get(reverse("brief_create"), {"account": account.pk}).content.decode()
    assert f'href="{url}?account={account.pk}"' in begun
    form = at_elis_desk.get(url, {"account": account.pk}).context["form"]
    assert form.initial["account"] == account.code


def test_w2_what_a_document_contains_is_text_and_nothing_else(at_elis_desk, account):
    page = hand_in(at_elis_desk, account, text=BRIEF.replace("Weather", "<script>alert(1)</script>"))
    assert "<script>alert(1)</script>" not in page.content.decode()
