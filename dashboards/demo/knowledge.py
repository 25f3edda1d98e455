"""What the demo agency knows: pages that were written, changed and reviewed, what competitors did, and how tastes changed (R7, C8)."""

from dataclasses import dataclass

from care.actions.knowledge import archive_page, change_page, note_competitor, tag_market_note, write_page
from care.models import KnowledgePage
from care.states.knowledge import PageKind
from clients import actions
from clients.models import Account, MarketNote
from core.models import Event
from dashboards.demo.clock import DemoClock
from dashboards.demo.talk import lead_of
from people.models import Person


@dataclass(frozen=True, slots=True)
class DemoPage:
    """`about` are codes of accounts; `then` is (days ago, by, what is replaced, by what): a second edition."""

    title: str
    kind: str
    by: str
    days: int
    body: str
    about: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    months: int | None = 12
    then: tuple[int, str, str, str] | None = None


PAGES = (
    DemoPage(
        "How we run a tasting",
        PageKind.HOW_TO,
        "tomas",
        430,
        "# Before\n\n- Book the room **two hours** longer than you think\n- Six people at most, one of them from the client\n"
        "- Everything served blind, in the same white cups\n\n# During\n\nNobody says what they like before everybody has written it down. "
        "One of ours writes down the *words*, not the scores.\n\n# After\n\nThe words go into the brief on the same day.\n",
        industries=("Food", "Drinks"),
        topics=("tasting", "research"),
        then=(150, "tomas", "Six people at most", "Eight people at most"),
    ),
    DemoPage(
        "What may be said about oats and health",
        PageKind.INDUSTRY,
        "eli",
        200,
        "Claims about cholesterol need **3 g of beta-glucan a day** beside them, in the same size.\n\n"
        "| We say | We never say |\n|---|---|\n| a source of fibre | slimming |\n| contributes to | cures |\n\n"
        "Ask legal before a claim goes on a pack: it takes them four working days.\n",
        industries=("Food",),
        topics=("claims", "legal"),
        months=6,
    ),
    DemoPage(
        "Savers under forty: what worked for Brightwater",
        PageKind.CASE,
        "eli",
        120,
        "> “You sound like my bank when it was still a building.”\n\nReal members, one room each, no models. Recall after two weeks: 41 %, "
        "twice the year before. The film cost a third of the last one.\n\n"
        "## What we would do again\n\n1. Casting in branches\n2. One sentence a poster\n",
        about=("BRIW",),
        industries=("Banking",),
        topics=("film", "casting"),
    ),
    DemoPage(
        "Electricity and oats: both say “local”",
        PageKind.METHOD,
        "hana",
        60,
        "Kaura and Tuulenpesä both want *local* as their word this year. They share no buyers, but they share our planners. "
        "Decide per campaign who has the word, and write it down here.\n\n- Spring: **Kaura**\n- Autumn: **Tuulenpesä**\n",
        about=("KAURA", "TUUL"),
        topics=("positioning",),
        months=3,
    ),
    DemoPage(
        "A route on one page",
        PageKind.METHOD,
        "pia",
        300,
        "One picture, one line, one reason. If it needs a second page, it is two routes.\n\n"
        "The *reason* names the business, not the taste: "
        "[how we present](/knowledge/?topic=presenting).\n",
        topics=("presenting",),
        months=24,
    ),
    DemoPage(
        "Price comparison sites and how they rank",
        PageKind.COMPETITOR,
        "tomas",
        520,
        "They rank by commission first. Our clients are shown lower when they do not pay.\n",
        industries=("Energy",),
        topics=("media",),
        months=None,
    ),
)
NOTED = (
    ("KAURA", 75, "Oatly-like imports", "Cut their litre price by 15 cents in two chains.", "Shelf check, Jyväskylä", ("price",)),
    ("KAURA", 11, "Oatly-like imports", "A film with a singing farmer, six weeks on all channels.", "Media monitor", ("film",)),
    ("KAURA", 33, "Mylly & Meri", "Hired the head of marketing of a dairy.", "Trade press", ("people",)),
    ("BRIW", 20, "Harbour Mutual", "Opened savings for children, free of charge until 18.", "Their website", ("product",)),
    ("TUUL", 8, "Sähkötukku", "Promises a fixed price for three years.", "Radio", ("price",)),
)
HEARD = {
    "KAURA": ((290, "Photographs of the fields, always.", 70), (160, "Humour is fine, as long as the farmer is not the joke.", None)),
    "BRIW": ((240, "Blue, and only blue.", 95), (90, "Any colour of the branch fronts.", None)),
}
TAGGED = {"Swedish chains": (("Retail",), ("shelf",)), "Base rate": ((), ("interest rates",))}


def learn(clock: DemoClock, people: dict[str, Person], accounts: dict[str, Account]) -> None:
    """Oldest first, so that what is newest stands on top everywhere."""
    for page in sorted(PAGES, key=lambda page: -page.days):
        write(clock, people, accounts, page)
    for code, days, about, text, source, topics in NOTED:
        account = accounts[code]
        with clock.on_day(clock.ago(days)) as day:
            note_competitor(account.client, by=lead_of(account), about=about, text=text, noted_on=day, source=source, topics=topics)
    for code, rows in HEARD.items():
        hear(clock, accounts[code], rows)
    for begins, (industries, topics) in TAGGED.items():
        note = MarketNote.objects.select_related("noted_by").get(text__startswith=begins)
        tag_market_note(note, by=note.noted_by, industries=industries, topics=topics)
    old = KnowledgePage.objects.get(title__startswith="Price comparison")
    with clock.on_day(clock.ago(45)) as day:
        archive_page(old, by=people["tomas"], today=day, note="The law of last summer made them show every supplier")


def write(clock: DemoClock, people, accounts, row: DemoPage) -> None:
    with clock.on_day(clock.ago(row.days)) as day:
        page = write_page(
            by=people[row.by],
            today=day,
            title=row.title,
            kind=row.kind,
            body=row.body,
            clients=[accounts[code].client for code in row.about],
            industries=row.industries,
            topics=row.topics,
            review_months=row.months,
        )
    if row.then:
        days, by, before, after = row.then
        with clock.on_day(clock.ago(days)) as day:
            change_page(page, by=people[by], today=day, body=page.body.replace(before, after))
    moments = {event.verb: event.at for event in Event.objects.about(page)}
    page.editions.filter(number=1).update(saved_at=moments["knowledge_page.written"])
    KnowledgePage.objects.filter(pk=page.pk).update(written_at=moments["knowledge_page.written"])
    if row.then:
        page.editions.filter(number=2).update(saved_at=moments["knowledge_page.changed"])


def hear(clock: DemoClock, account: Account, rows) -> None:
    """Something they liked, and for some the day on which they no longer did."""
    for days, text, gone in rows:
        with clock.on_day(clock.ago(days)) as day:
            heard = actions.hear_preference(account, by=lead_of(account), text=text, heard_on=day)
        if gone is not None:
            with clock.on_day(clock.ago(gone)) as day:
                actions.withdraw_preference(heard, by=lead_of(account), on=day, note="They said so in the review")
