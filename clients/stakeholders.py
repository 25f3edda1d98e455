"""The stakeholder map (C3): who decides, how they feel about us, who reports to whom, and whom we have not got yet."""

from datetime import date

from clients.account_troubles import missing_roles
from clients.states import MINIMUM_COVERAGE, Attitude, DecisionRole, Power
from core.charts import Node, StakeholderMap

HEALTH_OF_ATTITUDE = {
    Attitude.FRIEND: "good",
    Attitude.SUPPORTER: "good",
    Attitude.NEUTRAL: "none",
    Attitude.CRITIC: "watch",
    Attitude.FOE: "risk",
}
MOST_ON_MAP = 12  # more names than that run into each other; those who decide most come first
NOT_MET_AFTER_DAYS = 60  # research/commercial-anchors §4: silence of a decision maker
DECIDERS = {DecisionRole.SPONSOR, DecisionRole.DECISION_MAKER}


def stakeholder_map(contacts) -> StakeholderMap:
    """`contacts` by weight; a blocker is drawn as a risk however friendly."""
    return StakeholderMap(
        [
            Node(
                key=contact.pk,
                name=contact.name,
                role=str(contact.get_decision_role_display() or contact.job_title),
                attitude=contact.attitude / Attitude.FRIEND,
                power=contact.power / Power.FINAL,
                health="risk" if contact.decision_role == DecisionRole.BLOCKER else HEALTH_OF_ATTITUDE[contact.attitude],
                url=contact.get_absolute_url(),
                boss=contact.reports_to_id,
            )
            for contact in contacts[:MOST_ON_MAP]
        ]
    )


def coverage(account) -> list[tuple[str, bool]]:
    """(role, whether somebody fills it) for each role that the account's tier asks for. Needs `contacts_on_map`."""
    missing = missing_roles(account)
    return [(str(DecisionRole(role).label), role not in missing) for role in MINIMUM_COVERAGE[account.tier_now]]


def days_not_met(contact, *, today: date) -> int | None:
    """Days since a decider was last met, when these are too many; None for all others."""
    if contact.decision_role not in DECIDERS or contact.last_met_on is None:
        return None
    days = (today - contact.last_met_on).days
    return days if days >= NOT_MET_AFTER_DAYS else None
