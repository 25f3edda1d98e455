"""The pages of a client's contact by request link: ask, see what became of it, answer, withdraw (W1). No log-in, made for a phone."""

import uuid

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from briefs.actions import requests as actions
from briefs.actions.request_links import REQUEST_LINKS
from briefs.forms.requests import ClientAnswerForm, ClientRequestForm, ClientWithdrawForm
from briefs.models import JobRequest, RequestFile, RequestForm, RequestLink
from briefs.states import CLIENT_REQUEST_WORDS, RequestSource, RequestState
from briefs.tables_requests import request_look
from clients.frames import seats_of
from clients.views.frame import attempt, typed
from core.links import link_page
from core.once import once_by_link
from core.pages import render_page
from core.uploads import as_download

MOST_SHOWN = 100


def guest(request, link: RequestLink, template: str, context: dict | None = None):
    """A page with what every page of the contact has: whose it is, who looks after them, the way home."""
    lead = next((seat.person for seat in seats_of(link.account, today=timezone.localdate()) if seat.is_lead), None)
    frame = {
        "link": link,
        "contact": link.contact,
        "account": link.account,
        "lead": lead,
        "home": reverse("client_requests", args=[request.secret]),
    }
    return render_page(request, template, frame | (context or {}))


def find(request, link: RequestLink, pk: int) -> JobRequest:
    """One of the contact's own requests. One that is not theirs answers as one that is not there."""
    return get_object_or_404(JobRequest.objects.of_link(link).select_related("account__client", "contact", "brief"), pk=pk)


def told(request, asked: JobRequest) -> dict:
    """A request as a line of theirs."""
    return {
        "asked": asked,
        "words": words_of(asked),
        "look": request_look(asked) | {"mine": asked.state == RequestState.ASKED_BACK},
        "url": reverse("client_request_detail", args=[request.secret, asked.pk]),
    }


def words_of(asked: JobRequest) -> str:
    return str(CLIENT_REQUEST_WORDS[RequestState(asked.state)])


def noted(view):
    """The first use of a day is an event."""

    def page(request, link, *args, **kwargs):
        REQUEST_LINKS.note_visit(link, at=timezone.now())
        return view(request, link, *args, **kwargs)

    return page


@link_page(RequestLink)
@require_safe
@noted
def client_requests(request, link):
    """Home: what we have asked back first, then everything they asked for."""
    found = JobRequest.objects.of_link(link).select_related("brief").order_by("-came_on", "-pk")[:MOST_SHOWN]
    rows = [told(request, asked) for asked in found]
    form = RequestForm.objects.filter(account=link.account_id).first()
    context = {
        "waiting": [row for row in rows if row["asked"].state == RequestState.ASKED_BACK],
        "rows": [row for row in rows if row["asked"].state != RequestState.ASKED_BACK],
        "welcome": form.welcome if form else "",
        "new_url": reverse("client_request_new", args=[request.secret]),
    }
    return guest(request, link, "briefs/client_requests.html", context)


@link_page(RequestLink)
@require_http_methods(["GET", "POST"])
@noted
def client_request_new(request, link):
    """The form. Sent twice it makes one request."""
    own = RequestForm.objects.filter(account=link.account_id).first()
    files = request.FILES if request.method == "POST" else None
    form = ClientRequestForm(typed(request), files, form=own, form_key=uuid.uuid4(), account=link.account, today=timezone.localdate())

    def make():
        facts = form.facts
        facts.pop("form_key", None)
        return actions.add_request(link.account, by=link, today=timezone.localdate(), **facts)

    if form.is_valid():
        key = attempt(form, lambda: once_by_link(form.cleaned_data["form_key"], link=link, make=make))
        if key:
            return redirect("client_request_sent", secret=request.secret, pk=key)
    return guest(request, link, "briefs/client_request_new.html", {"form": form, "welcome": own.welcome if own else ""})


@link_page(RequestLink)
@require_safe
def client_request_sent(request, link, pk):
    """It has arrived, and by when we answer."""
    return guest(request, link, "briefs/client_request_sent.html", told(request, find(request, link, pk)))


@link_page(RequestLink)
@require_http_methods(["GET", "POST"])
@noted
def client_request_detail(request, link, pk):
    """One of their requests; what we asked back is answered here."""
    asked = find(request, link, pk)
    can_answer = asked.state == RequestState.ASKED_BACK
    form = None
    if can_answer:
        form = ClientAnswerForm(typed(request), request.FILES if request.method == "POST" else None)
        if form.is_valid() and attempt(
            form, lambda: actions.answer_request(asked, by=link, today=timezone.localdate(), **form.cleaned_data)
        ):
            return redirect("client_request_detail", secret=request.secret, pk=asked.pk)
    elif request.method == "POST":
        return redirect("client_request_detail", secret=request.secret, pk=asked.pk)
    context = told(request, asked) | {
        "form": form,
        "said": asked.messages.select_related("person", "contact"),
        "files": [
            (file, reverse("client_request_file", args=[request.secret, file.pk]))
            for file in RequestFile.objects.of_link(link).filter(request=asked)
        ],
        "withdraw_url": reverse("client_request_withdraw", args=[request.secret, asked.pk]) if asked.is_open else "",
        "shows_budget": asked.source == RequestSource.LINK and asked.budget_minor is not None,
        "number": asked.brief.number if hasattr(asked, "brief") else "",
    }
    return guest(request, link, "briefs/client_request_detail.html", context)


@link_page(RequestLink)
@require_http_methods(["GET", "POST"])
def client_request_withdraw(request, link, pk):
    asked = find(request, link, pk)
    back = reverse("client_request_detail", args=[request.secret, asked.pk])
    if not asked.is_open:
        return redirect(back)
    form = ClientWithdrawForm(typed(request))
    if form.is_valid() and attempt(form, lambda: actions.withdraw_request(asked, by=link, reason=form.cleaned_data["reason"])):
        return redirect(back)
    return guest(request, link, "briefs/client_request_withdraw.html", {"form": form, "asked": asked, "back": back})


@link_page(RequestLink)
@require_safe
def client_request_file(request, link, pk):
    """What they sent themselves, as a download."""
    file = get_object_or_404(RequestFile.objects.of_link(link), pk=pk)
    if not file.file.storage.exists(file.file.name):
        raise Http404("The file is gone.")
    return as_download(file.file, file.name)
