"""The words of other systems for our few: states, tiers, kinds, ranks. What is not known is None and becomes a note, not a guess."""

import re

from briefs.states import BriefKind, BriefState, RequestSource, RequestState
from care.states import CheckInKind, CheckInState, ConcernKind, ConcernSource, ConcernState
from care.states.surveys import AnswerSide, SurveyKind
from clients.states import (
    Attitude,
    Consent,
    ContractKind,
    DecisionRole,
    FeePeriod,
    Fit,
    LossCause,
    NoticeParty,
    NoticeRule,
    NoticeUnit,
    Power,
    RenewalStage,
    Severity,
    Tier,
    UpliftKind,
)
from exchange.reading.text import fold
from people.states import Department, Grade, Rank
from reminders.states import Rung


def _chooser(choices, **more: str):
    """A reader that knows each choice's value and label, and `more` words (value → words, parted by blanks)."""
    known = {}
    for value, label in choices.choices:
        known[fold(str(value))] = known[fold(str(label))] = value
        known[fold(choices(value).name)] = value
    for name, words in more.items():
        known.update({fold(word): choices[name].value for word in words.split()})
    return lambda text: known.get(fold(text))


tier_of = _chooser(
    Tier,
    KEY="strategic flagged platinum gold a vip top premium keyclient key-account",
    GROWTH="silver b growing",
    STANDARD="normal bronze c regular",
)
decision_role_of = _chooser(
    DecisionRole,
    DECISION_MAKER="decision-maker decider economic-buyer buyer budget-holder",
    SPONSOR="executive-sponsor exec-sponsor",
    CHAMPION="advocate coach evangelist",
    INFLUENCER="influence technical-buyer evaluator",
    USER="end-user operator",
    BLOCKER="detractor gatekeeper opponent",
)
attitude_of = _chooser(
    Attitude,
    FRIEND="promoter ally advocate positive",
    FOE="detractor enemy negative",
    NEUTRAL="passive",
    SUPPORTER="friendly",
    CRITIC="sceptic",
)
power_of = _chooser(Power, FINAL="final high decision-maker full", MUCH="strong medium-high", SOME="medium low-medium", NONE="low no")
consent_of = _chooser(Consent, GIVEN="yes true opted-in subscribed granted", REFUSED="no false opted-out unsubscribed denied", UNKNOWN="")
check_in_kind_of = _chooser(
    CheckInKind, CALL="phone telephone", MEETING="visit lunch demo", REVIEW="qbr business-review", TRAINING="workshop"
)
check_in_state_of = _chooser(
    CheckInState, PLANNED="scheduled open upcoming", HELD="completed done complete", MISSED="noshow no-show", CANCELLED="canceled"
)
fit_of = _chooser(Fit)
stage_of = _chooser(RenewalStage, RENEWED="won", LAPSED="lost churned")
notice_unit_of = _chooser(NoticeUnit, CALENDAR_DAYS="days day d", WORKING_DAYS="business-days workingday", WEEKS="week w", MONTHS="month m")
notice_party_of = _chooser(NoticeParty, CLIENT="customer them", AGENCY="us we supplier")
uplift_kind_of = _chooser(UpliftKind, FIXED="percent", INDEX="indexed cpi")
notice_rule_of = _chooser(NoticeRule, SENT="sent dispatch posted", RECEIVED="received receipt delivered")
fee_period_of = _chooser(
    FeePeriod,
    MONTH="monthly month permonth pcm m mo",
    QUARTER="quarterly perquarter q",
    YEAR="yearly annual annually year peryear pa y annum perannum",
    ONCE="once one-off oneoff fixed total lump onetime project inall",
)
rank_of = _chooser(
    Rank,
    COORDINATOR="account-coordinator assistant junior trainee",
    EXECUTIVE="account-executive ae senior-account-executive",
    SUPERVISOR="account-supervisor account-manager manager senior-account-manager",
    DIRECTOR="account-director group-account-director business-director",
    HEAD="head-of-account-management vp agency-head managing-director ceo chief",
)
department_of = _chooser(
    Department,
    ACCOUNTS="accounts account account-management client-services accountservices clientservice",
    PLANNING="strategy planner",
    CREATIVE="design art copy studio",
    TRAFFIC="project-management production resource",
    FINANCE="accounting billing",
    SALES="newbusiness new-business",
    TECHNICAL="it technology tech development support digital",
)
grade_of = _chooser(Grade, JUNIOR="jr entry", MID="middle medium", SENIOR="sr lead principal")

