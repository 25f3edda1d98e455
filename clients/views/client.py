from functools import partial

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from clients import actions
from clients.filters.client import ClientFilter
from clients.forms.base import ReasonForm
from clients.forms.client import (
    ClientAddForm,
    ClientChangeForm,
    CompetitorAddForm,
    CompetitorChangeForm,
    LoseForm,
    MarketNoteAddForm,
    MarketNoteChangeForm,
)
from clients.frames import load_teams
from clients.models import Account, Client, Competitor, Contact, MarketNote, MergedClient
from clients.sight import remember
from clients.stakeholders import days_not_met
from clients.states import CLIENT_MOVES, ClientState
from clients.tables.client import STATE_LOOKS, ClientTable
from clients.tabs import client_acts_of
from clients.telling import timeline_of
from clients.views.frame import changed, client_crumbs, form_page, made, must, switch, typed
from core.errors import Moved
from core.lists import Act, Empty, as_they_are, list_page
from core.moves import available_moves
from core.pages import render_page, render_record
from core.statements import asked, state_of
from core.toasts import say

CONTACTS_SHOWN, NOTES_SHOWN = 8, 5


def find_client(request, pk: int) -> Client:
    """404 for whoever may not know that it exists; one that was merged leads to the one that was kept. Raises Moved."""
    person = request.user

    def seen(pk):
        found = Client.objects.visible_to(person).select_related("owner").with_parent(visible_to=person)
        return found.annotate(took_others_in=Exists(MergedClient.objects.filter(kept=OuterRef("pk")))).filter(pk=pk)

    found = asked(("client", state_of(person)), seen, pk=pk)
    if not found:
        lives_on_in = Client.objects.visible_to(person).filter(merged__old_id=pk).first()
        raise Moved(lives_on_in.get_absolute_url()) if lives_on_in else Http404
    client = found[0]
    remember(request.user, client)
    return client


def no_clients(acts) -> Empty:
    """What an empty list says to those who may enter a client, and to those who see none because they sit on no team."""
    text = _("Enter the first one, or import the list you have.") if acts else _("You see a client once you sit on one of its teams.")
    return Empty("building-2", _("No clients yet"), text, acts)


def add_acts(person) -> list[Act]:
    if not person.has_perm("clients.add_client"):
        return []
    return [Act(_("New client or prospect"), reverse("client_add"), "plus", primary=True)]


@require_safe
def client_list(request):
    person = request.user

    def with_what_a_list_shows(clients):
        return clients.select_related("owner").with_parent(visible_to=person).with_account_count(visible_to=person)

    return list_page(
        request,
        queryset=lambda: Client.objects.visible_to(person),
        detail=with_what_a_list_shows,
        dress=as_they_are,
        filterset=ClientFilter,
        table=ClientTable,
        title=_("Clients"),
        lead=_("Everyone we work for, would like to work for, or have lost."),
        template="clients/client_list.html",
        noun=(_("client"), _("clients")),
        export_name="clients",
        search_label=_("Find a client"),
        acts=add_acts(person),
        empty=no_clients(add_acts(person)),
        context={"switch": switch(person, "client_list")},
    )


@require_safe
def client_detail(request, pk):
    return render_record(request, "clients/client_detail.html", lambda: record_of(request, pk))


def merged_into(client: Client) -> list[int]:
    """Keys of the clients that are this one now: their timelines go on in its own."""
    rows = asked(("merged_into",), lambda client: MergedClient.objects.filter(kept=client).values_list("old_id"), client=client.pk)
    return [old_id for (old_id,) in rows]


def record_of(request, pk: int) -> dict:
    person, today = request.user, request.user.today
    client = find_client(request, pk)
    contacts = contacts_of(client, person=person)
    merged = merged_into(client) if client.took_others_in else []
    entries, earlier = timeline_of(client, most=10, before=before_of(request), also=tuple(merged))
    return {
        "page_title": str(client),
        "client": client,
        "crumbs": [(_("Clients"), reverse("client_list"))],
        "state_look": STATE_LOOKS[client.state],
        "accounts": accounts_of(client, person=person),
        "contacts": [(contact, days_not_met(contact, today=today)) for contact in contacts[:CONTACTS_SHOWN]],
        "has_more_contacts": len(contacts) > CONTACTS_SHOWN,
        "competitors": competitors_of(client),
        "notes": notes_of(client),
        "entries": [line.entry for line in entries],
        "earlier": earlier,
        "moves": [(name, move) for name, move in available_moves(client, by=person).items() if name in actions.CLIENT_ACTIONS],
        "acts": client_acts_of(client, person=person),
        "may_change": person.has_perm("clients.change_client", client),
        "may_merge": person.has_perm("clients.merge_clients", client),
        "may_add_account": person.has_perm("clients.add_account", client),
        "may_add_contact": person.has_perm("clients.change_contact", client),
        "may_note_market": person.has_perm("clients.note_market", client),
    }


