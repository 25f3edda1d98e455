"""What comes next with an account: its planned check-ins (R1)."""

from datetime import date

from django.db.models import CharField, F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from care.models import CheckIn
from care.states import CheckInKind
from clients.upcoming import COLUMNS, Source, Upcoming, sources

MOST = 4


def nearest():
    planned = CheckIn.objects.planned().filter(account=OuterRef("pk")).order_by("planned_on").values("planned_on")
    return Subquery(planned[:1])


def rows(account, today: date) -> list:
    first = CheckIn.objects.planned().filter(account=account).order_by("planned_on", "pk").values("pk")[:MOST]
    nobody = Coalesce(F("owner__name"), Value(""), output_field=CharField())
    told = {"noun": Value("check_in", CharField()), "day": F("planned_on"), "row": F("pk"), "called": F("kind"), "sub": nobody}
    found = CheckIn.objects.filter(pk__in=first).order_by()
    return [found.annotate(**told).values_list(*COLUMNS)]


def line(kind: str, day: date, key: int, title: str, sub: str) -> Upcoming:
    return Upcoming(day, str(CheckInKind(title).label), reverse("check_in_detail", args=[key]), sub, kind)


sources.register(Source(("check_in",), nearest, rows, line))
