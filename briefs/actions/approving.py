"""What people do so that a brief is agreed inside the house (W3): submit it, sign its strategy off, approve it, send it back, revise it.

Each submission is a snapshot that is never edited: what was approved is what stood there, and what changed can be shown.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from briefs.actions.moving import cancel, hold, move_brief, resume, start_creative
from briefs.authority import rank_given_for, strategy_given_for, writers_of
from briefs.contents import contents_of
from briefs.models import Approval, Brief, BriefVersion, QualityThreshold, QualityWeight, Rebrief, Remark
from briefs.policy import rank_for, strategy_needed
from briefs.quality.scoring import THRESHOLD, check, weighed
from briefs.sections import SECTIONS
from briefs.states import ApprovalStep, BriefState, Decision, RebriefCause
from core.errors import IllegalMove, Refused
from core.moves import record, take

__all__ = [
    "add_remark",
    "approve",
    "cancel",
    "hold",
    "resume",
    "revise",
    "send_back",
    "settle_remark",
    "sign_strategy",
    "start_creative",
    "submit",
    "take_back",
]

Remarks = Iterable[tuple[str, str]]  # (section key or nothing, what is to be changed)


# ── The author ───────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def submit(brief: Brief, *, by, today: date, reason: str = "", version=None, at: datetime | None = None) -> BriefVersion:
    """Ask for approval of what stands there now. A score below the threshold needs a reason, which is kept (W2).

    Raises PermissionDenied, IllegalMove, LostRace; Refused naming what is missing.
    """
    fresh = take(brief, by=by, may="briefs.submit_brief", version=version)
    if fresh.state != BriefState.DRAFT:
        raise IllegalMove(fresh, "submit", fresh.state)
    contents = contents_of(fresh)
    if missing := missing_in(contents):
        raise Refused(_("Before it can be approved, fill in: %(what)s.") % {"what": ", ".join(missing)})
    score, threshold = score_of(contents), threshold_for(fresh.kind)
    reason = reason.strip() if score < threshold else ""
    if score < threshold and not reason:
        words = {"score": score, "threshold": threshold}
        raise Refused(_("Its score is %(score)s of 100 and %(threshold)s are needed: say why it goes out all the same.") % words)
    moved = move_brief(
        fresh,
        "submit",
        by=by,
        today=today,
        note=reason,
        score=score,
        low_score_reason=reason[:500],
        submitted_by=by,
        submitted_on=today,
    )
    return keep(moved, contents, by=by, at=at)


def missing_in(contents: dict) -> list[str]:
    """Names of what must be filled before anybody is asked to approve: sections of every stage, a deliverable (W2)."""
    missing = [str(one.label) for one in SECTIONS if one.needed_from and not (contents["texts"].get(one.key) or "").strip()]
    return missing if contents["deliverables"] else [*missing, _("at least one deliverable")]


def score_of(contents: dict) -> int:
    """Its quality of 100 by the rules as directors have weighed them (ADR 0040)."""
    return check(contents, weighed(QualityWeight.objects.all())).score


def threshold_for(kind: str) -> int:
    """The score from which a brief of this kind goes out without a reason: the kind's own, else that of all others."""
    rows = dict(QualityThreshold.objects.filter(kind__in=("", kind)).values_list("kind", "score"))
    return rows.get(kind, rows.get("", THRESHOLD))


def keep(brief: Brief, contents: dict, *, by, at: datetime | None = None) -> BriefVersion:
    """The snapshot that approvals and remarks are about."""
    return BriefVersion.objects.create(
        brief=brief, number=brief.edition, contents=contents, score=brief.score, submitted_by=by, submitted_at=at or timezone.now()
    )


@transaction.atomic
def take_back(brief: Brief, *, by, today: date, note: str = "", version=None) -> Brief:
    """Submitted too early: the author goes on writing. Raises PermissionDenied, IllegalMove, LostRace."""
    return move_brief(brief, "take_back", by=by, today=today, note=note, version=version)


# ── Those who decide ─────────────────────────────────────────────────────────────────────────────


def submission_of(brief: Brief) -> BriefVersion:
    """The submission that stands; a brief that came into review without one (an import) is kept as it stands now."""
    latest = brief.versions.order_by("-submitted_at", "-pk").first()
    return latest if latest is not None else keep(brief, contents_of(brief), by=brief.submitted_by)


def signed(submission: BriefVersion) -> bool:
    return submission.approvals.given().filter(step=ApprovalStep.STRATEGY).exists()


@transaction.atomic
def sign_strategy(brief: Brief, *, by, note: str = "", version=None, at: datetime | None = None) -> Approval:
    """The planner's yes to audience, insight and proposition, before the rank's (P6).

    Raises PermissionDenied, LostRace; IllegalMove when it is not in review, needs no sign-off, or has it already.
    """
    fresh = take(brief, by=by, may="briefs.sign_strategy", version=version)
    if fresh.state != BriefState.IN_REVIEW:
        raise IllegalMove(fresh, "sign_strategy", fresh.state)
    if not strategy_needed(fresh):
        raise Refused(_("The policy asks for no strategy sign-off of this brief."))
    submission = submission_of(fresh)
    if signed(submission):
        raise IllegalMove(fresh, "sign_strategy", fresh.state)
    given_for = strategy_given_for(by, fresh)
    approval = say(fresh, submission, ApprovalStep.STRATEGY, Decision.APPROVED, by=by, given_for=given_for, note=note, at=at)
    record(fresh, "brief.sign_strategy", by=by, note=note, at=at, for_whom=str(given_for or ""), own=approval.is_self_approval)
    return approval


