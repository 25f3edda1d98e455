"""What other systems say of clients (R4, S5): kept as it was written, beside our own numbers, seen with the client."""

import csv
from datetime import timedelta
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.urls import reverse

from care.models import ReportedFigure
from care.tests.factories import ReportedFigureFactory
from clients.actions.merge_client import merge_clients
from clients.models import Client
from clients.tests.factories import ClientFactory
from core.models import Event
from core.testing import shared_data
from exchange.models import SourceId
from exchange.tests.makers import TODAY, counts, csv_file, imported
from exchange.tests.test_running import undone

pytestmark = pytest.mark.django_db

HEADINGS = "Name,External_ID__c,Avg_NPS_Score__c,Account_Health_Score__c,Red_Account__c,Support_Priority__c,AnnualRevenue\n"


def told():
    return list(ReportedFigure.objects.order_by("which", "as_of").values_list("which", "value", "number", "as_of", "source"))


def test_r4_scores_of_another_system_stand_as_they_were_written(hana, tmp_path):
    batch = imported(csv_file(tmp_path, HEADINGS + "Acme,a1,-80.18,20.5,FALSE,Basic,1\nZed,z1,,,,,1\n"), by=hana)
    assert told() == [
        ("health", "20.5", Decimal("20.5"), TODAY, "salesforce"),
        ("nps", "-80.18", Decimal("-80.18"), TODAY, "salesforce"),
        ("red", "FALSE", None, TODAY, "salesforce"),
        ("support", "Basic", None, TODAY, "salesforce"),
    ]
    assert batch.objects_made["figures reported"] == {"created": 4}
    assert Event.objects.filter(verb="client.figures_reported").count() == 1


def test_r4_the_same_again_adds_nothing_and_another_value_stands_beside_the_first(hana, tmp_path):
    first = csv_file(tmp_path, HEADINGS + "Acme,a1,-80.18,20.5,,,1\n")
    imported(first, by=hana)
    again = imported(first, by=hana, today=TODAY + timedelta(days=7))
    assert (counts(again), len(told())) == ((1, 0, 0, 1, 0), 2)
    later = imported(csv_file(tmp_path, HEADINGS + "Acme,a1,10,20.5,,,1\n", "b.csv"), by=hana, today=TODAY + timedelta(days=8))
    assert counts(later) == (1, 0, 1, 0, 0)
    assert [(value, as_of) for which, value, _n, as_of, _s in told() if which == "nps"] == [
        ("-80.18", TODAY),
        ("10", TODAY + timedelta(days=8)),
    ]
    undone(later, by=hana)
    assert len(told()) == 2


def test_s5_every_figure_of_the_real_list_comes_in_and_an_undo_takes_all_of_them_back(hana):
    path = shared_data("1-crm", "salesforce-health-scores", "Account_health.csv")
    with path.open(encoding="ascii") as file:
        rows = list(csv.DictReader(file))
    columns = ("Avg_NPS_Score__c", "Account_Health_Score__c", "License_Utilization__c", "PostSales_Assessment_Score__c")
    columns += ("Strategic__c", "Red_Account__c", "Support_Priority__c")
    batch = imported(path, by=hana)
    assert counts(batch) == (500, 500, 0, 0, 0)
    nothing = ("", "None")  # no support is no figure
    assert ReportedFigure.objects.count() == sum(row[column].strip() not in nothing for row in rows for column in columns)
    again = imported(path, by=hana)
    assert (counts(again), again.objects_made["clients"]) == ((500, 0, 0, 500, 0), {"unchanged": 500})
    undone(batch, by=hana)
    assert (ReportedFigure.objects.count(), Client.objects.count()) == (0, 0)


def test_r4_figures_are_seen_with_their_client_in_page_list_and_export(account, walled_account, sam, otto, client):
    ReportedFigureFactory(client=account.client, value="41.5")
    ReportedFigureFactory(client=walled_account.client, value="99.9")
    client.force_login(sam)
    page = client.get(reverse("client_knowledge", args=[account.client_id])).text
    assert ("41.5" in page, "What other systems say" in page) == (True, True)
    shown = b"".join(client.get(f"{reverse('reported_figure_list')}?export=csv")).decode()
    assert ("41.5" in shown, "99.9" in shown) == (True, False)
    client.force_login(otto)
    assert client.get(reverse("reported_figure_list")).context["listing"].count == 0


# ── Two clients that become one ──


def said_of(client) -> set[tuple]:
    return set(ReportedFigure.objects.filter(client=client).values_list("which", "value", "source", "record"))


def test_r4_three_clients_become_one_and_every_value_of_one_day_is_kept(hana):
    kept, second, third = (ClientFactory(name=name) for name in ("Pohjola", "Pohjola Oy", "Pohjola Ab"))
    for client, value in ((kept, "1"), (second, "2"), (third, "3")):
        ReportedFigureFactory(client=client, value=value)
        ReportedFigureFactory(client=client, which="health", value="50")
    names = [f"{one.name} #{one.pk}" for one in (second, third)]
    merge_clients(kept, second, by=hana)
    merge_clients(kept, third, by=hana)
    assert said_of(kept) == {
        ("nps", "1", "salesforce", ""),
        ("nps", "2", "salesforce", names[0]),
        ("nps", "3", "salesforce", names[1]),
        ("health", "50", "salesforce", ""),  # the same in the same words is said once
    }


