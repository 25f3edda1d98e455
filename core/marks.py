"""The small marks that stand in every row: a due day, money, a state, health, a face.

They are Python and not template files because a list draws hundreds of them; `core/templatetags/house.py` gives them to
templates, `core/columns.py` to lists, so each looks the same everywhere (LOOK, "Parts"). What depends on nothing but its
arguments and the language is drawn once and kept by the process (`drawn_once`).
"""

from collections.abc import Callable
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache, wraps
from math import cos, pi, sin

import lucide as lucide_icons
from django.utils import timezone, translation
from django.utils.formats import date_format, number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.money import SYMBOLS, Money, exponent

SOON_DAYS = 7  # LOOK, "Due": from here on a day has the colour of watch
NOTICE_SOON_DAYS = 30  # the same for a last safe notice day
HUES = 8
SYMBOL_AFTER = {"fi", "ca", "vi"}  # languages that write 48 200 €
KEPT = 8_192  # drawings of one kind that a process keeps


_spoken: ContextVar[str] = ContextVar("_spoken", default="")


def language() -> str:
    return _spoken.get() or translation.get_language() or ""


@contextmanager
def in_one_language():
    """Within it every mark is drawn in the language spoken when it begins: asking for it a thousand times costs a millisecond."""
    token = _spoken.set(translation.get_language() or "")
    try:
        yield
    finally:
        _spoken.reset(token)


def drawn_once(draw: Callable) -> Callable:
    """Keeps what `draw` returned for these arguments in this language.

    Types are part of the key: markup that was marked safe equals the same text that was not, and must not be taken for it.
    """
    kept = lru_cache(maxsize=KEPT, typed=True)(lambda language, *args, **words: draw(*args, **words))

    @wraps(draw)
    def drawn(*args, **words):
        return kept(language(), *args, **words)

    return drawn


# ── Icons ────────────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=512)
def icon(name: str, css: str = "") -> SafeString:
    """A Lucide icon as inline SVG, silent for screen readers: the words beside it speak. Raises for an unknown name."""
    svg = lucide_icons._render_icon(name, None, **{"class": f"lucide {css}".strip(), "aria-hidden": "true", "stroke-width": None})
    return mark_safe(" ".join(svg.replace(' stroke-width="None"', "").split()))  # noqa: S308 (the package's own drawing, no text of ours)


# ── Days ─────────────────────────────────────────────────────────────────────────────────────────


