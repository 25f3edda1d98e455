"""A year of health (R4): what the team said, how the evidence came and went, one account that is being won back, one that was lost.

Today is looked at by the clock itself. The days before are told backwards from what it found, each factor on its own way, and weighed
by the same scales: so points add up on every day, and the waterfall has something to say.
"""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from briefs.models import Brief, JobRating, Round
from briefs.states import RatingSide
from care.actions import health as health_actions
from care.actions import recovery
from care.jobs.health import look_at, look_at_all
from care.models import CheckIn, HealthAlert, HealthSnapshot, SentimentEntry
from care.querysets.health import SAID_HOLDS_DAYS
from care.states.health import AlertKind
from clients.health import HOUSE_TERMS, Evidence, Scales, colour_after
from clients.models import Account, AccountHealth
from clients.states import HealthColour, HealthNumber
from core.models import Event
from dashboards.demo.clock import DemoClock

WEEKS, DAYS = 52, 35
ONCE_FINE = 92  # where a factor stood before its story began
TOLD_DAYS = 14  # alerts that are younger wait for somebody

# account, who, days ago, 1–5, words
SAID = (
    ("KAURA", "eli", 150, 4, "Elina asked for us by name in their town hall."),
    ("KAURA", "eli", 40, 5, "Elina: “the packaging sold itself to the board.”"),
    ("KAURA", "sam", 12, 4, "Kauko stayed for coffee; procurement is the only cold corner."),
    ("BRIW", "eli", 160, 4, "Philippa laughed at the branch film."),
    ("BRIW", "eli", 60, 2, "She takes calls standing up and ends them early."),
    ("BRIW", "sam", 24, 1, "Dev let slip that two other agencies had been in the building."),
    ("COPP", "tomas", 70, 5, "They love the work, they say so every week."),
    ("COPP", "sam", 20, 5, "Notice is a formality of their procurement, says their brand manager."),
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


def turn_sour(clock: DemoClock, briw: Account) -> None:
    """What is known of Brightwater Saver: a bad mark for a job, a round beyond the contract, two check-ins to which nobody came."""
    brief = Brief.objects.filter(account=briw).exclude(ratings__side=RatingSide.CLIENT).order_by("opened_on", "pk").first()
    philippa = briw.client.contacts.filter(decision_role="decision_maker").first()
    if brief is not None:
        note = "We heard of the third round from the invoice."
        JobRating.objects.create(brief=brief, side=RatingSide.CLIENT, score=1, note=note, contact=philippa, at=clock.moment(clock.ago(23)))
        Round.objects.filter(brief__account=briw).update(is_over_contract=True)
    for ago, reason in ((33, "Philippa had to leave for a board meeting"), (26, "Nobody called back")):
        CheckIn.objects.create(account=briw, planned_on=clock.ago(ago), state="missed", reason=reason)


# ── The days before ──────────────────────────────────────────────────────────────────────────────


def counted(value: int, args: dict, *, per_hundred=1) -> tuple[int, dict]:
    """As n of all; `per_hundred` −1 where n counts what went wrong."""
    whole = max(args["all"], 6)
    n = round(whole * (value if per_hundred > 0 else 100 - value) / 100)
    return round(100 * n / whole) if per_hundred > 0 else 100 - round(100 * n / whole), args | {"n": n, "all": whole}


def as_it_was(key: str, value: int, args: dict, ago: int, dice: Random) -> tuple[int, dict] | None:
    """The evidence that such a value would have had; None where there was none yet."""
    if key == "silence":
        cadence = args["cadence"]
        days = dice.randrange(cadence) if value >= 100 else round(cadence + (100 - value) / 100 * 3 * cadence)
        return value, args | {"days": days}
    if key == "senior_contact":
        return value, {"days": dice.randrange(3, 29) if value >= 100 else round(30 + (100 - value) * 0.9)}
    if key in ("check_ins_kept", "check_ins_on_time", "promises", "milestones"):
        return counted(value, args | ({"open": 0} if key == "promises" else {}))
    if key in ("late_work", "requests", "rebriefs"):
        return counted(value, args, per_hundred=-1)
    if key == "rounds":
        half, said = counted(50 + value // 2, args, per_hundred=-1)
        return max(0, 2 * half - 100), said
    if key == "ratings":
        return value, {"mean": round(1 + value / 25, 1), "n": args["n"]}
    if key == "turnaround":
        return value, args | {"days": round(args["norm"] * (3 - value / 50))}
    if key in ("coverage", "complete"):
        return value, args
    return None


class Story:
    """How one account came to where it stands, factor by factor."""

    def __init__(self, snapshot: HealthSnapshot, said: list[SentimentEntry], notice_ago: int | None):
        self.snapshot, self.said, self.notice_ago = snapshot, said, notice_ago
        self.dice = Random(snapshot.account_id)  # noqa: S311  (the same agency each time, nothing secret)
        self.begins = defaultdict(lambda: self.dice.randrange(16, 120))

    def value(self, key: str, today: int, ago: int) -> int:
        """From where it once was to where it is now, evenly since its story began, with a little weather before."""
        if key in ("coverage", "complete"):
            return today
        since, once = self.begins[key], max(today - 25, min(ONCE_FINE, today + 60))
        way = min(ago / since, 1)
        weather = self.dice.randrange(-4, 5) if ago > since else 0
        return max(0, min(100, round(today + (once - today) * way + weather)))

    def found(self, number: str, ago: int) -> dict[str, Evidence]:
        evidence = {}
        for line in self.snapshot.figure(number).lines:
            if line.key.startswith("cap:"):
                continue
            was = as_it_was(line.key, self.value(line.key, line.value, ago), line.args, ago, self.dice)
            if was is not None:
                evidence[line.key] = Evidence(*was)
        return evidence

    def sentiment(self, day: date) -> dict[str, Evidence]:
        latest = {one.person_id: one for one in self.said if day - timedelta(days=SAID_HOLDS_DAYS) < one.said_on <= day}
        if not latest:
            return {}
        mean = sum(one.value for one in latest.values()) / len(latest)
        return {"team": Evidence(round(mean), {"n": len(latest), "days": (day - max(one.said_on for one in latest.values())).days})}

    def on(self, day: date, ago: int, scales: Scales, before: str) -> HealthSnapshot:
        capped = {"notice": {"days": self.notice_ago - ago}} if self.notice_ago is not None and ago <= self.notice_ago else {}
        figures = {
            HealthNumber.OBSERVED: scales.weigh(HealthNumber.OBSERVED, self.found(HealthNumber.OBSERVED, ago), capped),
            HealthNumber.SENTIMENT: scales.weigh(HealthNumber.SENTIMENT, self.sentiment(day)),
            HealthNumber.HYGIENE: scales.weigh(HealthNumber.HYGIENE, self.found(HealthNumber.HYGIENE, ago)),
        }
        scores = {str(number): figure.score for number, figure in figures.items()}
        lines = {str(number): [line.stored() for line in figure.lines] for number, figure in figures.items() if figure.lines}
        colour = colour_after(scores["observed"], before, HOUSE_TERMS)
        return HealthSnapshot(account_id=self.snapshot.account_id, on=day, colour=colour, lines=lines, **scores)


def look_back(clock: DemoClock, people) -> None:
    """Each Monday of a year and each of the last days, told backwards from what the clock finds today; then today once more."""
    look_at_all(clock.today)
    mondays = {clock.today - timedelta(days=clock.today.weekday() + 7 * week) for week in range(WEEKS)}
    days = sorted({*mondays, *(clock.today - timedelta(days=ago) for ago in range(1, DAYS))} - {clock.today})
    said = defaultdict(list)
    for entry in SentimentEntry.objects.order_by("said_on"):
        said[entry.account_id].append(entry)
    scales, snapshots, turns = Scales(HOUSE_TERMS), [], []
    for latest in HealthSnapshot.objects.filter(on=clock.today).select_related("account"):
        notice = next((args["days"] for key, *_rest, args in latest.lines.get("observed", ()) if key == "cap:notice"), None)
        story, last = Story(latest, said[latest.account_id], notice), None
        for day in (day for day in days if day >= latest.account.opened_on):
            one = story.on(day, (clock.today - day).days, scales, last.colour if last else "")
            if last and last.colour and one.colour and last.colour != one.colour:
                turns.append((latest.account, day, last, one))
            snapshots.append(one)
            last = one
        if last:
            since = max((day for account, day, _was, _is in turns if account.pk == latest.account_id), default=days[0])
            standing = {"observed": last.observed, "sentiment": last.sentiment, "colour": last.colour, "colour_since": since}
            AccountHealth.objects.filter(account=latest.account).update(**standing)
    HealthSnapshot.objects.bulk_create(snapshots)
    tell_turns(clock, turns, by=people["sam"])
    HealthAlert.objects.filter(raised_on=clock.today).delete()
    look_at(list(AccountHealth.objects.values_list("account", flat=True)), clock.today, again=True)


def tell_turns(clock: DemoClock, turns, *, by) -> None:
    """Colours that turned are on the timeline; what is older than two weeks somebody has taken up."""
    order = [HealthColour.RISK, HealthColour.WATCH, HealthColour.GOOD]
    open_ones: dict[int, HealthAlert] = {}
    for account, day, before, after in turns:
        words = {"name": account.name, "before": before.colour, "colour": after.colour, "was": before.observed, "now": after.observed}
        at = timezone.make_aware(datetime.combine(day, time(3, 10)))
        Event.objects.create(at=at, verb="health.turned", subject=account, topic=account, words=words)
        is_better = order.index(after.colour) > order.index(before.colour)
        facts = {"kind": AlertKind.COLOUR, "raised_on": day, "was": before.observed, "now": after.observed, "is_better": is_better}
        alert = HealthAlert(account=account, colour_was=before.colour, colour_now=after.colour, **facts)
        if (clock.today - day).days > TOLD_DAYS:
            alert.acknowledged_by, alert.acknowledged_on = by, min(day + timedelta(days=2), clock.today)
            alert.note = "Good to see; said so to the team." if is_better else "Spoke with the lead: known, and on its way."
        elif earlier := open_ones.get(account.pk):
            earlier.overtaken_on = day
            earlier.save()
        alert.save()
        if alert.is_open:
            open_ones[account.pk] = alert


def notice_the_watermelon(clock: DemoClock, account: Account) -> None:
    """Copperline loves the work, they say, and has given notice: what is said and what is seen are far apart, since notice came."""
    for snapshot in HealthSnapshot.objects.filter(account=account, sentiment__isnull=False, observed__isnull=False).order_by("on"):
        if abs(snapshot.sentiment - snapshot.observed) >= HOUSE_TERMS.gap_points:
            facts = {"kind": AlertKind.GAP, "raised_on": snapshot.on, "was": snapshot.sentiment, "now": snapshot.observed}
            HealthAlert.objects.create(account=account, colour_was=snapshot.colour, colour_now=snapshot.colour, **facts)
            return


def win_back(clock: DemoClock, people, accounts) -> None:
    """Brightwater Saver is at risk: its plan has run for two weeks, one step is done and one is late."""
    briw, eli, sam, dana = accounts["BRIW"], people["eli"], people["sam"], people["dana"]
    steps = (
        ("Dana calls Philippa: what would make her stay?", dana, clock.ago(9)),
        ("Offer the savings film again without the third round’s price", eli, clock.ago(2)),
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
        plan = recovery.move_plan(plan, "start", by=eli, today=day)
    with clock.on_day(clock.ago(8)) as day:
        recovery.finish_step(plan.steps.order_by("due_on").first(), by=dana, today=day)
    then = HealthSnapshot.objects.filter(account=briw).up_to(clock.ago(14)).first()
    if then is not None:
        plan.score_then = then.observed
        plan.save(update_fields=["score_then"])


def remember_the_lost(clock: DemoClock, account: Account) -> None:
    """Pohjanmaan Teräs went a month ago. The score had warned late: steady ninety days before, at risk thirty before."""
    lost_on = account.client.lost_on or clock.ago(30)
    scales = Scales(HOUSE_TERMS)
    colour = ""
    for week in range(40, 0, -1):
        day = lost_on - timedelta(days=lost_on.weekday() + 7 * week)
        fallen = max(0, min(1, (13 - week) / 12))
        silent = round(20 + 110 * fallen)
        found = {
            "silence": Evidence(max(0, min(100, round(100 * (120 - silent) / 90))), {"days": silent, "cadence": 30}),
            "senior_contact": Evidence(max(0, round(100 - 100 * fallen)), {"days": round(28 + 92 * fallen)}),
            "check_ins_kept": Evidence(round(100 - 75 * fallen), {"n": round(4 - 3 * fallen), "all": 4}),
            "coverage": Evidence(100, {"n": 1, "all": 1, "missing": []}),
        }
        figure = scales.weigh(HealthNumber.OBSERVED, found)
        colour = colour_after(figure.score, colour, HOUSE_TERMS)
        HealthSnapshot.objects.update_or_create(
            account=account,
            on=day,
            defaults={"observed": figure.score, "colour": colour, "lines": {"observed": [line.stored() for line in figure.lines]}},
        )


def live_through_a_year(clock: DemoClock, people, accounts) -> None:
    say_how_they_feel(clock, people, accounts)
    turn_sour(clock, accounts["BRIW"])
    look_back(clock, people)
    notice_the_watermelon(clock, accounts["COPP"])
    win_back(clock, people, accounts)
    remember_the_lost(clock, accounts["OSTR"])
