"""A year of health: what the team said, how the clock looked week by week, one account being won back (R4)."""

from datetime import timedelta

from care.actions import health as health_actions
from care.actions import recovery
from care.jobs.health import look_at_all
from care.models import HealthAlert
from core.moves import record
from dashboards.demo.clock import DemoClock

WEEKS, DAYS = 52, 14

# account, who, days ago, 1–5, words
SAID = (
    ("KAURA", "eli", 150, 4, "Elina asked for us by name in their town hall."),
    ("KAURA", "eli", 40, 5, "Elina: “the packaging sold itself to the board.”"),
    ("KAURA", "sam", 12, 4, "Kauko stayed for coffee; procurement is the only cold corner."),
    ("BRIW", "eli", 160, 4, "Philippa laughed at the branch film."),
    ("BRIW", "eli", 60, 2, "She takes calls standing up and ends them early."),
    ("BRIW", "sam", 24, 1, "Dev let slip that two other agencies had been in the building."),
    ("COPP", "tomas", 70, 5, "They love the work, they say so every week."),
    ("COPP", "sam", 20, 5, "Notice is a formality of their procurement, says Tomàs’s contact."),
    ("SEN", "eli", 30, 4, "Đức sent tea for the whole studio."),
    ("PEDRA", "tomas", 18, 5, "Mercè named a dish after the campaign."),
    ("TUUL", "otto", 26, 3, "Polite, no more: they wait for the price list."),
    ("OSTR", "eli", 140, 4, "The old owner is happy with us."),
    ("OSTR", "eli", 80, 4, "New owner met once, nodded at everything."),
    ("HALD", "henrik", 33, 3, "Annika is friendly, but asks for somebody senior."),
)


def say_how_they_feel(clock: DemoClock, people, accounts) -> None:
    for code, who, ago, rating, words in SAID:
        if code in accounts:
            with clock.on_day(clock.ago(ago)) as day:
                health_actions.say_sentiment(accounts[code], by=people[who], rating=rating, words=words, today=day)


def look_back(clock: DemoClock) -> None:
    """The clock looks on each Monday of a year and on each of the last days; each look sees the evidence of its own day."""
    mondays = [clock.today - timedelta(days=clock.today.weekday() + 7 * week) for week in range(WEEKS, 1, -1)]
    days = [clock.today - timedelta(days=ago) for ago in range(DAYS, -1, -1)]
    for day in sorted({*mondays, *days}):
        with clock.on_day(day):
            look_at_all(day)


def win_back(clock: DemoClock, people, accounts) -> None:
    """Brightwater Saver is at risk: its plan has run for two weeks, one step is done and one is late."""
    briw, eli, sam, dana = accounts["BRIW"], people["eli"], people["sam"], people["dana"]
    steps = (
        ("Dana calls Philippa: what would make her stay?", dana, clock.ago(9)),
        ("Offer the savings film again without the second round’s price", eli, clock.ago(2)),
        ("Show Dev the numbers of the branch test", eli, clock.ahead(5)),
        ("Meet their chief executive in Leeds", dana, clock.ahead(16)),
    )
    with clock.on_day(clock.ago(16)) as day:
        plan = recovery.write_plan(
            briw,
            by=sam,
            owner=eli,
            goal="Philippa renews for a year before the summer campaign",
            cause="The third round of the savings film was billed without a word before; since then nobody senior has called back.",
            review_on=clock.ahead(40),
            today=day,
            steps=steps,
        )
    with clock.on_day(clock.ago(15)) as day:
        recovery.move_plan(plan, "agree", by=dana, today=day)
    with clock.on_day(clock.ago(14)) as day:
        recovery.move_plan(plan, "start", by=eli, today=day)
    with clock.on_day(clock.ago(8)) as day:
        recovery.finish_step(plan.steps.order_by("due_on").first(), by=dana, today=day)


def take_alerts_up(clock: DemoClock, people) -> None:
    """What is older than three weeks somebody has looked into."""
    notes = ("Spoke with the lead: known, and on its way.", "Called them; see the plan.", "Wait for the next check-in.")
    for number, alert in enumerate(HealthAlert.objects.open().filter(raised_on__lt=clock.ago(21)).select_related("account")):
        with clock.on_day(min(alert.raised_on + timedelta(days=2), clock.today)) as day:
            alert.acknowledged_by, alert.acknowledged_on, alert.note = people["sam"], day, notes[number % len(notes)]
            alert.save()
            record(alert, "health_alert.acknowledged", by=people["sam"], note=alert.note, what=str(alert.get_kind_display()))


def live_through_a_year(clock: DemoClock, people, accounts) -> None:
    say_how_they_feel(clock, people, accounts)
    look_back(clock)
    win_back(clock, people, accounts)
    take_alerts_up(clock, people)
