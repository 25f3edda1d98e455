"""Address books, calendars and activities (S5, C3, R1): every row lands or says why not; a second import changes nothing."""

import zipfile
from datetime import date

import pytest
from dateutil.rrule import rruleset
from django.utils import timezone

from care.models import ActionItem, CheckIn
from clients.models import Contact, MarketNote
from clients.tests.factories import AccountFactory, ClientFactory, ContactFactory, SeatFactory
from core.testing import shared_data
from exchange.models import SourceId
from exchange.reading import Unreadable, calendars, open_table
from exchange.reading.content_lines import content_lines
from exchange.tests.makers import TODAY, counts, csv_file, imported
from exchange.tests.test_running import undone

pytestmark = pytest.mark.django_db

FOLDER = ("5-contacts-calendars",)
CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\n{}\r\nEND:VCARD\r\n"
EVENT = "BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTART{start}\r\nSUMMARY:{title}\r\n{more}END:VEVENT\r\n"


def cards(tmp_path, *texts, name="book.vcf"):
    return csv_file(tmp_path, "".join(CARD.format("\r\n".join(text)) for text in texts), name)


def calendar(tmp_path, *events, name="meetings.ics", head=""):
    return csv_file(tmp_path, f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{head}{''.join(events)}END:VCALENDAR\r\n", name)


def event(title="Weekly", *, uid="1", start=":20260220T090000", more=""):
    return EVENT.format(uid=uid, title=title, start=start, more=more)


def whys(batch) -> dict[int, str]:
    return {row.number: row.problems[0]["why"] for row in batch.rows.filter(outcome="refused")}


def adds_up(batch) -> bool:
    return batch.rows_read == batch.created + batch.updated + batch.unchanged + batch.refused == batch.rows.count()


@pytest.fixture
def oats():
    return AccountFactory(name="Oats", code="OATS", client=ClientFactory(name="Acme", state="active"))


# ── vCard ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "name", "value", "types"),
    [
        ("TEL;WORK;VOICE:1", "TEL", "1", {"WORK", "VOICE"}),
        ("item1.EMAIL;TYPE=work,pref:a@b.c", "EMAIL", "a@b.c", {"WORK", "PREF"}),
        ('TEL;VALUE=uri;TYPE="work,voice":tel:+1', "TEL", "tel:+1", {"WORK", "VOICE"}),
        ("NOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=91a=\n=C3=91b", "NOTE", "ÑaÑb", set()),
        ("NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=iso-8859-1:=E4", "NOTE", "ä", set()),
        ("NOTE:one\\, two\\nthree\n  four", "NOTE", "one, two\nthree four", set()),
    ],
)
def test_s5_a_content_line_is_read_in_each_of_its_versions(text, name, value, types):
    ((_number, line, _text),) = content_lines(text.split("\n"))
    assert (line.name, line.text, set(line.types)) == (name, value, types)


def test_c3_a_card_becomes_a_contact_of_the_client_that_it_names_and_nothing_is_lost(hana, oats, tmp_path):
    path = cards(
        tmp_path,
        [
            "UID:7",
            "N:Ek;Ann;;Dr.;",
            "FN:Dr. Ann Ek",
            "ORG:acme;Marketing",
            "TITLE:CMO",
            "EMAIL;TYPE=home:ann@home.fi",
            "EMAIL;TYPE=work,pref:Ann@Acme.com",
            "TEL;TYPE=cell:2",
            "TEL;TYPE=work:1",
            "TEL;TYPE=fax:3",
            "BDAY:1980-03-22",
            "PHOTO;ENCODING=b;TYPE=JPEG:SGVsbG8sIHRoaXM=",
            "X-ODD-THING:kept",
            "NOTE:Likes oats",
        ],
    )
    batch = imported(path, by=hana)
    contact = Contact.objects.get()
    told = (contact.client, contact.name, contact.job_title, contact.email, contact.phone, contact.mobile)
    assert told == (oats.client, "Ann Ek", "CMO", "ann@acme.com", "1", "2")
    for kept in (
        "Likes oats",
        "acme, Marketing",
        "ann@home.fi",
        "Phone (fax): 3",
        "Birthday: 1980-03-22",
        "Odd thing: kept",
        "Dr. Ann Ek",
        "not kept",
    ):
        assert kept in contact.note
    assert (counts(batch), adds_up(batch)) == ((1, 1, 0, 0, 0), True)
    assert counts(imported(path, by=hana)) == (1, 0, 0, 1, 0)


