"""Pieces of pages that are drawn once: what is drawn from the same rows, figures, language and time zone is the same text.

    drawn("people/_team_table.html", (today, sees_fees, *rows), branches=…, sees_fees=…, today=today)

The key names everything that the piece shows, so no page can be stale: the rows are asked for each time, and only the drawing
of what has not changed is left out (ADR 0030). What is handed over besides the key is looked at only when the piece is drawn.
"""

import secrets
from collections.abc import Callable, Hashable

from django.template.loader import get_template
from django.utils import timezone, translation
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

MOST_LETTERS = 24_000_000  # of all pieces that a process keeps

_kept: dict[Hashable, SafeString] = {}
_letters = 0


def once(key: tuple, make: Callable[[], SafeString]) -> SafeString:
    """What `make` says for this key in this language and time zone."""
    global _letters
    key = (translation.get_language(), timezone.get_current_timezone_name(), key)
    found = _kept.get(key)
    if found is None:
        found = make()
        if _letters + len(found) > MOST_LETTERS:
            _kept.clear()
            _letters = 0
        _letters += len(found)
        _kept[key] = found
    return found


def drawn(template: str, key: tuple, **words) -> SafeString:
    """The template drawn with these words, once for each key, language and time zone."""
    return once((template, key), lambda: get_template(template).render(words))


TOKEN = f"token-{secrets.token_hex(16)}"  # a place that is held for it; nobody can write it into a text


def drawn_for(csrf_token: str, template: str, key: tuple, **words) -> SafeString:
    """The same for a piece with forms: the token that a form carries is each reader's own, and put in afterwards."""
    return with_token(drawn(template, key, csrf_token=TOKEN, **words), csrf_token)


def with_token(piece: SafeString, csrf_token: str) -> SafeString:
    """A piece that was drawn with `TOKEN`, with the reader's own token at its place."""
    return mark_safe(piece.replace(TOKEN, escape(csrf_token)))  # noqa: S308  (a template's, and a token)
