"""What people do while a brief is written (W2): open it, write its sections, list what it hands over, add files.

The text stands open only while the brief is a draft; afterwards only a new version says something else. Each section has its own
version, so that two people write two sections without meeting, and the second of two in one section is told.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from briefs.actions.moving import is_open_for_writing
from briefs.actions.numbering import next_number
from briefs.authority import last_approval
from briefs.contents import DELIVERABLE_FACTS, contents_of
from briefs.models import Attachment, Brief, BriefSection, BriefTemplate, Deliverable, JobRequest
from briefs.scores import keep_score
from briefs.sections import BY_KEY, SECTIONS
from briefs.states import BriefKind, Part
from clients.models import Account, Contact
from core.changes import ask, set_facts, take_for_change
from core.errors import IllegalMove, LostRace, Refused
from core.models import Event
from core.moves import record, take

__all__ = [
    "add_deliverable",
    "attach_file",
    "change_brief",
    "change_deliverable",
    "contents_of",
    "drop_deliverable",
    "open_brief",
    "order_deliverables",
    "remove_file",
    "write_section",
]

MOST_SIGNS = 60_000  # of one section: thirty pages, and far too many


@transaction.atomic
def open_brief(
    account: Account,
    *,
    by,
    today: date,
    title: str,
    kind: str,
    request: JobRequest | None = None,
    contact: Contact | None = None,
    wanted_on: date | None = None,
    budget_minor: int | None = None,
    template: BriefTemplate | None = None,
    texts: dict[str, str] | None = None,
    deliverables: Iterable[dict] = (),
    copy_of: Brief | None = None,
) -> Brief:
    """A new job with its number and one text for each section. Raises PermissionDenied, Refused.

    What `texts` and `deliverables` say goes before what the request says, this before the old brief, this before the template.
    """
    ask(by, "briefs.add_brief", account)
    check_what_belongs(account, contact=contact, template=template, request=request, copy_of=copy_of)
    if request is not None:
        contact, wanted_on = contact or request.contact, wanted_on or request.wanted_on
        budget_minor = request.budget_minor if budget_minor is None else budget_minor
    brief = Brief.objects.create(
        account=account,
        number=next_number(account, today=today),
        title=title,
        kind=kind,
        request=request,
        contact=contact,
        author=by,
        wanted_on=wanted_on,
        budget_minor=budget_minor,
        currency=account.currency,
        rounds_sold=rounds_sold_on(account),
        opened_on=today,
        state_since=today,
    )
    said = beginnings(template=template, copy_of=copy_of, request=request, texts=texts)
    if any(len(text) > MOST_SIGNS for text in said.values()):
        raise too_long()
    BriefSection.objects.bulk_create(
        BriefSection(brief=brief, key=section.key, text=said.get(section.key, ""), written_by=by if said.get(section.key) else None)
        for section in SECTIONS
    )
    rows = list(deliverables) or rows_of(copy_of) or (template.deliverables if template else [])
    Deliverable.objects.bulk_create(
        Deliverable(brief=brief, position=place, **known_facts(row, kind=kind)) for place, row in enumerate(rows, start=1)
    )
    keep_score(brief)
    record(brief, "brief.opened", by=by, number=brief.number, copied_from=copy_of.number if copy_of else "")
    return brief


def check_what_belongs(account: Account, *, contact=None, template=None, request=None, copy_of=None) -> None:
    """Raises Refused when something is of another client or account: what one client told us is no beginning for another's brief."""
    if contact is not None and contact.client_id != account.client_id:
        raise Refused(_("%(contact)s is not with %(client)s.") % {"contact": contact, "client": account.client})
    if request is not None and request.account_id != account.pk:
        raise Refused(_("The request “%(request)s” is of another account.") % {"request": request})
    if template is not None and template.account_id not in (None, account.pk):
        raise Refused(_("The template “%(template)s” is of another account.") % {"template": template})
    if copy_of is not None and copy_of.account.client_id != account.client_id:
        raise Refused(_("%(brief)s is of another client.") % {"brief": copy_of})


def rounds_sold_on(account: Account) -> int | None:
    """Rounds a job has by the contract in force that says so; the newest, where several do."""
    contracts = account.contracts.in_force().exclude(rounds_per_job=None).order_by("-starts_on", "-pk")
    return contracts.values_list("rounds_per_job", flat=True).first()


