"""One list as the address asks for it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

import django_filters
from django.db.models import QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest, QueryDict
from django.template.loader import get_template
from django.utils import translation
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.as_a_whole import as_a_whole
from core.columns import HouseTable
from core.drawn import drawn
from core.lists import counting
from core.lists.counting import capped_count, capped_count_of
from core.lists.filters import HouseFilterSet, names_of, words_of
from core.lists.order import ordered, row_that_may_lack
from core.lists.parts import BulkAct, Chip, Empty, Header, Said
from core.lists.picking import keys_in
from core.readings import unchanged
from core.spreadsheets import spreadsheet_response
from core.statements import asked, counted, kept, state_of

PAGE_SIZES = (25, 50, 100)
PAGE_SIZE = 50
EXPORT_CHUNK = 1_000
OWN_PARAMETERS = frozenset({"sort", "page", "size", "show", "export", "pick", "all", "panel"})
BY_ROWS = (django_filters.ModelChoiceFilter, django_filters.ModelMultipleChoiceFilter)  # reading them asks the database


@cache
def by_rows(filterset_class: type[HouseFilterSet]) -> tuple[str, ...]:
    """Names of the filters that are read by asking for a row."""
    return tuple(name for name, one in filterset_class.base_filters.items() if isinstance(one, BY_ROWS))


@dataclass
class Listing:
    """One list as it is now: what `components/list.html` draws. Use `list_page` unless the list stands within another page.

    `queryset` is given as a function where it depends on nothing but the reader, their day (`state_of`) and `facts`: then statements, chips
    and whatever is drawn without rows are worked out once for each address and reader, and the rows are asked for each time (ADR 0030).
    `detail(queryset)` adds what only the rows that are drawn need, so that rows are filtered, put in order and counted without it.
    `dress(rows)` loads what the rows of a page need beside, in place of the query set's prefetches.
    """

    request: HttpRequest
    queryset: QuerySet | Callable[[], QuerySet]
    filterset_class: type[HouseFilterSet]
    table_class: type[HouseTable]
    noun: tuple[str, str] = (gettext_lazy("row"), gettext_lazy("rows"))
    export_name: str = "list"
    bulk: Sequence[BulkAct] = ()
    empty: Empty | None = None
    page_size: int = PAGE_SIZE
    search_label: str = ""
    chosen: dict = field(default_factory=dict)  # filters that hold when the address names none
    detail: Callable[[QuerySet], QuerySet] | None = None
    dress: Callable[[list], None] | None = None
    counts_few: bool = False  # no further than hits of a word: where each row must be asked whether it is seen
    facts: tuple = ()  # what `queryset` looks at besides the reader and their day, as values
    panel_comes_later: bool = False  # the view answers `?panel=` with the panel of filters alone, as `list_page` does

    # ── What the address asks for ────────────────────────────────────────────────────────────────

    @cached_property
    def parameters(self) -> QueryDict:
        given = self.request.GET.copy()
        if self.chosen and not set(given) - OWN_PARAMETERS - {"f"}:
            for key, value in self.chosen.items():
                if "f" not in given:
                    given.setlist(key, value if isinstance(value, list | tuple) else [value])
        return given

    @cached_property
    def filterset(self) -> HouseFilterSet:
        rows = self.queryset() if callable(self.queryset) else self.queryset
        return self.filterset_class(self.parameters, queryset=rows, request=self.request)

    @cached_property
    def key(self) -> tuple | None:
        """All that this list is made from, but its rows and the number of its page; None where each visit makes it anew."""
        if not callable(self.queryset) or any(self.parameters.get(name) for name in by_rows(self.filterset_class)):
            return None
        parameters = self.parameters.copy()
        parameters.pop("page", None)
        sort_of_list = (type(self), self.filterset_class, self.table_class, str(self.noun[1]), bool(self.bulk), self.facts)
        return (*sort_of_list, self.request.path, parameters.urlencode(), translation.get_language(), state_of(self.request.user))

    @cached_property
    def matching(self) -> QuerySet:
        return self.filterset.qs

    def address(self, **changes) -> str:
        """This list's address with some parameters set, or left out when None."""
        parameters = self.parameters.copy()
        for key in ("page", "export", "panel"):
            parameters.pop(key, None)
        for key, value in changes.items():
            parameters.pop(key, None)
            if value is not None:
                parameters.setlist(key, value if isinstance(value, list) else [str(value)])
        if self.chosen and not set(parameters) - OWN_PARAMETERS:
            parameters["f"] = "all"  # says: no filter, and I mean it
        return f"{self.request.path}?{parameters.urlencode()}" if parameters else self.request.path

    def ask(self, name: str, about: Callable[[QuerySet], QuerySet]) -> list:
        """The rows of another question about all rows that match."""
        return asked((name, *self.key), lambda: about(self.matching)) if self.key else list(about(self.matching))

    # ── Order ────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def sortable(self) -> dict[str, tuple[str, ...]]:
        """Column name → paths to order by."""
        found = {}
        for name, column in self.table_class.on_page():
            if column.orderable is False:
                continue
            paths = tuple(column.order_by) if column.order_by else (str(column.accessor or name),)
            found[name] = tuple(path.replace(".", LOOKUP_SEP) for path in paths)
        return found

    @cached_property
    def sort(self) -> str:
        asked = self.request.GET.get("sort", "")
        if asked.lstrip("-") in self.sortable:
            return asked
        default = self.table_class._meta.order_by
        return default[0] if default else ""

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """What rows are ordered by, "-" before what descends."""
        name = self.sort.lstrip("-")
        paths = self.sortable.get(name) or ((name,) if name else ())
        if self.sort.startswith("-"):
            paths = tuple(path.removeprefix("-") if path.startswith("-") else f"-{path}" for path in paths)
        return paths

    @cached_property
    def rows_in_order(self) -> QuerySet:
        return ordered(self._detailed, self.paths)

    @property
    def _detailed(self) -> QuerySet:
        return self.detail(self.matching) if self.detail else self.matching

    @property
    def headers(self) -> list[Header]:
        found = []
        for name, column in self.table.shown:
            label = self.table_class.header_of(name, column)
            if name not in self.sortable:
                found.append(Header(label, column.head_css))
                continue
            direction = {name: "ascending", f"-{name}": "descending"}.get(self.sort, "")
            found.append(Header(label, column.head_css, self.address(sort=f"-{name}" if direction == "ascending" else name), direction))
        return found

    # ── Pages ────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def size(self) -> int:
        asked = self.request.GET.get("size", "")
        return int(asked) if asked.isdecimal() and int(asked) in PAGE_SIZES else self.page_size

    @cached_property
    def number(self) -> int:
        asked = self.request.GET.get("page", "")
        return max(int(asked), 1) if asked.isdecimal() and len(asked) < 8 else 1

    @cached_property
    def _fetched(self) -> list:
        rows = self._rows_of_page()
        if self.dress:
            self.dress(rows)
        return rows

    def _rows_of_page(self) -> list:
        """One more than the page shows, which tells whether another follows.

        Rows are last that lack what the list is ordered by. They are asked for apart, where the others don't fill the page: in one
        statement no index would serve, and all rows would be put in order for one page.
        """
        start, wanted = (self.number - 1) * self.size, self.size + 1
        if not self._lacking:
            return self._slice("all", lambda: self.rows_in_order, start, wanted)
        rows = self._slice("known", self._known_in_order, start, wanted)
        if len(rows) < wanted:
            before = start + len(rows) if rows or not start else self._count_of_known()
            rows += self._slice("lacking", self._lacking_in_order, max(start - before, 0), wanted - len(rows))
        return rows

    @cached_property
    def _lacking(self) -> str:
        """The lookup for rows that lack what they are ordered by, where it stands in a row that may not exist; else ""."""
        path = self.paths[0].lstrip("-") if self.paths else ""
        model = self.filterset_class._meta.model
        return f"{path}__isnull" if path and model and row_that_may_lack(model, path) else ""

    def _known_in_order(self) -> QuerySet:
        return ordered(self._detailed.filter(**{self._lacking: False}), self.paths, known=True)

    def _lacking_in_order(self) -> QuerySet:
        rest = self.paths[1:] or (("-pk",) if self.paths[0].startswith("-") else ("pk",))
        return ordered(self._detailed.filter(**{self._lacking: True}), rest)

    def _count_of_known(self) -> int:
        def build() -> QuerySet:
            return self.matching.filter(**{self._lacking: False})

        return counted(("count of known", *self.key), build) if self.key else build().count()

    def _slice(self, part: str, rows: Callable[[], QuerySet], start: int, wanted: int) -> list:
        def build() -> QuerySet:
            found = rows()[start : start + wanted]
            return found.prefetch_related(None) if self.dress else found

        return asked((part, start, wanted, *self.key), build) if self.key else list(build())

    @property
    def records(self) -> list:
        return self._fetched[: self.size]

    @cached_property
    def _drawn(self) -> tuple[SafeString, int]:
        """The rows of this page as they are drawn, and how many were fetched: one more than is shown where another page follows."""
        if self.key is None or "_fetched" in self.__dict__:  # asked for already: nothing is left that could be asked again
            return self.table.drawn_rows(), len(self._fetched)
        return unchanged(("rows", self.number, *self.key), lambda: (self.table.drawn_rows(), len(self._fetched)))

    @property
    def rows_drawn(self) -> SafeString:
        return self._drawn[0]

    @property
    def fetched(self) -> int:
        return self._drawn[1]

    @property
    def has_rows(self) -> bool:
        return bool(self.fetched)

    @property
    def has_next(self) -> bool:
        return self.fetched > self.size

    @cached_property
    def count(self) -> int:
        """Rows that match; counted without a query where this page already tells, one above the cap where there are more."""
        if self.number == 1 and not self.has_next:
            return self.fetched
        if self.key is None:
            return capped_count(self.matching, most=self.most)
        return capped_count_of(self.key, self._to_count, most=self.most)

    def _to_count(self) -> QuerySet:
        """What matches. Where nobody has narrowed the list, most of what one sees does, and it is gone through as a whole."""
        if any(any(values) for name, values in self.request.GET.lists() if name not in OWN_PARAMETERS | {"f"}):
            return self.matching
        with as_a_whole():
            return self.filterset_class(self.parameters, queryset=self.queryset(), request=self.request).qs

    @property
    def most(self) -> int:
        """Rows are counted up to here."""
        few = self.search or self.counts_few
        return min(counting.COUNT_UP_TO, counting.COUNT_FOUND_UP_TO) if few else counting.COUNT_UP_TO

    @property
    def count_words(self) -> str:
        if self.count > self.most:
            return _("%s+") % number_format(self.most, use_l10n=True, force_grouping=True)
        return number_format(self.count, use_l10n=True, force_grouping=True)

    @property
    def noun_words(self) -> str:
        return str(self.noun[0] if self.count == 1 else self.noun[1])

    @property
    def first(self) -> int:
        return (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        return self.first + min(self.fetched, self.size) - 1

    @property
    def pages(self) -> list[dict]:
        """Numbers to go to, with a gap where some are left out. Beyond the cap there is only "Next"."""
        total = -(-min(self.count, self.most) // self.size) or 1
        near = {1, self.number - 1, self.number, self.number + 1, total} & set(range(1, max(total, self.number) + 1))
        found, before = [], 0
        for page in sorted(near):
            if page - before > 1:
                found.append({"gap": True})
            found.append({"number": page, "url": self.address(page=page), "is_here": page == self.number})
            before = page
        return found

    @property
    def previous_url(self) -> str:
        return self.address(page=self.number - 1) if self.number > 1 else ""

    @property
    def next_url(self) -> str:
        return self.address(page=self.number + 1) if self.has_next else ""

    # ── What is drawn ────────────────────────────────────────────────────────────────────────────

    @cached_property
    def table(self) -> HouseTable:
        table = self.table_class(self.records, order_by=())
        table.request, table.person, table.today, table.picks = self.request, self.request.user, self.request.user.today, bool(self.bulk)
        table.choose([name for name in self.request.GET.getlist("show") if name in dict(self.table_class.on_page())])
        return table

    @cached_property
    def said(self) -> Said:
        """What the address says of search and filters."""
        return kept(("said", *self.key), self._read) if self.key else self._read()

    def _read(self) -> Said:
        form, fields = self.filterset.form, self.fields
        search = str(form.cleaned_data.get("q") or "") if form.is_valid() else self.parameters.get("q", "")
        return Said(search, tuple(self._chips()), "q" in form.fields, bool(fields), bool(form.errors), self._hidden(fields))

    @property
    def is_filtered(self) -> bool:
        return bool(self.chips) or bool(self.search)

    @cached_property
    def is_bare(self) -> bool:
        """There is no row at all to filter: a house that begins is not told to clear what it never chose."""
        if self.empty is None or set(self.request.GET) - OWN_PARAMETERS:
            return False
        rows = self.queryset() if callable(self.queryset) else self.queryset
        return not rows.exists()

    @property
    def search(self) -> str:
        return self.said.search

    @property
    def has_search(self) -> bool:
        return self.said.has_search

    @property
    def chips(self) -> Sequence[Chip]:
        return self.said.chips

    @property
    def fields(self) -> list:
        return [bound for bound in self.filterset.form if bound.name != "q"]

    def _hidden(self, fields) -> tuple[tuple[str, str], ...]:
        """The filters that are on, as the search box hands them on while the panel is not there."""
        names = [name for bound in fields for name in names_of(bound)]
        return tuple((name, value) for name in names for value in self.parameters.getlist(name) if value)

    @property
    def panel_is_here(self) -> bool:
        """The panel stands in the page: it was asked for by a reader without scripts, or this page always brings it."""
        return not self.panel_comes_later or self.panel_is_open

    @property
    def panel_is_open(self) -> bool:
        return bool(self.request.GET.get("panel"))

    @property
    def panel_url(self) -> str:
        return self.address(panel=1)

    def _chips(self) -> list[Chip]:
        cleaned, found = self._cleaned(), []
        for bound in self.fields:
            value = cleaned.get(bound.name)
            if value is None or value == "" or value == [] or (isinstance(value, QuerySet) and not value):
                continue
            found.append(Chip(str(bound.label), words_of(bound.field, value), self.address(**dict.fromkeys(names_of(bound)))))
        return found

    def _cleaned(self) -> dict:
        form = self.filterset.form
        form.is_valid()
        return getattr(form, "cleaned_data", {})

    @property
    def clear_url(self) -> str:
        return self.address(**{key: None for key in self.parameters if key not in OWN_PARAMETERS})

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Parameters that the filter form hands on: the order, the size, the columns."""
        return [(key, value) for key in ("sort", "size", "show") for value in self.request.GET.getlist(key)]

    @property
    def kept_filters(self) -> list[tuple[str, str]]:
        """Parameters that the forms for columns and page size hand on."""
        return [
            (key, value)
            for key in self.parameters
            if key not in {"show", "page", "export", "panel"}
            for value in self.parameters.getlist(key)
        ]

    @property
    def columns(self) -> list[dict]:
        shown = dict(self.table.shown)
        first, *rest = self.table_class.on_page()
        return [{"name": name, "label": self.table_class.header_of(name, column), "is_on": name in shown} for name, column in rest]

    @property
    def first_column(self) -> str:
        return self.table_class.on_page()[0][0]

    @property
    def state(self) -> str:
        """The filters as a query string, for "All that match" (`picked`)."""
        return self.parameters.urlencode()

    @property
    def sizes(self) -> Sequence[int]:
        return PAGE_SIZES

    @property
    def csv_url(self) -> str:
        return self.address(export="csv")

    @property
    def xlsx_url(self) -> str:
        return self.address(export="xlsx")

    # ── What is drawn without rows ───────────────────────────────────────────────────────────────

    @property
    def filters_drawn(self) -> SafeString:
        words = (self.count_words, self.noun_words, str(self.search_label), self.panel_is_open)
        return self._part("components/filters.html", *words)

    @property
    def head_drawn(self) -> SafeString:
        return self._part("components/list_head.html")

    @property
    def foot_drawn(self) -> SafeString:
        return self._part("components/list_foot.html", self.number, self.last, self.has_next, self.count_words, self.noun_words)

    def _part(self, template: str, *facts) -> SafeString:
        """Drawn once for each state of what it shows; anew at each visit where a list has no key."""
        if self.key is None:
            return get_template(template).render({"listing": self})
        return drawn(template, (*self.key, *facts), listing=self)

    def export(self, kind: str):
        """All rows that match (or the picked ones), in this order, as a file."""
        rows = self.rows_in_order
        if keys := keys_in(self.request.GET):
            rows = rows.filter(pk__in=keys)
        records = rows.iterator(chunk_size=EXPORT_CHUNK)
        return spreadsheet_response(kind, self.export_name, self.table_class.export_headers(), self.table_class.export_rows(records))
