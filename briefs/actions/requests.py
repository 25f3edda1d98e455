"""What people do with job requests (W1): take one, put it right, ask back, note the answer, accept, decline, withdraw.

`by` is one of ours, or the request link of the client's contact (`RequestLink`), who asks, answers and withdraws for themselves.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from briefs.actions.request_links import REQUEST_LINKS
from briefs.actions.writing import attach_file, open_brief
from briefs.models import Brief, BriefTemplate, JobRequest, RequestFile, RequestLink, RequestMessage
from briefs.states import BriefKind, Part, RequestSource
from clients.letter_conditions import with_the_client
from clients.levels import level_of
from clients.models import Account, Contact
from core import changes, post
from core.errors import IllegalMove, Refused
from core.links import SecretLink
from core.moves import make_move, record, take
from core.uploads import checked_all
from core.workdays import add_working_days

MOST_FILES = 10  # at a time
MOST_BY_LINK_A_DAY = 20  # requests of one contact; ADR 0041
ASK_AGAIN_WORKING_DAYS = 5  # after asking back; ADR 0041


def answer_day(account: Account, *, came_on: date) -> date:
    """The last day on which an answer keeps our word, by the tier of the account (G2, W1)."""
    return add_working_days(came_on, level_of(account).request_answer_days)


@transaction.atomic
def add_request(
    account: Account,
    *,
    by,
    today: date,
    title: str,
    ask: str,
    kind: str = BriefKind.OTHER,
    why_now: str = "",
    wanted_on: date | None = None,
    budget_minor: int | None = None,
    contact: Contact | None = None,
    answers: Sequence[tuple[str, str]] = (),
    files: Sequence = (),
    came_on: date | None = None,
    source: str = RequestSource.STAFF,
) -> JobRequest:
    """Something the client asks us to make. Raises PermissionDenied, Refused; ValidationError for a file that does not pass."""
    changes.ask(by, "briefs.add_request", account)
    if account.closed_on:
        raise Refused(_("%(account)s is closed.") % {"account": account})
    is_by_link = isinstance(by, SecretLink)
    if is_by_link:
        contact, came_on, source = by.contact, today, RequestSource.LINK
        check_how_many(by, today=today)
    check_contact(account, contact)
    if budget_minor is not None and not is_by_link:
        changes.ask(by, "clients.see_fees", account)
    came_on = came_on or today
    request = JobRequest.objects.create(
        account=account,
        title=title,
        kind=kind,
        ask=ask,
        why_now=why_now,
        wanted_on=wanted_on,
        budget_minor=budget_minor,
        contact=contact,
        answers=[[question, answer] for question, answer in answers if answer],
        source=source,
        came_on=came_on,
        answer_by=answer_day(account, came_on=came_on),
    )
    record(request, "job_request.added", by=by, source=str(RequestSource(source).label))
    keep_files(request, files, is_from_client=is_by_link)
    return request


def check_contact(account: Account, contact: Contact | None) -> None:
    """Raises Refused for somebody who does not speak for this account."""
    if contact is not None and not Contact.objects.of_account(account).filter(pk=contact.pk).exists():
        raise Refused(_("%(contact)s does not speak for %(account)s.") % {"contact": contact, "account": account})


def check_how_many(link: RequestLink, *, today: date) -> None:
    """Raises Refused when a link is used to pour requests in. Locks the link, so that two at once are counted one by one."""
    RequestLink.objects.select_for_update().get(pk=link.pk)
    if JobRequest.objects.of_link(link).filter(source=RequestSource.LINK, came_on=today).count() >= MOST_BY_LINK_A_DAY:
        raise Refused(_("That is a lot for one day. Please call us about the rest."))


def keep_files(request: JobRequest, files: Sequence, *, is_from_client: bool) -> list[RequestFile]:
    """Each checked by name and content, stored under a name of ours. Raises ValidationError before any is kept."""
    place, kept = request.files.count(), []
    for number, (file, upload) in enumerate(zip(files, checked_all(files, most=MOST_FILES), strict=True), start=place + 1):
        row = RequestFile(request=request, name=upload.name, size=file.size, position=number, is_from_client=is_from_client)
        row.file.save(upload.stored_name(), file, save=False)
        row.save()
        kept.append(row)
    return kept


@transaction.atomic
def add_files(request: JobRequest, *, by, files: Sequence) -> list[RequestFile]:
    """What came with a request, later. Raises PermissionDenied, IllegalMove once it is over, ValidationError."""
    fresh = take(request, by=by, may="briefs.answer_request")
    if not fresh.is_open:
        raise IllegalMove(fresh, "add files", fresh.state)
    kept = keep_files(fresh, files, is_from_client=isinstance(by, SecretLink))
    if kept:
        record(fresh, "job_request.files_added", by=by, files=", ".join(row.name for row in kept))
    return kept


@transaction.atomic
def change_request(request: JobRequest, *, by, version=None, **facts) -> JobRequest:
    """Put right what was taken down. Raises PermissionDenied, IllegalMove once it is over, LostRace, Refused."""
    fresh = changes.take_for_change(request, by=by, may="briefs.answer_request", version=version, facts=facts)
    if not fresh.is_open:
        raise IllegalMove(fresh, "change", fresh.state)
    check_contact(fresh.account, facts.get("contact"))
    if "budget_minor" in facts and facts["budget_minor"] != fresh.budget_minor:
        changes.ask(by, "clients.see_fees", fresh.account)
    if "came_on" in facts and facts["came_on"] != fresh.came_on:
        facts["answer_by"] = answer_day(fresh.account, came_on=facts["came_on"])
    if differing := changes.set_facts(fresh, facts):
        budget = differing.pop(str(JobRequest._meta.get_field("budget_minor").verbose_name), None)  # figures are not for every reader
        record(fresh, "job_request.changed", by=by, changes=differing, budget=bool(budget))
    return fresh


# ── Triage ──


@transaction.atomic
def accept_request(
    request: JobRequest,
    *,
    by,
    today: date,
    title: str = "",
    kind: str = "",
    wanted_on: date | None = None,
    template: BriefTemplate | None = None,
    text: str = "",
    tell: bool = False,
    version=None,
) -> Brief:
    """Take it on: it becomes a job with a number, whose brief begins with what the client said. `tell` writes to the client."""
    fresh = make_move(request, "accept", by=by, note=text, version=version, answered_on=today, taken_by=by)
    brief = open_brief(
        fresh.account,
        by=by,
        today=today,
        title=title or fresh.title,
        kind=kind or fresh.kind,
        request=fresh,
        contact=fresh.contact,
        wanted_on=wanted_on or fresh.wanted_on,
        budget_minor=fresh.budget_minor,
        template=template,
        texts={"ask": fresh.ask, "why_now": fresh.why_now, "unplaced": said_besides(fresh)},
    )
    for row in fresh.files.all():
        extension = row.file.name.rpartition(".")[2]
        with row.file.open("rb") as file:
            attach_file(
                brief,
                by=by,
                file=file,
                name=row.name,
                stored_name=f"request-{row.pk}.{extension}",
                part=Part.CLIENT if row.is_from_client else Part.INTERNAL,
            )
    if tell:
        words = _("We have taken it on. Its job number is %(number)s.") % {"number": brief.number}
        tell_client(fresh, by=by, subject=_("We have taken on “%(title)s”"), text=f"{words}\n\n{text}".strip())
    return brief


def said_besides(request: JobRequest) -> str:
    """Answers to the account's own questions and what was said to and fro, for the writer of the brief to place."""
    said = [f"{question}: {answer}" for question, answer in request.answers if answer]
    said += [f"{author_of(message)}: {message.text}" for message in request.messages.select_related("person", "contact")]
    return "\n".join(said)


