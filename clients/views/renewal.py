from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients import contract_words as words
from clients.actions import renewal as actions
from clients.board import Board, BoardListing
from clients.deciders import deciders
from clients.filters.contract import BoardFilter, RenewalFilter
from clients.forms.renewal import ForecastForm, LapseForm, ProposalForm, RenewForm
from clients.frames import load_leads, seats_of
from clients.models import Contract, Renewal
from clients.sight import remember
from clients.states import RenewalStage
from clients.tables.contract import renewal_table, stage_look
from clients.telling import lines
from clients.terms import change_in_percent
from clients.views.contract_frame import contract_crumbs
from clients.views.frame import changed, form_page, must, typed
from core.drawn import drawn
from core.errors import Refused
from core.lists import EXPORTS, Empty, list_page
from core.marks import day_words, money_words
from core.models import Event
from core.moves import available_moves
from core.numbers import beginning, in_words
from core.pages import render_page
from core.toasts import say

STEPS = (RenewalStage.UPCOMING, RenewalStage.HEALTH_CHECK, RenewalStage.PROPOSAL, RenewalStage.NEGOTIATION)


def find_renewal(request, pk: int) -> Renewal:
    """The renewal with contract, account, client and the account's live seats; 404 for a stranger."""
    renewals = Renewal.objects.visible_to(request.user).filter(contract__ends_on__isnull=False)
    renewals = renewals.select_related("contract__account__client", "decided_by")
    renewal = get_object_or_404(renewals, pk=pk)
    account = renewal.contract.account
    account.live_seats = seats_of(account, today=request.user.today)
    remember(request.user, renewal, renewal.contract, account, account.client)
    return renewal


def renewal_crumbs(renewal: Renewal, *further):
    return contract_crumbs(renewal.contract, (renewal.contract.name, renewal.contract.get_absolute_url()), *further)


def switch(here: str, query: str = "") -> list[dict]:
    places = [("renewal_board", _("Board"), "kanban"), ("renewal_list", _("List"), "list")]
    ask = f"?{query}" if query else ""
    return [{"label": label, "url": reverse(name) + ask, "here": name == here, "icon": icon} for name, label, icon in places]


def nothing_due() -> Empty:
    return Empty(
        "calendar-check",
        _("Nothing comes up for decision"),
        _("The clock opens a renewal 120 days before the last safe notice day of a contract."),
    )


def lead_of_board(board: Board) -> str:
    """The sentence that sums the page up."""
    if not board.number:
        return _("Nothing is up for decision.")
    past, number = board.past, beginning(in_words(board.number))
    if board.with_fees:
        said = ngettext(
            "%(n)s contract worth %(sum)s a year is up for decision.",
            "%(n)s contracts worth %(sum)s a year are up for decision.",
            board.number,
        ) % {"n": number, "sum": money_words(board.total.total, "whole")}
    else:
        said = ngettext("%(n)s contract is up for decision.", "%(n)s contracts are up for decision.", board.number) % {"n": number}
    if past:
        late = ngettext("%(n)s is past its last safe notice day.", "%(n)s are past their last safe notice day.", past)
        said += " " + late % {"n": beginning(in_words(past))}
    return said


@require_safe
def renewal_board(request):
    """Every renewal at its stage, the value at stake by month, and what is to be decided next."""
    person, today = request.user, request.user.today
    listing = BoardListing(
        request,
        lambda: Contract.objects.visible_to(person),
        BoardFilter,
        renewal_table(person),
        noun=(_("renewal"), _("renewals")),
        export_name="renewals",
        search_label=_("Find a contract or an account"),
    )
    if request.GET.get("export") in EXPORTS:
        listing.queryset = Contract.objects.visible_to(person).in_renewal().for_pages().with_lead(today=today)
        return listing.export(request.GET["export"])
    query = listing.state
    board = Board(lambda: listing.matching, person=person, query=query, with_fees=person.has_perm("clients.see_fees"))
    listing.count = board.number  # the cards: nothing else to count
    words = {"board": board, "today": today, "list_url": reverse("renewal_list")}
    context = {
        "board": board,
        "listing": listing,
        "switch": switch("renewal_board", query),
        "lead": lead_of_board(board),
        "drawn": drawn("clients/_renewal_stages.html", board.drawn_from, **words) if board.groups else "",
        "empty": nothing_due(),
    }
    return render_page(request, "clients/renewal_board.html", context, partial="list")


