"""Actions (R1): what somebody of ours, or of the client, promised by a day, and the check-in that it came out of."""

from django.db.models import Q
from django.utils.translation import gettext as _

from care.bulk import add_action_items
from care.models import ActionItem, CheckIn
from exchange.landing.base import Landing
from exchange.landing.hanging import Pairs, accounts_of, is_whole, settle
from exchange.landing.journal import Journal
from exchange.landing.requests import KnownContacts
from exchange.landing.words import check_in_kind_of
from exchange.preparing import Prepared


def land_action_items(landing: Landing, journal: Journal, rows: list[Prepared]) -> None:
    needed = {"what": _("What was promised is missing."), "due_on": _("The day is missing.")}
    rows = [prepared for prepared in rows if is_whole(landing, journal, prepared, **needed, **_needed_owner(prepared))]
    owners = {prepared.number: _owner(landing, journal, prepared) for prepared in rows}
    rows = [prepared for prepared in rows if not prepared.is_refused]
    accounts = accounts_of(landing, journal, rows)
    rows = [prepared for prepared in rows if prepared.number in accounts]
    contacts = KnownContacts(landing, rows, accounts)
    theirs = {prepared.number: _contact(landing, journal, prepared, accounts[prepared.number], contacts) for prepared in rows}
    rows = [prepared for prepared in rows if not prepared.is_refused]
    facts = {prepared.number: _facts(prepared, owners[prepared.number], theirs[prepared.number]) for prepared in rows}
    _find_check_ins(landing, rows, accounts, facts)
    narrow = Q(account__in={account.pk for account in accounts.values()}, due_on__in={prepared.get("due_on") for prepared in rows})
    ours = ActionItem.objects.visible_to(landing.by).select_related("account__client", "owner", "contact", "check_in")
    wanted = [(one, (accounts[one.number].pk, one.get("what"), one.get("due_on")), facts[one.number]) for one in rows]
    pairs = Pairs(landing, "actions", ours, narrow, rows, lambda item: ((item.account_id, item.what, item.due_on),))
    known = pairs.of(landing, journal, wanted)
    rows = [prepared for prepared in rows if not prepared.is_refused]
    made = [(one, ActionItem(account=accounts[one.number], **facts[one.number])) for one in rows if known[one.number] is None]
    changes = [(one, known[one.number], facts[one.number]) for one in rows if known[one.number] is not None]
    add_action_items([item for _p, item in made], by=landing.by)
    settle(landing, journal, "actions", made=made, changes=changes, verb="action_item.changed")


def _needed_owner(prepared: Prepared) -> dict:
    return {} if prepared.get("contact") else {"owner": _("Whose action it is is missing.")}


def _owner(landing: Landing, journal: Journal, prepared: Prepared):
    """Somebody who may log in, for what is still to do; for what is done also somebody who has left. None for the client's own."""
    done_on = prepared.get("done_on")
    if done_on and done_on > landing.today:
        journal.refuse(prepared, _("It cannot be done on a day that is still to come."), landing.heading("done_on"))
        return None
    if not prepared.get("owner"):
        return None
    owner = landing.people.find_anybody(prepared.get("owner")) if done_on else landing.people.find(prepared.get("owner"))
    if owner is None:
        why = _("“%(text)s” is nobody of ours: an action needs somebody who does it.") % {"text": prepared.get("owner")[:80]}
        journal.refuse(prepared, why, landing.heading("owner"))
    return owner


def _contact(landing: Landing, journal: Journal, prepared: Prepared, account, contacts: KnownContacts):
    """Whoever of the client has promised it; one of ours who is named beside them goes first."""
    if prepared.get("owner"):
        return None
    found = contacts.find(account, name=prepared.get("contact"), email="")
    if found is None:
        why = _("“%(name)s” is no contact of the client here, or not certainly one; import the contacts first.")
        journal.refuse(prepared, why % {"name": prepared.get("contact")[:80]}, landing.heading("contact"))
    return found


def _facts(prepared: Prepared, owner, contact) -> dict:
    facts = {"what": prepared.get("what"), "owner": owner, "contact": contact, "due_on": prepared.get("due_on")}
    return facts | ({"done_on": prepared.get("done_on")} if prepared.get("done_on") else {})


def _find_check_ins(landing: Landing, rows: list[Prepared], accounts: dict, facts: dict) -> None:
    days = {prepared.get("check_in_on") for prepared in rows} - {""}
    if not days:
        return
    found = CheckIn.objects.filter(account__in={account.pk for account in accounts.values()}, planned_on__in=days).order_by("-pk")
    by_day = {(one.account_id, one.planned_on): one for one in found}
    by_kind = {(one.account_id, one.planned_on, one.kind): one for one in found}
    for prepared in rows:
        if not (day := prepared.get("check_in_on")):
            continue
        account, kind = accounts[prepared.number], check_in_kind_of(prepared.get("check_in_kind") or "")
        check_in = by_kind.get((account.pk, day, kind)) if kind else by_day.get((account.pk, day))
        if check_in is not None:
            facts[prepared.number]["check_in"] = check_in
        else:
            prepared.note(_("Left empty: no such check-in is here; import the check-ins first."), landing.heading("check_in_on"))
