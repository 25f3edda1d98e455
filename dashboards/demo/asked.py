"""What the clients of the demo agency ask for (W1): two new, one asked back, one declined, two that became jobs."""

from dataclasses import dataclass

from briefs.actions import request_links, requests
from briefs.actions.request_links import Question
from briefs.models import JobRequest, RequestLink, RequestMessage
from briefs.states import BriefKind
from clients.models import Contact
from core.money import Money
from core.workdays import on_or_after
from dashboards.demo.clock import DemoClock


@dataclass(frozen=True, slots=True)
class Asking:
    """Who may ask, and when it was."""

    clock: DemoClock
    people: dict
    accounts: dict

    def contact(self, code: str, name: str) -> Contact:
        return Contact.objects.get(client=self.accounts[code].client_id, name=name)

    def ask(self, ago: int, code: str, by, title: str, text: str, *, wanted: int | None = None, **facts) -> JobRequest:
        """So many days ago; `wanted` so many days from now. By the key of one of ours, or by a link."""
        with self.clock.on_day(self.clock.ago(ago)) as day:
            if wanted is not None:
                facts["wanted_on"] = on_or_after(self.clock.ahead(wanted))
            who = self.people[by] if isinstance(by, str) else by
            return requests.add_request(self.accounts[code], by=who, today=day, title=title, ask=text, **facts)


def take_requests(clock: DemoClock, people, accounts) -> dict:
    """In the order in which they stand on the list; what becomes a job, and the link that the launcher prints."""
    asking = Asking(clock, people, accounts)
    link = link_of_kaura(asking)
    asked = {"link": link, "breakfasts": breakfasts(asking, link), "stand": stand(asking)}
    dog(asking)
    swedish(asking, link)
    calendar(asking, link)
    vouchers(asking)
    return asked


def link_of_kaura(asking: Asking) -> RequestLink:
    """A form with questions of the client's own, and a link to it."""
    clock, kaura = asking.clock, asking.accounts["KAURA"]
    with clock.on_day(clock.ago(60)):
        request_links.change_request_form(
            kaura,
            by=asking.people["sam"],
            welcome="Hello! Tell us in your own words. Whatever you do not know yet, leave empty: we call you.",
            asks_budget=True,
            questions=(
                Question("Which brand is it for?", "Drinks, snacks or the house itself.", is_required=True),
                Question("Which claims must the lawyer see?", "The words as you would like to print them.", is_long=True),
                Question("Is there a Swedish version?"),
            ),
        )
    with clock.on_day(clock.ago(59)) as day:
        mirkka = asking.contact("KAURA", "Mirkka Salo")
        return request_links.REQUEST_LINKS.make(kaura, mirkka, by=asking.people["eli"], now=clock.moment(day), days=240)


def breakfasts(asking: Asking, link: RequestLink) -> JobRequest:
    return asking.ask(
        49,
        "KAURA",
        link,
        "Breakfasts of the winter holidays",
        "Something for the week of the winter holidays, when everybody is at home in pyjamas.",
        kind=BriefKind.SOCIAL,
        why_now="Holidays begin soon, and last year we were too late.",
        wanted=14,
        budget_minor=Money.of("24500", "EUR").minor,
        answers=[("Which brand is it for?", "Drinks"), ("Is there a Swedish version?", "Not this time")],
    )


def stand(asking: Asking) -> JobRequest:
    return asking.ask(
        18,
        "RUNG",
        "eli",
        "A stand at the harvest fair",
        "The family has a place of 36 square metres in Cologne, and nothing to put there.",
        kind=BriefKind.EVENT,
        why_now="The place was confirmed on Friday.",
        wanted=48,
        budget_minor=Money.of("1200000", "THB").minor,
    )


def dog(asking: Asking) -> None:
    """Declined."""
    asked = asking.ask(
        30,
        "BRIW",
        "eli",
        "The dog again",
        "The branch in Otley would like the dog of the old campaign on their window.",
        kind=BriefKind.PRINT,
        contact=asking.contact("BRIW", "Gwen Prosser"),
    )
    with asking.clock.on_day(asking.clock.ago(28)) as day:
        reason = (
            "The rights for the dog have run out, and everybody remembered him instead of the account. The new windows arrive in spring."
        )
        requests.decline_request(asked, by=asking.people["sam"], today=day, reason=reason)


def swedish(asking: Asking, link: RequestLink) -> None:
    """Asked back."""
    asked = asking.ask(
        5,
        "KAURA",
        link,
        "Barista in Swedish",
        "Sweden would like the posters as well. Same pictures, I think?",
        kind=BriefKind.PRINT,
        wanted=42,
        answers=[("Which brand is it for?", "Drinks"), ("Is there a Swedish version?", "That is the point")],
    )
    with asking.clock.on_day(asking.clock.ago(4)) as day:
        text = "Which cities, and who reads the Swedish on your side?"
        message = requests.ask_back(asked, by=asking.people["eli"], today=day, text=text)
        RequestMessage.objects.filter(pk=message.pk).update(at=asking.clock.moment(day))


def calendar(asking: Asking, link: RequestLink) -> None:
    asking.ask(
        3,
        "KAURA",
        link,
        "A calendar for the mill in Jyväskylä",
        "Two hundred wall calendars for the opening of the line, with pictures of the people who work there.",
        kind=BriefKind.PRINT,
        why_now="The minister comes to the opening.",
        wanted=30,
        answers=[("Which brand is it for?", "The house itself")],
    )


def vouchers(asking: Asking) -> None:
    asking.ask(
        1,
        "PEDRA",
        "tomas",
        "Christmas vouchers",
        "Mercè wants vouchers that look like something one would frame.",
        kind=BriefKind.PRINT,
        wanted=25,
    )
