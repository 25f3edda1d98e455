"""The calendar of jobs, with reasons. Hours are the agency's (`TIME_ZONE`). Every job finds its work in rows, so it may run
late, twice or side by side with itself.
"""

from celery.schedules import crontab

MINUTE, HOUR, DAY = 60, 3_600, 86_400


def ring(task: str, when, *, forget_after: int) -> dict:
    """One line of the calendar. After `forget_after` seconds a bell that nobody answered is dropped: the next one is near."""
    return {"task": task, "schedule": when, "options": {"expires": forget_after}}


SCHEDULE = {
    # Says that clock, broker and worker are alive; `/readyz` fails when it was not seen for three minutes.
    "beat": ring("core.tasks.clock_ticked", MINUTE, forget_after=2 * MINUTE),
    # Days begin at different hours around the world, and a moved date should be seen while people are still at work.
    "sweep": ring("reminders.tasks.sweep", crontab(minute=5), forget_after=HOUR),
    # Catches what its doorbell missed: a mail that failed, a worker that died, a reader whose morning has come.
    "deliver": ring("reminders.tasks.deliver", MINUTE, forget_after=MINUTE),
    # The same for letters to clients: links, delivery notes.
    "send letters": ring("core.tasks.send_letters", MINUTE, forget_after=MINUTE),
    # An import whose worker was killed goes on behind the last rows that it wrote.
    "go on with imports": ring("exchange.tasks.go_on_with_orphans", MINUTE, forget_after=MINUTE),
    # A file that somebody gave in for an import and left holds other people's data for no reason.
    "forget old import files": ring("exchange.tasks.forget_old_files", crontab(hour=3, minute=30), forget_after=DAY),
    # Form keys only matter while somebody may still press the button again.
    "forget old form keys": ring("core.tasks.forget_old_form_keys", crontab(hour=3, minute=40), forget_after=DAY),
    # Whom we wrote to and when; what the letters said went when they were sent.
    "forget old letters": ring("core.tasks.forget_old_letters", crontab(hour=3, minute=45), forget_after=DAY),
    # A session that has ended is of no use to anybody but a thief.
    "forget ended sessions": ring("core.tasks.forget_ended_sessions", crontab(hour=3, minute=50), forget_after=DAY),
    # Two years of who was told what are enough; accounts_service/retention.toml says so, and why.
    "forget old reminders": ring("reminders.tasks.forget_what_is_over", crontab(hour=4), forget_after=DAY),
    # Health is looked at once a day, before people come; the hours after it catch up with what a night switched off has left, and
    # give an account that was opened during the day its first figures.
    "look at health": ring("care.tasks.look_at_health", crontab(hour="3-23", minute=10), forget_after=HOUR),
    # A report goes out in the hour that somebody chose; one that this bell missed goes with the next.
    "send reports": ring("reports.tasks.send_scheduled", crontab(minute=2), forget_after=HOUR),
    # Looks at the evidence of every open renewal: long, and nobody waits for it.
    "weigh renewals": ring("clients.tasks.weigh_renewals", crontab(hour=2, minute=15), forget_after=12 * HOUR),
}

# Rung as soon as the clock starts: what must not wait for its hour after a night switched off.
AT_START = ["core.tasks.clock_ticked", "reminders.tasks.sweep"]