def as_day(value: date | datetime | None) -> date | None:
    """The calendar day of a moment, in the time zone that is active for this person."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


@drawn_once
def day_words(day: date, today: date) -> str:
    """ "Fri 27 Mar", with the year only when it is another."""
    return date_format(day, "D j M" if day.year == today.year else "D j M Y")


@drawn_once
def distance_words(day: date, today: date) -> str:
    """ "Today", "Tomorrow", "in 3 days", "4 days late": calendar days."""
    days = (day - today).days
    if days == 0:
        return _("Today")
    if days == 1:
        return _("Tomorrow")
    if days > 0:
        return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    return ngettext("%(days)d day late", "%(days)d days late", -days) % {"days": -days}


@drawn_once
def ago_words(day: date, today: date) -> str:
    """ "Today", "Yesterday", "3 days ago": for what has happened."""
    days = (today - day).days
    if days < 0:
        return distance_words(day, today)
    if days < 2:
        return _("Yesterday") if days else _("Today")
    return ngettext("%(days)d day ago", "%(days)d days ago", days) % {"days": days}


@drawn_once
def time_tag(day: date, words: str) -> SafeString:
    return format_html('<time datetime="{}" title="{}">{}</time>', day.isoformat(), date_format(day, "l j F Y"), words)


def due(day: date | None, today: date, *, soon: int = SOON_DAYS, is_open: bool = True, short: bool = False) -> SafeString:
    """The words first ("in 3 days"), the date below; a clock when late. What is done has only its date."""
    return _due(as_day(day), today, soon, is_open, short)


@drawn_once
def _due(day: date | None, today: date, soon: int, is_open: bool, short: bool) -> SafeString:
    if day is None:
        return format_html('<span class="due">{}</span>', "–")
    if not is_open:
        return format_html('<span class="due">{}</span>', time_tag(day, day_words(day, today)))
    days = (day - today).days
    css = " is-late" if days < 0 else " is-soon" if days <= soon else ""
    clock = icon("clock-alert") if days < 0 else ""
    if short:
        return format_html('<span class="due{}">{}{}</span>', css, clock, time_tag(day, distance_words(day, today)))
    below = time_tag(day, day_words(day, today))
    return format_html('<span class="due{}">{}{}<small>{}</small></span>', css, clock, distance_words(day, today), below)


# ── Money ────────────────────────────────────────────────────────────────────────────────────────


def _figures(amount: Decimal, places: int) -> str:
    return number_format(amount, decimal_pos=places, use_l10n=True, force_grouping=True)


def _short(amount: Decimal) -> str:
    """4.82m, 187k: for tiles and charts only."""
    if amount >= 999_500_000:
        return _("%sbn") % number_format(amount / 1_000_000_000, decimal_pos=2, use_l10n=True)
    if amount >= 999_500:
        millions = amount / 1_000_000
        return _("%sm") % number_format(millions, decimal_pos=2 if millions < 10 else 1, use_l10n=True)
    if amount >= 10_000:
        return _("%sk") % number_format((amount / 1_000).quantize(Decimal(1), ROUND_HALF_UP), decimal_pos=0, use_l10n=True)
    return _figures(amount.quantize(Decimal(1), ROUND_HALF_UP), 0)


def money_parts(money: Money, style: str = "") -> tuple[str, str, str, bool]:
    """(minus, currency, figures, whether the currency stands after), in the locale of the reader.

    `style`: empty shows cents where there are some; "cents" always; "whole" never; "short" as on tiles.
    """
    amount, places = abs(money.amount), exponent(money.currency)
    if style == "short":
        figures = _short(amount)
    elif style == "whole" or (not style and amount == amount.to_integral_value()):
        figures = _figures(amount.quantize(Decimal(1), ROUND_HALF_UP), 0)
    else:
        figures = _figures(amount, places)
    after = (translation.get_language() or "en")[:2] in SYMBOL_AFTER
    return "−" if money.minor < 0 else "", SYMBOLS.get(money.currency, money.currency), figures, after


@drawn_once
def money(value: Money | None, style: str = "") -> SafeString:
    """The currency lighter than the figures, a real minus. None is a dash, never nought."""
    if value is None:
        return format_html('<span class="money">{}</span>', "–")
    minus, symbol, figures, after = money_parts(value, style)
    css = " is-minus" if minus else ""
    if after:
        return format_html('<span class="money{}">{}{}<span class="cur">&nbsp;{}</span></span>', css, minus, figures, symbol)
    gap = " " if len(symbol) > 2 else ""
    return format_html('<span class="money{}">{}<span class="cur">{}{}</span>{}</span>', css, minus, symbol, gap, figures)


def money_words(value: Money | None, style: str = "") -> str:
    """The same as text, for labels, titles and messages."""
    if value is None:
        return "–"
    minus, symbol, figures, after = money_parts(value, style)
    if after:
        return f"{minus}{figures}\u00a0{symbol}"
    return f"{minus}{symbol}{' ' if len(symbol) > 2 else ''}{figures}"


# ── State and health ─────────────────────────────────────────────────────────────────────────────

TICK = '<path d="m3.4 6.2 1.8 1.8 3.5-3.8"/>'
CROSS = '<path d="m4.1 4.1 3.8 3.8m0-3.8-3.8 3.8"/>'


@lru_cache(maxsize=64)
def state_ring(fill: float, end: str = "") -> SafeString:
    """A ring filled clockwise by how far it is (0 to 1), or a tick or a cross at the end."""
    if end:
        inner = TICK if end == "done" else CROSS
    elif fill <= 0:
        inner = ""
    elif fill >= 1:
        inner = '<circle class="full" cx="6" cy="6" r="3.4"/>'
    else:
        x, y = 6 + 3.4 * sin(2 * pi * fill), 6 - 3.4 * cos(2 * pi * fill)
        inner = f'<path d="M6 6V2.6A3.4 3.4 0 {int(fill > 0.5)} 1 {x:.2f} {y:.2f}Z"/>'
    return mark_safe(f'<svg class="state-ring" viewBox="0 0 12 12" aria-hidden="true"><circle cx="6" cy="6" r="5"/>{inner}</svg>')  # noqa: S308 (our drawing)


@drawn_once
def state(label, fill: float = 0.5, *, mine: bool = False, done: bool = False, lost: bool = False) -> SafeString:
    """A ring filled by how far it is and the word; plum when it waits for the reader, a tick when done, a cross when lost."""
    end = "done" if done else "lost" if lost else ""
    css = f" is-{end}" if end else " is-mine" if mine else ""
    return format_html('<span class="state{}">{}{}</span>', css, state_ring(float(fill), end), label)


HEALTH_SHAPES = {
    "good": '<circle cx="6" cy="6" r="5"/>',
    "watch": '<path d="M6 .9 11.6 11H.4Z"/>',
    "risk": '<path d="M6 .2 11.8 6 6 11.8.2 6Z"/>',
    "none": '<circle cx="6" cy="6" r="4.6"/>',
}


# What a browser says of itself, the telling word first: nearly all of them also claim to be Safari and Chrome.
BROWSERS = {"Edg": "Edge", "OPR": "Opera", "SamsungBrowser": "Samsung Internet", "Firefox": "Firefox", "FxiOS": "Firefox",
            "Chrome": "Chrome", "CriOS": "Chrome", "Safari": "Safari"}  # fmt: skip
SYSTEMS = {"iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows", "Mac OS X": "macOS", "CrOS": "ChromeOS",
           "Linux": "Linux"}  # fmt: skip


def browser_words(user_agent: str) -> str:
    """ "Firefox on Windows" for the list of one's sessions; what is unknown stays in its own words."""
    browser = next((name for sign, name in BROWSERS.items() if f"{sign}/" in user_agent), "")
    system = next((name for sign, name in SYSTEMS.items() if sign in user_agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or user_agent[:60] or _("Unknown browser")


def health_words(colour: str) -> str:
    return {"good": _("Steady"), "watch": _("Watch"), "risk": _("At risk")}.get(colour) or _("Not enough evidence")


@lru_cache(maxsize=8)
def health_mark(colour: str) -> SafeString:
    """Circle, triangle, diamond, hollow: the shape says it, the colour repeats it."""
    colour = colour if colour in HEALTH_SHAPES else "none"
    shape = HEALTH_SHAPES[colour]
    return mark_safe(f'<svg class="health-mark mark-{colour}" viewBox="0 0 12 12" aria-hidden="true">{shape}</svg>')  # noqa: S308 (our drawing)


@drawn_once
def health(colour: str, number=None) -> SafeString:
    """Mark and number; a dash while evidence lacks, never nought."""
    colour = colour if colour in HEALTH_SHAPES else "none"
    shown = "–" if number is None or colour == "none" else number
    words = health_words(colour)
    return format_html(
        '<span class="health is-{}" title="{}">{}<span class="visually-hidden">{}, </span>{}</span>',
        colour,
        words,
        health_mark(colour),
        words,
        shown,
    )


# ── People ───────────────────────────────────────────────────────────────────────────────────────


def initials(name: str) -> str:
    """First letters of the first and the last word; a name of one word gives its first two."""
    words = [word for word in str(name).replace(".", " ").split() if word[0].isalnum()]
    if not words:
        return "?"
    return (words[0][:2] if len(words) == 1 else words[0][0] + words[-1][0]).upper()


def hue(pk: int | None) -> int:
    """One of eight tints by key: so that one recognises a face, never by meaning."""
    return (pk or 0) % HUES + 1


def face(person, css: str = "") -> SafeString:
    return _face(person.pk, str(person), css)


@drawn_once
def _face(pk: int | None, name: str, css: str) -> SafeString:
    return format_html('<span class="face hue-{} {}" aria-hidden="true">{}</span>', hue(pk), css, initials(name))


def client_face(contact, css: str = "") -> SafeString:
    """Square: one sees at once who is theirs."""
    return format_html('<span class="face is-client {}" aria-hidden="true">{}</span>', css, initials(contact))


def person(somebody, below: str = "", css: str = "") -> SafeString:
    """Face and full name, with a second line if given. Nobody is a dash."""
    if somebody is None:
        return format_html('<span class="ink-3">{}</span>', "–")
    return _person(somebody.pk, str(somebody), below, css)


@drawn_once
def _person(pk: int | None, name: str, below: str, css: str) -> SafeString:
    small = format_html("<small>{}</small>", below) if below else ""
    drawn = _face(pk, name, css)
    return format_html('<span class="person">{}<span><span class="clip" title="{}">{}</span>{}</span></span>', drawn, name, name, small)


def faces(people, most: int = 4) -> SafeString:
    """Faces one over another; their names for who cannot see them."""
    shown = list(people)
    drawn = format_html_join("", "{}", ((face(one),) for one in shown[:most]))
    names = ", ".join(str(one) for one in shown)
    more = format_html('<span class="sm ink-3"> +{}</span>', len(shown) - most) if len(shown) > most else ""
    return format_html('<span class="faces" title="{}">{}</span>{}<span class="visually-hidden">{}</span>', names, drawn, more, names)


@drawn_once
def tag(label, kind: str = "", icon_name: str = "") -> SafeString:
    """A fact that seldom changes: tier, walled, self-approved. `kind`: key, good, watch, risk, note or empty."""
    css = f" is-{kind}" if kind else ""
    return format_html('<span class="tag{}">{}{}</span>', css, icon(icon_name) if icon_name else "", label)
