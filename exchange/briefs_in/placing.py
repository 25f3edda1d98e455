"""Each block of an outline finds its section by its heading, or by the label that begins a line; the rest stays visible (W2)."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache

from django.utils.translation import gettext as _

from briefs.sections import BY_KEY
from exchange.briefs_in.outline import Block, Outline, Row
from exchange.briefs_in.tabled import told_apart
from exchange.briefs_in.words import ALONE, BUDGET, CLIENT, DATE, DAY_WANTED, DELIVERABLES, FACTS, PHRASES, TITLE
from exchange.values import NotUnderstood
from exchange.values.dates import read_date
from exchange.values.numbers import currency_in, read_number

GROUPS = re.compile(r"(?<=\d)[.,' \u00a0](?=\d{3}(?!\d))")  # a budget has no three decimals: what stands before three digits groups them
NUMBERING = re.compile(r"^\s*(?:\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-z]|[ivx]{1,4})[.)\]:-]\s+|[^\w\s]+\s*)+", re.I)
LABEL = re.compile(
    r"^(?P<mark>\s*(?:[-*•+]\s+|\d{1,2}[.)]\s+)?)(?:(?:\*\*|__)(?P<bold>[^*_:|]{2,60}?):?(?:\*\*|__)\s*:?|(?P<plain>[^\W\d_][^*_:|.!?\[\]]{1,58}?):)(?=\s|$)\s*(?P<said>.*)$"
)
ITEM = re.compile(r"^\s*(?:[-*•+]|\d{1,2}[.)])\s+(?:\[[ xX]?\]\s*)?(?P<said>.+)$")
FORM_TITLES = re.compile(
    r"^(?:(?:the\s+)?(?:creative|kreativ(?:es|t)?|marketing|project|campaign|design|brand|client|agency|job|web(?:site)?|ad)?\s*brief(?:ing)?"
    r"(?:\s+(?:template|form|creativo|créatif|de\s+\w+))?|tehtävänanto|toimeksianto|auftrag)(?!\w)\s*[-–—:|]?\s*",
    re.I,
)
# A line whose beginning tells somebody what to write: a form's own words, where the document is mostly a form.
TELLS_TO_WRITE = re.compile(
    r"^(?:please\s+)?(?:in (?:a|one) (?:single )?sentence,?\s+)?(?:describe|explain|list|insert|enter|state|"
    r"specify|outline|summari[sz]e|provide|add|write|"
    r"fill in|include|describa|explique|indique|enumere|descrivi|descrivere|elenca|inserisci|indica|kuvaa|kerro|luettele)\b",
    re.I,
)
NOT_SAID = re.compile(
    r"^(?:tbd|tbc|to be (?:defined|confirmed|decided)|n/?a|xxx+|\.{3,}|…|lorem ipsum.*|por definir|da definire|avoin)\.?$", re.I
)
MARKED = re.compile(r"(\*\*|__|`)(?=\S)(.{1,300}?)(?<=\S)\1")  # no longer, so that marks without an end are not looked for again and again
NO_LABELS = frozenset({"to"})  # "To:" begins a letter, though "To" is a tone in Catalan
QUANTITY_HEADS = frozenset(
    "quantity qty number count pieces pcs anzahl maara kpl antal cantidad quantita quantitat quantite nombre".split()
)
KRONA = re.compile(r"\d\s*kr\b|\bkr\.?\s*\d", re.I)
KRONA_SIGN = "kr"  # Swedish, Norwegian, Danish or Icelandic: the account says which
OTHER_MONEY = re.compile(r"\d\s*(?:zł|kč|ft|lei|руб|₽|₺|₹|₩|r\$)(?!\w)|(?:₽|₺|₹|₩|r\$)\s*\d", re.I)
LONGEST_TITLE = 90
SHARE_OF_FORM = 0.4  # from so large a share of empty places on, the document is a form, and its instructions are not content


@dataclass
class Placed:
    """Texts by section, facts of the job, rows of deliverables. `left_over` [(heading, text)] fits nowhere; `form_words` are not stored."""

    title: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    facts: dict = field(default_factory=dict)
    deliverables: list[dict] = field(default_factory=list)
    left_over: list[tuple[str, str]] = field(default_factory=list)
    form_words: list[str] = field(default_factory=list)

    def say(self, key: str, text: str) -> None:
        if text:
            self.texts[key] = f"{self.texts[key]}\n\n{text}" if self.texts.get(key) else text


# ── Words ────────────────────────────────────────────────────────────────────────────────────────


def folded(words: str) -> str:
    """Lower case without accents, numbering, signs and pictures: "3. Identità visiva (Look & Feel)" is "identita visiva look feel"."""
    words = NUMBERING.sub("", words)
    words = "".join(sign for sign in unicodedata.normalize("NFKD", words) if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[a-z0-9]+", words.casefold()))


@cache
def _phrases() -> list[tuple[str, str]]:
    """(phrase, target), the longest first."""
    found = [(folded(phrase), target) for target, phrases in PHRASES.items() for phrase in phrases.split("|")]
    return sorted(((phrase, target) for phrase, target in found if phrase), key=lambda one: (-len(one[0]), one[0]))


@cache
def _exact() -> dict[str, str]:
    found = {}
    for phrase, target in _phrases():
        found.setdefault(phrase, target)
    return found


def target_of(heading: str, *, is_label: bool = False, is_sub: bool = False) -> str:
    """The section or fact that a heading speaks of; empty when none. A label must be the phrase itself, a heading may hold it.

    One below a heading that we know (`is_sub`) leaves it only for a phrase of its own: "Primary: technical founders" stays audience.
    """
    words = folded(heading)
    if not words:
        return ""
    if words in _exact() and not (is_label and words in NO_LABELS):
        return _exact()[words]
    if is_label:
        return ""
    for part in re.split(r"[/:(–—&]| - ", heading):
        if folded(part) in _exact():
            return _exact()[folded(part)]
    if is_sub:
        return ""
    padded = f" {words} "
    return next((target for phrase, target in _phrases() if phrase not in ALONE and f" {phrase} " in padded), "")


# ── Empty places of a form ───────────────────────────────────────────────────────────────────────


def is_empty_place(text: str) -> bool:
    """A place that nobody has filled: "[Name]", "_e.g. …_", "TBD", a dash."""
    said = ITEM.sub(lambda found: found["said"], text).strip().strip(">").strip()
    said = re.sub(r"^(?:\*\*|__)[^*_]{1,60}(?::(?:\*\*|__)|(?:\*\*|__)\s*:)\s*", "", said).strip(" |-–—")
    if not said or NOT_SAID.match(said):
        return True
    without = re.sub(r"\[[^\[\]]*\](?!\()", "", said)
    if without != said and not re.search(r"[^\W\d_]{3,}", without):
        return True
    return bool(re.fullmatch(r"(_|\*)(?![_*\s]).*(?<![_*\s])\1", said)) or said.startswith(("<", "{{"))


def asks(text: str) -> bool:
    """Nothing but questions to the writer."""
    said = re.sub(r"[*_>]", "", text).strip()
    sentences = [one for one in re.split(r"(?<=[.!?])\s+", said) if one]
    return bool(sentences) and all(one.rstrip(" )").endswith("?") for one in sentences)


def is_surely_empty(text: str) -> bool:
    """A place in brackets, or a word for "not yet": empty in any document, not only in a form."""
    said = ITEM.sub(lambda found: found["said"], text).strip()
    said = re.sub(r"^(?:\*\*|__)?[^*_:\[\]]{1,60}?:?(?:\*\*|__)?:?\s*(?=\[)", "", said)
    return bool(re.fullmatch(r"(?:\[[^\[\]]*\](?!\()[\s:,.–-]*)+", said)) or bool(NOT_SAID.match(said))


def is_a_form(outline: Outline) -> bool:
    """Most of what could be filled is not."""
    lines = [line for block in outline.blocks for line in block.lines if line.strip() and not isinstance(line, Row)]
    cells = [cell for block in outline.blocks for line in block.lines if isinstance(line, Row) and not line.is_head for cell in line.cells]
    places = lines + [cell for cell in cells if cell]
    empty = sum(is_empty_place(line) or asks(line) or bool(TELLS_TO_WRITE.match(line.strip())) for line in places)
    return bool(places) and empty / len(places) >= SHARE_OF_FORM


# ── Placing ──────────────────────────────────────────────────────────────────────────────────────


def place(outline: Outline, *, known_client: str = "") -> Placed:
    """Where each part of the document goes. Nothing is lost: section, fact, left over, or the form's own words, which are named."""
    placed, form = Placed(), is_a_form(outline)
    parents: list[tuple[int, str]] = []  # (level, target) of the headings above the block
    for number, block in enumerate(told_apart(outline.blocks, target_of)):
        while parents and parents[-1][0] >= block.level > 0:
            parents.pop()
        is_title = (
            bool(block.heading)
            and not placed.title
            and not parents
            and (block.level == 1 or (number == 0 and not target_of(block.heading)))
        )
        inherited = next((target for _level, target in reversed(parents) if target), "")
        if is_title:
            placed.title = FORM_TITLES.sub("", block.heading).strip(" -–—:|#") or " "
            _place_block(placed, block, "ask", heading="", form=form)  # what stands below the title sums it up
            continue
        own = target_of(block.heading, is_sub=bool(inherited))
        if own in (TITLE, CLIENT, DATE) and inherited:
            own = ""
        target = own or inherited
        if block.heading:
            parents.append((block.level or 2, target))
        _place_block(placed, block, target, heading=block.heading if not own and inherited else "", form=form)
    placed.title = placed.facts.get(TITLE, "") if folded(placed.title) in ("", folded(known_client)) else placed.title
    placed.title = placed.title or _first_line(outline)
    return placed


