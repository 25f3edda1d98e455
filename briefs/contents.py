"""What a brief says, as plain values: what the quality rules read, a submission keeps (`BriefVersion.contents`) and a document prints."""

from briefs.models import Brief, Deliverable

DELIVERABLE_FACTS = ("name", "kind", "spec", "channel", "language", "quantity")


def contents_of(brief: Brief) -> dict:
    """Facts, section texts by key (empty ones too) and deliverables in their order. JSON: days are ISO, money is minor units.

    `{"facts": {title, kind, wanted_on, budget_minor, currency, rounds_sold, contact, contact_id}, "texts": {key: text},
    "deliverables": [{id, name, kind, spec, channel, language, quantity, due_on}, …]}`
    """
    return {
        "facts": facts_of(brief),
        "texts": {section.key: section.text for section in brief.sections.all()},
        "deliverables": [deliverable_facts(one) for one in brief.deliverables.all() if one.dropped_on is None],
    }


def facts_of(brief: Brief) -> dict:
    return {
        "title": brief.title,
        "kind": brief.kind,
        "wanted_on": brief.wanted_on.isoformat() if brief.wanted_on else None,
        "budget_minor": brief.budget_minor,
        "currency": brief.currency,
        "rounds_sold": brief.rounds_sold,
        "contact": str(brief.contact) if brief.contact_id else "",
        "contact_id": brief.contact_id,
    }


def deliverable_facts(deliverable: Deliverable) -> dict:
    facts = {field: getattr(deliverable, field) for field in DELIVERABLE_FACTS}
    return {"id": deliverable.pk, **facts, "due_on": deliverable.due_on.isoformat() if deliverable.due_on else None}
