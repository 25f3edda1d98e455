"""Who may do what with job requests, briefs and the work (W1–W7, P1–P7). Seeing is `visible_to`; this is doing. A table at the end."""

import rules

from briefs.authority import rank_of_voice, signs_for, writers_of
from briefs.models import Approval, Assignment, Brief, QualityCheck
from briefs.policy import rank_for, strategy_needed
from clients.models import Account
from clients.permissions import is_on_the_team, leads_it, sees_it, works_on_it
from clients.sight import kept_for_page
from people.permissions import director_up, executive_up, has_a_rank, in_a_small_shop, in_department, supervisor_up
from people.states import Department


def brief_of(obj) -> Brief | None:
    """The job that a row hangs on."""
    if isinstance(obj, Brief):
        return obj
    return getattr(obj, "brief", None)


def account_of_work(obj) -> Account | None:
    """The account of a request, a job, or a row of one."""
    if obj is None or isinstance(obj, Account):
        return obj
    brief = brief_of(obj)
    return brief.account if brief is not None else getattr(obj, "account", None)


def on_the_account(predicate):
    """One of the predicates of `clients`, asked of the account of the work."""

    @rules.predicate(f"{predicate.name}_of_the_work")
    def asked(person, obj):
        account = account_of_work(obj)
        return account is not None and predicate.test(person, account)

    return asked


sees = on_the_account(sees_it)
works = on_the_account(works_on_it)
leads = on_the_account(leads_it)
is_on_team = on_the_account(is_on_the_team)


@rules.predicate
def signs_strategy(person, obj):
    """The account's planner, or whoever covers for them; supervisors and directors where none can sign (P6). Twin: waiting_for()."""
    account = account_of_work(obj)
    return account is not None and signs_for(person, account, brief_of(obj))


@rules.predicate
def rank_covers_brief(person, obj):
    """The policy asks for this rank or a lower one, by budget, tier and kind (W3, P3, P4). Twin: BriefQuerySet.waiting_for()."""
    brief = brief_of(obj)
    return brief is not None and rank_of_voice(person, brief) >= rank_for(brief)


@rules.predicate
def strategy_is_signed(person, obj):
    """The submission that stands has its strategy sign-off, or the policy asks for none (P6)."""
    brief = brief_of(obj)
    if brief is None or not strategy_needed(brief):
        return brief is not None
    return kept_for_page(brief, "signed", lambda: Approval.objects.strategy_of_latest(brief).exists())


@rules.predicate
def wrote_it(person, obj):
    brief = brief_of(obj)
    return brief is not None and person.pk in writers_of(brief)


@rules.predicate
def covers_somebody(person, obj=None):
    return bool(person.standing.covers_for)


@rules.predicate
def is_assigned(person, obj):
    brief = brief_of(obj)
    return brief is not None and Assignment.objects.filter(brief=brief, person__in=person.standing.seats_of).exists()


@rules.predicate
def quality_is_passed(person, obj):
    """The last run through the checklist passed, or was overruled by name (W7). A page has it on its row; an action asks anew.

    Twin: BriefQuerySet.with_quality().
    """
    brief = brief_of(obj)
    if brief is None:
        return False
    if (passed := getattr(brief, "is_quality_passed", None)) is not None:
        return passed
    return any(run.passed_at or run.overruled_at for run in QualityCheck.objects.filter(brief=brief).order_by("-started_at", "-pk")[:1])


@rules.predicate
def owns_the_milestone(person, milestone):
    """It is theirs to reach, or of somebody they cover."""
    return getattr(milestone, "owner_id", None) in person.standing.seats_of


in_creative = in_department(Department.CREATIVE)
in_traffic = in_department(Department.TRAFFIC)
in_planning = in_department(Department.PLANNING)
runs_the_work = sees & (executive_up | leads | in_traffic)
makes_the_work = sees & (in_creative | in_traffic | works | is_assigned)

# ── Requests (W1) ──
rules.add_perm("briefs.add_request", works)
rules.add_perm("briefs.triage_request", sees & (executive_up | leads))
rules.add_perm("briefs.answer_request", works)
rules.add_perm("briefs.make_request_link", sees & executive_up)
rules.add_perm("briefs.change_request_form", sees & (supervisor_up | leads))

# ── Writing (W2) ── a coordinator drafts everything (P1); budgets are for those who see fees.
rules.add_perm("briefs.add_briefs", has_a_rank | in_planning)
rules.add_perm("briefs.add_brief", works)
rules.add_perm("briefs.change_brief", works)
rules.add_perm("briefs.change_templates", supervisor_up)
rules.add_perm("briefs.set_quality", director_up)

# ── Approving (W3) ──
rules.add_perm("briefs.see_approvals", has_a_rank | in_planning | covers_somebody)
rules.add_perm("briefs.submit_brief", works)
rules.add_perm("briefs.sign_strategy", sees & signs_strategy & (~wrote_it | in_a_small_shop))
rules.add_perm("briefs.approve_brief", sees & rank_covers_brief & strategy_is_signed & (~wrote_it | in_a_small_shop))
rules.add_perm("briefs.send_brief_back", sees & (rank_covers_brief | signs_strategy | supervisor_up))
rules.add_perm("briefs.remark_on_brief", sees & (rank_covers_brief | signs_strategy | supervisor_up))
rules.add_perm("briefs.revise_brief", works & (executive_up | leads))

# ── The work (W4, W6) ──
rules.add_perm("briefs.run_brief", runs_the_work)
rules.add_perm("briefs.assign_work", runs_the_work)
rules.add_perm("briefs.time_brief", runs_the_work)
rules.add_perm("briefs.reach_milestone", sees & (runs_the_work | owns_the_milestone))
rules.add_perm("briefs.hand_work_in", makes_the_work)
rules.add_perm("briefs.upload_work", makes_the_work)
rules.add_perm("briefs.review_work", sees & (supervisor_up | leads | signs_strategy))
rules.add_perm("briefs.change_plans", supervisor_up | in_traffic)
rules.add_perm("briefs.see_capacity", has_a_rank | in_traffic | in_creative)
rules.add_perm("briefs.work_change_order", sees & executive_up)
rules.add_perm("briefs.waive_change_order", sees & supervisor_up)

# ── The client (W5) ──
rules.add_perm("briefs.present_work", sees & executive_up)
rules.add_perm("briefs.send_review_link", sees & executive_up)
rules.add_perm("briefs.comment_work", sees)
rules.add_perm("briefs.record_verdict", sees & executive_up)
rules.add_perm("briefs.settle_opposition", sees & supervisor_up)

# ── Quality and delivery (W7) ──
rules.add_perm("briefs.check_quality", sees & (executive_up | in_traffic))
rules.add_perm("briefs.overrule_quality", sees & supervisor_up)
rules.add_perm("briefs.deliver_brief", sees & executive_up & quality_is_passed)
rules.add_perm("briefs.rate_job", sees & (executive_up | leads))  # writes down what the client said
rules.add_perm("briefs.close_brief", sees & (supervisor_up | leads))
rules.add_perm("briefs.hold_brief", sees & (executive_up | leads))
rules.add_perm("briefs.resume_brief", sees & (executive_up | leads))
rules.add_perm("briefs.cancel_brief", sees & (supervisor_up | leads))
