"""What a contact report says, as words: what a page and the PDF show, what an issue keeps, and what changed between two."""

from dataclasses import dataclass, field
from datetime import date, time

from django.conf import settings
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from care.models import ContactReport
from care.states import CheckInKind, LineKind
from core.comparing import Change, Piece, compare_words
from core.together import is_laid_on


def contents_of(report: ContactReport) -> dict:
    """All of it as it stands now, as JSON keeps it. Five queries, none of a report that is loaded (`report_reading`)."""
    lines = report.lines.all() if is_laid_on(report, "lines") else report.lines.select_related("owner", "contact")
    check_in = report.check_in
    return {
        "number": report.number,
        "agency": settings.AGENCY_NAME,
        "client": str(report.account.client),
        "account": report.account.name,
        "product": report.product,
        "kind": check_in.kind,
        "held_on": check_in.held_on.isoformat(),
        "place": report.place,
        "theirs": [[contact.name, contact.job_title] for contact in report.contacts.all()],
        "ours": [[person.name, str(person.post)] for person in report.people.all()],
        "copies": [str(one) for one in (*report.copy_contacts.all(), *report.copy_people.all())],
        "lines": [line_contents(line) for line in lines],
        "next": [report.next_on.isoformat(), f"{report.next_at:%H:%M}" if report.next_at else "", report.next_kind]
        if report.next_on
        else None,
    }


def line_contents(line) -> dict:
    return {
        "pk": line.pk,
        "key": str(line.key),
        "kind": line.kind,
        "topic": line.topic,
        "job": line.job,
        "text": line.text,
        "who": str(line.who) if line.who else "",
        "is_theirs": line.contact_id is not None,
        "due_on": line.due_on.isoformat() if line.due_on else "",
    }


@dataclass(slots=True)
class Told:
    """A line as a reader sees it. `change` is "", "new", "changed" or "gone" against the issue before."""

    pk: int | None
    key: str
    kind: str
    text: str
    who: str = ""
    is_theirs: bool = False
    due_on: date | None = None
    change: str = ""
    pieces: list[Piece] = field(default_factory=list)
    disputes: list = field(default_factory=list)
    form_key: str = ""  # of the form by which a contact disputes it
    typed: str = ""  # what they have typed there and could not send

    @property
    def kind_words(self) -> str:
        return str(LineKind(self.kind).label)


@dataclass(slots=True)
class Topic:
    name: str
    job: str
    lines: list[Told]


def told(row: dict, before: dict | None, *, is_first: bool) -> Told:
    due_on = date.fromisoformat(row["due_on"]) if row["due_on"] else None
    one = Told(row["pk"], row["key"], row["kind"], row["text"], row["who"], row["is_theirs"], due_on)
    if is_first:
        return one
    if before is None:
        one.change = "new"
    elif line_words(before) != line_words(row):
        one.change, one.pieces = "changed", compare_words(line_words(before), line_words(row))
    return one


def line_words(row: dict) -> str:
    """The line as one text: "Send the plan (Eli Executive, by 3 March 2026)"."""
    due = _("by %(day)s") % {"day": date_format(date.fromisoformat(row["due_on"]), "j F Y")} if row["due_on"] else ""
    more = ", ".join(filter(None, (row["who"], due)))
    return f"{row['text']} ({more})" if more else row["text"]


def topics_of(contents: dict, before: dict | None = None) -> list[Topic]:
    """The lines in their order, those of one topic together; against `before`, the issue that the client has read."""
    old = {row["key"]: row for row in before["lines"]} if before else {}
    topics: list[Topic] = []
    for row in contents["lines"]:
        if not topics or (row["topic"] and row["topic"] != topics[-1].name):
            topics.append(Topic(row["topic"] or _("Notes"), row["job"], []))
        topics[-1].job = topics[-1].job or row["job"]
        topics[-1].lines.append(told(row, old.get(row["key"]), is_first=before is None))
    return topics


def gone_lines(contents: dict, before: dict | None) -> list[str]:
    """What the issue before said and this one does not say any more."""
    if before is None:
        return []
    kept = {row["key"] for row in contents["lines"]}
    return [line_words(row) for row in before["lines"] if row["key"] not in kept]


def facts_of(contents: dict) -> list[tuple[str, str]]:
    """The head of the form: name and value."""
    people = [
        (_("Present from %(client)s") % {"client": contents["client"]}, contents["theirs"]),
        (_("Present from %(agency)s") % {"agency": contents["agency"]}, contents["ours"]),
    ]
    facts = [
        (_("Client"), contents["client"]),
        (_("Product"), contents["product"] or contents["account"]),
        (_("Date"), long_day(contents["held_on"])),
        (_("Kind"), str(CheckInKind(contents["kind"]).label)),
        (_("Place"), contents["place"]),
        *((label, "\n".join(", ".join(filter(None, one)) for one in rows)) for label, rows in people),
        (_("Copies"), ", ".join(contents["copies"])),
        (_("Next meeting"), next_words(contents)),
    ]
    return [(label, value) for label, value in facts if value]


def next_words(contents: dict) -> str:
    if not contents["next"]:
        return ""
    day, at, kind = contents["next"]
    words = f"{CheckInKind(kind).label}, {long_day(day)}"
    if at:
        words += f", {time_format(time.fromisoformat(at))}"
    return words


def long_day(iso: str) -> str:
    return date_format(date.fromisoformat(iso), "l j F Y")


def changed_facts(contents: dict, before: dict | None) -> list[Change]:
    """Facts of the head that say something else than in the issue before."""
    if before is None:
        return []
    old, new = dict(facts_of(before)), dict(facts_of(contents))
    labels = list(dict.fromkeys([*new, *old]))
    return [
        Change(label, compare_words(old.get(label, ""), new.get(label, ""))) for label in labels if old.get(label, "") != new.get(label, "")
    ]