def test_c3_a_card_meets_the_contact_that_is_here_by_its_address(hana, oats, tmp_path):
    here = ContactFactory(client=oats.client, name="A. Ek", email="ann@acme.com")
    batch = imported(cards(tmp_path, ["FN:Ann Ek", "ORG:Acme", "EMAIL:ann@acme.com", "TITLE:CMO"]), by=hana)
    here.refresh_from_db()
    assert (counts(batch), here.job_title, Contact.objects.count()) == ((1, 0, 1, 0, 0), "CMO", 1)


def test_c3_a_company_of_an_address_book_becomes_a_client(hana, tmp_path):
    batch = imported(cards(tmp_path, ["N:;;;;", "FN:Apple AG", "ORG:Apple AG;", "ADR:;;S;Zürich;;8;Switzerland"]), by=hana)
    assert (batch.objects_made["clients"], Contact.objects.count()) == ({"created": 1}, 0)


def test_s5_cards_without_a_company_cut_off_or_damaged_say_so(hana, oats, tmp_path):
    text = CARD.format("FN:Nobody") + CARD.format("FN:Odd\r\nORG:Acme\r\nthis is no line") + "BEGIN:VCARD\r\nFN:Half\r\nORG:Acme\r\n"
    batch = imported(csv_file(tmp_path, text, "book.vcf"), by=hana)
    found = whys(batch)
    assert (counts(batch), set(found)) == ((3, 0, 0, 0, 3), {1, 2, 3})
    assert found[1] == "It names no company."
    assert "this is no line" in found[2]
    assert "cut off" in found[3]


def test_s5_several_address_books_come_in_one_archive(hana, oats, tmp_path):
    path = tmp_path / "books.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(3):
            archive.writestr(f"{number}.vcf", CARD.format(f"FN:Ann {number}\r\nORG:Acme\r\nEMAIL:a{number}@acme.com"))
    assert counts(imported(path, by=hana)) == (3, 3, 0, 0, 0)


@pytest.mark.parametrize("folder", ["vcards-clients", "vcards-other"])
def test_s5_every_card_of_the_real_address_books_lands_or_says_why(folder, hana):
    for path in sorted(shared_data(*FOLDER, folder).glob("*.vcf")):
        batch = imported(path, by=hana)
        assert adds_up(batch), path.name
        assert batch.rows_read == path.read_bytes().count(b"BEGIN:VCARD\r\n") + path.read_bytes().count(b"BEGIN:VCARD\n"), path.name
        assert all(why in ("It names no company.",) for why in whys(batch).values()), path.name
        again = imported(path, by=hana)
        assert (again.created, again.updated, again.refused) == (0, 0, batch.refused), path.name


# ── Calendars ────────────────────────────────────────────────────────────────────────────────────


def test_r1_a_meeting_that_is_over_was_held_one_to_come_is_planned_one_called_off_is_not(hana, oats, tmp_path):
    path = calendar(
        tmp_path,
        event("OATS weekly", uid="past", more="DTEND:20260220T093000\r\nDESCRIPTION:We agreed.\r\n"),
        event("OATS next", uid="next", start=":20260310T140000"),
        event("OATS off", uid="off", start=";VALUE=DATE:20260225", more="STATUS:CANCELLED\r\n"),
        event("OATS today", uid="today", start=f":{TODAY:%Y%m%d}T080000"),
    )
    batch = imported(path, by=hana)
    told = CheckIn.objects.order_by("planned_on").values_list("planned_on", "state", "held_on", "minutes", "notes", "reason")
    assert list(told) == [
        (date(2026, 2, 20), "held", date(2026, 2, 20), 30, "We agreed.", ""),
        (date(2026, 2, 25), "cancelled", None, None, "", "Cancelled in the calendar"),
        (TODAY, "planned", None, None, "", ""),
        (date(2026, 3, 10), "planned", None, None, "", ""),
    ]
    assert (counts(batch), counts(imported(path, by=hana))) == ((4, 4, 0, 0, 0), (4, 0, 0, 4, 0))


def test_r1_who_was_there_tells_the_account_and_nobody_is_lost(hana, oats, eli, tmp_path):
    SeatFactory(account=oats, person=eli, is_lead=True)
    ann = ContactFactory(client=oats.client, email="ann@acme.com")
    who = "".join(
        f"ATTENDEE;CN={name};PARTSTAT={state}:mailto:{address}\r\n"
        for name, state, address in (
            ("Ann", "ACCEPTED", "ANN@acme.com"),
            ("Eli", "ACCEPTED", eli.email),
            ("Zed", "ACCEPTED", "zed@else.com"),
            ("No", "DECLINED", "no@acme.com"),
        )
    )
    imported(calendar(tmp_path, event("Lunch", more=f"ORGANIZER:mailto:{eli.email}\r\n{who}DESCRIPTION:Good.\r\n")), by=hana)
    held = CheckIn.objects.get()
    assert (held.account, held.owner, list(held.contacts.all()), list(held.people.all())) == (oats, eli, [ann], [eli])
    assert held.notes == "Good.\nDeclined: No <no@acme.com>\n\nAlso asked: Zed <zed@else.com>"
    ann.refresh_from_db()
    assert ann.last_met_on == date(2026, 2, 20)