@transaction.atomic
def approve(brief: Brief, *, by, today: date, note: str = "", version=None, at: datetime | None = None) -> Approval:
    """Sign the brief off and let the creative team start (W3). Raises PermissionDenied, IllegalMove, LostRace."""
    at = at or timezone.now()
    fresh = move_brief(brief, "approve", by=by, today=today, note=note, version=version, approved_on=today)
    submission = submission_of(fresh)
    approval = say(fresh, submission, ApprovalStep.RANK, Decision.APPROVED, by=by, given_for=rank_given_for(by, fresh), note=note, at=at)
    fresh.versions.filter(approved_at__isnull=False, replaced_at=None).update(replaced_at=at)
    fresh.versions.filter(pk=submission.pk).update(approved_at=at)
    return approval


@transaction.atomic
def send_back(brief: Brief, *, by, today: date, reason: str, remarks: Remarks = (), version=None, at: datetime | None = None) -> Approval:
    """Not yet: why, and what is to be changed in which section (W3). Raises PermissionDenied, IllegalMove, LostRace, Refused."""
    if not reason.strip():
        raise Refused(_("Say why it goes back: the author learns from it."))
    fresh = move_brief(brief, "send_back", by=by, today=today, note=reason, version=version)
    submission = submission_of(fresh)
    at_strategy = strategy_needed(fresh) and not signed(submission) and by.has_perm("briefs.sign_strategy", fresh)
    step = ApprovalStep.STRATEGY if at_strategy else ApprovalStep.RANK
    given_for = strategy_given_for(by, fresh) if at_strategy else rank_given_for(by, fresh)
    approval = say(fresh, submission, step, Decision.SENT_BACK, by=by, given_for=given_for, note=reason, at=at)
    for section, text in remarks:
        if text.strip():
            Remark.objects.create(brief=fresh, submission=submission, section=section, text=text.strip(), by=by, at=approval.at)
    return approval


def say(fresh: Brief, submission: BriefVersion, step, decision, *, by, given_for, note: str, at: datetime | None) -> Approval:
    """The row of a decision, with what the policy asked for on that day."""
    return Approval.objects.create(
        brief=fresh,
        submission=submission,
        step=step,
        decision=decision,
        rank_required=rank_for(fresh) if step == ApprovalStep.RANK else None,
        given_by=by,
        given_for=given_for,
        note=note,
        is_self_approval=decision == Decision.APPROVED and by.pk in writers_of(fresh),
        at=at or timezone.now(),
    )


# ── Remarks ──────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def add_remark(brief: Brief, *, by, text: str, section: str = "", at: datetime | None = None) -> Remark:
    """Something to mend, said without sending it back. Raises PermissionDenied; IllegalMove when it is not in review."""
    fresh = take(brief, by=by, may="briefs.remark_on_brief")
    if fresh.state != BriefState.IN_REVIEW:
        raise IllegalMove(fresh, "remark", fresh.state)
    remark = Remark.objects.create(
        brief=fresh, submission=submission_of(fresh), section=section, text=text.strip(), by=by, at=at or timezone.now()
    )
    record(fresh, "brief.remark", by=by, note=remark.text, section=str(remark.get_section_display()))
    return remark


@transaction.atomic
def settle_remark(remark: Remark, *, by, at: datetime | None = None) -> Remark:
    """The author has dealt with it. Settled twice is settled once. Raises PermissionDenied."""
    brief = take(remark.brief, by=by, may="briefs.change_brief")
    fresh = Remark.objects.select_for_update().get(pk=remark.pk)
    if fresh.settled_by_id is None:
        fresh.settled_by, fresh.settled_at = by, at or timezone.now()
        fresh.save(update_fields=["settled_by", "settled_at"])
        record(brief, "brief.settle_remark", by=by, at=at, remark=fresh.text[:200])
    return fresh


# ── After the approval ───────────────────────────────────────────────────────────────────────────


@transaction.atomic
def revise(
    brief: Brief,
    *,
    by,
    today: date,
    cause: str,
    reason: str,
    hours_lost: Decimal = Decimal(0),
    money_lost_minor: int = 0,
    version=None,
) -> Rebrief:
    """An approved brief is written again: a new version, and a line of the ledger that says why and what was lost (W2).

    Hours are person-hours, money is minor units of the brief's currency. Raises PermissionDenied, IllegalMove, LostRace, Refused.
    """
    if cause not in RebriefCause.values or not reason.strip():
        raise Refused(_("Say what caused it, and what changed."))
    if hours_lost < 0 or money_lost_minor < 0:
        raise Refused(_("What was lost cannot be less than nothing."))
    fresh = take(brief, by=by, may="briefs.revise_brief", version=version)
    if money_lost_minor and not by.has_perm("clients.see_fees"):
        raise Refused(_("Sums of money are entered by those who see fees."))
    moved = move_brief(
        fresh,
        "revise",
        by=by,
        today=today,
        note=reason,
        edition=fresh.edition + 1,
        approved_on=None,
        submitted_on=None,
        low_score_reason="",
    )
    return Rebrief.objects.create(
        brief=moved,
        to_edition=moved.edition,
        cause=cause,
        reason=reason.strip(),
        hours_lost=hours_lost,
        money_lost_minor=money_lost_minor,
        by=by,
        on=today,
    )
