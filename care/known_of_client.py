"""What is known of one client, for its own page and for the tab of an account (R7, C8)."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import BigIntegerField, DateField, F, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _

from care.models import CompetitorNote, KnowledgePage, ReportedFigure
from clients.models import Competitor, MarketNote, Preference

MOST_NOTES, MOST_PAGES, MOST_HEARD = 60, 40, 200


@dataclass(frozen=True, slots=True)
class Taste:
    """Something that came or went in a quarter."""

    day: date
    is_gone: bool
    heard: Preference


@dataclass(frozen=True, slots=True)
class RivalNote:
    """What a competitor did, as a line shows it."""

    pk: int
    noted_on: date
    text: str
    source: str
    noted_by: str


@dataclass(slots=True)
class Rival:
    """A competitor with what it did, newest first; one that was taken off the list has its name alone."""

    name: str
    website: str = ""
    remark: str = ""
    notes: list[RivalNote] = field(default_factory=list)


def known_of(person, client, *, account=None) -> dict:
    """The context of `care/_known.html`. Preferences are of this account, or of all accounts of the client that the reader sees."""
    heard = Preference.objects.visible_to(person).select_related("contact", "account", "noted_by")
    heard = heard.filter(account=account) if account else heard.filter(account__client=client)
    pages = KnowledgePage.objects.visible_to(person).current().about_client(client).select_related("keeper", "author")
    return {
        "quarters": quarters_of(list(heard[:MOST_HEARD])),
        "notes": list(MarketNote.objects.filter(client=client).select_related("noted_by")[:MOST_NOTES]),
        "rivals": rivals_of(client),
        "pages": list(pages.order_by("-reviewed_on", "-pk")[:MOST_PAGES]),
        "reported": latest_reported(client) if account is None else [],
        "may_note_market": person.has_perm("clients.note_market", client),
        "known_client": client,
    }


def quarters_of(heard: list[Preference]) -> list[tuple[str, list[Taste]]]:
    """How tastes changed: for each quarter what was heard and what was no longer true, newest first."""
    found: defaultdict[tuple[int, int], list[Taste]] = defaultdict(list)
    for one in heard:
        found[_quarter(one.heard_on)].append(Taste(one.heard_on, False, one))
        if one.withdrawn_on:
            found[_quarter(one.withdrawn_on)].append(Taste(one.withdrawn_on, True, one))
    return [
        (
            _("Quarter %(n)d of %(year)d") % {"n": number, "year": year},
            sorted(tastes, key=lambda taste: (taste.day, taste.heard.pk), reverse=True),
        )
        for (year, number), tastes in sorted(found.items(), reverse=True)
    ]


def _quarter(day: date) -> tuple[int, int]:
    return day.year, (day.month + 2) // 3


def latest_reported(client) -> list[ReportedFigure]:
    """The newest of each figure that other systems told of it; of two records of one system each says its own (`has_twin`)."""
    newest: dict[tuple, ReportedFigure] = {}
    for figure in ReportedFigure.objects.filter(client=client).newest_first()[:MOST_NOTES]:
        newest.setdefault((figure.source, figure.which, figure.record), figure)
    told = Counter((source, which) for source, which, _record in newest)
    for figure in newest.values():
        figure.has_twin = told[figure.source, figure.which] > 1
    return list(newest.values())


def rivals_of(client) -> list[Rival]:
    """Competitors of the client, those heard of last first; one query for them and for what they did."""
    nothing = {"day": Cast(Value(None), DateField()), "note_key": Cast(Value(None), BigIntegerField()), "by_name": Value("")}
    blank = {"site": Value(""), "remark": Value("")}
    listed = Competitor.objects.filter(client=client).annotate(
        of=F("name"), site=F("website"), remark=F("note"), words=Value(""), whence=Value(""), **nothing
    )
    told = {"day": F("noted_on"), "note_key": F("pk"), "by_name": F("noted_by__name")}
    notes = CompetitorNote.objects.filter(client=client).annotate(
        of=Coalesce(F("competitor__name"), F("about")), words=F("text"), whence=F("source"), **blank, **told
    )
    found: dict[str, Rival] = {}
    told_by = ("of", "site", "remark", "day", "words", "whence", "note_key", "by_name")
    lines = [rows.order_by().values_list(*told_by) for rows in (listed, notes)]
    for name, site, remark, day, words, source, key, by_name in lines[0].union(lines[1], all=True):
        rival = found.setdefault(name, Rival(name))
        if key is None:
            rival.website, rival.remark = site, remark
        else:
            rival.notes.append(RivalNote(key, day, words, source, by_name))
    for rival in found.values():
        rival.notes.sort(key=lambda note: (note.noted_on, note.pk), reverse=True)
    return sorted(found.values(), key=lambda rival: (-(rival.notes[0].noted_on.toordinal() if rival.notes else 0), rival.name.casefold()))
