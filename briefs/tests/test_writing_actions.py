"""Opening and writing a brief (W2): what is kept, who is told, what never gets lost."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied

from briefs.actions.writing import (
    add_deliverable,
    attach_file,
    change_brief,
    change_deliverable,
    contents_of,
    drop_deliverable,
    open_brief,
    order_deliverables,
    remove_file,
    write_section,
)
from briefs.models import Brief, Deliverable
from briefs.sections import SECTIONS
from briefs.states import BriefState
from briefs.tests.factories import (
    AttachmentFactory,
    BriefFactory,
    BriefSectionFactory,
    BriefTemplateFactory,
    DeliverableFactory,
    JobRequestFactory,
    WorkFileFactory,
)
from clients.tests.factories import AccountFactory, ContactFactory, ContractFactory
from core.errors import IllegalMove, LostRace, Refused
from core.models import Event

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 10)
AT = datetime(2026, 3, 10, 9, tzinfo=UTC)
NEXT_DAY = datetime(2026, 3, 11, 9, tzinfo=UTC)


def verbs():
    return list(Event.objects.order_by("pk").values_list("verb", flat=True))


def open_one(account, by, **facts):
    return open_brief(account, **{"by": by, "today": DAY, "title": "Oats in May", "kind": "campaign", **facts})


def test_w2_a_brief_begins_with_a_number_its_rounds_and_every_section(account, cora):
    ContractFactory(account=account, rounds_per_job=2, state="active", starts_on=date(2025, 1, 1))
    ContractFactory(account=account, rounds_per_job=3, state="active", starts_on=date(2026, 1, 1))
    ContractFactory(account=account, rounds_per_job=9, state="ended", starts_on=date(2026, 2, 1))
    brief = open_one(account, cora, texts={"ask": " A film.\r\nTwo cuts. "})
    assert (brief.number, brief.rounds_sold, brief.currency, brief.author, brief.state) == (
        "KAURA-26-0001",
        3,
        account.currency,
        cora,
        BriefState.DRAFT,
    )
    assert list(brief.sections.order_by("pk").values_list("key", "text")) == [
        (section.key, "A film.\nTwo cuts." if section.key == "ask" else "") for section in SECTIONS
    ]
    assert verbs() == ["brief.opened"]


def test_w2_what_is_said_goes_before_request_old_brief_and_template(account, eli):
    contact = ContactFactory(client=account.client)
    request = JobRequestFactory(
        account=account, ask="From the request", wanted_on=date(2026, 5, 1), budget_minor=100, contact=contact, answers=[["Reach?", "All"]]
    )
    template = BriefTemplateFactory(
        account=account,
        texts={"ask": "T", "tone": "From the template", "audience": "T", "gone": "no such section"},
        deliverables=[{"name": "Never"}],
    )
    old = BriefFactory(account=account)
    BriefSectionFactory(brief=old, key="audience", text="From the old one")
    BriefSectionFactory(brief=old, key="ask", text="O")
    DeliverableFactory(brief=old, name="Poster", due_on=DAY)
    DeliverableFactory(brief=old, name="Dropped", dropped_on=DAY)
    brief = open_one(account, eli, request=request, template=template, copy_of=old, texts={"why_now": "From the form"})
    contents = contents_of(brief)
    assert {key: text for key, text in contents["texts"].items() if text} == {
        "ask": "From the request",
        "audience": "From the old one",
        "tone": "From the template",
        "why_now": "From the form",
        "unplaced": "Reach?: All",
    }
    assert [(row["name"], row["due_on"]) for row in contents["deliverables"]] == [("Poster", None)]
    assert contents["facts"] == {
        "title": "Oats in May",
        "kind": "campaign",
        "wanted_on": "2026-05-01",
        "budget_minor": 100,
        "currency": account.currency,
        "rounds_sold": None,
        "contact": str(contact),
        "contact_id": contact.pk,
    }
    assert brief.request == request


def test_w2_nothing_of_another_client_begins_a_brief(account, eli):
    stranger = AccountFactory()
    for foreign in (
        {"copy_of": BriefFactory(account=stranger)},
        {"template": BriefTemplateFactory(account=stranger)},
        {"request": JobRequestFactory(account=stranger)},
        {"contact": ContactFactory(client=stranger.client)},
    ):
        with pytest.raises(Refused):
            open_one(account, eli, **foreign)
    assert not Brief.objects.filter(account=account).exists()


def test_w2_otto_opens_and_writes_nothing_on_an_account_that_is_not_his(account, otto):
    brief = BriefFactory(account=account)
    for act in (
        lambda: open_one(account, otto),
        lambda: write_section(brief, "ask", by=otto, text="x"),
        lambda: change_brief(brief, by=otto, title="x"),
        lambda: add_deliverable(brief, by=otto, name="x"),
        lambda: change_deliverable(DeliverableFactory(brief=brief), by=otto, name="x"),
        lambda: drop_deliverable(DeliverableFactory(brief=brief), by=otto, today=DAY),
        lambda: remove_file(AttachmentFactory(brief=brief), by=otto),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert not Event.objects.exists()


@pytest.mark.parametrize("state", sorted(set(BriefState) - {BriefState.DRAFT}))
def test_w2_only_a_draft_stands_open(state, account, eli):
    days = {"delivered_on": DAY, "closed_on": DAY}
    brief = BriefFactory(account=account, state=state, held_from="draft" if state == BriefState.ON_HOLD else "", **days)
    row = DeliverableFactory(brief=brief)
    for act in (
        lambda: write_section(brief, "ask", by=eli, text="x"),
        lambda: change_brief(brief, by=eli, title="x"),
        lambda: add_deliverable(brief, by=eli, name="x"),
        lambda: change_deliverable(row, by=eli, name="x"),
        lambda: drop_deliverable(row, by=eli, today=DAY),
        lambda: order_deliverables(brief, by=eli, keys=[row.pk]),
    ):
        with pytest.raises(IllegalMove):
            act()
    assert not Event.objects.exists()


def test_w2_the_second_of_two_in_one_section_is_told_and_shown_both(account, eli, cora):
    brief = open_one(account, cora)
    write_section(brief, "audience", by=eli, text="Eli's", version=1)
    with pytest.raises(LostRace) as told:
        write_section(brief, "audience", by=cora, text="Cora's", version=1)
    assert told.value.mine == {"Audience": ("Eli's", "Cora's")}
    assert brief.sections.get(key="audience").text == "Eli's"
    assert write_section(brief, "audience", by=cora, text="Eli's", version=1).version == 2, "the same words are no conflict"
    assert write_section(brief, "insight", by=cora, text="Another section", version=1).text == "Another section"


def test_w2_a_section_has_an_end(account, eli):
    brief = open_one(account, eli)
    with pytest.raises(Refused):
        write_section(brief, "background", by=eli, text="x" * 60_001)
    assert write_section(brief, "background", by=eli, text="x" * 60_000).version == 2


def test_w2_a_day_of_writing_is_one_line_and_what_is_written_over_stays(account, eli, cora):
    brief = open_one(account, cora)
    for text in ("O", "Oa", "Oats"):
        write_section(brief, "ask", by=cora, text=text, at=AT)
    write_section(brief, "tone", by=cora, text="Warm", at=NEXT_DAY)
    write_section(brief, "ask", by=eli, text="Porridge", at=NEXT_DAY)
    assert verbs() == ["brief.opened", "brief.written", "brief.written", "brief_section.rewritten"]
    assert Event.objects.latest("pk").words["before"] == "Oats"


def test_w2_only_who_sees_fees_changes_a_budget_and_no_timeline_tells_it(account, eli, cora):
    brief = open_one(account, eli, budget_minor=10_000)
    with pytest.raises(PermissionDenied):
        change_brief(brief, by=cora, title="New", budget_minor=5)
    assert change_brief(brief, by=cora, title="New", budget_minor=10_000).title == "New"
    changed = change_brief(brief, by=eli, budget_minor=20_000)
    assert (changed.budget_minor, changed.version) == (20_000, 3)
    told = [event.words for event in Event.objects.filter(verb="brief.changed").order_by("pk")]
    assert [(words["changes"], words["budget"]) for words in told] == [({"title": ["Oats in May", "New"]}, False), ({}, True)]
    with pytest.raises(LostRace):
        change_brief(brief, by=eli, version=1, title="Stale")


def test_w2_deliverables_are_added_ordered_changed_and_dropped(account, eli):
    brief = open_one(account, eli)
    first, second, third = (add_deliverable(brief, by=eli, name=name) for name in ("Film", "Poster", "Banner"))
    order_deliverables(brief, by=eli, keys=[third.pk, first.pk, third.pk, 0])
    change_deliverable(first, by=eli, version=1, quantity=3)
    drop_deliverable(second, by=eli, today=DAY)
    assert [(row["name"], row["quantity"]) for row in contents_of(brief)["deliverables"]] == [("Banner", 1), ("Film", 3)]
    assert set(brief.deliverables.all()) == {first, third}, "nobody knew of it: it is gone"


def test_w2_a_deliverable_that_work_began_on_is_kept_with_its_files(account, eli):
    brief = open_one(account, eli)
    with_files, approved_before = DeliverableFactory(brief=brief), DeliverableFactory(brief=brief)
    WorkFileFactory(deliverable=with_files)
    drop_deliverable(with_files, by=eli, today=DAY)
    Brief.objects.filter(pk=brief.pk).update(edition=2)
    drop_deliverable(approved_before, by=eli, today=DAY)
    assert set(Deliverable.objects.filter(dropped_on=DAY)) == {with_files, approved_before}
    assert contents_of(brief)["deliverables"] == []


def test_w2_files_come_and_go_and_the_line_stays(account, eli, settings, tmp_path):
    from django.core.files.uploadedfile import SimpleUploadedFile

    settings.MEDIA_ROOT = tmp_path
    brief = open_one(account, eli)
    file = SimpleUploadedFile("guide.pdf", b"%PDF-1.4 words")
    attachment = attach_file(brief, by=eli, file=file, name="guide.pdf", stored_name="abc.pdf", part="client", at=AT)
    assert (attachment.name, attachment.size, attachment.part) == ("guide.pdf", 14, "client")
    removed = remove_file(attachment, by=eli, at=NEXT_DAY)
    assert remove_file(attachment, by=eli, at=AT).removed_at == removed.removed_at == NEXT_DAY
    assert verbs() == ["brief.opened", "attachment.added", "attachment.removed"]
