"""What comes next with an account's concerns: the words that we owe, the worst first (R2)."""

from datetime import date

from django.db.models import Case, CharField, F, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse

from care.models import Concern
from clients.states import Severity
from clients.upcoming import COLUMNS, Source, Upcoming, sources
from reminders.states import Rung

MOST = 4
CONCERN, CRITICAL = "concern", "concern_critical"
CLIMBED = {f"concern_rung_{rung.value}": rung for rung in Rung if rung > Rung.LEAD}


def nearest():
    owed = Concern.objects.ticking().filter(account=OuterRef("pk")).order_by("due_at")
    return Subquery(owed.annotate(on=TruncDate("due_at")).values("on")[:1])


def rows(account, today: date) -> list:
    worst = Concern.objects.ticking().filter(account=account).order_by("-rung", "-severity", "due_at", "pk").values("pk")[:MOST]
    climbed = [When(rung=rung.value, then=Value(noun)) for noun, rung in CLIMBED.items()]
    noun = Case(*climbed, When(severity=Severity.CRITICAL, then=Value(CRITICAL)), default=Value(CONCERN), output_field=CharField())
    nobody = Coalesce(F("owner__name"), Value(""), output_field=CharField())
    told = {"noun": noun, "day": TruncDate("due_at"), "row": F("pk"), "called": F("title"), "sub": nobody}
    return [Concern.objects.filter(pk__in=worst).order_by().annotate(**told).values_list(*COLUMNS)]


def line(kind: str, day: date, key: int, title: str, sub: str) -> Upcoming:
    return Upcoming(day, title, reverse("concern_detail", args=[key]), sub, kind)


sources.register(Source((CONCERN, CRITICAL, *CLIMBED), nearest, rows, line))