def contacts_of(client, *, person) -> list[Contact]:
    """Those who weigh most, one more than the page shows."""

    def of(client):
        return Contact.objects.visible_to(person).filter(client=client).present().by_weight()[: CONTACTS_SHOWN + 1]

    return asked(("contacts_of_client", state_of(person)), of, client=client.pk)


def accounts_of(client, *, person) -> list[Account]:
    """Those in sight by the day on which they were closed, each with its team."""

    def of(client):
        return Account.objects.visible_to(person).filter(client=client).order_by("closed_on", "name", "pk")

    accounts = asked(("accounts_of_client", state_of(person)), of, client=client.pk)
    load_teams(accounts, today=person.today)
    return accounts


def competitors_of(client) -> list[Competitor]:
    return asked(("competitors",), lambda client: Competitor.objects.filter(client=client), client=client.pk)


def notes_of(client) -> list[MarketNote]:
    def of(client):
        return MarketNote.objects.filter(client=client).select_related("noted_by")[:NOTES_SHOWN]

    return asked(("market_notes",), of, client=client.pk)


def before_of(request) -> int | None:
    """The event before which the timeline goes on, from the address."""
    before = request.GET.get("before", "")
    return int(before) if before.isdecimal() and len(before) < 19 else None


@require_http_methods(["GET", "POST"])
def client_add(request):
    must(request.user, "clients.add_client")
    form = ClientAddForm(typed(request), person=request.user, today=request.user.today)
    if url := made(request, form, lambda: actions.add_client(by=request.user, today=request.user.today, **form.facts)):
        say(request, _("%(name)s is in the list.") % {"name": form.cleaned_data["name"]})
        return redirect(url)
    return form_page(
        request,
        form,
        title=_("New client or prospect"),
        lead=_("The name is enough; the rest can follow as we learn it."),
        button=_("Save client"),
        cancel=reverse("client_list"),
        crumbs=[(_("Clients"), reverse("client_list"))],
    )


@require_http_methods(["GET", "POST"])
def client_change(request, pk):
    client = find_client(request, pk)
    must(request.user, "clients.change_client", client)
    form = ClientChangeForm(typed(request), instance=client, person=request.user)
    if changed(form, partial(actions.change_client, client, by=request.user)):
        say(request, _("Saved."))
        return redirect(client)
    name = Client.objects.get(pk=pk).name if form.errors else client.name  # a bound form has written into ours
    return form_page(
        request,
        form,
        title=_("Change %(name)s") % {"name": name},
        button=_("Save client"),
        cancel=client.get_absolute_url(),
        crumbs=client_crumbs(client),
    )


MOVE_QUESTIONS = {
    "win": (lazy("Win %(name)s?"), lazy("The prospect becomes a client. All that was noted so far stays.")),
    "rest": (lazy("Set %(name)s dormant?"), lazy("Nothing runs at the moment. It can be woken at any time.")),
    "wake": (lazy("Wake %(name)s?"), lazy("It is an active client again.")),
    "lose": (lazy("Mark %(name)s lost?"), lazy("Say why: the reason counts in retention. Accounts stay open until somebody closes them.")),
    "win_back": (lazy("Win %(name)s back?"), lazy("It is an active client again, from today on.")),
}


@require_http_methods(["GET", "POST"])
def client_move(request, pk, name):
    """Win, set dormant, wake, lose, win back: the move's own action, asked for once."""
    client = find_client(request, pk)
    if name not in actions.CLIENT_ACTIONS:
        raise Http404(f"No move {name}.")
    move = CLIENT_MOVES[name]
    must(request.user, move.may, client)
    form_of_move = LoseForm if move.target == ClientState.LOST else ReasonForm
    form = form_of_move(typed(request), row=client, person=request.user, label=_("In a sentence") if move.needs_note else _("Note"))
    form.fields["note"].required = move.needs_note
    if moved := changed(form, partial(actions.CLIENT_ACTIONS[name], client, by=request.user, today=request.user.today)):
        say(request, _("%(name)s: %(state)s.") % {"name": moved, "state": moved.get_state_display()})
        return redirect(moved)
    question, text = MOVE_QUESTIONS[name]
    return form_page(
        request,
        form,
        title=question % {"name": client},
        text=text,
        button=move.label,
        cancel=client.get_absolute_url(),
        crumbs=client_crumbs(client),
        danger=move.target == ClientState.LOST,
    )