def beginnings(*, template=None, copy_of=None, request=None, texts=None) -> dict[str, str]:
    """What each section begins with."""
    said = dict(template.texts) if template else {}
    if copy_of is not None:
        said |= {section.key: section.text for section in copy_of.sections.all() if section.text and section.key != "unplaced"}
    if request is not None:
        answers = "\n".join(f"{question}: {answer}" for question, answer in request.answers if answer)
        said |= {key: text for key, text in (("ask", request.ask), ("why_now", request.why_now), ("unplaced", answers)) if text}
    said |= {key: text for key, text in (texts or {}).items() if text}
    return {key: tidy(text) for key, text in said.items() if key in BY_KEY}


def rows_of(brief: Brief | None) -> list[dict]:
    """The deliverables of an old brief as rows of a new one: without their days."""
    return [{field: row[field] for field in DELIVERABLE_FACTS} for row in contents_of(brief)["deliverables"]] if brief else []


def known_facts(row: dict, *, kind: str) -> dict:
    """A row as it comes from a template, an import or an old brief, with nothing that a deliverable does not have."""
    facts = {field: row[field] for field in (*DELIVERABLE_FACTS, "due_on") if row.get(field) not in (None, "")}
    if facts.get("kind") not in BriefKind.values:
        facts["kind"] = kind
    for field in ("name", "spec", "channel", "language"):
        if field in facts:
            facts[field] = str(facts[field])[: Deliverable._meta.get_field(field).max_length]
    return {"name": _("Deliverable"), **facts}


