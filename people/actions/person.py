from datetime import date

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.changes import ask, set_facts, take_for_change
from core.errors import Refused
from core.moves import record, take
from people.models import Person
from people.time_zones import known_time_zone

OWN_WAYS = frozenset({"language", "time_zone", "theme", "density", "has_single_keys", "delivery", "phone"})


def refuse_circle(person: Person) -> None:
    """Nobody stands above themselves by a detour (P8). Raises Refused."""
    if person.reports_to_id and person.pk and person.reports_to_id in Person.objects.ids_below([person.pk]) | {person.pk}:
        raise Refused(_("%(boss)s already reports to %(person)s.") % {"boss": person.reports_to, "person": person})


def refuse_unknown_zone(facts: dict) -> None:
    """Raises Refused: with a zone that nobody knows the person could open no page."""
    try:
        known_time_zone(facts.get("time_zone", "UTC"))
    except ValidationError as error:
        raise Refused(error.message % error.params) from error


@transaction.atomic
def add_person(*, by, password: str | None = None, **facts) -> Person:
    """Somebody new who logs in (S6). Without a password they set their own by "Forgot your password?"."""
    ask(by, "people.manage_people")
    refuse_unknown_zone(facts)
    person = Person.objects.create_user(facts.pop("email"), password, **facts)
    record(person, "person.joined", by=by)
    return person


@transaction.atomic
def change_person(person: Person, *, by, version: int | None = None, **facts) -> Person:
    """Change what is known of somebody, their place in the line included. Whoever may no longer log in is logged out at once.

    Raises PermissionDenied, LostRace, Refused (a circle in the reporting line).
    """
    person = take_for_change(person, by=by, may="people.manage_people", version=version, facts=facts)
    refuse_unknown_zone(facts)
    if facts.get("is_active"):
        facts |= {"left_on": None, "leaves_on": None}
    changes = set_facts(person, facts)
    if changes:
        refuse_circle(person)
        if not person.is_active:
            end_sessions(person)
        if "email" in facts:
            EmailAddress.objects.filter(user=person).exclude(email=person.email).delete()  # the old one opens no door, gets no reset
        record(person, "person.changed", by=by, changes=changes)
    return person


@transaction.atomic
def end_old_password(person: Person, *, by) -> None:
    """An admin has set a new password: every session that was opened with the old one ends."""
    person = take(person, by=by, may="people.manage_people")
    end_sessions(person)
    record(person, "person.got_password", by=by)


@transaction.atomic
def change_settings(person: Person, *, by, version: int | None = None, **ways) -> Person:
    """One's own ways: language, time zone, look, keys, delivery. Nobody changes another's."""
    if unknown := set(ways) - OWN_WAYS:
        raise ValueError(f"No settings of one's own: {sorted(unknown)}.")
    person = take_for_change(person, by=by, may="people.change_settings", version=version, facts=ways)
    refuse_unknown_zone(ways)
    changes = set_facts(person, ways)
    if changes:
        record(person, "person.changed_settings", by=by, changes=changes)
    return person


def end_sessions(person: Person) -> int:
    """Log the person out wherever they are logged in. Returns from how many places."""
    sessions = list(UserSession.objects.filter(user=person))
    for session in sessions:
        session.end()
    return len(sessions)


@transaction.atomic
def switch_off(person: Person, *, by, on: date) -> Person:
    """From now on the person cannot log in; `on` is the last day that they worked here."""
    person.is_active, person.left_on, person.version = False, on, person.version + 1
    person.save()
    end_sessions(person)
    record(person, "person.left", by=by, on=on.isoformat())
    return person


def switch_off_leavers(*, today: date) -> int:
    """By the clock: whoever's last day is over. Running twice is harmless. Returns how many."""
    leavers = Person.objects.active().filter(leaves_on__lt=today)
    for person in leavers:
        with transaction.atomic():
            fresh = take(person, by=None)
            if fresh.is_active:
                switch_off(fresh, by=None, on=fresh.leaves_on)
    return len(leavers)
