"""Industries are the clients' own words; case and blanks do not count when they are compared (R7, ADR 0059)."""

from collections.abc import Sequence

LONGEST_KEY = 120


def key_of(word: str) -> str:
    """How words compare: "Food & Drink" is "food  & drink"."""
    return " ".join(str(word).casefold().split())[:LONGEST_KEY]


def spellings_of(person, word: str) -> Sequence[str]:
    """The ways in which clients that this person sees spell this industry; one query."""
    from clients.models import Client

    spelt = Client.objects.visible_to(person).exclude(industry="").order_by().values_list("industry", flat=True).distinct()
    return [words for words in spelt if key_of(words) == key_of(word)]
