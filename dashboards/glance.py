"""What stands at the right of My day: my accounts with the one thing that comes next, today's check-ins, my team's lateness."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import CharField, Count, Exists, F, OuterRef, Subquery, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from care.models import ActionItem, CheckIn
from clients.models import Account, Contract, Seat
from clients.querysets import is_wide, opening_seat
from core import marks
from core.kept import kept
from core.navigation import SideAccount
from core.statements import asked, state_of
from core.together import asked_together
from people.models import Person

MY_ACCOUNTS = 8
MOST_SEATS = 200  # nobody sits on more; whoever does sees the worst of the first so many
BY_SEVERITY = ("risk", "watch", "good", "none")
MEETINGS = 8
TEAM = 8


@dataclass(frozen=True, slots=True)
class Glance:
    """One account in one line. `colour` is risk when something is late, watch when it comes soon, good otherwise."""

    account: Account
    words: str
    colour: str

    @property
    def facts(self) -> tuple:
        """All that its line shows."""
        return self.account.pk, self.account.name, self.account.code, self.words, self.colour

    @property
    def at_the_side(self) -> SideAccount:
        return SideAccount(self.account.name, self.account.get_absolute_url(), self.colour, self.words)


def my_accounts(person, *, today: date) -> list[Glance]:
    """Accounts on whose team this person (or whom they cover) sits, the worst first; one query."""
    return worst_first(asked(("glance", today, state_of(person)), lambda: _accounts_of(person, today=today)), today=today)


def my_accounts_or_past_notice(person, *, today: date) -> tuple[list[Glance], list[Contract]]:
    """My accounts; for a head who sits on no team, the contracts longest past their last safe notice day. One query."""
    if not person.standing.sees_all:
        return my_accounts(person, today=today), []

    def parts():
        return {"accounts": _accounts_of(person, today=today), "contracts": _past_notice(person, today=today)}

    found = asked_together(("glance", today, state_of(person)), parts)
    return worst_first(found["accounts"], today=today), [] if found["accounts"] else found["contracts"]


def worst_first(accounts: list[Account], *, today: date) -> list[Glance]:
    lines = [with_health(account, glance(account, today=today)) for account in accounts]
    return sorted(lines, key=lambda line: BY_SEVERITY.index(line.colour))


def with_health(account: Account, line: Glance) -> Glance:
    """The health of an account speaks where it is worse than what comes next (R4)."""
    colour = account.health_colour or ""
    if colour not in ("risk", "watch") or BY_SEVERITY.index(colour) >= BY_SEVERITY.index(line.colour):
        return line
    return Glance(account, _("Health %(score)s: %(words)s") % {"score": account.health_score, "words": line.words}, colour)


def _accounts_of(person, *, today: date):
    seats = Seat.objects.live(today=today).filter(person__in=person.standing.seats_of)
    notice = Contract.objects.in_force().undecided().filter(account=OuterRef("pk"), last_safe_notice_on__isnull=False)
    planned = CheckIn.objects.planned().filter(account=OuterRef("pk")).order_by("planned_on")
    return (
        Account.objects.live()
        .filter(pk__in=seats.values("account"))
        .annotate(
            next_notice_on=Subquery(notice.order_by("last_safe_notice_on").values("last_safe_notice_on")[:1]),
            next_check_in_on=Subquery(planned.values("planned_on")[:1]),
            has_lead=Exists(Seat.objects.live(today=today).leads().filter(account=OuterRef("pk"))),
            health_colour=F("health__colour"),
            health_score=F("health__observed"),
        )
        .order_by(F("next_notice_on").asc(nulls_last=True), "name", "pk")[:MOST_SEATS]
    )


def glance(account: Account, *, today: date) -> Glance:
    """The worst first: nobody leads, the notice day is over, the check-in is late; else whatever comes next."""
    notice, check_in = account.next_notice_on, account.next_check_in_on
    if not account.has_lead:
        return Glance(account, _("Nobody leads it"), "risk")
    if notice and notice < today:
        return Glance(account, _("Past its last safe notice day"), "risk")
    if check_in and check_in < today:
        return Glance(account, _("Check-in %s") % marks.distance_words(check_in, today), "risk")
    soon = notice and (notice - today).days <= marks.NOTICE_SOON_DAYS
    if soon and (not check_in or notice <= check_in or (check_in - today).days > marks.SOON_DAYS):
        return Glance(account, _("Notice day %s") % in_a_sentence(notice, today), "watch")
    if check_in:
        return Glance(account, _("Check-in %s") % in_a_sentence(check_in, today), "watch" if soon else "good")
    if notice:
        return Glance(account, _("Notice day %s") % in_a_sentence(notice, today), "good")
    return Glance(account, _("No check-in planned"), "none")


def _past_notice(person, *, today: date):
    contracts = Contract.objects.visible_to(person).past_notice_day(today=today).select_related("account")
    return contracts.order_by("last_safe_notice_on", "pk")[:MY_ACCOUNTS]


def in_a_sentence(day: date, today: date) -> str:
    """ "in 3 days", "today": the words of a due day as they stand inside a sentence."""
    words = marks.distance_words(day, today)
    return words[0].lower() + words[1:]


def check_ins_today(person, *, today: date) -> list[CheckIn]:
    """Planned for today and held by this person or whom they cover, by the hour; one query, none where My day has read them."""
    if found := [one for one in getattr(person, "check_ins_to_hold", ()) if one.planned_on == today]:
        return sorted(found, key=lambda one: (one.planned_at is None, one.planned_at or time.min, one.pk))[:MEETINGS]
    return list(
        CheckIn.objects.planned()
        .filter(planned_on=today, owner__in=person.standing.seats_of)
        .select_related("account")
        .order_by("planned_at", "pk")[:MEETINGS]
    )


@dataclass(frozen=True, slots=True)
class Lateness:
    """How late the work of one person below is."""

    pk: int
    name: str
    check_ins: int
    actions: int

    @property
    def facts(self) -> tuple:
        """All that its line shows."""
        return self.pk, self.name, self.check_ins, self.actions

    @property
    def person(self) -> Person:
        """Made when the line is drawn, which is seldom: eight of them take longer than the page has for it."""
        return Person(pk=self.pk, name=self.name)

    @property
    def check_ins_url(self) -> str:
        return f"{reverse('check_in_list')}?owner={self.pk}&overdue=true"

    @property
    def actions_url(self) -> str:
        return f"{reverse('action_item_list')}?owner={self.pk}&status=overdue"


@dataclass(frozen=True, slots=True)
class LateTeam:
    """Who below has something late; `said_at` is the moment of counting where it was not now (ADR 0008)."""

    lines: list[Lateness]
    said_at: datetime | None = None


def late_team(person, *, today: date) -> LateTeam:
    """The worst first; with a wide line below, as it was within the last minute where counting took long."""
    if not is_wide(person):
        return LateTeam(lateness_below(person, today=today))
    found = kept("lateness", person, today, count=lambda: late_rows(person, today=today))
    return LateTeam(lines_of(found.figures), found.said_at)


def lateness_below(person, *, today: date) -> list[Lateness]:
    """People below with something late, the worst first; nobody below costs no query, somebody one.

    Only what hangs on accounts that this person may see is counted: asked row by row, since few are late and many are seen.
    A head has the People dashboard instead.
    """
    return lines_of(late_rows(person, today=today)) if person.standing.line_of else []


def late_rows(person, *, today: date) -> list[tuple]:
    return asked(("lateness", today, state_of(person)), lambda: _late_below(person, today=today))


def lines_of(rows) -> list[Lateness]:
    late: dict[tuple, dict[str, int]] = defaultdict(dict)
    for what, pk, name, number in rows:
        late[pk, name][what] = number
    worst = sorted(late.items(), key=lambda one: (-sum(one[1].values()), one[0][1], one[0][0]))[:TEAM]
    return [Lateness(pk, name, found.get("check_ins", 0), found.get("actions", 0)) for (pk, name), found in worst]


def _late_below(person, *, today: date):
    """Rows of (what, key, name, number) for everybody below with something late."""
    below = person.standing.line_of
    late = {"check_ins": CheckIn.objects.overdue(today=today), "actions": ActionItem.objects.overdue(today=today)}
    opened_by = opening_seat(person, by="account", account="account")
    check_ins, actions = (
        _late_by_owner(rows.alias(opened_by=opened_by).filter(opened_by__isnull=False, owner__in=below), what)
        for what, rows in late.items()
    )
    return check_ins.union(actions, all=True)


def _late_by_owner(rows, what: str):
    """Rows of (what, owner's key, owner's name, number)."""
    named = rows.order_by().annotate(counted_as=Value(what, output_field=CharField()))
    return (
        named.values("counted_as", "owner", "owner__name")
        .annotate(number=Count("pk"))
        .values_list("counted_as", "owner", "owner__name", "number")
    )
