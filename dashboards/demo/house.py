"""People, approval policy, exchange rates and absences of the demo agency."""

from datetime import timedelta
from decimal import Decimal

from django.contrib.auth.hashers import make_password

from core.models import ExchangeRate
from dashboards.demo.clock import DemoClock
from dashboards.demo.table import CURRENCIES
from people import actions
from people.demo import EVERYBODY
from people.models import Person
from people.states import DocumentKind, Rank

RATE_DAYS_AGO = (45, 2)
DRIFT = Decimal("0.985")  # the earlier rates differ a little


def hire(clock: DemoClock, *, password: str) -> dict[str, Person]:
    """Everybody, bosses first, by key. One hash for all: hashing nineteen times would take longer than the rest."""
    people: dict[str, Person] = {}
    for number, one in enumerate(EVERYBODY):
        joined = clock.ago(2600 - 110 * number)
        with clock.on_day(joined):
            people[one.key] = actions.add_person(
                by=None,
                email=one.email,
                name=one.name,
                rank=one.rank,
                department=one.department,
                grade=one.grade,
                job_title=one.job_title,
                reports_to=people.get(one.boss),
                joined_on=joined,
                **one.facts,
            )
    Person.objects.filter(pk__in=[person.pk for person in people.values()]).update(password=make_password(password))
    return {key: Person.objects.get(pk=person.pk) for key, person in people.items()}


def agree_policy(clock: DemoClock, dana: Person) -> None:
    contract, brief, estimate, payment = DocumentKind.CONTRACT, DocumentKind.BRIEF, DocumentKind.ESTIMATE, DocumentKind.PAYMENT
    rows = (
        (contract, 0, "", Rank.SUPERVISOR, False),
        (contract, 100_000_00, "", Rank.DIRECTOR, False),
        (contract, 0, "key", Rank.DIRECTOR, False),
        (contract, 500_000_00, "", Rank.HEAD, False),
        (brief, 0, "", Rank.SUPERVISOR, False),
        (brief, 0, "key", Rank.DIRECTOR, True),
        (estimate, 0, "", Rank.SUPERVISOR, False),
        (estimate, 25_000_00, "", Rank.DIRECTOR, False),
        (payment, 0, "", Rank.SUPERVISOR, False),
        (payment, 10_000_00, "", Rank.DIRECTOR, False),
        (payment, 100_000_00, "", Rank.HEAD, False),
    )
    with clock.on_day(clock.ago(300)):
        for kind, amount, tier, rank, sign_off in rows:
            actions.add_approval_rule(
                by=dana,
                document_kind=kind,
                amount_from_minor=amount,
                client_tier=tier,
                rank_required=rank,
                needs_strategy_sign_off=sign_off,
            )


def note_rates(clock: DemoClock) -> None:
    early, late = (clock.ago(days) for days in RATE_DAYS_AGO)
    ExchangeRate.objects.bulk_create(
        ExchangeRate(currency=currency, on=day, house_per_unit=Decimal(rate) * factor)
        for currency, rate in CURRENCIES.items()
        for day, factor in ((early, DRIFT), (late, 1))
    )


def plan_absences(clock: DemoClock, people: dict[str, Person]) -> None:
    """One away today, one next week, one in the past; two that nobody covers yet."""
    plans = (
        ("sam", -40, -33, "maren", "Winter holiday"),
        ("maren", -1, 3, "henrik", "Conference"),
        ("eli", 6, 17, "tomas", "Holiday"),
        ("olga", 9, 13, "", "Parental leave days"),
        ("thuy", 24, 30, "", "Tết with the family"),
    )
    for key, first, last, cover, reason in plans:
        person, first_day = people[key], clock.ahead(first)
        with clock.on_day(min(clock.ago(3), first_day - timedelta(days=10))):
            actions.add_absence(
                person=person,
                by=person,
                starts_on=first_day,
                ends_on=clock.ahead(last),
                cover=people.get(cover),
                reason=reason,
            )
