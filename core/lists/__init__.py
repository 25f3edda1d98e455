"""Every list page: search, filters as chips, columns, sorting, pages, picking rows, and the export of all that match.

    return list_page(request, queryset=Contract.objects.visible_to(request.user).with_account(), filterset=ContractFilter,
                     table=ContractTable, title=_("Contracts"), noun=(_("contract"), _("contracts")), export_name="contracts",
                     acts=[Act(_("New contract"), reverse("contract_create"), "plus", primary=True)],
                     empty=Empty("file-text", _("No contracts yet"), _("…"), acts=[…]))

All of it stands in the address (`?q=…&sort=-ends_on&page=2&show=…`), so a list can be sent to a colleague. The filter named
`q` is the search box. Sorting ends with the key, so pages never overlap. Counting stops at `COUNT_UP_TO`, so that a list of
100,000 rows costs what a list of 1,000 costs.
"""

from core.lists.counting import COUNT_UP_TO, capped_count
from core.lists.filters import HouseFilterSet, KeyFilter
from core.lists.listing import PAGE_SIZE, PAGE_SIZES, Listing
from core.lists.order import ordered
from core.lists.page import EXPORTS, list_page
from core.lists.parts import Act, BulkAct, Chip, Empty, Header, as_they_are
from core.lists.picking import keys_in, picked

__all__ = [
    "COUNT_UP_TO", "EXPORTS", "PAGE_SIZE", "PAGE_SIZES",
    "Act", "BulkAct", "Chip", "Empty", "Header", "HouseFilterSet", "KeyFilter", "Listing",
    "as_they_are", "capped_count", "keys_in", "list_page", "ordered", "picked",
]  # fmt: skip
