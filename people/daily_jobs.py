from datetime import date

from core.registries import daily_jobs
from people.actions import switch_off_leavers


@daily_jobs.register
def daily(today: date) -> dict[str, int]:
    """Whoever's last day is over can no longer log in (P8)."""
    return {"people_switched_off": switch_off_leavers(today=today)}