def tidy(text: str) -> str:
    """Line ends as one sign, without blanks at the ends: a browser sends CRLF, a file may have either."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()


def too_long() -> Refused:
    return Refused(_("A section holds at most %(most)d signs: add the rest as a file.") % {"most": MOST_SIGNS})


def take_for_writing(brief: Brief, *, by) -> Brief:
    """The brief, locked, while its text stands open. Raises PermissionDenied; IllegalMove after it was submitted."""
    fresh = take(brief, by=by, may="briefs.change_brief")
    if not is_open_for_writing(fresh):
        raise IllegalMove(fresh, "write", fresh.state)
    return fresh


@transaction.atomic
def write_section(brief: Brief, key: str, *, by, text: str, version=None, at: datetime | None = None) -> BriefSection:
    """Say it in this section. Raises PermissionDenied, IllegalMove; LostRace with both texts when somebody else wrote it meanwhile.

    What somebody else had written there stays in the event, so that nothing is lost by being written over.
    """
    text, at = tidy(text), at or timezone.now()
    if len(text) > MOST_SIGNS:
        raise too_long()
    fresh = take_for_writing(brief, by=by)
    section, _made = BriefSection.objects.select_related("written_by").get_or_create(brief=fresh, key=key)
    if section.text == text:
        return section
    if version is not None and str(section.version) != str(version).strip():
        raise LostRace(section, {str(BY_KEY[key].label): (section.text, text)})
    replaced, author = section.text, section.written_by
    section.text, section.written_by, section.written_at = text, by, at
    section.version += 1
    section.save()
    keep_score(fresh)
    if replaced and author != by:
        record(section, "brief_section.rewritten", by=by, at=at, name=str(fresh), section=str(BY_KEY[key].label), before=replaced)
    elif not wrote_today(fresh, by=by, at=at):
        record(fresh, "brief.written", by=by, at=at)
    return section


def wrote_today(brief: Brief, *, by, at: datetime) -> bool:
    """One line a day and person on the timeline, not one for each pause in typing; anew after an approval, which writers are told by."""
    start = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    told = Event.objects.about(brief).filter(verb="brief.written", actor=by, at__gte=start, at__lte=at)
    return told.filter(at__gt=last_approval(brief.pk)).exists()


@transaction.atomic
def change_brief(brief: Brief, *, by, version=None, **facts) -> Brief:
    """Its title, kind, day, budget, contact, rounds. Raises PermissionDenied, IllegalMove, LostRace, Refused, ValidationError."""
    fresh = take_for_change(brief, by=by, may="briefs.change_brief", version=version, facts=facts)
    if not is_open_for_writing(fresh):
        raise IllegalMove(fresh, "change", fresh.state)
    if "budget_minor" in facts and facts["budget_minor"] != fresh.budget_minor:
        ask(by, "clients.see_fees", fresh.account)
    check_what_belongs(fresh.account, contact=facts.get("contact"))
    if changes := set_facts(fresh, facts):
        keep_score(fresh)
        budget = changes.pop(str(Brief._meta.get_field("budget_minor").verbose_name), None)  # figures are not for every reader
        record(fresh, "brief.changed", by=by, changes=changes, budget=bool(budget))
    return fresh


# ── Deliverables ──


@transaction.atomic
def add_deliverable(brief: Brief, *, by, **facts) -> Deliverable:
    fresh = take_for_writing(brief, by=by)
    last = fresh.deliverables.aggregate(last=Max("position"))["last"] or 0
    made = Deliverable(brief=fresh, **{"position": last + 1, "kind": fresh.kind, **facts})
    made.save()
    keep_score(fresh)
    record(made, "deliverable.added", by=by, brief=str(fresh))
    return made


@transaction.atomic
def change_deliverable(deliverable: Deliverable, *, by, version=None, **facts) -> Deliverable:
    brief = take_for_writing(deliverable.brief, by=by)
    fresh = take_for_change(deliverable, by=by, may="", version=version, facts=facts)
    if changes := set_facts(fresh, facts):
        keep_score(brief)
        record(fresh, "deliverable.changed", by=by, changes=changes, brief=str(brief))
    return fresh


@transaction.atomic
def drop_deliverable(deliverable: Deliverable, *, by, today: date, version=None) -> Deliverable:
    """It is not wanted. What no approved version knew of is gone; anything else is kept with its files, marked as dropped."""
    brief = take_for_writing(deliverable.brief, by=by)
    fresh = take(deliverable, by=by, version=version)
    if fresh.dropped_on is not None:
        return fresh
    record(brief, "deliverable.dropped", by=by, name=str(fresh), brief=str(brief))  # of the brief: the row may be gone in a moment
    if brief.edition == 1 and not fresh.files.exists():
        fresh.delete()
    else:
        set_facts(fresh, {"dropped_on": today})
    keep_score(brief)
    return fresh


@transaction.atomic
def order_deliverables(brief: Brief, *, by, keys: list[int]) -> None:
    """The rows in this order; any that the order does not name stay behind those that it names."""
    fresh = take_for_writing(brief, by=by)
    rows = {row.pk: row for row in fresh.deliverables.all()}
    named = [rows.pop(key) for key in dict.fromkeys(keys) if key in rows]
    for place, row in enumerate([*named, *rows.values()], start=1):
        row.position = place
    Deliverable.objects.bulk_update([*named, *rows.values()], ["position"])


# ── Files ──


@transaction.atomic
def attach_file(
    brief: Brief, *, by, file, name: str, stored_name: str, part: str = Part.INTERNAL, at: datetime | None = None
) -> Attachment:
    """Guidelines, past work, research: while the job is not over. `name` and `stored_name` come from `core.uploads.checked`."""
    fresh = take(brief, by=by, may="briefs.change_brief")
    if fresh.is_over:
        raise IllegalMove(fresh, "attach", fresh.state)
    attachment = Attachment(brief=fresh, part=part, name=name, size=file.size, added_by=by, added_at=at or timezone.now())
    attachment.file.save(stored_name, file, save=False)
    attachment.save()
    record(attachment, "attachment.added", by=by, brief=str(fresh), part=part)
    return attachment


@transaction.atomic
def remove_file(attachment: Attachment, *, by, at: datetime | None = None) -> Attachment:
    """It no longer belongs to the brief; the file is kept, and the line with it, for whoever looks back."""
    brief = take(attachment.brief, by=by, may="briefs.change_brief")
    fresh = Attachment.objects.select_for_update().get(pk=attachment.pk)
    if fresh.removed_at is None:
        fresh.removed_at = at or timezone.now()
        fresh.save(update_fields=["removed_at"])
        record(fresh, "attachment.removed", by=by, brief=str(brief))
    return fresh
