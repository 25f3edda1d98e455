"""Notes about a client, with their day and writer (R7, S5): they become market notes that name the system they come from."""

from django.db.models import Q
from django.utils.translation import gettext as _

from clients.bulk import record_many
from clients.models import MarketNote
from exchange.landing.base import Landing
from exchange.landing.hanging import Pairs, is_whole, settle
from exchange.landing.journal import Journal
from exchange.landing.owning import clients_of
from exchange.preparing import Prepared

SOURCE_LETTERS = 300


def land_notes(landing: Landing, journal: Journal, rows: list[Prepared]) -> None:
    rows = [prepared for prepared in rows if is_whole(landing, journal, prepared, text=_("The text of the note is missing."))]
    clients = clients_of(landing, journal, rows)
    rows = [prepared for prepared in rows if prepared.number in clients]
    facts = {prepared.number: _facts(landing, prepared) for prepared in rows}
    narrow = Q(client__in={client.pk for client in clients.values()}, noted_on__in={one["noted_on"] for one in facts.values()})
    ours = MarketNote.objects.visible_to(landing.by).select_related("client")
    wanted = [(one, (clients[one.number].pk, facts[one.number]["noted_on"], facts[one.number]["text"]), facts[one.number]) for one in rows]
    pairs = Pairs(landing, "notes", ours, narrow, rows, lambda note: ((note.client_id, note.noted_on, note.text),))
    known = pairs.of(landing, journal, wanted)
    rows = [prepared for prepared in rows if not prepared.is_refused]
    made = [
        (one, MarketNote(client=clients[one.number], noted_by=_writer(landing, one), **facts[one.number]))
        for one in rows
        if known[one.number] is None
    ]
    changes = [(one, known[one.number], facts[one.number]) for one in rows if known[one.number] is not None]
    MarketNote.objects.bulk_create([note for _p, note in made], batch_size=500)
    record_many([note for _p, note in made], "market_note.added", by=landing.by)
    settle(landing, journal, "notes", made=made, changes=changes, verb="market_note.changed")


def _facts(landing: Landing, prepared: Prepared) -> dict:
    day = prepared.get("noted_on") or landing.today
    if day > landing.today:
        prepared.note(_("Its day is still to come; taken as today."), landing.heading("noted_on"))
        day = landing.today
    title, text = prepared.get("title"), prepared.get("text")
    text = f"{title}\n{text}" if title and title not in text else text
    writer = prepared.get("owner")
    source = prepared.get("source") or _("Note in %(system)s") % {"system": landing.batch.source.replace("-", " ").title()}
    if writer and landing.people.find_anybody(writer) is None:
        source = f"{source}, {writer}"
    return {"text": text, "noted_on": day, "source": source[:SOURCE_LETTERS]}


def _writer(landing: Landing, prepared: Prepared):
    """Whoever wrote it, if one of ours; else whoever imports, and the source names the writer."""
    return landing.people.find_anybody(prepared.get("owner")) or landing.by
