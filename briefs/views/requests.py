"""Job requests for us: the list, one request with its triage, and what hangs on it (W1)."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from briefs.actions import requests as actions
from briefs.filters_requests import RequestFilter
from briefs.forms.requests import (
    AcceptForm,
    AnsweredForm,
    AskBackForm,
    DeclineForm,
    RequestAddForm,
    RequestChangeForm,
    RequestFilesForm,
    WithdrawForm,
)
from briefs.models import Brief, JobRequest, RequestFile, RequestLink, RequestQuestion
from briefs.querysets import JobRequestQuerySet
from briefs.tables_requests import RequestTable, RequestWithMoneyTable, request_look
from briefs.views.reading import switch
from clients.frames import seats_of
from clients.querysets import is_wide
from clients.sight import remember
from clients.telling import lines
from clients.views.frame import account_crumbs, changed, form_page, made, must, typed
from clients.views.which_account import account_begun_on, which_account
from core.lists import Act, Empty, list_page
from core.lists.counting import keys_to_count
from core.marks import money_words
from core.models import Event
from core.moves import available_moves
from core.pages import render_page
from core.statements import counted, state_of
from core.toasts import say
from core.uploads import as_download

MOVE_PAGES = {
    "accept": ("job_request_accept", "check", False),
    "ask_back": ("job_request_ask_back", "message-circle-question-mark", True),
    "answer": ("job_request_answer", "message-circle-reply", True),
    "decline": ("job_request_decline", "x", True),
    "withdraw": ("job_request_withdraw", "undo-2", True),
}


def find_request(request, pk: int) -> JobRequest:
    """The request with account, client, contact and the account's live seats; 404 for a stranger."""
    asked = get_object_or_404(JobRequest.objects.visible_to(request.user).for_pages().select_related("brief"), pk=pk)
    asked.account.live_seats = seats_of(asked.account, today=request.user.today)
    remember(request.user, asked, asked.account, asked.account.client)
    return asked


def crumbs_of(account, *further):
    return account_crumbs(account, (_("Requests"), f"{reverse('job_request_list')}?account={account.pk}"), *further)


def add_act(person) -> list[Act]:
    if not person.has_perm("briefs.add_briefs"):
        return []
    return [Act(_("Enter a request"), reverse("job_request_add"), "inbox", primary=True)]


@require_safe
def job_request_list(request):
    person = request.user
    acts = add_act(person)

    def lead(listing):
        late = counted(
            ("unanswered", state_of(person)),
            lambda: keys_to_count(JobRequest.objects.visible_to(person).unanswered(today=person.today), 100),
        )
        if not late:
            return _("Everybody who asked has an answer, or will have it in time.")
        shown = f"{late}" if late <= 100 else "100+"
        return ngettext("%(n)s request waits longer than we promised.", "%(n)s requests wait longer than we promised.", late) % {"n": shown}

    return list_page(
        request,
        queryset=lambda: JobRequest.objects.visible_to(person),
        counts_few=is_wide(person),
        detail=JobRequestQuerySet.for_pages,
        filterset=RequestFilter,
        table=RequestWithMoneyTable if person.has_perm("clients.see_fees") else RequestTable,
        title=_("Job requests"),
        lead=lead,
        template="briefs/brief_list.html",
        noun=(_("request"), _("requests")),
        export_name="job-requests",
        search_label=_("Find a request, a contact or an account"),
        chosen={"status": "open"},
        acts=acts,
        empty=Empty(
            "inbox",
            _("Nobody asks for anything"),
            _("Requests come from you, or from the client by their own link. Each is answered by its day."),
            acts,
        ),
        context={"switch": switch("job_request_list", person=request.user)},
    )


@require_safe
def job_request_detail(request, pk):
    """One request: what is asked, what was said about it, and the answer that we owe."""
    person, today = request.user, request.user.today
    asked = find_request(request, pk)
    events = Event.objects.about(asked).select_related("actor", "subject_type").order_by("-at", "-pk")
    moves = moves_of(asked, person=person)
    context = {
        "asked": asked,
        "account": asked.account,
        "crumbs": crumbs_of(asked.account),
        "look": request_look(asked),
        "facts": facts_of(asked, person=person),
        "messages_said": asked.messages.select_related("person", "contact", "letter"),
        "files": asked.files.all(),
        "brief": getattr(asked, "brief", None),
        "acts": [move for move in moves if move["name"] != "withdraw"],
        "menu": menu_of(asked, moves, person=person),
        "may_work": asked.is_open and person.has_perm("briefs.answer_request", asked),
        "entries": [line.entry for line in lines(events)],
        "is_late": asked.is_unanswered(today=today),
        "link": link_of(asked),
        "may_link": asked.contact is not None and person.has_perm("briefs.make_request_link", asked.account),
    }
    return render_page(request, "briefs/job_request_detail.html", context)


