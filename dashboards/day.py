"""My day (S1, P2): what needs this person, parted by when, with the chips that count it by kind."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.drawn import drawn_for
from core.my_day import Need

SHOWN_PER_PART = 25  # a day with more is not a list but a problem: the rest is one link away

# The chips, in this order; a kind that no app knows yet comes last under its own name.
KINDS = {
    "approvals": gettext_lazy("Approvals"),
    "jobs": gettext_lazy("Jobs"),
    "renewals": gettext_lazy("Renewals"),
    "contracts": gettext_lazy("Contracts"),
    "check-ins": gettext_lazy("Check-ins"),
    "health": gettext_lazy("Health"),
    "concerns": gettext_lazy("Concerns"),
    "actions": gettext_lazy("Actions"),
    "clients": gettext_lazy("Clients"),
    "team": gettext_lazy("Team"),
}


@dataclass(frozen=True, slots=True)
class Chip:
    key: str
    label: str
    count: int
    is_on: bool


@dataclass(frozen=True, slots=True)
class Part:
    """Late, today, this week, later: `needs` are at most `SHOWN_PER_PART` of `count`."""

    key: str
    label: str
    needs: tuple[Need, ...]
    count: int

    @property
    def left_out(self) -> int:
        return self.count - len(self.needs)

    def drawn(self, csrf_token: str, *, today: date) -> SafeString:
        """Its rows as they stand in the list; each is drawn once for the same facts."""
        rows = (drawn_for(csrf_token, "components/need.html", (need.facts, today), need=need, today=today) for need in self.needs)
        return format_html_join("", "{}", ((row,) for row in rows))


@dataclass(frozen=True)
class Day:
    """The needs of one person on one day; `kind` is the chip that is chosen, empty for everything."""

    needs: tuple[Need, ...]
    today: date
    kind: str = ""
    shows_all: bool = False

    @cached_property
    def by_kind(self) -> Counter:
        return Counter(need.group for need in self.needs)

    @property
    def chips(self) -> list[Chip]:
        """Everything, then each kind that has something; the chosen one stays even when it has become empty."""
        keys = [key for key in [*KINDS, *sorted(set(self.by_kind) - set(KINDS))] if self.by_kind[key] or key == self.kind]
        label = {key: str(KINDS.get(key, key.replace("_", " ").capitalize())) for key in keys}
        everything = Chip("", _("Everything"), len(self.needs), not self.kind)
        return [everything, *(Chip(key, label[key], self.by_kind[key], key == self.kind) for key in keys)]

    @cached_property
    def shown(self) -> tuple[Need, ...]:
        return tuple(need for need in self.needs if not self.kind or need.group == self.kind)

    @property
    def parts(self) -> list[Part]:
        """By day, empty parts left out. What has no day waits with what is due today."""
        found: dict[str, list[Need]] = {"late": [], "today": [], "week": [], "later": []}
        for need in self.shown:
            found[self.part_of(need)].append(need)
        labels = {"late": _("Late"), "today": _("Today"), "week": _("This week"), "later": _("Later")}
        most = None if self.shows_all else SHOWN_PER_PART
        return [Part(key, labels[key], tuple(needs[:most]), len(needs)) for key, needs in found.items() if needs]

    def part_of(self, need: Need) -> str:
        if need.due_on is None or need.due_on == self.today:
            return "today"
        if need.due_on < self.today:
            return "late"
        return "week" if need.due_on <= end_of_week(self.today) else "later"

    @cached_property
    def late(self) -> int:
        return sum(self.part_of(need) == "late" for need in self.needs)

    @property
    def has_check_in_today(self) -> bool:
        return any(need.key.startswith("checkin:") and need.due_on == self.today for need in self.needs)

    @property
    def escalated(self) -> list[Need]:
        """What somebody else had and did not act on, or what this person covers."""
        return [need for need in self.needs if need.escalated_from or need.cover_for]


def end_of_week(today: date) -> date:
    """The coming Sunday; on a Saturday or Sunday the one after, since the week that matters then is the next."""
    days = 6 - today.weekday()
    return today + timedelta(days=days if days > 1 else days + 7)
