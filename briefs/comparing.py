"""What changed between two submissions of a brief, word by word (W2, W3): struck, underlined, unchanged fields left out."""

from collections.abc import Iterator
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from briefs.models import Brief
from briefs.sections import SECTIONS
from briefs.states import BriefKind
from core.comparing import Change, compare_words
from core.marks import money_words
from core.money import Money

# ── Two submissions ──────────────────────────────────────────────────────────────────────────────


def changes(before: dict, after: dict, *, with_money: bool) -> list[Change]:
    """Every field of two `contents` that differs, facts first, then sections in their order, then deliverables."""
    return [Change(label, compare_words(was, now)) for label, was, now in _differing(before, after, with_money=with_money)]


def changed_fields(before: dict, after: dict, *, with_money: bool) -> list[str]:
    """Their names alone."""
    return [label for label, _was, _now in _differing(before, after, with_money=with_money)]


def _differing(before: dict, after: dict, *, with_money: bool) -> Iterator[tuple[str, str, str]]:
    old, new = fields_of(before, with_money=with_money), fields_of(after, with_money=with_money)
    for key in sorted({**new, **old}, key=lambda key: key[0]):  # stable: within facts, sections, deliverables as they stand
        was, now = old.get(key), new.get(key)
        if was != now:
            yield (now or was)[0], was[1] if was else "", now[1] if now else ""


def fields_of(contents: dict, *, with_money: bool) -> dict[tuple, tuple[str, str]]:
    """(place, key) → (label, text) of everything that a submission says."""
    facts, texts = contents.get("facts") or {}, contents.get("texts") or {}
    found = {(0, key): (label, text) for key, label, text in fact_words(facts, with_money=with_money)}
    found |= {(1, section.key): (str(section.label), texts.get(section.key) or "") for section in SECTIONS}
    for row in contents.get("deliverables") or []:
        found[2, row.get("id") or row.get("name")] = (_("Deliverable: %(name)s") % {"name": row.get("name", "")}, deliverable_words(row))
    return found


def fact_words(facts: dict, *, with_money: bool) -> Iterator[tuple[str, str, str]]:
    """(key, label, text) of title, kind, contact, day, rounds, and the budget for those who may see it."""
    yield "title", name_of("title"), facts.get("title") or ""
    yield "kind", name_of("kind"), kind_words(facts.get("kind"))
    yield "contact", name_of("contact"), facts.get("contact") or ""
    yield "wanted_on", name_of("wanted_on"), day_of(facts.get("wanted_on"))
    yield "rounds_sold", name_of("rounds_sold"), "" if facts.get("rounds_sold") is None else str(facts["rounds_sold"])
    if with_money:
        minor = facts.get("budget_minor")
        yield "budget", name_of("budget_minor"), "" if minor is None else money_words(Money(minor, facts.get("currency") or "EUR"))


def name_of(field: str) -> str:
    name = str(Brief._meta.get_field(field).verbose_name)
    return name[:1].upper() + name[1:]


def kind_words(kind: str | None) -> str:
    return str(dict(BriefKind.choices).get(kind, kind or ""))


def day_of(iso: str | None) -> str:
    return date_format(date.fromisoformat(iso), "j F Y") if iso else ""


def deliverable_words(row: dict) -> str:
    """One line that says all of it."""
    due = _("due %(day)s") % {"day": day_of(row["due_on"])} if row.get("due_on") else ""
    times = f"{row['quantity']} ×" if row.get("quantity", 1) != 1 else ""
    name = " ".join(filter(None, (times, row.get("name"))))
    return ", ".join(filter(None, (name, kind_words(row.get("kind")), row.get("spec"), row.get("channel"), row.get("language"), due)))
