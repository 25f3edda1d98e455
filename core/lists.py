"""Every list page: search, filters as chips, columns, sorting, pages, picking rows, and the export of all that match.

    return list_page(request, queryset=Contract.objects.visible_to(request.user).with_account(), filterset=ContractFilter,
                     table=ContractTable, title=_("Contracts"), noun=(_("contract"), _("contracts")), export_name="contracts",
                     acts=[Act(_("New contract"), reverse("contract_create"), "plus", primary=True)],
                     empty=Empty("file-text", _("No contracts yet"), _("…"), acts=[…]))

All of it stands in the address (`?q=…&sort=-ends_on&page=2&show=…`), so a list can be sent to a colleague. The filter named
`q` is the search box. Sorting ends with the key, so pages never overlap. Counting stops at `COUNT_UP_TO`, so that a list of
100,000 rows costs what a list of 1,000 costs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import django_filters
from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.core.validators import MaxValueValidator
from django.db.models import BigIntegerField, F, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.forms.models import ModelChoiceIterator
from django.http import Http404, HttpRequest, QueryDict
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters.widgets import BooleanWidget

from core.columns import HouseTable
from core.pages import render_page, wants_partial
from core.spreadsheets import spreadsheet_response

LIST_PAGE = "components/list_page.html"  # where the piece for htmx stands, whatever page extends it
LONGEST_KEY = 18  # digits of a 64-bit number
PAGE_SIZES = (25, 50, 100)
PAGE_SIZE = 50
COUNT_UP_TO = 10_000  # rows counted exactly; above it the foot says "10,000+"
EXPORT_CHUNK = 1_000
MOST_BOXES = 8  # choices shown as boxes to tick; more stand in a list
EXPORTS = ("csv", "xlsx")
OWN_PARAMETERS = frozenset({"sort", "page", "size", "show", "export", "pick", "all"})


@dataclass(frozen=True, slots=True)
class Act:
    """A button at the right of the page's head. At most one is `primary`."""

    label: str
    url: str
    icon: str = ""
    primary: bool = False


@dataclass(frozen=True, slots=True)
class BulkAct:
    """A button of the bulk bar: posts the picked keys to `url`, where `picked()` turns them into rows."""

    label: str
    url: str
    icon: str = ""
    danger: bool = False


@dataclass(frozen=True, slots=True)
class Empty:
    """What will be here, and the first act."""

    icon: str
    title: str
    text: str
    acts: Sequence[Act] = ()


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on, with the address without it."""

    label: str
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Header:
    label: str
    css: str
    url: str = ""
    direction: str = ""  # ascending, descending or nothing


class AllAtOnce(ModelChoiceIterator):
    """The choices of a select in one fetch: Django's own opens a cursor on the server, three round trips for a hundred names."""

    def __iter__(self):
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        yield from map(self.choice, self.queryset.all())


