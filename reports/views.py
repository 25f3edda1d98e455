from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients.frames import account_frame, find_account
from clients.sight import remember
from clients.views.frame import account_crumbs, form_page, must
from core.errors import LostRace, Refused
from core.lists import Act, Empty, list_page
from core.pages import render_page, render_record, wants_partial
from core.spreadsheets import spreadsheet_response
from core.toasts import say
from people.models import Person
from people.states import Rank
from reports import actions
from reports.building import Contents, contents_for, contents_for_client
from reports.documents import file_name, pdf_of, sheet_of
from reports.filters import ReportFilter
from reports.forms import IssueForm
from reports.lines import SUMMARY
from reports.models import Report, ReportSchedule, ReportWord
from reports.reading import WEEKS_SHOWN, Read, read_week
from reports.states import LINE_KINDS, ReportKind
from reports.tables import ReportTable

FILES = ("pdf", "xlsx", "csv")

# ── What a report is of ──────────────────────────────────────────────────────────────────────────


def find_owner(request, pk: int) -> Person:
    """Whose line it is; 404 for whoever neither has that line nor stands above it. Those with one: twin of `reports.have_line_report`."""
    must(request.user, "reports.see_line_reports")
    standing = request.user.standing
    people = Person.objects.filter(rank__gte=Rank.SUPERVISOR)
    if not standing.sees_all:
        people = people.filter(pk__in={*standing.seats_of, *standing.line_of})
    return get_object_or_404(people, pk=pk)


def find_line(request, kind: str, pk: int) -> Report:
    """This week's report of somebody's line."""
    return actions.report_of(kind=kind, person=find_owner(request, pk), today=request.user.today)


def find_report(request, pk: int) -> Report:
    """Any that has a row; 404 for a stranger."""
    rows = Report.objects.visible_to(request.user).select_related("account__client", "person", "issued_by")
    report = get_object_or_404(rows, pk=pk)
    if report.account_id:
        remember(request.user, report.account, report.account.client)
    return report


# ── Pages ────────────────────────────────────────────────────────────────────────────────────────


@require_safe
def account_status(request, pk):
    """The tab of an account: the week as it stands, with what differs from the last one, and the words beside it (S3, P3)."""
    if is_file_asked(request):
        return as_file(request, status_read(request, find_account(request, pk))[0])
    return render_record(request, "reports/account_status.html", lambda: status_shown(request, pk))


def status_shown(request, pk: int) -> dict:
    account = find_account(request, pk)
    frame = account_frame(request, account, here="account_status")
    contents, read = status_read(request, account)
    return frame | page_of(request, contents, known=read.known, schedules=read.schedules) | {"page_title": account.name}


def status_read(request, account) -> tuple[Contents, Read]:
    """This week's report of the account as this reader sees it, and what was read for it."""
    subject = {"kind": ReportKind.STATUS, "account": account, "today": request.user.today}
    read = read_week(**subject, as_file=is_file_asked(request))
    return contents_asked(request, actions.report_of_week(read.known, **subject), read=read), read


@require_safe
def line_report(request, kind, pk):
    """Activity or portfolio of somebody's line, this week (S3, P3, P4)."""
    subject = {"kind": kind, "person": find_owner(request, pk), "today": request.user.today}
    read = read_week(**subject, as_file=is_file_asked(request))
    report = actions.report_of_week(read.known, **subject)
    contents = contents_for(report, request.user, today=request.user.today, read=read)
    if answer := as_file(request, contents):
        return answer
    context = page_of(request, contents, known=read.known, schedules=read.schedules) | {
        "crumbs": [(_("Reports"), reverse("report_list"))],
        "title": f"{report.get_kind_display()}: {report.person}",
        "page_title": report.get_kind_display(),
        "kinds": [
            {"label": ReportKind(one).label, "url": reverse("line_report", args=[one, pk]), "here": one == kind} for one in LINE_KINDS
        ],
    }
    return render_page(request, "reports/report_page.html", context)


@require_safe
def report_detail(request, pk):
    """One that was issued, as it was then; of a week that is over and was not issued, the words. This week's draft has its own page."""
    report = find_report(request, pk)
    if not report.is_kept(today=request.user.today):
        return redirect(report)
    contents = contents_asked(request, report)
    if answer := as_file(request, contents):
        return answer
    known = list(Report.objects.about(kind=report.kind, account=report.account, person=report.person).order_by("-week_on")[:WEEKS_SHOWN])
    crumbs = [(_("Reports"), reverse("report_list"))]
    if report.account_id:
        crumbs = account_crumbs(report.account, (_("Status"), reverse("account_status", args=[report.account_id])))
    context = page_of(request, contents, known=known) | {"crumbs": crumbs, "title": str(report), "page_title": str(report)}
    return render_page(request, "reports/report_page.html", context)