@require_safe
def renewal_list(request):
    person = request.user
    return list_page(
        request,
        queryset=lambda: Contract.objects.visible_to(person).filter(renewal__isnull=False),
        detail=lambda contracts: contracts.for_pages().with_lead(today=person.today),
        dress=lambda contracts: load_leads([contract.account for contract in contracts], today=person.today),
        filterset=RenewalFilter,
        table=renewal_table(person),
        title=_("Renewals"),
        lead=_("By the last safe notice day: until then somebody must have decided."),
        template="clients/renewal_list.html",
        noun=(_("renewal"), _("renewals")),
        export_name="renewals",
        search_label=_("Find a contract or an account"),
        chosen={"status": "open"},
        empty=nothing_due(),
        context={"switch": switch("renewal_list")},
    )


@require_safe
def renewal_detail(request, pk):
    """One renewal: how far it is, what is proposed, how likely it is and why, who decides."""
    person, today = request.user, request.user.today
    renewal = find_renewal(request, pk)
    contract, can_see_fees = renewal.contract, person.has_perm("clients.see_fees")
    events = list(Event.objects.about(renewal).select_related("actor", "subject_type").order_by("-at", "-pk"))
    who = deciders(renewal, events) if renewal.is_open else None
    following = Contract.objects.filter(previous=contract).first()
    context = {
        "renewal": renewal,
        "contract": contract,
        "account": contract.account,
        "crumbs": renewal_crumbs(renewal),
        "can_see_fees": can_see_fees,
        "steps": steps_of(renewal, events, who, today=today),
        "state_look": stage_look(renewal),
        "runway": words.runway(contract, renewal, can_see_fees=can_see_fees, today=today),
        "runway_facts": words.runway_facts(contract, renewal, today=today),
        "runway_sentence": words.runway_sentence(contract, can_see_fees=can_see_fees, today=today),
        "is_past_notice": renewal.is_open and contract.last_safe_notice_on and contract.last_safe_notice_on < today,
        "facts": words.facts(contract, can_see_fees=can_see_fees),
        "next_term": next_term_facts(renewal) if renewal.is_open else None,
        "following": following,
        "percent": change_in_percent(contract.fee, following.fee) if following else None,
        "who": who,
        "moves": move_links(renewal, person=person),
        "may_work": renewal.is_open and person.has_perm("clients.work_renewal", renewal),
        "entries": [line.entry for line in lines(events)],
    }
    return render_page(request, "clients/renewal_detail.html", context)


def steps_of(renewal: Renewal, events, who, *, today) -> list[dict]:
    """The stepper: when it came to each stage and through whom; the decision names those who can make it.

    Once it is decided, a stage that it never came to is left out: nobody held that health check.
    """
    reached = {event.to_state: event for event in reversed(events) if event.to_state}
    at = STEPS.index(renewal.stage) if renewal.is_open else len(STEPS)
    steps = []
    for number, stage in enumerate(STEPS):
        event = reached.get(stage)
        was_opened = number == 0 and (renewal.is_open or renewal.opened_on <= renewal.decided_on)
        if not (renewal.is_open or event or was_opened):
            continue
        if event:
            note = f"{event.actor or _('The clock')}, {day_words(event.at.date(), today)}"
        else:
            note = _("opened %(day)s") % {"day": day_words(renewal.opened_on, today)} if number == 0 else ""
        steps.append({"name": stage.label, "note": note, "state": "now" if number == at else "done" if number < at else "next"})
    if renewal.is_open:
        steps.append({"name": _("Decision"), "note": " · ".join(str(one) for one in who.people[:2]), "state": "next"})
    else:
        note = f"{renewal.decided_by or _('The clock')}, {day_words(renewal.decided_on, today)}"
        steps.append({"name": renewal.get_stage_display(), "note": note, "state": "done"})
    return steps


