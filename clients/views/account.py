from functools import partial

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients import actions, contract_words
from clients.account_troubles import is_undecided
from clients.filters.account import AccountFilter
from clients.forms.account import AccountAddForm, AccountChangeForm, AccountCloseForm, LeadForm, WallForm
from clients.frames import account_frame, contacts_on_map, find_account, load_leads, preferences_of
from clients.levels import promises_of
from clients.models import Account
from clients.stakeholders import coverage, days_not_met, stakeholder_map
from clients.tables.account import account_table
from clients.telling import GROUPS, timeline_of
from clients.troubles import troubles_of
from clients.upcoming import upcoming_of, with_next_day
from clients.views.client import before_of, find_client
from clients.views.frame import account_crumbs, attempt, changed, client_crumbs, form_page, made, must, switch, typed
from core.lists import BulkAct, Empty, list_page, picked
from core.pages import render_page, render_record
from core.toasts import say

CONTACTS_SHOWN, PREFERENCES_SHOWN, NEXT_SHOWN, EVENTS_SHOWN = 6, 4, 5, 8
MOST_AT_ONCE = 1_000  # accounts that change hands in one transaction


def with_what_a_list_shows(accounts, person):
    accounts = accounts.select_related("client", "health").with_tier().with_team(today=person.today).with_next_notice_day()
    if person.has_perm("clients.see_fees"):
        accounts = accounts.with_fee_a_year()
    return with_next_day(accounts)


@require_safe
def account_list(request):
    person = request.user
    bulk = [BulkAct(_("Assign a lead"), reverse("account_assign_lead"), "crown")] if person.has_perm("clients.seat_anybody") else []
    return list_page(
        request,
        queryset=lambda: Account.objects.visible_to(person),
        detail=lambda accounts: with_what_a_list_shows(accounts, person),
        dress=lambda accounts: load_leads(accounts, today=person.today),
        filterset=AccountFilter,
        table=account_table(person),
        title=_("Accounts"),
        lead=_("Brands and business lines, each with one lead."),
        template="clients/client_list.html",
        noun=(_("account"), _("accounts")),
        export_name="accounts",
        search_label=_("Find an account or a code"),
        bulk=bulk,
        chosen={"status": "live"},
        empty=Empty("folder", _("No accounts yet"), _("Open a client and add its first account.")),
        context={"switch": switch(person, "account_list")},
    )


@require_safe
def account_detail(request, pk):
    """The heart: who, what, until when, what next, what is wrong."""
    group = request.GET.get("group", "") if request.GET.get("group") in GROUPS else ""
    return render_record(request, "clients/account_detail.html", lambda: overview(request, pk, group))


def overview(request, pk: int, group: str) -> dict:
    person, today = request.user, request.user.today
    account = find_account(request, pk, with_facts=True)
    frame = account_frame(request, account, here="account_detail")
    account.contacts_on_map = contacts_on_map(account)
    account.upcoming = upcoming_of(account, today=today)
    entries, earlier = timeline_of(account, group=group, most=EVENTS_SHOWN)
    contract = urgent_contract(account, today=today)
    context = frame | {
        "page_title": account.name,
        "contract": contract,
        "others_in_force": len(account.contracts_in_force) - 1,
        "troubles": troubles_of(account, today=today),
        "map": stakeholder_map(account.contacts_on_map) if account.contacts_on_map else None,
        "contacts": [(one, days_not_met(one, today=today)) for one in account.contacts_on_map[:CONTACTS_SHOWN]],
        "coverage": coverage(account),
        "preferences": preferences_of(account, most=PREFERENCES_SHOWN),
        "upcoming": account.upcoming[:NEXT_SHOWN],
        "promises": promises_of(account),
        "entries": [line.entry for line in entries],
        "earlier": earlier,
        "segments": segments(request, group),
        "may_note": person.has_perm("clients.note_preference", account),
        "may_change_contacts": person.has_perm("clients.change_contact", account),
    }
    return context | told(contract, can_see_fees=frame["can_see_fees"], today=today)


def told(contract, *, can_see_fees: bool, today) -> dict:
    """What the page says of the most urgent contract: its runway and its facts."""
    if contract is None:
        return {}
    renewal = getattr(contract, "renewal", None)
    return {
        "runway": contract_words.runway(contract, renewal, can_see_fees=can_see_fees, today=today),
        "runway_facts": contract_words.runway_facts(contract, renewal, today=today),
        "runway_sentence": contract_words.runway_sentence(contract, can_see_fees=can_see_fees, today=today),
        "contract_facts": contract_words.facts(contract, can_see_fees=can_see_fees),
    }


def urgent_contract(account, *, today):
    """The contract whose last safe notice day comes first, undecided before decided, evergreen last; None without one in force."""

    def urgency(contract):
        return not is_undecided(contract), contract.last_safe_notice_on is None, contract.last_safe_notice_on or today

    return min(account.contracts_in_force, key=urgency, default=None)


def segments(request, group: str) -> list[dict]:
    options = [("", _("Everything")), *GROUPS.items()]
    return [{"label": label, "url": f"?group={key}#timeline" if key else "?#timeline", "here": key == group} for key, label in options]


@require_safe
def account_history(request, pk):
    account = find_account(request, pk)
    group = request.GET.get("group", "") if request.GET.get("group") in GROUPS else ""
    entries, earlier = timeline_of(account, group=group, most=50, before=before_of(request))
    frame = account_frame(request, account, here="account_history")
    return render_page(
        request,
        "clients/account_history.html",
        frame | {"entries": [line.entry for line in entries], "earlier": earlier, "group": group, "segments": segments(request, group)},
    )


