"""Pages of contact reports (R1): write one while it is saved, issue it, read it, take it back, note the client's yes."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from care.actions import contact_report as actions
from care.actions import report_links
from care.documents import report_pdf
from care.forms.contact_reports import HeardDisputeForm, IssueForm, LineForms, NewLinkForm, ReaderForm, ReportForm
from care.models import ContactReport, ReportIssue
from care.moments import moment_words
from care.report_contents import changed_facts, contents_of, facts_of, gone_lines, topics_of
from care.report_order import moved
from care.report_readers import contacts_of_report, people_of_report
from care.report_reading import load_report
from care.states import ReportState
from care.tables.contact_reports import report_look
from care.views.check_in_frame import crumbs_of, find_check_in
from clients.forms.base import ReasonForm
from clients.frames import seats_of
from clients.sight import remember
from clients.telling import lines
from clients.views.frame import attempt, changed, form_page, made, must, typed
from core.errors import IllegalMove, LostRace
from core.models import Event
from core.moves import available_moves
from core.pages import render_page, wants_partial
from core.toasts import say
from core.uploads import as_download


def find_report(request, pk: int) -> ContactReport:
    """The report with account, client and check-in; 404 for a stranger."""
    report = get_object_or_404(ContactReport.objects.visible_to(request.user).for_pages(), pk=pk)
    report.account.live_seats = seats_of(report.account, today=request.user.today)
    report.check_in.account = report.account
    remember(request.user, report, report.check_in, report.account, report.account.client)
    return report


def report_crumbs(report: ContactReport, *further):
    return crumbs_of(report.account, (str(report.check_in.get_kind_display()), report.check_in.get_absolute_url()), *further)


@require_POST
def contact_report_begin(request, pk):
    """Write the report: from the notes of a held check-in, or go on with the one that is begun."""
    check_in = find_check_in(request, pk)
    report = actions.begin_report(check_in, by=request.user, now=timezone.now())
    return redirect("contact_report_write" if report.is_writable else "contact_report_detail", pk=report.pk)


# ── Read ──


@require_safe
def contact_report_detail(request, pk):
    """The report as it stands, what differs from what the client has, who got it, what they said."""
    person, report = request.user, find_report(request, pk)
    issues = list(load_report(report).issues.all())
    contents, before = shown_and_before(report, issues)
    events = Event.objects.about(report).select_related("actor", "subject_type").order_by("-at", "-pk")
    disputes = list(report.disputes.all())
    context = {
        "report": report,
        "account": report.account,
        "crumbs": report_crumbs(report),
        "look": report_look(report),
        "lead": clock_words(report),
        "is_late": report.is_late(now=timezone.now()),
        "facts": facts_of(contents),
        "topics": topics_of(contents, before),
        "gone": gone_lines(contents, before),
        "fact_changes": changed_facts(contents, before),
        "disputes": disputes,
        "issues": issues,
        "latest": issues[-1] if issues else None,
        "acts": acts_of(report, person=person),
        "may_link": bool(issues) and person.has_perm("care.issue_report", report),
        "entries": [line.entry for line in lines(events)],
    }
    return render_page(request, "care/contact_report_detail.html", context)


def shown_and_before(report: ContactReport, issues: list[ReportIssue]) -> tuple[dict, dict | None]:
    """What the page shows, and the issue against which changes are marked: a draft against the last, an issue against the one before."""
    if report.is_writable or not issues:
        return contents_of(report), issues[-1].contents if issues else None
    return issues[-1].contents, issues[-2].contents if len(issues) > 1 else None


def clock_words(report: ContactReport) -> str:
    """Where it stands, in one sentence."""
    if report.state == ReportState.ACCEPTED:
        day = moment_words(report.accepted_at)
        return _("Accepted %(how)s on %(day)s; frozen since.") % {"how": report.get_accepted_by_display(), "day": day}
    if report.state == ReportState.ISSUED:
        return _("Counts as accepted when nobody objects until %(moment)s.") % {"moment": moment_words(report.accept_at)}
    if report.state == ReportState.DISPUTED:
        return _("The client disputes it. Correct it or say why it stands, and issue it again: the clock begins anew.")
    if report.edition:
        return _("Taken back to be corrected. The clock stands still until it is issued again.")
    due_at = report.check_in.report_due_at
    return _("Should be out by %(moment)s.") % {"moment": moment_words(due_at)} if due_at else _("Not issued yet.")


AFTERWARDS = (  # what is noted of a report that is out, the page of each and its icon
    ("accept", "contact_report_accept", "check"),
    ("dispute", "contact_report_dispute", "message-square-warning"),
    ("recall", "contact_report_recall", "undo-2"),
)


def may_still_be_disputed(report: ContactReport) -> bool:
    """Not when its hour has passed and only the clock has not struck yet."""
    return report.accept_at is None or report.accept_at > timezone.now()


def acts_of(report: ContactReport, *, person) -> list[dict]:
    """What this person may do with it now, the next step filled."""
    moves = available_moves(report, by=person)
    found = []
    if "issue" in moves:
        label = _("Issue it again") if report.edition else _("Issue")
        found.append({"label": label, "url": reverse("contact_report_issue", args=[report.pk]), "icon": "send", "primary": True})
    if report.is_writable and person.has_perm("care.write_report", report):
        url = reverse("contact_report_write", args=[report.pk])
        found.append({"label": _("Write"), "url": url, "icon": "pencil", "primary": not found})
    for name, url_name, icon in AFTERWARDS:
        if name in moves and (name != "dispute" or may_still_be_disputed(report)):
            label, url = moves[name].label, reverse(url_name, args=[report.pk])
            found.append({"label": label, "url": url, "icon": icon, "primary": False, "dialog": True})
    found.append({"label": _("PDF"), "url": reverse("contact_report_pdf", args=[report.pk]), "icon": "file-down", "primary": False})
    return found


@require_safe
def contact_report_pdf(request, pk):
    """What was issued, as it was issued (`?issue=1` an earlier one); a draft as it stands."""
    report = find_report(request, pk)
    number = request.GET.get("issue", "")
    issues = report.issues.order_by("-number")
    if number:
        if not (number.isdecimal() and len(number) < 5):
            raise Http404("No such issue.")
        return pdf_of(get_object_or_404(issues, number=number))
    if not report.is_writable and (latest := issues.first()):
        return pdf_of(latest)
    latest = issues.first()
    paper = report_pdf.draw(contents_of(report), edition=0, issued_at=None, before=latest.contents if latest else None)
    response = HttpResponse(paper, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{report.number}-draft.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def pdf_of(issue: ReportIssue):
    if not issue.pdf.storage.exists(issue.pdf.name):
        raise Http404("The file is gone.")
    return as_download(issue.pdf, f"{issue.report.number}-{issue.number}.pdf")


# ── Write ──


@require_http_methods(["GET", "POST"])
def contact_report_write(request, pk):
    """The editor. With scripts it saves itself as one writes; without, the button does. A row keeps its key, so nothing is doubled.

    A line moves up or down by its own buttons: the page is saved in the new order and comes back to where one was.
    """
    person, report = request.user, find_report(request, pk)
    must(person, "care.write_report", report)
    if not report.is_writable:
        raise IllegalMove(report, "write", report.state)
    load_report(report)
    form = ReportForm(typed(request), instance=report, person=person, today=person.today)
    rows = LineForms(typed(request), report=report, person=person)
    is_autosave = request.method == "POST" and wants_partial(request)
    step, key = step_asked(request.GET)
    if request.method == "POST":
        step, key = step_asked(request.POST)
        saved, race = save(form, rows, report, by=person, step=step, key=key)
        if is_autosave:
            return save_state(request, report, saved=saved, race=race, problems=[*words_of(form), *rows.errors])
        if race:
            raise race
        if saved:
            if "issue" in request.POST and person.has_perm("care.issue_report", report):
                return redirect("contact_report_issue", pk=report.pk)
            if step:
                return redirect(f"{reverse('contact_report_write', args=[report.pk])}?{step}={key}")
            say(request, _("The report is saved."))
            return redirect("contact_report_write", pk=report.pk)
    context = {
        "step": step,
        "moved": key,
        "report": report,
        "account": report.account,
        "form": form,
        "rows": rows,
        "crumbs": report_crumbs(report, (report.number, report.get_absolute_url())),
        "version": report.version,
        "disputes": [dispute for dispute in report.disputes.all() if dispute.settled_at is None],
        "may_issue": person.has_perm("care.issue_report", report),
        "lead": clock_words(report),
    }
    status = 422 if request.method == "POST" else None
    return render_page(request, "care/contact_report_write.html", context, status=status)


def step_asked(said) -> tuple[str, str]:
    """("up" or "down", the key of the line that takes this step); empty where none does."""
    return next(((name, said[name][:36]) for name in ("up", "down") if said.get(name)), ("", ""))


def save(form, rows, report, *, by, step: str = "", key: str = ""):
    """(the saved report or None, who was faster or None)."""
    if not (form.is_valid() and rows.is_valid()):
        return None, None
    lines = moved(rows.lines, key, is_up=step == "up") if step else rows.lines
    try:
        return attempt(
            form, lambda: actions.write_report(report, by=by, lines=lines, version=form.cleaned_data["version"], **form.facts)
        ), None
    except LostRace as race:
        return None, race


def words_of(form) -> list[str]:
    return [f"{form[name].label}: {error}" if name != "__all__" else str(error) for name, errors in form.errors.items() for error in errors]


def save_state(request, report, *, saved, race, problems):
    """The answer to an autosave: the version that stands on the page from now on, or what keeps it from being saved."""
    context = {
        "version": saved.version if saved else request.POST.get("version", ""),
        "problems": problems,
        "race": race,
        "saved_at": timezone.localtime() if saved else None,
        "report": report,
    }
    return render_page(request, "care/_report_saved.html", context, status=409 if race else 200 if saved else 422)


@require_safe
def contact_report_row(request, pk):
    """One more empty row for the editor."""
    report = find_report(request, pk)
    must(request.user, "care.write_report", report)
    rows = LineForms(None, report=report, person=request.user)
    return render_page(request, "care/_report_row.html", {"row": rows.empty(), "report": report})


# ── Issue and afterwards ──


@require_http_methods(["GET", "POST"])
def contact_report_issue(request, pk):
    """What goes out and to whom; what is still missing; our answer to what was disputed."""
    person, report = request.user, find_report(request, pk)
    must(person, "care.issue_report", report)
    if not report.is_writable:
        raise IllegalMove(report, "issue", report.state)
    form = IssueForm(typed(request), row=load_report(report), person=person, today=person.today)
    if changed(form, lambda version, **facts: actions.issue_report(report, by=person, now=timezone.now(), version=version, **facts)):
        say(request, _("%(report)s is out. Without an objection it is accepted in 48 working hours.") % {"report": report})
        return redirect(report)
    issues = list(report.issues.all())
    latest = issues[-1] if issues else None
    contents, before = contents_of(report), latest.contents if latest else None
    theirs, ours = contacts_of_report(report), people_of_report(report)
    context = {
        "report": report,
        "form": form,
        "crumbs": report_crumbs(report, (report.number, report.get_absolute_url())),
        "missing": actions.missing_in(report),
        "contacts": [reader for reader in theirs if not reader.why_not],
        "people": [reader for reader in ours if not reader.why_not],
        "without_mail": [reader.one for reader in theirs if not reader.why_not and not reader.one.email],
        "not_to": [reader for reader in (*theirs, *ours) if reader.why_not],
        "topics": topics_of(contents, before),
        "gone": gone_lines(contents, before),
        "fact_changes": changed_facts(contents, before),
    }
    return render_page(request, "care/contact_report_issue.html", context)


def _with_reason(request, report, may, do, *, title, lead, button, done, label):
    must(request.user, may, report)
    form = ReasonForm(typed(request), row=report, label=label, person=request.user, today=request.user.today)
    if changed(form, do):
        say(request, done)
        return redirect(report)
    crumbs = report_crumbs(report, (report.number, report.get_absolute_url()))
    return form_page(request, form, title=title, lead=lead, button=button, cancel=report.get_absolute_url(), crumbs=crumbs)


@require_http_methods(["GET", "POST"])
def contact_report_recall(request, pk):
    """A mistake of our own: take it back, correct it, issue it again."""
    report = find_report(request, pk)
    return _with_reason(
        request,
        report,
        "care.issue_report",
        lambda version, note: actions.recall_report(report, by=request.user, note=note, version=version),
        title=_("Take %(number)s back to correct it?") % {"number": report.number},
        lead=_("The clock stops. Those who have it get the corrected version."),
        button=_("Take it back"),
        done=_("Taken back. Correct it and issue it again."),
        label=_("What is wrong"),
    )


@require_http_methods(["GET", "POST"])
def contact_report_accept(request, pk):
    """The client has said yes by word of mouth or mail."""
    report = find_report(request, pk)
    return _with_reason(
        request,
        report,
        "care.accept_report",
        lambda version, note: actions.accept_report(report, by=request.user, note=note, now=timezone.now(), version=version),
        title=_("The client accepts %(number)s") % {"number": report.number},
        lead=_("The report is frozen from then on."),
        button=_("Note their yes"),
        done=_("Accepted and frozen."),
        label=_("Who said so, and how"),
    )


@require_http_methods(["GET", "POST"])
def contact_report_dispute(request, pk):
    """The client has said to one of ours which line is not right: it goes the same way as by their link."""
    person, report = request.user, find_report(request, pk)
    must(person, "care.dispute_report", report)
    form = HeardDisputeForm(typed(request), report=report, person=person, today=person.today)

    def hear():
        facts = form.facts
        return report_links.hear_dispute(report, by=person, now=timezone.now(), line_key=facts.pop("line"), **facts)

    if url := made(request, form, hear):
        say(request, _("Noted, and the clock stands still. Correct it or say why it stands, and issue it again."))
        return redirect(url)
    return form_page(
        request,
        form,
        title=_("The client disputes %(number)s") % {"number": report.number},
        lead=_("On the phone, by mail or across a table; by their own link they say it themselves. Author and lead hear of it at once."),
        button=_("Note the dispute"),
        cancel=report.get_absolute_url(),
        crumbs=report_crumbs(report, (report.number, report.get_absolute_url())),
    )


@require_http_methods(["GET", "POST"])
def check_in_no_report(request, pk):
    """Nobody is owed a report on this check-in, and why."""
    check_in = find_check_in(request, pk)
    must(request.user, "care.waive_report", check_in)
    form = ReasonForm(typed(request), row=check_in, label=_("Why none is needed"), person=request.user, today=request.user.today)
    if changed(form, lambda version, note: actions.waive_report(check_in, by=request.user, reason=note, version=version)):
        say(request, _("No report is owed."))
        return redirect(check_in)
    return form_page(
        request,
        form,
        title=_("No contact report?"),
        lead=_("Those who were there get nothing in writing. The reason stays with the check-in."),
        button=_("No report is needed"),
        cancel=check_in.get_absolute_url(),
        crumbs=crumbs_of(check_in.account),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def contact_report_link(request, pk):
    """A new address for somebody who lost theirs or has no e-mail; shown in the answer to this very post, and never again."""
    report = find_report(request, pk)
    must(request.user, "care.issue_report", report)
    form = NewLinkForm(typed(request), report=report, person=request.user, today=request.user.today)
    crumbs = report_crumbs(report, (report.number, report.get_absolute_url()))
    fresh = []

    def make():
        fresh.append(report_links.make_link(report, form.cleaned_data["contact"], by=request.user, now=timezone.now()))
        return fresh[0]

    if url := made(request, form, make):
        if not fresh:
            return redirect(url)
        link = fresh[0]
        context = {"link": link, "report": report, "address": report_links.page_address(link), "crumbs": crumbs}
        return render_page(request, "care/report_link_made.html", context)
    return form_page(
        request,
        form,
        title=_("A link to %(number)s") % {"number": report.number},
        lead=_("Their older links to this report stop opening."),
        button=_("Make the link"),
        cancel=report.get_absolute_url(),
        crumbs=crumbs,
    )


@require_http_methods(["GET", "POST"])
def contact_report_revoke(request, pk):
    """None of this reader's links to the report opens any more."""
    report = find_report(request, pk)
    must(request.user, "care.issue_report", report)
    form = ReaderForm(typed(request), report=report, person=request.user, today=request.user.today)
    if form.is_valid():
        contact = form.cleaned_data["contact"]
        report_links.revoke_links(report, contact, by=request.user, now=timezone.now())
        say(request, _("%(contact)s cannot open the report any more.") % {"contact": contact})
        return redirect(report)
    return form_page(
        request,
        form,
        title=_("Revoke a link to %(number)s") % {"number": report.number},
        lead=_("Every address of theirs to this report stops opening at once."),
        button=_("Revoke the link"),
        cancel=report.get_absolute_url(),
        crumbs=report_crumbs(report, (report.number, report.get_absolute_url())),
        danger=True,
    )
