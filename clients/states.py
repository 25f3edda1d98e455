from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from core.moves import Move


class Tier(TextChoices):
    """How much of us a client gets (G2): cadence, answer time, approvals."""

    KEY = "key", _("Key account")
    GROWTH = "growth", _("Growth")
    STANDARD = "standard", _("Standard")


class Severity(IntegerChoices):
    """How much it hurts the client (R2). By tier and severity our word is due: `ServiceLevel`."""

    LOW = 1, _("Low")
    NORMAL = 2, _("Normal")
    HIGH = 3, _("High")
    CRITICAL = 4, _("Critical")


class ClientState(TextChoices):
    PROSPECT = "prospect", _("Prospect")
    ACTIVE = "active", _("Active")
    DORMANT = "dormant", _("Dormant")
    LOST = "lost", _("Lost")


C = ClientState
CLIENT_MOVES = {
    "win": Move({C.PROSPECT}, C.ACTIVE, may="clients.change_client", label=_("Win")),
    "rest": Move({C.ACTIVE}, C.DORMANT, may="clients.change_client", label=_("Set dormant")),
    "wake": Move({C.DORMANT}, C.ACTIVE, may="clients.change_client", label=_("Wake")),
    "lose": Move({C.PROSPECT, C.ACTIVE, C.DORMANT}, C.LOST, may="clients.lose_client", label=_("Mark lost"), needs_note=True),
    "win_back": Move({C.LOST}, C.ACTIVE, may="clients.lose_client", label=_("Win back")),
}


class LossCause(TextChoices):
    """Why something ends, in words that can be counted (G8). Asked beside the sentence; empty is "not said"."""

    PRICE = "price", _("Price")
    WORK = "work", _("Quality of the work")
    RELATIONSHIP = "relationship", _("Relationship")
    BUDGET = "budget", _("Their budget was cut")
    IN_HOUSE = "in_house", _("They took it in-house")
    RIVAL = "rival", _("They chose another agency")
    MERGED = "merged", _("They merged or closed")
    OURS = "ours", _("We chose not to")
    OTHER = "other", _("Something else")


class SeatRole(TextChoices):
    COORDINATOR = "coordinator", _("coordinator")
    EXECUTIVE = "executive", _("executive")
    PLANNER = "planner", _("planner")
    SUPERVISOR = "supervisor", _("supervisor")
    DIRECTOR = "director", _("director")
    LIAISON = "liaison", _("liaison")


class DecisionRole(TextChoices):
    """A contact's part in the client's decisions (C3)."""

    SPONSOR = "sponsor", _("Sponsor")
    DECISION_MAKER = "decision_maker", _("Decision maker")
    CHAMPION = "champion", _("Champion")
    INFLUENCER = "influencer", _("Influencer")
    USER = "user", _("User")
    BLOCKER = "blocker", _("Blocker")


# What a tier must at least have on its stakeholder map (DESIGN §3).
MINIMUM_COVERAGE = {
    Tier.KEY: (DecisionRole.SPONSOR, DecisionRole.DECISION_MAKER, DecisionRole.CHAMPION),
    Tier.GROWTH: (DecisionRole.DECISION_MAKER, DecisionRole.CHAMPION),
    Tier.STANDARD: (DecisionRole.DECISION_MAKER,),
}


class Attitude(IntegerChoices):
    FOE = -2, _("Foe")
    CRITIC = -1, _("Critic")
    NEUTRAL = 0, _("Neutral")
    SUPPORTER = 1, _("Supporter")
    FRIEND = 2, _("Friend")


class Power(IntegerChoices):
    """How much of the decision is this contact's."""

    NONE = 0, _("None")
    SOME = 1, _("Some")
    MUCH = 2, _("Much")
    FINAL = 3, _("The final word")


class Consent(TextChoices):
    UNKNOWN = "unknown", _("Not asked")
    GIVEN = "given", _("Given")
    REFUSED = "refused", _("Refused")


class ContractKind(TextChoices):
    RETAINER = "retainer", _("Retainer")
    PROJECT = "project", _("Project")
    FRAMEWORK = "framework", _("Framework")


class FeePeriod(TextChoices):
    MONTH = "month", _("a month")
    QUARTER = "quarter", _("a quarter")
    YEAR = "year", _("a year")
    ONCE = "once", _("in all")


class NoticeUnit(TextChoices):
    CALENDAR_DAYS = "calendar_days", _("calendar days")
    WORKING_DAYS = "working_days", _("working days")
    WEEKS = "weeks", _("weeks")
    MONTHS = "months", _("months")


