"""What a client's contact sees by a report link (R1), made for a phone: what was issued, a yes, a way to say which line is wrong."""

import functools
import uuid

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from care.actions import report_links as actions
from care.forms.contact_reports import DisputeForm
from care.models import ReportLink
from care.moments import moment_words, when_words
from care.report_contents import changed_facts, facts_of, gone_lines, topics_of
from care.states import ReportState
from care.views.contact_report import pdf_of
from clients.frames import seats_of
from core.errors import Refused
from core.links import link_page
from core.once import once_by_link
from core.pages import render_page
from core.toasts import say


def report_page_of(view):
    """A page of a report link: the first use of a day is an event."""

    @link_page(ReportLink)
    @functools.wraps(view)
    def page(request, link, *args, **kwargs):
        actions.note_visit(link, at=timezone.now())
        return view(request, link, *args, **kwargs)

    return page


def shown(request, link: ReportLink, *, form: DisputeForm | None = None, status: int = 200, changed: str = ""):
    """The page; `form` has words that could not be sent, `changed` says that they were about an earlier edition."""
    report = link.report
    issues = list(report.issues.order_by("number"))
    if not issues:
        raise Http404("Never issued.")
    issue, before = issues[-1], issues[-2].contents if len(issues) > 1 else None
    own = list(report.disputes.filter(contact=link.contact_id).select_related("heard_by", "settled_by").order_by("at"))
    topics = topics_of(issue.contents, before)
    typed = {name: form[name].value() or "" for name in ("text", "line", "form_key")} if form else {"text": ""}
    on_the_whole = {"text": typed["text"], "form_key": typed.get("form_key") or str(uuid.uuid4())}
    for line in (line for topic in topics for line in topic.lines):
        line.form_key = str(uuid.uuid4())
        line.disputes = [one for one in own if one.settled_at is None and one.line_text == line.text and one.issue_id == issue.pk]
        if typed["text"] and typed["line"] == line.key:
            line.typed, line.form_key = typed["text"], on_the_whole["form_key"]
            on_the_whole = {"text": "", "form_key": str(uuid.uuid4())}
    if form:  # what is to be put right leads to where the words stand
        form.fields["text"].widget.attrs["id"] = "dispute-all" if on_the_whole["text"] else f"dispute-{typed['line']}"
    copy = issue.copies.filter(contact=link.contact_id).first()
    lead = next((seat.person for seat in seats_of(report.account, today=timezone.localdate()) if seat.is_lead), None)
    is_running = report.state == ReportState.ISSUED and report.accept_at > timezone.now()
    may_dispute = is_running or report.state == ReportState.DISPUTED
    context = {
        "link": link,
        "contact": link.contact,
        "lead": lead,
        "home": reverse("report_home", args=[request.secret]),
        "secret": request.secret,
        "report": report,
        "issue": issue,
        "facts": facts_of(issue.contents),
        "topics": topics,
        "gone": gone_lines(issue.contents, before),
        "fact_changes": changed_facts(issue.contents, before),
        "answers": [one for one in own if one.settled_at],
        "on_the_whole": [one for one in own if one.settled_at is None and not one.line_text],
        "has_confirmed": bool(copy and copy.confirmed_at),
        "may_confirm": is_running and copy is not None and copy.confirmed_at is None,
        "may_dispute": may_dispute,
        "whole": on_the_whole,  # the form at the end, which also keeps words about a line that is not in it any more
        "unsent": "" if may_dispute else typed["text"],
        "until": moment_words(report.accept_at) if report.accept_at else "",
        "accepted": when_words(report.accepted_at) if report.accepted_at else "",
        "form": form,
        "changed": changed,
    }
    return render_page(request, "care/guest/report_home.html", context, status=status)


def edition_read(request) -> int:
    """Which edition stood on the page that was sent; 0 where none did."""
    edition = request.POST.get("edition", "")
    return int(edition) if edition.isdecimal() and len(edition) < 5 else 0


@report_page_of
@require_safe
def report_home(request, link):
    """The report as it was last issued, what is new in it, and what they may say."""
    return shown(request, link)


@report_page_of
@require_POST
def report_dispute(request, link):
    """This is not right: a line, or the whole."""
    form = DisputeForm(request.POST)
    if not form.is_valid():
        return shown(request, link, form=form, status=422)
    key = form.cleaned_data["line"]

    def make():
        words = form.cleaned_data["text"]
        return actions.dispute_line(link, text=words, now=timezone.now(), edition=edition_read(request), line_key=str(key) if key else "")

    try:
        once_by_link(form.cleaned_data["form_key"], link=link, make=make)
    except actions.NewEdition as refusal:
        changed = _("%(why)s What you wrote is kept: send it again if it still holds.") % {"why": refusal}
        return shown(request, link, form=form, status=409, changed=changed)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return shown(request, link, form=form, status=422)
    say(request, _("Thank you. We look at it and send you a corrected version."))
    return redirect("report_home", secret=request.secret)


@report_page_of
@require_POST
def report_confirm(request, link):
    """Yes, that is how it was."""
    actions.confirm_report(link, now=timezone.now(), edition=edition_read(request))
    say(request, _("Thank you: noted."))
    return redirect("report_home", secret=request.secret)


@report_page_of
@require_safe
def report_pdf(request, link):
    """The report on paper, as it was last issued."""
    issue = link.report.issues.last()
    if issue is None:
        raise Http404("Never issued.")
    return pdf_of(issue)
