"""Days as people and programs write them. Day-first or month-first is decided by a column's values above 12."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.utils import timezone
from django.utils.translation import gettext as _

from exchange.reading.text import clean, is_nothing
from exchange.values import NotUnderstood

EXCEL_DAY_ZERO = date(1899, 12, 30)  # so that its (wrong) leap day of 1900 does not matter after February 1900
SERIALS = range(20_000, 80_000)  # 1954 to 2119
YEARS = range(1900, 2200)
TWO_DIGIT_PIVOT = 70  # 70–99 are 1970–1999, 00–69 are 2000–2069

YEAR_FIRST = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?=$|[T\s])")
COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:T?\d{6}Z?)?$")
TWO_ORDERS = re.compile(r"^(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4}|\d{2})(?=$|[T\s,])")
NAMED = re.compile(
    r"^(?:[^\W\d_]+\.?,\s*)?(\d{1,2})(?:st|nd|rd|th|\.|º)?(?:\s+day)?[\s-]*(?:of\s+|de\s+)?([^\W\d_]{3,})\.?,?[\s-]*(?:of\s+|de\s+)?(\d{4}|\d{2})\b"
)
NAMED_FIRST = re.compile(r"^(?:[^\W\d_]+,\s*)?([^\W\d_]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b")
REDACTED = re.compile(r"\[\s*\]|\*{2,}|_{2,}|x{2,}", re.I)

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero janvier januar januari gennaio janeiro gener tammikuu tammikuuta ene janv",
            "february feb febrero février fevrier februar februari febbraio fevereiro febrer helmikuu helmikuuta févr",
            "march mar marzo mars märz maerz maart março març maaliskuu maaliskuuta mrt",
            "april apr abril avril aprile abr avr huhtikuu huhtikuuta",
            "may mayo mai mei maggio maio maig toukokuu toukokuuta mag",
            "june jun junio juin juni giugno junho juny kesäkuu kesäkuuta giu",
            "july jul julio juillet juli luglio julho juliol heinäkuu heinäkuuta lug juil",
            "august aug agosto août aout augustus agost elokuu elokuuta ago",
            "september sep sept septiembre septembre settembre setembro setembre syyskuu syyskuuta set",
            "october oct octubre octobre oktober ottobre outubro lokakuu lokakuuta okt ott out",
            "november nov noviembre novembre novembro marraskuu marraskuuta",
            "december dec diciembre décembre dezember dicembre dezembro desembre joulukuu joulukuuta dic dez des déc",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip


class DateOrder(StrEnum):
    DAY_FIRST = "DMY"
    MONTH_FIRST = "MDY"


@dataclass
class DateEvidence:
    """What a column's (or a file's) values say about their order. `feed` each text, then ask `order`."""

    day_first: int = 0
    month_first: int = 0
    either: int = 0
    serials: int = 0
    others: int = 0
    example: str = ""

    def feed(self, text: str) -> None:
        text = clean(text)
        if is_nothing(text):
            return
        if found := TWO_ORDERS.match(text):
            first, second = int(found[1]), int(found[2])
            if first > 12 >= second >= 1 or "." in found[0]:
                self.day_first += 1
            elif second > 12 >= first >= 1:
                self.month_first += 1
            elif first != second and 1 <= first <= 12 and 1 <= second <= 12:
                self.either += 1
                self.example = self.example or text
            else:
                self.others += 1
        elif text.isdigit() and len(text) == 5:
            self.serials += 1
        else:
            self.others += 1

    def __iadd__(self, other: "DateEvidence") -> "DateEvidence":
        self.day_first += other.day_first
        self.month_first += other.month_first
        self.either += other.either
        self.serials += other.serials
        self.example = self.example or other.example
        return self

    @property
    def order(self) -> DateOrder | None:
        """The one order that the values allow; None where none speaks, or where they speak against each other."""
        if bool(self.day_first) == bool(self.month_first):
            return None
        return DateOrder.DAY_FIRST if self.day_first else DateOrder.MONTH_FIRST

    @property
    def is_open(self) -> bool:
        """Some values can be read in two ways, and nothing decides."""
        return bool(self.either) and self.order is None


def read_date(text: str, order: DateOrder | None = None) -> date | None:
    """The day; None for a cell without one. A moment's offset is left as written: it names a clock, not another day."""
    text = clean(text)
    if is_nothing(text) or text in {"0000-00-00", "0000-00-00 00:00:00", "00/00/0000"}:
        return None
    if REDACTED.search(text):
        raise NotUnderstood(_("“%(text)s” is a day with parts blacked out.") % {"text": text[:40]})
    if found := YEAR_FIRST.match(text):
        return _day(int(found[1]), int(found[2]), int(found[3]), text)
    if found := TWO_ORDERS.match(text):
        if "." in found[0]:  # nobody writes the month first and parts with points
            order = DateOrder.DAY_FIRST
        return _in_order(int(found[1]), int(found[2]), _year(found[3]), order, text)
    if (found := COMPACT.match(text)) and int(found[1]) in YEARS:
        return _day(int(found[1]), int(found[2]), int(found[3]), text)
    if found := NAMED.match(text):
        return _day(_year(found[3]), _month(found[2], text), int(found[1]), text)
    if found := NAMED_FIRST.match(text):
        return _day(int(found[3]), _month(found[1], text), int(found[2]), text)
    serial = text.removesuffix(".0")
    if serial.isdigit() and serial.isascii() and int(serial) in SERIALS:
        return EXCEL_DAY_ZERO + timedelta(days=int(serial))
    raise NotUnderstood(_("“%(text)s” is no day that can be read; write it as 2026-03-31.") % {"text": text[:40]})


