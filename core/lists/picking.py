"""Rows that somebody picked in a list."""

from django.db.models import QuerySet
from django.http import QueryDict

from core.lists.filters import HouseFilterSet

LONGEST_KEY = 18  # digits of a 64-bit number


def keys_in(parameters: QueryDict) -> list[str]:
    """Keys of the picked rows; what can be no key of ours is left out."""
    return [key for key in parameters.getlist("pick") if key.isdecimal() and len(key) <= LONGEST_KEY]


def picked(request, *, queryset: QuerySet, filterset: type[HouseFilterSet]) -> QuerySet:
    """The rows that a bulk act is about: those picked, or all that match the filters of the list it came from."""
    if request.POST.get("all") == "1":
        return filterset(QueryDict(request.POST.get("state", "")), queryset=queryset, request=request).qs
    return queryset.filter(pk__in=keys_in(request.POST))
