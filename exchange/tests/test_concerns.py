"""Concerns come in as they go out, and tickets of a help desk become concerns; nothing of ours is overwritten (R2, R3, S4, S5)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from care.models import Concern, ConcernCause
from care.states import TICKING, ConcernState
from care.tests.concern_factories import RAISED_AT, ConcernFactory
from clients.tests.factories import AccountFactory, ClientFactory, ContactFactory
from core.models import Event
from exchange.mapping import detect
from exchange.models import ImportBatch
from exchange.tests.makers import counts, csv_file, imported
from exchange.tests.test_running import undone

pytestmark = pytest.mark.django_db
ZENDESK = "Subject,Description,Priority,Status,Requester,Created at,Solved at\n"
HEAD = "Account code,Concern,Severity,State,Raised for e-mail,Raised,Answered,Outcome on,Closed,Outcome,Confirmed by,Cause,Owner\n"


@pytest.fixture
def oats():
    return AccountFactory(name="Oats", code="OATS", client=ClientFactory(name="Acme", state="active"))


@pytest.fixture
def ann(oats):
    return ContactFactory(client=oats.client, name="Ann Ek", email="ann@acme.example")


def exported(client, how: str = "csv") -> bytes:
    answer = client.get(reverse("concern_list"), {"export": how, "f": "all"})
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def whys(batch: ImportBatch) -> dict[int, str]:
    return {row.number: row.problems[0]["why"] for row in batch.rows.exclude(problems=[])}


def concerns_of_every_state(oats, ann, eli) -> None:
    for n, state in enumerate(ConcernState):
        raised_at = RAISED_AT + timedelta(days=7 * n)
        is_over = state in ("closed", "withdrawn")
        ConcernFactory(
            account=oats,
            title=f"=Late, “{n}”",
            text="Line\nand line",
            kind=("question", "request", "problem", "conflict")[n % 4],
            severity=2,
            state=state,
            contact=ann if n % 2 else None,
            owner=eli,
            source=("staff", "link", "import")[n % 3],
            raised_at=raised_at,
            answered_at=raised_at + timedelta(hours=1) if state != "open" else None,
            answer_minutes=60 if state != "open" else None,
            resolved_at=raised_at + timedelta(hours=2) if state in ("proposed", "confirmed", "closed") else None,
            resolve_minutes=120 if state in ("proposed", "confirmed", "closed") else None,
            closed_at=raised_at + timedelta(hours=3) if is_over else None,
            reopened_count=int(state == "reopened"),
        )


@pytest.mark.parametrize("how", ["csv", "xlsx"])
def test_s4_a_list_of_concerns_goes_out_and_in_again_without_loss(how, client, hana, eli, oats, ann, tmp_path):
    concerns_of_every_state(oats, ann, eli)
    client.force_login(hana)
    before, path = exported(client).decode("utf-8-sig"), tmp_path / f"list.{how}"
    assert before.count("=Late") == len(ConcernState)
    path.write_bytes(exported(client, how))
    Concern.objects.all().delete()
    batch = imported(path, by=hana)
    assert batch.object == "concerns"
    assert counts(batch) == (len(ConcernState), len(ConcernState), 0, 0, 0)
    assert whys(batch) == {}
    assert sorted(exported(client).decode("utf-8-sig").splitlines()) == sorted(before.splitlines())
    again = imported(path, by=hana)
    assert counts(again) == (len(ConcernState), 0, 0, len(ConcernState), 0)
    undone(batch, by=hana)
    assert not Concern.objects.exists()


def test_r2_a_list_of_tickets_is_told_by_its_headings():
    assert (detect(ZENDESK.strip().split(",")).source, detect(ZENDESK.strip().split(",")).object) == ("zendesk", "concerns")
    freshdesk = "Ticket ID,Subject,Status,Priority,Type,Agent,Group,Created time,Resolved time,Closed time,Full name,Email,Company Name"
    assert detect(freshdesk.split(",")).label == "Freshdesk tickets"
    hubspot = "Ticket ID,Ticket name,Ticket status,Pipeline,Priority,Create date,Close date,Ticket owner,Associated Company"
    assert detect(hubspot.split(",")).label == "HubSpot tickets"
    assert detect("Customer,Complaint,Priority,Status,Reported by,Opened,Resolved on,Root cause".split(",")).object == "concerns"


def test_r2_tickets_find_their_account_by_whoever_asked(hana, oats, ann, tmp_path):
    rows = [
        "Late again,It never came,Urgent,Open,Ann Ek,2026-02-02 10:00,",
        "Wrong logo,,Low,Solved,ann@acme.example,2026-02-03T09:00:00Z,2026-02-04 11:00",
    ]
    batch = imported(csv_file(tmp_path, ZENDESK + "\n".join(rows) + "\n"), by=hana)
    assert counts(batch) == (2, 2, 0, 0, 0)
    facts = ("title", "account", "contact", "severity", "state", "source", "cause__name")
    assert list(Concern.objects.order_by("title").values_list(*facts)) == [
        ("Late again", oats.pk, ann.pk, 4, "open", "import", None),
        ("Wrong logo", oats.pk, ann.pk, 1, "closed", "import", "Other"),
    ]
    assert Concern.objects.get(title="Wrong logo").raised_at == datetime(2026, 2, 3, 9, tzinfo=UTC)
    assert set(Event.objects.filter(subject_id__in=Concern.objects.values("pk"), verb__startswith="concern.").values_list("verb")) == {
        ("concern.entered",)
    }


def test_r2_what_lapsed_elsewhere_is_late_but_passes_nobody_before_the_time_has_run_once(hana, oats, tmp_path):
    imported(csv_file(tmp_path, HEAD + "OATS,Late,high,open,,2026-02-02 10:00,,,,,,,\n"), by=hana)
    concern = Concern.objects.get()
    assert concern.is_late(now=timezone.now())
    assert not Concern.objects.lapsed(now=timezone.now()).exists()
    assert concern.climbs_at > timezone.now()


def test_s5_each_concern_that_cannot_stand_is_refused_with_its_reason(hana, oats, tmp_path):
    rows = [
        "OATS,,high,open,,2026-02-02,,,,,,,",
        "OATS,Never,high,open,,,,,,,,,",
        "OATS,Before,high,answered,,2026-02-02,2026-02-01,,,,,,",
        "OATS,To come,high,open,,2199-01-01,,,,,,,",
        "OATS,Over,high,closed,,2026-02-02,,,,,,,",
        "OATS,Words,high,outcome proposed,,2026-02-02,,,,,,,",
        "OATS,Who,high,outcome confirmed,,2026-02-02,,2026-02-03,,Half price,,,",
        "NOPE,Where,high,open,,2026-02-02,,,,,,,",
    ]
    batch = imported(csv_file(tmp_path, HEAD + "\n".join(rows) + "\n"), by=hana)
    assert not Concern.objects.exists()
    assert whys(batch) == {
        2: "What troubles them, in one line, is missing.",
        3: "When it was raised is missing.",
        4: "That was before it was raised.",
        5: "That is still to come.",
        6: "It is over, but since when is missing.",
        7: "An outcome is proposed, but its words are missing.",
        8: "The outcome is confirmed, but by whom is missing.",
        9: "Its account “NOPE” is not here: import the accounts first.",
    }


def test_s5_strangers_and_unknown_words_are_left_out_with_the_reason(hana, oats, tmp_path):
    stranger = ContactFactory(email="who@elsewhere.example")
    rows = [
        f"OATS,Stranger,high,open,{stranger.email},2026-02-02,,,,,,,",
        "OATS,Owner,high,open,,2026-02-02,,,,,,,Nobody Known",
        "OATS,Cause,high,open,,2026-02-02,,,,,,The moon,",
        "OATS,Severity,horrible,open,,2026-02-02,,,,,,,",
    ]
    batch = imported(csv_file(tmp_path, HEAD + "\n".join(rows) + "\n"), by=hana)
    assert whys(batch) == {
        2: f"Left empty: “{stranger.email}” is no contact of the client here; import the contacts first.",
        3: "“Nobody Known” is nobody of ours: the account's lead owns it.",
        4: "Left empty: “The moon” is none of the house's causes.",
        5: "“horrible” is no word of ours: taken as “Normal”.",
    }
    assert set(Concern.objects.values_list("title", "contact", "cause", "severity")) == {
        ("Stranger", None, None, 3),
        ("Owner", None, None, 3),
        ("Cause", None, None, 3),
        ("Severity", None, None, 2),
    }


def test_r3_a_list_changes_nothing_of_a_concern_that_is_here(hana, oats, tmp_path):
    concern = ConcernFactory(account=oats, title="Late", state="answered", severity=2)
    moment = timezone.localtime(concern.raised_at).strftime("%Y-%m-%d %H:%M")
    batch = imported(csv_file(tmp_path, HEAD + f"OATS,Late,high,open,,{moment},,,,,,,\n"), by=hana)
    concern.refresh_from_db()
    assert (counts(batch), concern.state, concern.severity) == ((1, 0, 0, 1, 0), "answered", 2)
    assert len(batch.rows.get().problems) == 2


def test_p7_an_import_raises_nothing_behind_a_wall(sam, walled_account, tmp_path):
    ContactFactory(client=walled_account.client, account=walled_account, name="Bea Wall", email="bea@wall.example")
    rows = "Late,,High,Open,bea@wall.example,2026-02-02,\nAgain,,High,Open,Bea Wall,2026-02-02,\n"
    assert counts(imported(csv_file(tmp_path, ZENDESK + rows), by=sam)) == (2, 0, 0, 0, 2)
    assert not Concern.objects.exists()


def test_r2_every_open_concern_that_comes_in_has_its_clock(hana, oats, tmp_path):
    rows = [f"OATS,{state},low,{state},Half,2026-02-02,2026-02-02,,,Half,Ann,," for state in TICKING]
    imported(csv_file(tmp_path, HEAD + "\n".join(rows) + "\n"), by=hana)
    assert Concern.objects.ticking().filter(due_at__isnull=False).count() == len(TICKING)


def test_s5_without_a_cause_called_other_the_first_of_the_house_is_taken(hana, oats, tmp_path):
    ConcernCause.objects.filter(name="Other").update(name="Something else")
    imported(csv_file(tmp_path, HEAD + "OATS,Late,low,closed,,2026-02-02,,,2026-02-03,,,,\n"), by=hana)
    assert Concern.objects.get().cause == ConcernCause.objects.order_by("position", "name").first()
