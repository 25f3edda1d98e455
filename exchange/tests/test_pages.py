"""The pages of an import, from the file to its undoing (S5)."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from clients.models import Client
from exchange import tasks
from exchange.models import ImportBatch, OwnerToReview
from exchange.states import BatchState

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _worker_at_once(monkeypatch):
    """The doorbell is answered at once."""
    monkeypatch.setattr(tasks.work, "delay_on_commit", tasks.work)


@pytest.fixture
def at_sams_desk(client, sam):
    client.force_login(sam)
    return client


def upload(client, text: str, name: str = "clients.csv", **more):
    return client.post(reverse("import_add"), {"file": SimpleUploadedFile(name, text.encode()), **more})


def mapped(client, batch, **more):
    page = client.get(reverse("import_map", args=[batch.pk]))
    form = page.context["form"]
    typed = {name: form[name].initial or "" for name in form.fields} | more
    return client.post(reverse("import_map", args=[batch.pk]), typed)


def test_s5_an_admin_reads_why_a_file_of_clients_is_not_theirs(client, ada):
    client.force_login(ada)
    said = upload(client, "Name,Industry\nKaura,Food\n", object="auto").content.decode()
    assert "This file holds clients: a supervisor or above must import it." in said


def test_s5_from_the_file_to_its_undoing(at_sams_desk):
    assert (
        upload(at_sams_desk, "Company,Website,Owner,Shoe size\nAcme,acme.com,Nobody,44\nBeta,beta.com,,45\n,gamma.com,,46\n").status_code
        == 302
    )
    batch = ImportBatch.objects.get()
    page = at_sams_desk.get(reverse("import_map", args=[batch.pk])).content.decode()
    assert "acme.com" in page
    assert "Shoe size" in page

    mapped(at_sams_desk, batch)
    batch.refresh_from_db()
    assert (batch.state, batch.created, batch.refused) == (BatchState.CHECKED, 2, 1)
    assert not Client.objects.exists()
    assert "nothing has been written yet" in at_sams_desk.get(batch.get_absolute_url()).content.decode()

    at_sams_desk.post(reverse("import_run", args=[batch.pk]), {"version": batch.version})
    batch.refresh_from_db()
    assert (batch.state, Client.objects.count()) == (BatchState.DONE, 2)
    page = at_sams_desk.get(batch.get_absolute_url()).content.decode()
    assert "Undo this import" in page
    assert "The name is missing." in page
    refused = at_sams_desk.get(reverse("import_rows", args=[batch.pk]), {"outcome": "refused"}).context["listing"].records
    assert [row.number for row in refused] == [4]
    report = b"".join(at_sams_desk.get(reverse("import_report", args=[batch.pk])).streaming_content).decode("utf-8-sig")
    assert report.splitlines()[0] == "Row,Outcome,Record,Column,Why,Owner not found"
    assert len(report.splitlines()) == 4

    at_sams_desk.post(reverse("import_undo", args=[batch.pk]), {"version": batch.version})
    batch.refresh_from_db()
    assert (batch.state, Client.objects.count()) == (BatchState.UNDONE, 0)


def test_s5_a_file_that_cannot_be_read_says_why_on_the_page(at_sams_desk):
    answer = upload(at_sams_desk, 'Company,City\n"Acme,Oulu\n')
    assert answer.status_code == 422
    assert "never closed" in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_s5_a_question_is_asked_once_and_answered_on_the_page(at_sams_desk):
    upload(at_sams_desk, "Contract,Client,Start date,End date\nCare,Acme,02/03/2026,04/05/2027\n")
    batch = ImportBatch.objects.get()
    assert "date_order" in at_sams_desk.get(reverse("import_map", args=[batch.pk])).context["form"].fields
    unanswered = mapped(at_sams_desk, batch)
    assert (unanswered.status_code, unanswered.context["form"].errors["date_order"]) == (422, ["Choose one: the file does not say."])
    mapped(at_sams_desk, batch, date_order="DMY")
    batch.refresh_from_db()
    assert (batch.state, batch.created) == (BatchState.CHECKED, 1)


def test_s5_one_column_for_each_field(at_sams_desk):
    upload(at_sams_desk, "Company,City,Town\nAcme,Oulu,Turku\n")
    answer = mapped(at_sams_desk, ImportBatch.objects.get(), column_1="city", column_2="city")
    assert answer.status_code == 422
    assert "is filled by the column" in str(answer.context["form"].errors)
    assert "is filled by the column" in answer.content.decode()


def test_s5_the_progress_is_asked_for_by_itself_and_ends_by_itself(at_sams_desk, sam):
    upload(at_sams_desk, "Company,City\nAcme,Oulu\n")
    batch = ImportBatch.objects.get()
    ImportBatch.objects.update(state=BatchState.RUNNING, rows_total=100, rows_read=40, created=40)
    page = at_sams_desk.get(batch.get_absolute_url()).content.decode()
    assert 'hx-trigger="every 2s"' in page
    assert "40 of 100 rows" in page
    part = at_sams_desk.get(batch.get_absolute_url(), headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert "HX-Refresh" not in part.headers
    ImportBatch.objects.update(state=BatchState.DONE)
    assert at_sams_desk.get(batch.get_absolute_url(), headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


def test_s5_an_owner_is_named_on_the_page(at_sams_desk, eli):
    upload(at_sams_desk, "Company,Website,Owner\nAcme,acme.com,Somebody\n")
    batch = ImportBatch.objects.get()
    mapped(at_sams_desk, batch)
    batch.refresh_from_db()
    at_sams_desk.post(reverse("import_run", args=[batch.pk]), {"version": batch.version})
    review = OwnerToReview.objects.get()
    assert "Somebody" in at_sams_desk.get(batch.get_absolute_url()).content.decode()
    at_sams_desk.post(reverse("import_owner", args=[review.pk]), {"person": eli.pk})
    assert Client.objects.get().accounts.get().seats.get(is_lead=True).person == eli


def test_s5_forgetting_a_file_leaves_nothing_behind(at_sams_desk):
    upload(at_sams_desk, "Company,City\nAcme,Oulu\n")
    batch = ImportBatch.objects.get()
    stored = Path(batch.file.path)
    assert stored.exists()
    at_sams_desk.post(reverse("import_throw_away", args=[batch.pk]))
    assert not ImportBatch.objects.exists()
    assert not stored.exists()


def test_s5_hostile_names_are_only_text(at_sams_desk):
    hostile = "<script>alert(1)</script>"
    upload(at_sams_desk, f"Company,City\n{hostile},{{{{7*7}}}}\n", name="../../etc/<b>x</b>.csv")
    batch = ImportBatch.objects.get()
    mapped(at_sams_desk, batch)
    batch.refresh_from_db()
    for name in ("import_detail", "import_rows", "import_map"):
        page = at_sams_desk.get(reverse(name, args=[batch.pk])).content.decode()
        assert hostile not in page
        assert "<b>x</b>" not in page
    assert batch.file.name.startswith("imports/")
    assert "/" not in batch.file_name


def test_s5_the_same_form_twice_makes_one_import(at_sams_desk):
    key = at_sams_desk.get(reverse("import_add")).context["form"]["form_key"].initial
    key = key() if callable(key) else key
    for _turn in range(2):
        upload(at_sams_desk, "Company,City\nAcme,Oulu\n", form_key=str(key))
    assert ImportBatch.objects.count() == 1


def test_s5_pages_ask_few_questions(at_sams_desk, django_assert_max_num_queries):
    upload(at_sams_desk, "Company,Website\n" + "".join(f"Company {n},c{n}.com\n" for n in range(120)))
    batch = ImportBatch.objects.get()
    mapped(at_sams_desk, batch)
    for name, args in (("import_list", []), ("import_detail", [batch.pk]), ("import_rows", [batch.pk])):
        with django_assert_max_num_queries(12):
            at_sams_desk.get(reverse(name, args=args))
