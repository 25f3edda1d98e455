"""What a director decides about service levels (G2)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from clients.levels import Hours, began_with, effects, levels
from clients.models import AnswerTime, ServiceLevel
from clients.states import Severity
from core.changes import ask, label_of
from core.errors import Refused
from core.moves import record, take


def level_row(tier: str) -> ServiceLevel:
    """The row of a tier; where somebody took it out by hand, with what the house began with."""
    began = began_with(tier)
    facts = {"cadence_days": began.cadence_days, "request_answer_days": began.request_answer_days}
    level, is_new = ServiceLevel.objects.get_or_create(tier=tier, defaults=facts)
    if is_new:
        write_times(level, began.times)
    return level


def write_times(level: ServiceLevel, times: Mapping[int, Hours]) -> None:
    for severity, hours in times.items():
        facts = {"answer_hours": hours.answer, "resolve_hours": hours.resolve}
        AnswerTime.objects.update_or_create(level=level, severity=severity, defaults=facts)


@transaction.atomic
def change_service_level(
    tier: str,
    *,
    by,
    now: datetime,
    cadence_days: int,
    request_answer_days: int,
    times: Mapping[int, Hours],
    is_for_open: bool = False,
    version: int | None = None,
) -> ServiceLevel:
    """What clients of this tier can count on from now on; with `is_for_open` what is open gets the new times too.

    Raises PermissionDenied, LostRace; Refused where an outcome were due before the answer.
    """
    ask(by, "clients.change_service_levels")
    if hasty := [severity for severity, hours in times.items() if hours.resolve < hours.answer]:
        words = {"severity": str(Severity(hasty[0]).label).lower()}
        raise Refused(_("An outcome takes no less time than an answer: put the hours of %(severity)s right.") % words)
    level = take(level_row(tier), by=by, version=version)
    before = levels()[tier]
    changes = {}
    for field, value in (("cadence_days", cadence_days), ("request_answer_days", request_answer_days)):
        if getattr(level, field) != value:
            changes[label_of(level, field)] = [str(getattr(level, field)), str(value)]
            setattr(level, field, value)
    for severity, hours in times.items():
        if before.hours(severity) != hours:
            changes[str(Severity(severity).label)] = [hours_words(before.hours(severity)), hours_words(hours)]
    if changes:
        level.version += 1
        level.save()
        write_times(level, times)
        record(level, "service_level.changed", by=by, at=now, changes=changes)
    if is_for_open:
        for effect in effects:
            effect.carry_out(tier, by=by, now=now)
    return level


def hours_words(hours: Hours) -> str:
    return _("%(answer)d h to the answer, %(resolve)d h to the outcome") % {"answer": hours.answer, "resolve": hours.resolve}