def _first_line(outline: Outline) -> str:
    """A short line that stands alone above everything else is a title, where there is no better one; it stays in the text as well."""
    above = outline.blocks[0] if outline.blocks else Block()
    if above.heading or len(outline.blocks) < 2 or not above.lines:
        return ""
    first, after = without_marks(above.lines[0]), above.lines[1:2]
    is_alone = (not after or not after[0].strip()) and not isinstance(above.lines[0], Row)
    is_short = len(first) <= LONGEST_TITLE and not first.endswith((".", "!", "?", ",", ";")) and not ITEM.match(first)
    return FORM_TITLES.sub("", first).strip(" -–—:|#") if is_alone and is_short else ""


def _place_block(placed: Placed, block: Block, target: str, *, heading: str, form: bool) -> None:
    """Its lines stay together, save those whose label names another section. `heading` goes with the text where it names no section."""
    stays: list[str] = []
    moving_to, moving = "", []
    for line in _filled(block.lines, placed, form):
        label = None if isinstance(line, Row) or line.startswith("  ") else LABEL.match(line)
        own = target_of(label["bold"] or label["plain"], is_label=True) if label else ""
        if own == CLIENT and 0 < len(label["said"].strip()) <= 200:
            placed.facts.setdefault(CLIENT, without_marks(label["said"].strip()))  # wherever it stands: it may be another one
        if own and own != target and not _belongs(own, target):
            _put(placed, moving_to, "\n".join(moving), block)
            moving_to, moving = own, [label["said"]]
        elif moving_to and line.strip() and not (label or ITEM.match(line)):
            moving.append(line)  # goes on what the label began
        else:
            _put(placed, moving_to, "\n".join(moving), block)
            moving_to, moving = "", []
            stays.append(line)
    _put(placed, moving_to, "\n".join(moving), block)
    kept = _squeezed(stays)
    if kept:
        _put(placed, target, "\n".join([heading, *kept] if heading else kept), block, kept)


