"""Clients, accounts with their teams, and the people at the client."""

from clients import actions
from clients.models import Account, Client, Seat
from clients.states import ClientState
from dashboards.demo.clock import DemoClock
from dashboards.demo.table import CLIENTS, CONTACTS, DemoAccount, DemoClient
from people import actions as people_actions
from people.models import Person

COURTED_DAYS = 40  # how long a prospect was one before it was won
HANDED_OVER_DAYS_AGO = 17  # after the last talk of hers, and after what she promised in it was due
COMPETITORS = {
    "Pohjolan Kaura": (("Oatly-like imports", "Louder, younger, dearer"), ("Mylly & Meri", "Cheaper in every shop")),
    "Brightwater": (("Harbour Mutual", "Pays more on notice accounts"), ("App-only banks", "Own the under-thirties")),
    "Tuulenpesä Energia": (("Sähkötukku", "Price comparison sites love them"),),
}
MARKET = {
    "Pohjolan Kaura": (
        (9, "Swedish chains cut shelf space for plant drinks by a tenth.", "Trade press"),
        (41, "Their second mill in Jyväskylä runs at full capacity.", "Elina, at lunch"),
    ),
    "Brightwater": ((16, "Base rate expected to fall in spring: savers will look around.", "Central bank minutes"),),
    "Velodroom": ((5, "The city of Tampere tenders three new bike lanes.", "City council agenda"),),
}


def supervisor_of(owner: str) -> str:
    return {"otto": "olga", "henrik": "maren"}.get(owner, "sam")


def meet_clients(clock: DemoClock, people: dict[str, Person]) -> dict[str, Account]:
    """Every client of the table with its accounts, by code."""
    accounts: dict[str, Account] = {}
    for row in CLIENTS:
        client = enter(clock, people, row)
        boss = people[supervisor_of(row.owner)]
        for account in row.accounts:
            accounts[account.code] = open_account(clock, people, client, account, boss=boss, since=row.since_days)
        for code, account in accounts.items():
            if account.client_id == client.pk:
                introduce(clock, people, account, CONTACTS.get(code, ()), by=boss)
        end_story(clock, client, row, by=boss)
    return accounts


def enter(clock: DemoClock, people: dict[str, Person], row: DemoClient) -> Client:
    owner = people[row.owner]
    is_prospect = row.state == ClientState.PROSPECT
    first_seen = clock.ago(row.since_days if is_prospect else row.since_days + COURTED_DAYS)
    with clock.on_day(first_seen):
        client = actions.add_client(
            by=owner,
            today=first_seen,
            owner=owner,
            name=row.name,
            legal_name=row.legal_name,
            industry=row.industry,
            city=row.city,
            country=row.country,
            tier=row.tier,
            about=row.about,
            end_goals=row.end_goals,
        )
        for name, note in COMPETITORS.get(row.name, ()):
            actions.add_competitor(client, by=owner, name=name, note=note)
    if not is_prospect:
        with clock.on_day(clock.ago(row.since_days)) as day:
            client = actions.win_client(client, by=owner, today=day)
    for days, text, source in MARKET.get(row.name, ()):
        with clock.on_day(clock.ago(days)) as day:
            actions.note_market(client, by=owner, text=text, noted_on=day, source=source)
    return client


def open_account(clock: DemoClock, people, client: Client, row: DemoAccount, *, boss: Person, since: int) -> Account:
    day = clock.ago(since)
    lead, *others = (people[key] for key in row.team.split())
    currency = row.fee[1] if row.fee else "EUR"
    with clock.on_day(day):
        account = actions.add_account(
            client,
            by=boss,
            today=day,
            lead=lead,
            code=row.code,
            name=row.name,
            currency=currency,
            tier=row.tier,
            is_walled=row.is_walled,
        )
        for person in others:
            role = actions.role_for(person)
            if not Seat.objects.filter(account=account, person=person, role=role, ends_on=None).exists():
                actions.take_seat(account, person, role, by=boss, starts_on=day)
    return account


def introduce(clock: DemoClock, people, account: Account, rows, *, by: Person) -> None:
    """Contacts with their part in decisions; the first reports to nobody, the others to the first."""
    boss = None
    for number, (name, job_title, role, attitude, power) in enumerate(rows):
        email = f"{name.split()[0].lower()}.{account.code.lower()}@client.example" if name.isascii() else ""
        with clock.on_day(clock.ago(200 - 20 * number)):
            contact = actions.add_contact(
                account.client,
                by=by,
                account=account,
                name=name,
                job_title=job_title,
                email=email,
                decision_role=role,
                attitude=attitude,
                power=power,
                is_primary=number == 0,
                reports_to=boss if role != "sponsor" else None,
            )
        boss = boss or contact


def end_story(clock: DemoClock, client: Client, row: DemoClient, *, by: Person) -> None:
    if row.state == ClientState.DORMANT:
        with clock.on_day(clock.ago(90)) as day:
            actions.rest_client(client, by=by, today=day, note="No budget until next year")
    if row.state == ClientState.LOST:
        with clock.on_day(clock.ago(30)) as day:
            actions.lose_client(client, by=by, today=day, note=row.reason, cause=row.cause)


def say_goodbye(clock: DemoClock, people: dict[str, Person]) -> None:
    """Ruth has left: her accounts went to Tomàs, with a briefing."""
    note = (
        "Teixidó: the index clause is new to them, explain it before the letter goes out. Never call on Fridays.\n\n"
        "Cambrian Dairy: everything goes by post and takes two weeks. The board meets on the first Monday."
    )
    with clock.on_day(clock.ago(HANDED_OVER_DAYS_AGO)) as day:
        people_actions.hand_over(people["ruth"], to=people["tomas"], by=people["sam"], today=day, note=note, leaving_on=day)


def lose_a_lead(clock: DemoClock, account: Account, *, by: Person) -> None:
    """Nobody leads Mossgrove since last week: My day and the clock say so."""
    seat = Seat.objects.get(account=account, is_lead=True, ends_on=None)
    with clock.on_day(clock.ago(6)) as day:
        actions.leave_seat(seat, by=by, on=day)
