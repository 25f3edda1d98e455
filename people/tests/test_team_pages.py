"""The team page and a person's page (P8, P9)."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from care.tests import factories as care
from care.tests.concern_factories import ConcernFactory
from clients.tests.factories import AccountFactory, ContractFactory, SeatFactory
from people.models import Person
from people.tests.factories import AbsenceFactory, PersonFactory
from people.tree import in_line_order, team_tree
from people.workload import loads_of


def test_p8_the_tree_puts_everyone_below_their_boss(cora, eli, sam, dana, hana, otto, tara):
    lines = [(person.name, depth) for person, depth in in_line_order(list(Person.objects.all()))]
    assert lines == [
        ("Hana Head", 0),
        ("Dana Director", 1),
        ("Sam Supervisor", 2),
        ("Eli Executive", 3),
        ("Cora Coordinator", 4),
        ("Olga Other", 1),
        ("Oscar Other", 2),
        ("Otto Outsider", 3),
        ("Tara Traffic", 0),
    ]


def test_p8_a_circle_still_shows_everybody_once(sam, eli):
    Person.objects.filter(pk=sam.pk).update(reports_to=eli)
    people = list(Person.objects.filter(pk__in=[sam.pk, eli.pk]))
    assert sorted(person.pk for person, _depth in in_line_order(people)) == sorted([sam.pk, eli.pk])


def test_p9_the_load_counts_accounts_fees_and_open_work(account, eli, sam):
    ContractFactory(account=account, fee_minor=100_000, fee_period="month", currency="EUR")
    care.ActionItemFactory(account=account, owner=eli, due_on=eli.today - timedelta(days=1))
    care.ActionItemFactory(account=account, owner=eli, due_on=eli.today + timedelta(days=1))
    load = loads_of([eli.pk], viewer=sam, today=sam.today)[eli.pk]
    assert (load.accounts, load.led, load.open_actions, load.late_actions) == (1, 1, 2, 1)
    assert load.fee.minor == 1_200_000
    assert [(held.code, held.is_lead) for held in load.held] == [("KAURA", True)]


def test_p9_the_load_counts_concerns_whose_clock_runs_and_those_that_are_late(account, walled_account, eli, otto, sam):
    ConcernFactory(account=account, owner=eli)
    ConcernFactory(account=account, owner=eli, due_at=timezone.now() + timedelta(days=3))
    ConcernFactory(account=account, owner=eli, state="proposed")
    ConcernFactory(account=walled_account, owner=eli)
    load = loads_of([eli.pk], viewer=sam, today=sam.today)[eli.pk]
    assert (load.open_concerns, load.late_concerns) == (2, 1)
    assert loads_of([eli.pk], viewer=otto, today=otto.today)[eli.pk].open_concerns == 0


def test_p9_the_load_tells_nothing_of_what_the_viewer_may_not_see(account, walled_account, eli, otto, sam):
    assert loads_of([eli.pk], viewer=otto, today=otto.today)[eli.pk].accounts == 0
    assert loads_of([eli.pk], viewer=sam, today=sam.today)[eli.pk].accounts == 1  # the walled one is not Sam's to know
    assert loads_of([eli.pk], viewer=eli, today=eli.today)[eli.pk].accounts == 2


def test_p9_fees_are_no_business_of_a_coordinator(account, cora, eli):
    ContractFactory(account=account, fee_minor=100_000)
    assert loads_of([eli.pk], viewer=cora, today=cora.today)[eli.pk].fee is None


def test_p9_a_fee_without_a_rate_is_named_and_not_dropped(account, eli, sam):
    ContractFactory(account=account, fee_minor=5_000, fee_period="year", currency="THB")
    load = loads_of([eli.pk], viewer=sam, today=sam.today)[eli.pk]
    assert [(money.minor, money.currency) for money in load.without_rate] == [(5_000, "THB")]


def test_p8_whoever_is_away_today_is_shown_so(eli, sam, dana):
    AbsenceFactory(person=eli, cover=sam)
    branches = {branch.person: branch for branch in team_tree(Person.objects.active(), viewer=dana, today=dana.today)}
    assert (branches[eli].absence.cover_id, branches[eli].absence.cover) == (sam.pk, "Sam Supervisor")
    assert branches[sam].absence is None


def test_p9_the_team_page_shows_the_tree(client, account, walled_account, sam, otto):
    client.force_login(sam)
    page = client.get(reverse("team_list")).content.decode()
    assert "Eli Executive" in page
    assert "KAURA" in page
    assert "RIVAL" not in page
    client.force_login(otto)
    assert "KAURA" not in client.get(reverse("team_list")).content.decode()


def test_p9_the_team_page_asks_a_constant_number_of_queries(client, account, sam, django_assert_max_num_queries):
    def queries() -> int:
        with django_assert_max_num_queries(12) as captured:
            assert client.get(reverse("team_list")).status_code == 200
        return len(captured)

    client.force_login(sam)
    queries()  # the first page also reads content types
    few = queries()
    for _n in range(15):
        person = PersonFactory(reports_to=sam)
        SeatFactory(account=AccountFactory(), person=person)
        AbsenceFactory(person=person)
    assert queries() == few


def test_s4_the_team_exports_what_the_page_shows(client, account, eli, sam):
    client.force_login(sam)
    answer = client.get(reverse("team_list") + "?export=csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    row = next(row for row in rows if row["E-mail"] == "eli@example.com")
    assert (row["Name"], row["Rank"], row["Reports to"], row["Accounts"]) == ("Eli Executive", "Executive", "sam@example.com", "1")


@pytest.mark.parametrize("whose", ["line", "accounts", "others", "all", "nonsense"])
def test_p8_the_team_page_narrows(client, sam, eli, otto, tara, whose):
    client.force_login(sam)
    page = client.get(reverse("team_list"), {"whose": whose}).content.decode()
    assert ("Otto Outsider" in page) == (whose in ("accounts", "all", "nonsense"))
    assert ("Tara Traffic" in page) == (whose in ("others", "all", "nonsense"))


def test_p8_a_persons_page(client, account, walled_account, eli, sam, otto):
    client.force_login(sam)
    page = client.get(eli.get_absolute_url()).content.decode()
    assert "Kaura" in page
    assert "Oat Rivals" not in page
    assert reverse("person_hand_over", args=[eli.pk]) in page
    client.force_login(otto)
    page = client.get(eli.get_absolute_url()).content.decode()
    assert "Kaura" not in page
    assert reverse("person_hand_over", args=[eli.pk]) not in page


def test_p8_who_left_is_nobody_for_an_executive(client, eli, otto, sam):
    Person.objects.filter(pk=otto.pk).update(is_active=False)
    client.force_login(eli)
    assert client.get(otto.get_absolute_url()).status_code == 404
    client.force_login(sam)
    assert client.get(otto.get_absolute_url()).status_code == 200


def test_p9_a_persons_page_lists_open_work_of_accounts_one_may_see(client, account, walled_account, eli, sam):
    care.ActionItemFactory(account=account, owner=eli, what="Send the media plan")
    care.ActionItemFactory(account=account, owner=eli, what="Long done", done_on=eli.today)
    care.ActionItemFactory(account=walled_account, owner=eli, what="A secret of rivals")
    client.force_login(sam)
    page = client.get(eli.get_absolute_url()).content.decode()
    assert "Send the media plan" in page
    assert "Long done" not in page
    assert "A secret of rivals" not in page


def test_p9_a_persons_page_asks_a_constant_number_of_queries(client, account, eli, sam, django_assert_max_num_queries):
    def queries() -> int:
        with django_assert_max_num_queries(12) as captured:
            assert client.get(eli.get_absolute_url()).status_code == 200
        return len(captured)

    client.force_login(sam)
    AbsenceFactory(person=eli, cover=sam)
    ContractFactory(account=account, currency="GBP")
    queries()
    few = queries()
    for n in range(12):
        PersonFactory(reports_to=eli)
        other = SeatFactory(account=AccountFactory(), person=eli).account
        care.ActionItemFactory(account=other, owner=eli)
        ContractFactory(account=other, currency="GBP")
        AbsenceFactory(person=eli, starts_on=eli.today + timedelta(days=20 * (n + 1)))
    assert queries() == few