def next_term_facts(renewal: Renewal) -> dict:
    """What renewing would make, as far as it is known."""
    contract = actions.contract_at_end(renewal)
    starts_on, ends_on = actions.term_after(renewal)
    try:
        fee, uplift = actions.next_fee(renewal)
    except Refused as open_index:
        return {"starts_on": starts_on, "ends_on": ends_on, "fee": None, "why": str(open_index), "percent": None}
    percent = change_in_percent(contract.fee, fee)
    why = _("as proposed") if uplift is None else words.uplift_words(contract)
    if fee == contract.fee:
        percent, why = None, _("as before")
    return {"starts_on": starts_on, "ends_on": ends_on, "fee": fee, "why": why, "percent": percent}


FORM_PAGES = {"propose": "renewal_propose", "renew": "renewal_renew", "lapse": "renewal_lapse"}
MOVE_ICONS = {
    "check_health": "stethoscope",
    "propose": "file-pen-line",
    "negotiate": "messages-square",
    "step_back": "undo-2",
    "renew": "check",
}
MOVE_ICONS |= {"lapse": "hourglass", "terminate": "mail-x", "take_notice": "mail-x"}


def move_links(renewal: Renewal, *, person) -> list[dict]:
    """The moves that this person may make now: one press, or the page that asks what is needed."""
    found, notice = [], None
    for name, move in available_moves(renewal, by=person).items():
        if name in ("terminate", "take_notice"):
            notice = {
                "label": _("Notice was given"),
                "url": reverse("contract_notice", args=[renewal.contract_id]),
                "icon": "mail-x",
                "danger": True,
            }
            continue
        if name == "reopen" or (name == "lapse" and renewal.contract.auto_renews):
            continue  # the notice is given, and withdrawn, with the contract
        is_plain = name in actions.PLAIN_MOVES
        url = reverse("renewal_move", args=[renewal.pk, name]) if is_plain else reverse(FORM_PAGES[name], args=[renewal.pk])
        found.append(
            {
                "name": name,
                "label": move.label,
                "url": url,
                "icon": MOVE_ICONS[name],
                "post": is_plain,
                "danger": name == "lapse",
                "primary": name == "renew",
            }
        )
    return [*found, *([notice] if notice else [])]


@require_safe
def renewal_moves(request, pk):
    """The moves of one card: a dialog on the board, a page without script."""
    renewal = find_renewal(request, pk)
    who = deciders(renewal) if renewal.is_open else None
    context = {
        "renewal": renewal,
        "moves": move_links(renewal, person=request.user),
        "who": who,
        "crumbs": renewal_crumbs(renewal),
        "state_look": stage_look(renewal),
    }
    return render_page(request, "clients/renewal_moves.html", context, partial="dialog")


@require_POST
def renewal_move(request, pk, name):
    """A move that needs nothing filled in."""
    renewal = find_renewal(request, pk)
    moved = actions.move_renewal(renewal, name, by=request.user, today=request.user.today, version=request.POST.get("version"))
    say(request, _("%(name)s: %(stage)s.") % {"name": moved, "stage": moved.get_stage_display()})
    return redirect(moved)


@require_http_methods(["GET", "POST"])
def renewal_forecast(request, pk):
    renewal = find_renewal(request, pk)
    must(request.user, "clients.work_renewal", renewal)
    form = ForecastForm(typed(request), instance=renewal, person=request.user, today=request.user.today)
    if changed(form, lambda **facts: actions.forecast(renewal, by=request.user, **facts)):
        say(request, _("Your forecast is kept beside the model's."))
        return redirect(renewal)
    return _form(request, renewal, form, title=_("How likely is %(name)s?"), button=_("Save the forecast"), lead=why_words(renewal))


