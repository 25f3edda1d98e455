"""What must not be seen is not on any page, export, search or mail (research §5, checks 2 and 3): walled accounts, and fees.

The walks open every address that somebody may open and look for words that stand on the hidden rows and nowhere else.
"""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone

from care.models import ActionItem, CheckIn
from care.tests.factories import ActionItemFactory, CheckInFactory, HeldCheckInFactory
from clients.actions.contract import amend_contract, change_contract, state_index
from clients.bulk import change_many
from clients.models import Account, Client, Contact, Contract, Renewal
from clients.states import RenewalStage, SeatRole, UpliftKind
from clients.tests import factories as make
from core.as_a_whole import as_a_whole
from core.moves import record
from people.models import Person
from reminders.tests.factories import ReminderFactory
from tests.made_once import *  # noqa: F403  (fixtures)
from tests.matrix import LINES
from tests.matrix.line import ACT, READ
from tests.test_permission_matrix import address, expected, visitor
from tests.typist import write

pytestmark = pytest.mark.django_db

NOT_THE_APP = {"bench_floor"}  # exists in tests and measurements only
SECRET = "Zwall"  # begins the name of every row behind the wall


@pytest.fixture(autouse=True)
def _in_no_hurry(settings):
    """The walks ask for more exports in a minute than a person would."""
    settings.REQUESTS_A_MINUTE = {"search": 10_000, "export": 10_000}


ICON = re.compile(r'<svg[^>]*class="[^"]*lucide[^"]*".*?</svg>|<path d="[^"]*" ?/>', re.S)


OFFERS_EXPORT = "export=csv"


def text_of(answer) -> str:
    """Without the icons: the figures of their curves are no fees."""
    body = answer.getvalue()
    return ICON.sub("", body.decode("utf-8-sig", errors="replace"))


def pages(client, who: str, rows, *, searched: str):
    """(address, text) of everything that this person may read: pages, pieces for htmx, exports, search and calendar."""
    for name, line in LINES.items():
        if line.how == ACT or name in NOT_THE_APP or expected(line, who, posting=False) != 200:
            continue
        url = address(name, line, rows)
        page = text_of(client.get(url))
        yield url, page
        yield f"{url} (htmx)", text_of(client.get(url, headers={"hx-request": "true"}))
        if line.how == READ and OFFERS_EXPORT in page:
            for query in ({"export": "csv"}, {"export": "csv", "f": "all"}):
                yield f"{url} (CSV)", text_of(client.get(url, query))
    for headers in ({}, {"hx-request": "true"}):
        found = text_of(client.get(reverse("search"), {"q": searched}, headers=headers))
        yield "search", found.replace(f'value="{searched}"', "").replace(f"“{searched}”", "")


def around(words: str, text: str) -> str:
    place = text.find(words)
    return text[max(0, place - 150) : place + 60]


