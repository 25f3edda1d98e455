"""Lists of job requests: out and in again without loss, nothing of ours overwritten (W1, S4, S5)."""

from datetime import date

import pytest
from django.urls import reverse

from briefs.models import JobRequest
from briefs.states import RequestState
from briefs.tests.factories import JobRequestFactory
from clients.tests.factories import AccountFactory, ClientFactory, ContactFactory
from exchange.mapping import detect
from exchange.tests.makers import counts, csv_file, imported
from exchange.tests.test_running import undone

pytestmark = pytest.mark.django_db
HEAD = "Account code,Request,What is needed,State,Asked by e-mail,Came in,Reason,Budget\n"


@pytest.fixture
def oats():
    return AccountFactory(name="Oats", code="OATS", client=ClientFactory(name="Acme", state="active"))


@pytest.fixture
def ann(oats):
    return ContactFactory(client=oats.client, name="Ann Ek", email="ann@acme.example")


def exported(client) -> str:
    answer = client.get(reverse("job_request_list"), {"export": "csv", "f": "all"})
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def test_s4_a_list_of_requests_goes_out_and_in_again_without_loss(client, hana, eli, oats, ann, tmp_path):
    for n, state in enumerate(RequestState):
        JobRequestFactory(
            account=oats,
            title=f"=Request, “{n}”",
            ask="Line\nand line",
            why_now="" if n else "The fair",
            kind="film",
            state=state,
            source=("staff", "link", "import")[n % 3],
            contact=ann if n % 2 else None,
            taken_by=eli,
            reason="No rights" if state == RequestState.DECLINED else "",
            came_on=date(2026, 3, n + 1),
            answer_by=date(2026, 3, n + 4),
            answered_on=date(2026, 3, n + 2) if n > 1 else None,
            wanted_on=date(2026, 5, n + 1),
            budget_minor=None if n == 2 else 123_456,
        )
    client.force_login(hana)
    before = exported(client)
    assert before.count("=Request") == len(RequestState)
    path = csv_file(tmp_path, before)
    JobRequest.objects.all().delete()
    batch = imported(path, by=hana)
    assert batch.object == "requests"
    assert counts(batch) == (len(RequestState), len(RequestState), 0, 0, 0)
    assert sorted(exported(client).splitlines()) == sorted(before.splitlines())
    again = imported(path, by=hana)
    assert counts(again) == (len(RequestState), 0, 0, len(RequestState), 0)
    undone(batch, by=hana)
    assert not JobRequest.objects.exists()


def test_w1_without_a_day_our_word_holds_from_the_day_it_came_in(hana, oats, ann, tmp_path):
    imported(csv_file(tmp_path, HEAD + "OATS,Spring poster,A poster,new,ANN@acme.example,2026-03-02,,1200\n"), by=hana)
    asked = JobRequest.objects.get()
    assert (asked.state, asked.contact, asked.source, asked.budget_minor) == ("new", ann, "import", 120_000)
    assert asked.answer_by > date(2026, 3, 2)


def test_s5_a_request_that_cannot_stand_is_refused_and_a_stranger_is_left_out_with_the_reason(hana, oats, ann, tmp_path):
    elsewhere = ContactFactory(email="who@elsewhere.example")
    rows = [
        "OATS,,A poster,new,,2026-03-02,,",
        "OATS,Why,A poster,declined,,2026-03-02,,",
        "NOPE,Where,A poster,new,,2026-03-02,,",
        f"OATS,Who,A poster,new,{elsewhere.email},2026-03-02,,",
    ]
    batch = imported(csv_file(tmp_path, HEAD + "\n".join(rows) + "\n"), by=hana)
    assert {row.number: row.problems[0]["why"] for row in batch.rows.exclude(problems=[])} == {
        2: "What is asked for is missing.",
        3: "It is declined, but why is missing.",
        4: "Its account “NOPE” is not here: import the accounts first.",
        5: f"Left empty: “{elsewhere.email}” is no contact of the client here; import the contacts first.",
    }
    assert list(JobRequest.objects.values_list("title", "contact")) == [("Who", None)]


def test_w1_a_list_changes_nothing_of_a_request_that_is_here(hana, oats, tmp_path):
    asked = JobRequestFactory(account=oats, title="Spring", state="new", ask="A poster", came_on=date(2026, 3, 2))
    batch = imported(csv_file(tmp_path, HEAD + "OATS,Spring,A film,accepted,,2026-03-02,,\n"), by=hana)
    asked.refresh_from_db()
    assert (counts(batch), asked.state, asked.ask) == ((1, 0, 0, 1, 0), "new", "A poster")
    assert len(batch.rows.get().problems) == 2


def test_s5_a_list_of_requests_is_told_by_its_headings():
    assert detect("Client,Request,Requested by,Received on,Status,Details".split(",")).object == "requests"
