"""People on a board: what each carries, or a director with everybody below."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.money import Converted
from dashboards import figures
from dashboards.records import url_of
from dashboards.scope import Scope
from people.models import Person
from people.states import Rank


@dataclass(frozen=True, slots=True)
class PersonLine:
    """What one person carries: the accounts they lead and their check-ins and actions. `None` is for what nobody owns."""

    person: Person | None
    is_line: bool  # counts everybody below as well
    accounts: int
    fee: Converted | None
    contracts: int
    discipline: figures.Discipline
    open_actions: int
    late_actions: int
    scope: Scope

    def url(self, which: str) -> str:
        if self.person is None:
            return url_of(which, self.scope, who=0)
        return url_of(which, self.scope, **{"below" if self.is_line else "who": self.person.pk})

    @property
    def accounts_url(self) -> str:
        return self.url("accounts")

    @property
    def contracts_url(self) -> str:
        return self.url("in-force")

    @property
    def cells(self) -> list[tuple[str, int, str]]:
        """(label, number, address) of what is counted after the fee, in the order of the heads."""
        found = self.discipline
        return [
            (_("Held on time"), found.on_time, self.url("held-on-time")),
            (_("Held late"), found.late, self.url("held-late")),
            (_("Missed"), found.missed, self.url("missed")),
            (_("Overdue"), found.overdue, self.url("overdue")),
            (_("Open actions"), self.open_actions, self.url("open-actions")),
            (_("Late actions"), self.late_actions, self.url("late-actions")),
        ]


def lines_of(board, groups: dict[int, Iterable[int]], *, is_line: bool) -> list[PersonLine]:
    """A line for each group of people under the key of a person, the largest fee first, and one for what nobody owns if there is any."""
    found = []
    for pk, members in groups.items():
        person = board.scope.staff.people.get(pk)
        if person:
            found.append(line_of(board, person, members, is_line=is_line and person.rank == Rank.DIRECTOR))
    found.sort(key=lambda line: (-(line.fee.total.minor if line.fee else 0), -line.accounts, line.person.name, line.person.pk))
    nobody = line_of(board, None, (None,), is_line=False)
    return [*found, nobody] if nobody.discipline.overdue or nobody.discipline.due else found


def line_of(board, person: Person | None, members: Iterable[int | None], *, is_line: bool) -> PersonLine:
    wanted = set(members)
    rows = figures.Tally([row for row in board.tally.rows if row.who in wanted and row.what not in ("accounts", "without-lead")])
    fees = [fee for pk in wanted for fee in board.fees.get(pk, ())]
    return PersonLine(
        person=person,
        is_line=is_line,
        accounts=rows.number("led"),
        fee=board.house.sum((currency, yearly) for currency, yearly, _n in fees) if board.sees_fees else None,
        contracts=sum(number for _currency, _yearly, number in fees),
        discipline=figures.discipline(rows),
        open_actions=rows.number("open-actions"),
        late_actions=rows.number("late-actions"),
        scope=board.scope,
    )
