"""The ladder of an account as expressions, for rules of reminders: lead → supervisor → director → head (DESIGN §8).

On each rung the live seat speaks first, then the reporting line above the team; a walled account has no line, only seats and
the head. So everybody named here may see the account: twin of `AccountQuerySet.visible_to`, held by a test.
"""

from datetime import date

from django.db.models import Case, OuterRef, Subquery, When
from django.db.models.functions import Coalesce

from clients.models import Seat
from clients.states import SeatRole
from reminders.ladders import KEY, head_of_house


def sitting(today: date, key: str):
    """Live seats of the row's account whose holder may log in.

    Those who may not are named one by one: they are few, and a join with people costs eight times as much in every row.
    """
    live = Seat.objects.live(today=today)
    gone = list(live.filter(person__is_active=False).order_by().values_list("person", flat=True).distinct())
    return live.filter(account=OuterRef(key)).exclude(person__in=gone)


def account_ladder(today: date, *, key: str = "account", walled: str = "account__is_walled", lead=None):
    """For each rung an expression that gives a person's key. `key` and `walled` are paths from the row to its account.

    `lead` replaces the first rung where somebody else answers for the row: whoever holds a check-in.
    """
    live = sitting(today, key)
    leads = live.leads().order_by("-starts_on", "-pk")
    supervisors = live.filter(role=SeatRole.SUPERVISOR).order_by("starts_on", "pk")
    directors = live.filter(role=SeatRole.DIRECTOR).order_by("starts_on", "pk")

    def unless_walled(seats, path):
        boss = seats.filter(**{f"{path}__is_active": True}).values(path)[:1]
        return Case(When(**{walled: False}, then=Subquery(boss, output_field=KEY)), default=None, output_field=KEY)

    supervisor = Coalesce(
        Subquery(supervisors.values("person")[:1], output_field=KEY),
        unless_walled(leads, "person__reports_to"),
    )
    director = Coalesce(
        Subquery(directors.values("person")[:1], output_field=KEY),
        unless_walled(supervisors, "person__reports_to"),
        unless_walled(leads, "person__reports_to__reports_to"),
    )
    return (Subquery(leads.values("person")[:1], output_field=KEY) if lead is None else lead, supervisor, director, head_of_house())


def seated(person: str, today: date, *, key: str = "account"):
    """The key of the person at this path if they sit on the account today, else that of the lead."""
    live = sitting(today, key)
    own = live.filter(person=OuterRef(person)).values("person")[:1]
    lead = live.leads().order_by("-starts_on", "-pk").values("person")[:1]
    return Coalesce(Subquery(own, output_field=KEY), Subquery(lead, output_field=KEY))
