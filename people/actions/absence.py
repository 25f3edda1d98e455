from copy import copy
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core.changes import ask, set_facts, take_for_change
from core.errors import Refused
from core.moves import record, take
from people.cover import why_not_away, why_not_cover
from people.models import Absence, Person


def refuse_if_wrong(absence: Absence, *, by) -> None:
    """Raises Refused with the sentence that the form shows too."""
    why = why_not_away(absence) or why_not_cover(absence, by=by)
    if why:
        raise Refused(why)


def cover_words(absence: Absence) -> str:
    return str(absence.cover) if absence.cover_id else _("nobody")


@transaction.atomic
def add_absence(*, person: Person, starts_on: date, ends_on: date, cover: Person | None = None, reason: str = "", by) -> Absence:
    """Somebody will be away, and who stands in (P8). Oneself, or whoever stands above. Raises PermissionDenied, Refused."""
    ask(by, "people.plan_absence", person)
    absence = Absence(person=person, starts_on=starts_on, ends_on=ends_on, cover=cover, reason=reason)
    refuse_if_wrong(absence, by=by)
    absence.save()
    record(absence, "absence.added", by=by, cover=cover_words(absence))
    return absence


@transaction.atomic
def change_absence(absence: Absence, *, by, version: int | None = None, **facts) -> Absence:
    """Other days, or another cover. Raises PermissionDenied, LostRace, Refused."""
    absence = take_for_change(absence, by=by, may="people.plan_absence", version=version, facts=facts)
    planned = copy(absence)
    for name, value in facts.items():
        setattr(planned, name, value)
    refuse_if_wrong(planned, by=by)
    changes = set_facts(absence, facts)
    if changes:
        record(absence, "absence.changed", by=by, changes=changes, cover=cover_words(absence))
    return absence


@transaction.atomic
def remove_absence(absence: Absence, *, by, version: int | None = None) -> None:
    """It does not take place after all. The event stays."""
    absence = take(absence, by=by, may="people.plan_absence", version=version)
    record(absence, "absence.removed", by=by)
    absence.delete()
