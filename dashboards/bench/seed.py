"""An agency of any size, written with COPY: a hundred people in a tree, accounts with contracts, contacts and check-ins.

Proportions: 2 contracts, 3 contacts, 2 check-ins and 1 action an account; every tenth contract has its renewal open. One job
an account, with 8 sections, 2 deliverables and 4 milestones, half of the jobs over; every third has a submission, every fourth
somebody at work, every fifth account a request.

One supervisor leads a branch of 30 accounts, one director stands above a third of all, one head above everybody.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count, islice
from random import Random

from django.contrib.auth.hashers import make_password
from django.core.management.color import no_style
from django.db import connection, models
from django.utils import timezone

from briefs.models import (
    Assignment,
    Brief,
    BriefSection,
    BriefVersion,
    Deliverable,
    JobRequest,
    Milestone,
)
from briefs.sections import SECTIONS
from briefs.states import BriefState
from care.models import ActionItem, CheckIn
from clients.models import Account, Client, Contact, Contract, Renewal, Seat
from clients.notice import last_safe_notice_day
from core.models import ExchangeRate
from people.models import Person
from people.states import Rank

PASSWORD = "only for the measurement"  # noqa: S105  (of a database that is thrown away)
SMALL_BRANCH = 30  # accounts of the supervisor whose pages are measured
CHUNK = 5_000
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
FIGURES = "0123456789" + LETTERS
WORDS = "North South River Harbour Oat Linen Copper Field Stone Bright Maple Silver Ferry Garden Winter Summit".split()
INDUSTRIES = ("Food", "Retail", "Finance", "Travel", "Energy", "Health")


@dataclass(frozen=True, slots=True)
class Cast:
    """Who opens the pages."""

    supervisor: Person
    director: Person
    head: Person

    def items(self) -> list[tuple[str, Person]]:
        return [("supervisor", self.supervisor), ("director", self.director), ("head", self.head)]


def copy_rows(model: type[models.Model], rows: Iterable[dict]) -> int:
    """COPY rows given as {column: value}; a column that is not named gets the field's default. Returns how many."""
    fields = [field for field in model._meta.concrete_fields if not getattr(field, "generated", False)]
    defaults = {field.attname: _default(field) for field in fields}
    names = ", ".join(f'"{field.column}"' for field in fields)
    statement = f"COPY \"{model._meta.db_table}\" ({names}) FROM STDIN WITH (FORMAT csv, NULL '\\N')"
    written, found = 0, iter(rows)
    with connection.cursor() as cursor:
        while chunk := list(islice(found, CHUNK)):
            text = io.StringIO()
            csv.writer(text).writerows([_cell((defaults | row)[field.attname]) for field in fields] for row in chunk)
            text.seek(0)
            cursor.copy_expert(statement, text)
            written += len(chunk)
        for reset in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(reset)
    return written


def _default(field: models.Field):
    if getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False):
        return timezone.now()
    return field.get_default()


def _cell(value) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


# ── People ───────────────────────────────────────────────────────────────────────────────────────


def seed_people() -> Cast:
    """A head, 3 directors, 12 supervisors, 84 executives; and 4 people of the small branch under the first director."""
    secret = make_password(PASSWORD)
    keys = count(1)

    def person(name: str, rank: Rank, boss: int | None) -> dict:
        pk = next(keys)
        return {
            "id": pk,
            "name": name,
            "email": f"{name.replace(' ', '.').lower()}@bench.example.com",
            "rank": rank,
            "reports_to_id": boss,
            "password": secret,
            "is_active": True,
        }

    head = person("Head", Rank.HEAD, None)
    directors = [person(f"Director {n}", Rank.DIRECTOR, head["id"]) for n in range(3)]
    supervisors = [person(f"Supervisor {n}", Rank.SUPERVISOR, directors[n % 3]["id"]) for n in range(12)]
    executives = [person(f"Executive {n}", Rank.EXECUTIVE, supervisors[n % 12]["id"]) for n in range(84)]
    small = person("Small Branch", Rank.SUPERVISOR, directors[0]["id"])
    hands = [person(f"Small Hand {n}", Rank.EXECUTIVE, small["id"]) for n in range(3)]
    copy_rows(Person, [head, *directors, *supervisors, *executives, small, *hands])
    pick = Person.objects.get
    return Cast(pick(pk=small["id"]), pick(pk=directors[1]["id"]), pick(pk=head["id"]))


