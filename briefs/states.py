from dataclasses import replace

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.moves import Move


class BriefKind(TextChoices):
    """What is to be made: chooses template, milestones, checklist and the policy's row."""

    CAMPAIGN = "campaign", _("Campaign")
    FILM = "film", _("Film or video")
    PRINT = "print", _("Print")
    DIGITAL = "digital", _("Digital")
    SOCIAL = "social", _("Social content")
    EVENT = "event", _("Event")
    BRANDING = "branding", _("Branding")
    OTHER = "other", _("Other")


class RequestState(TextChoices):
    NEW = "new", _("New")
    ASKED_BACK = "asked_back", _("Asked back")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# What a state means to whoever asked.
CLIENT_REQUEST_WORDS = {
    RequestState.NEW: _("We are reading it"),
    RequestState.ASKED_BACK: _("We have a question"),
    RequestState.ACCEPTED: _("Taken on"),
    RequestState.DECLINED: _("Not taken on"),
    RequestState.WITHDRAWN: _("Withdrawn"),
}


class RequestSource(TextChoices):
    STAFF = "staff", _("Taken by us")
    LINK = "link", _("By request link")
    IMPORT = "import", _("Imported")


Q = RequestState
OPEN_REQUESTS = (Q.NEW, Q.ASKED_BACK)
REQUEST_MOVES = {
    "accept": Move({Q.NEW, Q.ASKED_BACK}, Q.ACCEPTED, may="briefs.triage_request", label=_("Accept")),
    "ask_back": Move({Q.NEW}, Q.ASKED_BACK, may="briefs.triage_request", label=_("Ask back"), needs_note=True),
    "answer": Move({Q.ASKED_BACK}, Q.NEW, may="briefs.answer_request", label=_("Note the answer"), needs_note=True),
    "decline": Move({Q.NEW, Q.ASKED_BACK}, Q.DECLINED, may="briefs.triage_request", label=_("Decline"), needs_note=True),
    "withdraw": Move({Q.NEW, Q.ASKED_BACK}, Q.WITHDRAWN, may="briefs.answer_request", label=_("Withdraw"), needs_note=True),
}


