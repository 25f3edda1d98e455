"""Who may open which dashboard. What they then count is decided by `visible_to`, as everywhere."""

import rules

from people.permissions import supervisor_up


@rules.predicate
def sees_every_account(person, obj=None):
    """A head, or whoever covers for one today."""
    return person.standing.sees_all


rules.add_perm("dashboards.see_portfolio", supervisor_up | sees_every_account)  # S2: a supervisor's own line, too
rules.add_perm("dashboards.see_people", supervisor_up | sees_every_account)
rules.add_perm("dashboards.see_agency", sees_every_account)  # P5: the roll-up over every director
rules.add_perm("dashboards.see_retention", supervisor_up | sees_every_account)  # G8
rules.add_perm("dashboards.see_relationship", supervisor_up | sees_every_account)
rules.add_perm("dashboards.see_work", supervisor_up | sees_every_account)
