"""The clock: reminders, what did not arrive, calendars."""

from tests.matrix.line import ACT, EVERYBODY, LEAD, SUPERVISORS, WORKERS, WRITE, Line, about, page

LINES: dict[str, Line] = {
    "reminder_list": page(),
    "reminder_done": about("reminder", LEAD, ACT, knows=LEAD),
    "reminder_snooze": about("reminder", LEAD, WRITE, knows=LEAD),
    "reminder_undelivered": page(SUPERVISORS | {"ada"}),
    "reminder_send_again": about("undelivered", SUPERVISORS | {"ada"}, ACT, knows=WORKERS | {"ada"}),
    "calendar_feed": page(EVERYBODY, WRITE),
    "calendar_feed_stop": page(EVERYBODY, ACT),
}
