"""Who reads, writes and issues reports. Seeing is `visible_to`; this is doing."""

import rules

from clients.permissions import leads_it, sees_it
from people.permissions import supervisor_up

answers_for_the_account = sees_it & (supervisor_up | leads_it)


@rules.predicate
def answers_for_it(person, report):
    """Of an account: its lead, or a supervisor or above who sees it. Of a line: whose line it is, or who covers for them."""
    if report is None:
        return False
    if report.account_id:
        return answers_for_the_account.test(person, report.account)
    return report.person_id in person.standing.seats_of


@rules.predicate
def stands_above_who_left(person, report):
    """Of the line of somebody who has left: whoever stands above it decides what is still sent."""
    owner = report.person if report is not None else None
    return owner is not None and not owner.is_active and (person.standing.sees_all or owner.pk in person.standing.line_of)


@rules.predicate
def sees_every_account(person, obj=None):
    return person.standing.sees_all


rules.add_perm("reports.see_line_reports", supervisor_up | sees_every_account)
rules.add_perm("reports.have_line_report", supervisor_up)  # twin: views.find_line
rules.add_perm("reports.make_schedule", answers_for_it | stands_above_who_left)
rules.add_perm("reports.write_words", answers_for_it)
rules.add_perm("reports.issue_report", answers_for_it)
