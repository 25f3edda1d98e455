"""How the client sees the work and says what they think (W5): presentations, review links, remarks, oppositions, verdicts."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from briefs.actions.making import current_round, end_round
from briefs.actions.moving import move_brief
from briefs.models import Brief, Comment, Deliverable, Presentation, ReviewLink, Route, Verdict, WorkFile
from briefs.remarks import oppositions_in, oppositions_on, remarks_for_client
from briefs.states import OVER, BriefState, ClientVerdict, Wish
from briefs.work_files import live_deliverables, standings_of
from clients.letter_conditions import with_the_client
from clients.models import Contact
from core import post
from core.changes import set_facts, take_for_change
from core.errors import Refused
from core.links import SecretLink, hash_of, new_secret, revoke
from core.moves import every_event_says, record, take

LINK_DAYS = 21  # how long a review link opens; ADR 0044
OPENING_SECONDS = 60  # an opening is told at most once in this time, so that the timeline stays readable
MOST_REMARKS = 300  # of one link


# ── Presentations ────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def add_presentation(brief: Brief, *, by, routes: Iterable[dict] = (), people=(), contacts=(), **facts) -> Presentation:
    """Write down that work was presented: why it is right, the routes, who was there on both sides."""
    fresh = take(brief, by=by, may="briefs.present_work")
    facts.setdefault("presented_by", by)
    presentation = Presentation.objects.create(brief=fresh, round=current_round(fresh), **facts)
    presentation.people.set(people)
    presentation.contacts.set(contacts)
    keep_routes(presentation, routes)
    record(presentation, "presentation.added", by=by, note=presentation.rationale[:500], job=str(fresh))
    return presentation


@transaction.atomic
def change_presentation(presentation: Presentation, *, by, routes=None, people=None, contacts=None, version=None, **facts) -> Presentation:
    """Put it right, or note what the client said of each route."""
    fresh = take_for_change(presentation, by=by, may="briefs.present_work", version=version, facts=facts)
    before = told(fresh)
    changes = set_facts(fresh, facts)
    if people is not None:
        fresh.people.set(people)
    if contacts is not None:
        fresh.contacts.set(contacts)
    if routes is not None:
        keep_routes(fresh, routes)
    if not changes and told(fresh) != before:
        fresh.version += 1
        fresh.save(update_fields=["version"])
    if changes or told(fresh) != before:
        record(fresh, "presentation.changed", by=by, changes=changes, job=str(fresh.brief))
    return fresh


def told(presentation: Presentation) -> list:
    """Its routes and who was there, to see whether anything differs."""
    routes = list(presentation.routes.order_by("position").values_list("name", "rationale", "verdict", "note"))
    return [routes, *(sorted(rows.values_list("pk", flat=True)) for rows in (presentation.people, presentation.contacts))]


def keep_routes(presentation: Presentation, routes: Iterable[dict]) -> None:
    presentation.routes.all().delete()
    Route.objects.bulk_create(Route(presentation=presentation, position=at, **facts) for at, facts in enumerate(routes))


# ── Review links ─────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def make_review_link(
    brief: Brief,
    contact: Contact,
    *,
    by,
    now: datetime,
    days: int = LINK_DAYS,
    is_decider: bool = False,
    mail: bool = False,
    words: str = "",
) -> ReviewLink:
    """One contact's way to the work; the one they had is revoked. `secret` is on the row that comes back, and nowhere else.

    One decides: whoever is named last. Raises Refused for a job that is over, and for a contact who does not speak for it.
    """
    fresh = take(brief, by=by, may="briefs.send_review_link")
    if fresh.state in OVER:
        raise Refused(_("This job is over: there is nothing to review."))
    if not Contact.objects.of_account(fresh.account).present().filter(pk=contact.pk).exists():
        raise Refused(_("%(contact)s does not speak for this account.") % {"contact": contact})
    if mail and not contact.email:
        raise Refused(_("There is no e-mail address of %(contact)s: copy the link instead.") % {"contact": contact})
    old = fresh.review_links.filter(contact=contact, revoked_at=None)
    is_decider = is_decider or old.filter(is_decider=True).exists()
    revoke(old, at=now)
    if is_decider:
        fresh.review_links.filter(revoked_at=None).update(is_decider=False)
    secret = new_secret()
    link = ReviewLink.objects.create(
        brief=fresh,
        contact=contact,
        secret_hash=hash_of(secret),
        made_by=by,
        made_at=now,
        expires_at=now + timedelta(days=days),
        is_decider=is_decider,
    )
    link.secret = secret
    record(fresh, "review.invited", by=by, contact=str(contact), decides=is_decider, mailed=mail)
    if mail:
        write_to(link, words=words, by=by)
    return link


def address_of(link: ReviewLink) -> str:
    """The whole address; only for a link that was made just now."""
    return post.absolute(reverse("review_home", args=[link.secret]))


def write_to(link: ReviewLink, *, words: str, by) -> None:
    subject = _("Your view on %(title)s") % {"title": link.brief.title}
    context = {"link": link, "brief": link.brief, "url": address_of(link), "words": words}
    post.write(
        to=link.contact.email,
        name=link.contact.name,
        subject=subject,
        template="briefs/mail/review_link",
        context=context,
        by=by,
        condition=with_the_client(link.contact),
    )


@transaction.atomic
def revoke_review_link(link: ReviewLink, *, by, now: datetime) -> ReviewLink:
    """From now on it does not open. Pressed twice, it stays revoked since the first time."""
    brief = take(link.brief, by=by, may="briefs.send_review_link")
    if revoke(ReviewLink.objects.filter(pk=link.pk), at=now):
        record(brief, "review.revoked", by=by, contact=str(link.contact))
    link.refresh_from_db()
    return link


@transaction.atomic
def let_decide(link: ReviewLink, *, by, now: datetime) -> ReviewLink:
    """From now on this contact decides, and nobody else. Raises Refused for a link that does not open any more."""
    brief = take(link.brief, by=by, may="briefs.send_review_link")
    fresh = ReviewLink.objects.open(now=now).filter(pk=link.pk).select_related("contact").first()
    if fresh is None:
        raise Refused(_("This link does not open any more: make a new one."))
    if not fresh.is_decider:
        brief.review_links.filter(revoked_at=None).update(is_decider=False)
        fresh.is_decider = True
        fresh.save(update_fields=["is_decider"])
        record(brief, "review.decider_named", by=by, contact=str(fresh.contact))
    return fresh


def note_opening(link: ReviewLink, *, now: datetime) -> None:
    """The contact has looked; told at most once a minute."""
    if link.first_seen_at is None:
        ReviewLink.objects.filter(pk=link.pk, first_seen_at=None).update(first_seen_at=now)
    if cache.add(f"review-opened:{link.pk}", 1, timeout=OPENING_SECONDS):
        record(link.brief, "review.opened", by=link, at=now)


def note_download(file: WorkFile, link: ReviewLink) -> None:
    record(link.brief, "review.downloaded", by=link, file=str(file))


# ── Remarks ──────────────────────────────────────────────────────────────────────────────────────


def is_link(by) -> bool:
    return isinstance(by, SecretLink)


def take_to_speak(brief: Brief, *, by, may: str, now: datetime | None = None) -> Brief:
    """The job, locked; a link speaks as it is now and not as it was when its page was opened. Raises PermissionDenied."""
    fresh = take(brief, by=by, may=may)
    if is_link(by) and not ReviewLink.objects.open(now=now or timezone.now()).filter(pk=by.pk, is_decider=by.is_decider).exists():
        raise PermissionDenied(f"{by} does not open any more, or decides no longer.")
    return fresh


def ask_the_client(brief: Brief) -> None:
    """A contact speaks only while the work is with them."""
    if brief.state != BriefState.WITH_CLIENT:
        raise Refused(_("Thank you: this round is over, and we are working on it."))


@transaction.atomic
def add_comment(
    file: WorkFile,
    *,
    by,
    text: str,
    wish: str = Wish.CHANGE,
    page: int = 1,
    x: int | None = None,
    y: int | None = None,
    parent: Comment | None = None,
    is_internal: bool = False,
    now: datetime | None = None,
) -> Comment:
    """A remark on a version, at a place (thousandths of the page) or on the whole, or a reply. By one of ours, or by a link.

    A contact remarks on what was shown, while it is with them, and never on what was said between us. Raises PermissionDenied, Refused.
    """
    brief = take_to_speak(file.deliverable.brief, by=by, may="briefs.comment_work", now=now)
    fresh = WorkFile.objects.get(pk=file.pk)
    if is_link(by):
        ask_the_client(brief)
        if fresh.shown_at is None or (parent is not None and parent.is_internal):
            raise PermissionDenied(f"{by} does not see {fresh}.")
        if by.comments.count() >= MOST_REMARKS:
            raise Refused(_("These are a great many remarks: let us speak about them."))
        is_internal = False
    elif brief.state in OVER:
        raise Refused(_("This job is over."))
    if parent is not None:
        if parent.file_id != fresh.pk:
            raise PermissionDenied(f"{parent} is not on {fresh}.")
        parent = parent.parent or parent  # one level of replies
        page, x, y, is_internal = parent.page, None, None, is_internal or parent.is_internal
    comment = Comment(
        file=fresh,
        link=by if is_link(by) else None,
        person=None if is_link(by) else by,
        parent=parent,
        page=min(max(page, 1), fresh.pages or 1),
        x=x,
        y=y if x is not None else None,
        wish=wish,
        text=text,
        is_internal=is_internal or fresh.shown_at is None,
        at=now or timezone.now(),
    )
    if comment.y is None:
        comment.x = None
    comment.full_clean(exclude=["file"])
    comment.save()
    if is_link(by):
        record(brief, "review.remarked", by=by, note=text[:500], wish=comment.get_wish_display(), file=str(fresh))
    else:
        record(fresh, "work_file.remarked", by=by, note=text[:500], job=str(brief))
    return comment


@transaction.atomic
def settle_comment(comment: Comment, *, by, note: str = "", now: datetime | None = None) -> Comment:
    """One of ours has dealt with it. Pressed twice, it stays settled by the first."""
    brief = take(comment.file.deliverable.brief, by=by, may="briefs.comment_work")
    fresh = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if fresh.settled_at is None:
        if [group for group in oppositions_in(remarks_for_client(fresh.file)) if fresh in group]:
            raise Refused(_("Two contacts want opposite things here: the decider says which stands."))
        fresh.settled_at, fresh.settled_by, fresh.settled_note = now or timezone.now(), by, note[:300]
        fresh.save()
        record(fresh.file, "work_file.settled", by=by, note=fresh.text[:500], job=str(brief))
    return fresh


@transaction.atomic
def settle_opposition(stands: Comment, *, by, note: str = "", now: datetime | None = None) -> list[Comment]:
    """The decider (or a supervisor who asked them) says which of the opposing remarks stands; all of the group are settled with it.

    Raises Refused where nothing opposes it any more.
    """
    brief = take_to_speak(stands.file.deliverable.brief, by=by, may="briefs.settle_opposition", now=now)
    if is_link(by):
        ask_the_client(brief)
    group = next((some for some in oppositions_in(remarks_for_client(stands.file)) if stands in some), None)
    if group is None:
        raise Refused(_("Nothing opposes this remark any more."))
    moment = now or timezone.now()
    words = _("%(who)s’s remark stands: %(wish)s") % {"who": stands.author, "wish": stands.get_wish_display().lower()}
    words = f"{words}. {note}".strip()[:300] if note else words
    for comment in group:
        comment.settled_at, comment.settled_note = moment, words
        comment.settled_by_link, comment.settled_by = (by, None) if is_link(by) else (None, by)
        comment.save()
    record(brief, "review.settled", by=by, note=note, stands=stands.text[:200], author=stands.author, file=str(stands.file))
    return group


# ── Verdicts ─────────────────────────────────────────────────────────────────────────────────────


def open_wishes(file: WorkFile) -> list[Comment]:
    """What contacts still want changed on it."""
    return [
        one for one in remarks_for_client(file) if one.link_id and one.wish == Wish.CHANGE and one.parent_id is None and not one.settled_at
    ]


@transaction.atomic
def give_verdict(
    deliverable: Deliverable, *, by, verdict: str, today: date, note: str = "", file: WorkFile | None = None, now: datetime | None = None
) -> Verdict:
    """The decider's word on one deliverable, as it is shown now. With the last one the job moves on.

    `file` is the version that they looked at. Raises PermissionDenied (who), Refused (not shown, a newer version, no reason, an
    opposition that is not settled).
    """
    brief = take_to_speak(deliverable.brief, by=by, may="briefs.record_verdict", now=now)
    ask_the_client(brief)
    standing = next((one for one in standings_of(brief) if one.deliverable.pk == deliverable.pk), None)
    if standing is None or standing.file is None:
        raise Refused(_("Nothing of it has been shown yet."))
    if file is not None and file.pk != standing.file.pk:
        raise Refused(_("A newer version has been shown meanwhile: look at that one first."))
    if verdict == ClientVerdict.CHANGES:
        if oppositions_on([standing.file]):
            raise Refused(_("Two of you want opposite things of one place: say first which stands."))
        if not note.strip() and not open_wishes(standing.file):
            raise Refused(_("Say what is to change, or mark the place in the picture."))
    given = Verdict.objects.create(
        deliverable=standing.deliverable,
        file=standing.file,
        round=current_round(brief),
        link=by if is_link(by) else None,
        person=None if is_link(by) else by,
        contact=by.contact if is_link(by) else None,
        verdict=verdict,
        note=note,
        at=now or timezone.now(),
    )
    verb = "review.approved" if verdict == ClientVerdict.APPROVED else "review.wants_changes"
    record(brief, verb, by=by, note=note[:500], file=str(standing.file), deliverable=str(standing.deliverable))
    conclude(brief, by=by, today=today)
    return given


def conclude(brief: Brief, *, by, today: date) -> Brief | None:
    """Every live deliverable has its verdict: all approved, or one more round. None while one is missing."""
    standings = standings_of(brief)
    if not standings or any(one.verdict is None for one in standings):
        return None
    wanted = [one for one in standings if one.wants_changes]
    if wanted:
        note = "\n".join(f"{one.deliverable}: {one.verdict.note or _('see the remarks')}" for one in wanted)
        moved = move_brief(brief, "ask_changes", by=by, note=note, today=today)
    else:
        moved = move_brief(brief, "client_approve", by=by, today=today)
    end_round(moved, today=today)
    return moved


@transaction.atomic
def record_approval(brief: Brief, *, by, today: date, contact: Contact | None = None, note: str = "", version=None) -> Brief:
    """One of ours heard that the client approves all of it, from whom and how."""
    with every_event_says(contact=str(contact) if contact else ""):
        moved = move_brief(brief, "client_approve", by=by, note=note, version=version, today=today)
    _write_heard(moved, ClientVerdict.APPROVED, live_deliverables(moved), by=by, contact=contact, note=note)
    end_round(moved, today=today)
    return moved


@transaction.atomic
def record_changes(
    brief: Brief,
    *,
    by,
    today: date,
    note: str,
    contact: Contact | None = None,
    deliverables: Iterable[Deliverable] | None = None,
    version=None,
) -> Brief:
    """One of ours heard what the client wants changed, in which deliverables (by default all that are not approved yet)."""
    with every_event_says(contact=str(contact) if contact else ""):
        moved = move_brief(brief, "ask_changes", by=by, note=note, version=version, today=today)
    rows = [one.deliverable for one in standings_of(moved) if not one.is_approved] if deliverables is None else list(deliverables)
    _write_heard(moved, ClientVerdict.CHANGES, rows, by=by, contact=contact, note=note)
    end_round(moved, today=today)
    return moved


def _write_heard(brief: Brief, verdict: str, deliverables, *, by, contact, note: str) -> None:
    shown = {one.deliverable.pk: one.file for one in standings_of(brief)}
    round = current_round(brief)
    Verdict.objects.bulk_create(
        Verdict(deliverable=one, file=shown.get(one.pk), round=round, person=by, contact=contact, verdict=verdict, note=note)
        for one in deliverables
        if one.pk in shown
    )