def moves_of(asked: JobRequest, *, person) -> list[dict]:
    """What this person may do with it now; the first is the one filled button, the short ones open as dialogs."""
    found = []
    for name, move in available_moves(asked, by=person).items():
        url_name, icon, is_short = MOVE_PAGES[name]
        url = reverse(url_name, args=[asked.pk])
        found.append({"name": name, "label": move.label, "url": url, "icon": icon, "primary": not found, "dialog": is_short})
    return found


def menu_of(asked: JobRequest, moves: list[dict], *, person) -> list[dict]:
    """What is seldom done with it."""
    if not asked.is_open or not person.has_perm("briefs.answer_request", asked):
        return []
    own = [
        (_("Put it right"), "job_request_change", "pencil"),
        (_("Add files"), "job_request_attach", "paperclip"),
    ]
    items = [{"label": label, "url": reverse(name, args=[asked.pk]), "icon": icon} for label, name, icon in own]
    return items + [move | {"danger": True} for move in moves if move["name"] == "withdraw"]


def facts_of(asked: JobRequest, *, person) -> list[tuple]:
    facts = [
        (_("Wanted by"), date_format(asked.wanted_on, "l j F Y") if asked.wanted_on else _("no day")),
        (_("Came in"), f"{date_format(asked.came_on, 'l j F Y')}, {asked.get_source_display().lower()}"),
    ]
    if person.has_perm("clients.see_fees"):
        facts.insert(1, (_("Budget"), money_words(asked.budget) if asked.budget is not None else _("not said")))
    if asked.answered_on:
        facts.append((_("Answered on"), date_format(asked.answered_on, "l j F Y")))
    if asked.taken_by:
        facts.append((_("Taken by"), str(asked.taken_by)))
    return facts


def link_of(asked: JobRequest) -> RequestLink | None:
    """The link by which whoever asked follows it, if they have one."""
    if asked.contact is None:
        return None
    open_links = RequestLink.objects.open(now=timezone.now()).filter(account=asked.account_id, contact=asked.contact_id)
    return open_links.order_by("-expires_at").first()


@require_http_methods(["GET", "POST"])
def job_request_add(request):
    """Take a request down. Without `?account=` the account is asked for first."""
    person = request.user
    must(person, "briefs.add_briefs")
    account = account_begun_on(request)
    if account is None:
        return which_account(
            request,
            "job_request_add",
            title=_("Enter a job request"),
            lead=_("Who asks?"),
            list_words=_("Requests"),
            list_name="job_request_list",
        )
    must(person, "briefs.add_request", account)
    form = RequestAddForm(
        typed(request),
        request.FILES if request.method == "POST" else None,
        account=account,
        questions=RequestQuestion.objects.filter(form__account=account),
        person=person,
        today=person.today,
    )
    if url := made(request, form, lambda: actions.add_request(account, by=person, today=person.today, **form.facts)):
        say(request, _("The request is on the list."))
        return redirect(url)
    context = {
        "form": form,
        "title": _("What does %(account)s ask for?") % {"account": account},
        "lead": _("In the client's words: the brief begins with them."),
        "button": _("Enter the request"),
        "cancel": reverse("account_jobs", args=[account.pk]),
        "crumbs": crumbs_of(account),
    }
    return render_page(request, "briefs/job_request_form.html", context)


@require_http_methods(["GET", "POST"])
def job_request_change(request, pk):
    asked = find_request(request, pk)
    must(request.user, "briefs.answer_request", asked)
    if not asked.is_open:
        return redirect(asked)
    form = RequestChangeForm(typed(request), row=asked, person=request.user, today=request.user.today)
    if changed(form, lambda **facts: actions.change_request(asked, by=request.user, **facts)):
        say(request, _("The request is put right."))
        return redirect(asked)
    return form_page(
        request,
        form,
        title=_("Put “%(request)s” right") % {"request": asked},
        button=_("Save the request"),
        cancel=asked.get_absolute_url(),
        crumbs=crumbs_of(asked.account, (asked.title, asked.get_absolute_url())),
    )


