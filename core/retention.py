"""How long what is over is kept (`accounts_service/retention.toml`), and whether that file says it for everything that is forgotten."""

from django.conf import settings
from django.core.checks import Error, Tags, register

# name → the fewest days with which nothing breaks
SHORTEST = {
    "reminders_closed": 90,
    "digests_sent": 30,
    "sweep_runs": 7,
    "form_keys": 2,
    "letters": 30,
    "survey_answers": 400,
    "health_daily": 35,
    "health_weekly": 400,
}


def days_kept(name: str) -> int:
    return settings.RETENTION_DAYS[name]


def faults_of(policy: dict) -> list[str]:
    faults = [f"{name} is missing" for name in SHORTEST if name not in policy]
    faults += [f"{name} is unknown" for name in policy if name not in SHORTEST]
    for name, least in SHORTEST.items():
        if name in policy and (type(policy[name]) is not int or policy[name] < least):
            faults.append(f"{name} must be a whole number of days, at least {least}")
    return faults


@register(Tags.compatibility)
def policy_is_complete(app_configs, **kwargs):
    hint = "See accounts_service/retention.toml."
    return [Error(f"Retention: {fault}.", hint=hint, id="house.E005") for fault in faults_of(settings.RETENTION_DAYS)]