def why_words(renewal: Renewal) -> str:
    if renewal.model_likelihood is None:
        return _("The model has no evidence yet.")
    return _("The model says %(percent)d%%.") % {"percent": renewal.model_likelihood}


def _form(request, renewal, form, *, title, button, lead="", danger=False):
    return form_page(
        request,
        form,
        title=title % {"name": renewal.contract.name},
        button=button,
        cancel=renewal.get_absolute_url(),
        crumbs=renewal_crumbs(renewal),
        lead=lead,
        danger=danger,
    )


@require_http_methods(["GET", "POST"])
def renewal_propose(request, pk):
    """Draft what the next term shall cost, or put the draft right."""
    renewal = find_renewal(request, pk)
    person = request.user
    must(person, "clients.work_renewal", renewal)
    must(person, "clients.see_fees")
    suggested = next_term_facts(renewal)["fee"] or renewal.contract.fee
    form = ProposalForm(typed(request), row=renewal, suggested=suggested, person=person, today=person.today)
    if changed(form, lambda **facts: actions.propose(renewal, by=person, today=person.today, **facts)):
        say(request, _("The proposal is drafted. Somebody else decides it."))
        return redirect(renewal)
    lead = _("The clause gives %(fee)s. Whoever drafts the proposal does not decide it.") % {"fee": money_words(suggested)}
    return _form(request, renewal, form, title=_("Propose the next term of %(name)s"), button=_("Draft the proposal"), lead=lead)


@require_http_methods(["GET", "POST"])
def renewal_renew(request, pk):
    """Decide that it goes on, with what that makes shown before."""
    renewal = find_renewal(request, pk)
    person = request.user
    must(person, "clients.decide_renewal", renewal)
    if not renewal.is_open:
        return redirect(renewal)
    form = RenewForm(typed(request), row=renewal, asks_index=actions.needs_index(renewal), person=person, today=person.today)
    new = changed(form, lambda **facts: actions.renew(renewal, by=person, today=person.today, **facts))
    if new:
        say(request, _("%(name)s is renewed until %(day)s.") % {"name": new.name, "day": words.day(new.ends_on)})
        return redirect(new)
    term = next_term_facts(renewal)
    lead = _("The next term runs from %(start)s to %(end)s.") % {"start": words.day(term["starts_on"]), "end": words.day(term["ends_on"])}
    if term["fee"] is not None and person.has_perm("clients.see_fees"):
        period = renewal.contract.get_fee_period_display()
        lead += " " + _("Its fee is %(fee)s %(period)s, %(why)s.") % {"fee": money_words(term["fee"]), "period": period, "why": term["why"]}
    return _form(request, renewal, form, title=_("Renew %(name)s"), button=_("Renew"), lead=lead)


@require_http_methods(["GET", "POST"])
def renewal_lapse(request, pk):
    """Decide that nothing follows, and why."""
    renewal = find_renewal(request, pk)
    person = request.user
    must(person, "clients.decide_renewal", renewal)
    form = LapseForm(typed(request), row=renewal, person=person, today=person.today)

    def lapse(version, cause, **_typed):
        return actions.let_lapse(renewal, by=person, today=person.today, reason=form.words, cause=cause, version=version)

    if changed(form, lapse):
        say(request, _("%(name)s ends with its term.") % {"name": renewal.contract.name})
        return redirect(renewal)
    lead = _("It ends on %(day)s and nothing follows.") % {"day": words.day(renewal.contract.ends_on)}
    return _form(request, renewal, form, title=_("Let %(name)s lapse"), button=_("Let it lapse"), lead=lead, danger=True)
