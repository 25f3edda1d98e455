"""Contracts in every state that a register meets, and renewals at every stage."""

from datetime import date, timedelta
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from clients.actions.contract import acknowledge, add_contract, amend_contract, give_notice
from clients.actions.renewal import forecast, move_renewal, propose, renew
from clients.models import Acknowledgement, Contract, Renewal
from clients.notice import last_safe_notice_day
from clients.states import ContractKind, LossCause, NoticeParty, NoticeRule, NoticeUnit, UpliftKind
from core.money import Money
from dashboards.demo.clock import DemoClock
from dashboards.demo.relations import supervisor_of
from dashboards.demo.table import CLIENTS, DemoAccount, DemoClient

SIXTY_DAYS = {"notice_count": 60, "notice_unit": NoticeUnit.CALENDAR_DAYS, "notice_rule": NoticeRule.RECEIVED}
YEAR_BEFORE = {"KAURA": Decimal("0.82"), "TUUL": Decimal("1.3"), "HALD": Decimal("1.1"), "VELO": Decimal("1")}  # of the fee that stands
THREE_MONTHS = {"notice_count": 3, "notice_unit": NoticeUnit.MONTHS, "notice_rule": NoticeRule.SENT}


def ends_for(notice_on: date, *, notice_count, notice_unit, notice_rule) -> date:
    """The first end whose last safe notice day is that day or later."""
    end = notice_on
    while last_safe_notice_day(end, count=notice_count, unit=notice_unit, rule=notice_rule) < notice_on:
        end += timedelta(days=1)
    return end


def year_to(end: date, **facts) -> dict:
    return {"starts_on": end - relativedelta(years=1) + timedelta(days=1), "ends_on": end, **facts}


def terms_of(story: str, clock: DemoClock, *, since_days: int) -> dict:
    """Days, notice and renewal of a contract by the name of its story; the client is with us for `since_days`."""
    if story.startswith("in_"):
        return year_to(ends_for(clock.ahead(int(story.split("_")[1])), **SIXTY_DAYS), **SIXTY_DAYS)
    match story:
        case "past":
            return year_to(ends_for(clock.ahead(-6), **SIXTY_DAYS), **SIXTY_DAYS, auto_renews=True, renewal_months=12)
        case "evergreen":
            return {"starts_on": clock.ago(since_days), "ends_on": None, **THREE_MONTHS}
        case "rolled":
            fixed = {"uplift_kind": UpliftKind.FIXED, "uplift_percent": Decimal("3")}
            return year_to(clock.ago(20), **SIXTY_DAYS, auto_renews=True, renewal_months=12, **fixed)
        case "indexed":
            index = {"uplift_kind": UpliftKind.INDEX, "uplift_percent": Decimal("4"), "uplift_index": "CPI, Spain"}
            return year_to(ends_for(clock.ahead(70), **THREE_MONTHS), **THREE_MONTHS, auto_renews=True, renewal_months=12, **index)
        case "amended" | "noticed":
            return year_to(clock.ahead(210), **SIXTY_DAYS, hours_per_period=Decimal("80"), rounds_per_job=3)
        case "renewed":
            return year_to(ends_for(clock.ahead(28), **SIXTY_DAYS), **SIXTY_DAYS)
        case "lapsed":
            return year_to(clock.ago(20), **SIXTY_DAYS)
        case "project":
            return {"kind": ContractKind.PROJECT, "starts_on": clock.ago(60), "ends_on": clock.ahead(30), "notice_count": 0}
        case "framework":
            return year_to(clock.ahead(160), **SIXTY_DAYS, kind=ContractKind.FRAMEWORK)
        case _:
            return year_to(clock.ago(150), **SIXTY_DAYS)


def sign_contracts(clock: DemoClock, people, accounts) -> dict[str, Contract]:
    """One contract per account of the table that has a fee, by the account's code; entered on its first day."""
    contracts = {}
    for client in CLIENTS:
        boss = people[supervisor_of(client.owner)]
        for row in client.accounts:
            if row.fee is None:
                continue
            amount, currency, period = row.fee
            facts = {"kind": ContractKind.RETAINER, **terms_of(row.story, clock, since_days=client.since_days)}
            account, first = accounts[row.code], facts["starts_on"]
            name = f"{row.name.partition(':')[0]}, {ContractKind(facts['kind']).label.lower()}"
            previous = term_before(clock, account, first, boss=boss, client=client, row=row, facts=facts)
            with clock.on_day(first):
                contracts[row.code] = add_contract(
                    account,
                    by=boss,
                    today=first,
                    name=name,
                    number=f"{row.code}-{first.year}-01",
                    currency=currency,
                    fee_minor=Money.of(amount, currency).minor,
                    fee_period=period,
                    signed_on=first - timedelta(days=12),
                    previous=previous,
                    **facts,
                )
    return contracts


