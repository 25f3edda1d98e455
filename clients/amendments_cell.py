"""The amendments of a contract in one cell of a spreadsheet, written and read (S4): JSON, the oldest first."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError

from clients.actions.contract import TERMS
from clients.models import Amendment, Contract
from clients.states import AcknowledgingRole

LETTERS_MOST = 400_000


class NotReadable(Exception):
    """The cell holds no amendments as we write them; the message says where it goes wrong."""


@dataclass(frozen=True, slots=True)
class Written:
    """One amendment as the cell has it; people by their e-mail. `acknowledged`: role → (e-mail, moment) or None while it is asked for."""

    number: int
    effective_on: date
    reason: str
    changes: dict[str, list[str]]
    made_by: str
    made_at: datetime
    waiting: dict = field(default_factory=dict)
    begins_on: date | None = None
    acknowledged: dict[str, tuple[str, datetime] | None] = field(default_factory=dict)


def written(amendments) -> str | None:
    """None where there are none. Say `prefetch_related("acknowledgements__person")` and `made_by` before."""
    rows = sorted(amendments, key=lambda amendment: amendment.number)
    return json.dumps([_as_row(amendment) for amendment in rows], ensure_ascii=False) if rows else None


def _as_row(amendment: Amendment) -> dict:
    row = {
        "number": amendment.number,
        "effective_on": amendment.effective_on.isoformat(),
        "reason": amendment.reason,
        "changes": amendment.changes,
        "made_by": amendment.made_by.email,
        "made_at": amendment.made_at.isoformat(),
    }
    if amendment.begins_on:
        row |= {"waiting": amendment.waiting, "begins_on": amendment.begins_on.isoformat()}
    signed = sorted(amendment.acknowledgements.all(), key=lambda one: one.role)
    return row | {"acknowledged": {one.role: [one.person.email, one.at.isoformat()] if one.person else None for one in signed}}


def read(text: str) -> list[Written]:
    """Raises NotReadable."""
    try:
        rows = json.loads(text) if len(text) <= LETTERS_MOST else None
        if not isinstance(rows, list):
            raise NotReadable("It is no list of amendments.")
        found = [_of_row(row) for row in rows]
    except (ValueError, TypeError, KeyError, AttributeError, ValidationError) as error:
        raise NotReadable(f"The amendments cannot be read: {str(error)[:100]}.") from error
    found.sort(key=lambda one: one.number)
    if [one.number for one in found] != list(range(1, len(found) + 1)):
        raise NotReadable("The amendments are not numbered from one on.")
    return found


def _of_row(row: dict) -> Written:
    begins_on = row.get("begins_on")
    return Written(
        number=_number(row["number"]),
        effective_on=date.fromisoformat(row["effective_on"]),
        reason=str(row["reason"])[:20_000],
        changes={str(field_)[:40]: [str(before)[:500], str(after)[:500]] for field_, (before, after) in row["changes"].items()},
        made_by=str(row["made_by"]),
        made_at=_moment(row["made_at"]),
        waiting=_waiting(row.get("waiting") or {}) if begins_on else {},
        begins_on=date.fromisoformat(begins_on) if begins_on else None,
        acknowledged={
            AcknowledgingRole(role).value: (str(signed[0]), _moment(signed[1])) if signed else None
            for role, signed in (row.get("acknowledged") or {}).items()
        },
    )


def _number(value) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 32_000:
        raise ValueError("a number is out of reach")
    return value


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment has no time zone")
    return moment


def _waiting(waiting: dict) -> dict:
    """Only terms that an amendment may change, each with a value that its column takes: the clock sets them on their day."""
    for name, value in waiting.items():
        if name not in TERMS:
            raise ValueError(f"{name} is no term of a contract")
        column = Contract._meta.get_field(name)
        column.clean(column.to_python(value), None)
    return waiting
