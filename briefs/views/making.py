"""Pages of the work (W4): what is made and by whom, its versions, the review inside, rounds and change orders."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from briefs.actions import making as actions
from briefs.forms import making as forms
from briefs.forms.showing import CommentForm
from briefs.frames import brief_frame, find_brief
from briefs.models import Assignment, ChangeOrder, Deliverable, Round, WorkFile
from briefs.pictures import page_picture
from briefs.remarks import all_remarks, oppositions_on, page_links, pins_on, threads_of
from briefs.rounds import RoundCount, coming_words, rounds_sold
from briefs.states import OVER, WORKING_STATES, BriefState, RoundState
from briefs.work_files import newest_files
from clients.sight import remember
from clients.views.frame import changed, form_page, made, must, typed
from core.moves import available_moves
from core.pages import came_from, render_page
from core.toasts import say
from core.uploads import as_download, size_words
from core.workdays import add_working_days

ROUND_WORKING_DAYS = 5  # how long a round is given unless somebody says otherwise; ADR 0043
SHOWN_VERSIONS = 6  # of a deliverable on the page of the work; the others are on the page of the newest


def find_assignment(request, pk: int) -> Assignment:
    found = Assignment.objects.visible_to(request.user).select_related("brief__account__client", "person", "deliverable")
    assignment = get_object_or_404(found, pk=pk)
    remember(request.user, assignment.brief.account)
    return assignment


def find_work_file(request, pk: int) -> WorkFile:
    found = WorkFile.objects.visible_to(request.user).select_related("deliverable__brief__account__client", "uploaded_by", "round")
    file = get_object_or_404(found, pk=pk)
    remember(request.user, file.deliverable.brief.account)
    return file


def work_url(brief) -> str:
    return reverse("brief_work", args=[brief.pk])


def crumbs_of(brief) -> list:
    return [(_("Jobs"), reverse("brief_list")), (brief.number, brief.get_absolute_url()), (_("Work"), work_url(brief))]


# ── The tab ──────────────────────────────────────────────────────────────────────────────────────


def version_words(file: WorkFile) -> str:
    if file.shown_at:
        return _("the client sees it")
    return _("not shown to the client")


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


def order_moves(order: ChangeOrder, *, person) -> list[dict]:
    return [
        {"label": move.label, "url": reverse("change_order_move", args=[order.pk, name])}
        for name, move in available_moves(order, by=person).items()
    ]


# ── Assignments ──────────────────────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "POST"])
def assignment_add(request, pk):
    """Put somebody on the job."""
    person = request.user
    brief = find_brief(request, pk)
    must(person, "briefs.assign_work", brief)
    form = forms.AssignmentForm(typed(request), brief=brief, person=person, today=person.today)
    if url := made(request, form, lambda: actions.assign_work(brief, by=person, **form.facts)):
        say(request, _("%(person)s works on it.") % {"person": form.cleaned_data["person"]})
        return redirect(url)
    return form_page(
        request,
        form,
        title=_("Put somebody on %(job)s") % {"job": brief},
        button=_("Assign"),
        cancel=work_url(brief),
        crumbs=crumbs_of(brief),
    )


@require_http_methods(["GET", "POST"])
def assignment_change(request, pk):
    person = request.user
    assignment = find_assignment(request, pk)
    must(person, "briefs.assign_work", assignment)
    form = forms.AssignmentChangeForm(typed(request), instance=assignment, person=person, today=person.today)
    if changed(form, lambda **facts: actions.change_assignment(assignment, by=person, **facts)):
        say(request, _("The assignment is changed."))
        return redirect(assignment)
    brief = assignment.brief
    title = _("Change “%(what)s”") % {"what": assignment.what}
    return form_page(request, form, title=title, button=_("Save the assignment"), cancel=work_url(brief), crumbs=crumbs_of(brief))


@require_http_methods(["GET", "POST"])
def assignment_drop(request, pk):
    """It is not needed any more, and why."""
    person = request.user
    assignment = find_assignment(request, pk)
    must(person, "briefs.assign_work", assignment)
    brief = assignment.brief
    form = forms.NoteForm(typed(request), row=assignment, person=person, today=person.today)

    def drop(version, note):
        actions.drop_assignment(assignment, by=person, note=note, version=version)
        return brief

    if changed(form, drop):
        say(request, _("%(person)s is off this job.") % {"person": assignment.person})
        return redirect(work_url(brief))
    return form_page(
        request,
        form,
        title=_("Take “%(what)s” from %(person)s?") % {"what": assignment.what, "person": assignment.person},
        button=_("Take it away"),
        cancel=work_url(brief),
        crumbs=crumbs_of(brief),
        danger=True,
    )


def must_be_theirs(person, assignment) -> None:
    if assignment.person_id not in person.standing.seats_of:
        must(person, "briefs.assign_work", assignment)


@require_POST
def assignment_done(request, pk):
    assignment = find_assignment(request, pk)
    must_be_theirs(request.user, assignment)
    actions.finish_assignment(assignment, by=request.user, today=request.user.today)
    undo = reverse("assignment_reopen", args=[assignment.pk])
    say(request, _("Done: %(what)s.") % {"what": assignment.what}, undo_url=undo)
    return redirect(came_from(request, work_url(assignment.brief)))


@require_POST
def assignment_reopen(request, pk):
    assignment = find_assignment(request, pk)
    must_be_theirs(request.user, assignment)
    actions.reopen_assignment(assignment, by=request.user)
    say(request, _("It is open again: %(what)s.") % {"what": assignment.what})
    return redirect(came_from(request, work_url(assignment.brief)))


# ── Files ────────────────────────────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "POST"])
def work_file_add(request, pk):
    """Upload the next version of a deliverable."""
    person = request.user
    found = Deliverable.objects.visible_to(person).select_related("brief__account__client")
    deliverable = get_object_or_404(found, pk=pk)
    brief = deliverable.brief
    remember(person, brief.account)
    must(person, "briefs.upload_work", brief)
    files = request.FILES if request.method == "POST" else None
    form = forms.WorkFileForm(typed(request), files, person=person, today=person.today)
    if url := made(request, form, lambda: actions.add_work_file(deliverable, by=person, **form.facts)):
        say(request, _("Uploaded for %(deliverable)s.") % {"deliverable": deliverable})
        return redirect(url)
    context = {
        "form": form,
        "deliverable": deliverable,
        "lead": ", ".join(filter(None, (deliverable.spec, deliverable.channel, deliverable.language))),
        "cancel": work_url(brief),
        "crumbs": crumbs_of(brief),
    }
    return render_page(request, "briefs/work_file_add.html", context)


@require_safe
def work_file_detail(request, pk):
    """One version: its picture or pages with the remarks in their places, and what was said inside."""
    person = request.user
    file = find_work_file(request, pk)
    brief = file.deliverable.brief
    page = page_asked(request, file)
    comments = list(all_remarks(file))
    threads = threads_of(comments)
    may_remark = person.has_perm("briefs.comment_work", brief) and not brief.is_over
    form = CommentForm(None, person=person, today=person.today, page=page, has_place=bool(file.pages), is_ours=True) if may_remark else None
    context = {
        "file": file,
        "brief": brief,
        "size": size_words(file.size),
        "versions": list(file.deliverable.files.order_by("-number").only("pk", "number", "shown_at", "deliverable")),
        "page": page,
        "pages": page_links(file, page),
        "pins": pins_on(threads, page),
        "threads": threads,
        "oppositions": oppositions_on([file], comments),
        "has_picture": bool(file.pages),
        "form": form,
        "may_settle": may_remark,
        "said": version_words(file),
        "may_show": (
            brief.state == BriefState.WITH_CLIENT
            and not file.shown_at
            and person.has_perm("briefs.review_work", brief)
            and file in newest_files(brief)
        ),
        "crumbs": crumbs_of(brief),
    }
    return render_page(request, "briefs/work_file_detail.html", context)


def page_asked(request, file: WorkFile) -> int:
    """The page in `?page=`, within what there is."""
    asked = request.GET.get("page") or request.POST.get("page") or "1"
    number = int(asked) if asked.isdecimal() and len(asked) < 5 else 1
    return min(max(number, 1), file.pages or 1)


@require_safe
def work_file_download(request, pk):
    file = find_work_file(request, pk)
    return as_download(file.file, file.name)


def drawing(stored) -> FileResponse:
    """A picture of ours, drawn by `briefs.pictures`: the only thing of a file that a page shows."""
    response = FileResponse(stored, content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, max-age=3600"
    return response


@require_safe
def work_file_thumbnail(request, pk):
    file = find_work_file(request, pk)
    if not file.thumbnail:
        raise Http404("No thumbnail has been drawn.")
    return drawing(file.thumbnail.open("rb"))


@require_safe
def work_file_page(request, pk, page):
    """A page of a PDF, or the picture, as large as a screen needs it."""
    file = find_work_file(request, pk)
    if (stored := page_picture(file, page)) is None:
        raise Http404("There is no picture of this page.")
    return drawing(stored)


@require_POST
def work_file_show(request, pk):
    """Show the client one version more."""
    file = find_work_file(request, pk)
    must(request.user, "briefs.review_work", file.deliverable.brief)
    actions.show_also(file, by=request.user)
    say(request, _("The client sees %(file)s.") % {"file": file})
    return redirect(file)


# ── Moves ────────────────────────────────────────────────────────────────────────────────────────


def must_move(person, brief, name: str) -> None:
    must(person, brief.moves[name].may, brief)


def usual_day(person):
    return add_working_days(person.today, ROUND_WORKING_DAYS)


def move_page(request, brief, form, *, title, button, lead="", danger=False):
    return form_page(request, form, title=title, button=button, lead=lead, cancel=work_url(brief), crumbs=crumbs_of(brief), danger=danger)


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


# ── Change orders ────────────────────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "POST"])
def change_order_add(request, pk):
    """Offer the client a round more than was sold."""
    person = request.user
    brief = find_brief(request, pk)
    must(person, "briefs.work_change_order", brief)
    form = forms.ChangeOrderForm(typed(request), brief=brief, person=person, today=person.today)
    if url := made(request, form, lambda: actions.offer_change_order(brief, by=person, today=person.today, **form.facts)):
        say(request, _("The change order is offered."))
        return redirect(url)
    return move_page(request, brief, form, title=_("Offer a round more for %(job)s") % {"job": brief}, button=_("Offer it"))


ORDER_PAGES = {
    "accept": (_("Did the client accept?"), _("They accept"), False),
    "refuse": (_("Why does the client refuse?"), _("They refuse"), True),
    "waive": (_("Why does nobody pay for it?"), _("Waive it"), True),
    "offer_again": (_("Offer it anew"), _("Offer it anew"), False),
}


@require_http_methods(["GET", "POST"])
def change_order_move(request, pk, name):
    """The client accepts or refuses, we waive it or offer it anew."""
    person = request.user
    order = get_object_or_404(ChangeOrder.objects.visible_to(person).select_related("brief__account__client"), pk=pk)
    if name not in ORDER_PAGES:
        raise Http404("There is no such move.")
    move = order.moves[name]
    brief = order.brief
    remember(person, brief.account)
    must(person, move.may, order)
    if name == "offer_again":
        form = forms.OfferAgainForm(typed(request), row=order, person=person, today=person.today)

        def do(version, **facts):
            return actions.offer_again(order, by=person, today=person.today, version=version, **facts)

    else:
        form = forms.NoteForm(
            typed(request),
            row=order,
            required=move.needs_note,
            label="" if move.needs_note else _("Note"),
            person=person,
            today=person.today,
        )

        def do(version, note):
            return actions.move_order(order, name, by=person, today=person.today, note=note, version=version)

    if changed(form, do):
        say(request, _("Noted: %(order)s.") % {"order": order})
        return redirect(work_url(brief))
    title, button, danger = ORDER_PAGES[name]
    lead = str(order) if not person.has_perm("clients.see_fees") else f"{order}, {order.amount}"
    return move_page(request, brief, form, title=title, button=button, lead=lead, danger=danger)