# ── Competitors and market notes ─────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "POST"])
def competitor_add(request, pk):
    client = find_client(request, pk)
    must(request.user, "clients.note_market", client)
    form = CompetitorAddForm(typed(request), person=request.user)
    if url := made(request, form, lambda: actions.add_competitor(client, by=request.user, **form.facts)):
        return redirect(url)
    return form_page(
        request,
        form,
        title=_("A competitor of %(name)s") % {"name": client},
        button=_("Save competitor"),
        cancel=client.get_absolute_url(),
        crumbs=client_crumbs(client),
    )


def find_on_client(request, model, pk: int):
    """A row that hangs on a client, with it remembered as seen; 404 for strangers."""
    row = get_object_or_404(model.objects.visible_to(request.user).select_related("client"), pk=pk)
    remember(request.user, row, row.client)
    return row


@require_http_methods(["GET", "POST"])
def competitor_change(request, pk):
    competitor = find_on_client(request, Competitor, pk)
    must(request.user, "clients.note_market", competitor)
    form = CompetitorChangeForm(typed(request), instance=competitor, person=request.user)
    if changed(form, partial(actions.change_competitor, competitor, by=request.user)):
        say(request, _("Saved."))
        return redirect(competitor.client)
    client = competitor.client
    return form_page(
        request,
        form,
        title=_("A competitor of %(name)s") % {"name": client},
        button=_("Save competitor"),
        cancel=client.get_absolute_url(),
        crumbs=client_crumbs(client),
    )


@require_http_methods(["GET", "POST"])
def competitor_drop(request, pk):
    competitor = find_on_client(request, Competitor, pk)
    must(request.user, "clients.note_market", competitor)
    form = ReasonForm(typed(request), row=competitor, person=request.user)
    del form.fields["note"]
    if form.is_valid():
        actions.drop_competitor(competitor, by=request.user, version=form.cleaned_data["version"])
        say(request, _("%(name)s is off the list.") % {"name": competitor})
        return redirect(competitor.client)
    return form_page(
        request,
        form,
        title=_("Take %(name)s off the competitors?") % {"name": competitor},
        text=_("The note about them goes too; the history keeps that they were on the list."),
        button=_("Take off"),
        cancel=competitor.client.get_absolute_url(),
        crumbs=client_crumbs(competitor.client),
        danger=True,
    )


@require_http_methods(["GET", "POST"])
def market_note_add(request, pk):
    client = find_client(request, pk)
    must(request.user, "clients.note_market", client)
    form = MarketNoteAddForm(typed(request), person=request.user, today=request.user.today)
    if url := made(request, form, lambda: actions.note_market(client, by=request.user, **form.facts)):
        return redirect(url)
    return form_page(
        request,
        form,
        title=_("Market note about %(name)s") % {"name": client},
        text=_("What happened at the company, in its industry or with its competitors, and where we have it from."),
        button=_("Save note"),
        cancel=client.get_absolute_url(),
        crumbs=client_crumbs(client),
    )


@require_http_methods(["GET", "POST"])
def market_note_change(request, pk):
    note = find_on_client(request, MarketNote, pk)
    must(request.user, "clients.note_market", note)
    form = MarketNoteChangeForm(typed(request), instance=note, person=request.user)
    if changed(form, partial(actions.change_market_note, note, by=request.user)):
        say(request, _("Saved."))
        return redirect(note.client)
    return form_page(
        request,
        form,
        title=_("Market note about %(name)s") % {"name": note.client},
        button=_("Save note"),
        cancel=note.client.get_absolute_url(),
        crumbs=client_crumbs(note.client),
    )


@require_safe
def market_note_list(request, pk):
    """All notes about one client's market, over time (C2)."""
    client = find_client(request, pk)
    context = {
        "client": client,
        "crumbs": client_crumbs(client),
        "notes": client.market_notes.select_related("noted_by")[:500],
        "may_note_market": request.user.has_perm("clients.note_market", client),
    }
    return render_page(request, "clients/market_note_list.html", context)
