"""Cover (P8): who may stand in for whom. An app above can object in its `cover.py`, e.g. because of a walled account.

objections.register(why_not)      # (absence, by) -> a sentence, or "" when all is well
"""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.registries import Registry
from people.models import Absence

objections = Registry("cover")


def why_not_away(absence: Absence) -> str:
    """Why these days cannot be an absence of this person; empty when they can."""
    if absence.ends_on < absence.starts_on:
        return _("The last day lies before the first.")
    others = Absence.objects.filter(person=absence.person_id, starts_on__lte=absence.ends_on, ends_on__gte=absence.starts_on)
    if other := others.exclude(pk=absence.pk).first():
        days = {"person": absence.person, "from": date_format(other.starts_on, "j M"), "to": date_format(other.ends_on, "j M")}
        return _("%(person)s is already away from %(from)s to %(to)s: change that absence instead.") % days
    return ""


def why_not_cover(absence: Absence, *, by) -> str:
    """Why the named cover cannot stand in; empty when they can, or when nobody is named."""
    cover = absence.cover
    if cover is None:
        return ""
    if cover.pk == absence.person_id:
        return _("Nobody covers for themselves.")
    if not cover.is_active:
        return _("%(cover)s cannot log in.") % {"cover": cover}
    if Absence.objects.filter(person=cover, starts_on__lte=absence.ends_on, ends_on__gte=absence.starts_on).exists():
        return _("%(cover)s is away on some of these days.") % {"cover": cover}
    if by is not None and absence.person.is_head and by.pk != absence.person_id and not by.standing.sees_all:
        return _("Only a head names who covers for a head: the cover sees everything.")
    return next((why for object_to in objections if (why := object_to(absence, by))), "")
