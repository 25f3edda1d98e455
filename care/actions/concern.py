"""What people do with concerns (R2, R3): raise, answer, bring to an outcome, confirm, close, reopen.

`by` is one of ours, None for the clock, or the `ConcernLink` of a contact of the client, who speaks for themselves.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from care import concern_clock as clock
from care.actions.check_in import lead_of
from care.actions.concern_letters import tell_contact
from care.models import Concern, ConcernCause, ConcernLink, ConcernMessage
from care.states import SETTLED_BY_ANSWER, ConcernSource, ConcernState
from clients.levels import level_of
from clients.models import Account, Contact
from clients.states import Severity
from core import changes
from core.errors import IllegalMove, Refused
from core.links import SecretLink
from core.moves import available_moves, make_move, record, take
from people.models import Person

MOST_BY_LINK_A_DAY = 20  # concerns, and as many words about them, of one contact; as for requests (ADR 0041)


@transaction.atomic
def raise_concern(
    account: Account,
    *,
    by,
    kind: str,
    severity: int = Severity.NORMAL,
    title: str,
    text: str = "",
    contact: Contact | None = None,
    about: str = "",
    owner: Person | None = None,
    is_shared: bool = False,
    source: str = ConcernSource.STAFF,
    now: datetime | None = None,
) -> Concern:
    """Something troubles the client: from now on an answer and an outcome are due, and somebody owns it. Raises PermissionDenied, Refused.

    A survey's low answer is raised with `source=ConcernSource.SURVEY` by the clock (`by=None`), or by a link that may.
    """
    changes.ask(by, "care.raise_concern", account)
    if account.closed_on:
        raise Refused(_("%(account)s is closed.") % {"account": account})
    now = now or timezone.now()
    if isinstance(by, ConcernLink):
        contact, source, is_shared = by.contact, ConcernSource.LINK, True
        check_how_many(by, Concern.objects.of_link(by).filter(source=ConcernSource.LINK), "raised_at", now=now)
    check_contact(account, contact)
    today = timezone.localdate(now)
    concern = Concern.objects.create(
        account=account,
        kind=kind,
        severity=severity,
        title=title,
        text=text,
        contact=contact,
        about=about,
        owner=owner or lead_of(account, on=today) or (by if isinstance(by, Person) else None),
        is_shared=is_shared and contact is not None,
        source=source,
        raised_at=now,
        **clock.started(level_of(account).hours(severity), now=now),
    )
    words = {"kind": str(concern.get_kind_display()).lower(), "severity": str(concern.get_severity_display()).lower()}
    record(concern, "concern.raised", by=by, at=now, source=str(concern.get_source_display()), **words)
    return concern


def check_contact(account: Account, contact: Contact | None) -> None:
    """Raises Refused for somebody who does not speak for this account."""
    if contact is not None and not Contact.objects.of_account(account).filter(pk=contact.pk).exists():
        raise Refused(_("%(contact)s does not speak for %(account)s.") % {"contact": contact, "account": account})


def check_how_many(link: ConcernLink, rows, moment: str, *, now: datetime) -> None:
    """Raises Refused when a link is used to pour rows in. Locks the link, so that two at once are counted one by one."""
    ConcernLink.objects.select_for_update().get(pk=link.pk)
    if rows.filter(**{f"{moment}__date": timezone.localdate(now)}).count() >= MOST_BY_LINK_A_DAY:
        raise Refused(_("That is a lot for one day. Please call us about the rest."))


@transaction.atomic
def change_concern(concern: Concern, *, by, now: datetime, version=None, **facts) -> Concern:
    """Say it better, hand it to somebody else, grade it: with another severity both moments are worked out anew.

    Raises PermissionDenied, IllegalMove once it is over, LostRace, Refused.
    """
    fresh = changes.take_for_change(concern, by=by, may="care.work_concern", version=version, facts=facts)
    if not fresh.is_live:
        raise IllegalMove(fresh, "change", fresh.state)
    check_contact(fresh.account, facts.get("contact", fresh.contact))
    if facts.get("is_shared") and facts.get("contact", fresh.contact) is None:
        facts["is_shared"] = False
    is_graded = facts.get("severity", fresh.severity) != fresh.severity
    if is_graded:
        for column, value in clock.graded(fresh, level_of(fresh.account).hours(facts["severity"])).items():
            setattr(fresh, column, value)
    if differing := changes.set_facts(fresh, facts):
        record(fresh, "concern.graded" if is_graded else "concern.changed", by=by, at=now, changes=differing)
    return fresh


# ── What is said ──


@transaction.atomic
def answer_concern(concern: Concern, *, by, text: str, now: datetime, tell: bool = False, version=None) -> ConcernMessage:
    """Our answer; the contact reads it on their page, and in a letter with `tell`. The outcome is due next."""
    fresh = take(concern, by=by, may="care.work_concern", version=version)
    moved = make_move(fresh, "answer", by=by, note=text, **clock.answered(fresh, now=now))
    return keep_message(moved, by=by, text=text, now=now, tell=tell)


@transaction.atomic
def write_message(concern: Concern, *, by, text: str, now: datetime, tell: bool = False, is_internal: bool = False) -> ConcernMessage:
    """A further word of ours to the client, or a note that only we read. No clock is touched. Raises IllegalMove once it is over."""
    fresh = take(concern, by=by, may="care.work_concern")
    if not fresh.is_live:
        raise IllegalMove(fresh, "write", fresh.state)
    record(fresh, "concern.noted" if is_internal else "concern.written", by=by, at=now)
    return keep_message(fresh, by=by, text=text, now=now, tell=tell and not is_internal, is_internal=is_internal)


@transaction.atomic
def hear_contact(concern: Concern, *, by, text: str, now: datetime, version=None) -> ConcernMessage:
    """What the client says: by their link, or noted by one of ours. After our answer it asks for another; else it is a word more."""
    fresh = take(concern, by=by, may="care.speak_on_concern", version=version)
    if not fresh.is_live:
        raise IllegalMove(fresh, "answer", fresh.state)
    if isinstance(by, ConcernLink):
        said = ConcernMessage.objects.filter(contact=by.contact, concern__account=by.account_id)
        check_how_many(by, said, "at", now=now)
    if fresh.state == ConcernState.ANSWERED:
        fresh = make_move(fresh, "ask_again", by=by, note=text, **clock.asked_again(fresh, now=now))
    else:
        record(fresh, "concern.heard", by=by, at=now, note=text)
    return ConcernMessage.objects.create(concern=fresh, contact=fresh.contact, text=text, at=now)


def keep_message(concern: Concern, *, by, text: str, now: datetime, tell: bool, is_internal: bool = False, asks: bool = False):
    letter = tell_contact(concern, by=by, text=text, now=now, asks=asks) if tell else None
    return ConcernMessage.objects.create(concern=concern, person=by, text=text, at=now, letter=letter, is_internal=is_internal)


# ── To the outcome ──


@transaction.atomic
def propose_outcome(concern: Concern, *, by, outcome: str, now: datetime, tell: bool = False, version=None) -> Concern:
    """What we shall do, or have done, in words that the client can say yes or no to. The clock stands still until they do."""
    fresh = take(concern, by=by, may="care.work_concern", version=version)
    moved = make_move(fresh, "propose", by=by, note=outcome, outcome=outcome, **clock.outcome_found(fresh, now=now))
    if tell:
        tell_contact(moved, by=by, text=outcome, now=now, asks=True)
    return moved


@transaction.atomic
def confirm_outcome(concern: Concern, *, by, who: str = "", version=None) -> Concern:
    """The client agrees: by their link, or written down by one of ours with `who` said so. Raises Refused without a name."""
    name = str(by.contact) if isinstance(by, SecretLink) else who.strip()
    if not name:
        raise Refused(_("Say who of the client agreed."))
    return make_move(concern, "confirm", by=by, note="" if isinstance(by, SecretLink) else name, version=version, confirmed_by=name)


@transaction.atomic
def reject_outcome(concern: Concern, *, by, reason: str, now: datetime, version=None) -> Concern:
    """The client refuses what was proposed, and why: another outcome is due."""
    fresh = take(concern, by=by, may="care.confirm_concern", version=version)
    moved = make_move(fresh, "reject", by=by, note=reason, outcome="", **clock.outcome_lost(fresh, now=now))
    ConcernMessage.objects.create(concern=moved, contact=moved.contact, text=reason, at=now)
    return moved


@transaction.atomic
def close_concern(concern: Concern, *, by, now: datetime, cause: ConcernCause | None = None, version=None) -> Concern:
    """Everything is said and done; from now on it counts under its cause.

    Raises Refused without a cause, and for a problem or a conflict whose outcome nobody has confirmed.
    """
    fresh = take(concern, by=by, may="care.close_concern", version=version)
    cause = cause or fresh.cause
    if fresh.state == ConcernState.ANSWERED:
        if fresh.kind not in SETTLED_BY_ANSWER:
            raise Refused(_("A problem or a conflict is closed when the client has confirmed its outcome."))
        columns = clock.outcome_found(fresh, now=now)
    else:
        columns = {}
    if cause is None:
        raise Refused(_("Say what it came from: every closed concern has a cause."))
    return make_move(fresh, "close", by=by, note=str(cause), cause=cause, closed_at=now, **columns)


@transaction.atomic
def reopen_concern(concern: Concern, *, by, reason: str, now: datetime, version=None) -> Concern:
    """It is not over after all, and why: both words are given anew. It stays on the rung to which it had climbed."""
    fresh = take(concern, by=by, may="care.reopen_concern", version=version)
    columns = {"reopened_count": fresh.reopened_count + 1, "reason": reason, "outcome": "", "confirmed_by": ""}
    moved = make_move(fresh, "reopen", by=by, note=reason, **columns, **clock.NO_OUTCOME, **clock.reopened(fresh, now=now))
    author = {"contact": moved.contact} if isinstance(by, SecretLink) else {"person": by, "is_internal": True}
    ConcernMessage.objects.create(concern=moved, text=reason, at=now, **author)
    return moved


@transaction.atomic
def withdraw_concern(concern: Concern, *, by, reason: str, now: datetime, version=None) -> Concern:
    """The client no longer wants anything of us here, and why."""
    return make_move(concern, "withdraw", by=by, note=reason, version=version, reason=reason, closed_at=now, **clock.STANDS)


def moves_now(concern: Concern, *, by) -> dict:
    """`available_moves`, less the closing of what must be confirmed first."""
    found = available_moves(concern, by=by)
    if concern.state == ConcernState.ANSWERED and concern.kind not in SETTLED_BY_ANSWER:
        found.pop("close", None)
    return found
