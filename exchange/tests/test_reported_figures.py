"""What other systems say of clients (R4, S5): kept as it was written, beside our own numbers, seen with the client."""

import csv
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from care.merging import keep_both_figures
from care.models import ReportedFigure
from care.tests.factories import ReportedFigureFactory
from clients.models import Client
from clients.tests.factories import ClientFactory
from core.models import Event
from core.testing import shared_data
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


def test_r4_two_clients_that_become_one_keep_what_was_said_of_both(account):
    other = ClientFactory()
    for client, value in ((account.client, "1"), (other, "2")):
        ReportedFigureFactory(client=client, value=value)
        ReportedFigureFactory(client=client, which="health", value="50")
    keep_both_figures(account.client, other)
    told = ReportedFigure.objects.filter(client=other).values_list("which", "value", "source")
    assert list(told) == [("nps", "2", "salesforce (2)")]
