from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from core.models import Event
from core.my_day import Need, of_rows
from core.registries import my_day
from people.models import Absence

COVER_AHEAD_DAYS = 14  # an absence without cover shows up that long before (S1; the reminder's first rung)
BRIEFING_DAYS = 14  # a briefing stays on My day that long


def uncovered(person, today):
    return (
        Absence.objects.not_over(today=today)
        .without_cover()
        .filter(starts_on__lte=today + timedelta(days=COVER_AHEAD_DAYS), person__is_active=True)
        .mine_or_of_reports(person)
    )


@my_day.register
@of_rows(uncovered, absences=lambda person, today: uncovered(person, today).select_related("person"))
def absences_without_cover(person, today, *, absences) -> list[Need]:
    """One's own and those of one's direct reports: somebody must stand in (P8)."""
    return [need_of(absence, person) for absence in absences]


def need_of(absence: Absence, person) -> Need:
    own = absence.person_id == person.pk
    title = _("Name a cover for your absence") if own else _("Find a cover for %(person)s") % {"person": absence.person}
    return Need(
        key=f"absence:{absence.pk}",
        title=title,
        why=_("away for %(days)d days, approvals and reminders would wait") % {"days": (absence.ends_on - absence.starts_on).days + 1},
        due_on=absence.starts_on,
        act_label=_("Name a cover"),
        act_url=reverse("absence_change", args=[absence.pk]),
        icon="calendar-off",
        group="team",
    )


def briefings_of(person, today):
    return Event.objects.about(person).filter(verb="person.received", at__date__gte=today - timedelta(days=BRIEFING_DAYS))


@my_day.register
@of_rows(briefings_of, briefings=lambda person, today: briefings_of(person, today).order_by("-at", "-pk")[:5])
def briefings_to_read(person, today, *, briefings) -> list[Need]:
    """What was handed to this person in the last days (P8)."""
    return [
        Need(
            key=f"briefing:{event.words['briefing']}",
            title=_("Read the briefing from %(giver)s") % {"giver": event.words["giver"]},
            why=_("you took over their work"),
            due_on=event.at.date() + timedelta(days=1),
            act_label=_("Read"),
            act_url=reverse("briefing_detail", args=[event.words["briefing"]]),
            icon="inbox",
            group="team",
        )
        for event in briefings
    ]
