"""`manage.py import_file`: exactly the options and the JSON of the house's word (S5)."""

import contextlib
import csv
import io
import json

import pytest
from django.core.management import CommandError, call_command

from clients.models import Client
from core.testing import shared_data
from exchange.models import ImportBatch
from exchange.tests.makers import csv_file

pytestmark = pytest.mark.django_db

KEYS = {"rows_read", "created", "updated", "unchanged", "refused", "objects", "problems"}


def run_command(path, by, *options) -> dict:
    out = io.StringIO()
    call_command("import_file", str(path), "--by", by.email, "--json", *options, stdout=out, stderr=io.StringIO())
    return json.loads(out.getvalue())


def test_s5_the_json_says_what_became_of_every_row(sam, tmp_path):
    path = csv_file(tmp_path, "Company,Website\nAcme,acme.com\n,beta.com\nGamma,not a site\n")
    result = run_command(path, sam)
    assert result.keys() == KEYS
    assert [result[name] for name in ("rows_read", "created", "updated", "unchanged", "refused")] == [3, 2, 0, 0, 1]
    assert {(problem["row"], problem["column"]) for problem in result["problems"]} == {(3, "Company"), (4, "Website")}
    assert all(problem.keys() == {"row", "column", "why"} for problem in result["problems"])
    assert result["objects"]["clients"]["created"] == 2


def test_s5_a_dry_run_says_the_same_and_writes_nothing(sam, tmp_path):
    path = csv_file(tmp_path, "Company,Website\nAcme,acme.com\n,beta.com\n")
    tried = run_command(path, sam, "--dry-run")
    assert not Client.objects.exists()
    assert not ImportBatch.objects.exists()
    assert run_command(path, sam) == tried


def test_s5_the_report_has_a_line_for_every_row(sam, tmp_path):
    path = csv_file(tmp_path, "Our clients,\n\nCompany,Website\nAcme,acme.com\n,beta.com\n")
    run_command(path, sam, "--report", str(tmp_path / "report.csv"))
    lines = list(csv.DictReader((tmp_path / "report.csv").open(encoding="utf-8-sig")))
    assert [(line["Row"], line["Outcome"]) for line in lines] == [("1", "set aside"), ("4", "created"), ("5", "refused")]


@pytest.mark.parametrize(
    "name",
    ["csvkit-examples/test_latin1.csv", "csv-test-data/bad-missing-quote.csv", "messytables-horror/simple.xls", "naughty-strings/blns.txt"],
)
def test_s5_a_file_that_is_refused_ends_with_two_and_a_reason(sam, name):
    out = io.StringIO()
    with pytest.raises(CommandError) as refusal:
        call_command("import_file", str(shared_data("7-nasty-csv", *name.split("/"))), "--by", sam.email, "--json", stdout=out)
    assert refusal.value.returncode == 2
    result = json.loads(out.getvalue())
    assert result["rows_read"] == 0
    assert result["problems"][0]["why"]
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("email", ["nobody@example.com", "eli@example.com"])
def test_s5_who_may_not_import_is_refused(eli, email, tmp_path):
    with pytest.raises(CommandError) as refusal:
        call_command("import_file", str(csv_file(tmp_path, "Company\nAcme\n")), "--by", email, stdout=io.StringIO())
    assert refusal.value.returncode == 2


def test_s5_a_mapping_file_says_which_column_is_which(sam, tmp_path):
    path = csv_file(tmp_path, "Col A,Col B,Col C\nAcme,Oulu,secret\n")
    mapping = tmp_path / "mapping.json"
    mapping.write_text(json.dumps({"object": "clients", "columns": {"Col A": "name", "Col B": "city"}}))
    assert run_command(path, sam, "--mapping", str(mapping))["created"] == 1
    assert Client.objects.get().city == "Oulu"
    mapping.write_text(json.dumps({"Col A": "name", "city": "Col B"}))
    assert run_command(path, sam, "--mapping", str(mapping), "--object", "clients")["unchanged"] == 1


@pytest.mark.parametrize(
    "mapping", ["[]", "{", '{"columns": {"Col A": "shoe size"}, "object": "clients"}', '{"columns": {"Col Z": "name"}}']
)
def test_s5_a_mapping_that_makes_no_sense_is_refused(sam, tmp_path, mapping):
    path, kept = csv_file(tmp_path, "Col A\nAcme\n"), tmp_path / "mapping.json"
    kept.write_text(mapping)
    with pytest.raises(CommandError) as refusal:
        call_command("import_file", str(path), "--by", sam.email, "--mapping", str(kept), stdout=io.StringIO())
    assert refusal.value.returncode == 2


def test_s5_every_nasty_file_ends_in_an_import_or_a_refusal(hana):
    ends = set()
    for path in sorted(shared_data("7-nasty-csv").rglob("*.*")):
        out = io.StringIO()
        with contextlib.suppress(CommandError):
            call_command("import_file", str(path), "--by", hana.email, "--json", stdout=out, stderr=io.StringIO())
        result = json.loads(out.getvalue())
        assert result["created"] + result["updated"] + result["unchanged"] + result["refused"] == result["rows_read"], path
        assert result["rows_read"] or result["problems"][0]["why"], path
        ends.add("imported" if result["rows_read"] else "refused")
    assert ends == {"imported", "refused"}