def _belongs(own: str, target: str) -> bool:
    """A label that is at home under this heading: what "Primary" means depends on where it stands, a message supports."""
    if not target:
        return False
    return (
        own in ("ask", CLIENT, DATE, TITLE)
        or {own, target} <= {"audience", "business_objective"}
        or (target, own) == ("support", "proposition")
    )


def _filled(lines: list[str], placed: Placed, form: bool) -> list[str]:
    """The lines that say something; of the others those with words are named in `form_words`."""
    found: list[str] = []
    for line in lines:
        if not line.strip():
            found.append("")
        elif _is_forms_own(line, form):
            placed.form_words.append(line.strip())
        else:
            found.append(line)
    # A table's head without rows below it is a form's, too.
    return [
        line for number, line in enumerate(found) if not (form and isinstance(line, Row) and line.is_head and not _has_row(found, number))
    ]


def _has_row(lines: list[str], number: int) -> bool:
    following = lines[number + 1] if number + 1 < len(lines) else ""
    return isinstance(following, Row) and not following.is_head


def _is_forms_own(line: str, form: bool) -> bool:
    if isinstance(line, Row):
        return form and not line.is_head and all(is_empty_place(cell) for cell in line.cells[1:] or line.cells)
    if is_surely_empty(line):
        return True
    return form and (is_empty_place(line) or asks(line) or bool(TELLS_TO_WRITE.match(line.strip())))


def _squeezed(lines: list[str]) -> list[str]:
    """No two empty lines in a row, none at the ends."""
    found: list[str] = []
    for line in lines:
        if line.strip() or (found and found[-1]):
            found.append(line if isinstance(line, Row) else line.rstrip())
    while found and not found[-1]:
        found.pop()
    return found


def _put(placed: Placed, target: str, text: str, block: Block, lines: list[str] = ()) -> None:
    text = without_marks(text)
    if not text:
        return
    if target in BY_KEY:
        placed.say(target, text)
    elif target == DELIVERABLES:
        rows, rest = _deliverables(lines or text.split("\n"))
        placed.deliverables += rows
        if rest := without_marks("\n".join(rest)):
            placed.left_over.append((block.heading, rest))
    elif target in FACTS:
        _note_fact(placed, target, text, block)
    else:
        placed.left_over.append((block.heading, text))


