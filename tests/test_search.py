"""The global search over all apps: what it finds, for whom, and in how many statements (S2)."""

from datetime import date

import pytest

from briefs.tests.factories import BriefFactory, JobRequestFactory
from care.tests.factories import ActionItemFactory, CheckInFactory, CompetitorNoteFactory, KnowledgePageFactory
from care.tests.survey_factories import SurveyAnswerFactory
from clients import search as clients_search
from clients.models import Account, Client, Contact
from clients.tests.factories import (
    AccountFactory,
    ClientFactory,
    CompetitorFactory,
    ContactFactory,
    ContractFactory,
    MarketNoteFactory,
    PreferenceFactory,
    SeatFactory,
)
from core.search import results
from people.tests.factories import PersonFactory
from reports.tests.factories import IssuedFactory

KINDS = {"People", "Accounts", "Clients", "Contacts", "Contracts", "Check-ins", "Actions", "Jobs", "Job requests"}
KINDS |= {"Knowledge pages", "Market notes", "Competitors", "Competitor notes", "Preferences", "Survey answers"}
MOST_STATEMENTS = 12


def titles(person, words, *, most=6) -> dict[str, list[str]]:
    return {str(kind.label): [hit.title for hit in hits] for kind, hits in results(person, words, most=most)}


def things_named(words: str, *, owner, number: str, **account):
    """One of every kind, on an account of this name."""
    made = AccountFactory(name=f"{words} Account", client__name=f"{words} Client", **account)
    ContactFactory(client=made.client, account=made, name=f"{words} Contact")
    ContractFactory(account=made, name=f"{words} Contract", state="active")
    CheckInFactory(account=made, notes=f"They spoke of {words}.")
    ActionItemFactory(account=made, owner=owner, what=f"Ring about {words}", due_on=date(2025, 3, 1))
    BriefFactory(account=made, title=f"{words} Job", number=number)
    KnowledgePageFactory(title=f"{words} Page", clients=[made.client])
    MarketNoteFactory(client=made.client, text=f"{words} Market")
    CompetitorFactory(client=made.client, name=f"{words} Competitor")
    CompetitorNoteFactory(client=made.client, about=f"{words} Rival")
    PreferenceFactory(account=made, text=f"{words} Taste", noted_by=owner)
    JobRequestFactory(account=made, title=f"{words} Request")
    SurveyAnswerFactory(account=made, words=f"{words} at last")
    PersonFactory(name=f"{words} Person", job_title=number)
    return made


@pytest.fixture
def quince(hana, eli):
    made = things_named("Quince", owner=hana, number="QUIN-26-0042", code="QUIN")
    SeatFactory(account=made, person=eli)
    return made


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "palette"])
@pytest.mark.parametrize("who", ["hana", "sam", "eli"])
def test_s2_everything_is_found_in_twelve_statements_however_much_there_is(
    who, headers, quince, eli, client, request, django_assert_max_num_queries
):
    for n in range(8):
        SeatFactory(account=things_named(f"Quince {n}", owner=eli, number=f"OLD/{n}"), person=eli)
    client.force_login(request.getfixturevalue(who))
    client.get("/search/?q=zzzz", headers=headers)
    with django_assert_max_num_queries(MOST_STATEMENTS):
        page = client.get("/search/?q=quince", headers=headers).content.decode()
    assert {kind for kind in KINDS if f">{kind}</h2>" in page or f'"palette-group">{kind}</p>' in page} == KINDS


def test_s2_all_kinds_are_asked_in_one_statement(quince, hana, django_assert_num_queries):
    assert hana.standing
    with django_assert_num_queries(1):
        assert set(titles(hana, "quince")) == KINDS


def test_c7_whoever_does_not_see_the_account_finds_colleagues_alone(quince, otto):
    assert titles(otto, "Quince") == {"People": ["Quince Person"]}


def test_c7_behind_a_wall_those_above_find_nothing_and_whoever_sits_there_all(quince, eli, sam):
    walled = things_named("Medlar", owner=PersonFactory(), number="MEDL-26-0001", is_walled=True)
    SeatFactory(account=walled, person=eli)
    assert set(titles(eli, "Medlar")) == KINDS
    assert titles(sam, "Medlar") == {"People": ["Medlar Person"]}
    assert set(titles(sam, "Quince")) == KINDS


@pytest.mark.parametrize("words", ["QUIN-26-0042", "quin-26-0042", "0042", "26-0042", "quince j"])
def test_w2_a_job_is_found_by_its_number_a_part_of_it_or_its_title(words, quince, eli, otto):
    BriefFactory(account=quince, title="Another", number="QUIN-26-0043")
    assert titles(eli, words)["Jobs"] == ["Quince Job"]
    assert "Jobs" not in titles(otto, words)


def test_s5_a_job_that_came_in_is_found_by_the_number_it_had(quince, eli):
    BriefFactory(account=quince, title="Poster", number="Legacy_7/19")
    BriefFactory(account=quince, title="Leaflet", number="Legacy-7/19")
    assert titles(eli, "legacy_7") == {"Jobs": ["Poster"]}


@pytest.mark.parametrize("words", ["100%", "a_b", "%%", "__", "\\\\"])
def test_s2_signs_of_the_database_are_letters_like_others(words, quince, hana):
    assert titles(hana, words) == {}
    ClientFactory(name=f"Is {words} named")
    assert titles(hana, words) == {"Clients": [f"Is {words} named"]}


@pytest.mark.parametrize("words", ["kau", "Kaura", "oats", "sirpa", "kaur", "legal"])
@pytest.mark.parametrize("most", [1, 2, 6])
def test_s2_asked_one_way_at_a_time_the_same_is_found_in_the_same_order(words, most, hana):
    """Twins: `named` of clients, accounts and contacts, and the ways of clients.search."""
    for name in ("Old Kaura", "Kaura", "kaura two", "Zest of Kaura", "Oats & Kau", "Apple"):
        made = AccountFactory(name=name, client=ClientFactory(name=f"{name} Oats", legal_name="Legal Ltd"))
        ContactFactory(client=made.client, name=f"{name[::-1]} Sirpa", email=f"sirpa{made.pk}@oats.fi")
    AccountFactory(name="By its code", code="KAUR")
    found = titles(hana, words, most=most)
    for label, model in (("Accounts", Account), ("Clients", Client), ("Contacts", Contact)):
        rows = model.objects.visible_to(hana).named(words).order_by(*clients_search.best_first(words))[:most]
        assert found.get(label, []) == [row.name for row in rows]


def test_s2_a_day_in_a_hit_is_written_as_days_are_everywhere(account, hana):
    CheckInFactory(account=account, planned_on=date(2025, 3, 9), notes="They spoke of quinces.")
    SurveyAnswerFactory(account=account, answered_on=date(2025, 3, 9), words="Quinces at last")
    IssuedFactory(account=account, week_on=date(2025, 3, 10))
    hits = [hit for words in ("quinces", account.name) for _, found in results(hana, words) for hit in found]
    days = {word.strip() for hit in hits for word in hit.sub.split("·") if "2025" in word}
    assert days == {"9 Mar 2025", "10 Mar 2025"}
