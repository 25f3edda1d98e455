"""How far a status report looks back and ahead, how long is long, and a day in words."""

from datetime import date

from reports.lines import short_day

LOOKED_BACK_DAYS = 7
NOTICE_AHEAD_DAYS = 120
NEAR_DAYS = 3  # a delivery so near that is not with the client yet is watched
CLIENT_SLOW_DAYS = 5


def day_words(day: date) -> str:
    return short_day(day.isoformat())
