"""What the team says of how the client feels (R4): the last word of each person, as long as it holds."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from care.models import SentimentEntry
from clients.health import Evidence, Factor, factors
from clients.states import HealthNumber


def said(accounts, today: date):
    """The mean of each person's latest word within 90 days."""
    entries = SentimentEntry.objects.filter(account__in=accounts.values("pk")).standing(today=today)
    rows = entries.order_by("said_on", "pk").values_list("account", "person", "rating", "said_on")
    latest: dict[int, dict[int, tuple]] = {}
    for pk, person, rating, on in rows:
        latest.setdefault(pk, {})[person] = (rating, on)
    found = {}
    for pk, by_person in latest.items():
        ratings = [rating for rating, _on in by_person.values()]
        newest = max(on for _rating, on in by_person.values())
        value = round(25 * (sum(ratings) / len(ratings) - 1))
        found[pk] = Evidence(value, {"n": len(ratings), "days": (today - newest).days})
    return found


def say_said(args: dict) -> str:
    words = ngettext(
        "%(n)d person of the team has said it, last %(days)d days ago",
        "%(n)d people of the team have said it, last %(days)d days ago",
        args["n"],
    )
    return words % args


def where_it_was_said(account: int, args: dict) -> str:
    return f"{reverse('account_health', args=[account])}#said"


factors.register(Factor("team", gettext_lazy("What the team says"), HealthNumber.SENTIMENT, "", 40, said, say_said, where_it_was_said))
