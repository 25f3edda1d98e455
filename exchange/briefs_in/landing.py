"""A placed document becomes a draft of an account: title, sections, deliverables, day and budget (W2)."""

from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from briefs.actions.writing import open_brief
from briefs.models import Brief
from briefs.quality.scoring import place_words
from briefs.scores import report_of
from briefs.sections import SECTIONS
from briefs.states import BriefKind
from core.money import Money
from exchange.briefs_in.outline import Outline
from exchange.briefs_in.placing import KRONA_SIGN, Placed, folded, place
from exchange.briefs_in.words import BUDGET, CLIENT, DAY_WANTED

KRONAS = frozenset({"SEK", "NOK", "DKK", "ISK"})
KIND_WORDS = {
    BriefKind.FILM: "film video tvc spot commercial cortometraje pelicula elokuva",
    BriefKind.SOCIAL: "social instagram tiktok facebook linkedin",
    BriefKind.DIGITAL: "website site web landing banner app ecommerce online platform plataforma verkkosivu sito readme",
    BriefKind.PRINT: "print poster brochure leaflet flyer magazine folleto cartel esite",
    BriefKind.EVENT: "event exhibition fair launch party evento feria tapahtuma",
    BriefKind.BRANDING: "branding rebrand logo identity identidad identita",
    BriefKind.CAMPAIGN: "campaign campana campagna kampanja advertising",
}


@dataclass
class Landed:
    """What became of a document; `as_json` is what the command prints."""

    brief: Brief
    placed: Placed
    score: int
    findings: list = field(default_factory=list)

    @property
    def filled(self) -> list[str]:
        return [section.key for section in SECTIONS if section.key in self.placed.texts and section.key != "unplaced"]

    @property
    def empty(self) -> list[str]:
        return [section.key for section in SECTIONS if section.key not in self.placed.texts and section.key != "unplaced"]

    def as_json(self) -> dict:
        return {
            "brief": self.brief.number,
            "url": self.brief.get_absolute_url(),
            "title": self.brief.title,
            "sections": {"filled": self.filled, "empty": self.empty},
            "deliverables": len(self.placed.deliverables),
            "facts": {name: _as_json(value) for name, value in self.placed.facts.items()},
            "left_over": [{"heading": heading, "text": text} for heading, text in self.placed.left_over],
            "form_words": self.placed.form_words,
            "score": self.score,
            "findings": [
                {
                    "rule": fault.rule.key,
                    "where": str(place_words(fault.where)),
                    "what": str(fault.finding.what),
                    "how": str(fault.finding.how),
                    "points": fault.points,
                }
                for fault in self.findings
            ],
        }


def _as_json(value):
    if isinstance(value, tuple):
        amount, currency = value
        return {"amount": str(amount), "currency": currency}
    return str(value)


@transaction.atomic
def bring_in(outline: Outline, account, *, by, today: date, name: str = "") -> Landed:
    """Open a draft from a document. Raises PermissionDenied, Refused. `name` is the file's, for one without a title."""
    placed = place(outline, known_client=account.client.name)
    unplaced = "\n\n".join(f"{heading}\n{text}".strip() for heading, text in placed.left_over)
    texts = placed.texts | ({"unplaced": unplaced} if unplaced else {})
    wanted_on = placed.facts.get(DAY_WANTED)
    brief = open_brief(
        account,
        by=by,
        today=today,
        title=(placed.title or name or _("Imported brief"))[:200],
        kind=kind_of(placed),
        wanted_on=wanted_on,
        budget_minor=budget_of(placed, account, by=by),
        texts=texts,
        deliverables=placed.deliverables,
    )
    report = report_of(brief)
    return Landed(brief, placed, report.score, report.faults)


def budget_of(placed: Placed, account, *, by) -> int | None:
    """In the account's currency, or none: a budget in another one stays in words."""
    found = placed.facts.get(BUDGET)
    if found is None or not by.has_perm("clients.see_fees", account):
        return None
    amount, currency = found
    if currency == KRONA_SIGN and account.currency in KRONAS:
        currency = account.currency
    return Money.of(amount, account.currency).minor if currency in ("", account.currency) else None


def kind_of(placed: Placed) -> str:
    """By the words of the title, then of the deliverables, then of the ask; other where none tells."""
    named = " ".join(row["name"] for row in placed.deliverables)
    for text in (placed.title, named, placed.texts.get("channels", ""), placed.texts.get("ask", "")):
        words = set(folded(text).split())
        for kind, signs in KIND_WORDS.items():
            if words & set(signs.split()):
                return kind
    return BriefKind.OTHER


def other_client(placed: Placed, account) -> str:
    """The client that the document names, when it is another one: somebody may have chosen the wrong account."""
    said = placed.facts.get(CLIENT, "")
    ours = {folded(account.name), folded(account.client.name), folded(account.client.legal_name or "")}
    return "" if not said or any(folded(said) in name or name in folded(said) for name in ours if name) else said
