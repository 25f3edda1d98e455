"""An edit: lock the row, ask who, compare versions, set what differs, and say field by field what it was and became."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.utils.formats import date_format

from core.errors import LostRace
from core.moves import take


def ask(person, may: str, obj=None) -> None:
    """Raises PermissionDenied unless this person may; the clock (None) always may."""
    if person is not None and not person.has_perm(may, obj):
        raise PermissionDenied(f"{person} may not {may} on {obj}.")


def label_of(row, field: str) -> str:
    return str(row._meta.get_field(field).verbose_name)


def value_in_words(row, field: str) -> str:
    """The value as a person reads it: the choice's word, the name of the row a key points to, nothing as a dash."""
    definition = row._meta.get_field(field)
    if definition.choices:
        return str(getattr(row, f"get_{field}_display")()) or "–"
    value = getattr(row, field)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return date_format(value, "j F Y")
    return "–" if value in (None, "") else str(value)


def take_for_change(row, *, by, may: str, version: int | None, facts: dict):
    """`take`, and when somebody was faster the refusal carries both versions of each field that differs (409 page)."""
    try:
        return take(row, by=by, may=may, version=version)
    except LostRace as race:
        mine = type(row)(**{field: value for field, value in facts.items() if has_column(row, field)})
        race.mine = {
            label_of(row, field): (value_in_words(race.subject, field), value_in_words(mine, field))
            for field in facts
            if has_column(row, field) and getattr(race.subject, field) != getattr(mine, field)
        }
        raise


def has_column(row, field: str) -> bool:
    return field in {definition.name for definition in row._meta.concrete_fields}


def set_facts(row, facts: dict) -> dict[str, list[str]]:
    """Set what differs, raise the version, save. Returns {label: [before, after]}; empty when nothing differed (and nothing is written).

    Raises ValidationError, in words for the page, where the change would break a constraint of the row.
    """
    differing = [field for field, value in facts.items() if getattr(row, field) != value]
    if not differing:
        return {}
    before = {field: value_in_words(row, field) for field in differing}
    for field in differing:
        setattr(row, field, facts[field])
    row.validate_unique(exclude={field.name for field in row._meta.fields} - set(differing))
    row.validate_constraints()
    row.version += 1
    row.save()
    return {label_of(row, field): [before[field], value_in_words(row, field)] for field in differing}
