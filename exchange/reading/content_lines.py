"""Content lines of vCard: unfolded, parted into name, parameters and value, and decoded (RFC 2426, RFC 6350, and vCard 2.1).

Address books write all three: 2.1 with quoted-printable and soft line breaks, 3.0 and 4.0 with folding and escapes. icalendar reads none of
2.1, so the lines are read here (ADR 0060).
"""

import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

ENCODINGS = frozenset({"QUOTED-PRINTABLE", "BASE64", "B", "8BIT", "7BIT"})
PARAMETER = re.compile(r';\s*([^=;:"]+)(?:=((?:"[^"]*"|[^";:])*))?')
ESCAPED = re.compile(r"\\([\\,;:nN])")


@dataclass(slots=True)
class ContentLine:
    """`item1.TEL;TYPE=WORK:123` is name TEL, group item1, types {WORK}; `raw` is the value before escapes are undone."""

    name: str
    raw: str
    group: str = ""
    parameters: dict[str, list[str]] = field(default_factory=dict)
    is_binary: bool = False

    @property
    def types(self) -> frozenset[str]:
        return frozenset(word.upper() for word in self.parameters.get("TYPE", ()))

    @property
    def text(self) -> str:
        return unescaped(self.raw).strip()

    @property
    def parts(self) -> list[str]:
        """The components of a structured value (N, ADR, ORG)."""
        return [unescaped(part).strip() for part in re.split(r"(?<!\\);", self.raw)]


def unescaped(text: str) -> str:
    return ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], text)


def content_lines(lines: Iterable[str]) -> Iterator[tuple[int, ContentLine | None, str]]:
    """(number of the line in the file, the line, or None with the text where it is none)."""
    for number, text in _unfolded(lines):
        if text.strip():
            yield number, _line_of(text), text


def _unfolded(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """A line that begins with a blank continues the one before; so does one behind a soft break of quoted-printable."""
    whole, begun, is_soft = "", 0, False
    for number, text in enumerate(lines, start=1):
        text = text.rstrip("\r\n")
        if is_soft:
            whole = whole[:-1] + text.lstrip(" \t")
        elif begun and text[:1] in (" ", "\t"):
            whole += text[1:]
        else:
            if begun:
                yield begun, whole
            whole, begun = text, number
        is_soft = whole.endswith("=") and "QUOTED-PRINTABLE" in whole.partition(":")[0].upper()
    if begun:
        yield begun, whole


def _line_of(text: str) -> ContentLine | None:
    head, value = _parted(text)
    if head is None:
        return None
    name, _sign, _rest = head.partition(";")
    group, _dot, name = name.rpartition(".")
    if not name or not re.fullmatch(r"[A-Za-z0-9-]+", name.strip()):
        return None
    line = ContentLine(name.strip().upper(), value, group.strip().lower())
    for found in PARAMETER.finditer(head):
        key, values = found[1].strip().upper(), found[2]
        if values is None:  # 2.1 writes the value alone: TEL;WORK;CELL
            key, values = ("ENCODING", key) if key in ENCODINGS else ("TYPE", key)
        line.parameters.setdefault(key, []).extend(
            part.strip().strip('"') for one in values.split(",") for part in one.strip('"').split(",")
        )
    _decode(line)
    return line


def _parted(text: str) -> tuple[str | None, str]:
    """At the first colon that stands in no quotation."""
    in_quotes = False
    for place, sign in enumerate(text):
        if sign == '"':
            in_quotes = not in_quotes
        elif sign == ":" and not in_quotes:
            return text[:place], text[place + 1 :]
    return None, text


def _decode(line: ContentLine) -> None:
    encoding = (line.parameters.get("ENCODING") or [""])[0].upper()
    if encoding == "QUOTED-PRINTABLE":
        charset = (line.parameters.get("CHARSET") or ["utf-8"])[0]
        plain = quopri.decodestring(line.raw.encode("utf-8", "surrogateescape"))
        line.raw = _text_of(plain, charset).replace("\r\n", "\n").replace("\r", "\n")
    line.is_binary = encoding in ("BASE64", "B") or line.raw.startswith("data:")


def _text_of(plain: bytes, charset: str) -> str:
    for codec in (charset, "utf-8", "cp1252"):
        try:
            return plain.decode(codec)
        except (LookupError, UnicodeDecodeError):
            continue
    return plain.decode("latin-1")
