"""Words, sentences, figures and days in the languages that briefs come in: English, Spanish, Italian, Finnish, Catalan.

Nothing here understands a text: it counts and looks for signs. A text in another language is read by the signs that all share
(digits, currency, lists, addresses), so that a rule is silent rather than wrong. Every pattern is bounded, so that whatever is
pasted is read in time.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

LANGUAGES = ("en", "es", "it", "fi", "ca")

# Words that are frequent in one of the languages and rare in the others: what a text is written in.
COMMON = {
    "en": "the of and to in is that for with are this on as by from we our they who it be at will have not or",
    "es": "el los las del que en una con para por como más pero sus este esta nuestro su lo al se y no muy desde hasta es un son",
    "it": "il lo gli della dei delle che di per con una non sono come più nel alla anche questo dal è e un si loro da ma",
    "fi": "ja on ei että se ovat joka mutta kun tai jotka sekä ovat hän he me vain myös niin jo nyt tämä olla voi mitä",
    "ca": "els amb per que una més però aquest aquesta dels les i és són com del al nostre seva fins des molt no hi ha un",
}
AND = {"en": {"and"}, "es": {"y", "e"}, "it": {"e", "ed"}, "fi": {"ja", "sekä"}, "ca": {"i"}}
SIGNS_OF_AND = re.compile(r"[&+]")

MONTHS = (
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sept sep oct nov dec "
    "enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre "
    "gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre "
    "gener febrer març maig juny juliol agost setembre octubre desembre "
    "tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu marraskuu joulukuu"
).split()
SPANS = (
    "days day weeks week months month quarter years year "
    "días día semanas semana meses mes trimestre años año "
    "giorni giorno settimane settimana mesi mese anni anno "
    "päivää päivässä viikkoa viikossa viikon kuukautta kuukaudessa kuukauden vuotta vuodessa vuoden "
    "dies dia setmanes setmana mesos anys any"
).split()
MONTH = rf"(?:{'|'.join(MONTHS)})(?:n|ssa|ksi|hun|lla)?"
DAY = re.compile(
    r"\b\d{4}-\d{2}(?:-\d{2})?\b"  # 2026-08-31
    r"|\b\d{1,2}[./]\s?\d{1,2}[./](?:\s?\d{2,4})?(?!\d)"  # 31.8.2026, 31/08/26, 31.8.
    rf"|\b(?:\d{{1,2}}(?:st|nd|rd|th|\.|º)?\s+(?:de\s+|d['’]\s*|of\s+)?)?{MONTH}\b\.?(?:\s+(?:de\s+|del\s+|of\s+)?)?(?:\d{{1,2}}(?!\d)(?:st|nd|rd|th)?,?\s*)?(?:\d{{4}})?"
    r"|\bq[1-4]\b\s*(?:/|\s)?(?:\d{4})?"  # Q3 2026
    r"|\b(?:19|20)\d{2}\b"  # a year
    rf"|\b\d+\s+(?:{'|'.join(SPANS)})\b",  # within 6 months
    re.I,
)
MAY_ALONE = re.compile(r"\bmay\b(?!\s+\d)", re.I)  # "may" is seldom the month
FIGURE = re.compile(r"(?<![\w#])[+\-−–]?\d[\d.,'’\u00a0\u202f ]{0,24}\d\s?%?|(?<![\w#])\d+\s?%?")
FIGURE_WORDS = set(
    "double doubling halve half twice triple third quarter zero none hundred thousand million "
    "doble duplicar mitad triple tercio cero cien mil millón "
    "doppio raddoppiare metà triplo terzo zero cento mille milione "
    "kaksinkertaistaa puolet kolminkertaistaa kolmannes nolla sata tuhat miljoona "
    "doblar meitat terç zero cent milió".split()
)
CURRENCY = "eur gbp usd sek nok dkk chf vnd thb".split()
CURRENCY_WORDS = "euros? euroa dólares dollars pounds".split()
SUM = r"(\d[\d.,'’\u00a0\u202f ]{0,24}\d|\d)\s?(k|m|mil)?"
MONEY = re.compile(
    rf"(?:[€£$¥₫฿]|\b(?:{'|'.join(CURRENCY)})\b)\s?{SUM}\b|{SUM}\s?(?:[€£¥₫฿]|\b(?:{'|'.join(CURRENCY + CURRENCY_WORDS)})\b)", re.I
)
ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[\w.+\-]{1,64}@[\w\-]{1,64}\.[\w.\-]{1,64}", re.I)
WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
ITEM = re.compile(r"^\s*(?:[-*•–—·▪◦✓☐□]|\(?\d{1,2}[.)]|[a-z]\))\s+", re.I)
SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’»)]*\s+(?=[\"'“‘«(¿¡]*[^\W\da-z_])")
SHORT_FORMS = re.compile(r"\b(?:e\.g|i\.e|etc|approx|ca|no|vs|p\.ej|ej|es|esim|mm|ns|n\.b|sr|sra|dr|st)\.", re.I)


def plain(text) -> str:
    """Any value as one text in composed characters: what a rule reads is never None and never bytes."""
    return unicodedata.normalize("NFC", text) if isinstance(text, str) else ""


def words(text) -> tuple[str, ...]:
    """In lower case; figures count as words, addresses do not."""
    return _words(plain(text))


@lru_cache(maxsize=256)  # the rules ask for the words of the same few texts a hundred times
def _words(text: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in WORD.findall(ADDRESS.sub(" ", text)))


def lines(text: str) -> list[str]:
    """Lines with something on them, without the sign that makes them items of a list."""
    return [ITEM.sub("", line).strip() for line in plain(text).splitlines() if WORD.search(line)]


def items(text: str) -> list[str]:
    """What stands in a list: its marked lines, else the lines, else what semicolons part."""
    marked = [ITEM.sub("", line).strip() for line in plain(text).splitlines() if ITEM.match(line) and WORD.search(line)]
    if marked:
        return marked
    found = lines(text)
    if len(found) == 1 and ";" in found[0]:
        return [part.strip() for part in found[0].split(";") if WORD.search(part)]
    return found


def has_list(text: str) -> bool:
    return sum(1 for line in plain(text).splitlines() if ITEM.match(line)) > 1


def sentences(text: str) -> list[str]:
    """Sentences; each line of a list is one. A full stop after a short form ends nothing."""
    found: list[str] = []
    for line in lines(text):
        kept = SHORT_FORMS.sub(lambda match: match.group().replace(".", "\u2024"), line)
        found += [part.replace("\u2024", ".").strip() for part in SENTENCE_END.split(kept) if WORD.search(part)]
    return found


def language_of(text: str, *, otherwise: str = "en") -> str:
    """Which of the languages it is written in, by its common words; `otherwise` when nothing tells."""
    found = words(text)
    hits = {language: sum(1 for word in found if word in _common(language)) for language in LANGUAGES}
    best = max(LANGUAGES, key=lambda language: (hits[language], language == otherwise))
    return best if hits[best] else otherwise


@lru_cache(maxsize=8)
def _common(language: str) -> frozenset[str]:
    return frozenset(COMMON[language].split())


def joins(text: str, *, otherwise: str = "en") -> str:
    """The word or sign that adds a second thought ("and", "y", "ja", "&"); empty without one."""
    if sign := SIGNS_OF_AND.search(plain(text)):
        return sign.group()
    languages = {language_of(text, otherwise=otherwise), otherwise}
    found = words(text)
    for place, word in enumerate(found):
        if 0 < place < len(found) - 1 and any(word in AND.get(language, ()) for language in languages):
            return word
    return ""


def days(text: str) -> list[str]:
    """What reads as a day, a month, a year or a span."""
    return [match.group().strip() for match in DAY.finditer(plain(text)) if not MAY_ALONE.fullmatch(match.group().strip())]


def figures(text: str) -> list[str]:
    """Figures that are not part of a day or an address, and words that are figures ("double")."""
    without = DAY.sub(lambda day: day.group() if MAY_ALONE.fullmatch(day.group().strip()) else " ", ADDRESS.sub(" ", plain(text)))
    return [match.group().strip() for match in FIGURE.finditer(without)] + [word for word in words(without) if word in FIGURE_WORDS]


def amounts(text: str) -> list[float]:
    """Amounts of money in major units, however the thousands are written."""
    found = []
    for match in MONEY.finditer(plain(text)):
        digits, unit = (match[1], match[2]) if match[1] else (match[3], match[4])
        if (number := number_of(digits)) is not None:
            found.append(number * {"k": 1_000, "mil": 1_000, "m": 1_000_000}.get((unit or "").lower(), 1))
    return found


def number_of(digits: str) -> float | None:
    """48,200.00 and 48.200,00 and 48 200 are the same; a sign followed by exactly three digits parts thousands."""
    clean = re.sub(r"[\s'’\u00a0\u202f]", "", digits)
    last = max(clean.rfind("."), clean.rfind(","))
    is_decimal = last >= 0 and len(clean) - last - 1 != 3
    whole, part = (clean[:last], clean[last + 1 :]) if is_decimal else (clean, "")
    try:
        return float(f"{re.sub('[.,]', '', whole) or '0'}.{part or '0'}")
    except (ValueError, OverflowError):
        return None


def says(text: str, stems: Iterable[str]) -> str:
    """The first of these stems that a word of the text begins with; one of several words is looked for as it stands. Else empty."""
    found, whole = words(text), f" {' '.join(words(text))} "
    for stem in stems:
        if " " in stem:
            if f" {stem} " in whole:
                return stem
        elif stem.endswith("|"):  # the whole word
            if stem[:-1] in found:
                return stem[:-1]
        elif any(word.startswith(stem) for word in found):
            return stem
    return ""


def content_stems(text: str) -> set[str]:
    """Beginnings of the words that carry meaning: what two texts speak of is compared by them."""
    empty = {word for language in LANGUAGES for word in _common(language)}
    return {word[:6] for word in words(text) if len(word) > 3 and word not in empty and not word[0].isdigit()}


def likeness(one: str, other: str) -> float:
    """How much two texts say the same, 0–1: their common stems among all stems."""
    first, second = content_stems(one), content_stems(other)
    return len(first & second) / len(first | second) if first and second else 0.0
