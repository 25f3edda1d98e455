"""What falls due, for whom, and up which rungs: each app declares its rules in a module `reminder_rules.py`.

    rules.register(Rule(name="absence_without_cover", subject=…, causes=…, anchor="starts_on", steps=(Step(14, 3), Step(3, 1)), …))

A rule never loops over rows. `causes` is a queryset, `anchor` and the rungs of its `ladder` are expressions on it, and the
engine makes one INSERT … SELECT of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Cast
from django.utils.functional import Promise

from core.registries import Registry
from core.workdays import add_working_days

rules = Registry("reminder_rules")
calendar_feed = Registry("calendar_feed")  # see reminders/feed.py for what is declared

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Step:
    """Said `days` before the anchor (calendar days). Not acted on within `climbs_after` working days, it climbs; None: it never does."""

    days: int
    climbs_after: int | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """Only rows that meet `condition` hear from `days` before the anchor on; a large contract hears earlier."""

    condition: Q
    days: int


@dataclass(frozen=True, slots=True)
class Line:
    """How a reminder reads. `title` begins with a verb, `why` is one short reason; `key` names the row as My day does.

    `url` is the row's page and, unless `act_url` says where the act itself is, what the button opens.
    """

    title: str
    why: str
    act_label: str
    url: str
    key: str
    icon: str = "bell"
    code: str = ""
    code_url: str = ""
    group: str = "clients"
    act_url: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """Which rows fall due when, for whom, and up which rungs.

    `causes(today)`: the rows for which there is a reason to speak on that day, whatever the window.
    `anchor`: the date on the row that it is about: a field's name or an expression.
    `steps`: for a day to come, longest first; a step lives until the next begins, the last through the anchor itself. For a day
    that is over (`is_after`), one step, and `causes` says from when.
    `ladder(today)`: for each `Rung` an expression on the row that gives a person's key, or None. Only people who may see the row.
    `acted(reminders)`: those of these open reminders whose subject somebody has worked on since.
    `may_be_done_by_hand`: False where only the cause itself ends it.
    `passed`: where the row climbs by itself, an expression that gives the key of whoever had it before; such steps never climb.
    """

    name: str
    label: Words
    subject: Callable[[], type[models.Model]]
    causes: Callable[[date], models.QuerySet]
    anchor: str | models.Expression
    steps: Sequence[Step]
    ladder: Callable[[date], Sequence[models.Expression | None]]
    line: Callable[[models.Model, date], Line]
    loaded: Callable[[models.QuerySet], models.QuerySet] = staticmethod(lambda rows: rows)
    reach: Callable[[date], Sequence[Reach]] | None = None
    is_after: bool = False
    acted: Callable[[models.QuerySet], models.QuerySet] | None = None
    may_be_done_by_hand: bool = True
    passed: models.Expression | None = None

    @property
    def anchor_expression(self):
        return F(self.anchor) if isinstance(self.anchor, str) else self.anchor

    @property
    def rising(self) -> list[Step]:
        """Steps from the one nearest to the anchor outwards."""
        return sorted(self.steps, key=lambda step: step.days)

    def alive(self, today: date) -> models.QuerySet:
        """Rows about which a reminder already made still stands. Annotates `anchor_day`."""
        rows = self.causes(today).alias(anchor_day=self.anchor_expression)
        return rows if self.is_after else rows.filter(anchor_day__gte=today)

    def due(self, today: date) -> models.QuerySet:
        """Rows to speak about on this day, with `step_days` and `act_by`. Twin: windows.live_step()."""
        rows = self.alive(today)
        if self.is_after:
            (step,) = self.steps
            return rows.annotate(step_days=Value(step.days), act_by=self.act_by(step, today))
        begun = [(Q(anchor_day__lte=today + timedelta(days=step.days)), step) for step in self.rising]
        return rows.filter(self._within_reach(today)).annotate(
            step_days=Case(*[When(is_on, then=Value(step.days)) for is_on, step in begun]),
            act_by=Case(*[When(is_on, then=self.act_by(step, today)) for is_on, step in begun], output_field=models.DateField()),
        )

    def _within_reach(self, today: date) -> Q:
        if self.reach is None:
            return Q(anchor_day__lte=today + timedelta(days=self.rising[-1].days))
        within = Q(pk__in=[])
        for reach in self.reach(today):
            within |= Q(anchor_day__lte=today + timedelta(days=reach.days)) & reach.condition
        return within

    @staticmethod
    def act_by(step: Step, today: date) -> models.Expression:
        """The last day to act before it climbs: so many working days after it was said. Empty where it does not climb."""
        day = None if step.climbs_after is None else add_working_days(today, step.climbs_after)
        return Cast(Value(day), models.DateField())  # PostgreSQL asks what kind of nothing it is


def rule_named(name: str) -> Rule | None:
    """The rule of a stored reminder; None when an app took it back."""
    return next((rule for rule in rules if rule.name == name), None)
