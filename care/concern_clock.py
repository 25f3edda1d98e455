"""The clock of a concern, in office hours (R2, G2; ADR 0053). Every function returns the columns that a move writes, and reads no clock.

Two words are given: an answer by `answer_by`, an outcome by `resolve_by`. The one that is due next runs; when it lapses the concern
climbs (`care.jobs.concerns`), and again each time the same number of hours has passed.
"""

from datetime import datetime

from care.models import Concern
from care.states import WAITING
from clients.levels import Hours
from core.workhours import WorkCalendar, office

MINUTE = 60  # seconds


def started(hours: Hours, *, now: datetime) -> dict:
    """Both words are given: the client has turned to us."""
    calendar = office()
    answer_by = calendar.add(now, hours.answer)
    return {
        "asked_at": now,
        "answer_hours": hours.answer,
        "resolve_hours": hours.resolve,
        "answer_by": answer_by,
        "resolve_by": calendar.add(now, hours.resolve),
        **runs_to(answer_by),
    }


def runs_to(moment: datetime) -> dict:
    return {"due_at": moment, "climbs_at": moment}


STANDS = {"due_at": None, "climbs_at": None}


def asked_again(concern: Concern, *, now: datetime) -> dict:
    """They are not content with our answer: another is due. The outcome is due when it was."""
    answer_by = office().add(now, concern.answer_hours)
    return {"asked_at": now, "answer_by": answer_by, **runs_to(answer_by)}


def reopened(concern: Concern, *, now: datetime) -> dict:
    """As on the first day, by the hours that were promised then."""
    return started(Hours(concern.answer_hours, concern.resolve_hours), now=now)


def answered(concern: Concern, *, now: datetime) -> dict:
    """The outcome is due next. Where its moment is over already, it has climbed for the answer: it gets its time once more."""
    is_over = concern.resolve_by <= now
    columns = runs_to(concern.resolve_by)
    if is_over:
        columns["climbs_at"] = office().add(now, concern.resolve_hours)
    if concern.state in WAITING:
        columns["was_answered_late"] = concern.was_answered_late or now > concern.answer_by
    if concern.answered_at is None:
        columns |= {"answered_at": now, "answer_minutes": office_minutes(concern.raised_at, now)}
    return columns


def outcome_found(concern: Concern, *, now: datetime) -> dict:
    """The clock stands still: it is for the client to say yes, or everything is said."""
    return {
        **STANDS,
        "resolved_at": now,
        "resolve_minutes": office_minutes(concern.raised_at, now),
        "was_resolved_late": concern.was_resolved_late or now > concern.resolve_by,
    }


def outcome_lost(concern: Concern, *, now: datetime) -> dict:
    """They refuse what was proposed: another outcome is due, in the time of the first."""
    resolve_by = office().add(now, concern.resolve_hours)
    return {"asked_at": now, "resolve_by": resolve_by, **runs_to(resolve_by), **NO_OUTCOME}


NO_OUTCOME = {"resolved_at": None, "resolve_minutes": None, "closed_at": None}


def graded(concern: Concern, hours: Hours) -> dict:
    """Another severity, or another service level: both words anew, from when they were given. What has lapsed by that climbs at once."""
    calendar = office()
    columns = {
        "answer_hours": hours.answer,
        "resolve_hours": hours.resolve,
        "answer_by": calendar.add(concern.asked_at, hours.answer),
        "resolve_by": calendar.add(concern.asked_at, hours.resolve),
    }
    if concern.due_at is not None:
        columns |= runs_to(columns["answer_by"] if concern.state in WAITING else columns["resolve_by"])
    return columns


def next_lapse(calendar: WorkCalendar, concern: Concern, *, now: datetime) -> datetime:
    """When it climbs again. After a standstill whoever it has reached gets the whole time: nobody is passed who has not heard."""
    hours = concern.answer_hours if concern.state in WAITING else concern.resolve_hours
    after = calendar.add(concern.climbs_at, hours)
    return after if after > now else calendar.add(now, hours)


def office_minutes(start: datetime, end: datetime) -> int:
    return max(0, int(office().between(start, end).total_seconds()) // MINUTE)