def test_r4_the_whole_series_of_the_other_stays_a_series_of_its_own(hana):
    kept, other = ClientFactory(), ClientFactory(name="Pohjola Oy")
    ReportedFigureFactory(client=kept, value="1", as_of=TODAY)
    for days in (3, 9):
        ReportedFigureFactory(client=other, value="2", as_of=TODAY - timedelta(days=days))
    ReportedFigureFactory(client=other, which="health", value="50")
    name = f"Pohjola Oy #{other.pk}"
    merge_clients(kept, other, by=hana)
    assert said_of(kept) == {("nps", "1", "salesforce", ""), ("nps", "2", "salesforce", name), ("health", "50", "salesforce", "")}


def test_r4_after_a_merge_an_import_changes_the_figure_of_its_own_record(hana, tmp_path):
    imported(csv_file(tmp_path, HEADINGS + "Acme,a1,10,,,,1\nZed,z1,90,,,,1\n"), by=hana)
    acme, zed = Client.objects.get(name="Acme"), Client.objects.get(name="Zed")
    merge_clients(acme, zed, by=hana)
    assert said_of(acme) == {("nps", "10", "salesforce", "a1"), ("nps", "90", "salesforce", "z1")}
    imported(csv_file(tmp_path, HEADINGS + "Zed,z1,70,,,,1\n", "b.csv"), by=hana)
    assert said_of(acme) == {("nps", "10", "salesforce", "a1"), ("nps", "70", "salesforce", "z1")}
    later = TODAY + timedelta(days=7)
    again = imported(csv_file(tmp_path, HEADINGS + "Acme,a1,10,,,,1\nZed,z1,60,,,,1\n", "c.csv"), by=hana, today=later)
    assert again.objects_made["figures reported"] == {"created": 1}
    assert list(ReportedFigure.objects.filter(as_of=later).values_list("value", "record")) == [("60", "z1")]


def test_r4_a_figure_that_named_no_record_is_taken_over_by_the_only_one(hana, tmp_path):
    imported(csv_file(tmp_path, "Name,NPS\nAcme,10\n"), by=hana, source="salesforce")
    assert said_of(Client.objects.get()) == {("nps", "10", "salesforce", "")}
    imported(csv_file(tmp_path, HEADINGS + "Acme,a1,20,,,,1\n", "b.csv"), by=hana)
    assert said_of(Client.objects.get()) == {("nps", "20", "salesforce", "a1")}
    imported(csv_file(tmp_path, "Name,NPS\nAcme,30\n", "c.csv"), by=hana, source="salesforce")
    assert said_of(Client.objects.get()) == {("nps", "30", "salesforce", "a1")}


def test_r4_two_rows_of_one_file_about_one_client_are_both_kept(hana, tmp_path):
    imported(csv_file(tmp_path, HEADINGS + "Acme,a1,10,,,,1\nAcme,a2,20,,,,1\n"), by=hana)
    assert set(ReportedFigure.objects.values_list("value", "record")) == {("10", "a1"), ("20", "a2")}


def test_r4_one_figure_of_a_record_and_day(account):
    ReportedFigureFactory(client=account.client, record="a1")
    ReportedFigureFactory(client=account.client, record="a2")
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportedFigureFactory(client=account.client, record="a1", value="7")


def test_r4_twins_stand_side_by_side_with_their_record(account, sam, client):
    ReportedFigureFactory(client=account.client, value="41.5", record="a1")
    client.force_login(sam)
    address = reverse("client_knowledge", args=[account.client_id])
    assert "salesforce, a1" not in client.get(address).text  # one alone needs no telling
    ReportedFigureFactory(client=account.client, value="43.5", record="z1")
    page = client.get(address).text
    assert [words in page for words in ("41.5", "43.5", "salesforce, a1", "salesforce, z1")] == [True] * 4
    shown = b"".join(client.get(f"{reverse('reported_figure_list')}?export=csv&record=z1")).decode()
    assert ("z1" in shown, "a1" in shown) == (True, False)


def test_r4_migration_twins_of_earlier_merges_are_of_their_system_again(account):
    ReportedFigureFactory(client=account.client, value="1")
    ReportedFigureFactory(client=account.client, value="2", source="salesforce (2)")
    import_module("care.migrations.0015_twins_of_merges_under_their_system").name_systems_again(apps, None)
    assert said_of(account.client) == {("nps", "1", "salesforce", ""), ("nps", "2", "salesforce", "(2)")}


def test_r4_migration_a_figure_gets_the_only_id_that_its_client_has_there(account):
    lone, double = account.client, ClientFactory()
    for client, source_id in ((lone, "a1"), (double, "b1"), (double, "b2")):
        SourceId.objects.create(system="salesforce", object="clients", source_id=source_id, object_id=client.pk)
    SourceId.objects.create(system="zoho", object="clients", source_id="x9", object_id=lone.pk)
    for client in (lone, double):
        ReportedFigureFactory(client=client, value="1")
    import_module("exchange.migrations.0008_figures_told_by_which_record").name_the_record(apps, None)
    assert (said_of(lone), said_of(double)) == ({("nps", "1", "salesforce", "a1")}, {("nps", "1", "salesforce", "")})
