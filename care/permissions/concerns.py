"""Who may do what with concerns. Seeing is `visible_to`; this is doing. A contact's link answers for itself (`ConcernLink.has_perm`)."""

import rules

from care.permissions.check_ins import in_planning
from care.states import ConcernKind
from clients.permissions import sees_it, works_on_it
from people.permissions import director_up, executive_up, has_a_rank


@rules.predicate
def is_a_conflict(person, concern):
    return concern is not None and concern.kind == ConcernKind.CONFLICT


rules.add_perm("care.raise_concerns", has_a_rank | in_planning)  # on which account is asked next
rules.add_perm("care.raise_concern", works_on_it)
rules.add_perm("care.work_concern", works_on_it)
rules.add_perm("care.mediate_concern", works_on_it & is_a_conflict)
rules.add_perm("care.speak_on_concern", works_on_it)
rules.add_perm("care.confirm_concern", works_on_it)
rules.add_perm("care.reopen_concern", works_on_it)
rules.add_perm("care.close_concern", sees_it & executive_up)
rules.add_perm("care.make_concern_link", sees_it & executive_up)
rules.add_perm("care.change_concern_causes", director_up)
