"""Addresses of rows: a list asks for a hundred of them, and looking each up among all addresses costs more than its row."""

from functools import cache

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse

HELD_PLACE = 2**62  # stands for the key while the address is looked up; no sequence gets that far


def address_of(name: str, pk: int | None) -> str:
    """What `reverse(name, args=[pk])` says, looked up once for each name. Raises NoReverseMatch as it does."""
    if type(pk) is not int or pk < 0:
        return reverse(name, args=[pk])
    before, after = _around(name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())
    return f"{before}{pk}{after}"


@cache
def _around(name: str, urlconf: str, prefix: str) -> tuple[str, str]:
    before, after = reverse(name, args=[HELD_PLACE], urlconf=urlconf).split(str(HELD_PLACE))
    return before, after