def without_marks(text: str) -> str:
    """Markdown's marks of emphasis, quotation and code say nothing in a section; those of lists are read as they stand."""
    text = MARKED.sub(r"\2", text)
    text = re.sub(r"(?<![\w*])\*(?![\s*])([^*\n]+?)(?<![\s*])\*(?![\w*])", r"\1", text)
    return re.sub(r"^>[ \t]?", "", text, flags=re.M).strip()


def _note_fact(placed: Placed, target: str, text: str, block: Block) -> None:
    line = " ".join(text.split())
    if target == TITLE and len(line) <= 200:
        line = re.sub(r"^(?:(?:re|fwd?|aw|wg|vs|vl|sv)\s*:\s*)+", "", line, flags=re.I)
        placed.title = placed.title or line
        placed.facts[TITLE] = line
    elif target == DAY_WANTED and (day := _day(line)):
        placed.facts.setdefault(DAY_WANTED, day)
    elif target == BUDGET:
        if (amount := _amount(line)) is not None:
            placed.facts.setdefault(BUDGET, amount)
        name = block.heading if target_of(block.heading) == BUDGET else _("Budget")
        placed.say("practicalities", f"{name}: {line}" if len(line) <= 200 else text)
    elif target in (CLIENT, DATE) and len(line) <= 200:
        placed.facts.setdefault(target, line)
        placed.left_over.append((target.capitalize(), line))
    else:
        placed.left_over.append((block.heading, text))


def _day(text: str) -> date | None:
    try:
        return read_date(text)
    except NotUnderstood:
        return None


def _amount(text: str) -> tuple[Decimal, str] | None:
    """One amount with its currency ("" when none is named); two of them, a range say, are for a person to read."""
    found = re.findall(r"(?:[€£$¥₫฿]|\b[A-Z]{3}\b)?\s?\d[\d.,' \u00a0]*(?:\s?[kKmM]\b)?\s?(?:[€£$¥₫฿]|\b[A-Z]{3}\b)?", text)
    found = [one.strip() for one in found if re.search(r"\d", one)]
    if len(found) != 1 or OTHER_MONEY.search(text):
        return None
    try:
        amount = read_number(GROUPS.sub("", found[0]))
    except NotUnderstood:
        return None
    if KRONA.search(text):
        return (amount, KRONA_SIGN) if amount else None
    return (amount, currency_in(found[0]) or "") if amount is not None and amount > 0 else None


def _deliverables(lines: list[str]) -> tuple[list[dict], list[str]]:
    """Each item of the list, or each row of the table, is a deliverable; what follows a dash is its specification. The rest is text."""
    rows = [line for line in lines if isinstance(line, Row) and not line.is_head and line.cells and not is_empty_place(line.cells[0])]
    if rows:
        head = next((line.cells for line in lines if isinstance(line, Row) and line.is_head), [])
        return [_deliverable_of(row.cells, head) for row in rows], [line for line in lines if not isinstance(line, Row)]
    if len(lines) == 1 and len(lines[0]) <= 200 and not ITEM.match(lines[0]):
        items, rest = lines, []
    else:
        items = [found["said"] for line in lines if not line.startswith("    ") and (found := ITEM.match(line))]
        rest = [line for line in lines if line.startswith("    ") or not ITEM.match(line)]
    cut = [_cut(re.sub(r"\*\*|__|`", "", item).strip()) for item in items]
    return [_deliverable(name, spec) for name, _mark, spec in cut if name and not is_empty_place(name)], rest


def _deliverable_of(cells: list[str], head: list[str]) -> dict:
    """A row of a table: a column of numbers under "Quantity" counts them, all others say how it is made."""
    counted = next((at for at, name in enumerate(head) if at and folded(name) in QUANTITY_HEADS), 0)
    number = cells[counted] if 0 < counted < len(cells) else ""
    if not re.fullmatch(r"[1-9]\d{0,5}", number):
        counted, number = 0, ""
    spec = ", ".join(cell for at, cell in enumerate(cells) if at and at != counted and cell and not is_empty_place(cell))
    return _deliverable(cells[0], spec) | ({"quantity": int(number)} if number else {})


def _cut(item: str) -> tuple[str, str, str]:
    for mark in (" – ", " — ", " - ", ": "):
        if mark in item:
            return item.partition(mark)
    return item, "", ""


def _deliverable(name: str, spec: str) -> dict:
    """ "3 × poster" is three of them."""
    counted = re.match(r"^(\d{1,4})\s*(?:x|×|\s)\s*(?=[^\W\d_]{3,})(.+)$", name)
    facts = {"name": (counted[2] if counted else name).strip()[:200], "spec": spec.strip()[:300]}
    return facts | ({"quantity": int(counted[1])} if counted and int(counted[1]) else {})
