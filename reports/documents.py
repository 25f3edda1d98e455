"""A report on paper and as a spreadsheet: the same contents that the page shows to whoever asks."""

from collections.abc import Callable, Iterator

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Spacer, Table, TableStyle

from core.paper import BOLD, BRAND, LINE, QUIET, make_pdf, say, style
from reports.building import Contents, Shown
from reports.lines import Difference, short_day

WIDTHS = (62 * mm, 26 * mm, 50 * mm, 28 * mm)  # what, where it stands, whose turn and what next, day and money


def title_of(contents: Contents) -> str:
    return str(contents.report)


def file_name(contents: Contents) -> str:
    report = contents.report
    reader = "-client" if contents.is_for_client else ""
    return f"{report.kind}-{report.account.code if report.account_id else report.person_id}-{report.week_on:%Y-%m-%d}{reader}"


def pdf_of(contents: Contents) -> bytes:
    quiet = style("quiet", fontSize=9, leading=12, textColor=QUIET, spaceAfter=4 * mm)
    facts = {"spaceBefore": 6 * mm, "spaceAfter": 1.5 * mm, "textColor": BRAND, "keepWithNext": 1}
    heading = style("heading", fontName=BOLD, fontSize=11, leading=15, **facts)
    title = style("title", fontName=BOLD, fontSize=18, leading=23, spaceAfter=2 * mm)
    text = style("text", spaceAfter=3 * mm)
    story: list = [say(title_of(contents), title), say(state_words(contents), quiet)]
    if contents.summary and contents.summary.text:
        story += [say(line, text) for line in contents.summary.text.split("\n") if line.strip()]
    for _key, name, lines in contents.sections:
        story += [CondPageBreak(35 * mm), say(name, heading), table_of(lines), Spacer(0, 1 * mm)]
    if contents.loose:
        story += [say(loose_title(), heading)]
        for word in contents.loose:
            story += [say(word.beside or _("A line"), style("beside", fontName=BOLD, fontSize=8.5, leading=11)), say(word.text, text)]
    if contents.gone:
        story += [say(_("No longer here"), heading)]
        story += [say(f"{line.code} {line.title}: {line.state}".strip(), style("gone", fontSize=8.5, leading=12)) for line in contents.gone]
    return make_pdf(story, title=title_of(contents), head=settings.AGENCY_NAME, foot=title_of(contents))


def state_words(contents: Contents) -> str:
    """How it came about; the client reads as of when it stands so."""
    report = contents.report
    if contents.is_for_client:
        return _("As of %(day)s.") % {"day": date_format(report.issued_at or timezone.localdate(), "j F Y")}
    if contents.is_over:
        return _("Not issued: of this week only the words were kept.")
    if not report.is_issued:
        return _("Draft: the week as it stands, not issued yet.")
    words = {"day": date_format(report.issued_at, "j F Y"), "who": report.issued_by or _("the clock")}
    return _("Issued on %(day)s by %(who)s.") % words


def table_of(lines: list[Shown]) -> Table:
    small, bold = style("small", fontSize=8.5, leading=11), style("bold", fontName=BOLD, fontSize=8.5, leading=11)
    rows = []
    for shown in lines:
        line = shown.line
        what = [say(f"{line.code} {line.title}".strip(), bold)]
        what += [say(mark_words(mark), small) for mark in shown.marks]
        what += [say(decided_words(text), small) for text in line.decided]
        if shown.word and shown.word.text:
            what.append(say(shown.word.text, style("word", fontSize=8.5, leading=11, textColor=BRAND)))
        stands = [say(words, small) for words in (line.state, line.tone_words, line.why) if words]
        turn = " · ".join(filter(None, (line.turn_words, days_words(line.days))))
        then = [say(words, small) for words in (line.next, turn) if words]
        last = [say(short_day(line.due), small)] if line.due else []
        last += [say(f"{label}: {words}", small) for label, words in (*line.facts, *line.money)]
        rows.append([what, stands, then, last])
    table = Table(rows, colWidths=WIDTHS)
    edges = [("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE), ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)]
    table.setStyle(TableStyle(edges))
    return table


def days_words(days: int | None) -> str:
    return "" if days is None else _("%(n)d days") % {"n": days}


def sheet_of(contents: Contents, *, with_money: bool) -> tuple[list[str], Iterator[list]]:
    """The columns and the rows; the client's have no colour, no reason, no facts of ours and no words beside a line."""
    ours = not contents.is_for_client
    columns: dict[str, Callable[[Shown], object]] = {
        _("Number"): lambda shown: shown.line.code,
        _("What"): lambda shown: shown.line.title,
        _("State"): lambda shown: shown.line.state,
        **({_("Colour"): lambda shown: shown.line.tone_words, _("Why"): lambda shown: shown.line.why} if ours else {}),
        _("Next step"): lambda shown: shown.line.next,
        _("Whose turn"): lambda shown: shown.line.whose,
        _("Who"): lambda shown: shown.line.who,
        _("Days"): lambda shown: shown.line.days,
        _("Day"): lambda shown: shown.line.due_on,
        _("Differs"): lambda shown: "; ".join(mark_words(mark) for mark in shown.marks),
        _("Decided"): lambda shown: "\n".join(shown.line.decided),
        **({_("Facts"): lambda shown: joined(shown.line.facts)} if ours else {}),
        **({_("Money"): lambda shown: joined(shown.line.money)} if with_money else {}),
        _("In our words"): lambda shown: shown.word.text if shown.word else "",
    }
    return [_("Section"), *columns], sheet_rows(contents, columns)


def sheet_rows(contents: Contents, columns: dict[str, Callable[[Shown], object]]) -> Iterator[list]:
    if contents.summary and contents.summary.text:
        yield [_("Summary"), *[None] * (len(columns) - 1), contents.summary.text]
    for _key, name, lines in contents.sections:
        for shown in lines:
            yield [name, *(cell(shown) for cell in columns.values())]

    for word in contents.loose:
        here = {_("What"): word.beside, _("In our words"): word.text}
        yield [loose_title(), *(here.get(name) for name in columns)]


def loose_title() -> str:
    return _("Beside a line that is no longer there")


def decided_words(text: str) -> str:
    return _("Decided: %(what)s") % {"what": text}


def mark_words(mark: Difference) -> str:
    return f"{mark.words}: {mark.before} → {mark.after}" if mark.after else mark.words


def joined(pairs) -> str:
    return "; ".join(f"{label}: {words}" for label, words in pairs)
