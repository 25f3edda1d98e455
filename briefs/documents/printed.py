"""What is printed of a brief, whatever it is printed as. The one place that decides what a client's document holds."""

import re
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from briefs.models import Brief
from briefs.sections import SECTIONS
from briefs.states import BriefKind, BriefState, Part
from core.marks import money_words


@dataclass(frozen=True, slots=True)
class Printed:
    """Everything as words. `parts` is [(heading or "", [(section, text)])]; `rows` are deliverables, the first is the head."""

    title: str
    number: str
    edition: str
    state: str
    agency: str
    client: str
    day: str
    facts: list[tuple[str, str]]
    parts: list[tuple[str, list[tuple[str, str]]]]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    is_internal: bool = False

    @classmethod
    def of(cls, brief: Brief, *, for_client: bool, sees_budget: bool, today: date) -> "Printed":
        """`sees_budget`: of whoever asks for the document; without it the budget is left out."""
        texts = {row.key: row.text for row in brief.sections.all() if row.text}
        parts = [("", printed_part(texts, Part.CLIENT))]
        if not for_client:
            parts.append((_("For us alone"), printed_part(texts, Part.INTERNAL)))
        facts = [(_("Client"), str(brief.account.client)), (_("Account"), brief.account.name), (_("Kind"), brief.get_kind_display())]
        if brief.contact_id:
            facts.append((_("Asked by"), str(brief.contact)))
        if brief.wanted_on:
            facts.append((_("Delivery day"), long_day(brief.wanted_on)))
        if sees_budget and brief.budget:
            facts.append((_("Budget"), _("%(money)s, net of VAT") % {"money": money_words(brief.budget)}))
        if brief.rounds_sold is not None:
            facts.append((_("Rounds of changes"), str(brief.rounds_sold)))
        is_draft = brief.state in (BriefState.DRAFT, BriefState.IN_REVIEW)
        return cls(
            title=brief.title,
            number=brief.number,
            edition=_("Version %(number)s") % {"number": brief.edition},
            state=_("Draft, not approved yet") if is_draft else "",
            agency=settings.AGENCY_NAME,
            client=str(brief.account.client),
            day=long_day(today),
            facts=facts,
            parts=[part for part in parts if part[1]],
            rows=deliverable_rows(brief),
            is_internal=not for_client,
        )

    @property
    def file_name(self) -> str:
        """ "KAURA-26-0042-brief", nothing that a header or a file system reads as its own."""
        kind = "brief-internal" if self.is_internal else "brief"
        return re.sub(r"[^A-Za-z0-9\-]", "", self.number) + f"-{kind}"

    @property
    def line(self) -> str:
        return " · ".join(filter(None, (self.number, self.edition, self.day, self.state)))


def long_day(day: date) -> str:
    return date_format(day, "j F Y")


def printed_part(texts: dict[str, str], part: str) -> list[tuple[str, str]]:
    return [(str(section.label), texts[section.key]) for section in SECTIONS if section.part == part and texts.get(section.key)]


def deliverable_rows(brief: Brief) -> list[tuple[str, ...]]:
    kept = list(brief.deliverables.filter(dropped_on=None).order_by("position", "pk"))
    if not kept:
        return []
    head = (_("What"), _("Specification"), _("Channel"), _("Language"), _("Number"), _("Due"))
    return [head] + [
        (
            one.name if one.kind == brief.kind else f"{one.name} ({BriefKind(one.kind).label})",
            one.spec,
            one.channel,
            one.language,
            str(one.quantity),
            date_format(one.due_on, "j M Y") if one.due_on else "–",
        )
        for one in kept
    ]
