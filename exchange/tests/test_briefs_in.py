"""Briefs from elsewhere (W2): nothing is lost, a form's own words are not content, the command says what became of it."""

import json
import re
import time
import zipfile
from datetime import date
from io import StringIO

import docx
import pytest
from django.core.management import CommandError, call_command

from briefs.models import Brief
from core.testing import shared_data
from exchange.briefs_in import bring_in, place, read_outline, read_text
from exchange.briefs_in.placing import LABEL, folded, is_a_form, target_of
from exchange.reading import Unreadable

TODAY = date(2026, 3, 10)
BRIEF = """\
# Creative Brief: Spring sale

**Client**: Acme Oy
**Due Date**: 15 April 2026
**Budget**: € 24,000

## Objectives
From 12 % to 15 % share of visits by 31 August 2026.

## Target audience
### Primary: young families
Those who believe that furniture is expensive.

## Key message
A home for less.

## Deliverables
| What | Size |
|---|---|
| 3 x poster | A2 |
| Banner | 1200 x 600 px |

## Weather
It may rain.
"""


def words_of(text: str) -> set[str]:
    return set(folded(re.sub(r"[*_`#>|\[\]()]", " ", text)).split())


def all_that_was_placed(placed) -> str:
    rows = [f"{row['name']} {row['spec']} {row.get('quantity', '')}" for row in placed.deliverables]
    left = [f"{heading} {text}" for heading, text in placed.left_over]
    facts = [str(value) for value in placed.facts.values()]
    return " ".join([placed.title, *placed.texts.values(), *rows, *left, *facts, *placed.form_words])


def files():
    root = shared_data("6-briefs")
    return sorted(path for path in root.rglob("*") if path.suffix in (".md", ".docx")) if root else []


def test_w2_each_part_of_a_brief_finds_its_place():
    placed = place(read_text(BRIEF))
    assert placed.title == "Spring sale"
    assert placed.facts["wanted_on"] == date(2026, 4, 15)
    assert placed.texts["business_objective"] == "From 12 % to 15 % share of visits by 31 August 2026."
    assert placed.texts["audience"] == "Primary: young families\nThose who believe that furniture is expensive."
    assert placed.texts["proposition"] == "A home for less."
    assert placed.deliverables == [{"name": "poster", "spec": "A2", "quantity": 3}, {"name": "Banner", "spec": "1200 x 600 px"}]
    assert ("Weather", "It may rain.") in placed.left_over


@pytest.mark.parametrize("path", files(), ids=lambda path: path.name)
def test_w2_no_word_of_a_real_brief_is_lost(path):
    """Every word below a heading is in a section, a deliverable, a fact, left over, or named as the form's own."""
    outline = read_outline(path)
    placed = place(outline)
    said = words_of(" ".join(str(line) for block in outline.blocks for line in block.lines))
    heads = words_of(" ".join(" ".join(line.cells) for block in outline.blocks for line in block.lines if getattr(line, "is_head", False)))
    labels = {
        word
        for block in outline.blocks
        for line in block.lines
        if (label := LABEL.match(line))
        for word in words_of(label[0].partition(":")[0])
    }
    lost = {word for word in said - words_of(all_that_was_placed(placed)) - heads - labels if not word.isdigit()}
    assert lost == set()


@pytest.mark.parametrize("path", [path for path in files() if path.parent.name == "brief-templates"], ids=lambda path: path.name)
def test_w2_an_empty_form_fills_no_section_with_its_own_words(path):
    outline = read_outline(path)
    assert is_a_form(outline)
    placed = place(outline)
    assert set(placed.texts) <= {"tone"}
    assert placed.deliverables == []
    assert placed.form_words != []


@pytest.mark.parametrize(
    ("heading", "target"),
    [
        ("3. Target Audience", "audience"),
        ("Pubblico", "audience"),
        ("Kohderyhmä", "audience"),
        ("Público objetivo", "audience"),
        ("🎯 Business Objectives", "business_objective"),
        ("Communication objective", "communication_objective"),
        ("Single-Minded Proposition (SMP)", "proposition"),
        ("Reasons To Believe (RTBs)", "support"),
        ("Tono de voz", "tone"),
        ("Budjetti", "budget"),
        ("Who is the product for", ""),
        ("", ""),
    ],
)
def test_w2_headings_are_known_by_many_names(heading, target):
    assert target_of(heading) == target


