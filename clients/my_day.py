"""What clients and accounts need of a person today (P2, P3): a lead, a hand-over to take, a map to complete, a fit to rate."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When, Window
from django.urls import reverse
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clients import my_day_contracts  # noqa: F401  (contracts and renewals declare theirs there)
from clients.account_troubles import coverage_missing
from clients.models import Account, BoughtService, SalesHandover, Seat
from clients.querysets import seats_that_open
from clients.states import Fit, Tier
from core.kept import kept
from core.my_day import Need, beside_rows, of_rows
from core.registries import my_day
from core.statements import asked

MOST_BY_NAME = 5  # accounts without a lead that get a row of their own; more are one row that opens the list
MOST_LED = 50


def need(account, *, key: str, title: str, why: str, act_label: str, url: str, icon: str) -> Need:
    return Need(
        key=key,
        title=title,
        why=why,
        due_on=None,
        act_label=act_label,
        act_url=url,
        icon=icon,
        code=account.code,
        code_url=account.get_absolute_url(),
    )


def lacking_a_lead(person, today: date):
    """Accounts in sight that nobody leads. What opens one of these is a seat that leads nothing, and there are few of those.

    Whoever sees all is asked otherwise (`agency_without_lead`): to find none, all accounts would have to be gone through.
    """
    if not person.has_perm("clients.seat_anybody") or person.standing.sees_all:
        return None
    return Account.objects.without_lead(today=today).filter(pk__in=seats_that_open(person).filter(is_lead=False).values("account"))


def first_by_name(lacking: QuerySet) -> QuerySet:
    """Rows of (key, name, code, how many there are), of as many as get a row of their own."""
    counted = lacking.annotate(number=Window(Count("pk"))).order_by("name", "pk")
    return counted.values_list("pk", "name", "code", "number")[:MOST_BY_NAME]


@my_day.register
@of_rows(lacking_a_lead, first=lambda person, today: first_by_name(lacking_a_lead(person, today)))
def accounts_without_lead(person, today: date, *, first) -> list[Need]:
    """For whoever may seat people: accounts that nobody answers for (C1)."""
    return by_name_or_number(first)


@my_day.register
@beside_rows
def agency_without_lead(person, today: date) -> list[Need]:
    """The same for whoever sees all. How many there are is kept for a minute where counting took long (ADR 0008)."""
    if not person.standing.sees_all or not person.has_perm("clients.seat_anybody"):
        return []

    def first():
        return asked(("without lead", today), lambda: first_by_name(Account.objects.without_lead(today=today)))

    found = kept("without_lead", person, today, count=first)
    return by_name_or_number(found.figures, said_at=found.said_at)


def by_name_or_number(first: Sequence[tuple[int, str, str, int]], *, said_at: datetime | None = None) -> list[Need]:
    """A row for each of few, one for many."""
    if first and (number := first[0][3]) > MOST_BY_NAME:
        return [many_without_lead(number, said_at=said_at)]
    return [
        need(
            account,
            key=f"account:{account.pk}",
            title=_("Give %(account)s a lead") % {"account": account},
            why=with_moment(_("Nobody answers for it"), said_at),
            act_label=_("Choose a lead"),
            url=reverse("account_lead", args=[account.pk]),
            icon="crown",
        )
        for account in (Account(pk=pk, name=name, code=code) for pk, name, code, _number in first)
    ]


def with_moment(why: str, said_at: datetime | None) -> str:
    """What was not counted for this page says when it was."""
    return _("%(why)s; counted at %(time)s") % {"why": why, "time": time_format(localtime(said_at), "H:i:s")} if said_at else why


def many_without_lead(count: int, *, said_at: datetime | None = None) -> Need:
    why = with_moment(_("Nobody answers for them; pick them in the list and assign a lead to all at once"), said_at)
    return Need(
        key="accounts:without_lead",
        title=ngettext("Give %(n)d account a lead", "Give %(n)d accounts a lead", count) % {"n": count},
        why=why,
        due_on=None,
        act_label=_("Open the list"),
        act_url=f"{reverse('account_list')}?without_lead=true&status=live",
        icon="crown",
    )


def led_and_lacking(person, today: date):
    """Accounts that they lead with a hand-over to take, a hole in a key account's map, or a service nobody has rated."""
    led = Seat.objects.live(today=today).leads().filter(person__in=person.standing.seats_of).values("account")
    is_key = Q(tier=Tier.KEY) | Q(tier="", client__tier=Tier.KEY)
    untaken = SalesHandover.objects.filter(account=OuterRef("pk"), taken_on=None)
    unrated = BoughtService.objects.filter(account=OuterRef("pk"), ended_on=None, fit=Fit.UNKNOWN)
    return (
        Account.objects.live()
        .filter(pk__in=led)
        .annotate(has_hole=Case(When(is_key & coverage_missing(today), then=Value(True)), default=Value(False)))
        .filter(Q(has_hole=True) | Q(Exists(untaken)) | Q(Exists(unrated)))
    )


def first_led_and_lacking(person, today: date):
    return led_and_lacking(person, today).select_related("client").with_page_facts().order_by("name", "pk")[:MOST_LED]


@my_day.register
@of_rows(led_and_lacking, accounts=first_led_and_lacking)
def led_accounts(person, today: date, *, accounts) -> list[Need]:
    """For a lead: hand-overs to take, holes in the map of a key account, services whose fit nobody has rated."""
    needs = []
    for account in accounts:
        if account.has_untaken_handover:
            needs.append(
                need(
                    account,
                    key=f"sales_handover:{account.pk}",
                    title=_("Take %(account)s over from sales") % {"account": account},
                    why=_("What was promised is written down and waits for you"),
                    act_label=_("Read it"),
                    url=reverse("sales_handover", args=[account.pk]),
                    icon="handshake",
                )
            )
        if account.has_hole:
            needs.append(
                need(
                    account,
                    key=f"coverage:{account.pk}",
                    title=_("Complete the stakeholder map of %(account)s") % {"account": account},
                    why=_("A key account needs a sponsor, a decision maker and a champion"),
                    act_label=_("Open the map"),
                    url=reverse("account_contacts", args=[account.pk]),
                    icon="contact",
                )
            )
        if account.unrated_count:
            needs.append(unrated(account))
    return needs


def unrated(account) -> Need:
    n = account.unrated_count
    return need(
        account,
        key=f"fit:{account.pk}",
        title=_("Rate what %(account)s bought") % {"account": account},
        why=ngettext("%(n)d service has no fit yet", "%(n)d services have no fit yet", n) % {"n": n},
        act_label=_("Rate"),
        url=reverse("account_services", args=[account.pk]),
        icon="package-check",
    )
