"""The contact report as PDF, in the trade's form (R1)."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, Spacer, Table, TableStyle

from care.report_contents import Told, facts_of, gone_lines, topics_of
from care.states import LineKind
from core.comparing import GONE, NEW
from core.paper import BOLD, BRAND, LINE, QUIET, make_pdf, marked, say, style


def draw(contents: dict, *, edition: int, issued_at: datetime | None, before: dict | None = None) -> bytes:
    """`edition` 0 is a draft; `before` is the issue that the client has read, against which changes are marked."""
    title = style("title", fontName=BOLD, fontSize=20, leading=25, spaceAfter=2 * mm)
    quiet = style("quiet", fontSize=9, leading=12, textColor=QUIET, spaceAfter=6 * mm)
    heading = style("heading", fontName=BOLD, fontSize=12, leading=16, spaceBefore=7 * mm, spaceAfter=1 * mm, keepWithNext=1)
    label, text = style("label", fontSize=9, leading=13, textColor=QUIET), style("text")
    line = head_line(contents, edition=edition, issued_at=issued_at)
    facts = Table([[say(name, label), say(value, text)] for name, value in facts_of(contents)], colWidths=(44 * mm, 122 * mm), splitInRow=1)
    facts.setStyle(plain(LINE))
    story: list = [say(_("Contact report"), title), say(line, quiet), facts]
    for topic in topics_of(contents, before):
        story.append(say(" · ".join(filter(None, (topic.name, topic.job))), heading))
        story += [Spacer(0, 1 * mm), lines_table(topic.lines)]
    if gone := gone_lines(contents, before):
        story += [say(_("No longer in the report"), heading), *(struck(words) for words in gone)]
    note = _("Without your objection within 48 working hours of its issue this report counts as accepted.")
    story += [Spacer(0, 8 * mm), say(note, label)]
    return make_pdf(story, title=f"{contents['number']} {contents['account']}", head=contents["agency"], foot=line)


def head_line(contents: dict, *, edition: int, issued_at: datetime | None) -> str:
    parts = [_("NO: %(number)s") % {"number": contents["number"]}]
    if edition > 1:
        parts.append(_("Version %(number)d") % {"number": edition})
    if issued_at:
        parts.append(_("issued %(moment)s") % {"moment": date_format(timezone.localtime(issued_at), "j F Y, H:i")})
    else:
        parts.append(_("Draft"))
    return " · ".join(parts)


def lines_table(lines: list[Told]) -> Table:
    text, bold = style("text"), style("kind", fontName=BOLD, fontSize=9, leading=14.5, textColor=BRAND)
    quiet = style("who", fontSize=9, leading=13, textColor=QUIET)
    rows = []
    for one in lines:
        due = _("by %(day)s") % {"day": date_format(one.due_on, "j M Y")} if one.due_on else ""
        kind = "" if one.kind == LineKind.SAID else one.kind_words
        if one.change:
            kind = " ".join(filter(None, (kind, _("(new)") if one.change == "new" else _("(changed)"))))
        words = changed_words(one, text) if one.pieces else say(one.text, text)
        rows.append([say(kind, bold), words, say("\n".join(filter(None, (one.who, due))), quiet)])
    table = Table(rows, colWidths=(26 * mm, 98 * mm, 42 * mm), splitInRow=1)
    table.setStyle(plain(LINE))
    return table


def changed_words(one: Told, how):
    """Struck what went, underlined what came."""
    marks = {GONE: "<strike>{}</strike>", NEW: "<u>{}</u>"}
    return Paragraph("".join(marks.get(piece.kind, "{}").format(marked(piece.text)) for piece in one.pieces), how)


def struck(words: str):
    return Paragraph(f"<strike>{marked(words)}</strike>", style("gone", textColor=QUIET))


def plain(line) -> TableStyle:
    every = ((0, 0), (-1, -1))
    return TableStyle(
        [
            ("VALIGN", *every, "TOP"),
            ("LEFTPADDING", *every, 0),
            ("RIGHTPADDING", *every, 3 * mm),
            ("TOPPADDING", *every, 1.2 * mm),
            ("BOTTOMPADDING", *every, 1.6 * mm),
            ("LINEBELOW", *every, 0.4, line),
        ]
    )
