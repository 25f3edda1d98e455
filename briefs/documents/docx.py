"""The brief as DOCX, so that a client may write into it."""

import re
from io import BytesIO

from django.utils.translation import gettext as _
from docx import Document
from docx.shared import Mm, Pt, RGBColor

from briefs.documents.printed import Printed

BRAND, QUIET = RGBColor(0x74, 0x28, 0x5F), RGBColor(0x6B, 0x61, 0x67)
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def clean(text) -> str:
    return NOT_IN_XML.sub("", str(text))


def draw(printed: Printed) -> bytes:
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(22)
    page.header.paragraphs[0].text = clean(printed.agency)
    page.footer.paragraphs[0].text = clean(printed.line)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Hanken Grotesk", Pt(10.5)
    for name, size in (("Title", 22), ("Heading 1", 15), ("Heading 2", 11)):
        document.styles[name].font.name, document.styles[name].font.size = "Hanken Grotesk", Pt(size)
        document.styles[name].font.color.rgb = BRAND
    properties = document.core_properties
    properties.title, properties.author = clean(f"{printed.number} {printed.title}")[:250], clean(printed.agency)[:250]
    properties.comments = ""
    document.add_paragraph(clean(printed.title), style="Title")
    line = document.add_paragraph().add_run(clean(printed.line))
    line.font.color.rgb, line.font.size = QUIET, Pt(9.5)
    if printed.is_internal:
        document.add_paragraph().add_run(_("For the team. Not for the client.")).bold = True
    facts = document.add_table(rows=0, cols=2)
    for name, value in printed.facts:
        cells = facts.add_row().cells
        cells[0].text, cells[1].text = clean(name), clean(value)
    for number, (name, sections) in enumerate(printed.parts):
        if name:
            document.add_heading(clean(name), level=1)
        for section, words in sections:
            document.add_heading(clean(section), level=2)
            for paragraph in clean(words).split("\n"):
                if paragraph.strip():
                    document.add_paragraph(paragraph)
        if number == 0 and printed.rows:
            document.add_heading(_("Deliverables"), level=2)
            table = document.add_table(rows=0, cols=len(printed.rows[0]), style="Light Grid")
            for place, row in enumerate(printed.rows):
                for cell, words in zip(table.add_row().cells, row, strict=True):
                    cell.text = ""
                    cell.paragraphs[0].add_run(clean(words)).bold = place == 0
    out = BytesIO()
    document.save(out)
    return out.getvalue()
