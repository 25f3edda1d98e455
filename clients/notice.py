"""The last safe notice day (C5): the last working day on which a notice of termination may still be sent.

Source: ADR 0004. `ends_on` is covered by the term, and n units of notice must lie between the day of the notice and the end:
the n days (weeks, months) after the deadline are still in the term. A notice that must be *sent* by then may leave on the last
working day at or before the deadline; one that must be *received* leaves `POST_WORKING_DAYS` working days earlier. The
contract's own days are calendar days unless it says working days; weeks and months are counted on the calendar, and a month
that lacks the day ends on its last one.
"""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from clients.states import NoticeRule, NoticeUnit
from core.workdays import add_working_days, on_or_after, on_or_before

POST_WORKING_DAYS = 3  # ADR 0004: recorded delivery inside a country


def notice_deadline(ends_on: date, *, count: int, unit: str) -> date:
    """The day by which notice must be sent or received: `count` units before the end.

    Working days are counted back from the last working day of the term: a Sunday at its end gives nobody a day of notice.
    """
    match unit:
        case NoticeUnit.WORKING_DAYS:
            return add_working_days(on_or_before(ends_on), -count)
        case NoticeUnit.WEEKS:
            return ends_on - timedelta(weeks=count)
        case NoticeUnit.MONTHS:
            return ends_on - relativedelta(months=count)
        case _:
            return ends_on - timedelta(days=count)


def last_safe_notice_day(ends_on: date | None, *, count: int, unit: str, rule: str) -> date | None:
    """The last safe notice day; None for an evergreen contract, which has no end to give notice before.

    Without a notice period nothing has to travel: the last working day of the term is left for the decision.
    """
    if ends_on is None:
        return None
    deadline = on_or_before(notice_deadline(ends_on, count=count, unit=unit))
    if rule == NoticeRule.RECEIVED and count:
        return add_working_days(deadline, -POST_WORKING_DAYS)
    return deadline


def earliest_end(noticed_on: date, *, count: int, unit: str, rule: str) -> date:
    """The first day on which an evergreen contract may end when notice leaves on `noticed_on`.

    The post is counted when notice must be received; the period begins on the day after.
    """
    given = on_or_after(noticed_on)
    if rule == NoticeRule.RECEIVED and count:
        given = add_working_days(given, POST_WORKING_DAYS)
    match unit:
        case NoticeUnit.WORKING_DAYS:
            return add_working_days(given, count)
        case NoticeUnit.WEEKS:
            return given + timedelta(weeks=count)
        case NoticeUnit.MONTHS:
            end = given + relativedelta(months=count)
            # 31 January and one month: 28 February counted back is 28 January, so the term runs into March.
            return end if end - relativedelta(months=count) >= given else end + timedelta(days=1)
        case _:
            return given + timedelta(days=count)