class BriefState(TextChoices):
    """Where a job stands, from the first line of its brief to the two-sided rating (DESIGN §4)."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    APPROVED = "approved", _("Approved")
    IN_CREATIVE = "in_creative", _("In creative")
    INTERNAL_REVIEW = "internal_review", _("Internal review")
    WITH_CLIENT = "with_client", _("With the client")
    CHANGES_ASKED = "changes_asked", _("Changes asked")
    CLIENT_APPROVED = "client_approved", _("Client approved")
    QUALITY_CHECK = "quality_check", _("Quality check")
    DELIVERED = "delivered", _("Delivered")
    CLOSED = "closed", _("Closed")
    ON_HOLD = "on_hold", _("On hold")
    CANCELLED = "cancelled", _("Cancelled")


S = BriefState
OVER = (S.CLOSED, S.CANCELLED)
WORKING_STATES = (S.APPROVED, S.IN_CREATIVE, S.INTERNAL_REVIEW, S.WITH_CLIENT, S.CHANGES_ASKED, S.CLIENT_APPROVED, S.QUALITY_CHECK)
RESTING_FROM = (S.DRAFT, *WORKING_STATES)
BOARD_STATES = (S.DRAFT, S.IN_REVIEW, *WORKING_STATES, S.DELIVERED)
BRIEF_MOVES = {
    "submit": Move({S.DRAFT}, S.IN_REVIEW, may="briefs.submit_brief", label=_("Submit for approval")),
    "take_back": Move({S.IN_REVIEW}, S.DRAFT, may="briefs.submit_brief", label=_("Take back")),
    "send_back": Move({S.IN_REVIEW}, S.DRAFT, may="briefs.send_brief_back", label=_("Send back"), needs_note=True),
    "approve": Move({S.IN_REVIEW}, S.APPROVED, may="briefs.approve_brief", label=_("Approve")),
    "start": Move({S.APPROVED}, S.IN_CREATIVE, may="briefs.run_brief", label=_("Start creative")),
    "show_inside": Move({S.IN_CREATIVE}, S.INTERNAL_REVIEW, may="briefs.hand_work_in", label=_("Hand in for internal review")),
    "rework": Move({S.INTERNAL_REVIEW}, S.IN_CREATIVE, may="briefs.review_work", label=_("Back to creative"), needs_note=True),
    "show_client": Move({S.INTERNAL_REVIEW}, S.WITH_CLIENT, may="briefs.review_work", label=_("Show the client")),
    "ask_changes": Move({S.WITH_CLIENT}, S.CHANGES_ASKED, may="briefs.record_verdict", label=_("Client asks for changes"), needs_note=True),
    "next_round": Move({S.CHANGES_ASKED}, S.IN_CREATIVE, may="briefs.run_brief", label=_("Start the next round")),
    "client_approve": Move({S.WITH_CLIENT}, S.CLIENT_APPROVED, may="briefs.record_verdict", label=_("Client approves")),
    "check_quality": Move({S.CLIENT_APPROVED}, S.QUALITY_CHECK, may="briefs.run_brief", label=_("Start the quality check")),
    "mend": Move({S.QUALITY_CHECK}, S.IN_CREATIVE, may="briefs.check_quality", label=_("Back to creative"), needs_note=True),
    "deliver": Move({S.QUALITY_CHECK}, S.DELIVERED, may="briefs.deliver_brief", label=_("Deliver")),
    "close": Move({S.DELIVERED}, S.CLOSED, may="briefs.close_brief", label=_("Close the job")),
    "reopen": Move({S.DELIVERED, S.CLOSED}, S.IN_CREATIVE, may="briefs.close_brief", label=_("Open again"), needs_note=True),
    "revise": Move(set(WORKING_STATES), S.DRAFT, may="briefs.revise_brief", label=_("New version"), needs_note=True),
    "hold": Move(set(RESTING_FROM), S.ON_HOLD, may="briefs.hold_brief", label=_("Put on hold"), needs_note=True),
    "resume": Move({S.ON_HOLD}, S.DRAFT, may="briefs.resume_brief", label=_("Resume")),  # ends where the hold began: `moves_of`
    "cancel": Move(
        {S.DRAFT, S.IN_REVIEW, *WORKING_STATES, S.ON_HOLD}, S.CANCELLED, may="briefs.cancel_brief", label=_("Cancel"), needs_note=True
    ),
}


def moves_of(held_from: str) -> dict[str, Move]:
    """The table for a job that was put on hold from this state: `resume` leads back there."""
    return BRIEF_MOVES | {"resume": replace(BRIEF_MOVES["resume"], target=held_from)} if held_from else BRIEF_MOVES


class Part(TextChoices):
    """Who reads it: the client gets the client part alone."""

    CLIENT = "client", _("Client part")
    INTERNAL = "internal", _("Internal part")


class RebriefCause(TextChoices):
    """Why an approved brief was written again (W2)."""

    CLIENT_CHANGE = "client_change", _("The client changed it")
    OUR_ERROR = "our_error", _("Our error")
    NEW_INFORMATION = "new_information", _("New information")


class ApprovalStep(TextChoices):
    STRATEGY = "strategy", _("Strategy sign-off")
    RANK = "rank", _("Approval")


class Decision(TextChoices):
    APPROVED = "approved", _("Approved")
    SENT_BACK = "sent_back", _("Sent back")


class RoundState(TextChoices):
    WORKING = "working", _("In work")
    INTERNAL = "internal", _("Internal review")
    CLIENT = "client", _("With the client")
    OVER = "over", _("Over")


class ChangeOrderState(TextChoices):
    OFFERED = "offered", _("Offered")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")
    WAIVED = "waived", _("Waived")


ORDER = ChangeOrderState
CHANGE_ORDER_MOVES = {
    "accept": Move({ORDER.OFFERED}, ORDER.ACCEPTED, may="briefs.work_change_order", label=_("Client accepts")),
    "refuse": Move({ORDER.OFFERED}, ORDER.REFUSED, may="briefs.work_change_order", label=_("Client refuses"), needs_note=True),
    "offer_again": Move({ORDER.REFUSED}, ORDER.OFFERED, may="briefs.work_change_order", label=_("Offer it anew")),
    "waive": Move({ORDER.OFFERED, ORDER.REFUSED}, ORDER.WAIVED, may="briefs.waive_change_order", label=_("Waive it"), needs_note=True),
}


class Wish(TextChoices):
    """What a remark on a place asks for; KEEP and CHANGE on the same place oppose each other (W5)."""

    CHANGE = "change", _("Change this")
    KEEP = "keep", _("Keep this")
    QUESTION = "question", _("Question")


class ClientVerdict(TextChoices):
    APPROVED = "approved", _("Approved")
    CHANGES = "changes", _("Changes asked")


class MilestoneKind(TextChoices):
    """What of a job a milestone marks; chooses who owns it."""

    BRIEFING = "briefing", _("Briefing")
    CONCEPT = "concept", _("Concept")
    PRODUCTION = "production", _("Production")
    INTERNAL_REVIEW = "internal_review", _("Internal review")
    PRESENTATION = "presentation", _("Presentation")
    CLIENT_APPROVAL = "client_approval", _("Client approval")
    QUALITY_CHECK = "quality_check", _("Quality check")
    DELIVERY = "delivery", _("Delivery")
    OTHER = "other", _("Other")


class RatingSide(TextChoices):
    AGENCY = "agency", _("By us")
    CLIENT = "client", _("By the client")
