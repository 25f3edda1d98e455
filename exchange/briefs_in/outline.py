"""A document as an outline: headings with what stands below each, whatever the format.

Markdown is read by markdown-it, Word by python-docx; plain text by its look: a short line that ends with a colon, a line in
capitals or a numbered title is a heading.
"""

import re
import zipfile
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import docx
from django.utils.translation import gettext as _
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table, _Cell
from markdown_it import MarkdownIt

from exchange.reading import Unreadable
from exchange.reading.encoding import detect_encoding

LARGEST_MB = 10
LARGEST_UNPACKED_MB = 60  # what a Word file may hold once it is unpacked
LONGEST_TEXT = 200_000  # signs: sixty pages, and no brief; as long as what may be pasted
MOST_LINES = 4_000
MOST_BLOCKS = 2_000
TEXT_KINDS = (".md", ".markdown", ".txt", ".text")
LONGEST_HEADING = 90
HEADING_BY_LOOK = re.compile(r"^(?:\*\*|__)?(?P<words>[^*_|:]{2,80}?)\s*:?(?:\*\*|__)?\s*:?$")
NUMBERED = re.compile(r"^(?:\d{1,2}[.)]|[A-Z][.)]|[IVX]{1,4}\.)\s+\S")


class Row(str):
    """A row of a table among the lines of a block; the first of a table names its columns. `said` keeps the lines of each filled cell."""

    __slots__ = ("cells", "is_head", "said")

    def __new__(cls, cells: list[str], *, is_head: bool = False):
        flat = [" ".join(cell.split()) for cell in cells]
        row = super().__new__(cls, " | ".join(flat))
        row.cells, row.is_head, row.said = flat, is_head, [cell for cell in cells if cell.strip()]
        return row

    @property
    def filled(self) -> list[str]:
        return [cell for cell in self.cells if cell]


@dataclass
class Block:
    """What stands below one heading. `level` 1 is the title's; `lines` keep the marks of lists, and hold tables row by row."""

    heading: str = ""
    level: int = 0
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip()

    def add_table(self, rows: list[list[str]]) -> None:
        if self.lines:
            self.lines.append("")
        self.lines += [Row(cells, is_head=number == 0) for number, cells in enumerate(rows)]


@dataclass
class Outline:
    """A document's blocks in their order; the first may have no heading."""

    blocks: list[Block]
    kind: str


def read_outline(path: Path) -> Outline:
    """The outline of a file. Raises Unreadable with what to do."""
    suffix = path.suffix.lower()
    if path.stat().st_size > LARGEST_MB * 1024 * 1024:
        raise Unreadable(_("The file is larger than %(most)d MB.") % {"most": LARGEST_MB}, _("Take its pictures out, or paste the text."))
    head = path.open("rb").read(4)
    if suffix == ".docx" or (head == b"PK\x03\x04" and suffix not in TEXT_KINDS):
        return _docx(path)
    if suffix in TEXT_KINDS:
        try:
            encoding = detect_encoding(path)
        except Unreadable as problem:
            raise Unreadable(
                _("The letters of the file cannot be told."), _("Save it as UTF-8 or as DOCX, or paste its text.")
            ) from problem
        return read_text(path.read_bytes().decode(encoding.codec, errors="replace" if encoding.errors != "strict" else "strict"))
    raise Unreadable(
        _("A brief is read from Markdown, Word (DOCX) or plain text, not from “%(kind)s”.") % {"kind": suffix or path.name},
        _("Save it as one of these, or paste its text."),
    )