class HouseFilterSet(django_filters.FilterSet):
    """Filters with our widgets. Name the search box `q`; labels are what the chip says ("Due before")."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for one in self.filters.values():
            if isinstance(one, django_filters.MultipleChoiceFilter):
                one.distinct = False  # of columns of the row itself: DISTINCT would keep the database from stopping after a page
        for form_field in self.form.fields.values():
            _fit(form_field)
            _dress(form_field.widget)

    @property
    def person(self):
        return self.request.user if self.request else None


class KeyFilter(django_filters.NumberFilter):
    """The key of a row, as other pages link to it; a figure that can be no key filters nothing."""

    def get_max_validator(self):
        return MaxValueValidator(BigIntegerField.MAX_BIGINT)


def _fit(form_field: forms.Field) -> None:
    """Few choices are boxes to tick, days have a calendar, and an empty choice says what it means."""
    widget = form_field.widget
    if (
        isinstance(widget, forms.SelectMultiple)
        and not isinstance(form_field, forms.ModelChoiceField)
        and len(form_field.choices) <= MOST_BOXES
    ):
        form_field.widget = forms.CheckboxSelectMultiple(choices=form_field.choices)
    elif isinstance(form_field, forms.MultiValueField):
        for part, inner in zip(form_field.fields, getattr(widget, "widgets", ()), strict=False):
            if isinstance(part, forms.DateField):
                inner.input_type = "date"
    elif isinstance(form_field, forms.NullBooleanField):
        form_field.widget = BooleanWidget()
        form_field.widget.choices = [("", _("Any")), ("true", _("Yes")), ("false", _("No"))]
    elif getattr(form_field, "empty_label", None):
        form_field.empty_label = _("Any")
        if isinstance(form_field, forms.ModelChoiceField) and form_field.null_label is None:
            form_field.iterator = AllAtOnce
        widget.choices = form_field.choices  # the widget still has the iterator of the field it was copied from


def _names_of(bound: forms.BoundField) -> list[str]:
    """The parameters of the address that belong to a filter: a range has one for each end."""
    widget = bound.field.widget
    suffixes = getattr(widget, "suffixes", None) or (
        [str(place) for place in range(len(widget.widgets))] if hasattr(widget, "widgets") else [""]
    )
    return [f"{bound.html_name}_{suffix}" if suffix else bound.html_name for suffix in suffixes]


def _dress(widget: forms.Widget) -> None:
    """Bootstrap's class by kind of widget; days get the browser's own picker."""
    if isinstance(widget, forms.MultiWidget):
        for part in widget.widgets:
            _dress(part)
    elif isinstance(widget, forms.CheckboxInput | forms.CheckboxSelectMultiple | forms.RadioSelect):
        widget.attrs.setdefault("class", "form-check-input")
    elif isinstance(widget, forms.Select):
        widget.attrs.setdefault("class", "form-select")
    else:
        widget.attrs.setdefault("class", "form-control")
        if isinstance(widget, forms.DateInput):
            widget.input_type = "date"
            widget.format = "%Y-%m-%d"


def _words(form_field: forms.Field, value) -> str:
    """What a chip says of a cleaned value."""
    if isinstance(value, slice):
        start, stop = (_words(form_field, end) if end is not None else "" for end in (value.start, value.stop))
        return f"{start} – {stop}" if start and stop else _("from %s") % start if start else _("up to %s") % stop
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if hasattr(value, "year"):
        return date_format(value, "j M Y")
    if isinstance(value, list | tuple | QuerySet):
        return ", ".join(_words(form_field, one) for one in value)
    choices = {str(key): str(label) for key, label in getattr(form_field, "choices", ())} if not hasattr(form_field, "queryset") else {}
    return choices.get(str(value), str(value))


def capped_count(queryset: QuerySet) -> int:
    """How many rows, counting no further than one above `COUNT_UP_TO`."""
    return queryset.order_by().values("pk")[: COUNT_UP_TO + 1].count()


def _may_be_null(model, path: str) -> bool:
    """Whether ordering by this path can meet NULL. Annotations are taken to be nullable."""
    for part in path.split(LOOKUP_SEP):
        try:
            found = model._meta.get_field(part) if part != "pk" else model._meta.pk
        except FieldDoesNotExist:
            return True
        if found.null:
            return True
        model = found.related_model or model
    return False


def ordered(queryset: QuerySet, paths: Sequence[str]) -> QuerySet:
    """Ordered by these paths ("-ends_on"), missing values last, ties broken by the key so that pages never overlap."""
    terms, descending = [], False
    for path in paths:
        descending, name = path.startswith("-"), path.lstrip("-").replace(".", LOOKUP_SEP)
        nulls = {"nulls_last": True} if _may_be_null(queryset.model, name) else {}
        terms.append(F(name).desc(**nulls) if descending else F(name).asc(**nulls))
    return queryset.order_by(*terms, "-pk" if descending else "pk")


@dataclass
class Listing:
    """One list as it is now: what `components/list.html` draws. Use `list_page` unless the list stands within another page."""

    request: HttpRequest
    queryset: QuerySet
    filterset_class: type[HouseFilterSet]
    table_class: type[HouseTable]
    noun: tuple[str, str] = (gettext_lazy("row"), gettext_lazy("rows"))
    export_name: str = "list"
    bulk: Sequence[BulkAct] = ()
    empty: Empty | None = None
    page_size: int = PAGE_SIZE
    search_label: str = ""
    chosen: dict = field(default_factory=dict)  # filters that hold when the address names none

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
        return self.filterset_class(self.parameters, queryset=self.queryset, request=self.request)

    @cached_property
    def matching(self) -> QuerySet:
        return self.filterset.qs

    def address(self, **changes) -> str:
        """This list's address with some parameters set, or left out when None."""
        parameters = self.parameters.copy()
        for key in ("page", "export"):
            parameters.pop(key, None)
        for key, value in changes.items():
            parameters.pop(key, None)
            if value is not None:
                parameters.setlist(key, value if isinstance(value, list) else [str(value)])
        if self.chosen and not set(parameters) - OWN_PARAMETERS:
            parameters["f"] = "all"  # says: no filter, and I mean it
        return f"{self.request.path}?{parameters.urlencode()}" if parameters else self.request.path

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
    def rows_in_order(self) -> QuerySet:
        name = self.sort.lstrip("-")
        paths = self.sortable.get(name) or ((name,) if name else ())
        if self.sort.startswith("-"):
            paths = tuple(path.removeprefix("-") if path.startswith("-") else f"-{path}" for path in paths)
        return ordered(self.matching, paths)

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
        start = (self.number - 1) * self.size
        return list(self.rows_in_order[start : start + self.size + 1])

    @property
    def records(self) -> list:
        return self._fetched[: self.size]

    @property
    def has_next(self) -> bool:
        return len(self._fetched) > self.size

    @cached_property
    def count(self) -> int:
        """Rows that match; counted without a query where this page already tells, one above the cap where there are more."""
        if self.number == 1 and not self.has_next:
            return len(self._fetched)
        return capped_count(self.matching)

    @property
    def count_words(self) -> str:
        if self.count > COUNT_UP_TO:
            return _("%s+") % number_format(COUNT_UP_TO, use_l10n=True, force_grouping=True)
        return number_format(self.count, use_l10n=True, force_grouping=True)

    @property
    def noun_words(self) -> str:
        return str(self.noun[0] if self.count == 1 else self.noun[1])

    @property
    def first(self) -> int:
        return (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        return self.first + len(self.records) - 1

    @property
    def pages(self) -> list[dict]:
        """Numbers to go to, with a gap where some are left out. Beyond the cap there is only "Next"."""
        total = -(-min(self.count, COUNT_UP_TO) // self.size) or 1
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

    @property
    def is_filtered(self) -> bool:
        return bool(self.chips) or bool(self.search)

    @property
    def search(self) -> str:
        return str(self.filterset.form.cleaned_data.get("q") or "") if self.filterset.form.is_valid() else self.parameters.get("q", "")

    @property
    def has_search(self) -> bool:
        return "q" in self.filterset.form.fields

    @property
    def fields(self) -> list:
        return [bound for bound in self.filterset.form if bound.name != "q"]

    @cached_property
    def chips(self) -> list[Chip]:
        cleaned, found = self._cleaned(), []
        for bound in self.fields:
            value = cleaned.get(bound.name)
            if value is None or value == "" or value == [] or (isinstance(value, QuerySet) and not value):
                continue
            found.append(Chip(str(bound.label), _words(bound.field, value), self.address(**dict.fromkeys(_names_of(bound)))))
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
        return [(key, value) for key in self.parameters if key not in {"show", "page", "export"} for value in self.parameters.getlist(key)]

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

    def export(self, kind: str):
        """All rows that match (or the picked ones), in this order, as a file."""
        rows = self.rows_in_order
        if keys := keys_in(self.request.GET):
            rows = rows.filter(pk__in=keys)
        records = rows.iterator(chunk_size=EXPORT_CHUNK)
        return spreadsheet_response(kind, self.export_name, self.table_class.export_headers(), self.table_class.export_rows(records))


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
    **words,
):
    """The whole answer of a list's view: the page, the list alone for htmx, or the file for `?export=csv|xlsx`.

    `words` are those of `Listing`: noun, export_name, bulk, empty, page_size, search_label, chosen.
    """
    listing = Listing(request, queryset, filterset, table, **words)
    kind = request.GET.get("export")
    if kind:
        if kind not in EXPORTS:
            raise Http404(f"No export as {kind}.")
        return listing.export(kind)
    lead = lead(listing) if callable(lead) else lead
    page = {"listing": listing, "title": title, "lead": lead, "acts": acts, **(context or {})}
    return render_page(request, LIST_PAGE if wants_partial(request) else template, page, partial="list")


def keys_in(parameters: QueryDict) -> list[str]:
    """Keys of the picked rows; what can be no key of ours is left out."""
    return [key for key in parameters.getlist("pick") if key.isdecimal() and len(key) <= LONGEST_KEY]


def picked(request, *, queryset: QuerySet, filterset: type[HouseFilterSet]) -> QuerySet:
    """The rows that a bulk act is about: those picked, or all that match the filters of the list it came from."""
    if request.POST.get("all") == "1":
        return filterset(QueryDict(request.POST.get("state", "")), queryset=queryset, request=request).qs
    return queryset.filter(pk__in=keys_in(request.POST))
