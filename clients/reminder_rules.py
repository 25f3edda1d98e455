"""What the clock says about contracts and accounts (C5, S1). The arithmetic is told in docs/adr/0009-when-a-renewal-is-said.md."""

from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

from django.conf import settings
from django.db.models import DateField, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.ladder import account_ladder
from clients.models import Account, Contract, Renewal, Seat
from clients.states import ContractState, RenewalStage
from core.models import Event, ExchangeRate
from core.money import exponent
from reminders.registry import Line, Reach, Rule, Step, rules

# A year's fee in whole units of the agency's currency → from how many days before the last safe notice day (ADR 0009).
LARGE_FEE, LARGE_DAYS = 100_000, 120
MEDIUM_FEE, MEDIUM_DAYS = 25_000, 90
SMALL_DAYS = 60
TELL_OF_LAPSED_DAYS = 30

RENEWAL_STEPS = (Step(120, 10), Step(90, 10), Step(60, 10), Step(30, 5), Step(14, 3), Step(7, 2), Step(1, 1))


def fee_at_least(amount: int, *, on: date) -> Q:
    """Contracts whose year's fee is worth this much in the agency's currency, at the newest rates of that day or before.

    The limit is converted and not the fees: whole minor units are compared and an index may serve. A currency without a rate
    counts as large: too early a reminder costs less than none.
    """
    house = settings.AGENCY_CURRENCY
    rates = {rate.currency: rate.house_per_unit for rate in ExchangeRate.objects.latest_by_currency(on=on).values()}
    rates[house] = Decimal(1)
    enough = ~Q(currency__in=list(rates))
    for currency, rate in sorted(rates.items()):
        limit = (Decimal(amount) / rate).scaleb(exponent(currency)).to_integral_value(ROUND_CEILING)
        enough |= Q(currency=currency, annual_fee_minor__gte=int(limit))
    return enough


def reach_by_size(today: date) -> list[Reach]:
    return [
        Reach(Q(), SMALL_DAYS),
        Reach(fee_at_least(MEDIUM_FEE, on=today), MEDIUM_DAYS),
        Reach(fee_at_least(LARGE_FEE, on=today), LARGE_DAYS),
    ]


def to_decide(today: date):
    """In force, nothing decided, no notice given."""
    return Contract.objects.in_force().undecided().filter(notice_given_on=None)


def with_renewal(contracts):
    return contracts.select_related("account", "renewal")


def worked_on(reminders):
    """Reminders since which somebody has moved, changed or talked about the renewal: this step has done its work."""
    return reminders.filter(
        Exists(
            Event.objects.filter(
                subject_type__app_label="clients",
                subject_type__model="renewal",
                subject_id__in=Renewal.objects.filter(contract=OuterRef(OuterRef("subject_id"))).values("pk"),
                actor__isnull=False,
                at__gt=OuterRef("created_at"),
            )
        )
    )


def words(day: date) -> str:
    return date_format(day, "j M Y")


def line_of(contract: Contract, title: str, why: str, act_label: str) -> Line:
    renewal = getattr(contract, "renewal", None)
    return Line(
        title=title,
        why=why,
        act_label=act_label,
        url=(renewal or contract).get_absolute_url(),
        key=f"renewal:{renewal.pk}" if renewal else f"contract:{contract.pk}",
        icon="calendar-sync",
        code=contract.account.code,
        code_url=contract.account.get_absolute_url(),
        group="renewals",
    )


def renewal_line(contract: Contract, today: date) -> Line:
    ends = _("renews by itself on %(day)s") if contract.auto_renews else _("ends on %(day)s")
    ends %= {"day": words(contract.ends_on + timedelta(days=1) if contract.auto_renews else contract.ends_on)}
    why = _("Last safe notice day %(day)s; %(ends)s") % {"day": words(contract.last_safe_notice_on), "ends": ends}
    return line_of(contract, _("Decide the renewal of %(contract)s") % {"contract": contract}, why, _("Open renewal"))


def passed_line(contract: Contract, today: date) -> Line:
    """The notice day is over: what happens now unless somebody speaks with the client."""
    day = {"day": words(contract.last_safe_notice_on), "end": words(contract.ends_on)}
    if contract.auto_renews:
        why = _("Safe notice was possible until %(day)s; it renews by itself after %(end)s") % day
    else:
        why = _("Safe notice was possible until %(day)s; it ends on %(end)s") % day
    return line_of(contract, _("Settle %(contract)s: the notice day has passed") % {"contract": contract}, why, _("Open renewal"))


