"""What was said: check-ins held and missed, actions that follow, preferences, services and how they fit."""

from datetime import timedelta

from care.actions.action_item import finish_action_item
from care.actions.check_in import NextAction, log_check_in, miss_check_in
from care.models import ActionItem, CheckIn
from care.states import CheckInKind
from clients import actions
from clients.actions.seat import open_seats
from clients.models import Contact
from clients.states import Fit
from core.workdays import on_or_after
from dashboards.demo.clock import DemoClock
from dashboards.demo.relations import supervisor_of
from dashboards.demo.table import CLIENTS, SERVICES

NOTES = (
    "Went through the week. They are content with the pace; the packaging is nearly there.",
    "Budget for the next quarter is confirmed. They ask for fewer words on the posters.",
    "The new campaign tested well with families, less well with students.",
    "They would like to see the numbers before the meeting, not in it.",
    "Short call: nothing on fire. The spring launch stays on the 3rd.",
    "Talked about the competitor’s new film. We show two routes next time.",
)
PROMISES = (
    "Send the media plan",
    "Correct the poster for the station",
    "Ask traffic for a second shooting day",
    "Draft the quarterly review",
    "Send last month’s figures",
    "Find a photographer in the region",
    "Book the tasting",
)
HEARD = {
    "KAURA": ((12, "Never show milk next to our drinks, not even in the background."), (70, "They love hand lettering.")),
    "BRIW": ((19, "No models: real members of the society only."),),
    "PEDRA": ((17, "Dark photographs; nothing that looks like a chain."),),
    "TUUL": ((10, "Plain Finnish, no English slogans."),),
}
FITS = {
    "KAURA": (("Campaigns", Fit.GOOD, ""), ("Packaging", Fit.GOOD, ""), ("Reporting", Fit.PARTIAL, "They read one page of the twelve")),
    "BRIW": (("Campaigns", Fit.POOR, "Two of three briefs came back"), ("Social media", Fit.UNKNOWN, "")),
    "VELO": (("Retail activation", Fit.GOOD, ""),),
    "TUUL": (("Brand strategy", Fit.GOOD, ""), ("Media planning", Fit.PARTIAL, "Bought without the regional titles")),
    "RUNG": (("Brand strategy", Fit.UNKNOWN, ""), ("Packaging", Fit.UNKNOWN, "")),
}


def lead_of(account):
    return open_seats(account).get(is_lead=True).person


def hold_check_ins(clock: DemoClock, people, accounts) -> None:
    """Oldest first, so that each plans the next; some promises are kept, some are late."""
    rows = [(account, row) for client in CLIENTS for row in client.accounts for account in [accounts[row.code]]]
    held = sorted(((days, row.code) for _account, row in rows for days in row.met), reverse=True)
    for number, (days, code) in enumerate(held):
        account, lead = accounts[code], lead_of(accounts[code])
        contacts = list(Contact.objects.present().of_account(account).order_by("pk")[: 1 + number % 2])
        with clock.on_day(clock.ago(days)) as day:
            log_check_in(
                account,
                by=lead,
                held_on=day,
                today=day,
                kind=list(CheckInKind)[number % 2],
                minutes=(20, 45, 30)[number % 3],
                notes=NOTES[number % len(NOTES)],
                contacts=contacts,
                people=[lead],
                actions=promises(number, lead, day),
                owes_report=False,  # the weekly call: what it brought stands in the actions
            )
    for item in ActionItem.objects.filter(due_on__lt=clock.ago(8)).select_related("owner").order_by("pk"):
        with clock.on_day(item.due_on):
            finish_action_item(item, by=item.owner, today=item.due_on)


def promises(number: int, lead, day) -> list[NextAction]:
    """None after every third talk, else one or two."""
    if number % 3 == 2:
        return []
    due_on = [on_or_after(day + timedelta(days=5 + 4 * extra)) for extra in range(1 + number % 2)]
    return [NextAction(PROMISES[(number + extra) % len(PROMISES)], lead, due) for extra, due in enumerate(due_on)]


def miss_one(clock: DemoClock, accounts) -> None:
    check_in = CheckIn.objects.planned().get(account=accounts["COPP"], is_from_cadence=True)
    with clock.on_day(clock.ago(4)) as day:
        miss_check_in(check_in, by=lead_of(accounts["COPP"]), reason="Niamh cancelled an hour before, again", today=day)


def hear(clock: DemoClock, accounts) -> None:
    for code, heard in HEARD.items():
        contact = Contact.objects.present().of_account(accounts[code]).order_by("pk").first()
        for days, text in heard:
            with clock.on_day(clock.ago(days)) as day:
                actions.hear_preference(accounts[code], by=lead_of(accounts[code]), text=text, heard_on=day, contact=contact)


def sell(clock: DemoClock, people, accounts, contracts) -> None:
    """The list of services, what was bought and whether it fits; one sales hand-over waits for its lead."""
    bosses = {row.code: people[supervisor_of(client.owner)] for client in CLIENTS for row in client.accounts}
    with clock.on_day(clock.ago(900)):
        services = {name: actions.add_service(by=people["dana"], name=name) for name in SERVICES}
    for code, rows in FITS.items():
        for name, fit, why in rows:
            with clock.on_day(clock.ago(50)) as day:
                bought = actions.buy_service(
                    accounts[code], by=bosses[code], service=services[name], bought_on=day, contract=contracts[code], sold_by=people["sal"]
                )
            if fit != Fit.UNKNOWN:
                with clock.on_day(clock.ago(13)) as day:
                    actions.rate_fit(bought, by=bosses[code], fit=fit, on=day, note=why)
    with clock.on_day(clock.ago(4)) as day:
        actions.hand_sales_over(
            accounts["RUNG"],
            by=bosses["RUNG"],
            sold_by=people["sal"],
            handed_on=day,
            promised="Packaging for three kinds of rice before the harvest fair; one film in Thai and English.",
            needs="To be found in European shops; they have never worked with an agency abroad.",
            risks="Six hours apart; every text is approved by the family.",
        )
