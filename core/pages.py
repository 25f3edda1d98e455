"""One URL answers twice: the whole page, or the named piece of it that htmx asked for (STYLE §9)."""

from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme


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