@pytest.fixture
def behind_the_wall(walled_account, rows, cast, account):
    """One row of each kind on the walled account, which shares a client with nobody; and what points at it from outside."""
    eli, today = cast["eli"], cast["eli"].today
    Client.objects.filter(pk=walled_account.client_id).update(name=f"{SECRET} rivals", owner=eli)
    Account.objects.filter(pk=walled_account.pk).update(name=f"{SECRET} brand")
    walled_account.refresh_from_db()
    sisters = make.AccountFactory(client=account.client, name=f"{SECRET} sister", code="ZSIS", is_walled=True)
    make.SeatFactory(account=sisters, person=eli, is_lead=True)
    hidden = {}
    for one in (walled_account, sisters):
        contract = make.ContractFactory(
            account=one, name=f"{SECRET} contract {one.pk}", starts_on=today - timedelta(days=300), ends_on=today + timedelta(days=20)
        )
        hidden = {
            "account": one,
            "contract": contract,
            "amendment": make.AmendmentFactory(contract=contract, made_by=eli, reason=f"{SECRET} reason"),
            "renewal": make.RenewalFactory(contract=contract, stage=RenewalStage.UPCOMING, next_step=f"{SECRET} step"),
            "contact": make.ContactFactory(client=one.client, account=one, name=f"{SECRET} person", email="zwall@example.com"),
            "check_in": CheckInFactory(account=one, owner=eli, planned_on=today, agenda=f"{SECRET} agenda"),
            "held": HeldCheckInFactory(account=one, owner=eli, planned_on=today - timedelta(days=3), notes=f"{SECRET} notes"),
            "action_item": ActionItemFactory(account=one, owner=eli, what=f"{SECRET} action", due_on=today),
            "preference": make.PreferenceFactory(account=one, noted_by=eli, text=f"{SECRET} likes"),
            "bought_service": make.BoughtServiceFactory(account=one),
            "sales_handover": make.SalesHandoverFactory(account=one, promised=f"{SECRET} promise"),
        }
        for key, row in hidden.items():
            record(row, f"{key}.added", by=eli, note=f"{SECRET} note")
        for state, step in (("sent", 30), ("failed", 14), ("pending", 7)):
            ReminderFactory(
                rule="renewal",
                subject_type=ContentType.objects.get_for_model(Contract),
                subject_id=contract.pk,
                anchor_on=contract.last_safe_notice_on or contract.ends_on,
                recipient=eli,
                state=state,
                step=step,
                sent_at=timezone.now() if state == "sent" else None,
            )
    # An open contact of the shared client whose boss is behind the wall, and a client whose parent is.
    Contact.objects.filter(pk=rows["contact"].pk).update(reports_to=hidden["contact"])
    make.ContactFactory(client=account.client, account=sisters, name=f"{SECRET} report", reports_to=rows["contact"])
    Client.objects.filter(pk=account.client_id).update(parent=walled_account.client)
    bundle = {
        "place": f"{SECRET} brand",
        "key": f"account:{walled_account.pk}",
        "to": "Hana",
        "to_id": cast["hana"].pk,
        "things": ["1 seat"],
    }
    rows["briefing"] = record(eli, "person.handed_over", by=cast["hana"], receivers=[cast["hana"].pk], bundles=[bundle])
    return hidden


@pytest.mark.parametrize("who", ["cora", "sam", "dana", "dana with a wide line", "otto", "ada", "fin"])
def test_p8_nothing_tells_of_a_walled_account(who, cast, rows, behind_the_wall, monkeypatch):
    """Neither to those above whoever sits on it, nor to a stranger, nor to an admin in the app."""
    if who.endswith("wide line"):  # sight is asked in another way for whoever has many below
        monkeypatch.setattr("clients.querysets.WIDE_LINE", 0)
        who = who.split()[0]
    client = visitor(cast[who])
    told = {url: around(SECRET, text) for url, text in pages(client, who, rows, searched=SECRET.lower()) if SECRET in text}
    assert sorted(told) == [], told


# ── Fees (check 3): nobody without clients.see_fees reads one, whatever the page, the export or the timeline ─────────────────


# Whole, a fee is longer than any key of a row; and a figure begins where it begins: "34.449" is a part of a second.
FEES = re.compile(r"(?<!\d)(?:8642135|8,642|9753124|9,753|103[.,]7|3[.,]77|4[.,]44)")


@pytest.fixture
def fees_everywhere(rows, cast, account):
    """Unmistakable figures in every place from which a fee could leak; Cora, Cree and Tara sit on the account."""
    sam, eli, today = cast["sam"], cast["eli"], cast["sam"].today
    for who in ("cree", "tara"):
        make.SeatFactory(account=account, person=cast[who], role=SeatRole.LIAISON)
    terms = {"fee_minor": 864_213_500, "uplift_kind": UpliftKind.FIXED, "uplift_percent": "3.77", "auto_renews": True, "renewal_months": 12}
    for key in ("contract", "signed_contract"):
        Contract.objects.filter(pk=rows[key].pk).update(**terms)
    worked = rows["renewal"].contract
    for contract in Contract.objects.filter(account=account):
        contract.save()  # derives what hangs on the fee
    make.BoughtServiceFactory(account=account, contract=rows["contract"], sold_by=eli)
    change_contract(worked, by=sam, fee_minor=975_312_400)
    rows["contract"].refresh_from_db()
    amend_contract(rows["contract"], by=sam, reason="More markets", effective_on=today, today=today, fee_minor=975_312_400)
    imported = make.ContractFactory(account=account, name="Imported", starts_on=today, ends_on=today + timedelta(days=300))
    change_many([(imported, {"fee_minor": 864_213_500, "uplift_percent": 4})], "contract.changed", by=sam)
    indexed = make.ContractFactory(
        account=account, fee_minor=864_213_500, uplift_kind=UpliftKind.INDEX, uplift_percent="4.44", uplift_index="CPI",
        is_uplift_open=True, starts_on=today - timedelta(days=10), ends_on=today + timedelta(days=355),
    )  # fmt: skip
    state_index(indexed, by=sam, index_percent=Decimal("4.44"), effective_on=today, today=today)
    rows["imported"], rows["indexed"] = imported, indexed
    return rows


