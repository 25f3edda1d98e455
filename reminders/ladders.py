"""Ladders of a person, for rules about people: whom they report to, and so on up to the head (DESIGN §2)."""

from datetime import date

from django.db.models import BigIntegerField, Case, F, OuterRef, Subquery, Value, When

from people.models import Person

KEY = BigIntegerField()  # of a person, in every ladder, so that rungs can stand side by side


def head_of_house() -> Value | None:
    """The top rung everywhere: the head who came first. None in a house without a head."""
    head = Person.objects.heads().order_by("pk").values_list("pk", flat=True).first()
    return None if head is None else Value(head, output_field=KEY)


def active(path: str) -> Case:
    """The key of the person at this path, if they may log in."""
    return Case(When(**{f"{path}__is_active": True}, then=F(path)), default=None, output_field=KEY)


def above(path: str, today: date):
    """The ladder over the person at `path`: their boss, the boss's boss, the head. Nobody stands on the lead's rung."""
    boss = Subquery(Person.objects.active().filter(reports=OuterRef(path)).values("pk")[:1], output_field=KEY)
    next_boss = Subquery(Person.objects.active().filter(reports__reports=OuterRef(path)).values("pk")[:1], output_field=KEY)
    return (None, boss, next_boss, head_of_house())
