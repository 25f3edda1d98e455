"""The brief on paper (W2): PDF and DOCX. What is for us alone is in no document of the client."""

from datetime import date
from io import BytesIO

import pypdfium2
import pytest
from django.conf import settings
from django.urls import reverse
from docx import Document

from briefs.documents import docx, pdf
from briefs.documents.printed import Printed
from briefs.models import Brief
from briefs.sections import SECTIONS, of_part
from briefs.states import BriefState, Part
from briefs.tests.factories import BriefFactory, BriefSectionFactory, DeliverableFactory
from clients.tests.factories import ContactFactory

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 10)
SIGNS = "€ 48 200 · Suvipäivän kaurajäätelö · Nguyễn Thị Phương Thảo ₫ · Cafè de l’Àngel “ok” – <b>&amp;</b>"


@pytest.fixture
def brief(account):
    contact = ContactFactory(client=account.client, name="Aino Hyväri")
    facts = {"title": SIGNS, "budget_minor": 4_820_000, "wanted_on": date(2026, 5, 22), "rounds_sold": 3, "contact": contact}
    brief = BriefFactory(account=account, number="KAURA-26-0042", edition=2, **facts)
    for section in SECTIONS:
        BriefSectionFactory(brief=brief, key=section.key, text=f"words-of-{section.key}\nsecond line {SIGNS}")
    DeliverableFactory(brief=brief, name="Poster", spec="A2, CMYK", channel="Outdoor", quantity=2, due_on=date(2026, 5, 20))
    DeliverableFactory(brief=brief, name="Forgotten", dropped_on=DAY)
    return brief


def words_of_pdf(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def words_of_docx(content: bytes) -> str:
    document = Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    section = document.sections[0]
    return "\n".join(
        [paragraph.text for paragraph in [*document.paragraphs, *section.header.paragraphs, *section.footer.paragraphs]] + cells
    )


FORMS = [(pdf.draw, words_of_pdf), (docx.draw, words_of_docx)]


@pytest.mark.parametrize(("draw", "read"), FORMS)
def test_w2_the_clients_document_holds_the_client_part_and_nothing_else(draw, read, brief):
    text = read(draw(Printed.of(brief, for_client=True, sees_budget=True, today=DAY)))
    assert {section.key for section in SECTIONS if f"words-of-{section.key}" in text} == {section.key for section in of_part(Part.CLIENT)}
    assert not [section.label for section in of_part(Part.INTERNAL) if str(section.label) in text]
    assert "For us alone" not in text


@pytest.mark.parametrize(("draw", "read"), FORMS)
def test_w2_the_teams_document_holds_all_of_it_and_says_that_it_is_not_for_the_client(draw, read, brief):
    text = read(draw(Printed.of(brief, for_client=False, sees_budget=True, today=DAY)))
    assert {section.key for section in SECTIONS if f"words-of-{section.key}" in text} == {section.key for section in SECTIONS}
    assert "Not for the client" in text


@pytest.mark.parametrize(("draw", "read"), FORMS)
def test_w2_a_document_says_which_version_of_what_and_lists_what_is_delivered(draw, read, brief):
    text = read(draw(Printed.of(brief, for_client=True, sees_budget=True, today=DAY)))
    for words in ("KAURA-26-0042", "Version 2", "10 March 2026", "Draft, not approved yet", "Aino Hyväri", "22 May 2026", "€48,200"):
        assert words in text
    for words in ("Poster", "A2, CMYK", "Outdoor", "20 May 2026"):
        assert words in text.replace("\r\n", " ")
    assert "Forgotten" not in text
    for words in ("Suvipäivän", "Nguyễn Thị Phương Thảo", "Àngel", "<b>&amp;</b>"):
        assert words in text.replace("\r\n", " "), "whatever was typed is text, and every sign is there"


@pytest.mark.parametrize(("draw", "read"), FORMS)
def test_w2_without_sight_of_fees_the_budget_is_left_out_and_an_approved_brief_is_no_draft(draw, read, brief):
    Brief.objects.filter(pk=brief.pk).update(state=BriefState.APPROVED)
    brief.refresh_from_db()
    text = read(draw(Printed.of(brief, for_client=True, sees_budget=False, today=DAY)))
    assert "€48,200" not in text
    assert "Draft" not in text


@pytest.mark.parametrize(("draw", "read"), FORMS)
def test_w2_any_length_and_any_sign_makes_a_document(draw, read, brief):
    brief.sections.filter(key="background").update(text="x" * 9_000 + "\n" + "ข้าวหอม 漢字 → ≈ \x07 \ud7ff" + "\n" + ("long words " * 4_000))
    brief.deliverables.update(name="y" * 200, spec="z" * 300)
    assert "xxxx" in read(draw(Printed.of(brief, for_client=True, sees_budget=True, today=DAY)))


def test_w2_the_house_font_is_embedded(brief):
    content = pdf.draw(Printed.of(brief, for_client=True, sees_budget=True, today=DAY))
    assert b"HankenGrotesk" in content
    assert b"/FontFile2" in content


@pytest.mark.parametrize(
    ("who", "reader", "form", "status", "has_budget"),
    [
        ("eli", "client", "pdf", 200, True),
        ("cora", "client", "pdf", 200, False),
        ("otto", "client", "pdf", 404, None),
        ("eli", "x", "pdf", 404, None),
    ],
)
def test_w2_a_document_comes_as_a_download_for_those_who_see_the_account(who, reader, form, status, has_budget, brief, request, client):
    client.force_login(request.getfixturevalue(who), backend=settings.AUTHENTICATION_BACKENDS[-1])
    answer = client.get(reverse("brief_document", args=[brief.pk, reader, form]))
    assert answer.status_code == status
    if status == 200:
        assert answer["Content-Disposition"] == 'attachment; filename="KAURA-26-0042-brief.pdf"'
        assert ("€48,200" in words_of_pdf(answer.content)) is has_budget
