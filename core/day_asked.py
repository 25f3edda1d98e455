"""The day for which an address asks a calendar."""

from datetime import date

EARLIEST, LATEST = date(2000, 1, 3), date(2100, 12, 27)  # a calendar goes no further than anybody plans


def day_asked(request, name: str, otherwise: date) -> date:
    """The day in the address, within what a calendar shows; `otherwise` where none, or nonsense, is asked for."""
    try:
        day = date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return otherwise
    return min(max(day, EARLIEST), LATEST)
