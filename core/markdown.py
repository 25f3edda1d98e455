"""Markdown that colleagues wrote, as markup for a page (R7).

Nothing that was typed becomes markup by itself: HTML is shown as text, a link leads to the web, to a mail or within the house, and a
picture is a link to it, so that reading a page tells no other server that somebody read it.
"""

from urllib.parse import urlsplit

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

LINK_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
LONGEST_RENDERED = 200_000  # signs; a page that long is read as it was typed


def leads_somewhere_safe(url: str) -> bool:
    """Web, mail, telephone or a place within the house; no script, no data, no other server without its scheme."""
    address = "".join(url.split()).lower()
    if address.startswith(("//", "/\\", "\\")):
        return False
    try:
        scheme = urlsplit(address).scheme
    except ValueError:
        return False
    return scheme in LINK_SCHEMES or (not scheme and ":" not in address.partition("/")[0])


def _open_link(renderer, tokens, index, options, env) -> str:
    """A link to another house opens without telling it where the reader came from."""
    if not str(tokens[index].attrs.get("href", "")).startswith(("/", "#")):
        tokens[index].attrs["rel"] = "noopener noreferrer nofollow"
    return renderer.renderToken(tokens, index, options, env)


def _heading(renderer, tokens, index, options, env) -> str:
    """The page has its own first heading: those of the text begin one below."""
    tokens[index].tag = f"h{min(int(tokens[index].tag[1]) + 1, 6)}"
    return renderer.renderToken(tokens, index, options, env)


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"]).disable("image")
    reader.validateLink = leads_somewhere_safe
    for name, rule in (("link_open", _open_link), ("heading_open", _heading), ("heading_close", _heading)):
        reader.add_render_rule(name, rule)
    return reader


READER = _reader()


def as_markup(text: str) -> SafeString:
    """The text as markup. What was typed is escaped by markdown-it, since `html` is off."""
    if len(text) > LONGEST_RENDERED:
        return format_html("<pre>{}</pre>", text)
    return mark_safe(READER.render(text))  # noqa: S308  (see above)


def as_words(text: str) -> str:
    """The words of it on one line, without the signs that only draw: for a line below a title."""
    tokens = (child for token in READER.parse(text[:4_000]) for child in token.children or ())
    return " ".join(" ".join(token.content if token.type in ("text", "code_inline") else " " for token in tokens).split())