KIND_WORDS = (
    (ContractKind.FRAMEWORK, ("panel", "framework", "master", "msa", "standing offer", "idv", "bpa", "umbrella", "schedule")),
    (ContractKind.RETAINER, ("retainer", "recurring", "subscription", "service agreement", "managed", "support", "maintenance")),
    (ContractKind.PROJECT, ("project", "contract", "order", "award", "one-off", "fixed", "statement of work", "sow", "purchase")),
)
STATE_WORDS = (
    ("lost", ("former", "past", "lost", "churn", "ex-", "cancelled", "terminated")),
    ("dormant", ("inactive", "dormant", "archived", "closed", "on hold", "paused", "expired")),
    ("prospect", ("prospect", "lead", "opportunity", "potential", "target", "suspect", "subscriber", "qualified", "new business", "pitch")),
    (
        "active",
        (
            "customer",
            "client",
            "active",
            "current",
            "signed",
            "won",
            "strategic",
            "normal",
            "flagged",
            "evangelist",
            "live",
            "partner",
            "advertiser",
        ),
    ),
)
LIVE_WORDS = (
    "current",
    "active",
    "in force",
    "signed",
    "executed",
    "live",
    "activated",
    "exercise",
    "open",
    "approved",
    "agreed",
    "coming",
    "pending",
)
OVER_WORDS = (
    ("terminated", ("terminat", "cancel", "unsuccessful", "withdrawn")),
    ("ended", ("expired", "ended", "closed", "complete", "finished", "close out")),
)


def _first_word(table, text: str):
    text = f" {text.casefold().replace('_', ' ')} "
    return next((value for value, words in table if any(re.search(rf"(?<![^\W_]){re.escape(word)}", text) for word in words)), None)


def client_state_of(text: str) -> str | None:
    return _first_word(STATE_WORDS, text)


def cause_of(text: str) -> str:
    """Why something ended, in a word that is counted; empty is "not said" (G8)."""
    return next((cause.value for cause in LossCause if fold(text) in (fold(cause.value), fold(str(cause.label)))), "")


def contract_kind_of(text: str) -> str | None:
    chosen = next((kind for kind in ContractKind if fold(text) in (fold(kind.value), fold(str(kind.label)))), None)
    return chosen or _first_word(KIND_WORDS, text)


def contract_over_of(text: str) -> str | None:
    """ "terminated" or "ended" when the status says that it is over."""
    return _first_word(OVER_WORDS, text)


def says_in_force(text: str) -> bool:
    return _first_word(((True, LIVE_WORDS),), text) or False


job_kind_of = _chooser(BriefKind, FILM="video spot tvc", PRINT="poster brochure leaflet", DIGITAL="website web banner", SOCIAL="content")
job_state_of = _chooser(
    BriefState,
    DRAFT="new open planned briefing",
    IN_REVIEW="review pending-approval submitted",
    IN_CREATIVE="in-progress in-work active working production",
    WITH_CLIENT="client-review sent waiting-for-client",
    ON_HOLD="paused waiting",
    DELIVERED="done completed finished",
    CLOSED="archived invoiced",
    CANCELLED="canceled dropped",
)
request_state_of = _chooser(
    RequestState,
    NEW="open received",
    ASKED_BACK="waiting pending need-info",
    ACCEPTED="approved done closed",
    DECLINED="rejected refused",
    WITHDRAWN="cancelled canceled",
)
request_source_of = _chooser(RequestSource)
survey_kind_of = _chooser(
    SurveyKind, NPS="net-promoter-score promoter recommendation", CSAT="customer-satisfaction satisfaction", RELATIONSHIP="quality"
)
answer_side_of = _chooser(AnswerSide, TEAM="ours us agency", CLIENT="theirs customer")
concern_kind_of = _chooser(
    ConcernKind,
    QUESTION="how-to enquiry inquiry",
    REQUEST="task feature-request service-request",
    PROBLEM="incident bug complaint issue",
    CONFLICT="dispute escalation",
)
severity_of = _chooser(Severity, LOW="minor trivial p4", NORMAL="medium p3", HIGH="major important p2", CRITICAL="urgent blocker p1")
concern_state_of = _chooser(
    ConcernState,
    OPEN="new unassigned todo waiting-on-us",
    ANSWERED="pending on-hold hold in-progress waiting-on-customer waiting-on-contact waiting-on-third-party",
    CLOSED="solved resolved done complete completed",
    WITHDRAWN="cancelled canceled",
)
concern_source_of = _chooser(ConcernSource)
rung_of = _chooser(Rung)
