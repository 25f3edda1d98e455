"""Pages of the approval (W3): how far it is, what changed, and one page for each thing that people say to it."""

from functools import partial

from django.conf import settings
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from briefs.actions import approving as actions
from briefs.actions.making import coming_round
from briefs.authority import writers_of
from briefs.comparing import changed_fields, changes
from briefs.contents import contents_of
from briefs.forms import approving as forms
from briefs.frames import brief_frame, find_brief
from briefs.models import Approval, Brief, BriefVersion, Remark
from briefs.policy import rank_for
from briefs.rounds import coming_words
from briefs.sections import BY_KEY
from briefs.states import BriefState
from briefs.stepper import ApprovalPath
from clients.views.frame import changed, form_page, made, must, typed
from core.errors import IllegalMove
from core.marks import money_words
from core.pages import came_from, render_page
from core.toasts import say
from people.states import Rank

MOST_VERSIONS = 40
MOST_REMARKS = 100


def approval_url(brief: Brief) -> str:
    return reverse("brief_approval", args=[brief.pk])


def crumbs_of(brief: Brief) -> list:
    return [(_("Jobs"), reverse("brief_list")), (brief.number, brief.get_absolute_url()), (_("Approval"), approval_url(brief))]


def find_for(request, pk: int, name: str) -> Brief:
    """The job, for the page of this move. Raises PermissionDenied, and IllegalMove where the move is over before it is asked for."""
    brief = find_brief(request, pk)
    move = brief.moves[name]
    must(request.user, move.may, brief)
    if brief.state not in move.sources:
        raise IllegalMove(brief, name, brief.state)
    return brief


def move_page(request, brief: Brief, form, do, *, title: str, button: str, lead: str = "", said: str, danger: bool = False, back: str = ""):
    """Ask, act, answer: what every page of one move does."""
    back = back or approval_url(brief)
    if changed(form, partial(do, brief, by=request.user)):
        say(request, said)
        return redirect(back)
    return form_page(request, form, title=title, button=button, cancel=back, crumbs=crumbs_of(brief), lead=lead, danger=danger)


# ── The tab ──────────────────────────────────────────────────────────────────────────────────────


@require_safe
def brief_approval(request, pk):
    """Who said yes and when, who is next and why; remarks by section; what changed since the last submission, all of it in the first."""
    person, today = request.user, request.user.today
    brief = find_brief(request, pk)
    submissions = list(brief.versions.select_related("submitted_by").order_by("-submitted_at", "-pk")[:2])
    latest = submissions[0] if submissions else None
    approvals = list(
        brief.approvals.select_related("given_by", "given_for", "submission").defer("submission__contents").order_by("at", "pk")
    )
    path = ApprovalPath(brief, latest, [one for one in approvals if latest and one.submission_id == latest.pk], today=today)
    who = path.who()
    before, after = compared(brief, submissions)
    remarks = list(brief.remarks.select_related("by", "settled_by").order_by("-at", "-pk")[:MOST_REMARKS])
    context = {
        "steps": path.steps(who),
        "who": who,
        "is_in_review": path.is_in_review,
        "may_sign": path.is_in_review and path.next_step == "strategy" and person.has_perm("briefs.sign_strategy", brief),
        "sent_back": path.sent_back if brief.state == BriefState.DRAFT else None,
        "approvals": [(one, day_order(one, latest)) for one in reversed(approvals)],
        "own_work": any(one.is_self_approval for one in approvals if latest and one.submission_id == latest.pk),
        "open_remarks": by_section([one for one in remarks if not one.settled_by_id]),
        "settled_remarks": [one for one in remarks if one.settled_by_id],
        "may_settle": person.has_perm("briefs.change_brief", brief),
        "may_remark": path.is_in_review and person.has_perm("briefs.remark_on_brief", brief),
        "changes": changes(before, after, with_money=person.has_perm("clients.see_fees")) if before is not None else None,
        "is_first": before is None,
        "text": changes({}, latest.contents, with_money=person.has_perm("clients.see_fees")) if latest and before is None else [],
        "low_score_reason": brief.low_score_reason,
    }
    return render_page(request, "briefs/brief_approval.html", brief_frame(request, brief, here="brief_approval") | context)


def day_order(approval: Approval, latest) -> bool:
    """Whether it is about the submission that stands."""
    return latest is not None and approval.submission_id == latest.pk