def _leads() -> tuple[list[int], list[int]]:
    hands = Person.objects.filter(name__startswith="Small Hand").order_by("pk").values_list("pk", flat=True)
    others = Person.objects.filter(name__startswith="Executive").order_by("pk").values_list("pk", flat=True)
    return list(hands), list(others)


# ── Accounts and what hangs on them ──────────────────────────────────────────────────────────────


def account_code(number: int) -> str:
    """A letter and four letters or figures: room for 43 million."""
    number, first = divmod(number, 26)
    rest = ""
    for _place in range(4):
        number, figure = divmod(number, 36)
        rest += FIGURES[figure]
    return LETTERS[first] + rest


class Agency:
    """The rows of so many accounts, the same for the same number and day."""

    def __init__(self, accounts: int, today: date):
        self.accounts, self.today = accounts, today
        self.hands, self.executives = _leads()
        self.notice = {days: self._notice(today + timedelta(days=days)) for days in range(-40, 700)}
        dice = Random("days of jobs")  # noqa: S311  (by number, all jobs of a day would be one director's)
        self.days = [dice.randrange(-5, 40) for _job in range(accounts + 1)]

    def _notice(self, ends_on: date) -> date:
        return last_safe_notice_day(ends_on, count=60, unit="calendar_days", rule="received")

    def lead_of(self, account: int) -> int:
        """The first accounts go to the small branch, the rest to everybody else in turn."""
        if account <= SMALL_BRANCH:
            return self.hands[account % len(self.hands)]
        return self.executives[account % len(self.executives)]

    def rows_of(self, model) -> Iterator[dict]:
        dice = Random(model.__name__)  # noqa: S311  (figures for a measurement)
        return getattr(self, f"_{model.__name__.lower()}s")(dice)

    def _clients(self, dice):
        for pk in range(1, self.accounts + 1):
            lost = pk % 50 == 0
            since = self.today - timedelta(days=dice.randrange(10, 3000))
            yield {
                "id": pk,
                "name": f"{dice.choice(WORDS)} {dice.choice(WORDS)} {pk}",
                "industry": dice.choice(INDUSTRIES),
                "country": "Finland",
                "tier": ("standard", "growth", "standard", "key", "standard")[pk % 5],
                "state": "lost" if lost else "active",
                "lost_on": self.today - timedelta(days=dice.randrange(700)) if lost else None,
                "lost_reason": "Price" if lost else "",
                "won_on": since,
            }

    def _accounts(self, dice):
        for pk in range(1, self.accounts + 1):
            yield {
                "id": pk,
                "client_id": pk,
                "name": f"{dice.choice(WORDS)} {pk}",
                "code": account_code(pk),
                "currency": "EUR",
                "opened_on": self.today - timedelta(days=dice.randrange(30, 2000)),
            }

    def _seats(self, dice):
        keys = count(1)
        for account in range(1, self.accounts + 1):
            if account % 200 == 0:
                continue  # nobody leads it
            starts_on = self.today - timedelta(days=dice.randrange(30, 900))
            yield {
                "id": next(keys),
                "account_id": account,
                "person_id": self.lead_of(account),
                "role": "executive",
                "is_lead": True,
                "starts_on": starts_on,
            }

    def _contacts(self, dice):
        roles = ("decision_maker", "champion", "user")
        for pk in range(1, 3 * self.accounts + 1):
            name = f"{dice.choice(WORDS)} {dice.choice(WORDS)}"
            yield {
                "id": pk,
                "client_id": (pk - 1) // 3 + 1,
                "name": name,
                "email": f"contact{pk}@example.com",
                "decision_role": roles[pk % 3],
                "is_primary": pk % 3 == 0,
            }

    def _contracts(self, dice):
        for pk in range(1, 2 * self.accounts + 1):
            yield self.contract(pk, (pk - 1) // 2 + 1, dice)

    def contract(self, pk: int, account: int, dice: Random) -> dict:
        """One in force: most with an end, one in ten evergreen, one in seven in another currency."""
        days, evergreen = dice.randrange(-40, 700), pk % 10 == 0
        return {
            "id": pk,
            "account_id": account,
            "name": f"Retainer {pk}",
            "number": f"R-{pk}",
            "state": "active",
            "starts_on": self.today + timedelta(days=days - 730),
            "ends_on": None if evergreen else self.today + timedelta(days=days),
            "last_safe_notice_on": None if evergreen else self.notice[days],
            "notice_count": 60,
            "fee_minor": dice.randrange(100_000, 5_000_000),
            "currency": "GBP" if pk % 7 == 0 else "EUR",
        }

    def _renewals(self, dice):
        stages = ("upcoming", "health_check", "proposal", "negotiation")
        for pk in range(1, self.accounts // 5 + 1):
            yield {
                "id": pk,
                "contract_id": pk * 10 - 1,
                "stage": dice.choice(stages),
                "opened_on": self.today,
                "likelihood": dice.randrange(30, 100),
            }

    def _checkins(self, dice):
        keys = count(1)
        for account in range(1, self.accounts + 1):
            planned = self.today + timedelta(days=dice.randrange(-3, 28))
            held = self.today - timedelta(days=dice.randrange(1, 200))
            owner = self.lead_of(account)
            yield {"id": next(keys), "account_id": account, "owner_id": owner, "planned_on": planned, "is_from_cadence": True}
            yield {
                "id": next(keys),
                "account_id": account,
                "owner_id": owner,
                "planned_on": held - timedelta(days=account % 3),
                "held_on": held,
                "state": "held",
            }

    def _actionitems(self, dice):
        for pk in range(1, self.accounts + 1):
            done = dice.randrange(10) > 2
            yield {
                "id": pk,
                "account_id": pk,
                "owner_id": self.lead_of(pk),
                "what": "Send the figures of the month",
                "due_on": self.today + timedelta(days=dice.randrange(-5, 40)),
                "done_on": self.today if done else None,
            }

    # ── Jobs ──

    def state_of(self, job: int) -> str:
        """Half of them are over; the others stand in every state, held ones left out."""
        live = [state for state in BriefState if state not in (BriefState.CLOSED, BriefState.CANCELLED, BriefState.ON_HOLD)]
        return BriefState.CLOSED if job % 2 == 0 else live[(job // 2) % len(live)]

    def day_of(self, job: int) -> date:
        """When it is wanted: open jobs within some weeks, over ones within two years."""
        return self.today + timedelta(days=self.days[job]) if job % 2 else self.today - timedelta(days=job % 700)

    def _briefs(self, dice):
        delivered = (BriefState.CLOSED, BriefState.DELIVERED)
        for pk in range(1, self.accounts + 1):
            state, wanted_on = self.state_of(pk), self.day_of(pk)
            yield {
                "id": pk,
                "account_id": pk,
                "number": f"{account_code(pk)}-26-0001",
                "title": f"{dice.choice(WORDS)} {dice.choice(WORDS)} {pk}",
                "kind": ("campaign", "print", "film", "digital")[pk % 4],
                "author_id": self.lead_of(pk),
                "wanted_on": wanted_on,
                "budget_minor": dice.randrange(100_000, 9_000_000),
                "currency": "EUR",
                "state": state,
                "score": dice.randrange(30, 100),
                "submitted_on": None if state == BriefState.DRAFT else wanted_on - timedelta(days=30),
                "submitted_by_id": None if state == BriefState.DRAFT else self.lead_of(pk),
                "delivered_on": min(wanted_on + timedelta(days=pk % 3), self.today) if state in delivered else None,
                "closed_on": self.today if state == BriefState.CLOSED else None,
                "opened_on": wanted_on - timedelta(days=40),
                "state_since": self.today - timedelta(days=pk % 60),
            }

    def _briefsections(self, dice):
        keys = count(1)
        for brief in range(1, self.accounts + 1):
            for section in SECTIONS[:8]:
                text = f"{' '.join(dice.choices(WORDS, k=25))}, from 11 to 18 per cent."
                yield {"id": next(keys), "brief_id": brief, "key": section.key, "text": text, "written_by_id": self.lead_of(brief)}

    def _deliverables(self, dice):
        for pk in range(1, 2 * self.accounts + 1):
            brief = (pk - 1) // 2 + 1
            yield {"id": pk, "brief_id": brief, "name": f"Poster {pk}", "kind": "print", "spec": "A2", "due_on": self.day_of(brief)}

    def _briefversions(self, dice):
        keys = count(1)
        for brief in range(1, self.accounts + 1):
            if self.state_of(brief) == BriefState.IN_REVIEW or brief % 3 == 0:
                texts = {section.key: " ".join(dice.choices(WORDS, k=20)) for section in SECTIONS[:8]}
                yield {
                    "id": next(keys),
                    "brief_id": brief,
                    "number": 1,
                    "contents": json.dumps({"facts": {}, "texts": texts, "deliverables": []}),
                    "submitted_by_id": self.lead_of(brief),
                }

    def _milestones(self, dice):
        keys = count(1)
        steps = (("Concept", "concept", 13), ("Presentation", "presentation", 8), ("Artwork", "production", 3), ("Delivery", "delivery", 0))
        for brief in range(1, self.accounts + 1):
            for name, kind, before in steps:
                due_on = self.day_of(brief) - timedelta(days=before)
                done_on = due_on if brief % 2 == 0 or due_on < self.today - timedelta(days=3) else None
                yield {
                    "id": next(keys),
                    "brief_id": brief,
                    "name": name,
                    "kind": kind,
                    "owner_id": self.lead_of(brief),
                    "due_on": due_on,
                    "promised_on": due_on,
                    "done_on": done_on,
                }

    def _assignments(self, dice):
        keys = count(1)
        for brief in range(1, self.accounts + 1, 4):
            starts_on = self.today - timedelta(days=brief % 10)
            yield {
                "id": next(keys),
                "brief_id": brief,
                "person_id": self.lead_of(brief),
                "what": "Artwork",
                "department": "creative",
                "starts_on": starts_on,
                "due_on": starts_on + timedelta(days=12),
                "hours": 6,
            }

    def _jobrequests(self, dice):
        for pk in range(1, self.accounts // 5 + 1):
            yield {
                "id": pk,
                "account_id": pk,
                "title": f"Request {pk}",
                "ask": "Something for the spring.",
                "came_on": self.today - timedelta(days=pk % 20),
                "answer_by": self.today + timedelta(days=pk % 5 - 1),
                "state": "new" if pk % 4 == 0 else "withdrawn",
            }


JOBS = (Brief, BriefSection, Deliverable, BriefVersion, Milestone, Assignment, JobRequest)
SEEDED = (Client, Account, Seat, Contact, Contract, Renewal, CheckIn, ActionItem, *JOBS)


def seed(accounts: int, *, today: date) -> tuple[Cast, dict[str, int]]:
    """Fill an empty database. Returns who opens the pages, and how many rows of each kind there are."""
    cast = seed_people()
    ExchangeRate.objects.create(currency="GBP", on=today - timedelta(days=1), house_per_unit="1.17")
    agency = Agency(accounts, today)
    written = {model._meta.verbose_name_plural.title(): copy_rows(model, agency.rows_of(model)) for model in SEEDED}
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return cast, {str(name): number for name, number in written.items()}
