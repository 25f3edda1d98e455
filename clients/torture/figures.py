"""What was said against what should have been: counted from the dates of the contracts, not from the code under test."""

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date

from clients.models import Contract
from clients.torture.seed import DEAD
from people.models import Person
from people.states import Delivery
from reminders.models import Digest, Reminder, SweepRun
from reminders.sink import Fault, Sink
from reminders.states import Outcome

# ADR 0009, written down once more: fee a year in cents → steps.
STEPS_BY_FEE = ((10_000_000, (120, 90, 60, 30, 14, 7, 1)), (2_500_000, (90, 60, 30, 14, 7, 1)), (0, (60, 30, 14, 7, 1)))


@dataclass(frozen=True, slots=True)
class Figures:
    days: int
    expected: int  # first-rung reminders of renewals, by hand
    missing: int
    unexpected: int
    rows: int  # all reminders of all rules and rungs
    sent: int
    in_the_app_only: int
    replaced: int  # cancelled before they were sent: a later one, or the day, took their place
    undeliverable: int  # mailboxes that are no more
    lost: int  # open and never sent
    marked_sent_but_not_accepted: int
    mails: int
    repeats: int
    injected_drops: int
    most_repeats: int

    @property
    def is_clean(self) -> bool:
        broken = self.missing or self.unexpected or self.lost or self.marked_sent_but_not_accepted
        return not broken and self.repeats - self.injected_drops <= self.most_repeats

    def table(self) -> str:
        return "\n".join(f"{name.replace('_', ' '):<32}{number:>8,}" for name, number in asdict(self).items())


def by_hand(days: list[date]) -> set[tuple[int, int]]:
    """(contract, step) for every day on which a sweep ended: the shortest step that has begun, if the day is not over."""
    expected = set()
    for pk, anchor, fee in Contract.objects.values_list("pk", "last_safe_notice_on", "annual_fee_minor"):
        steps = next(steps for least, steps in STEPS_BY_FEE if fee >= least)
        for day in days:
            left = (anchor - day).days
            begun = [step for step in steps if left <= step]
            if left >= 0 and begun:
                expected.add((pk, min(begun)))
    return expected


def count(sink: Sink, *, blows: int, hands: int) -> Figures:
    swept = SweepRun.objects.ended().filter(errors=None)
    days = sorted(set(swept.values_list("on", flat=True)))
    expected = by_hand(days)
    said = set(Reminder.objects.filter(rule="renewal", rung=0).values_list("subject_id", "step"))
    mails = sink.counts()
    app_only = set(Person.objects.filter(delivery=Delivery.NONE).values_list("pk", flat=True))
    dead = set(Person.objects.filter(email__endswith=DEAD).values_list("pk", flat=True))
    states, not_accepted, lost = Counter(), 0, 0
    digests = {f"<dig-{pk}@localhost>": pk for pk in Digest.objects.values_list("pk", flat=True)}
    arrived = {digests[name] for name in mails if name in digests}
    for row in Reminder.objects.values("pk", "state", "outcome", "recipient", "digest", "sent_at"):
        if row["sent_at"] and row["recipient"] in app_only:
            states["app"] += 1
        elif row["sent_at"]:
            states["sent"] += 1
            not_accepted += row["digest"] not in arrived if row["digest"] else f"<rem-{row['pk']}@localhost>" not in mails
        elif row["state"] == "failed" and row["recipient"] in dead:
            states["failed"] += 1
        elif row["outcome"] in (Outcome.FOLLOWED, Outcome.DAY_PASSED, Outcome.CAUSE_GONE):
            states["replaced"] += 1
        else:
            lost += 1
    return Figures(
        days=len(days),
        expected=len(expected),
        missing=len(expected - said),
        unexpected=len(said - expected),
        rows=Reminder.objects.count(),
        sent=states["sent"],
        in_the_app_only=states["app"],
        replaced=states["replaced"],
        undeliverable=states["failed"],
        lost=lost,
        marked_sent_but_not_accepted=not_accepted,
        mails=sum(mails.values()),
        repeats=sum(mails.values()) - len(mails),
        injected_drops=sink.faults[Fault.TAKEN_AND_GONE],
        most_repeats=blows * hands,
    )
