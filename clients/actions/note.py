"""Tastes and preferences as they change (C8). Never edited: what is no longer true is withdrawn, what is new is heard anew."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from clients.models import Account, Contact, Preference
from core.changes import ask, set_facts
from core.errors import Refused
from core.moves import record, take


@transaction.atomic
def hear_preference(account: Account, *, by, text: str, heard_on: date, contact: Contact | None = None) -> Preference:
    """Raises PermissionDenied; Refused when the contact is of another client."""
    ask(by, "clients.note_preference", account)
    if contact is not None and contact.client_id != account.client_id:
        raise Refused(_("%(contact)s is not with %(client)s.") % {"contact": contact, "client": account.client})
    heard = Preference.objects.create(account=account, text=text, heard_on=heard_on, contact=contact, noted_by=by)
    record(heard, "preference.heard", by=by, contact=str(contact or ""))
    return heard


@transaction.atomic
def withdraw_preference(preference: Preference, *, by, on: date, note: str = "", version: int | None = None) -> Preference:
    """It is no longer true from this day on."""
    fresh = take(preference, by=by, may="clients.note_preference", version=version)
    if set_facts(fresh, {"withdrawn_on": on}):
        record(fresh, "preference.withdrawn", by=by, note=note)
    return fresh