def test_w2_plain_text_is_read_by_its_look():
    placed = place(read_text("BACKGROUND\nSales fell.\n\nTarget audience:\nParents of babies.\n\nTone: warm\n"))
    assert placed.texts == {"background": "Sales fell.", "audience": "Parents of babies.", "tone": "warm"}


def test_w2_a_word_document_is_read_by_styles_and_bold_lines(tmp_path):
    document = docx.Document()
    document.add_heading("Summer film", level=0)
    document.add_heading("Background", level=1)
    document.add_paragraph("Sales fell by 4 % last year.")
    document.add_paragraph().add_run("Audience").bold = True
    document.add_paragraph("Parents", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip([*table.rows[0].cells, *table.rows[1].cells], ["Who", "Age", "Parents", "30"], strict=True):
        cell.text = text
    document.save(tmp_path / "brief.docx")
    placed = place(read_outline(tmp_path / "brief.docx"))
    assert placed.title == "Summer film"
    assert placed.texts == {"background": "Sales fell by 4 % last year.", "audience": "- Parents\n\nWho | Age\nParents | 30"}


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("brief.docx", b"PK\x03\x04 nothing", "not a Word document"),
        ("brief.pdf", b"%PDF-1.4", "not from"),
        ("brief.md", b"  \n ", "no text"),
    ],
)
def test_w2_what_cannot_be_read_is_refused_with_what_to_do(tmp_path, name, content, why):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Unreadable, match=why):
        read_outline(path)


@pytest.mark.django_db
def test_w2_a_brief_comes_in_as_a_draft_with_what_was_not_placed_in_sight(account, eli):
    landed = bring_in(read_text(BRIEF), account, by=eli, today=TODAY)
    brief = Brief.objects.get()
    assert (brief.title, brief.wanted_on, brief.state, brief.author) == ("Spring sale", date(2026, 4, 15), "draft", eli)
    texts = {section.key: section.text for section in brief.sections.all()}
    assert "It may rain." in texts["unplaced"]
    assert landed.score == brief.score
    assert brief.deliverables.count() == 2
    assert brief.budget_minor == 2_400_000


@pytest.mark.django_db
def test_w2_a_budget_in_another_currency_stays_in_words(account, eli):
    bring_in(read_text(BRIEF.replace("€ 24,000", "£ 24,000")), account, by=eli, today=TODAY)
    brief = Brief.objects.get()
    assert brief.budget_minor is None
    assert "24,000" in brief.sections.get(key="practicalities").text


@pytest.mark.django_db
def test_w2_the_command_says_what_was_filled_left_over_and_found(account, eli, tmp_path):
    path = tmp_path / "spring.md"
    path.write_text(BRIEF, encoding="utf-8")
    out = StringIO()
    call_command("import_brief", str(path), account=account.code, by=eli.email, json=True, stdout=out)
    said = json.loads(out.getvalue())
    assert said["sections"]["filled"] == [key for key in said["sections"]["filled"] if key in place(read_text(BRIEF)).texts]
    assert {"heading": "Weather", "text": "It may rain."} in said["left_over"]
    assert 0 <= said["score"] <= 100
    assert all({"rule", "where", "what", "how"} <= set(finding) for finding in said["findings"])
    assert said["brief"] == Brief.objects.get().number


@pytest.mark.django_db
def test_w2_the_command_refuses_a_stranger_and_an_unknown_account(account, otto, tmp_path):
    path = tmp_path / "spring.md"
    path.write_text(BRIEF, encoding="utf-8")
    for code, email in ((account.code, otto.email), ("NOPE", otto.email), (account.code, "nobody@example.com")):
        with pytest.raises(CommandError):
            call_command("import_brief", str(path), account=code, by=email, stdout=StringIO())
    assert not Brief.objects.exists()