def compared(brief: Brief, submissions: list[BriefVersion]) -> tuple[dict | None, dict | None]:
    """The two texts to compare: a draft with its last submission, a submission with the one before."""
    if brief.state == BriefState.DRAFT:
        return (submissions[0].contents, contents_of(brief)) if submissions else (None, None)
    return (submissions[1].contents, submissions[0].contents) if len(submissions) > 1 else (None, None)


def by_section(remarks: list[Remark]) -> list[tuple[str, list[Remark]]]:
    """Remarks below the name of their section, in the order of the brief; those on the whole of it first."""
    order = ["", *BY_KEY]
    groups: dict[str, list[Remark]] = {}
    for remark in sorted(remarks, key=lambda one: (order.index(one.section) if one.section in order else len(order), one.at, one.pk)):
        groups.setdefault(str(BY_KEY[remark.section].label) if remark.section in BY_KEY else _("The brief as a whole"), []).append(remark)
    return list(groups.items())


# ── The author ───────────────────────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "POST"])
def brief_submit(request, pk):
    brief = find_for(request, pk, "submit")
    contents = contents_of(brief)
    score, threshold = actions.score_of(contents), actions.threshold_for(brief.kind)
    form = forms.SubmitForm(typed(request), brief=brief, person=request.user, asks_reason=score < threshold)
    missing = actions.missing_in(contents)
    words = {"score": score, "threshold": threshold, "missing": ", ".join(missing)}
    if missing:
        lead = _("Fill in first: %(missing)s.") % words
    elif score < threshold:
        lead = _("Its score is %(score)s of 100; %(threshold)s are needed to go out without a reason. The reason is kept.") % words
    else:
        lead = _("Its score is %(score)s of 100. What stands there now is kept, and nobody writes on until somebody has answered.") % words
    do = partial(actions.submit, today=request.user.today)
    title, said = _("Submit %(job)s for approval") % {"job": brief}, _("%(job)s waits for approval.") % {"job": brief}
    return move_page(request, brief, form, do, title=title, button=_("Submit"), lead=lead, said=said)


@require_http_methods(["GET", "POST"])
def brief_take_back(request, pk):
    brief = find_for(request, pk, "take_back")
    form = forms.NoteForm(typed(request), brief=brief, person=request.user)
    do = partial(actions.take_back, today=request.user.today)
    lead = _("It is a draft again, and the approvals given for this submission no longer count.")
    title, said = _("Take %(job)s back") % {"job": brief}, _("%(job)s is a draft again.") % {"job": brief}
    return move_page(request, brief, form, do, title=title, button=_("Take back"), lead=lead, said=said)


# ── Those who decide ─────────────────────────────────────────────────────────────────────────────


def own_work_words(person, brief: Brief) -> str:
    """What small-shop mode says to somebody who approves their own work (P7)."""
    if settings.SMALL_SHOP_MODE and person.pk in writers_of(brief):
        return _("You wrote some of it: this is marked as an approval of your own work.")
    return ""


@require_http_methods(["GET", "POST"])
def brief_approve(request, pk):
    brief = find_for(request, pk, "approve")
    form = forms.NoteForm(typed(request), brief=brief, person=request.user)
    budget = money_words(brief.budget, "whole") if brief.budget and request.user.has_perm("clients.see_fees") else ""
    lead = _("The policy asks for a %(rank)s or above. After this, only a new version may say something else.") % {
        "rank": Rank(rank_for(brief)).label.lower()
    }
    lead = " ".join(filter(None, (_("Budget %(sum)s.") % {"sum": budget} if budget else "", lead, own_work_words(request.user, brief))))
    do = partial(actions.approve, today=request.user.today)
    title, said = _("Approve %(job)s") % {"job": brief}, _("%(job)s is approved. Creative can start.") % {"job": brief}
    return move_page(request, brief, form, do, title=title, button=_("Approve"), lead=lead, said=said)


