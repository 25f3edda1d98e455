"""The cast of the tests (STYLE §10): initials as ranks. cora → eli → sam → dana → hana; otto stands in another branch."""

from people.models import Person
from people.tests.factories import PersonFactory

WHO = {
    "hana": {"name": "Hana Head", "rank": 50},
    "dana": {"name": "Dana Director", "rank": 40},
    "sam": {"name": "Sam Supervisor", "rank": 30},
    "eli": {"name": "Eli Executive", "rank": 20},
    "cora": {"name": "Cora Coordinator", "rank": 10},
    "olga": {"name": "Olga Other", "rank": 40},
    "oscar": {"name": "Oscar Other", "rank": 30},
    "otto": {"name": "Otto Outsider", "rank": 20},
    "pia": {"name": "Pia Planner", "rank": None, "department": "planning"},
    "tara": {"name": "Tara Traffic", "rank": None, "department": "traffic"},
    "fin": {"name": "Fin Finance", "rank": None, "department": "finance"},
    "cree": {"name": "Cree Creative", "rank": None, "department": "creative"},
    "ada": {"name": "Ada Admin", "rank": None, "department": "technical", "is_staff": True, "is_superuser": True},
}
REPORTS_TO = {"dana": "hana", "sam": "dana", "eli": "sam", "cora": "eli", "olga": "hana", "oscar": "olga", "otto": "oscar", "pia": "hana"}
BETWEEN = ("olga", "oscar")  # Otto and Hana; no test is about them


def member(first_name: str, reports_to: Person | None = None) -> Person:
    return PersonFactory(email=f"{first_name}@example.com", reports_to=reports_to, **WHO[first_name])


def everybody() -> dict[str, Person]:
    """The whole cast, by first name."""
    found = {}
    for first_name in WHO:
        found[first_name] = member(first_name, found.get(REPORTS_TO.get(first_name)))
    return {first_name: person for first_name, person in found.items() if first_name not in BETWEEN}
