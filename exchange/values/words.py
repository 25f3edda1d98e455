"""Words with a meaning: yes and no, addresses, notice and renewal terms of contracts, names of parties."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from exchange.reading.text import clean, is_nothing, one_line
from exchange.values import NotUnderstood

YES = frozenset("1 true yes y t x on checked active ja oui si sí sì sim kyllä да".split())
NO = frozenset("0 false no n f off unchecked inactive nein non não ei нет".split())
NUMBER_WORDS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
        " eighteen nineteen".split()
    )
} | {"twenty": 20, "thirty": 30, "forty-five": 45, "forty": 40, "sixty": 60, "ninety": 90, "a": 1, "an": 1}
SPAN = re.compile(
    r"\(?\s*(\d+(?:\.\d+)?|[a-z]+(?:-[a-z]+)?)\s*\)?\s*(?:\(\s*(\d+)\s*\)\s*)?"
    r"(?:successive\s+|additional\s+)?((?:business|working|calendar)\s+)?(day|week|month|quarter|year)s?\b",
    re.I,
)
PERPETUAL = re.compile(r"perpetual|evergreen|indefinite|until terminated|until notice|open[- ]ended|no end", re.I)
SUCCESSIVE = re.compile(r"suc+es*s?ive|succsive|sucessive|automatic|each year|year to year|rolling|auto-?renew", re.I)
MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}
UNIT_OF = {"day": "calendar_days", "week": "weeks", "month": "months"}
E_MAIL_IN = re.compile(r"[^\s<>,;:\"()]+@[^\s<>,;:\"()]+\.[^\s<>,;:\"()]+")
SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://", re.I)


def read_bool(text: str) -> bool | None:
    word = clean(text).casefold()
    if is_nothing(word):
        return None
    if word in YES or word in NO:
        return word in YES
    raise NotUnderstood(_("“%(text)s” is neither yes nor no.") % {"text": text[:40]})


def read_email(text: str) -> str:
    """The first address in the cell, in lower case: "Ann <ann@x.org>, b@x.org" gives ann@x.org."""
    text = clean(text)
    if is_nothing(text):
        return ""
    found = E_MAIL_IN.search(text.removeprefix("mailto:"))
    address = found[0].lower() if found else text
    try:
        validate_email(address)
    except ValidationError as error:
        raise NotUnderstood(_("“%(text)s” is no e-mail address.") % {"text": text[:60]}) from error
    return address


def read_website(text: str) -> str:
    """A full address with its scheme, the host in lower case: "HTTP://ACME.COM/" gives http://acme.com."""
    text = clean(text).split(" ")[0].rstrip(",;")
    if is_nothing(text):
        return ""
    whole = text if SCHEME.match(text) else f"https://{text}"
    try:
        parts = urlsplit(whole)
        host = (parts.hostname or "").encode("idna").decode() if parts.hostname and not parts.hostname.isascii() else parts.hostname or ""
        address = parts._replace(scheme=parts.scheme.lower(), netloc=host + (f":{parts.port}" if parts.port else "")).geturl().rstrip("/")
        URLValidator(schemes=["http", "https"])(address)
    except (ValueError, ValidationError) as error:
        raise NotUnderstood(_("“%(text)s” is no web address.") % {"text": text[:60]}) from error
    return address


def domain_of(text: str) -> str:
    """The bare domain of a web or e-mail address: www.acme.com/about → acme.com. Empty when there is none."""
    text = clean(text).casefold()
    if "@" in text and "/" not in text:
        text = text.rsplit("@", 1)[1]
    host = re.sub(r"^[a-z][a-z0-9+.-]*://", "", text)
    host = re.split(r"[/?#:\s]", host, maxsplit=1)[0].removeprefix("www.")
    return host if "." in host else ""


def read_notice(text: str) -> tuple[int, str] | None:
    """Notice in words as (number, unit): "30 days", "thirty (30) days", "10 business days", "1 year", "180 days / 6 months".

    Several periods in one cell are refused unless they say the same; None for a cell without one.
    """
    text = clean(text)
    if is_nothing(text):
        return None
    spans = [span for span in map(_notice_of, SPAN.finditer(text)) if span]
    if text.isdigit():
        spans = [(int(text), "calendar_days")]
    if not spans:
        raise NotUnderstood(_("“%(text)s” is no period of notice; write for example “30 days”.") % {"text": text[:60]})
    spans.sort(key=_rough_days, reverse=True)  # the longer is the safer one
    if _rough_days(spans[0]) - _rough_days(spans[-1]) > 5:
        raise NotUnderstood(_("“%(text)s” names several periods of notice; keep the one that holds.") % {"text": text[:60]})
    return spans[0]


def _rough_days(span: tuple[int, str]) -> int:
    count, unit = span
    return count * {"weeks": 7, "months": 30}.get(unit, 1)


def _notice_of(found: re.Match) -> tuple[int, str] | None:
    count = _count(found[2] or found[1])
    if count is None or count != int(count) or not 0 <= count <= 1000:
        return None
    kind, working = found[4].lower(), (found[3] or "").lower().strip() in {"business", "working"}
    if kind in MONTHS_IN:
        return int(count) * MONTHS_IN[kind], "months"
    return int(count), "working_days" if working and kind == "day" else UNIT_OF[kind]


def _count(text: str) -> float | None:
    return float(text) if text[0].isdigit() else NUMBER_WORDS.get(text.casefold())


class RenewalTerm:
    """What follows a term: `months` of the next one, whether it comes `by_itself`, or for ever (`perpetual`)."""

    __slots__ = ("by_itself", "months", "perpetual")

    def __init__(self, months: int | None, *, by_itself: bool, perpetual: bool):
        self.months, self.by_itself, self.perpetual = months, by_itself, perpetual


def read_renewal(text: str) -> RenewalTerm | None:
    """A renewal term in words: "successive 1 year", "2 years", "perpetual". Blacked-out or day-only texts are refused."""
    text = clean(text)
    if is_nothing(text):
        return None
    by_itself = bool(SUCCESSIVE.search(text))
    if PERPETUAL.search(text):
        return RenewalTerm(None, by_itself=False, perpetual=True)
    if text.isdigit():
        return RenewalTerm(int(text), by_itself=by_itself, perpetual=False)
    months = [_months_of(found) for found in SPAN.finditer(text)]
    months = [count for count in months if count]
    if not months:
        raise NotUnderstood(_("“%(text)s” is no renewal term; write for example “12 months”.") % {"text": text[:60]})
    return RenewalTerm(months[0], by_itself=by_itself, perpetual=False)


def _months_of(found: re.Match) -> int | None:
    count = _count(found[2] or found[1])
    kind = found[4].lower()
    if count is None or kind not in MONTHS_IN:
        return None
    return round(count * MONTHS_IN[kind]) or None


REFERENCE = re.compile(r"\s*\((?=[^()]*\d)[A-Z0-9][A-Z0-9 ./_-]*\)\s*$")
DEFINED_TERM = re.compile(r"\s*\([^()]*[\"“”'‘’][^()]*\)")


def read_parties(text: str) -> list[str]:
    """The parties of a contract, without references and defined terms: 'Acme Inc. ("Company"); Zed (PC0012)' → two names."""
    text = DEFINED_TERM.sub("", clean(text))
    parts = re.split(r"\s*(?:;|\n|\r|\|)\s*", text)
    names = []
    for part in parts:
        name = one_line(REFERENCE.sub("", part)).strip(" ,;")
        if name and name not in names and re.search(r"\w", name):
            names.append(name)
    return names
