"""A client that was entered twice becomes one (C2). Docs: ADR 0049."""

from collections.abc import Collection

from django.db import transaction
from django.forms.models import model_to_dict
from django.utils.translation import gettext as _

from clients.actions.client import is_ancestor
from clients.merging import move_all
from clients.models import Account, Client, Competitor, Contact, MergedClient
from clients.states import ClientState
from core.changes import label_of, set_facts, value_in_words
from core.errors import LostRace, Refused
from core.moves import record, take

# What is chosen side by side, in the order of the page.
MERGED_CLIENT_FIELDS = (
    "name",
    "legal_name",
    "industry",
    "tier",
    "about",
    "end_goals",
    "website",
    "phone",
    "street",
    "postcode",
    "city",
    "region",
    "country",
    "employees",
    "owner",
    "parent",
)
OURS = (ClientState.ACTIVE, ClientState.DORMANT)


@transaction.atomic
def merge_clients(
    kept: Client,
    other: Client,
    *,
    by,
    version: int | None = None,
    other_version: int | None = None,
    taken: Collection[str] = (),
    joined: Collection[str] = (),
) -> Client:
    """`other` is gone, and all that hung on it hangs on `kept`.

    `taken` names the fields whose value is the other's, `joined` texts of both. Nothing is lost: what was not taken stands in the event
    and in `MergedClient`. Raises PermissionDenied, LostRace; Refused where a wall stands between them, where the one that is kept has
    come less far, or where both have an account of one name.
    """
    if kept.pk == other.pk:
        raise Refused(_("A client cannot be merged into itself."))
    # Both at once and in one order, so that two who merge the pair the other way round wait for each other.
    if Client.objects.select_for_update().filter(pk__in=[kept.pk, other.pk]).order_by("pk").count() < 2:
        raise LostRace(kept)
    kept = take(kept, by=by, may="clients.merge_clients", version=version)
    other = take(other, by=by, may="clients.merge_clients", version=other_version)
    refuse_what_stays_apart(kept, other)
    said = {name: value for name in MERGED_CLIENT_FIELDS if (value := getattr(other, name)) not in ("", None, getattr(kept, name))}
    words = {name: value_in_words(other, name) for name in said}
    everything = model_to_dict(other) | {"state": other.state, "won_on": other.won_on, "lost_on": other.lost_on}
    old_id, name = other.pk, str(other)

    name_competitors_once(kept, other)
    call_one_first(kept, other)
    move_all(kept, other=other)
    kept.refresh_from_db()
    facts = {field: getattr(other, field) for field in taken}
    if facts.get("parent") == kept:
        facts["parent"] = kept.parent
    facts |= {field: "\n\n".join(filter(None, [getattr(kept, field), getattr(other, field)])) for field in joined}
    facts["won_on"] = min(filter(None, [kept.won_on, other.won_on]), default=None)
    other.delete()
    changes = set_facts(kept, facts)
    if not changes:
        kept.version += 1  # whoever has its form open has not seen what it has become
        kept.save(update_fields=["version"])
    if kept.parent is not None and is_ancestor(kept, kept.parent):
        raise Refused(_("%(parent)s belongs to %(client)s already.") % {"parent": kept.parent, "client": kept})
    MergedClient.objects.filter(kept_id=old_id).update(kept=kept)
    MergedClient.objects.create(old_id=old_id, kept=kept, facts=everything, by=by)
    left = {label_of(kept, field): words[field] for field in words if field not in facts}
    note = _("Not taken over: %(facts)s") % {"facts": " · ".join(f"{label}: {value}" for label, value in left.items())} if left else ""
    record(kept, "client.merged", by=by, note=note, other=name, old_id=old_id, changes=changes)
    return kept


def refuse_what_stays_apart(kept: Client, other: Client) -> None:
    """A wall, a prospect that would swallow a client, two accounts of one name. Raises Refused."""
    accounts = list(Account.objects.filter(client__in=[kept, other]).order_by("pk"))
    if any(account.is_walled for account in accounts):
        raise Refused(_("One of them has a walled account: these two stay apart."))
    if other.state in OURS and kept.state not in OURS:
        words = {"other": other, "kept": kept}
        raise Refused(_("We work for %(other)s, and %(kept)s is only on our list: keep %(other)s instead.") % words)
    named = {account.name.casefold() for account in accounts if account.client_id == kept.pk}
    for account in accounts:
        if account.client_id == other.pk and account.name.casefold() in named:
            raise Refused(_("Both have an account “%(account)s”: give one of them another name first.") % {"account": account.name})


def call_one_first(kept: Client, other: Client) -> None:
    """Of those who speak for all accounts, whoever is first to call at the one that is kept stays it."""
    if Contact.objects.filter(client=kept, account=None, is_primary=True).exists():
        Contact.objects.filter(client=other, account=None, is_primary=True).update(is_primary=False)


def name_competitors_once(kept: Client, other: Client) -> None:
    """Of a competitor that stands with both, one is left with what both say of it."""
    ours = {one.name.casefold(): one for one in Competitor.objects.filter(client=kept)}
    for theirs in Competitor.objects.filter(client=other):
        if (one := ours.get(theirs.name.casefold())) is None:
            continue
        one.website = one.website or theirs.website
        one.note = "\n\n".join(dict.fromkeys(filter(None, [one.note, theirs.note])))
        one.version += 1
        one.save()
        theirs.delete()