def for_whom(request, report: Report) -> str:
    """ "client" where the version for the client is asked for, which only the report of an account has."""
    return "client" if report.kind == ReportKind.STATUS and request.GET.get("for") == "client" else ""


def contents_asked(request, report: Report, *, read: Read | None = None) -> Contents:
    """As this reader sees it, or as the client would: with budgets and the words about the whole where the address says so."""
    person = request.user
    if not for_whom(request, report):
        return contents_for(report, person, today=person.today, read=read)
    with_fees = "fees" in request.GET and person.has_perm("clients.see_fees")
    return contents_for_client(report, today=person.today, with_fees=with_fees, with_words="words" in request.GET, read=read)


def readers_of(request, contents: Contents) -> list[dict]:
    """For us or for the client."""
    if contents.report.kind != ReportKind.STATUS or contents.is_over:
        return []
    to_client = contents.is_for_client
    return [
        {"label": _("For us"), "url": request.path, "here": not to_client},
        {"label": _("As the client reads it"), "url": f"{request.path}?for=client", "here": to_client},
    ]


def ticks_of(request, contents: Contents) -> list[dict]:
    """What may be put into the version for the client, as in a schedule: each adds itself to the address or takes itself away."""
    if not contents.is_for_client:
        return []
    labels = {"words": _("Your words about the whole")}
    if request.user.has_perm("clients.see_fees"):
        labels["fees"] = _("Budgets and prices")
    ticked = [name for name in labels if name in request.GET]
    found = []
    for name, label in labels.items():
        left = [one for one in labels if (one in ticked) != (one == name)]
        url = f"{request.path}?{urlencode({'for': 'client', **dict.fromkeys(left, 1)})}"
        found.append({"label": label, "url": url, "here": name in ticked, "icon": "check" if name in ticked else "plus"})
    return found


def export_url(request, kind: str) -> str:
    """This page as a file."""
    asked = {name: request.GET[name] for name in ("for", "fees", "words") if name in request.GET}
    return f"{request.path}?{urlencode({**asked, 'export': kind})}"


def page_of(request, contents: Contents, *, known: list[Report], schedules: list[ReportSchedule] = ()) -> dict:
    """What every page of a report shows. Words are written and a report issued only by whoever answers for it."""
    report, person = contents.report, request.user
    is_open = not report.is_issued and not contents.is_for_client and not contents.is_over
    may_write = is_open and person.has_perm("reports.write_words", report)
    may_schedule = person.has_perm("reports.make_schedule", report) and request.resolver_match.view_name != "report_detail"
    return {
        "report": report,
        "contents": contents,
        "may_write": may_write,
        "may_issue": is_open and person.has_perm("reports.issue_report", report),
        "word_url": word_url(report) if may_write else "",
        "issue_url": issue_url(report),
        "exports": [(kind.upper(), export_url(request, kind)) for kind in FILES],
        "readers": readers_of(request, contents),
        "ticks": ticks_of(request, contents),
        "history": [one for one in known if one.pk != report.pk and one.is_kept(today=person.today)],
        "before": contents.before is not None,
        "schedules": schedules if may_schedule else [],
        "schedule_url": schedule_url(report) if may_schedule else "",
        "today": person.today,
        "summary_key": SUMMARY,
    }


def word_url(report: Report) -> str:
    if report.account_id:
        return reverse("account_status_word", args=[report.account_id])
    return reverse("line_report_word", args=[report.kind, report.person_id])


def schedule_url(report: Report) -> str:
    if report.account_id:
        return reverse("account_status_schedule", args=[report.account_id])
    return reverse("line_report_schedule", args=[report.kind, report.person_id])


def issue_url(report: Report) -> str:
    if report.account_id:
        return reverse("account_status_issue", args=[report.account_id])
    return reverse("line_report_issue", args=[report.kind, report.person_id])


def is_file_asked(request) -> bool:
    return request.GET.get("export") in FILES


def as_file(request, contents: Contents):
    """The answer to `?export=`: the same lines on paper or as a spreadsheet; None for a page."""
    kind = request.GET.get("export")
    if kind == "pdf":
        answer = HttpResponse(pdf_of(contents), content_type="application/pdf")
        answer["Content-Disposition"] = f'attachment; filename="{file_name(contents)}.pdf"'
        return answer
    if kind in FILES:
        with_money = "fees" in request.GET if contents.is_for_client else True
        headers, rows = sheet_of(contents, with_money=with_money and request.user.has_perm("clients.see_fees"))
        return spreadsheet_response(kind, file_name(contents), headers, rows)
    return None


