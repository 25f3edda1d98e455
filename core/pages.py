"""One URL answers twice: the whole page, or the named piece of it that htmx asked for (STYLE §9)."""

from collections.abc import Callable, Sequence

from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme

from core.drawn import TOKEN, with_token
from core.readings import unchanged
from core.statements import state_of


def wants_partial(request) -> bool:
    """True for an htmx request that replaces a piece, not for a boosted link or a restored history."""
    htmx = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def came_from(request, otherwise: str) -> str:
    """The page of ours on which a button was pressed, so that one press in My day leaves the reader there; else `otherwise`."""
    page = request.headers.get("Referer", "")
    is_ours = page and url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if is_ours else otherwise


def render_page(request, template: str, context: dict | None = None, *, partial: str = "", status: int | None = None):
    """The page, or its `partial` for htmx. A bound form with errors answers 422, which base.html tells htmx to swap."""
    context = context or {}
    form = context.get("form")
    if status is None:
        status = 422 if form is not None and getattr(form, "is_bound", False) and form.errors else 200
    name = f"{template}#{partial}" if partial and wants_partial(request) else template
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Boosted", "HX-History-Restore-Request"])
    return response


def render_record(request, template: str, read: Callable[[], dict], *, scripts: Sequence[str] = ()):
    """The page of one row as it is opened: what stands in the frame is drawn anew only when a row has changed (ADR 0030).

    `read` gives the context, `page_title` in it, and looks at nothing but rows, the reader, their day and the address. The template
    extends `page_base`, so that its content can be drawn without the frame; forms in it carry the reader's own token. `scripts` are files
    that the page loads.
    """
    person = request.user

    def draw() -> tuple:
        context = {"page_base": "base_piece.html", "csrf_token": TOKEN, "today": person.today, "user": person, **read()}
        return str(context["page_title"]), render_to_string(template, context)

    title, content = unchanged(("record", template, request.get_full_path(), state_of(person)), draw)
    context = {"page_title": title, "content": with_token(content, get_token(request)), "scripts": scripts}
    response = render(request, "base_record.html", context)
    patch_vary_headers(response, ["HX-Request", "HX-Boosted", "HX-History-Restore-Request"])
    return response
