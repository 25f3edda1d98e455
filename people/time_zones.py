"""Time zones of the tz database, as people choose them."""

from functools import cache
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

AREAS = ("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")


@cache
def all_names() -> frozenset[str]:
    """Read once: the database is a folder of hundreds of files."""
    return frozenset(available_timezones())


@cache
def time_zones() -> tuple[tuple[str, str], ...]:
    """Places by continent, as people look for them; the aliases of the database are left out."""
    names = sorted(name for name in all_names() if name.startswith(AREAS)) + ["UTC"]
    return tuple((name, name.replace("_", " ").replace("/", ", ", 1)) for name in names)


def known_time_zone(name: str) -> None:
    """Every page asks a person's day of their zone, so an unknown one is refused where it is written."""
    if name not in all_names():
        raise ValidationError(_("%(name)s is no time zone."), params={"name": name})
