"""Who may do what with contact reports (R1). Seeing is `visible_to`; this is doing."""

import rules

from care.models import CheckIn
from clients.permissions import leads_it, sees_it, works_on_it
from people.permissions import supervisor_up


@rules.predicate
def held_it(person, row):
    """Held the check-in that the report is about, or covers for whoever did."""
    check_in = row if isinstance(row, CheckIn) else getattr(row, "check_in", None)
    return check_in is not None and check_in.owner_id in person.standing.seats_of


answers_for_it = sees_it & (held_it | leads_it | supervisor_up)

rules.add_perm("care.write_report", works_on_it)
rules.add_perm("care.issue_report", answers_for_it)
rules.add_perm("care.accept_report", answers_for_it)  # notes what the client said; the client's own yes comes by link
rules.add_perm("care.dispute_report", works_on_it)  # whoever may correct it notes what they heard; the client's own word comes by link
rules.add_perm("care.accept_by_silence", rules.always_false)  # the clock alone
rules.add_perm("care.waive_report", answers_for_it)
