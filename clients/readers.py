"""Whom one may tell of an account: `visible_to`, asked for many people at once."""

from collections.abc import Iterable

from django.db.models import IntegerField, Value

from clients.models import Account
from people.models import Person
from people.standing import work_out_standings

MOST_AT_ONCE = 100  # arms of one statement; SQLite takes 500


def those_who_see(account: Account, people: Iterable[Person]) -> list[Person]:
    """Those of these who may see the account today, in their order: one statement for a hundred of them, and two for whom they stand."""
    people = list(people)
    work_out_standings(people)
    seen: set[int] = set()
    for start in range(0, len(people), MOST_AT_ONCE):
        arms = [_asked_for(person, account) for person in people[start : start + MOST_AT_ONCE]]
        seen |= {key for (key,) in arms[0].union(*arms[1:], all=True)}
    return [person for person in people if person.pk in seen]


def _asked_for(person: Person, account: Account):
    rows = Account.objects.visible_to(person).filter(pk=account.pk).order_by()
    return rows.annotate(reader=Value(person.pk, output_field=IntegerField())).values_list("reader")