def test_s5_a_meeting_whose_account_cannot_be_told_waits_for_a_choice(hana, oats, tmp_path):
    AccountFactory(client=oats.client, name="Rye", code="RYE")
    ContactFactory(client=oats.client, email="ann@acme.com")
    path = calendar(
        tmp_path,
        event("Dentist", uid="1"),
        event("Two of them", uid="2", more="ATTENDEE:mailto:ann@acme.com\r\n"),
        event("About rye", uid="3", more="ATTENDEE:mailto:ann@acme.com\r\n"),
    )
    batch = imported(path, by=hana)
    assert CheckIn.objects.get().account.code == "RYE"
    assert {number: why.split(":")[0].split("(")[0].strip() for number, why in whys(batch).items()} == {
        1: "No account can be told from who was asked or from its title",
        2: "It may be about several accounts",
    }
    chosen = imported(path, by=hana, mapping={"constants": {"account_otherwise": "OATS"}})
    assert counts(chosen) == (3, 2, 0, 1, 0)


def test_r1_what_repeats_is_laid_out_with_what_was_moved_and_left_out(hana, oats, tmp_path):
    rule = "RRULE:FREQ=WEEKLY;COUNT=4\r\nEXDATE:20260209T090000\r\n"
    moved = event("OATS moved", uid="w", start=":20260217T150000", more="RECURRENCE-ID:20260216T090000\r\n")
    path = calendar(tmp_path, event("OATS", uid="w", start=":20260202T090000", more=rule), moved)
    batch = imported(path, by=hana)
    told = list(CheckIn.objects.order_by("planned_on").values_list("planned_on", "agenda"))
    assert told == [(date(2026, 2, 2), "OATS"), (date(2026, 2, 17), "OATS moved"), (date(2026, 2, 23), "OATS")]
    assert (counts(batch), counts(imported(path, by=hana))) == ((3, 3, 0, 0, 0), (3, 0, 0, 3, 0))


def test_r1_what_repeats_for_ever_is_laid_out_as_far_as_it_is_wanted_and_no_further(tmp_path, monkeypatch):
    asked = []

    class Counted(rruleset):
        def __iter__(self):
            return (asked.append(when) or when for when in super().__iter__())

    monkeypatch.setattr(calendars, "rruleset", Counted)
    start = f":{timezone.localdate():%Y%m%d}T090000"
    rows = list(open_table(calendar(tmp_path, event("OATS", start=start, more="RRULE:FREQ=MONTHLY\r\n"))).rows())
    assert (len(rows) in (12, 13), len(asked)) == (True, len(rows) + 1)


def test_r1_summer_time_moves_no_weekly_meeting(tmp_path, settings):
    text = event("OATS", start=";TZID=Europe/Helsinki:20260316T090000", more="RRULE:FREQ=WEEKLY;COUNT=4\r\n")
    table = open_table(calendar(tmp_path, text))
    times = {row.cells[table.headers.index("Starts at")] for row in table.rows()}
    assert len(times) == 1


def test_s5_what_is_no_event_and_what_cannot_be_read_is_a_row_with_its_reason(hana, oats, tmp_path):
    todo = "BEGIN:VTODO\r\nUID:t\r\nSUMMARY:Buy oats\r\nEND:VTODO\r\n"
    batch = imported(calendar(tmp_path, event("OATS"), event("Odd", uid="2", start=":20171332T000000"), todo), by=hana)
    assert (counts(batch), whys(batch)) == (
        (3, 1, 0, 0, 2),
        {2: "Its day is missing or cannot be read.", 3: "This is a to-do, and no event."},
    )


def test_s5_every_real_calendar_ends_in_an_import_or_a_refusal_with_its_reason(hana, oats):
    found = {}
    for path in sorted(shared_data(*FOLDER, "ics").glob("*.ics")):
        try:
            batch = imported(path, by=hana, mapping={"constants": {"account_otherwise": "OATS"}})
        except Unreadable as error:
            found[path.name] = str(error)
            continue
        assert adds_up(batch), path.name
        assert all(whys(batch).values()), path.name
        again = imported(path, by=hana, mapping={"constants": {"account_otherwise": "OATS"}})
        assert (again.created, again.updated, again.refused) == (0, 0, batch.refused), path.name
        assert batch.rows_read, path.name
    assert set(found) == {"calendar_with_unicode.ics"}


