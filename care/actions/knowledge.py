"""What people do with the agency's knowledge (R7): write a page, change it, say that it still holds, archive it; note what a rival does."""

from collections.abc import Sequence
from datetime import date

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils.translation import gettext as _

from care.models import CompetitorNote, KnowledgePage, PageEdition
from care.tags import set_tags
from clients.actions import add_competitor
from clients.models import Client, Competitor, MarketNote
from core.changes import ask, set_facts, take_for_change
from core.errors import Refused
from core.moves import record, take


def next_review(day: date, months: int | None) -> date | None:
    return day + relativedelta(months=months) if months else None


@transaction.atomic
def write_page(
    *,
    by,
    today: date,
    title: str,
    body: str,
    kind: str,
    keeper=None,
    review_months: int | None = None,
    clients=(),
    industries=(),
    topics=(),
) -> KnowledgePage:
    """Keep what the agency knows. Raises Refused when the keeper may not know of a client that it is about."""
    ask(by, "care.write_page")
    page = KnowledgePage.objects.create(
        title=title,
        body=body,
        kind=kind,
        author=by,
        keeper=keeper or by,
        review_months=review_months,
        reviewed_on=today,
        review_due_on=next_review(today, review_months),
    )
    page.clients.set(_seen(by, clients))
    set_tags(page, industries=industries, topics=topics)
    _keeper_sees(page)
    _keep_edition(page, by=by)
    record(page, "knowledge_page.written", by=by)
    if len(clients) == 1:  # with several, the timeline of one would tell of the others
        record(clients[0], "client.page_written", by=by)
    return page


@transaction.atomic
def change_page(
    page: KnowledgePage, *, by, today: date, version=None, clients=None, industries=None, topics=None, **facts
) -> KnowledgePage:
    """A new text is a new edition; whoever changes the text has read it, so it counts as reviewed."""
    fresh = take_for_change(page, by=by, may="care.change_page", version=version, facts=facts)
    before = (fresh.title, fresh.body)
    if "keeper" in facts:
        facts["keeper"] = facts["keeper"] or fresh.author
    if "review_months" in facts:
        facts["review_due_on"] = next_review(fresh.reviewed_on, facts["review_months"])
    changes = set_facts(fresh, facts)
    retagged = _retag(fresh, by=by, clients=clients, industries=industries, topics=topics)
    _keeper_sees(fresh)
    if (fresh.title, fresh.body) != before:
        fresh.edition += 1
        fresh.reviewed_on, fresh.review_due_on = today, next_review(today, fresh.review_months)
        fresh.save(update_fields=["edition", "reviewed_on", "review_due_on"])
        _keep_edition(fresh, by=by)
    if retagged and not changes:
        fresh.version += 1
        fresh.save(update_fields=["version"])
    if changes or retagged:
        record(fresh, "knowledge_page.changed", by=by)
    return fresh


def _retag(page, *, by, clients, industries, topics) -> bool:
    retagged = False
    if clients is not None:
        wanted = {client.pk for client in _seen(by, clients)}
        retagged = wanted != set(page.about.values_list("client", flat=True))
        page.clients.set(wanted)
    if industries is not None or topics is not None:
        retagged |= set_tags(page, industries=industries or (), topics=topics or ())
    return retagged


def _seen(by, clients) -> Sequence[Client]:
    """These clients, each of which whoever writes must know."""
    wanted = {client.pk for client in clients}
    if by is not None and Client.objects.visible_to(by).filter(pk__in=wanted).count() != len(wanted):
        raise Refused(_("There is a client here that you may not see."))
    return clients


def _keeper_sees(page: KnowledgePage) -> None:
    if page.keeper_id and not KnowledgePage.objects.visible_to(page.keeper).filter(pk=page.pk).exists():
        raise Refused(_("%(person)s may not see every client that this page is about: choose another keeper.") % {"person": page.keeper})


def _keep_edition(page: KnowledgePage, *, by) -> None:
    PageEdition.objects.create(page=page, number=page.edition, title=page.title, body=page.body, saved_by=by)


@transaction.atomic
def review_page(page: KnowledgePage, *, by, today: date, version=None) -> KnowledgePage:
    """It still holds. Pressed twice on a day, it says so once."""
    fresh = take(page, by=by, may="care.review_page", version=version)
    due = next_review(today, fresh.review_months)
    if (fresh.reviewed_on, fresh.review_due_on) != (today, due):
        fresh.reviewed_on, fresh.review_due_on, fresh.version = today, due, fresh.version + 1
        fresh.save(update_fields=["reviewed_on", "review_due_on", "version"])
        record(fresh, "knowledge_page.reviewed", by=by)
    return fresh


@transaction.atomic
def archive_page(page: KnowledgePage, *, by, today: date, note: str, version=None) -> KnowledgePage:
    """It no longer holds, and is kept all the same."""
    fresh = take(page, by=by, may="care.archive_page", version=version)
    if fresh.archived_on is None:
        fresh.archived_on, fresh.archived_reason, fresh.version = today, note.strip()[:300], fresh.version + 1
        fresh.save(update_fields=["archived_on", "archived_reason", "version"])
        record(fresh, "knowledge_page.archived", by=by, note=note)
    return fresh


@transaction.atomic
def restore_page(page: KnowledgePage, *, by, today: date) -> KnowledgePage:
    """It holds again, from today on."""
    fresh = take(page, by=by, may="care.archive_page")
    if fresh.archived_on is not None:
        fresh.archived_on, fresh.archived_reason, fresh.version = None, "", fresh.version + 1
        fresh.reviewed_on, fresh.review_due_on = today, next_review(today, fresh.review_months)
        fresh.save()
        record(fresh, "knowledge_page.restored", by=by)
    return fresh


# ── What competitors do, and what notes are found under ──────────────────────────────────────────


@transaction.atomic
def note_competitor(
    client: Client, *, by, about: str, text: str, noted_on: date, source: str = "", industries=(), topics=()
) -> CompetitorNote:
    """Something a competitor of the client did. One that is not on the client's list yet is put there."""
    ask(by, "clients.note_market", client)
    competitor = Competitor.objects.filter(client=client, name__iexact=about).first() or add_competitor(client, by=by, name=about)
    note = CompetitorNote.objects.create(
        client=client, competitor=competitor, about=competitor.name, text=text, noted_on=noted_on, source=source, noted_by=by
    )
    set_tags(note, industries=industries, topics=topics)
    record(note, "competitor_note.added", by=by)
    return note


@transaction.atomic
def change_competitor_note(note: CompetitorNote, *, by, version=None, industries=(), topics=(), **facts) -> CompetitorNote:
    fresh = take_for_change(note, by=by, may="care.change_competitor_note", version=version, facts=facts)
    changes = set_facts(fresh, facts)
    if set_tags(fresh, industries=industries, topics=topics) and not changes:
        fresh.version += 1
        fresh.save(update_fields=["version"])
    if changes:
        record(fresh, "competitor_note.changed", by=by, changes=changes)
    return fresh


@transaction.atomic
def tag_market_note(note: MarketNote, *, by, industries=(), topics=(), version=None) -> MarketNote:
    """Under which words a note is found besides its client's industry."""
    fresh = take(note, by=by, may="clients.note_market", version=version)
    if set_tags(fresh, industries=industries, topics=topics):
        fresh.version += 1
        fresh.save(update_fields=["version"])
    return fresh
