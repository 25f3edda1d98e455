"""Columns of our lists: each draws a mark of the look and knows what it writes into an export (S4).

`export` names the header of the export (default: the column's own); a column of money writes two, amount and currency, so
that our own import reads it back. `export=False` keeps a column out; `only_export=True` keeps it off the page.
"""

from collections.abc import Callable, Sequence
from html import escape as as_text
from itertools import islice

import django_tables2 as tables
from django.db.models import Manager, prefetch_related_objects
from django.utils.formats import number_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from core import marks
from core.money import Money

CURRENCY = _("Currency")
LOADED_AT_ONCE = 500  # records of an export


def text_of(value) -> str:
    """As it may stand in markup; the same as `conditional_escape`, without its way round promises of text."""
    if isinstance(value, str):
        return value if isinstance(value, SafeString) else as_text(value)
    return value.__html__() if hasattr(value, "__html__") else as_text(str(value))


def marked(markup: str) -> SafeString:
    """Markup of a column, each part of which has been through `text_of`."""
    return mark_safe(markup)  # noqa: S308  (see above)


def reader(path: str) -> Callable:
    """Reads `account.lead` of a record: attributes, keys and methods without arguments; None as soon as one is missing."""
    parts = str(path).replace("__", ".").split(".")

    def read(record):
        for part in parts:
            record = record.get(part) if isinstance(record, dict) else getattr(record, part, None)
            if callable(record) and not isinstance(record, Manager):
                record = record()
            if record is None:
                return None
        return record

    return read


class HouseColumn(tables.Column):
    """A column of plain text and the base of all others.

    `hide_on` phone or tablet: left out there. `wide`: the first line of the row on a phone. `chosen=False`: shown only when
    the reader picks it under "Columns". `right`: figures, days and money. `is_bare`: nothing in the cell says what the figure is of.
    """

    right = False
    is_bare = False

    def __init__(self, *args, hide_on="", wide=False, export=None, only_export=False, chosen=True, css="", **kwargs):
        if isinstance(kwargs.get("accessor"), str):
            kwargs["accessor"] = kwargs["accessor"].replace(".", "__")
        super().__init__(*args, **kwargs)
        self.wide, self.export, self.only_export, self.chosen = wide, export, only_export, chosen
        names = ("num" if self.right else "", "wide-cell" if wide else "", f"hide-{hide_on}" if hide_on else "", css)
        self.css = " ".join(filter(None, names))
        self.head_css = " ".join(filter(None, ("num" if self.right else "", f"hide-{hide_on}" if hide_on else "")))

    def draw(self, value, record, table):
        """What stands in the cell. A missing value is a dash, never nought."""
        return "–" if value is None or value == "" else text_of(value)

    def export_headers(self, header: str) -> Sequence[str]:
        return () if self.export is False else (str(self.export or header),)

    def export_values(self, value, record) -> Sequence:
        return () if self.export is False else (None if value is None else str(value),)


class TitleColumn(HouseColumn):
    """The name of the row as the link to it, with a second line: `sub` is a path or a function of the record."""

    def __init__(self, *args, sub="", url="get_absolute_url", code="", mark=None, **kwargs):
        super().__init__(*args, **{"wide": True, **kwargs})
        self.url, self.code, self.mark = reader(url), reader(code) if code else None, mark
        self.sub = sub if callable(sub) else reader(sub) if sub else None

    def draw(self, value, record, table):
        mark = text_of(self.mark(record)) if self.mark else ""
        code = self.code(record) if self.code else ""
        code = f' <span class="code">{text_of(code)}</span>' if code else ""
        sub = self.sub(record) if self.sub else None
        below = f'<span class="sub">{text_of(sub)}</span>' if sub else ""
        return marked(f'{mark}<a class="row-title" href="{text_of(self.url(record))}">{text_of(value)}</a>{code}{below}')


class LinkColumn(HouseColumn):
    """A link to another row: `LinkColumn(accessor="account.client")` links to that client."""

    def __init__(self, *args, url="get_absolute_url", **kwargs):
        super().__init__(*args, **kwargs)
        self.url = reader(url)

    def draw(self, value, record, table):
        if value is None:
            return "–"
        name = text_of(value)
        return marked(f'<a class="plain lim clip" href="{text_of(self.url(value))}" title="{name}">{name}</a>')


class TextColumn(HouseColumn):
    """Text that ends in "…" where it is long, with the whole in its title."""

    def draw(self, value, record, table):
        if value is None or value == "":
            return "–"
        text = text_of(value)
        return marked(f'<span class="lim clip" title="{text}">{text}</span>')


