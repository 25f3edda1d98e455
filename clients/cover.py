"""Nobody opens an account to somebody by naming a cover (DESIGN §2): one gives away only what one sees."""

from django.db.models import Q
from django.utils.translation import gettext as _

from clients.models import Account, Seat
from people.cover import objections
from people.models import Person


@objections.register
def opens_more_than_one_sees(absence, by) -> str:
    """A cover sees what the absent one sees by seats of their own and by those below: a walled account, or a whole line."""
    if by is None or by.pk == absence.person_id or by.standing.sees_all:
        return ""
    below = Person.objects.ids_below([absence.person_id])
    opened = Q(person=absence.person_id) | Q(person__in=below, account__is_walled=False)
    seats = Seat.objects.live(today=by.today).filter(opened)
    if seats.exclude(account__in=Account.objects.visible_to(by)).exists():
        return _("%(person)s answers for an account that you may not see: they or a head must name the cover.") % {"person": absence.person}
    return ""