# ── Documents that were made to keep us busy (S6) ────────────────────────────────────────────────


@pytest.mark.parametrize("text", ["<!--" * 50_000, "# " + "[" * 199_000, "`a " * 66_000, "| a | b |\n|---|---|\n| " + "![a](" * 39_000])
def test_s6_marks_without_an_end_are_read_in_time(text):
    """Each took minutes of a worker: an expression looked for the end of every mark anew."""
    begun = time.process_time()
    place(read_text(text))
    assert time.process_time() - begun < 8


def test_s6_more_text_than_a_brief_can_hold_is_not_read(tmp_path):
    path = tmp_path / "brief.md"
    path.write_text("- a\n" * 60_000)
    with pytest.raises(Unreadable, match="more text"):
        read_outline(path)


def word_with(path, old: str, new: str):
    """A Word file with one table, and something in its XML that Word would not write."""
    document, plain = docx.Document(), path / "plain.docx"
    document.add_table(rows=1, cols=1).cell(0, 0).text = "Audience"
    document.save(plain)
    made = path / "made.docx"
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            said = source.read(name)
            target.writestr(name, said.replace(old.encode(), new.encode(), 1) if name == "word/document.xml" else said)
    return made


def test_s6_a_cell_that_spans_a_thousand_million_columns_is_read_once(tmp_path):
    """37 kB that took all the memory of a worker."""
    path = word_with(tmp_path, "<w:tcPr>", '<w:tcPr><w:gridSpan w:val="1000000000"/>')
    assert [block.text for block in read_outline(path).blocks] == ["Audience"]


def test_s6_rows_that_go_on_from_the_row_above_are_not_climbed_one_by_one(tmp_path):
    row = "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr>"
    path = word_with(tmp_path, "</w:tbl>", row * 3_900 + "</w:tbl>")
    begun = time.process_time()
    assert {line for block in read_outline(path).blocks for line in block.lines} == {"Audience"}
    assert time.process_time() - begun < 8


def test_s6_a_word_file_of_endless_paragraphs_is_refused(tmp_path):
    path = word_with(tmp_path, "<w:sectPr", "<w:p><w:r><w:t>word</w:t></w:r></w:p>" * 4_100 + "<w:sectPr")
    with pytest.raises(Unreadable, match="more text"):
        read_outline(path)


# ── Briefs as people really send them ────────────────────────────────────────────────────────────


def test_w2_a_word_form_of_labels_and_answers_fills_the_sections(tmp_path):
    document = docx.Document()
    document.add_heading("Creative brief – Autumn windows", 0)
    table = document.add_table(rows=0, cols=2)
    for label, said in (
        ("Client", "Acme Oy"),
        ("Background", "Footfall fell from 900 to 700 a day."),
        ("Target audience", "Savers over 50."),
        ("Mandatories", "Logo\nThe line of the regulator"),
        ("Weather", "It may rain."),
        ("Deadline", "1 September 2026"),
    ):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, said
    document.save(tmp_path / "form.docx")
    placed = place(read_outline(tmp_path / "form.docx"))
    assert placed.title == "Autumn windows"
    assert placed.texts == {
        "background": "Footfall fell from 900 to 700 a day.",
        "audience": "Savers over 50.",
        "mandatories": "Logo\nThe line of the regulator",
    }
    assert placed.facts == {"client": "Acme Oy", "wanted_on": date(2026, 9, 1)}
    assert placed.left_over == [("Client", "Acme Oy"), ("Weather", "It may rain.")]


def test_w2_a_word_form_of_boxes_fills_the_sections_and_loses_no_table_inside_a_table(tmp_path):
    document = docx.Document()
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "BACKGROUND"
    box = table.cell(1, 0).merge(table.cell(1, 1))
    box.text = "We sell tea."
    inner = box.add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "Audience", "Those who drink coffee."
    document.save(tmp_path / "boxes.docx")
    assert place(read_outline(tmp_path / "boxes.docx")).texts == {"background": "We sell tea.", "audience": "Those who drink coffee."}