@require_http_methods(["GET", "POST"])
def brief_sign_strategy(request, pk):
    brief = find_brief(request, pk)
    must(request.user, "briefs.sign_strategy", brief)
    if brief.state != BriefState.IN_REVIEW:
        raise IllegalMove(brief, "sign_strategy", brief.state)
    form = forms.NoteForm(typed(request), brief=brief, person=request.user)
    lead = " ".join(filter(None, (_("Audience, insight and proposition hold."), own_work_words(request.user, brief))))
    title, said = _("Sign off the strategy of %(job)s") % {"job": brief}, _("The strategy is signed off.")
    return move_page(request, brief, form, actions.sign_strategy, title=title, button=_("Sign off"), lead=lead, said=said)


@require_http_methods(["GET", "POST"])
def brief_send_back(request, pk):
    """The reviewer reads section by section and says what to change where."""
    brief = find_for(request, pk, "send_back")
    texts = contents_of(brief)["texts"]
    form = forms.SendBackForm(typed(request), brief=brief, person=request.user, texts=texts)
    if changed(form, partial(actions.send_back, brief, by=request.user, today=request.user.today)):
        say(request, _("%(job)s is back with %(author)s.") % {"job": brief, "author": brief.author})
        return redirect(approval_url(brief))
    return render_page(request, "briefs/brief_send_back.html", {"brief": brief, "form": form, "crumbs": crumbs_of(brief)})


@require_http_methods(["GET", "POST"])
def brief_remark(request, pk):
    brief = find_brief(request, pk)
    must(request.user, "briefs.remark_on_brief", brief)
    if brief.state != BriefState.IN_REVIEW:
        raise IllegalMove(brief, "remark", brief.state)
    form = forms.RemarkForm(typed(request), person=request.user, initial={"section": request.GET.get("section", "")})
    if made(request, form, lambda: actions.add_remark(brief, by=request.user, **form.facts)):
        say(request, _("Remarked."))
        return redirect(approval_url(brief))
    title = _("Remark on %(job)s") % {"job": brief}
    return form_page(request, form, title=title, button=_("Remark"), cancel=approval_url(brief), crumbs=crumbs_of(brief))


@require_POST
def remark_settle(request, pk):
    remark = get_object_or_404(Remark.objects.visible_to(request.user).select_related("brief__account__client"), pk=pk)
    actions.settle_remark(remark, by=request.user)
    say(request, _("Settled."))
    return redirect(came_from(request, approval_url(remark.brief)))


# ── After the approval ───────────────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "POST"])
def brief_revise(request, pk):
    brief = find_for(request, pk, "revise")
    form = forms.ReviseForm(typed(request), brief=brief, person=request.user)
    do = partial(actions.revise, today=request.user.today)
    lead = _("The approved version is kept. The new one is a draft and needs its own approval; the ledger keeps what was lost.")
    title, said = _("Write a new version of %(job)s") % {"job": brief}, _("Version %(n)d is a draft.") % {"n": brief.edition + 1}
    return move_page(request, brief, form, do, title=title, button=_("Begin the new version"), lead=lead, said=said)


@require_http_methods(["GET", "POST"])
def brief_start(request, pk):
    brief = find_for(request, pk, "start")
    count, asks_order = coming_round(brief)
    form = forms.StartForm(typed(request), row=brief, asks_order=asks_order, person=request.user, today=request.user.today)
    do = partial(actions.start_creative, today=request.user.today)
    title, said = _("Start creative on %(job)s") % {"job": brief}, _("%(job)s is in creative.") % {"job": brief}
    opens = _("Round %(n)d goes on.") if count.number == brief.round_number else _("This opens round %(n)d.")
    lead = " ".join(filter(None, [opens % {"n": count.number}, coming_words(count, asks_order=asks_order)]))
    return move_page(request, brief, form, do, title=title, button=_("Start creative"), lead=lead, said=said, back=brief.get_absolute_url())


@require_http_methods(["GET", "POST"])
def brief_hold(request, pk):
    brief = find_for(request, pk, "hold")
    form = forms.WhyForm(typed(request), brief=brief, person=request.user)
    do = partial(actions.hold, today=request.user.today)
    title, said = _("Put %(job)s on hold") % {"job": brief}, _("%(job)s is on hold.") % {"job": brief}
    lead = _("Nobody works on it until somebody resumes it where it stands now.")
    return move_page(request, brief, form, do, title=title, button=_("Put on hold"), lead=lead, said=said, back=brief.get_absolute_url())