@pytest.mark.parametrize("who", ["cora", "cree", "tara"])
def test_c5_nothing_tells_of_a_fee_to_whom_fees_are_hidden(who, cast, fees_everywhere):
    """Check 3: neither a page, nor an export, nor the words of an amendment, of an event or of a reminder."""
    rows, person = fees_everywhere, cast[who]
    assert not person.has_perm("clients.see_fees")
    assert Account.objects.visible_to(person).filter(pk=rows["account"].pk).exists()
    client, told = visitor(person), {}
    for name, line in LINES.items():
        if line.how == ACT or name in NOT_THE_APP:
            continue
        for key in [line.of] + (["imported", "indexed", "signed_contract"] if line.of == "contract" else []):
            url = address(name, line, rows | {line.of: rows[key]} if key else rows)
            texts = {url: text_of(client.get(url))}
            if line.how == READ and OFFERS_EXPORT in texts[url]:
                texts[f"{url} (CSV)"] = text_of(client.get(url, {"export": "csv"}))
            told |= {place: around(fee[0], text) for place, text in texts.items() for fee in FEES.finditer(text)}
    assert sorted(told) == [], told


@pytest.mark.parametrize("who", ["cora", "hana"])
def test_c5_p8_what_offers_no_export_has_none(who, cast, rows):
    """The walks above look at the exports that a page offers: there are no others, but of what has no row to show."""
    client, found = visitor(cast[who]), set()
    for name, line in LINES.items():
        if line.how == READ and name not in NOT_THE_APP and expected(line, who, posting=False) == 200:
            url = address(name, line, rows)
            page = client.get(url)
            if page["Content-Type"].startswith("text/html") and OFFERS_EXPORT not in text_of(page):
                answer = client.get(url, {"export": "csv"})
                has_rows = "csv" in answer["Content-Type"] and text_of(answer).count("\n") > 1
                found |= {name} if has_rows else set()
    assert found == set()


def test_c2_c3_who_may_not_know_the_parent_or_the_boss_does_not_cut_them_off_by_saving(cast, rows, behind_the_wall):
    """The field is not on their form, so that an edit leaves it as it is (check 3)."""
    client = visitor(cast["sam"])
    for name, key, field in (("client_change", "client", "parent"), ("contact_change", "contact", "reports_to")):
        row, url = rows[key], address(name, LINES[name], rows)
        row.refresh_from_db()
        data = write(client, url)
        assert field not in data
        assert client.post(url, data | {field: ["99"], "phone": ["12345"]}).status_code == 302
        kept = getattr(row, f"{field}_id")
        row.refresh_from_db()
        assert (row.phone, getattr(row, f"{field}_id")) == ("12345", kept)
        assert kept


@pytest.mark.parametrize("model", [Client, Account, Contact, Contract, CheckIn, ActionItem, Renewal])
def test_p8_both_ways_of_asking_see_the_same(model, cast, rows, behind_the_wall, monkeypatch):
    """Row by row for whoever has many people below, by keys for the others: whoever it is, the same rows."""

    def seen():
        people = Person.objects.filter(pk__in=[person.pk for person in cast.values()])
        return {str(person): sorted(model.objects.visible_to(person).values_list("pk", flat=True)) for person in people}

    by_keys = seen()
    monkeypatch.setattr("clients.querysets.WIDE_LINE", -1)
    assert seen() == by_keys
    with as_a_whole():
        assert seen() == by_keys
    assert any(by_keys.values())
