"""Answers to earlier surveys come in (R5, S5): whole, once, refused with a reason, taken back; and our own list comes back as it was."""

import pytest
from django.urls import reverse

from care.models import Concern, SurveyAnswer
from care.tests.survey_factories import SurveyAnswerFactory
from clients.tests.factories import AccountFactory, ClientFactory, ContactFactory
from exchange.mapping import detect
from exchange.models import ImportBatch
from exchange.tests.makers import TODAY, counts, csv_file, imported
from exchange.tests.test_running import undone

pytestmark = pytest.mark.django_db

HEADS = "Respondent email,Response date,NPS score,Comments\n"


@pytest.fixture
def oats():
    return AccountFactory(name="Oats", code="OATS", client=ClientFactory(name="Acme", state="active"))


@pytest.fixture
def ann(oats):
    return ContactFactory(client=oats.client, name="Ann Ek", email="ann@acme.fi")


def whys(batch: ImportBatch) -> dict[int, str]:
    return {row.number: row.problems[0]["why"] for row in batch.rows.filter(outcome="refused")}


def test_r5_a_list_of_answers_is_told_by_its_headings():
    assert detect(["Respondent email", "Response date", "NPS score", "Comments"]).object == "survey-answers"


def test_r5_answers_land_with_their_contact_and_alarm_nobody(hana, oats, ann, tmp_path):
    batch = imported(csv_file(tmp_path, HEADS + "ann@acme.fi,2026-02-03,4,Too slow\nann@acme.fi,2025-11-03,9,\n"), by=hana)
    assert counts(batch) == (2, 2, 0, 0, 0)
    rows = SurveyAnswer.objects.order_by("answered_on").values_list("account", "contact", "nps", "words", "is_low", "is_imported")
    assert list(rows) == [(oats.pk, ann.pk, 9, "", False, True), (oats.pk, ann.pk, 4, "Too slow", True, True)]
    assert not Concern.objects.exists()
    assert not SurveyAnswer.objects.unread().exists()
    assert list(SurveyAnswer.objects.get(nps=4).lines.values_list("kind", "score", "words")) == [
        ("nps", 4, ""),
        ("words", None, "Too slow"),
    ]


def test_r5_read_in_again_nothing_is_doubled(hana, oats, ann, tmp_path):
    path = csv_file(tmp_path, HEADS + "ann@acme.fi,2026-02-03,4,Too slow\nann@acme.fi,2026-02-03,4,Too slow\n")
    assert counts(imported(path, by=hana)) == (2, 2, 0, 0, 0)
    assert counts(imported(path, by=hana)) == (2, 0, 0, 2, 0)


def test_r5_each_answer_that_cannot_stand_is_refused_with_its_reason(hana, oats, ann, tmp_path):
    rows = (
        "ann@acme.fi,2026-02-03,11,\n",
        "ann@acme.fi,,9,\n",
        "ann@acme.fi,2099-01-01,9,\n",
        "ann@acme.fi,2026-02-03,,\n",
        "who@else.fi,2026-02-03,9,\n",
    )
    batch = imported(csv_file(tmp_path, HEADS + "".join(rows)), by=hana)
    assert not SurveyAnswer.objects.exists()
    found = whys(batch)
    assert [found[number][:25] for number in sorted(found)] == [
        "“11” is no score from 0 t",
        "The day is missing.",
        "An answer can be written ",
        "There is neither a score ",
        "Its account “” is not her",
    ]


def test_p7_an_import_meets_no_contact_behind_a_wall(sam, walled_account, tmp_path):
    ContactFactory(client=walled_account.client, account=walled_account, email="behind@wall.fi")
    batch = imported(csv_file(tmp_path, HEADS + "behind@wall.fi,2026-02-03,9,\n"), by=sam)
    assert counts(batch) == (1, 0, 0, 0, 1)


def test_r5_an_undo_takes_them_back(hana, oats, ann, tmp_path):
    batch = imported(csv_file(tmp_path, HEADS + "ann@acme.fi,2026-02-03,4,Too slow\n"), by=hana)
    undone(batch, by=hana)
    assert not SurveyAnswer.objects.exists()


def test_s4_our_own_list_comes_back_as_it_went_out(client, hana, oats, ann, tmp_path):
    SurveyAnswerFactory(answered_on=TODAY, account=oats, contact=ann, nps=9, words="=Fine, and\nmore")
    SurveyAnswerFactory(answered_on=TODAY, account=oats, kind="csat", nps=None, csat=2)
    SurveyAnswerFactory(answered_on=TODAY, account=oats, contact=ann, kind="relationship", nps=None, rating="3.50")
    client.force_login(hana)
    path = tmp_path / "answers.csv"
    path.write_bytes(b"".join(client.get(reverse("survey_answer_list") + "?export=csv&f=all").streaming_content))
    fields = ("account", "contact", "kind", "nps", "csat", "rating", "words", "answered_on")
    before = list(SurveyAnswer.objects.order_by("pk").values_list(*fields))
    SurveyAnswer.objects.all().delete()
    batch = imported(path, by=hana)
    assert counts(batch)[:2] == (3, 3)
    assert sorted(map(str, SurveyAnswer.objects.values_list(*fields))) == sorted(map(str, before))