@require_http_methods(["GET", "POST"])
def brief_resume(request, pk):
    brief = find_for(request, pk, "resume")
    form = forms.BriefMoveForm(typed(request), brief=brief, person=request.user)
    do = partial(actions.resume, today=request.user.today)
    state = BriefState(brief.held_from).label
    title, said = _("Resume %(job)s") % {"job": brief}, _("%(job)s goes on.") % {"job": brief}
    lead = _("It goes on where it stood: %(state)s.") % {"state": str(state).lower()}
    return move_page(request, brief, form, do, title=title, button=_("Resume"), lead=lead, said=said, back=brief.get_absolute_url())


@require_http_methods(["GET", "POST"])
def brief_cancel(request, pk):
    brief = find_for(request, pk, "cancel")
    form = forms.WhyForm(typed(request), brief=brief, person=request.user)
    do = partial(actions.cancel, today=request.user.today)
    title, said = _("Cancel %(job)s") % {"job": brief}, _("%(job)s is cancelled.") % {"job": brief}
    lead = _("Everything that was written and made is kept; the number is never given again.")
    back = brief.get_absolute_url()
    return move_page(request, brief, form, do, title=title, button=_("Cancel the job"), lead=lead, said=said, danger=True, back=back)


# ── Versions (W2, P1) ────────────────────────────────────────────────────────────────────────────


@require_safe
def brief_versions(request, pk):
    """Every submission, what the review said to it and what the next one changed; any two compared."""
    person = request.user
    brief = find_brief(request, pk)
    approvals = Prefetch("approvals", Approval.objects.select_related("given_by", "given_for"))
    remarks = Prefetch("remarks", Remark.objects.select_related("by"))
    submissions = list(
        brief.versions.select_related("submitted_by").prefetch_related(approvals, remarks).order_by("-submitted_at", "-pk")[:MOST_VERSIONS]
    )
    rebriefs = {one.to_edition: one for one in brief.rebriefs.select_related("by")}
    for one in rebriefs.values():
        one.brief = brief
    with_money = person.has_perm("clients.see_fees")
    older, newer = picked(request, submissions)
    context = {
        "lines": [line_of(number, submissions, rebriefs, with_money=with_money) for number in range(len(submissions))],
        "choices": [(one.pk, submission_name(one, submissions)) for one in submissions],
        "older": older,
        "newer": newer,
        "names": (submission_name(older, submissions), submission_name(newer, submissions)) if older else ("", ""),
        "changes": changes(older.contents, newer.contents, with_money=with_money) if older else [],
        "count": ngettext("%(n)d submission", "%(n)d submissions", len(submissions)) % {"n": len(submissions)},
        "with_money": with_money,
    }
    return render_page(request, "briefs/brief_versions.html", brief_frame(request, brief, here="brief_versions") | context)


def picked(request, submissions: list[BriefVersion]):
    """The two that the address names, the older first; else the last two; nothing when there is but one."""
    if len(submissions) < 2:
        return None, None
    by_key = {str(one.pk): one for one in submissions}
    asked = [by_key.get(request.GET.get(name, "")) for name in ("from", "to")]
    pair = asked if all(asked) and asked[0] != asked[1] else [submissions[1], submissions[0]]
    return sorted(pair, key=lambda one: (one.submitted_at, one.pk))


def submission_name(one: BriefVersion, submissions: list[BriefVersion]) -> str:
    """ "Version 2", or "Version 2, submission 3" where it took several."""
    same = [other for other in reversed(submissions) if other.number == one.number]
    if len(same) < 2:
        return _("Version %(n)d") % {"n": one.number}
    return _("Version %(n)d, submission %(turn)d") % {"n": one.number, "turn": same.index(one) + 1}


def line_of(number: int, submissions: list[BriefVersion], rebriefs: dict, *, with_money: bool) -> dict:
    """One submission for the page; `changed` names what it says otherwise than the one before."""
    one = submissions[number]
    before = submissions[number + 1] if number + 1 < len(submissions) else None
    begins = before is None or before.number != one.number
    return {
        "submission": one,
        "name": submission_name(one, submissions),
        "changed": changed_fields(before.contents, one.contents, with_money=with_money) if before else None,
        "compare": f"?from={before.pk}&to={one.pk}#compare" if before else "",
        "rebrief": rebriefs.get(one.number) if begins else None,
        "approvals": list(one.approvals.all()),
        "remarks": by_section(list(one.remarks.all())),
    }