def _in_order(first: int, second: int, year: int, order: DateOrder | None, text: str) -> date:
    if first > 12 or second > 12 or first == second:
        order = DateOrder.DAY_FIRST if first > 12 else DateOrder.MONTH_FIRST
    if order is None:
        raise NotUnderstood(_("“%(text)s” can be read day first or month first; answer the question about days.") % {"text": text[:40]})
    return _day(year, second, first, text) if order == DateOrder.DAY_FIRST else _day(year, first, second, text)


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else year + (1900 if year >= TWO_DIGIT_PIVOT else 2000)


def _month(name: str, text: str) -> int:
    if (month := MONTHS.get(name.casefold())) is None:
        raise NotUnderstood(_("“%(text)s” names no month that is known.") % {"text": text[:40]})
    return month


def _day(year: int, month: int, day: int, text: str) -> date:
    try:
        found = date(year, month, day)
    except ValueError as error:
        raise NotUnderstood(_("“%(text)s” is no day of the calendar.") % {"text": text[:40]}) from error
    if found.year not in YEARS:
        raise NotUnderstood(_("“%(text)s” lies outside 1900 to 2199.") % {"text": text[:40]})
    return found


CLOCK = re.compile(r"([01]?\d|2[0-3])[:.h]([0-5]\d)(?:[:.][0-5]\d)?(?:\.\d+)?\s*([ap]\.?m\.?)?", re.IGNORECASE | re.ASCII)


def read_time(text: str) -> time:
    """14:30, 14.30, 2:30 pm."""
    found = CLOCK.fullmatch(text.strip())
    if not found:
        raise NotUnderstood(_("“%(text)s” is no time of day; write it as 14:30.") % {"text": text[:40]})
    hour, half = int(found[1]), (found[3] or "").lower()[:1]
    if half and not 1 <= hour <= 12:
        raise NotUnderstood(_("“%(text)s” is no time of day; write it as 14:30.") % {"text": text[:40]})
    return time(hour % 12 + (12 if half == "p" else 0) if half else hour, int(found[2]))


OFFSET = re.compile(r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)? ?(?:Z|UTC|[+-]\d{2}:?\d{2})$", re.ASCII)
CLOCK_WITHIN = re.compile(rf"(?:^|[T\s,]){CLOCK.pattern}(?=$|\s|Z)", re.IGNORECASE | re.ASCII)


def read_moment(text: str, order: DateOrder | None = None) -> datetime | None:
    """A day with its hour, by the agency's clock unless it names its own; a day alone begins at midnight."""
    text = clean(text)
    if OFFSET.match(text):
        try:
            return datetime.fromisoformat(text.replace(" UTC", "Z").replace(" +", "+").replace(" -", "-"))
        except ValueError as error:
            raise NotUnderstood(_("“%(text)s” is no day of the calendar.") % {"text": text[:40]}) from error
    day = read_date(text, order)
    if day is None:
        return None
    found = None if text.isdigit() else next((one for one in CLOCK_WITHIN.finditer(text) if one.start() > 0), None)
    hour = read_time(found[0].strip(" T,")) if found else time()
    return timezone.make_aware(datetime.combine(day, hour))