def test_s5_an_undo_takes_the_meetings_back(hana, oats, tmp_path):
    batch = imported(calendar(tmp_path, event("OATS")), by=hana)
    undone(batch, by=hana)
    assert not CheckIn.objects.exists()
    assert not SourceId.objects.filter(object="check-ins").exists()


def test_s5_a_wall_holds_for_meetings_too(sam, walled_account, eli, tmp_path):
    ContactFactory(client=walled_account.client, email="ann@rival.com")
    batch = imported(calendar(tmp_path, event("RIVAL weekly", more="ATTENDEE:mailto:ann@rival.com\r\n")), by=sam)
    assert (counts(batch), CheckIn.objects.count()) == ((1, 0, 0, 0, 1), 0)


# ── Activities and notes ─────────────────────────────────────────────────────────────────────────

ACTIVITIES = {
    "salesforce tasks": (
        "Id,AccountId,WhoId,Subject,Status,ActivityDate,TaskSubtype,Description,Owner.Email\n"
        "00T1,001A,,Ring Ann,Completed,2026-02-20,Call,They agreed.,eli@example.com\n"
        "00T2,001A,,Send the plan,Not Started,2026-03-20,Task,,eli@example.com\n"
        "00T3,001A,,Sent the offer,Completed,2026-02-10,Email,Dear Ann,eli@example.com\n"
    ),
    "hubspot engagements": (
        "Record ID,Activity type,Activity date,Task Title,Call notes,Note body,Task Status,Due date,"
        "Associated Company,Activity assigned to\n"
        "1,Call,2026-02-20 10:00,Ring Ann,They agreed.,,,,Acme,eli@example.com\n"
        "2,Task,,Send the plan,,,NOT_STARTED,2026-03-20,Acme,eli@example.com\n"
        "3,Note,2026-02-10 09:00,,,Dear Ann,,,Acme,eli@example.com\n"
    ),
    "any list": (
        "Company,Activity type,Subject,Description,Status,Activity date,Due date,Assigned to\n"
        "Acme,Call,Ring Ann,They agreed.,done,2026-02-20,,eli@example.com\n"
        "Acme,Task,Send the plan,,open,,2026-03-20,eli@example.com\n"
        "Acme,Note,Offer,Dear Ann,,2026-02-10,,eli@example.com\n"
    ),
}


@pytest.mark.parametrize("shape", ACTIVITIES)
def test_s5_what_was_held_is_a_check_in_what_is_to_do_an_action_what_was_written_a_note(shape, hana, eli, oats, tmp_path):
    SourceId.objects.create(system="salesforce", object="clients", source_id="001A", object_id=oats.client_id)
    path = csv_file(tmp_path, ACTIVITIES[shape])
    batch = imported(path, by=hana)
    assert (counts(batch), whys(batch), batch.object) == ((3, 3, 0, 0, 0), {}, "activities")
    held, action, note = CheckIn.objects.get(), ActionItem.objects.get(), MarketNote.objects.get()
    assert (held.account, held.kind, held.state, held.held_on, held.notes, held.owner) == (
        oats,
        "call",
        "held",
        date(2026, 2, 20),
        "They agreed.",
        eli,
    )
    assert (action.what, action.due_on, action.done_on, action.owner) == ("Send the plan", date(2026, 3, 20), None, eli)
    assert (note.client, note.noted_on, note.noted_by) == (oats.client, date(2026, 2, 10), eli)
    assert "Dear Ann" in note.text
    assert counts(imported(path, by=hana)) == (3, 0, 0, 3, 0)
    undone(batch, by=hana)
    assert (CheckIn.objects.count(), ActionItem.objects.count(), MarketNote.objects.count()) == (0, 0, 0)


def test_s5_a_note_names_its_writer_where_they_are_nobody_of_ours(hana, oats, tmp_path):
    imported(
        csv_file(tmp_path, "Client,Note,Noted on,Written by\nAcme,They moved.,2026-02-01,Old Hand\nZed,Lost.,2026-02-01,Old Hand\n"),
        by=hana,
    )
    note = MarketNote.objects.get()
    assert (note.text, note.source, note.noted_by) == ("They moved.", "Note in Generic, Old Hand", hana)
