"""Who may do what with check-ins and what came out of them. Seeing is `visible_to`; this is doing."""

import rules

from clients.permissions import works_on_it
from people.permissions import has_a_rank, in_department
from people.states import Department


@rules.predicate
def owns_it(person, item):
    """It is theirs to do, or of somebody they cover today."""
    return item is not None and item.owner_id in person.standing.seats_of


in_planning = in_department(Department.PLANNING)

rules.add_perm("care.log_check_in", has_a_rank | in_planning)  # with whom is asked next
rules.add_perm("care.plan_check_in", works_on_it)
rules.add_perm("care.work_check_in", works_on_it)
rules.add_perm("care.add_action_item", works_on_it)
rules.add_perm("care.work_action_item", owns_it | works_on_it)
