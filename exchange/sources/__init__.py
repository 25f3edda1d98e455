"""The systems that people come from: one declared table per system and kind of row, and what tells that a file is theirs.

A heading matches when it is the same after folding case, accents, blanks and punctuation (`exchange.reading.text.fold`), so
`BILLINGCITY`, `Billing City` and `billing_city` are one. Of several headings for a field the first that the file has counts.
"""

from dataclasses import dataclass, field
from importlib import import_module

from exchange.reading.text import fold


@dataclass(frozen=True, slots=True)
class Source:
    """`columns`: field → its headings, best first, parted by " | ". `signs`: headings that few others use, parted alike.

    `needs`: headings of which the file must have one. `constants` are values that the file does not say (the currency of a national register). `note_columns` are kept as lines
    of the note: heading → words before the value.
    """

    system: str
    object: str
    label: str
    columns: dict[str, str]
    signs: str = ""
    needs: str = ""  # headings without which the file is not of this shape
    constants: dict[str, str] = field(default_factory=dict)
    note_columns: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    exact: bool = False  # its headings are told by their very case (companyName): other lists write them otherwise

    def headings(self) -> dict[str, tuple[str, ...]]:
        return {name: tuple(map(fold, text.split(" | "))) for name, text in self.columns.items()}


@dataclass(frozen=True, slots=True)
class NotImported:
    """A kind of file that is known and has no place to land; `signs` are headings, all of which it has."""

    label: str
    signs: str


MODULES = (
    "salesforce", "hubspot", "zoho", "bitrix24", "freshsales", "apptivo", "kapta", "capsule", "zendesk_sell", "revamp", "pipedrive", "orocrm",
    "sugarcrm", "odoo", "dynamics", "insightly", "agency_lists", "monday", "maven", "registers", "address_books", "activities", "tickets",
)  # fmt: skip


def _gather(name: str) -> list:
    return [item for module in MODULES for item in getattr(import_module(f"exchange.sources.{module}"), name, ())]


SOURCES: tuple[Source, ...] = tuple(_gather("TABLES"))
NOT_IMPORTED: tuple[NotImported, ...] = tuple(_gather("NOT_IMPORTED"))
SYSTEMS = tuple(dict.fromkeys([source.system for source in SOURCES] + ["generic"]))
