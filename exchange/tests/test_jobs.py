"""Lists of jobs: out and in again without loss, numbers kept, nothing of ours overwritten (W2, S4, S5)."""

from datetime import date

import pytest
from django.urls import reverse

from briefs.actions.numbering import next_number
from briefs.models import Brief
from briefs.states import BriefState
from briefs.tests.factories import BriefFactory
from clients.tests.factories import AccountFactory, ClientFactory
from exchange.mapping import detect
from exchange.tests.makers import TODAY, counts, csv_file, imported
from exchange.tests.test_running import undone

pytestmark = pytest.mark.django_db
HEAD = "Account code,Job number,Job,State,Author e-mail,Delivery day,Budget,Delivered on\n"


@pytest.fixture
def oats():
    return AccountFactory(name="Oats", code="OATS", client=ClientFactory(name="Acme", state="active"))


def whys(batch) -> dict[int, str]:
    return {row.number: row.problems[0]["why"] for row in batch.rows.filter(outcome="refused")}


def exported(client) -> str:
    answer = client.get(reverse("brief_list"), {"export": "csv", "status": ""})
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def test_s4_a_list_of_jobs_goes_out_and_in_again_without_loss(client, hana, eli, oats, tmp_path):
    client.force_login(hana)
    for n, state in enumerate(BriefState):
        BriefFactory(
            account=oats,
            number=f"OATS-26-{n + 1:04d}" if n else "OLD/1998 = 7",
            title=f"=Job, “{n}”" if n == 3 else f"Job {n}",
            author=eli,
            state=state,
            held_from="draft" if state == "on_hold" else "",
            kind="film",
            wanted_on=date(2026, 4, n + 1),
            budget_minor=None if n == 2 else 123_456 + n,
            opened_on=date(2026, 1, 5),
            delivered_on=date(2026, 2, 3) if state in ("delivered", "closed") else None,
            closed_on=date(2026, 2, 9) if state == "closed" else None,
            score=50 + n,
            round_number=n % 3,
        )
    before = exported(client)
    assert before.count("OATS-26-") == len(BriefState) - 1
    path = csv_file(tmp_path, before)
    Brief.objects.all().delete()
    batch = imported(path, by=hana)
    assert batch.object == "jobs"
    assert counts(batch) == (len(BriefState), len(BriefState), 0, 0, 0)
    assert sorted(exported(client).splitlines()) == sorted(before.splitlines())
    again = imported(path, by=hana)
    assert counts(again) == (len(BriefState), 0, 0, len(BriefState), 0)


def test_w2_a_job_keeps_the_number_it_had_and_is_found_by_it(client, hana, eli, oats, tmp_path):
    imported(csv_file(tmp_path, HEAD + f"OATS,98/4711,Spring,in progress,{eli.email},2026-05-04,1200,\n"), by=hana)
    brief = Brief.objects.get()
    assert (brief.number, brief.state, brief.author, brief.budget_minor) == ("98/4711", "in_creative", eli, 120_000)
    client.force_login(hana)
    assert client.get(reverse("brief_list"), {"q": "98/4711"}).context["listing"].count == 1


def test_w2_our_own_numbers_go_on_behind_those_that_came_in(hana, eli, oats, tmp_path):
    rows = f"OATS,OATS-26-0041,Spring,draft,{eli.email},,,\nOATS,,Summer,draft,{eli.email},,,\n"
    imported(csv_file(tmp_path, HEAD + rows), by=hana)
    assert set(Brief.objects.values_list("number", flat=True)) == {"OATS-26-0041", "OATS-26-0042"}
    assert next_number(oats, today=TODAY) == "OATS-26-0043"


def test_s5_a_row_that_cannot_stand_is_refused_with_its_reason(hana, eli, oats, tmp_path):
    other = AccountFactory(code="RYE")
    BriefFactory(account=other, number="RYE-26-0001")
    rows = [
        f"OATS,A-1,,draft,{eli.email},,,",
        "OATS,A-2,Nobody's,draft,who@example.com,,,",
        f"OATS,A-3,When,delivered,{eli.email},,,",
        f"OATS,RYE-26-0001,Theirs,draft,{eli.email},,,",
        f"NOPE,A-5,Where,draft,{eli.email},,,",
        f"OATS,A-6,Once,draft,{eli.email},,,",
        f"OATS,A-6,Twice,draft,{eli.email},,,",
    ]
    batch = imported(csv_file(tmp_path, HEAD + "\n".join(rows) + "\n"), by=hana)
    assert whys(batch) == {
        2: "Its title is missing.",
        3: "“who@example.com” is nobody of ours: a job needs somebody who wrote its brief.",
        4: "It is delivered, but on which day is missing.",
        5: "Another account has a job with this number.",
        6: "Its account “NOPE” is not here: import the accounts first.",
        8: "An earlier row of this file has the same job number.",
    }


def test_w3_a_list_changes_nothing_of_a_job_that_is_here(hana, eli, oats, tmp_path):
    brief = BriefFactory(account=oats, number="OATS-26-0001", title="Spring", state="draft", author=eli, budget_minor=5_000)
    rows = f"OATS,OATS-26-0001,Summer,approved,{eli.email},2026-05-04,999,\n"
    batch = imported(csv_file(tmp_path, HEAD + rows), by=hana)
    brief.refresh_from_db()
    assert (brief.title, brief.state, brief.budget_minor) == ("Spring", "draft", 5_000)
    assert len(batch.rows.get().problems) == 4


def test_s5_what_was_brought_in_is_taken_back(hana, eli, oats, tmp_path):
    batch = imported(csv_file(tmp_path, HEAD + f"OATS,A-1,Spring,draft,{eli.email},,,\n"), by=hana)
    undone(batch, by=hana)
    assert not Brief.objects.exists()


def test_s5_a_list_of_jobs_is_told_by_its_headings():
    assert detect("Client,Project number,Project name,Job owner,Deadline,Budget".split(",")).object == "jobs"