def read_text(text: str) -> Outline:
    """The outline of Markdown or of plain text that somebody pasted."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    if not text.strip():
        raise Unreadable(_("There is no text in it."), _("Choose the file that holds the brief."))
    if len(text) > LONGEST_TEXT:
        raise too_long()
    outline = _markdown(text)
    if not any(block.heading for block in outline.blocks):
        outline = Outline(_by_look([line for block in outline.blocks for line in block.lines]), "text")
    return outline


def too_long() -> Unreadable:
    return Unreadable(
        _("There is more text in it than a brief can hold: at most %(most)s signs.") % {"most": f"{LONGEST_TEXT:,}"},
        _("Take out what is no brief, and add it as a file."),
    )


# ── Markdown ─────────────────────────────────────────────────────────────────────────────────────


def _markdown(text: str) -> Outline:
    text = _without_comments(text)
    source = text.split("\n")
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    blocks, here, at = [Block()], 0, 0
    while at < len(tokens) and len(blocks) < MOST_BLOCKS:
        token = tokens[at]
        if token.type == "heading_open":
            blocks.append(Block(_plain(tokens[at + 1].content), int(token.tag[1])))
            at += 3
            continue
        if token.level == 0 and token.map and token.type not in ("hr",):
            first, last = token.map
            raw = source[max(first, here) : last]
            if token.type == "table_open":
                blocks[-1].add_table([cells for cells in map(_cells, raw) if cells])
            else:
                _into(blocks, raw)
            here = last
        at += 1
    return Outline([block for block in blocks if block.heading or block.text], "markdown")


def _without_comments(text: str) -> str:
    """Looked for once from the beginning to the end: an expression would look for the end of each anew, which takes minutes."""
    kept, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[at:start])
        at = end + 3
    return "".join([*kept, text[at:]])


def _into(blocks: list[Block], raw: list[str]) -> None:
    """Lines of a paragraph or list; a line that is bold from end to end and stands alone is a heading of its own."""
    words = [line.rstrip() for line in raw]
    alone = [line for line in words if line.strip()]
    if (
        len(alone) == 1
        and re.fullmatch(r"\s*(\*\*|__)(?!\s).{2,80}?\1\s*:?\s*", alone[0])
        and not alone[0].rstrip("*_ ").endswith((".", "!", "?", '"', "”"))
    ):
        deeper = blocks[-1].level if blocks[-1].level >= 5 else max(blocks[-1].level, 1) + 1
        blocks.append(Block(_plain(alone[0]), deeper))
        return
    if blocks[-1].lines:
        blocks[-1].lines.append("")
    blocks[-1].lines += words


def _cells(line: str) -> list[str]:
    """The cells of a row of a table; the line below the head has none."""
    cells = [_plain(cell) for cell in line.strip().strip("|").split("|")]
    return [] if all(re.fullmatch(r":?-*:?", cell) for cell in cells) else cells


def _plain(words: str) -> str:
    """A heading or a cell without its marks of emphasis and its links."""
    words = re.sub(r"!?\[([^\[\]]+)\]\([^()]*\)", r"\1", words)
    return " ".join(re.sub(r"(\*\*|__|`|~~)", "", words).split()).strip(" *")


# ── Word ─────────────────────────────────────────────────────────────────────────────────────────


NOT_WORD = (
    *(zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError, OSError, SyntaxError),
    *(AttributeError, TypeError, RecursionError),  # XML that Word would not have written
)


def _docx(path: Path) -> Outline:
    data = path.read_bytes()
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if sum(item.file_size for item in archive.infolist()) > LARGEST_UNPACKED_MB * 1024 * 1024:
                raise Unreadable(_("The file holds more than it should when it is unpacked."), _("Paste its text instead."))
        blocks = _blocks_of(docx.Document(BytesIO(data)))
    except NOT_WORD as problem:
        raise Unreadable(_("This is not a Word document that can be read."), _("Save it anew as DOCX, or paste its text.")) from problem
    blocks = [block for block in blocks if block.heading or block.text]
    if not blocks:
        raise Unreadable(_("There is no text in it."), _("Choose the file that holds the brief."))
    return Outline(blocks, "docx")


def _blocks_of(document) -> list[Block]:
    """Raises Unreadable for more than a brief can hold."""
    blocks, signs = [Block()], 0
    for number, part in enumerate(document.iter_inner_content()):
        here = blocks[-1]
        before = len(here.lines)
        if isinstance(part, Table):
            here.add_table(_rows_of(part))
        elif words := part.text.strip():
            level = _heading_level(part, words)
            if level and len(blocks) < MOST_BLOCKS:
                blocks.append(Block(" ".join(words.split()), level))
            else:
                mark = "- " if "list" in (part.style.name or "").casefold() else ""
                here.lines += [f"{mark if place == 0 else ''}{line}" for place, line in enumerate(words.split("\n"))]
        signs += sum(map(len, here.lines[before:]))
        if number > MOST_LINES or signs > LONGEST_TEXT:
            raise too_long()
    return blocks


def _rows_of(table: Table) -> list[list[str]]:
    """Each cell once, however many columns it says that it spans; one that goes on from the row above says the same."""
    rows: list[list[str]] = []
    for row in table._tbl.tr_lst:
        above = rows[-1] if rows else []
        cells = [
            above[place][:LONGEST_HEADING] if cell.vMerge == "continue" and place < len(above) else _text_of(_Cell(cell, table))
            for place, cell in enumerate(row.tc_lst)
        ]
        rows.append(cells)
        if len(rows) > MOST_LINES:
            raise too_long()
    return rows


def _text_of(cell: _Cell) -> str:
    """What a cell says, line by line, with the tables inside it: a form is often drawn so."""
    lines = []
    for part in cell.iter_inner_content():
        if isinstance(part, Table):
            lines += [": ".join(" ".join(said.split()) for said in row if said) for row in _rows_of(part)]
        elif words := part.text.strip():
            mark = "- " if "list" in (part.style.name or "").casefold() else ""
            lines.append(f"{mark}{words}")
    return "\n".join(line for line in lines if line)


def _heading_level(paragraph, words: str) -> int:
    """By the style, which may be named in any language, else by being short and bold from end to end; 0 for text."""
    style = paragraph.style
    while style is not None:
        found = re.fullmatch(
            r"(?:heading|título|titolo|otsikko|überschrift|titre|encapçalament|rubrik)\s*(\d)", (style.name or "").casefold()
        )
        if found:
            return int(found[1])
        if (style.style_id or "").casefold() in ("title", "subtitle"):
            return 1
        style = style.base_style
    spoken = [run for run in paragraph.runs if run.text.strip()]
    is_bold = bool(spoken) and all(run.bold for run in spoken)
    return 2 if is_bold and len(words) <= LONGEST_HEADING and "\n" not in words and not words.endswith(".") else 0


# ── Plain text ───────────────────────────────────────────────────────────────────────────────────


def _by_look(lines: list[str]) -> list[Block]:
    blocks = [Block()]
    for number, line in enumerate(lines):
        words = line.strip()
        alone = number == 0 or not lines[number - 1].strip()
        if words and _looks_like_heading(words, alone=alone):
            blocks.append(Block(_plain(words).rstrip(": "), 2))
        elif words or blocks[-1].lines:
            blocks[-1].lines.append(line.rstrip())
    return [block for block in blocks if block.heading or block.text]


def _looks_like_heading(words: str, *, alone: bool) -> bool:
    if len(words) > LONGEST_HEADING or words.startswith(("-", "*", "•", ">")):
        return False
    if words.endswith(":") and len(words.split()) <= 8:
        return True
    letters = [sign for sign in words if sign.isalpha()]
    if len(letters) >= 4 and all(sign.isupper() for sign in letters):
        return True
    return alone and bool(NUMBERED.match(words)) and len(words.split()) <= 8 and not words.endswith((".", "?", "!"))
