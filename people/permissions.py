"""Who may, as far as it is decided by the person alone. Accounts add their own predicates in `clients.permissions`."""

import rules
from django.conf import settings

from people.states import Department, Rank


def rank_at_least(rank: Rank):
    """A predicate: stands on this rung or above."""

    @rules.predicate(f"rank_at_least_{rank.name.lower()}")
    def at_least(person, obj=None):
        return person.rank is not None and person.rank >= rank

    return at_least


def in_department(department: Department):
    @rules.predicate(f"in_{department.value}")
    def belongs(person, obj=None):
        return person.department == department

    return belongs


@rules.predicate
def has_a_rank(person, obj=None):
    """Account services: on the ladder at all."""
    return person.rank is not None


@rules.predicate
def is_themselves(person, other):
    return other is not None and other.pk == person.pk


@rules.predicate
def stands_above(person, other):
    """The other reports to this person, directly or not; a head stands above everybody."""
    return other is not None and (person.standing.sees_all or other.pk in person.standing.line_of)


def absent_of(subject):
    """The person who will be away: an absence's, or the person for whom one is planned."""
    return getattr(subject, "person", subject)


@rules.predicate
def is_away_themselves(person, subject):
    return is_themselves(person, absent_of(subject))


@rules.predicate
def stands_above_the_absent(person, subject):
    return stands_above(person, absent_of(subject))


@rules.predicate
def is_in_the_hand_over(person, briefing):
    """Handed over, received or arranged it, or stands above somebody who did."""
    if briefing is None:
        return False
    involved = {briefing.actor_id, briefing.subject_id, *briefing.words.get("receivers", ())}
    return person.standing.sees_all or bool(involved & ({person.pk} | person.standing.line_of))


@rules.predicate
def in_a_small_shop(person, obj=None):
    """P7: few people do many jobs; what is then allowed to one's own work is marked and counted."""
    return settings.SMALL_SHOP_MODE


is_admin = rules.is_staff
supervisor_up = rank_at_least(Rank.SUPERVISOR)
director_up = rank_at_least(Rank.DIRECTOR)
executive_up = rank_at_least(Rank.EXECUTIVE)

rules.add_perm("people.see_team", rules.is_authenticated)
rules.add_perm("people.see_briefing", is_in_the_hand_over)
rules.add_perm("people.manage_people", is_admin)
rules.add_perm("people.change_settings", is_themselves)
rules.add_perm("people.plan_absence", is_away_themselves | stands_above_the_absent | is_admin)
rules.add_perm("people.hand_over", supervisor_up & stands_above)
rules.add_perm("people.see_policy", rules.is_authenticated)
rules.add_perm("people.change_policy", director_up)