class NoticeRule(TextChoices):
    SENT = "sent", _("sent by then")
    RECEIVED = "received", _("received by then")


class UpliftKind(TextChoices):
    NONE = "none", _("None")
    FIXED = "fixed", _("Fixed %")
    INDEX = "index", _("Index with a cap")


class ContractState(TextChoices):
    """`COMING` is agreed and begins on a later day: the next term beside the one in force. The clock moves them on their days."""

    COMING = "coming", _("Agreed")
    ACTIVE = "active", _("In force")
    ENDED = "ended", _("Ended")
    TERMINATED = "terminated", _("Terminated")


LIVE_CONTRACT_STATES = (ContractState.COMING, ContractState.ACTIVE)


class NoticeParty(TextChoices):
    """Who gave notice."""

    CLIENT = "client", _("the client")
    AGENCY = "agency", _("we did")


class RenewalStage(TextChoices):
    UPCOMING = "upcoming", _("Upcoming")
    HEALTH_CHECK = "health_check", _("Health check")
    PROPOSAL = "proposal", _("Proposal")
    NEGOTIATION = "negotiation", _("Negotiation")
    RENEWED = "renewed", _("Renewed")
    LAPSED = "lapsed", _("Lapsed")
    TERMINATED = "terminated", _("Terminated")


R = RenewalStage
OPEN_STAGES = (R.UPCOMING, R.HEALTH_CHECK, R.PROPOSAL, R.NEGOTIATION)
DECIDED_STAGES = (R.RENEWED, R.LAPSED, R.TERMINATED)
RENEWAL_MOVES = {
    "check_health": Move({R.UPCOMING}, R.HEALTH_CHECK, may="clients.work_renewal", label=_("Start the health check")),
    "propose": Move({R.UPCOMING, R.HEALTH_CHECK}, R.PROPOSAL, may="clients.work_renewal", label=_("Draft the proposal")),
    "negotiate": Move({R.PROPOSAL}, R.NEGOTIATION, may="clients.work_renewal", label=_("Negotiate")),
    "step_back": Move({R.NEGOTIATION}, R.PROPOSAL, may="clients.work_renewal", label=_("Back to proposal")),
    "renew": Move(set(OPEN_STAGES), R.RENEWED, may="clients.decide_renewal", label=_("Renew")),
    "lapse": Move(set(OPEN_STAGES), R.LAPSED, may="clients.decide_renewal", label=_("Let it lapse"), needs_note=True),
    "terminate": Move(set(OPEN_STAGES), R.TERMINATED, may="clients.decide_renewal", label=_("Terminate"), needs_note=True),
    "take_notice": Move(
        set(OPEN_STAGES), R.TERMINATED, may="clients.record_notice", label=_("Record the client's notice"), needs_note=True
    ),
    "reopen": Move({R.TERMINATED}, R.UPCOMING, may="clients.record_notice", label=_("Withdraw the notice"), needs_note=True),
}


class Fit(TextChoices):
    """Whether what the client bought serves what it needs (C4)."""

    UNKNOWN = "unknown", _("Not rated")
    GOOD = "good", _("Good")
    PARTIAL = "partial", _("Partial")
    POOR = "poor", _("Poor")


class AcknowledgingRole(TextChoices):
    """Who must take note of an amendment (DESIGN §3)."""

    LEAD = "lead", _("Lead")
    TRAFFIC = "traffic", _("Traffic")
    FINANCE = "finance", _("Finance")


class HealthNumber(TextChoices):
    """Three numbers that are never mixed (R4)."""

    OBSERVED = "observed", _("Observed health")
    SENTIMENT = "sentiment", _("Sentiment")
    HYGIENE = "hygiene", _("Our diligence")


class HealthGroup(TextChoices):
    """What a factor of the observed health speaks of."""

    RELATIONSHIP = "relationship", _("Relationship")
    SATISFACTION = "satisfaction", _("Satisfaction")
    MONEY = "money", _("Money")
    DELIVERY = "delivery", _("Delivery")
    FRICTION = "friction", _("Friction")


GROUP_WEIGHTS = {  # of 100, unless a director says otherwise; ADR 0055
    HealthGroup.RELATIONSHIP: 25,
    HealthGroup.SATISFACTION: 20,
    HealthGroup.MONEY: 20,
    HealthGroup.DELIVERY: 20,
    HealthGroup.FRICTION: 15,
}


class HealthColour(TextChoices):
    GOOD = "good", _("Steady")
    WATCH = "watch", _("Watch")
    RISK = "risk", _("At risk")
