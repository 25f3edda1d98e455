"""Pages of the work (W4): what is made and by whom, the review inside, the rounds."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from briefs.actions import making as actions
from briefs.forms import making as forms
from briefs.frames import brief_frame, find_brief
from briefs.models import Assignment, ChangeOrder, Deliverable, Round, WorkFile
from briefs.rounds import RoundCount, coming_words, rounds_sold
from briefs.states import OVER, WORKING_STATES, RoundState
from briefs.views.change_orders import order_moves
from briefs.views.work_frame import move_page, work_url
from briefs.work_files import newest_files
from clients.views.frame import changed, must, typed
from core.pages import render_page
from core.toasts import say
from core.workdays import add_working_days

ROUND_WORKING_DAYS = 5  # how long a round is given unless somebody says otherwise; ADR 0043
SHOWN_VERSIONS = 6  # of a deliverable on the page of the work; the others are on the page of the newest


# ── The tab ──────────────────────────────────────────────────────────────────────────────────────


@require_safe
def brief_work(request, pk):
    """Deliverables with their versions, the rounds against what was sold, who works on it."""
    person, today = request.user, request.user.today
    brief = find_brief(request, pk)
    rounds = list(Round.objects.filter(brief=brief).with_last_review().with_rounds_of_contract().order_by("-number"))
    count = RoundCount(brief.round_number, sold_by(brief, rounds))
    orders = list(ChangeOrder.objects.filter(brief=brief).select_related("offered_by").order_by("-round_number"))
    for order in orders:
        order.brief = brief
        order.buttons = order_moves(order, person=person)
    versions: dict[int, list[WorkFile]] = {}
    for file in WorkFile.objects.filter(deliverable__brief=brief).select_related("uploaded_by", "round").order_by("deliverable", "-number"):
        versions.setdefault(file.deliverable_id, []).append(file)
    may_upload = person.has_perm("briefs.upload_work", brief) and brief.state in WORKING_STATES
    may_assign = person.has_perm("briefs.assign_work", brief) and brief.state not in OVER
    deliverables = Deliverable.objects.filter(brief=brief)
    rows = [
        {"deliverable": one, "files": versions.get(one.pk, [])[:SHOWN_VERSIONS], "further": len(versions.get(one.pk, [])) - SHOWN_VERSIONS}
        for one in deliverables
        if not one.dropped_on or one.pk in versions
    ]
    assignments = list(Assignment.objects.filter(brief=brief).select_related("person", "deliverable").order_by("done_on", "due_on", "pk"))
    context = {
        "rows": rows,
        "rounds": rounds,
        "count": count,
        "segments": segments_of(count, rounds),
        "round_words": round_words(count),
        "due_on": next((one.due_on for one in rounds if one.number == brief.round_number and one.state != RoundState.OVER), None),
        "orders": orders,
        "open_assignments": [(one, may_assign or one.person_id in person.standing.seats_of) for one in assignments if not one.done_on],
        "done_assignments": [(one, may_assign or one.person_id in person.standing.seats_of) for one in assignments if one.done_on],
        "may_upload": may_upload,
        "may_assign": may_assign,
        "may_offer": person.has_perm("briefs.work_change_order", brief) and brief.state not in OVER and count.sold is not None,
        "today": today,
    }
    return render_page(request, "briefs/brief_work.html", brief_frame(request, brief, here="brief_work") | context)


def sold_by(brief, rounds) -> int | None:
    """How many rounds are sold, without asking again where the rounds know it."""
    if brief.rounds_sold is not None or not rounds:
        return rounds_sold(brief)
    return rounds[0].contract_rounds


def round_words(count: RoundCount) -> str:
    """ "Round 2 of 3 sold." """
    if not count.number:
        return _("No round has begun.") if count.sold is None else _("No round has begun; %(sold)d are sold.") % {"sold": count.sold}
    if count.sold is None:
        return _("Round %(n)d; nobody has said how many are sold.") % {"n": count.number}
    return _("Round %(n)d of %(sold)d sold.") % {"n": count.number, "sold": count.sold}


def segments_of(count: RoundCount, rounds: list[Round]) -> list[dict]:
    """The bar of the rounds: one part for each that is sold or was made, and how far it is."""
    states = {one.number: one.state for one in rounds}
    segments = []
    for number in range(1, max(count.sold or 0, count.number) + 1):
        state = states.get(number)
        kind = "done" if state == RoundState.OVER else "now" if state else "free"
        is_over = count.sold is not None and number > count.sold
        words = _("Done") if state == RoundState.OVER else RoundState(state).label if state else _("not begun")
        segments.append({"number": number, "kind": kind, "over": is_over, "words": words})
    return segments


# ── Moves ────────────────────────────────────────────────────────────────────────────────────────


def must_move(person, brief, name: str) -> None:
    must(person, brief.moves[name].may, brief)


def usual_day(person):
    return add_working_days(person.today, ROUND_WORKING_DAYS)


@require_http_methods(["GET", "POST"])
def brief_hand_in(request, pk):
    """Creative shows its work inside."""
    person = request.user
    brief = find_brief(request, pk)
    must_move(person, brief, "show_inside")
    round = actions.current_round(brief)
    has_files = bool(round and round.files.exists())
    form = forms.MoveForm(
        typed(request),
        row=brief,
        label=_("For whoever reviews it") if has_files else _("Where it can be seen"),
        help_text="" if has_files else _("Nothing was uploaded in this round yet."),
        needs_note=not has_files,
        person=person,
        today=person.today,
    )
    if changed(form, lambda **facts: actions.hand_in(brief, by=person, today=person.today, **facts)):
        say(request, _("Handed in. Whoever leads the account reviews it."))
        return redirect(work_url(brief))
    return move_page(request, brief, form, title=_("Hand in the work of %(job)s") % {"job": brief}, button=_("Hand in"))


@require_http_methods(["GET", "POST"])
def brief_rework(request, pk):
    """The review inside says no, and why."""
    person = request.user
    brief = find_brief(request, pk)
    must_move(person, brief, "rework")
    form = forms.MoveForm(
        typed(request),
        row=brief,
        label=_("What is to be done"),
        needs_note=True,
        asks_day=True,
        due_on=usual_day(person),
        person=person,
        today=person.today,
    )
    if changed(form, lambda **facts: actions.send_back_to_creative(brief, by=person, today=person.today, **facts)):
        say(request, _("Back with creative; the round goes on."))
        return redirect(work_url(brief))
    return move_page(
        request, brief, form, title=_("Send the work of %(job)s back?") % {"job": brief}, button=_("Send it back"), danger=True
    )


@require_http_methods(["GET", "POST"])
def brief_show_client(request, pk):
    """The review inside says yes: which versions the client sees."""
    person = request.user
    brief = find_brief(request, pk)
    must_move(person, brief, "show_client")
    newest = newest_files(brief)
    form = forms.ShowClientForm(typed(request), row=brief, files=newest, person=person, today=person.today)
    if changed(form, lambda **facts: actions.show_client(brief, by=person, today=person.today, **facts)):
        say(request, _("The client may see it. Send those who shall look at it their links."))
        return redirect(reverse("brief_review", args=[brief.pk]))
    lead = "" if newest else _("Nothing was uploaded: the links will show no picture.")
    return move_page(request, brief, form, title=_("Show %(job)s to the client") % {"job": brief}, button=_("Show the client"), lead=lead)


@require_http_methods(["GET", "POST"])
def brief_next_round(request, pk):
    """What the client asked for is worked on; beyond what was sold, who pays for it."""
    person = request.user
    brief = find_brief(request, pk)
    must_move(person, brief, "next_round")
    count, asks_order = actions.coming_round(brief)
    form = forms.NextRoundForm(typed(request), row=brief, asks_order=asks_order, person=person, today=person.today)
    form.fields["due_on"].initial = usual_day(person)
    if changed(form, lambda **facts: actions.next_round(brief, by=person, today=person.today, **facts)):
        say(request, _("Round %(n)d has begun.") % {"n": count.number})
        return redirect(work_url(brief))
    return move_page(
        request,
        brief,
        form,
        title=_("Start round %(n)d of %(job)s") % {"n": count.number, "job": brief},
        button=_("Start the round"),
        lead=coming_words(count, asks_order=asks_order),
    )


@require_http_methods(["GET", "POST"])
def brief_mend(request, pk):
    """The quality check found a fault of ours."""
    person = request.user
    brief = find_brief(request, pk)
    must_move(person, brief, "mend")
    form = forms.MoveForm(
        typed(request), row=brief, label=_("What is wrong"), needs_note=True, asks_day=True, person=person, today=person.today
    )
    if changed(form, lambda **facts: actions.mend(brief, by=person, today=person.today, **facts)):
        say(request, _("Back with creative. The client is not charged for it."))
        return redirect(work_url(brief))
    return move_page(
        request, brief, form, title=_("Send %(job)s back to creative?") % {"job": brief}, button=_("Send it back"), danger=True
    )
