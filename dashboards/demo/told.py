"""One job of the demo, told day by day through the actions that people would take. Days are so many ago."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from django.utils import timezone

from briefs.actions import approving, delivering, making, moving, showing, timing, writing
from briefs.models import Brief, CheckedPoint, Deliverable, JobRating, QualityCheck, ReviewLink, Verdict, WorkFile
from clients.models import Contact
from core.links import note_use
from core.money import Money
from core.workdays import on_or_after, on_or_before
from dashboards.demo.clock import DemoClock
from dashboards.demo.pictures import as_upload
from people.states import Department

FOLDER = Path(__file__).parent / "briefs"
ROW = ("name", "kind", "spec", "channel", "language", "quantity")


class Days(dict):
    """`{in_12}` and `{ago_40}` in a text become days."""

    def __init__(self, clock: DemoClock):
        self.clock = clock

    def __missing__(self, name: str) -> str:
        way, _, days = name.partition("_")
        day = on_or_after(self.clock.ahead(int(days))) if way == "in" else self.clock.ago(int(days))
        return f"{day.day} {day:%B %Y}"


def read(name: str, clock: DemoClock) -> tuple[dict[str, str], dict[str, str], list[str]]:
    """Facts, section texts and the lines of deliverables of one file."""
    head, *parts = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").split("\n[")
    facts = dict(line.split(":", 1) for line in head.splitlines() if ":" in line)
    said = {key: text.strip() for key, _, text in (part.partition("]\n") for part in parts)}
    rows = said.pop("deliverables", "").splitlines()
    texts = {key: text.format_map(Days(clock)) for key, text in said.items()}
    return {key: value.strip() for key, value in facts.items()}, texts, rows


class Told:
    def __init__(self, name: str, clock: DemoClock, people, accounts, *, request=None, brief: Brief | None = None):
        self.clock, self.people = clock, people
        self.facts, self.texts, self.rows = read(name, clock)
        self.account = accounts[self.facts["account"]]
        self.author = people[self.facts["author"]]
        wanted = int(self.facts["wanted"])
        self.wanted_on = on_or_before(clock.ahead(wanted)) if wanted > 0 else clock.ago(-wanted)
        self.brief: Brief = brief

    # ── Writing ──

    def rows_on_days(self) -> list[dict]:
        rows = []
        for line in self.rows:
            *facts, days = (part.strip() for part in line.split("|"))
            due_on = on_or_before(self.wanted_on + timedelta(days=int(days)))
            rows.append({**dict(zip(ROW, facts, strict=True)), "quantity": int(facts[5]), "due_on": due_on})
        return rows

    @property
    def contact(self) -> Contact | None:
        return Contact.objects.filter(client=self.account.client_id, name=self.facts.get("contact", "")).first()

    @property
    def budget_minor(self) -> int | None:
        return Money.of(self.facts["budget"], self.account.currency).minor if "budget" in self.facts else None

    def open(self, *, rounds_sold: int = 2) -> "Told":
        with self.clock.on_day(self.clock.ago(int(self.facts["opened"]))) as day:
            self.brief = writing.open_brief(
                self.account,
                by=self.author,
                today=day,
                title=self.facts["title"],
                kind=self.facts["kind"],
                contact=self.contact,
                wanted_on=self.wanted_on,
                budget_minor=self.budget_minor,
                texts=self.texts,
                deliverables=self.rows_on_days(),
            )
            if self.budget_minor and self.brief.rounds_sold is None:
                writing.change_brief(self.brief, by=self.author, rounds_sold=rounds_sold)
            self.brief.sections.update(written_at=self.clock.moment(day))
        return self

    def accept(self, request, ago: int, *, by: str) -> "Told":
        """A job that the client asked for: its brief is written over what they said."""
        from briefs.actions.requests import accept_request

        with self.clock.on_day(self.clock.ago(ago)) as day:
            self.brief = accept_request(request, by=self.people[by], today=day, title=self.facts["title"], kind=self.facts["kind"])
        with self.clock.on_day(self.clock.ago(ago - 1)) as day:
            at = self.clock.moment(day)
            for key, text in self.texts.items():
                writing.write_section(self.brief, key, by=self.author, text=text, at=at)
            writing.write_section(self.brief, "unplaced", by=self.author, text="", at=at)
            for row in self.rows_on_days():
                writing.add_deliverable(self.brief, by=self.author, **row)
            facts = {"wanted_on": self.wanted_on, "rounds_sold": self.brief.rounds_sold or 2}
            writing.change_brief(self.brief, by=self.author, **facts)
            self.brief.sections.update(written_at=at)
        return self

    def rewrite(self, ago: int, section: str, text: str) -> "Told":
        with self.clock.on_day(self.clock.ago(ago)) as day:
            text = text.format_map(Days(self.clock))
            writing.write_section(self.brief, section, by=self.author, text=text, at=self.clock.moment(day))
        return self

    # ── Approving ──

    def submit(self, ago: int, *, reason: str = "") -> "Told":
        with self.clock.on_day(self.clock.ago(ago)) as day:
            approving.submit(self.brief, by=self.author, today=day, at=self.clock.moment(day), reason=reason)
        return self

    def sign(self, ago: int, by: str, note: str = "") -> "Told":
        with self.clock.on_day(self.clock.ago(ago)) as day:
            approving.sign_strategy(self.brief, by=self.people[by], note=note, at=self.clock.moment(day))
        return self

    def approve(self, ago: int, by: str, note: str = "") -> "Told":
        with self.clock.on_day(self.clock.ago(ago)) as day:
            approving.approve(self.brief, by=self.people[by], today=day, note=note, at=self.clock.moment(day))
        return self

    def send_back(self, ago: int, by: str, reason: str, *remarks: tuple[str, str]) -> "Told":
        with self.clock.on_day(self.clock.ago(ago)) as day:
            at = self.clock.moment(day)
            approving.send_back(self.brief, by=self.people[by], today=day, reason=reason, remarks=remarks, at=at)
        return self

    def settle(self, ago: int, section: str) -> "Told":
        with self.clock.on_day(self.clock.ago(ago)) as day:
            for remark in self.brief.remarks.filter(section=section, settled_at=None):
                approving.settle_remark(remark, by=self.author, at=self.clock.moment(day))
        return self

    def revise(self, ago: int, by: str, cause: str, reason: str, *, hours: str, money: int = 0) -> "Told":
        with self.clock.on_day(self.clock.ago(ago)) as day:
            approving.revise(
                self.brief,
                by=self.people[by],
                today=day,
                cause=cause,
                reason=reason,
                hours_lost=Decimal(hours),
                money_lost_minor=Money.of(money, self.account.currency).minor,
            )
        return self

    # ── The work ──

    def start(self, ago: int, by: str = "", *, due: int | None = None) -> "Told":
        with self.clock.on_day(self.clock.ago(ago)) as day:
            due_on = self.day_from(due) if due is not None else None
            moving.start_creative(self.brief, by=self.person(by), today=day, due_on=due_on)
        return self

    def plan(self, ago: int, by: str = "", *, reached: int = 0, slips: int = 0) -> "Told":
        """Milestones worked back from the delivery; the first so many are reached, on their day or so many days after it."""
        with self.clock.on_day(self.clock.ago(ago)) as day:
            made = timing.plan_milestones(self.brief, by=self.person(by), today=day)
        for number, milestone in enumerate(sorted(made, key=lambda one: (one.due_on, one.pk))[:reached]):
            on = min(milestone.due_on + timedelta(days=slips if number == reached - 1 else 0), self.clock.ago(1))
            with self.clock.on_day(on):
                timing.reach_milestone(milestone, by=self.person(by), on=on)
        return self

    def assign(self, ago: int, person: str, what: str, *, hours: int, until: int, by: str = "", done: int | None = None) -> "Told":
        """From so many days ago until a day counted from today."""
        with self.clock.on_day(self.clock.ago(ago)) as day:
            worker = self.people[person]
            assignment = making.assign_work(
                self.brief,
                by=self.person(by),
                person=worker,
                what=what,
                department=Department(worker.department),
                starts_on=day,
                due_on=max(self.day_from(until), day),
                hours=hours,
            )
        if done is not None:
            with self.clock.on_day(self.clock.ago(done)) as day:
                making.finish_assignment(assignment, by=worker, today=day)
        return self

    def upload(self, ago: int, number: int, name: str, drawing: bytes, *, by: str = "cree", note: str = "") -> WorkFile:
        with self.clock.on_day(self.clock.ago(ago)) as day:
            at = self.clock.moment(day)
            return making.add_work_file(self.deliverable(number), by=self.people[by], file=as_upload(name, drawing), note=note, now=at)

    def hand_in(self, ago: int, by: str = "cree", note: str = "") -> "Told":
        with self.clock.on_day(self.clock.ago(ago)) as day:
            making.hand_in(self.brief, by=self.people[by], today=day, note=note)
        return self

    def rework(self, ago: int, by: str, note: str) -> "Told":
        with self.clock.on_day(self.clock.ago(ago)) as day:
            review = making.send_back_to_creative(self.brief, by=self.people[by], today=day, note=note)
            type(review).objects.filter(pk=review.pk).update(at=self.clock.moment(day))
        return self

    def show(self, ago: int, by: str, note: str = "") -> "Told":
        with self.clock.on_day(self.clock.ago(ago)) as day:
            at = self.clock.moment(day)
            review = making.show_client(self.brief, by=self.people[by], today=day, note=note, now=at)
            type(review).objects.filter(pk=review.pk).update(at=at)
        return self

    def next_round(self, ago: int, by: str = "", *, due: int, amount: int | None = None, covers: str = "") -> "Told":
        with self.clock.on_day(self.clock.ago(ago)) as day:
            minor = None if amount is None else Money.of(amount, self.account.currency).minor
            making.next_round(self.brief, by=self.person(by), today=day, due_on=self.day_from(due), amount_minor=minor, covers=covers)
        return self

    # ── The client ──

    def present(self, ago: int, by: str, rationale: str, routes: list[dict], *, people: str = "", notes: str = "") -> "Told":
        with self.clock.on_day(self.clock.ago(ago)) as day:
            showing.add_presentation(
                self.brief,
                by=self.people[by],
                held_on=day,
                rationale=rationale,
                notes=notes,
                routes=routes,
                people=[self.people[key] for key in people.split()],
                contacts=list(Contact.objects.present().of_account(self.account).order_by("pk")[:2]),
            )
        return self

    def invite(self, ago: int, name: str, *, by: str = "", decides: bool = False) -> ReviewLink:
        contact = Contact.objects.get(client=self.account.client_id, name=name)
        with self.clock.on_day(self.clock.ago(ago)) as day:
            at = self.clock.moment(day)
            link = showing.make_review_link(self.brief, contact, by=self.person(by), now=at, days=60, is_decider=decides)
        # It opens for those who try the demo now, whatever day the demo is told as of.
        link.expires_at = max(link.expires_at, timezone.now() + timedelta(days=30))
        link.save(update_fields=["expires_at"])
        return link

    def pin(self, ago: int, file: WorkFile, by, text: str, *, at: tuple[int, int] | None, wish: str = "change", **more):
        x, y = at or (None, None)
        with self.clock.on_day(self.clock.ago(ago)) as day:
            now = self.clock.moment(day)
            if isinstance(by, ReviewLink):
                showing.note_opening(by, now=now)
                note_use(by, at=now)
            return showing.add_comment(file, by=by, text=text, wish=wish, x=x, y=y, now=now, **more)

    def verdict(self, ago: int, number: int, link: ReviewLink, verdict: str, note: str = "") -> "Told":
        with self.clock.on_day(self.clock.ago(ago)) as day:
            at = self.clock.moment(day)
            showing.give_verdict(self.deliverable(number), by=link, verdict=verdict, today=day, note=note, now=at)
        return self

    def approved_by_client(self, ago: int, by: str = "", note: str = "") -> "Told":
        with self.clock.on_day(self.clock.ago(ago)) as day:
            showing.record_approval(self.brief, by=self.person(by), today=day, contact=self.contact, note=note)
            self.heard_on(day)
        return self

    def changes_asked(self, ago: int, note: str, by: str = "") -> "Told":
        with self.clock.on_day(self.clock.ago(ago)) as day:
            showing.record_changes(self.brief, by=self.person(by), today=day, note=note, contact=self.contact)
            self.heard_on(day)
        return self

    def heard_on(self, day: date) -> None:
        """What was just written down was said on that day: the last verdict counts, and others come after it."""
        at = self.clock.moment(day)
        Verdict.objects.filter(deliverable__brief=self.brief, person__isnull=False, at__gt=at).update(at=at)

    # ── The end ──

    def check(self, ago: int, *, by: str = "", checker: str = "tara", fails: dict[int, str] | None = None, leaves: int = 0) -> "Told":
        """Answers every point but the last so many; `fails` are notes by place."""
        with self.clock.on_day(self.clock.ago(ago)) as day:
            self.refresh()
            run = delivering.start_quality_check(self.brief, by=self.person(by), today=day)
            self.refresh()
            points = list(run.points.all())
            for place, point in enumerate(points[: len(points) - leaves], 1):
                note = (fails or {}).get(place, "")
                delivering.answer_point(point, by=self.people[checker], passes=not note, note=note)
            at = self.clock.moment(day)
            QualityCheck.objects.filter(pk=run.pk).update(started_at=at)
            QualityCheck.objects.filter(pk=run.pk, passed_at__isnull=False).update(passed_at=at)
            CheckedPoint.objects.filter(check_run=run, at__isnull=False).update(at=at)
        return self

    def deliver(self, ago: int, note: str, by: str = "") -> "Told":
        with self.clock.on_day(self.clock.ago(ago)) as day:
            self.refresh()
            contacts = [self.contact] if self.contact else []
            delivering.deliver(self.brief, by=self.person(by), today=day, note=note, contacts=contacts)
        return self

    def close(self, ago: int, by: str, score: int, note: str) -> "Told":
        with self.clock.on_day(self.clock.ago(ago)) as day:
            delivering.close(self.brief, by=self.people[by], today=day, score=score, note=note)
            JobRating.objects.filter(brief=self.brief, side="agency").update(at=self.clock.moment(day))
        return self

    def rated(self, ago: int, score: int, note: str, *, by=None) -> "Told":
        with self.clock.on_day(self.clock.ago(ago)) as day:
            rating = delivering.rate_as_client(self.brief, by=by or self.author, score=score, note=note, contact=self.contact)
            JobRating.objects.filter(pk=rating.pk).update(at=self.clock.moment(day))
        return self

    def hold(self, ago: int, by: str, reason: str) -> "Told":
        with self.clock.on_day(self.clock.ago(ago)) as day:
            moving.hold(self.brief, by=self.people[by], reason=reason, today=day)
        return self

    def cancel(self, ago: int, by: str, reason: str) -> "Told":
        with self.clock.on_day(self.clock.ago(ago)) as day:
            moving.cancel(self.brief, by=self.people[by], reason=reason, today=day)
        return self

    # ── Words used above ──

    def person(self, key: str):
        return self.people[key] if key else self.author

    def deliverable(self, number: int) -> Deliverable:
        return self.brief.deliverables.order_by("position", "pk")[number - 1]

    def refresh(self) -> None:
        self.brief = Brief.objects.get(pk=self.brief.pk)

    def day_from(self, days: int) -> date:
        """So many days from today; a working day."""
        return on_or_after(self.clock.ahead(days)) if days >= 0 else self.clock.ago(-days)
