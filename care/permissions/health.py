"""Who may do what with the health of an account (R4). Seeing is `visible_to`; this is doing."""

import rules

from clients.permissions import leads_it, sees_it, works_on_it
from people.permissions import director_up, in_a_small_shop, supervisor_up


@rules.predicate
def owns_the_step(person, step):
    """It is theirs to do, or of somebody they cover today."""
    return step is not None and getattr(step, "owner_id", None) in person.standing.seats_of


@rules.predicate
def works_on_its_plan(person, step):
    return step is not None and works_on_plan(person, step.plan)


@rules.predicate
def owns_the_plan(person, plan):
    return getattr(plan, "owner_id", None) in person.standing.seats_of


@rules.predicate
def wrote_the_plan(person, plan):
    return plan is not None and plan.is_written_by(person)


@rules.predicate
def said_it(person, entry):
    return entry is not None and entry.person_id in person.standing.seats_of


works_on_plan = sees_it & (supervisor_up | leads_it | owns_the_plan)

rules.add_perm("care.look_at_health", works_on_it)  # again, now
rules.add_perm("care.say_sentiment", works_on_it)
rules.add_perm("care.withdraw_sentiment", sees_it & (said_it | supervisor_up))
rules.add_perm("care.acknowledge_alert", sees_it & supervisor_up)
rules.add_perm("care.write_recovery_plan", sees_it & (supervisor_up | leads_it))
rules.add_perm("care.work_recovery_plan", works_on_plan)
rules.add_perm("care.work_recovery_step", owns_the_step | works_on_its_plan)
rules.add_perm("care.agree_recovery_plan", sees_it & director_up & (~wrote_the_plan | in_a_small_shop))  # four eyes, P7
rules.add_perm("care.send_back_recovery_plan", sees_it & director_up)
rules.add_perm("care.judge_recovery_plan", sees_it & supervisor_up & (~wrote_the_plan | in_a_small_shop))
rules.add_perm("care.change_health_policy", director_up)
rules.add_perm("care.see_backtest", director_up)
