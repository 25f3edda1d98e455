"""How far a brief is on its way to an approval: who said yes and when, who is next and why them (W3)."""

from django.utils.translation import gettext as _

from briefs.deciders import Deciders, approvers, strategists
from briefs.models import Approval, Brief, BriefVersion
from briefs.policy import rank_for, strategy_needed
from briefs.states import ApprovalStep, BriefState, Decision
from clients.sight import kept_for_page
from core.marks import as_day, day_words
from people.states import Rank

NAMED = 2


class ApprovalPath:
    """The steps of a brief towards its approval; `approvals` are those of the submission that stands, oldest first."""

    def __init__(self, brief: Brief, submission: BriefVersion | None, approvals: list[Approval], *, today):
        self.brief, self.submission, self.today = brief, submission, today
        self.state = brief.held_from or brief.state
        self.yes = {one.step: one for one in approvals if one.decision == Decision.APPROVED}
        kept_for_page(brief, "signed", lambda: ApprovalStep.STRATEGY in self.yes)  # spares the permissions the question
        self.sent_back = next((one for one in reversed(approvals) if one.decision == Decision.SENT_BACK), None)

    @property
    def is_in_review(self) -> bool:
        return self.state == BriefState.IN_REVIEW

    @property
    def asks_strategy(self) -> bool:
        """Asked for now, or given when it was."""
        return ApprovalStep.STRATEGY in self.yes or (not self.is_decided and strategy_needed(self.brief))

    @property
    def is_decided(self) -> bool:
        return self.state not in (BriefState.DRAFT, BriefState.IN_REVIEW)

    @property
    def next_step(self) -> str:
        return ApprovalStep.STRATEGY if self.asks_strategy and ApprovalStep.STRATEGY not in self.yes else ApprovalStep.RANK

    def who(self) -> Deciders | None:
        """Those who may say the next yes; None when nobody is asked any more."""
        if self.is_decided or self.brief.is_over:
            return None
        find = strategists if self.next_step == ApprovalStep.STRATEGY else approvers
        return find(self.brief, today=self.today)

    def steps(self, who: Deciders | None) -> list[dict]:
        found = [self.written()]
        if self.asks_strategy:
            found.append(self.step(ApprovalStep.STRATEGY, ApprovalStep.STRATEGY.label, who))
        approval = self.yes.get(ApprovalStep.RANK)
        rank = approval.rank_required if approval else rank_for(self.brief)
        name = _("Approval by a %(rank)s") % {"rank": Rank(rank).label.lower()} if rank else str(ApprovalStep.RANK.label)
        return [*found, self.step(ApprovalStep.RANK, name, who)]

    def written(self) -> dict:
        if self.state == BriefState.DRAFT:
            note = str(self.brief.author)
            if self.sent_back:
                note = _("%(who)s sent it back, %(day)s") % {"who": self.sent_back.given_by, "day": self.day(self.sent_back.at)}
            return {"name": _("Written"), "note": note, "state": "now"}
        by = (self.submission and self.submission.submitted_by) or self.brief.author
        at = self.submission.submitted_at if self.submission else None
        return {"name": _("Written"), "note": f"{by}, {self.day(at)}" if at else str(by), "state": "done"}

    def step(self, key: str, name: str, who: Deciders | None) -> dict:
        if key in self.yes and self.state != BriefState.DRAFT:
            return {"name": name, "note": given_words(self.yes[key], self.day(self.yes[key].at)), "state": "done"}
        if self.is_decided:  # imported, or approved before approvals were kept
            return {"name": name, "note": "", "state": "done"}
        is_now = self.is_in_review and key == self.next_step
        names = " · ".join(str(one) for one in who.people[:NAMED]) if who and key == self.next_step else ""
        return {"name": name, "note": names, "state": "now" if is_now else "next"}

    def day(self, at) -> str:
        return day_words(as_day(at), self.today)


def given_words(approval: Approval, day: str) -> str:
    """ "Otto for Sam, 3 March", and that it was their own work."""
    words = {"who": approval.given_by, "whom": approval.given_for, "day": day}
    said = _("%(who)s for %(whom)s, %(day)s") % words if approval.given_for else _("%(who)s, %(day)s") % words
    return _("%(said)s, own work") % {"said": said} if approval.is_self_approval else said