@require_http_methods(["GET", "POST"])
def job_request_attach(request, pk):
    """What came with it later."""
    asked = find_request(request, pk)
    must(request.user, "briefs.answer_request", asked)
    if not asked.is_open:
        return redirect(asked)
    files = request.FILES if request.method == "POST" else None
    form = RequestFilesForm(typed(request), files, person=request.user, today=request.user.today)

    def add():
        actions.add_files(asked, by=request.user, files=form.cleaned_data["files"])
        return asked

    if url := made(request, form, add):
        say(request, _("The files are kept with the request."))
        return redirect(url)
    context = {
        "form": form,
        "title": _("Files for “%(request)s”") % {"request": asked},
        "lead": _("The client does not see what we add."),
        "button": _("Add the files"),
        "cancel": asked.get_absolute_url(),
        "crumbs": crumbs_of(asked.account, (asked.title, asked.get_absolute_url())),
    }
    return render_page(request, "briefs/job_request_form.html", context)


@require_safe
def request_file(request, pk):
    """A file as a download, for those who may see its request."""
    file = get_object_or_404(RequestFile.objects.visible_to(request.user), pk=pk)
    if not file.file.storage.exists(file.file.name):
        raise Http404("The file is gone.")
    return as_download(file.file, file.name)


# ── Triage ──


def page_of_move(request, asked: JobRequest, may: str, form_class, do, *, title: str, lead: str, button: str, done: str, danger=False):
    """One move with what it asks for: the short ones as a dialog. Answers with what `do` made."""
    must(request.user, may, asked)
    form = form_class(typed(request), row=asked, person=request.user, today=request.user.today)
    if result := changed(form, do):
        say(request, done % {"result": result})
        return redirect(result if isinstance(result, Brief) else asked)
    return form_page(
        request,
        form,
        title=title,
        button=button,
        cancel=asked.get_absolute_url(),
        crumbs=crumbs_of(asked.account, (asked.title, asked.get_absolute_url())),
        lead=lead,
        danger=danger,
    )


@require_http_methods(["GET", "POST"])
def job_request_accept(request, pk):
    asked = find_request(request, pk)
    return page_of_move(
        request,
        asked,
        "briefs.triage_request",
        AcceptForm,
        lambda **facts: actions.accept_request(asked, by=request.user, today=request.user.today, **facts),
        title=_("Accept “%(request)s”") % {"request": asked},
        lead=_("It becomes a job with a number, and its brief begins with what the client said."),
        button=_("Accept it"),
        done=_("Accepted: %(result)s."),
    )


@require_http_methods(["GET", "POST"])
def job_request_decline(request, pk):
    asked = find_request(request, pk)
    return page_of_move(
        request,
        asked,
        "briefs.triage_request",
        DeclineForm,
        lambda **facts: actions.decline_request(asked, by=request.user, today=request.user.today, **facts),
        title=_("Decline “%(request)s”?") % {"request": asked},
        lead=_("Say why in a way that keeps the door open."),
        button=_("Decline it"),
        done=_("Declined: the client sees why."),
        danger=True,
    )


@require_http_methods(["GET", "POST"])
def job_request_ask_back(request, pk):
    asked = find_request(request, pk)
    return page_of_move(
        request,
        asked,
        "briefs.triage_request",
        AskBackForm,
        lambda **facts: actions.ask_back(asked, by=request.user, today=request.user.today, **facts),
        title=_("Ask back about “%(request)s”") % {"request": asked},
        lead=_("Our time to answer stands still until they have."),
        button=_("Ask back"),
        done=_("Asked. The request comes back to you with the answer."),
    )


@require_http_methods(["GET", "POST"])
def job_request_answer(request, pk):
    asked = find_request(request, pk)
    return page_of_move(
        request,
        asked,
        "briefs.answer_request",
        AnsweredForm,
        lambda **facts: actions.answer_request(asked, by=request.user, today=request.user.today, **facts),
        title=_("Note the answer about “%(request)s”") % {"request": asked},
        lead=_("What they said on the phone or by mail."),
        button=_("Note the answer"),
        done=_("Noted. The request waits for our word again."),
    )


@require_http_methods(["GET", "POST"])
def job_request_withdraw(request, pk):
    asked = find_request(request, pk)

    def withdraw(version, text):
        return actions.withdraw_request(asked, by=request.user, reason=text, version=version)

    return page_of_move(
        request,
        asked,
        "briefs.answer_request",
        WithdrawForm,
        withdraw,
        title=_("Withdraw “%(request)s”?") % {"request": asked},
        lead=_("The client does not want it any more. Nothing is lost: it stays on the list of what is over."),
        button=_("Withdraw it"),
        done=_("Withdrawn."),
        danger=True,
    )