def term_before(clock: DemoClock, account, first: date, *, boss, client: DemoClient, row: DemoAccount, facts: dict) -> Contract | None:
    """The year before this term, for whoever has been with us that long: what it cost then is what retention compares with."""
    began = first - relativedelta(years=1)
    if facts["kind"] == ContractKind.PROJECT or facts["ends_on"] is None or (clock.today - began).days > client.since_days:
        return None
    amount, currency, period = row.fee
    fee = Money.of(amount, currency).times(YEAR_BEFORE.get(row.code, Decimal("0.97")))
    with clock.on_day(began):
        return add_contract(
            account,
            by=boss,
            today=clock.today,
            name=f"{row.name.partition(':')[0]}, {ContractKind(facts['kind']).label.lower()}",
            number=f"{row.code}-{began.year}-01",
            currency=currency,
            fee_minor=fee.minor,
            fee_period=period,
            signed_on=began - timedelta(days=12),
            kind=facts["kind"],
            starts_on=began,
            ends_on=first - timedelta(days=1),
            **SIXTY_DAYS,
        )


def live_with_contracts(clock: DemoClock, people, contracts) -> None:
    """An amendment that two of three have acknowledged, and a notice that the client gave."""
    with clock.on_day(clock.ago(8)) as day:
        amendment = amend_contract(
            contracts["HALD"],
            by=people["maren"],
            reason="The winter timetable needs weekly posters: twenty hours more a month, one round less a job.",
            effective_on=clock.ahead(22),
            today=day,
            now=clock.moment(day),
            hours_per_period=Decimal("100"),
            rounds_per_job=2,
        )
    with clock.on_day(clock.ago(4)) as day:
        acknowledge(Acknowledgement.objects.get(amendment=amendment, role="traffic"), by=people["tara"], now=clock.moment(day))
    with clock.on_day(clock.ago(11)) as day:
        give_notice(
            contracts["COPP"],
            by=people["sam"],
            given_by=NoticeParty.CLIENT,
            given_on=day,
            reason="They build a team of their own; we keep the launch in spring.",
            cause=LossCause.IN_HOUSE,
        )


def work_renewals(clock: DemoClock, people, contracts) -> None:
    """Some are well under way, one is decided, one waits although its day has passed."""
    eli, tomas, otto, maren, hana = (people[key] for key in ("eli", "tomas", "otto", "maren", "hana"))
    stories = (
        ("KAURA", eli, "4", 85, "Elina signs after her board on Thursday", ("check_health", "propose", "negotiate")),
        ("VALI", tomas, "2.5", 70, "Send the proposal with the snack launch", ("check_health", "propose")),
        ("BRIW", eli, "", 35, "Philippa does not call back: ask Dana to", ("check_health",)),
        ("BRIM", tomas, "", 60, "Ask Gwen how the mortgage campaign sold", ("check_health",)),
        ("TUUL", otto, "5", 75, "Birgit wants two years", ("check_health", "propose")),
        ("HARB", maren, "3", 95, "Signed on both sides", ("check_health", "propose")),
    )
    for code, by, percent, likelihood, next_step, moves in stories:
        renewal = Renewal.objects.select_related("contract").get(contract=contracts[code])
        fee = contracts[code].fee
        for number, name in enumerate(moves):
            with clock.on_day(clock.ago(20 - 6 * number)) as day:
                if name == "propose":
                    renewal = propose(renewal, by=by, fee=fee.times(1 + Decimal(percent) / 100), months=12, today=day)
                else:
                    renewal = move_renewal(renewal, name, by=by, today=day)
        with clock.on_day(clock.ago(2)):
            renewal = forecast(renewal, by=by, likelihood=likelihood, next_step=next_step)
        if code == "HARB":
            with clock.on_day(clock.ago(1)) as day:
                renew(renewal, by=hana, today=day, note="A good year for both.")
