"""A tile of a board, and a number as it stands on one: in words, and as the door to its records."""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.html import format_html


@dataclass(frozen=True, slots=True)
class Tile:
    label: str
    value: str
    note: str = ""
    url: str = ""
    direction: str = ""


def count_words(number: int) -> str:
    return number_format(number, use_l10n=True, force_grouping=True)


def figure(number: int, url: str) -> str:
    """A number as the door to its records; nought is no door."""
    return format_html('<a class="plain" href="{}">{}</a>', url, count_words(number)) if number else "–"
