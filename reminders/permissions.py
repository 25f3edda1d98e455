"""Who may answer a reminder, and who looks after those that could not be delivered."""

import rules

from people.permissions import is_admin, supervisor_up


@rules.predicate
def is_theirs(person, reminder):
    """Its recipient, or whoever covers for them today."""
    return reminder is not None and reminder.recipient_id in person.standing.covers_for | {person.pk}


@rules.predicate
def stands_above_its_recipient(person, reminder):
    return reminder is not None and (person.standing.sees_all or reminder.recipient_id in person.standing.line_of)


rules.add_perm("reminders.answer_reminder", is_theirs)
rules.add_perm("reminders.see_undelivered", supervisor_up | is_admin)
rules.add_perm("reminders.send_again", is_admin | (supervisor_up & (stands_above_its_recipient | is_theirs)))