def ending_line(contract: Contract, today: date) -> Line:
    why = _("It ends on %(day)s and no renewal is decided") % {"day": words(contract.ends_on)}
    return line_of(contract, _("Renew or close %(contract)s") % {"contract": contract}, why, _("Open renewal"))


def lapsed_line(contract: Contract, today: date) -> Line:
    why = _("It ended on %(day)s without a decision") % {"day": words(contract.ends_on)}
    return line_of(contract, _("Speak with the client: %(contract)s has lapsed") % {"contract": contract}, why, _("Open renewal"))


def lapsed_undecided(today: date):
    """Ended lately because nobody decided: the clock let it lapse; or still in force on paper although the term is over."""
    by_the_clock = Q(state=ContractState.ENDED, renewal__stage=RenewalStage.LAPSED, renewal__decided_by=None)
    on_paper = Q(state=ContractState.ACTIVE) & (Q(renewal=None) | Q(renewal__decided_on=None))
    return Contract.objects.filter(by_the_clock | on_paper, ends_on__lt=today, ends_on__gte=today - timedelta(days=TELL_OF_LAPSED_DAYS))


def lead_lost_on():
    """Since when an account has had no lead: the day after the last one left, else the day it was opened."""
    last = Seat.objects.leads().filter(account=OuterRef("pk"), ends_on__isnull=False).order_by("-ends_on").values("ends_on")[:1]
    return Coalesce(Subquery(last, output_field=DateField()), F("opened_on"))


def no_lead_line(account: Account, today: date) -> Line:
    return Line(
        title=_("Give %(account)s a lead") % {"account": account},
        why=_("Nobody answers for it, and its reminders go to you"),
        act_label=_("Assign a lead"),
        url=account.get_absolute_url(),
        act_url=reverse("account_lead", args=[account.pk]),
        key=f"account:{account.pk}",
        icon="user-round-plus",
        code=account.code,
        code_url=account.get_absolute_url(),
    )


rules.register(
    Rule(
        name="renewal",
        label=gettext_lazy("Renewals before the last safe notice day"),
        subject=lambda: Contract,
        causes=to_decide,
        anchor="last_safe_notice_on",
        steps=RENEWAL_STEPS,
        reach=reach_by_size,
        ladder=account_ladder,
        acted=worked_on,
        line=renewal_line,
        loaded=with_renewal,
    )
)
rules.register(
    Rule(
        name="notice_day_passed",
        label=gettext_lazy("Contracts past their last safe notice day"),
        subject=lambda: Contract,
        causes=lambda today: to_decide(today).filter(last_safe_notice_on__lt=today, ends_on__gte=today),
        anchor="last_safe_notice_on",
        steps=(Step(0, climbs_after=2),),
        is_after=True,
        ladder=account_ladder,
        line=passed_line,
        loaded=with_renewal,
        may_be_done_by_hand=False,
    )
)
rules.register(
    Rule(
        name="contract_ending",
        label=gettext_lazy("Contracts about to end without a renewal"),
        subject=lambda: Contract,
        causes=lambda today: to_decide(today).filter(last_safe_notice_on__lt=today, auto_renews=False),
        anchor="ends_on",
        steps=(Step(30, 5), Step(7, 2), Step(1, 1)),
        ladder=account_ladder,
        line=ending_line,
        loaded=with_renewal,
    )
)
rules.register(
    Rule(
        name="contract_lapsed",
        label=gettext_lazy("Contracts that ended without a decision"),
        subject=lambda: Contract,
        causes=lapsed_undecided,
        anchor="ends_on",
        steps=(Step(0, climbs_after=3),),
        is_after=True,
        ladder=account_ladder,
        line=lapsed_line,
        loaded=with_renewal,
    )
)
rules.register(
    Rule(
        name="account_without_lead",
        label=gettext_lazy("Accounts without a lead"),
        subject=lambda: Account,
        causes=lambda today: Account.objects.without_lead(today=today),
        anchor=lead_lost_on(),
        steps=(Step(0, climbs_after=3),),
        is_after=True,
        ladder=lambda today: (None, *account_ladder(today, key="pk", walled="is_walled")[1:]),
        line=no_lead_line,
        may_be_done_by_hand=False,
    )
)
