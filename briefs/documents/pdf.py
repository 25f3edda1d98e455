"""The brief as PDF."""

from django.utils.translation import gettext as _
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Spacer, Table, TableStyle

from briefs.documents.printed import Printed
from core.paper import BOLD, BRAND, LINE, QUIET, make_pdf, say, style

WIDTHS = (42 * mm, 40 * mm, 26 * mm, 20 * mm, 16 * mm, 22 * mm)  # of the table of deliverables: 166 mm in all


def draw(printed: Printed) -> bytes:
    title = style("title", fontName=BOLD, fontSize=20, leading=25, spaceAfter=2 * mm)
    quiet = style("quiet", fontSize=9, leading=12, textColor=QUIET, spaceAfter=6 * mm)
    heading = style(
        "heading", fontName=BOLD, fontSize=10.5, leading=14, spaceBefore=5 * mm, spaceAfter=1 * mm, textColor=BRAND, keepWithNext=1
    )
    part_title = style("part", fontName=BOLD, fontSize=14, leading=18, spaceBefore=9 * mm, keepWithNext=1)
    text, label = style("text"), style("label", fontSize=9, leading=13, textColor=QUIET)
    small, small_bold = style("small", fontSize=8.5, leading=11), style("small-bold", fontName=BOLD, fontSize=8.5, leading=11)
    story: list = [say(printed.title, title), say(printed.line, quiet)]
    if printed.is_internal:
        story.append(say(_("For the team. Not for the client."), style("inside", fontName=BOLD, textColor=BRAND, spaceAfter=4 * mm)))
    facts = Table([[say(name, label), say(value, text)] for name, value in printed.facts], colWidths=(38 * mm, 128 * mm))
    facts.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), *paddings(0, 1.2 * mm), ("LINEBELOW", (0, -1), (-1, -1), 0.5, LINE)]))
    story.append(facts)
    for number, (name, sections) in enumerate(printed.parts):
        if name:
            story.append(say(name, part_title))
        for section, words in sections:
            story += [say(section, heading), *(say(line, text) for line in paragraphs(words))]
        if number == 0 and printed.rows:
            story += [CondPageBreak(45 * mm), say(_("Deliverables"), heading), Spacer(0, 1 * mm)]
            head, *rows = printed.rows
            cells = [[say(cell, small_bold) for cell in head], *[[say(cell, small) for cell in row] for row in rows]]
            table = Table(cells, colWidths=WIDTHS, repeatRows=1)
            table.setStyle(
                TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), *paddings(1 * mm, 1.4 * mm), ("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE)])
            )
            story.append(table)
    return make_pdf(story, title=f"{printed.number} {printed.title}", head=printed.agency, foot=f"{printed.number} · {printed.edition}")


def paddings(side: float, above: float) -> list[tuple]:
    every = ((0, 0), (-1, -1))
    return [
        ("LEFTPADDING", *every, side),
        ("RIGHTPADDING", *every, 2 * side),
        ("TOPPADDING", *every, above),
        ("BOTTOMPADDING", *every, above),
    ]


def paragraphs(words: str) -> list[str]:
    """One paragraph for each line: a long text breaks over pages, and no paragraph is longer than a page's frame can part."""
    return [line for line in words.split("\n") if line.strip()]