# ── Words ────────────────────────────────────────────────────────────────────────────────────────


@require_POST
def account_status_word(request, pk):
    account = find_account(request, pk)
    return write(request, actions.report_of(kind=ReportKind.STATUS, account=account, today=request.user.today))


@require_POST
def line_report_word(request, kind, pk):
    return write(request, find_line(request, kind, pk))


def write(request, report: Report):
    """One word, as it is typed: answers with its version, or 409 with what somebody else wrote there. Or it is taken away."""
    must(request.user, "reports.write_words", report)
    key, text = request.POST.get("key", "")[:60], request.POST.get("text")
    if key and "drop" in request.POST:
        return drop(request, report, key)
    if text is None or not key:
        return HttpResponseBadRequest("No text was sent.")
    if len(text) > ReportWord._meta.get_field("text").max_length:
        return HttpResponseBadRequest(_("That is longer than 4,000 characters: make it shorter."))
    conflict, status = None, 200
    try:
        beside, version = request.POST.get("beside", ""), request.POST.get("version")
        word = actions.write_word(report, key, by=request.user, text=text, beside=beside, version=version)
    except LostRace as lost:
        word, conflict, status = lost.subject, lost.subject, 409
    except Refused as refusal:
        return HttpResponse(str(refusal), status=409)
    if not wants_partial(request) and not conflict:
        return redirect(f"{report.draft_url}#word-{key}")
    context = {"word": word, "key": key, "conflict": conflict, "mine": text, "version": word.version}
    return render_page(request, "reports/word_state.html", context, status=status)


def drop(request, report: Report, key: str):
    """The page is read anew: what was taken away is no longer on it."""
    actions.drop_word(report, key, by=request.user, version=request.POST.get("version", ""))
    say(request, _("Taken away."))
    response = HttpResponse() if wants_partial(request) else redirect(report.draft_url)
    if wants_partial(request):
        response["HX-Redirect"] = report.draft_url
    return response


# ── Issuing ──────────────────────────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "POST"])
def account_status_issue(request, pk):
    account = find_account(request, pk)
    report = actions.report_of(kind=ReportKind.STATUS, account=account, today=request.user.today)
    return issue(request, report, account_crumbs(account, (_("Status"), reverse("account_status", args=[pk]))))


@require_http_methods(["GET", "POST"])
def line_report_issue(request, kind, pk):
    report = find_line(request, kind, pk)
    return issue(request, report, [(_("Reports"), reverse("report_list")), (report.get_kind_display(), report.draft_url)])


def issue(request, report: Report, crumbs):
    must(request.user, "reports.issue_report", report)
    if report.is_issued:
        return redirect(report)
    form = IssueForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        issued = actions.issue_report(report, by=request.user, today=request.user.today)
        say(request, _("%(report)s is issued.") % {"report": issued})
        return redirect(issued)
    return form_page(
        request,
        form,
        title=_("Issue this report?"),
        text=_("It is kept as it stands now, with your words beside it. What happens later is in the next one."),
        button=_("Issue"),
        cancel=report.draft_url,
        crumbs=crumbs,
    )


# ── All of them ──────────────────────────────────────────────────────────────────────────────────


@require_safe
def report_list(request):
    """Every issued report that this person may see, newest first; and the way to this week's of one's own line."""
    person = request.user
    acts = []
    if person.has_perm("reports.have_line_report"):
        icons = {ReportKind.ACTIVITY: "activity", ReportKind.PORTFOLIO: "layout-dashboard"}
        acts = [Act(ReportKind(kind).label, reverse("line_report", args=[kind, person.pk]), icons[kind]) for kind in LINE_KINDS]
    text = _("A status report stands on the account, under Status. What is issued there is kept here.")
    return list_page(
        request,
        queryset=lambda: Report.objects.visible_to(person).issued(),
        detail=lambda rows: rows.select_related("account__client", "person", "issued_by").defer("lines"),
        filterset=ReportFilter,
        table=ReportTable,
        title=_("Reports"),
        lead=_("What was issued: each week as it stood."),
        noun=(_("report"), _("reports")),
        export_name="reports",
        search_label=_("Find an account"),
        acts=acts,
        empty=Empty("file-text", _("No report was issued yet"), text, acts),
    )
