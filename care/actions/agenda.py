"""What is prepared for a check-in to come (R1): its agenda, who is invited, and the letter that brings it to them."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from care.actions.check_in import change_check_in, invite
from care.models import CheckIn
from care.states import CheckInState
from clients.letter_conditions import with_the_client
from clients.models import Contact
from core import post
from core.errors import IllegalMove, Refused
from core.moves import record, take


@transaction.atomic
def write_agenda(check_in: CheckIn, *, by, agenda: str, invited: Sequence[Contact], version=None) -> CheckIn:
    """What it will be about and who is to come. Raises PermissionDenied, LostRace, IllegalMove (it is over)."""
    fresh = change_check_in(check_in, by=by, agenda=agenda, version=version)
    return invite(fresh, by=by, contacts=invited)


@transaction.atomic
def send_agenda(check_in: CheckIn, *, by, contacts: Sequence[Contact], words: str = "") -> CheckIn:
    """By e-mail to those who are invited. Raises Refused where there is nothing to send."""
    fresh = take(check_in, by=by, may="care.work_check_in")
    if fresh.state != CheckInState.PLANNED:
        raise IllegalMove(fresh, "send the agenda of", fresh.state)
    if not fresh.agenda.strip():
        raise Refused(_("Write the agenda first."))
    day = date_format(fresh.planned_on, "l j F")
    for contact in contacts:
        post.write(
            to=contact.email,
            name=contact.name,
            subject=_("Agenda for %(day)s") % {"day": day},
            template="care/mail/agenda",
            context={"check_in": fresh, "words": words},
            by=by,
            condition=with_the_client(contact),
        )
    record(fresh, "check_in.agenda_sent", by=by, contacts=", ".join(contact.name for contact in contacts))
    return fresh
