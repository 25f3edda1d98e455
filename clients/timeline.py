"""What clients, accounts, seats, contacts and services say on a timeline. How it is told: `clients/telling.py`."""

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from clients import timeline_contracts  # noqa: F401  (contracts and renewals tell theirs there)
from clients.telling import say


def left(event) -> str:
    """With what ended of theirs."""
    if event.words.get("ended"):
        return _now("noted that {name} left the client; with that ended {ended}")
    return _now("noted that {name} left the client")


# ── Clients ──────────────────────────────────────────────────────────────────────────────────────
say("client.added", icon="building-2", text=_("entered {name} as {state}"))
say("client.told_apart", icon="copy-x", text=_("said that {name} is another than {others}"))
say("client.changed", icon="pencil", text=_("changed the profile of {name}"))
say("client.win", icon="trophy", text=_("won {name}: a client from now on"), tone="good")
say("client.rest", icon="moon", text=_("set {name} dormant"))
say("client.wake", icon="sun", text=_("woke {name}: active again"), tone="good")
say("client.lose", icon="heart-crack", text=_("marked {name} lost"), tone="risk")
say("client.win_back", icon="trophy", text=_("won {name} back"), tone="good")
say("competitor.added", icon="swords", text=_("added the competitor {name}"))
say("competitor.changed", icon="swords", text=_("changed what we know of the competitor {name}"))
say("competitor.dropped", icon="swords", text=_("took {name} off the competitors"))
say("market_note.added", icon="newspaper", text=_("noted about the market: {name}"))
say("market_note.changed", icon="newspaper", text=_("corrected a market note: {name}"))

# ── Accounts and their teams ─────────────────────────────────────────────────────────────────────
say("account.added", icon="folder-plus", text=_("opened the account {name} ({code})"))
say("account.changed", icon="pencil", text=_("changed {name}"))
say("account.walled", icon="brick-wall", text=_("walled {name}: only a seat opens it"))
say("account.unwalled", icon="brick-wall", text=_("took down the wall around {name}"))
say("account.closed", icon="archive", text=_("closed {name}"), tone="risk")
say("account.reopened", icon="archive-restore", text=_("opened {name} again"), tone="good")
say("seat.taken", icon="user-plus", text=_("seated {person} as {role}"))
say("seat.left", icon="user-minus", text=_("ended the seat of {person} ({role})"))
say("seat.changed", icon="user-cog", text=_("made {person} {role}, before {before}"))
say("seat.lead_made", icon="crown", text=_("made {person} the lead"))
say("preference.heard", icon="ear", text=_("heard: {name}"))
say("preference.withdrawn", icon="ear-off", text=_("withdrew what was heard: {name}"))

# ── Contacts ─────────────────────────────────────────────────────────────────────────────────────
say("contact.added", icon="contact", text=_("added the contact {name}"))
say("contact.told_apart", icon="copy-x", text=_("said that {name} is another than {others}"))
say("contact.merged", icon="merge", text=_("merged {other} into {name}"))
say("client.merged", icon="merge", text=_("merged {other} into {name}"))
say("contact.changed", icon="contact", text=_("changed what we know of {name}"))
say("contact.left", icon="door-open", text=left)
say("contact.came_back", icon="contact", text=_("noted that {name} is with the client again"))

# ── Services ─────────────────────────────────────────────────────────────────────────────────────
say("bought_service.added", icon="package-plus", text=_("noted that they bought {service}"), tone="good")
say("bought_service.changed", icon="package", text=_("changed the facts about {service}"))
say("bought_service.rated", icon="package-check", text=_("rated the fit of {service}: {fit}"))
say("bought_service.ended", icon="package-x", text=_("ended {service}"))
say("sales_handover.written", icon="handshake", text=_("handed over from sales; sold by {sold_by}"))
say("sales_handover.changed", icon="handshake", text=_("changed the sales hand-over"))
say("sales_handover.taken", icon="handshake", text=_("took over from sales"), tone="good")
say("client.owner_changed", icon="user-cog", text=_("handed {name} over from {before} to {owner}"))

# ── Answers to reminders ─────────────────────────────────────────────────────────────────────────
say("reminder.done", icon="bell-ring", text=_("said that the reminder about {name} is settled"))
say("reminder.snoozed", icon="alarm-clock", text=_("put the reminder about {name} off until {until}"))
say("reminder.sent_again", icon="mail", text=_("had the reminder about {name} sent again"))
say("service_level.changed", icon="gauge", text=_("changed the service level “{name}”"))
