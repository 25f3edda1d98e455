from django.db.models import F
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from care import known
from clients import columns
from core.columns import ChoiceColumn, DayColumn, HouseColumn, HouseTable, TextColumn, TitleColumn
from core.lists import Listing
from core.spreadsheets import spreadsheet_response

EXPORT_CHUNK = 500


class KnownTable(HouseTable):
    title = TitleColumn(verbose_name=_("What we know"), sub="teaser", css="lim-wide", order_by="title")
    what_kind = ChoiceColumn(verbose_name=_("Kind"), hide_on="phone", css="nowrap")
    about = TextColumn(verbose_name=columns.CLIENT, hide_on="phone", order_by="client_name")
    source = TextColumn(verbose_name=_("Source"), hide_on="phone", chosen=False)
    by_name = TextColumn(verbose_name=_("Written by"), hide_on="tablet", order_by="by_name")
    text = HouseColumn(verbose_name=_("Text"), only_export=True)
    said_on = DayColumn(verbose_name=_("Day"))

    class Meta:
        order_by = ("-said_on",)


class KnownListing(Listing):
    """A list of rows of several kinds: what is asked, counted and put in order is the one statement of `care.known`."""

    @cached_property
    def matching(self):
        return known.rows(self.request.user, self.filterset.wanted)

    @cached_property
    def rows_in_order(self):
        name = self.sort.lstrip("-")
        column = f"known_{(self.sortable.get(name) or ('said_on',))[0]}"
        day = F("known_said_on").desc(nulls_last=True)
        first = F(column).desc(nulls_last=True) if self.sort.startswith("-") else F(column).asc(nulls_last=True)
        return self.matching.order_by(first, day, "known_what_kind", "known_row")

    @cached_property
    def _fetched(self) -> list:
        if self.matching is None:
            return []
        start = (self.number - 1) * self.size
        return list(known.dressed(self.rows_in_order[start : start + self.size + 1]))

    @cached_property
    def count(self) -> int:
        if self.matching is None:
            return 0
        if self.number == 1 and not self.has_next:
            return self.fetched
        return self.matching[: self.most + 1].count()

    def export(self, kind: str):
        """All that matches, in this order, as a file."""
        found = () if self.matching is None else self.rows_in_order.iterator(chunk_size=EXPORT_CHUNK)
        table = self.table_class
        return spreadsheet_response(kind, self.export_name, table.export_headers(), table.export_rows(known.dressed(found)))
