"""The answer of a list's view."""

from collections.abc import Callable, Sequence

from django.http import Http404
from django.shortcuts import render

from core.lists.listing import Listing
from core.lists.parts import Act
from core.pages import render_page, wants_partial

LIST_PAGE = "components/list_page.html"  # where the piece for htmx stands, whatever page extends it
PANEL = "components/filter_panel.html"
EXPORTS = ("csv", "xlsx")


def list_page(
    request,
    *,
    queryset,
    filterset,
    table,
    title,
    lead: str | Callable[[Listing], str] = "",
    template: str = LIST_PAGE,
    acts: Sequence[Act] = (),
    context: dict | None = None,
    listing_class: type[Listing] = Listing,
    **words,
):
    """The whole answer of a list's view: the page, the list alone for htmx, or the file for `?export=csv|xlsx`.

    `words` are those of `Listing`: noun, export_name, bulk, empty, page_size, search_label, chosen, detail, dress, facts.
    """
    listing = listing_class(request, queryset, filterset, table, panel_comes_later=True, **words)
    kind = request.GET.get("export")
    if kind:
        if kind not in EXPORTS:
            raise Http404(f"No export as {kind}.")
        return listing.export(kind)
    if listing.panel_is_open and wants_partial(request):
        return render(request, PANEL, {"listing": listing})
    lead = lead(listing) if callable(lead) else lead
    page = {"listing": listing, "title": title, "lead": lead, "acts": acts, **(context or {})}
    return render_page(request, LIST_PAGE if wants_partial(request) else template, page, partial="list")