def test_w2_a_table_below_a_heading_that_we_know_stays_together():
    placed = place(read_text("# Sale\n\n## Measures\n| What | How |\n|---|---|\n| Audience | 3,000 |\n| Background | none |\n"))
    assert placed.texts == {"measures": "What | How\nAudience | 3,000\nBackground | none"}


def test_w2_a_pasted_mail_keeps_its_subject_its_greeting_and_its_signature():
    mail = (
        "From: Ann Ek <ann@acme.example>\nTo: Eli\nSubject: Re: Fwd: Banners for summer\n\nHi Eli,\n\nWould be nice: a real lake.\n\n"
        "Deliverables:\n- 4 x banner\n- A header\n\nThanks!\nAnn Ek\n+358 40 123 4567\n"
    )
    placed = place(read_text(mail))
    assert (placed.title, placed.texts) == ("Banners for summer", {"preferences": "a real lake."})
    assert [(row["name"], row.get("quantity", 1)) for row in placed.deliverables] == [("banner", 4), ("A header", 1)]
    assert words_of(mail) - {"re", "fwd", "subject", "would", "be", "nice", "x"} <= words_of(all_that_was_placed(placed))


def test_w2_a_heading_in_the_middle_is_no_title():
    placed = place(read_text("Kesän jäätelö\n\nTausta:\nMyynti nousi.\n\nSään varalta:\nSateenvarjo.\n"))
    assert (placed.title, placed.left_over[-1]) == ("Kesän jäätelö", ("Sään varalta", "Sateenvarjo."))


def test_w2_a_column_of_numbers_counts_the_deliverables():
    rows = place(
        read_text("## Deliverables\n| Item | Format | Quantity |\n|---|---|---|\n| Poster | A1 | 12 |\n| Card | A5 | tbd |\n")
    ).deliverables
    assert rows == [{"name": "Poster", "spec": "A1", "quantity": 12}, {"name": "Card", "spec": "A5"}]


@pytest.mark.parametrize(
    ("said", "found"),
    [("200 000 kr", ("200000", "kr")), ("SEK 410,000", ("410000", "SEK")), ("20 000 zł", None), ("48.200,00 EUR", ("48200.00", "EUR"))],
)
def test_w2_a_budget_in_another_money_never_becomes_one_in_ours(said, found):
    budget = place(read_text(f"# Sale\n\n## Budget\n{said}\n")).facts.get("budget")
    assert (budget and (str(budget[0]), budget[1])) == found


@pytest.mark.parametrize(
    "brief",
    [
        "## Bakgrund\na1\n## Mål\na2\n## Målgrupp\na3\n## Budskap\na4\n## Tonalitet\na5\n## Krav\na6\n## Kanaler\na7\n",
        "## Ausgangslage\na1\n## Ziel\na2\n## Zielgruppe\na3\n## Kernbotschaft\na4\n## Tonalität\na5\n## Vorgaben\na6\n## Kanäle\na7\n",
        "## Contexte\na1\n## Objectifs\na2\n## Cible\na3\n## Message clé\na4\n## Ton\na5\n## Contraintes\na6\n## Canaux\na7\n",
        "## Tausta\na1\n## Tavoite\na2\n## Kohderyhmä\na3\n## Pääviesti\na4\n## Sävy\na5\n## Pakolliset\na6\n## Kanavat\na7\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_w2_swedish_german_french_and_finnish_briefs_find_their_sections(brief, encoding, tmp_path):
    path = tmp_path / "brief.txt"
    path.write_bytes(brief.replace("\n", "\r\n").encode(encoding))
    keys = ("background", "business_objective", "audience", "proposition", "tone", "mandatories", "channels")
    assert place(read_outline(path)).texts == {key: f"a{number}" for number, key in enumerate(keys, 1)}


def test_w2_letters_that_cannot_be_told_are_refused_in_the_words_of_a_brief(tmp_path):
    (tmp_path / "brief.txt").write_bytes(bytes(range(256)) * 4)
    with pytest.raises(Unreadable, match="Save it as UTF-8 or as DOCX"):
        read_outline(tmp_path / "brief.txt")