class ChoiceColumn(HouseColumn):
    """The word of a field with choices; exports the word too."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._words: dict[tuple, str] = {}

    def draw(self, value, record, table):
        return "–" if value is None or value == "" else text_of(self.word(value, record))

    def word(self, value, record):
        """The choice's word, found on the row that has the field: `account.tier` asks the account. Asked once per value."""
        known = (marks.language(), value)
        if known in self._words:
            return self._words[known]
        *way, field = str(self.accessor or self._name_in_table).replace("__", ".").split(".")
        owner = reader(".".join(way))(record) if way else record
        display = getattr(owner, f"get_{field}_display", None)
        if display is None:
            return value
        return self._words.setdefault(known, str(display()))

    def export_values(self, value, record):
        return (str(self.word(value, record)) if value not in (None, "") else None,)


class StateColumn(ChoiceColumn):
    """Ring and word. `look(record)` returns keywords of `marks.state`: fill, mine, done, lost."""

    def __init__(self, *args, look=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.look = look or (lambda record: {})

    def draw(self, value, record, table):
        return marks.state(self.word(value, record), **self.look(record))


class TagColumn(ChoiceColumn):
    """A tag: tier, kind. `kinds` maps a value to key, good, watch, risk or note."""

    def __init__(self, *args, kinds=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.kinds = kinds or {}

    def draw(self, value, record, table):
        return marks.tag(self.word(value, record), self.kinds.get(value, "")) if value not in (None, "") else "–"


class NumberColumn(HouseColumn):
    """A figure in the reader's locale; a number in the export."""

    right = True
    is_bare = True

    def __init__(self, *args, places=0, url=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.places, self.url = places, url

    def draw(self, value, record, table):
        if value is None:
            return "–"
        figure = number_format(value, decimal_pos=self.places, use_l10n=True, force_grouping=True)
        return format_html('<a class="plain" href="{}">{}</a>', self.url(record), figure) if self.url and value else figure

    def export_values(self, value, record):
        return () if self.export is False else (value,)


class MoneyColumn(HouseColumn):
    """A `Money`; exports the amount as a number and the currency beside it."""

    right = True

    def __init__(self, *args, style="", currency_header=CURRENCY, **kwargs):
        super().__init__(*args, **kwargs)
        self.style, self.currency_header = style, currency_header

    def draw(self, value: Money | None, record, table):
        return marks.money(value, self.style)

    def export_headers(self, header):
        return () if self.export is False else (str(self.export or header), str(self.currency_header))

    def export_values(self, value, record):
        return () if self.export is False else (value.amount, value.currency) if value is not None else (None, None)


class DayColumn(HouseColumn):
    """A day in words; a day in the export."""

    right = True

    def draw(self, value, record, table):
        day = marks.as_day(value)
        return marks.time_tag(day, marks.day_words(day, table.today)) if day else "–"

    def export_values(self, value, record):
        return () if self.export is False else (value,)


class DueColumn(DayColumn):
    """A day that asks for something: "in 3 days" over "Fri 13 Mar". `is_open(record)` false: only the date."""

    def __init__(self, *args, soon=marks.SOON_DAYS, is_open=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.soon, self.is_open = soon, is_open

    def draw(self, value, record, table):
        return marks.due(value, table.today, soon=self.soon, is_open=self.is_open(record) if self.is_open else True)


class PersonColumn(HouseColumn):
    """Face and name; exports the name, and the e-mail beside it when `email_header` is given, so that an import matches."""

    def __init__(self, *args, email_header="", **kwargs):
        super().__init__(*args, **kwargs)
        self.email_header = email_header

    def draw(self, value, record, table):
        return marks.person(value)

    def export_headers(self, header):
        names = super().export_headers(header)
        return (*names, str(self.email_header)) if names and self.email_header else names

    def export_values(self, value, record):
        values = super().export_values(value, record)
        return (*values, getattr(value, "email", None)) if values and self.email_header else values


class HealthColumn(HouseColumn):
    """Mark and number. The value is the number; `colour` is the path of good, watch, risk or none."""

    right = False

    def __init__(self, *args, colour="health_colour", **kwargs):
        super().__init__(*args, **kwargs)
        self.colour = reader(colour)

    def draw(self, value, record, table):
        return marks.health(self.colour(record) or "none", value)

    def export_values(self, value, record):
        return () if self.export is False else (value,)


class YesColumn(HouseColumn):
    """A claim: a tick or nothing; yes or no in the export."""

    def draw(self, value, record, table):
        return format_html('{}<span class="visually-hidden">{}</span>', marks.icon("check"), _("Yes")) if value else "–"

    def export_values(self, value, record):
        return () if self.export is False else (bool(value),)


class HouseTable(tables.Table):
    """The base of every table. `today`, `person` and `picks` are set by the list before it draws.

    `row_css(record)`: is-new, is-error, is-gone. `row_name(record)`: how a screen reader calls the row when picking it.
    `loads_for_export`: relations that only the export reads, loaded for some hundreds of rows at a time.
    A method `render_<column>(self, value, record)` draws a column in its own way, as in django-tables2.
    """

    today = None
    person = None
    picks = False
    loads_for_export: tuple[str, ...] = ()

    def __init__(self, data=(), **words):
        """Only the declared columns are used: django-tables2's own would copy each of them for every page."""
        self.data = data

    class Meta:
        orderable = True

    def row_css(self, record) -> str:
        return ""

    def row_name(self, record) -> str:
        return str(record)

    def drawn_rows(self) -> SafeString:
        """Every row with its box to pick it and its cells.

        Our own loop: django-tables2 computes attributes anew for each cell, which a list of 50 rows feels.
        """
        columns = [(self._drawer(name, column), self._cell_opening(name, column)) for name, column in self.shown]
        rows = []
        with marks.in_one_language():
            for record in self.data:
                css = self.row_css(record)
                cells = "".join([f"{begin}{text_of(draw(record))}</td>" for draw, begin in columns])
                opening = f'<tr class="{escape(css)}" data-row>' if css else "<tr data-row>"
                rows.append(f"{opening}{self.pick_cell(record) if self.picks else ''}{cells}</tr>")
        return mark_safe("\n".join(rows))  # noqa: S308  (each cell is escaped or marked safe by its column)

    def _cell_opening(self, name: str, column: HouseColumn) -> str:
        """Without the table's head, on a phone, a bare figure says nothing: its cell brings the word along."""
        css = f' class="{escape(column.css)}"' if column.css else ""
        word = f' data-word="{escape(self.header_of(name, column))}"' if column.is_bare else ""
        return f"<td{css}{word}>"

    def pick_cell(self, record) -> str:
        words = text_of(_now("Pick %(name)s") % {"name": self.row_name(record)})
        return (
            '<td class="pick hide-phone"><input class="form-check-input" type="checkbox" name="pick" '
            f'value="{record.pk}" form="bulk" aria-label="{words}"></td>'
        )

    def _drawer(self, name: str, column: HouseColumn) -> Callable:
        read, own = reader(column.accessor or name), getattr(self, f"render_{name}", None)
        if own:
            return lambda record: own(value=read(record), record=record)
        return lambda record: column.draw(read(record), record, self)

    def choose(self, names: Sequence[str]) -> None:
        """Show these columns (the first one always), or the default choice when empty."""
        self._chosen = tuple(names)

    @property
    def shown(self) -> list[tuple[str, HouseColumn]]:
        chosen, on_page = getattr(self, "_chosen", ()), self.on_page()
        first = on_page[0][0] if on_page else ""
        return [(name, column) for name, column in on_page if name == first or (name in chosen if chosen else column.chosen)]

    @classmethod
    def on_page(cls) -> list[tuple[str, HouseColumn]]:
        return [(name, column) for name, column in cls._ordered() if not column.only_export]

    @classmethod
    def _ordered(cls) -> list[tuple[str, HouseColumn]]:
        """The declared columns in the order of `Meta.sequence`, where it names them, else as declared."""
        columns, sequence = dict(cls.base_columns), [name for name in cls._meta.sequence or () if name != "..."]
        for name, column in columns.items():
            column._name_in_table = name
        names = [*(name for name in sequence if name in columns), *(name for name in columns if name not in sequence)]
        return [(name, columns[name]) for name in names if name not in (cls._meta.exclude or ())]

    @classmethod
    def header_of(cls, name: str, column: HouseColumn) -> str:
        return str(column.verbose_name if column.verbose_name is not None else name.replace("_", " ").capitalize())

    @classmethod
    def export_headers(cls) -> list[str]:
        """Headers of an export, each once: a second "Currency" is called after its column."""
        headers: list[str] = []
        for name, column in cls._ordered():
            own = cls.header_of(name, column)
            for header in column.export_headers(own):
                headers.append(f"{own} {header.lower()}" if header in headers else header)
        return headers

    @classmethod
    def export_rows(cls, records):
        """Plain values for a spreadsheet, row by row, at constant memory."""
        columns = [(reader(column.accessor or name), column) for name, column in cls._ordered() if column.export is not False]
        records = iter(records)
        while chunk := list(islice(records, LOADED_AT_ONCE)):
            if cls.loads_for_export:
                prefetch_related_objects(chunk, *cls.loads_for_export)
            for record in chunk:
                yield [value for read, column in columns for value in column.export_values(read(record), record)]
