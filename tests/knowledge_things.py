"""One row of what is known, about the client of the cast."""

from datetime import timedelta

from care.tests.factories import CompetitorNoteFactory, KnowledgePageFactory, TagFactory


def knowledge_rows(account, cast) -> dict:
    """A page that is due, one that is archived, and a note about a competitor; Eli wrote them."""
    eli = cast["eli"]
    facts = {"clients": [account.client], "author": eli}
    page = KnowledgePageFactory(title="How Kaura likes its oats", review_months=6, review_due_on=eli.today, **facts)
    gone = KnowledgePageFactory(title="How it was", archived_on=eli.today - timedelta(days=3), archived_reason="Old", **facts)
    note = CompetitorNoteFactory(client=account.client, noted_by=eli)
    TagFactory(page=page, word="Oats of the cast")
    return {"knowledge_page": page, "archived_page": gone, "competitor_note": note}