@require_http_methods(["GET", "POST"])
def account_add(request, pk):
    client = find_client(request, pk)
    must(request.user, "clients.add_account", client)
    form = AccountAddForm(typed(request), client=client, person=request.user, today=request.user.today)
    if url := made(request, form, lambda: actions.add_account(client, by=request.user, today=request.user.today, **form.facts)):
        say(request, _("%(name)s is open.") % {"name": form.cleaned_data["name"]})
        return redirect(url)
    return form_page(
        request,
        form,
        title=_("New account of %(name)s") % {"name": client},
        lead=_("A brand or a business line that we look after: one lead, one code, one history."),
        button=_("Open account"),
        cancel=client.get_absolute_url(),
        crumbs=client_crumbs(client),
    )


@require_http_methods(["GET", "POST"])
def account_change(request, pk):
    account = find_account(request, pk)
    must(request.user, "clients.change_account", account)
    name, crumbs = account.name, account_crumbs(account)
    form = AccountChangeForm(typed(request), instance=account, person=request.user)
    if changed(form, partial(actions.change_account, account, by=request.user)):
        say(request, _("Saved."))
        return redirect(account)
    return form_page(
        request,
        form,
        title=_("Change %(name)s") % {"name": name},
        button=_("Save account"),
        cancel=account.get_absolute_url(),
        crumbs=crumbs,
    )


@require_http_methods(["GET", "POST"])
def account_close(request, pk):
    account = find_account(request, pk)
    must(request.user, "clients.close_account", account)
    form = AccountCloseForm(typed(request), row=account, person=request.user, today=request.user.today)
    if changed(form, partial(actions.close_account, account, by=request.user)):
        say(request, _("%(name)s is closed.") % {"name": account})
        return redirect(account)
    return form_page(
        request,
        form,
        title=_("Close %(name)s?") % {"name": account},
        text=_("It leaves the lists and asks for nothing any more. Its history stays, and it can be opened again."),
        button=_("Close account"),
        cancel=account.get_absolute_url(),
        crumbs=account_crumbs(account),
        danger=True,
    )


@require_http_methods(["GET", "POST"])
def account_reopen(request, pk):
    account = find_account(request, pk)
    must(request.user, "clients.close_account", account)
    form = WallForm(typed(request), row=account, person=request.user)
    if changed(form, partial(actions.reopen_account, account, by=request.user)):
        say(request, _("%(name)s is open again.") % {"name": account})
        return redirect(account)
    return form_page(
        request,
        form,
        title=_("Open %(name)s again?") % {"name": account},
        text=_("It comes back to the lists with its team and its history."),
        button=_("Open again"),
        cancel=account.get_absolute_url(),
        crumbs=account_crumbs(account),
    )


@require_http_methods(["GET", "POST"])
def account_wall(request, pk):
    """Puts the wall up, or takes it down."""
    account = find_account(request, pk)
    must(request.user, "clients.wall_account", account)
    form = WallForm(typed(request), row=account, person=request.user)
    up = not account.is_walled
    if changed(form, partial(actions.wall_account, account, by=request.user, is_walled=up)):
        say(request, (_("%(name)s is walled.") if up else _("The wall around %(name)s is down.")) % {"name": account})
        still_seen = Account.objects.visible_to(request.user).filter(pk=pk).exists()  # one may have walled oneself out
        return redirect(reverse("account_team", args=[pk]) if still_seen else reverse("account_list"))
    question = _("Wall %(name)s?") if up else _("Take down the wall around %(name)s?")
    text = (
        _("Only those with a seat, and heads, will know that it exists; standing above somebody on the team no longer opens it.")
        if up
        else _("Whoever stands above somebody on the team will see it again.")
    )
    return form_page(
        request,
        form,
        title=question % {"name": account},
        text=text,
        button=_("Wall it") if up else _("Take it down"),
        cancel=reverse("account_team", args=[pk]),
        crumbs=account_crumbs(account),
    )


@require_POST
def account_assign_lead(request):
    """One lead for the accounts that were picked in the list: first asks who and from when, then does it, all or nothing."""
    must(request.user, "clients.seat_anybody")
    found = picked(request, queryset=Account.objects.visible_to(request.user).live(), filterset=AccountFilter)
    accounts = list(found.select_related("client").order_by("name", "pk")[: MOST_AT_ONCE + 1])
    form = LeadForm(request.POST if "person" in request.POST else None, person=request.user, today=request.user.today)
    if len(accounts) > MOST_AT_ONCE:
        messages.warning(request, _("Pick at most %(n)d accounts at once.") % {"n": MOST_AT_ONCE})
        return redirect("account_list")
    if not accounts:
        messages.warning(request, _("Pick the accounts first."))
        return redirect("account_list")
    if form.is_valid():
        person, on = form.cleaned_data["person"], form.cleaned_data["on"]
        if (count := attempt(form, lambda: actions.assign_lead(accounts, person, by=request.user, on=on))) is not None:
            say(request, _("%(person)s leads %(n)d more accounts.") % {"person": person, "n": count})
            return redirect(f"{reverse('account_list')}?lead={person.pk}")
    context = {
        "form": form,
        "accounts": accounts,
        "keys": [account.pk for account in accounts],
        "crumbs": [(_("Clients"), reverse("client_list")), (_("Accounts"), reverse("account_list"))],
    }
    return render_page(request, "clients/account_assign_lead.html", context)
