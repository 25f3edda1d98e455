"""Amounts and counts: which mark is the decimal one is decided by the whole column."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from core.money import CURRENCIES
from exchange.reading.text import clean, is_nothing
from exchange.values import NotUnderstood

SIGNS = {"€": "EUR", "£": "GBP", "US$": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "NZ$": "NZD", "$": "USD", "¥": "JPY",
         "₫": "VND", "฿": "THB", "₹": "INR", "₩": "KRW", "zł": "PLN", "R$": "BRL", "CHF": "CHF", "kr": ""}  # fmt: skip
SIGN = re.compile("|".join(re.escape(sign) for sign in sorted(SIGNS, key=len, reverse=True)))
CODE = re.compile(r"(?<![A-Za-z])([A-Z]{3})(?![A-Za-z])")
MULTIPLES = {"k": 1_000, "m": 1_000_000, "mn": 1_000_000, "mio": 1_000_000, "million": 1_000_000, "b": 10**9, "bn": 10**9, "billion": 10**9}
NUMBER = re.compile(r"^([+-]?)(\d[\d.,' ]*|[.,]\d+)(k|m|mn|mio|million|b|bn|billion)?$", re.I)
BLANKS = re.compile(r"[\s\u00a0\u202f\u2009]+")


@dataclass
class NumberEvidence:
    """What a column's values say about the decimal mark. `feed` each text, then ask `decimal_mark`."""

    comma: int = 0
    point: int = 0
    either: int = 0
    example: str = ""

    def feed(self, text: str) -> None:
        digits = _digits(clean(text))
        if digits is None:
            return
        marks = [letter for letter in digits if letter in ".,"]
        if not marks:
            return
        last, kinds = marks[-1], set(marks)
        tail = digits.rsplit(last, 1)[1]
        if len(kinds) == 2:
            self._vote(last)
        elif len(marks) > 1:
            self._vote("." if last == "," else ",")  # 1,234,567: the repeated one groups
        elif len(tail) != 3 or digits.startswith(("0", last)):
            self._vote(last)
        else:
            self.either += 1
            self.example = self.example or clean(text)

    def _vote(self, mark: str) -> None:
        if mark == ",":
            self.comma += 1
        else:
            self.point += 1

    @property
    def decimal_mark(self) -> str | None:
        if bool(self.comma) == bool(self.point):
            return None
        return "," if self.comma else "."

    @property
    def is_open(self) -> bool:
        return bool(self.either) and self.decimal_mark is None


def _digits(text: str) -> str | None:
    """The bare number: without sign, currency, brackets and blanks; None when it is no number."""
    text = SIGN.sub("", text.strip("()"))
    text = CODE.sub("", text)
    text = BLANKS.sub("", text).replace("\u2212", "-").replace("'", "").replace("’", "").strip("%")
    found = NUMBER.match(text)
    return found[2] if found else None


def read_number(text: str, decimal_mark: str | None = None) -> Decimal | None:
    """The number; None for a cell without one. (123) and −123 are negative; 4.9k and 40B are multiplied out."""
    text = clean(text)
    if is_nothing(text):
        return None
    bare = BLANKS.sub("", CODE.sub("", SIGN.sub("", text))).replace("\u2212", "-").replace("'", "").replace("’", "")
    negative = bare.startswith("(") and bare.endswith(")")
    bare = bare.strip("()").strip("%")
    if bare.endswith("-"):
        bare = f"-{bare[:-1]}"
    found = NUMBER.match(bare)
    if not found:
        try:
            return Decimal(bare) if re.fullmatch(r"[+-]?\d+(\.\d+)?[eE][+-]?\d{1,2}", bare) else _no_number(text)
        except InvalidOperation:
            _no_number(text)
    sign, digits, multiple = found.groups()
    number = Decimal(_plain(digits, decimal_mark, text)) * MULTIPLES.get((multiple or "").lower(), 1)
    return -number if negative or sign == "-" else number


def _plain(digits: str, decimal_mark: str | None, text: str) -> str:
    """The digits with a point for the decimal mark and no grouping."""
    evidence = NumberEvidence()
    evidence.feed(digits)
    mark = evidence.decimal_mark or decimal_mark
    if mark is None and evidence.is_open:
        raise NotUnderstood(_("“%(text)s” can be read in two ways; answer the question about amounts.") % {"text": text[:40]})
    if mark is None:
        return digits.replace(",", "").replace(".", "") if not evidence.either else _no_number(text)
    other = "," if mark == "." else "."
    if not re.fullmatch(rf"\d{{0,3}}(?:{re.escape(other)}\d{{2,3}})*|\d+", digits.split(mark)[0]):
        _no_number(text)
    plain = digits.replace(other, "").replace(mark, ".")
    return plain if plain.count(".") <= 1 else _no_number(text)


def _no_number(text: str):
    raise NotUnderstood(_("“%(text)s” is no number.") % {"text": text[:40]})


def read_count(text: str, decimal_mark: str | None = None) -> int | None:
    """A whole number; "1,001-5,000", "201 to 500" and "LARGE_501_1000" give their lower end, "10,000+" the figure itself."""
    text = clean(text)
    if found := re.match(r"^[A-Z_]+_(\d+)_(?:\d+|PLUS)$", text):  # MEGA_5000_PLUS
        return int(found[1])
    if found := re.match(r"^(\d[\d.,']*)\s*(?:[-–+]|to\b)\s*(?:\d[\d.,']*)?\+?$", text):
        text = found[1]
    number = read_number(text, decimal_mark or ("." if "," in text else None))
    return None if number is None else int(number)


def currency_in(text: str) -> str:
    """The ISO code that a cell or a heading names, by code or by sign; empty when it names none."""
    for code in CODE.findall(text):
        if code in CURRENCIES:
            return code
    found = SIGN.search(text)
    return SIGNS[found[0]] if found else ""


def read_currency(text: str) -> str:
    """A cell of a currency column: "USD", "U.S. Dollar", "€". Raises NotUnderstood for a name that is not known."""
    text = clean(text)
    if is_nothing(text):
        return ""
    if code := currency_in(text.upper() if len(text) == 3 else text):
        return code
    names = {"euro": "EUR", "pound": "GBP", "sterling": "GBP", "us dollar": "USD", "u.s. dollar": "USD", "australian dollar": "AUD",
             "canadian dollar": "CAD", "swiss franc": "CHF", "yen": "JPY", "baht": "THB", "dong": "VND"}  # fmt: skip
    for name, code in names.items():
        if name in text.casefold():
            return code
    raise NotUnderstood(_("“%(text)s” is no currency that the app knows.") % {"text": text[:40]})
