"""A contact that was entered twice becomes one (C3)."""

from collections.abc import Collection

from django.db import transaction
from django.forms.models import model_to_dict
from django.utils.translation import gettext as _

from clients.actions.contact import check_the_line, only_one_first_to_call
from clients.merging import move_all
from clients.models import Contact, MergedContact
from core.changes import label_of, set_facts, value_in_words
from core.errors import LostRace, Refused
from core.moves import record, take

# What is chosen side by side, in the order of the page.
MERGED_FIELDS = (
    "name",
    "job_title",
    "email",
    "phone",
    "mobile",
    "account",
    "decision_role",
    "power",
    "attitude",
    "reports_to",
    "language",
    "consent",
    "consent_on",
    "left_on",
    "note",
)


@transaction.atomic
def merge_contacts(
    kept: Contact,
    other: Contact,
    *,
    by,
    version: int | None = None,
    other_version: int | None = None,
    taken: Collection[str] = (),
    joined: Collection[str] = (),
) -> Contact:
    """`other` is gone, and all that hung on it hangs on `kept`. `taken` names the fields whose value is the other's, `joined`
    texts of both.

    Nothing is lost: what was not taken stands in the event and in `MergedContact`. Raises PermissionDenied, LostRace; Refused when they
    are of different clients, when a wall stands between them, or when somebody would report to themselves.
    """
    if kept.pk == other.pk or kept.client_id != other.client_id:
        raise Refused(_("Only two contacts of the same client can be merged."))
    # Both at once and in one order, so that two who merge the pair the other way round wait for each other.
    if Contact.objects.select_for_update().filter(pk__in=[kept.pk, other.pk]).order_by("pk").count() < 2:
        raise LostRace(kept)
    kept = take(kept, by=by, may="clients.merge_contacts", version=version)
    other = take(other, by=by, may="clients.merge_contacts", version=other_version)
    refuse_a_wall(kept, other)
    said = {name: value for name in MERGED_FIELDS if (value := getattr(other, name)) not in ("", None, getattr(kept, name))}
    words = {name: value_in_words(other, name) for name in said}
    everything = model_to_dict(other) | {"last_met_on": other.last_met_on}
    old_id, name = other.pk, str(other)

    move_all(kept, other=other)
    kept.refresh_from_db()
    facts = {field: getattr(other, field) for field in taken}
    if facts.get("reports_to") == kept:
        facts["reports_to"] = kept.reports_to
    facts |= {field: "\n\n".join(filter(None, [getattr(kept, field), getattr(other, field)])) for field in joined}
    facts["last_met_on"] = max(filter(None, [kept.last_met_on, other.last_met_on]), default=None)
    facts["is_primary"] = kept.is_primary or (other.is_primary and not facts.get("left_on", kept.left_on))
    other.delete()
    changes = set_facts(kept, facts)
    if not changes:
        kept.version += 1  # whoever has its form open has not seen what it has become
        kept.save(update_fields=["version"])
    check_the_line(kept, kept.reports_to)
    only_one_first_to_call(kept)
    MergedContact.objects.create(old_id=old_id, kept=kept, facts=everything, by=by)
    left = {label_of(kept, field): words[field] for field in words if field not in facts}
    note = _("Not taken over: %(facts)s") % {"facts": " · ".join(f"{label}: {value}" for label, value in left.items())} if left else ""
    record(kept, "contact.merged", by=by, note=note, other=name, old_id=old_id, changes=changes)
    return kept


def refuse_a_wall(kept: Contact, other: Contact) -> None:
    """What one account's team noted behind a wall must not come to those outside it by a merge."""
    walled = [contact for contact in (kept, other) if contact.account_id and contact.account.is_walled]
    if walled and kept.account_id != other.account_id:
        raise Refused(_("%(name)s speaks for a walled account, and the other does not: these two stay apart.") % {"name": walled[0]})
