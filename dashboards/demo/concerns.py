"""What troubles the clients of the demo agency: one concern of every kind and in every state, and one that climbed to the director."""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone

from care.actions import concern as actions
from care.actions import concern_links, mediation
from care.actions.check_in import NextAction
from care.jobs import climb_concerns
from care.models import Concern, ConcernCause
from care.states import TICKING, ConcernKind
from clients.levels import level_of
from clients.models import Contact
from clients.states import Severity
from core.models import Event
from core.workhours import office
from dashboards.demo.clock import DemoClock

HOUR = timedelta(hours=1)
K = ConcernKind


@dataclass(slots=True)
class Told:
    """One concern as it is told: each step at its moment, never later than now."""

    clock: DemoClock
    people: dict
    accounts: dict
    concern: Concern | None = None

    def at(self, days: int, hour: int) -> datetime:
        moment = timezone.make_aware(datetime.combine(self.clock.ago(days), time(hour)))
        return min(moment, timezone.now())

    @contextmanager
    def happening(self, moment: datetime):
        """Events recorded inside happened at that moment."""
        last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        yield moment
        Event.objects.filter(pk__gt=last).update(at=moment)

    def raised(self, days, hour, *, account, by, who=None, link=None, **facts):
        contact = Contact.objects.get(name=who) if who else None
        with self.happening(self.at(days, hour)) as now:
            person = link or self.people[by]
            self.concern = actions.raise_concern(self.accounts[account], by=person, now=now, contact=contact, **facts)
        return self

    def step(self, days, hour, act, *, by, **words):
        """One action on it, by somebody of ours or by the contact's link."""
        with self.happening(self.at(days, hour)) as now:
            person = self.people.get(by, by) if isinstance(by, str) else by
            takes_now = act is not actions.confirm_outcome
            act(self.concern, by=person, **words, **({"now": now} if takes_now else {}))
        self.concern.refresh_from_db()
        return self

    def talked(self, days, hour, *, by, client_side, our_side, promised=(), **words):
        with self.happening(self.at(days, hour)) as now:
            day = timezone.localdate(now)
            following = [NextAction(what, self.people[who], self.clock.ahead(ahead)) for what, who, ahead in promised]
            facts = {"client_side": client_side, "our_side": our_side, "actions": following, **words}
            mediation.note_mediation(self.concern, by=self.people[by], held_on=day, today=day, **facts)
        return self


def tell_concerns(clock: DemoClock, people, accounts) -> str:
    """Returns the path of a contact's page, which nobody can guess."""

    def story() -> Told:
        return Told(clock, people, accounts)

    causes = {cause.name: cause for cause in ConcernCause.objects.all()}
    mirkka = Contact.objects.get(name="Mirkka Salo")
    with story().happening(story().at(30, 10)) as now:
        link = concern_links.CONCERN_LINKS.make(accounts["KAURA"], mirkka, by=people["eli"], now=now)
    settled(story(), link, causes)
    questions(story, link, causes)
    in_the_air(story, link)
    conflict(story())
    climbing(story(), now=timezone.now())
    return reverse("client_concerns", args=[link.secret])


def settled(told: Told, link, causes) -> None:
    """A problem that ended well, twice: reopened by the client, and settled for good."""
    told.raised(
        26,
        10,
        account="KAURA",
        by="",
        link=link,
        kind=K.PROBLEM,
        severity=Severity.HIGH,
        title="The station posters hang with last year's price",
        text="Three people have sent me photographs from Jyväskylä station. It says 1.79 there.",
        about="KAURA-26-0001",
    )
    told.step(
        26, 11, actions.answer_concern, by="eli", text="You are right, and I am sorry. They come down tonight; I write again when they do."
    )
    told.step(
        25,
        9,
        actions.propose_outcome,
        by="eli",
        outcome="New posters from Thursday, at our cost, and a second pair of eyes on every price from now on.",
    )
    told.step(25, 13, actions.confirm_outcome, by=link)
    told.step(24, 9, actions.close_concern, by="eli", cause=causes["Quality"])
    told.step(20, 9, actions.reopen_concern, by=link, reason="One is still up, by platform 3.")
    told.step(20, 10, actions.answer_concern, by="eli", text="Taken down an hour ago; the picture is attached to the job.")
    told.step(20, 11, actions.propose_outcome, by="eli", outcome="Platform 3 is done, and the printer counts the frames from now on.")
    told.step(19, 9, actions.confirm_outcome, by=link)
    told.step(19, 14, actions.close_concern, by="eli", cause=causes["Quality"])