def author_of(message: RequestMessage) -> str:
    return str(message.person or message.contact or _("The client"))


@transaction.atomic
def decline_request(request: JobRequest, *, by, reason: str, today: date, tell: bool = False, version=None) -> JobRequest:
    """We do not do it, and why: the client reads the reason on their page, and in a letter with `tell`."""
    fresh = make_move(request, "decline", by=by, note=reason, version=version, reason=reason, answered_on=today, taken_by=by)
    if tell:
        tell_client(fresh, by=by, subject=_("About “%(title)s”"), text=_("We cannot take it on.") + f"\n\n{reason}")
    return fresh


@transaction.atomic
def ask_back(request: JobRequest, *, by, text: str, today: date, tell: bool = False, version=None) -> RequestMessage:
    """Something is missing: the client reads the question on their page, and in a letter with `tell`.

    The clock of our answer stops; `answer_by` becomes the day on which we ask again.
    """
    again = add_working_days(today, ASK_AGAIN_WORKING_DAYS)
    fresh = make_move(request, "ask_back", by=by, note=text, version=version, answer_by=again, taken_by=by)
    letter = tell_client(fresh, by=by, subject=_("A question about “%(title)s”"), text=text, asks=True) if tell else None
    return RequestMessage.objects.create(request=fresh, person=by, text=text, letter=letter)


@transaction.atomic
def answer_request(
    request: JobRequest, *, by, text: str, today: date, files: Sequence = (), at: datetime | None = None, version=None
) -> RequestMessage:
    """What the client answered: noted by one of ours, or written by the contact through their link. The clock starts anew."""
    fresh = make_move(request, "answer", by=by, note=text, version=version, answer_by=answer_day(request.account, came_on=today))
    keep_files(fresh, files, is_from_client=isinstance(by, SecretLink))
    return RequestMessage.objects.create(request=fresh, contact=fresh.contact, text=text, at=at or timezone.now())


@transaction.atomic
def withdraw_request(request: JobRequest, *, by, reason: str, version=None) -> JobRequest:
    """The client no longer wants it, and why."""
    return make_move(request, "withdraw", by=by, note=reason, version=version, reason=reason)


def can_be_told(request: JobRequest) -> bool:
    """Somebody asked who still is with the client and has an address."""
    contact = request.contact
    return contact is not None and bool(contact.email) and contact.left_on is None


def tell_client(request: JobRequest, *, by, subject: str, text: str, asks: bool = False):
    """A letter to whoever asked, with the way to their page if they have one. Raises Refused without an address."""
    if not can_be_told(request):
        raise Refused(_("There is no e-mail address for this request: call them."))
    contact = request.contact
    page = REQUEST_LINKS.for_letter(request.account, contact, by=by, now=timezone.now(), thing=request)
    letter = post.write(
        to=contact.email,
        name=contact.name,
        subject=subject % {"title": request.title},
        template="briefs/mail/request_word",
        context={"request": request, "contact": contact, "text": text, "page_url": page, "asks": asks, "agency": settings.AGENCY_NAME},
        by=by,
        condition=with_the_client(contact),
    )
    record(request, "job_request.told", by=by, to=str(contact))
    return letter
