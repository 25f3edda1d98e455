"""A contact report is written and saved as one writes (R1)."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from care.actions import contact_report as actions
from care.forms.contact_reports import LineForms, ReportForm
from care.report_order import moved
from care.report_reading import load_report
from care.views.check_in_frame import find_check_in
from care.views.contact_report_frame import clock_words, find_report, report_crumbs
from clients.views.frame import attempt, must, typed
from core.errors import IllegalMove, LostRace
from core.pages import render_page, wants_partial
from core.toasts import say


@require_POST
def contact_report_begin(request, pk):
    """Write the report: from the notes of a held check-in, or go on with the one that is begun."""
    check_in = find_check_in(request, pk)
    report = actions.begin_report(check_in, by=request.user, now=timezone.now())
    return redirect("contact_report_write" if report.is_writable else "contact_report_detail", pk=report.pk)


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
