"""Killed, stopped, tried out, undone: an import is all or nothing by chunk, and nothing lands twice (S5)."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from clients.actions import change_client, note_market
from clients.actions.contract import change_contract
from clients.jobs import daily
from clients.models import Account, Client, Contract, Renewal, Seat
from clients.tests.factories import AccountFactory, ClientFactory, SeatFactory
from core.errors import IllegalMove, Refused
from core.models import Event
from core.moves import make_move
from exchange import actions, running, tasks
from exchange.models import ImportBatch, ImportRow, OwnerToReview, SourceId
from exchange.states import BatchState
from exchange.tests.makers import TODAY, counts, csv_file, given_in, imported
from exchange.undoing import undo

pytestmark = pytest.mark.django_db


@pytest.fixture
def companies(tmp_path):
    rows = "\n".join(f"{number},Company {number},https://c{number}.com,Steel" for number in range(25))
    return csv_file(tmp_path, f"Company ID,Company name,Website,Industry\n{rows}\n")


class Killed(BaseException):
    pass


def test_s5_a_run_that_is_killed_goes_on_and_doubles_nothing(hana, companies, monkeypatch):
    batch = make_move(given_in(companies, by=hana), "run", by=hana)
    land, landed = running.land, []

    def dies_in_the_third_chunk(*args):
        landed.append(1)
        if len(landed) == 3:
            land(*args)
            raise Killed
        return land(*args)

    monkeypatch.setattr(running, "land", dies_in_the_third_chunk)
    with pytest.raises(Killed):
        running.run(batch, chunk_rows=5)
    fresh = ImportBatch.objects.get(pk=batch.pk)
    assert counts(fresh) == (10, 10, 0, 0, 0)
    assert Client.objects.count() == 10

    monkeypatch.setattr(running, "land", land)
    running.run(fresh, chunk_rows=5)
    assert counts(fresh) == (25, 25, 0, 0, 0)
    assert fresh.state == BatchState.DONE
    assert Client.objects.count() == Account.objects.count() == 25
    assert list(fresh.rows.values_list("number", flat=True)) == list(range(2, 27))


def test_s5_two_workers_do_not_land_the_same_rows(hana, companies):
    batch = make_move(given_in(companies, by=hana), "run", by=hana)
    other = ImportBatch.objects.get(pk=batch.pk)
    running.run(batch, chunk_rows=5)
    with pytest.raises(running.TakenByAnother):
        running.run(other, chunk_rows=5)
    assert Client.objects.count() == 25


def test_s5_a_long_run_leaves_off_and_the_next_goes_on(hana, companies):
    batch = make_move(given_in(companies, by=hana), "run", by=hana)
    turns = 1
    while not running.run(batch, chunk_rows=5, for_seconds=0):
        turns += 1
        batch = ImportBatch.objects.get(pk=batch.pk)
    assert turns > 2
    assert counts(batch) == (25, 25, 0, 0, 0)


def test_s5_stopped_after_the_chunk_at_hand_and_gone_on_with(hana, companies):
    batch = make_move(given_in(companies, by=hana), "run", by=hana)
    running.run(batch, chunk_rows=5, for_seconds=0)
    actions.stop(batch, by=hana)
    batch = ImportBatch.objects.get(pk=batch.pk)
    running.run(batch, chunk_rows=5)
    assert (batch.state, Client.objects.count()) == (BatchState.STOPPED, 5)
    batch = make_move(batch, "run", by=hana)
    running.run(batch, chunk_rows=5)
    assert counts(batch) == (25, 25, 0, 0, 0)


def test_s5_a_trial_says_the_same_as_the_run_and_writes_nothing(hana, companies):
    ClientFactory(name="Company 3", website="https://c3.com", industry="Oats")
    batch = make_move(given_in(companies, by=hana), "check", by=hana)
    before = Event.objects.count()
    running.try_out(batch, chunk_rows=10)
    tried = counts(batch)
    assert (Client.objects.count(), Account.objects.count(), SourceId.objects.count(), Event.objects.count()) == (1, 0, 0, before)
    outcomes = list(batch.rows.values_list("number", "outcome"))
    batch = make_move(make_move(batch, "end_check", by=None), "run", by=hana)
    running.run(batch)
    assert counts(batch) == tried == (25, 24, 1, 0, 0)
    assert list(batch.rows.values_list("number", "outcome")) == outcomes


def test_s5_one_row_that_the_database_refuses_does_not_take_its_chunk_along(hana, companies, monkeypatch):
    from django.db import IntegrityError

    from exchange.landing import clients as landing_clients

    land = landing_clients.land_clients

    def refuses_number_seven(landing, journal, rows):
        land(landing, journal, rows)
        if any(row.number == 7 for row in rows):
            raise IntegrityError

    monkeypatch.setitem(running.LAND, "clients", refuses_number_seven)
    batch = imported(companies, by=hana)
    assert counts(batch) == (25, 24, 0, 0, 1)
    assert batch.rows.get(outcome="refused").number == 7


def undone(batch, by):
    batch = make_move(batch, "undo", by=by)
    undo(batch)
    return batch


def test_s5_undo_takes_away_what_was_made_and_puts_back_what_was_changed(hana, eli, companies):
    kept = ClientFactory(name="Company 3", website="https://c3.com", industry="Oats")
    batch = imported(companies, by=hana)
    kept.refresh_from_db()
    assert kept.industry == "Steel"
    batch = undone(batch, hana)
    kept.refresh_from_db()
    assert kept.industry == "Oats"
    assert list(Client.objects.all()) == [kept]
    assert not Account.objects.exists()
    assert not Seat.objects.exists()
    assert not SourceId.objects.exists()
    assert batch.state == BatchState.UNDONE
    assert counts(imported(companies, by=hana)) == (25, 24, 1, 0, 0)


def test_s5_undo_leaves_what_somebody_worked_on_since_and_says_who(hana, companies):
    batch = imported(companies, by=hana)
    client = Client.objects.get(name="Company 3")
    change_client(client, by=hana, city="Oulu")
    batch = undone(batch, hana)
    assert list(Client.objects.all()) == [client]
    kept = batch.undo_report["kept"]
    assert ("Company 3", "client") in {(one["name"], one["kind"]) for one in kept}
    assert all(one["why"] for one in kept)


@pytest.mark.parametrize("chunk_rows", [500, 1])
def test_s5_undo_of_rows_that_meant_the_same_client_is_complete(chunk_rows, hana, tmp_path):
    path = csv_file(
        tmp_path,
        "Company,Website,Parent company,Industry\nAcme,acme.com,Beta,\nBeta,beta.com,,\nAcme,acme.com,,Steel\nBeta,beta.com,,Oats\n",
    )
    batch = imported(path, by=hana, chunk_rows=chunk_rows)
    assert counts(batch) == (4, 2, 2, 0, 0)
    batch = undone(batch, hana)
    assert not batch.undo_report.get("kept")
    assert not Client.objects.exists()


def test_s5_undo_takes_owners_back_that_were_named_later(hana, eli, tmp_path):
    here = ClientFactory(name="Beta", website="https://beta.com")
    path = csv_file(tmp_path, "Company,Website,Account manager\nAcme,acme.com,E. Ex\nBeta,beta.com,E. Ex\n")
    batch = imported(path, by=hana)
    actions.name_owner(OwnerToReview.objects.get(), by=hana, person=eli)
    here.refresh_from_db()
    assert here.owner == eli
    batch = undone(ImportBatch.objects.get(pk=batch.pk), hana)
    assert not batch.undo_report.get("kept")
    here.refresh_from_db()
    assert (list(Client.objects.all()), here.owner) == ([here], None)
    assert not Seat.objects.exists()


def test_s5_an_undo_that_was_killed_counts_what_it_kept_once(hana, companies):
    batch = imported(companies, by=hana)
    change_client(Client.objects.get(name="Company 3"), by=hana, city="Oulu")
    batch = make_move(batch, "undo", by=hana)
    undo(batch)
    kept = batch.undo_report["kept_count"]
    ImportBatch.objects.filter(pk=batch.pk).update(state=BatchState.UNDOING)
    undo(batch)
    assert (kept, batch.undo_report["kept_count"], len(batch.undo_report["kept"])) == (1, 1, 1)


def test_s5_undo_of_contracts_takes_their_accounts_and_clients_along(hana, tmp_path):
    path = csv_file(tmp_path, "Contract,Client,Start date,End date\nCare,Acme,2026-01-01,2026-12-31\nMore,Acme,2026-01-01,2027-12-31\n")
    batch = imported(path, by=hana)
    assert (Contract.objects.count(), Account.objects.count()) == (2, 1)
    undone(batch, hana)
    assert not Contract.objects.exists()
    assert not Client.objects.exists()


ENDED_TERMS = """Contract,Client,Start date,End date,Auto-renewal,Renewal term
Care,Acme,2025-03-06,2026-03-05,no,
More,Acme,2024-01-01,2024-12-31,yes,12 months
"""


@pytest.fixture
def rolled_on(hana, tmp_path):
    """A term that the clock has closed since, and one that it has renewed twice by itself."""
    batch = imported(csv_file(tmp_path, ENDED_TERMS), by=hana)
    daily(date(2026, 3, 10))
    assert (Contract.objects.count(), Renewal.objects.count()) == (4, 3)
    return batch


def test_s5_undo_takes_terms_along_that_the_clock_alone_has_moved_on(hana, rolled_on):
    batch = undone(rolled_on, hana)
    assert not batch.undo_report.get("kept")
    assert not Contract.objects.exists()
    assert not Client.objects.exists()


def test_s5_undo_leaves_a_term_that_the_clock_made_and_a_person_worked_on(hana, rolled_on):
    last = Contract.objects.latest("starts_on")
    change_contract(last, by=hana, version=last.version, note="Ask for the index")
    batch = undone(rolled_on, hana)
    assert {"More", "Acme"} <= {one["name"] for one in batch.undo_report["kept"]}
    assert set(Contract.objects.values_list("name", flat=True)) == {"More"}


@pytest.mark.parametrize("who", ["eli", "cora", "otto", "fin", "pia"])
def test_s5_below_a_supervisor_nobody_imports(who, request, companies):
    with pytest.raises(PermissionDenied):
        given_in(companies, by=request.getfixturevalue(who))
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("who", ["sam", "dana"])
def test_s5_people_are_imported_by_a_head_or_an_admin_alone(who, request, tmp_path):
    path = csv_file(tmp_path, "Name,E-mail,Rank\nNew,new@x.org,Head\n")
    with pytest.raises(PermissionDenied):
        given_in(path, by=request.getfixturevalue(who), kind="people")


def test_s5_undo_is_for_the_importer_or_a_head(sam, dana, hana, companies):
    batch = imported(companies, by=sam)
    assert [person.has_perm("exchange.undo_import", batch) for person in (sam, dana, hana)] == [True, False, True]
    with pytest.raises(PermissionDenied):
        actions.start_undo(batch, by=dana)


def test_s5_the_counts_of_the_check_end_where_the_run_begins(hana, companies):
    batch = given_in(companies, by=hana)
    running.try_out(batch)
    assert ImportBatch.objects.get().rows_read == 25
    batch = actions.start_run(batch, by=hana)
    assert (batch.rows_read, batch.created, batch.objects_made, batch.rows_total) == (0, 0, {}, 25)


def test_s5_a_done_import_is_not_run_again(hana, companies):
    batch = imported(companies, by=hana)
    with pytest.raises(IllegalMove):
        actions.start_run(batch, by=hana)
    with pytest.raises(Refused):
        actions.throw_away(batch, by=hana)


def test_s5_an_unknown_owner_is_named_and_gets_the_accounts(hana, eli, tmp_path):
    path = csv_file(tmp_path, "Company,Website,Account manager\nAcme,acme.com,E. Ex\nBeta,beta.com,E. Ex\n")
    batch = imported(path, by=hana)
    review = OwnerToReview.objects.get()
    assert actions.name_owner(review, by=hana, person=eli) == 2
    assert Seat.objects.filter(person=eli, is_lead=True).count() == 2
    assert set(Client.objects.values_list("owner", flat=True)) == {eli.pk}
    with pytest.raises(Refused):
        actions.name_owner(OwnerToReview.objects.get(), by=hana, person=eli)
    assert batch.owners.get().person == eli


def test_s5_orphans_go_on(hana, companies, settings):
    batch = make_move(given_in(companies, by=hana), "run", by=hana, seen_at=timezone.now() - timedelta(minutes=9))
    called = []
    tasks.work.delay, kept = called.append, tasks.work.delay
    try:
        tasks.go_on_with_orphans()
    finally:
        tasks.work.delay = kept
    assert called == [batch.pk]
    tasks.work(batch.pk)
    batch.refresh_from_db()
    assert batch.state == BatchState.DONE


def test_s5_the_file_goes_when_it_has_landed(hana, companies, django_capture_on_commit_callbacks):
    batch = make_move(given_in(companies, by=hana), "run", by=hana)
    stored = Path(batch.file.path)
    assert stored.exists()
    with django_capture_on_commit_callbacks(execute=True):
        running.run(batch)
    assert not stored.exists()
    assert not batch.file
    assert len(batch.sha256) == 64


def test_s5_files_that_nobody_imported_are_forgotten(hana, companies):
    old, new, landed = given_in(companies, by=hana), given_in(companies, by=hana), imported(companies, by=hana)
    ImportBatch.objects.exclude(pk=new.pk).update(created_at=timezone.now() - timedelta(days=40))
    assert actions.forget_stale(before=timezone.now() - timedelta(days=30)) == 1
    assert set(ImportBatch.objects.all()) == {new, landed}
    assert not Path(old.file.path).exists()


@pytest.mark.slow
def test_s5_memory_does_not_grow_with_the_rows(tmp_path):
    """The reader and the evidence over 60,000 rows stay within a few megabytes of what 3,000 need."""
    import tracemalloc

    from exchange.evidence import gather
    from exchange.mapping import detect

    def peak(count: int) -> int:
        path = csv_file(tmp_path, "Company,Website,Since\n" + "".join(f"Company {n},c{n}.com,{1 + n % 28}/3/2024\n" for n in range(count)))
        table = running.open_file(path)
        tracemalloc.start()
        gather(table, detect(table.headers))
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(100)
    assert peak(60_000) < peak(3_000) + 2_000_000


def test_s5_rows_are_judged_by_the_day_of_the_import(hana, tmp_path):
    path = csv_file(
        tmp_path,
        "Contract,Client,Start date,End date\nOld,Acme,2020-01-01,2021-12-31\n"
        "Now,Acme,2026-01-01,2026-12-31\nNext,Acme,2027-01-01,2027-12-31\n",
    )
    imported(path, by=hana, today=TODAY)
    assert dict(Contract.objects.values_list("name", "state")) == {"Old": "ended", "Now": "active", "Next": "coming"}
    assert date(2026, 1, 1) < TODAY
    call_command("check")
    assert ImportRow.objects.count() == 3


def test_s5_undo_sees_what_somebody_did_while_the_import_ran(hana, companies):
    batch = make_move(given_in(companies, by=hana), "run", by=hana)
    running.run(batch, chunk_rows=5, for_seconds=0)
    client = Client.objects.get(name="Company 3")
    note_market(client, by=hana, text="They open a second factory.", noted_on=TODAY)  # goes with its client without a word
    running.run(ImportBatch.objects.get(pk=batch.pk), chunk_rows=5)
    batch = undone(ImportBatch.objects.get(pk=batch.pk), hana)
    assert [(one["kind"], one["name"]) for one in batch.undo_report["kept"]] == [("client", "Company 3")]
    assert list(Client.objects.all()) == [client]
    assert client.market_notes.count() == 1


def test_s5_undo_does_not_take_the_imports_own_later_chunks_for_somebodys_work(hana, tmp_path):
    rows = "".join(f"Care {number},Acme,2026-01-01,2026-12-31\n" for number in range(9))
    batch = imported(csv_file(tmp_path, f"Contract,Client,Start date,End date\n{rows}"), by=hana, chunk_rows=2)
    batch = undone(batch, hana)
    assert not batch.undo_report.get("kept")
    assert not Client.objects.exists()


def test_c1_somebody_on_the_team_leads_when_the_file_says_so(hana, eli, tmp_path):
    seat = SeatFactory(account=AccountFactory(name="Oats", client=ClientFactory(name="Acme", state="active")), person=eli)
    path = csv_file(tmp_path, f"Client,Account,Lead e-mail\nAcme,Oats,{eli.email}\n")
    batch = imported(path, by=hana, kind="accounts")
    assert counts(batch) == (1, 0, 1, 0, 0)
    assert Seat.objects.live(today=TODAY).leads().get(account=seat.account).person == eli
    assert Seat.objects.filter(account=seat.account, ends_on=None).count() == 1
    assert counts(imported(path, by=hana, kind="accounts")) == (1, 0, 0, 1, 0)

    batch = undone(batch, hana)
    assert not batch.undo_report.get("kept")
    assert list(Seat.objects.values_list("pk", "is_lead", "ends_on")) == [(seat.pk, False, None)]


def test_s5_those_above_read_only_rows_about_records_that_they_may_see(sam, dana, hana, client, tmp_path):
    path = csv_file(tmp_path, "Client,Account,Walled\nAcme,Open,no\nBeta,Secret,yes\n,,\nGamma,,maybe so\n")
    batch = imported(path, by=sam, kind="accounts")
    assert {(person, frozenset(batch.rows.visible_to(person).values_list("name", flat=True))) for person in (sam, dana, hana)} == {
        (sam, frozenset({"Open", "Secret", "Gamma"})),
        (dana, frozenset({"Open", "Gamma"})),
        (hana, frozenset({"Open", "Secret", "Gamma"})),
    }
    client.force_login(dana)
    rows = client.get(reverse("import_rows", args=[batch.pk])).content.decode()
    found = client.get(reverse("import_rows", args=[batch.pk]), {"q": "Secret"}).context["listing"].records
    report = b"".join(client.get(reverse("import_report", args=[batch.pk])).streaming_content).decode()
    assert "Open" in rows
    assert "Open" in report
    assert "Secret" not in rows + report
    assert found == []