def questions(story, link, causes) -> None:
    """A question that our answer settled, and a request that they took back."""
    asked = story().raised(
        14,
        9,
        account="SEN",
        by="cora",
        who="Lê Thị Hồng Nhung",
        kind=K.QUESTION,
        severity=Severity.LOW,
        title="Who owns the photographs of the harvest?",
    )
    asked.step(14, 14, actions.answer_concern, by="eli", text="You do, without an end, in print and online. The contract says it in 7.2.")
    asked.step(13, 9, actions.close_concern, by="eli", cause=causes["Scope"])
    taken_back = story().raised(
        9,
        9,
        account="KAURA",
        by="",
        link=link,
        kind=K.REQUEST,
        severity=Severity.NORMAL,
        title="A list of everybody who works for us",
        text="For our auditors, by Friday.",
    )
    taken_back.step(9, 12, actions.withdraw_concern, by=link, reason="The auditors no longer want it.")


def in_the_air(story, link) -> None:
    """What waits: for the client's yes, for us to close it, for an outcome, for another answer."""
    story().raised(
        6,
        10,
        account="KAURA",
        by="",
        link=link,
        kind=K.PROBLEM,
        severity=Severity.NORMAL,
        title="The media plan came two days late",
        text="We had to book without it. That cost us the good slot on Saturday.",
    ).step(6, 12, actions.answer_concern, by="eli", text="It should have been there on Monday. I find out what the slot cost you.").step(
        5,
        10,
        actions.propose_outcome,
        by="eli",
        outcome="We carry the difference of €1,240, and the plan comes on the 20th of each month from now on.",
    )
    story().raised(
        8,
        9,
        account="PEDRA",
        by="tomas",
        who="Mercè Fontanals i Roig",
        kind=K.PROBLEM,
        severity=Severity.NORMAL,
        title="The menu was printed on the wrong paper",
    ).step(8, 11, actions.answer_concern, by="tomas", text="The printer ran out of it, and nobody asked you.").step(
        7, 10, actions.propose_outcome, by="tomas", outcome="Printed anew, on the paper that was agreed."
    ).step(6, 9, actions.confirm_outcome, by="tomas", who="Mercè, on the telephone")
    story().raised(
        1,
        15,
        account="BRIM",
        by="tomas",
        kind=K.PROBLEM,
        severity=Severity.HIGH,
        title="The leaflet names a rate that nobody can get",
        text="Their lawyers want it gone.",
    ).step(1, 16, actions.answer_concern, by="tomas", text="It is off the site, and the branches have been told to bin what they have.")
    again = story().raised(
        0,
        8,
        account="KAURA",
        by="cora",
        who="Jari Kettunen",
        kind=K.QUESTION,
        severity=Severity.NORMAL,
        title="Why does the third round cost extra?",
    )
    if again.concern.state in TICKING:
        again.step(0, 9, actions.write_message, by="cora", text="He is new: be kind. The contract has two rounds.", is_internal=True)


def conflict(told: Told) -> None:
    """Two sides that did not agree, and what came of the talks so far."""
    told.raised(
        3,
        8,
        account="BRIW",
        by="eli",
        who="Philippa Marsh-Delacroix",
        kind=K.CONFLICT,
        severity=Severity.NORMAL,
        title="They refuse to pay for the second film",
        text="They say the first one was never what they had approved. We say it was.",
    )
    told.step(3, 9, actions.answer_concern, by="sam", text="Let us sit down with both versions of the storyboard. Tomorrow at nine?")
    told.step(2, 10, mediation.begin_mediation, by="sam")
    told.talked(
        2,
        11,
        by="sam",
        client_side="They approved a storyboard without the train. The train is all that people remember, and it is not their train.",
        our_side="The train was in the second version, sent on a Friday afternoon. Nobody answered, and the shoot was on Monday.",
        offered="We carry the shoot, they carry the edit.",
    )
    told.talked(
        1,
        14,
        by="dana",
        client_side="Half is fair, if it never happens again.",
        our_side="Silence is no approval: we shall not shoot without a written yes.",
        offered="Half of the second film, and no shoot without a signed storyboard.",
        agreed="Brightwater pays half of the second film. No shoot without a signed storyboard.",
        promised=[
            ("Write the rule of the signed storyboard into the contract", "dana", 6),
            ("Send the invoice for half of the film", "eli", 3),
        ],
    )


def climbing(told: Told, *, now: datetime) -> None:
    """Nobody answered Copperline: it climbed to the supervisor, then to the director, who has it now."""
    hours = level_of(told.accounts["COPP"]).hours(Severity.HIGH).answer
    raised_at = now
    while office().between(raised_at, now) < 2.5 * hours * HOUR:
        raised_at -= HOUR / 4
    facts = {
        "kind": K.PROBLEM,
        "severity": Severity.HIGH,
        "contact": Contact.objects.get(name="Niamh Gallagher"),
        "title": "Nobody calls them back about the notice",
        "text": "She has called four times since they gave notice. She only wants to know who hands over what, and when.",
    }
    with told.happening(raised_at):
        told.concern = actions.raise_concern(told.accounts["COPP"], by=told.people["tomas"], now=raised_at, **facts)
    for _lapse in range(2):
        told.concern.refresh_from_db()
        climb_concerns(told.concern.climbs_at)
