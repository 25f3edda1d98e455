"""The pages of a client's contact by their link for concerns: raise one, see answers, answer back, say yes or no to the outcome (R2).

No log-in, made for a phone.
"""

from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from care.actions import concern as actions
from care.actions.concern_links import CONCERN_LINKS
from care.forms.concerns import ClientConcernForm, ClientReasonForm, ClientWordForm
from care.models import Concern, ConcernLink
from care.moments import moment_words
from care.states import ConcernState
from care.tables import concern_look
from clients.frames import seats_of
from clients.views.frame import attempt, typed
from core.changes import ask
from core.errors import IllegalMove, LostRace
from core.links import link_page
from core.moves import available_moves
from core.once import once_by_link
from core.pages import render_page
from core.toasts import say

MOST_SHOWN = 100
S = ConcernState
# What a state means to whoever raised it.
WORDS = {
    S.OPEN: _("We are on it"),
    S.REOPENED: _("Open again, we are on it"),
    S.ANSWERED: _("Answered"),
    S.MEDIATION: _("We speak with both sides"),
    S.PROPOSED: _("We need your word"),
    S.CONFIRMED: _("You agreed"),
    S.CLOSED: _("Closed"),
    S.WITHDRAWN: _("Withdrawn"),
}


def guest(request, link: ConcernLink, template: str, context: dict | None = None, *, status: int | None = None):
    """A page with what every page of the contact has: whose it is, who looks after them, the way home."""
    lead = next((seat.person for seat in seats_of(link.account, today=timezone.localdate()) if seat.is_lead), None)
    frame = {
        "link": link,
        "contact": link.contact,
        "account": link.account,
        "lead": lead,
        "home": reverse("client_concerns", args=[request.secret]),
    }
    return render_page(request, template, frame | (context or {}), status=status)


def find(link: ConcernLink, pk: int) -> Concern:
    """One of the contact's own concerns. One that is not theirs answers as one that is not there."""
    return get_object_or_404(Concern.objects.of_link(link).select_related("account__client", "contact"), pk=pk)


def told(request, concern: Concern) -> dict:
    """A concern as a line of theirs."""
    return {
        "concern": concern,
        "words": str(WORDS[S(concern.state)]),
        "look": concern_look(concern) | {"mine": concern.state == S.PROPOSED},
        "answer_by": moment_words(concern.answer_by),
        "url": reverse("client_concern_detail", args=[request.secret, concern.pk]),
    }


def said_to(concern: Concern, link: ConcernLink):
    """Our words and their own; not what a colleague of theirs wrote to us, for whom it was raised before."""
    words = concern.messages.filter(Q(contact=None) | Q(contact=link.contact_id), is_internal=False)
    return words.select_related("person", "contact")


def noted(view):
    """The first use of a day is an event."""

    def page(request, link, *args, **kwargs):
        CONCERN_LINKS.note_visit(link, at=timezone.now())
        return view(request, link, *args, **kwargs)

    return page


def back_to(request, concern: Concern):
    return redirect("client_concern_detail", secret=request.secret, pk=concern.pk)


@link_page(ConcernLink)
@require_safe
@noted
def client_concerns(request, link):
    """Home: what waits for their yes first, then everything they raised."""
    rows = [told(request, concern) for concern in Concern.objects.of_link(link).order_by("-raised_at", "-pk")[:MOST_SHOWN]]
    context = {
        "waiting": [row for row in rows if row["concern"].state == S.PROPOSED],
        "rows": [row for row in rows if row["concern"].state != S.PROPOSED],
        "raise_url": reverse("client_concern_raise", args=[request.secret]),
    }
    return guest(request, link, "care/guest/concern_home.html", context)


@link_page(ConcernLink)
@require_http_methods(["GET", "POST"])
@noted
def client_concern_raise(request, link):
    """The form. Sent twice it raises one concern."""
    form = ClientConcernForm(typed(request))

    def make():
        return actions.raise_concern(link.account, by=link, now=timezone.now(), **form.facts)

    if form.is_valid() and (key := attempt(form, lambda: once_by_link(form.cleaned_data["form_key"], link=link, make=make))):
        return redirect("client_concern_detail", secret=request.secret, pk=key)
    return guest(request, link, "care/guest/concern_raise.html", {"form": form})


@link_page(ConcernLink)
@require_http_methods(["GET", "POST"])
@noted
def client_concern_detail(request, link, pk):
    """One of their concerns: what we answered, what they say to it, and the outcome that waits for their word."""
    concern = find(link, pk)
    form = ClientWordForm(typed(request)) if concern.is_live and concern.state not in (S.PROPOSED, S.CONFIRMED) else None
    if form is None and request.method == "POST":
        return too_late(request, link, concern, request.POST.get("text", "").strip())

    def hear():
        return actions.hear_contact(concern, by=link, now=timezone.now(), **form.facts)

    if form and form.is_valid() and attempt(form, lambda: once_by_link(form.cleaned_data["form_key"], link=link, make=hear)):
        return back_to(request, concern)
    return guest(request, link, "care/guest/concern_detail.html", detail_of(request, link, concern, form=form))


def detail_of(request, link: ConcernLink, concern: Concern, *, form=None) -> dict:
    may = available_moves(concern, by=link)
    return told(request, concern) | {
        "form": form,
        "said": said_to(concern, link),
        "may_agree": "confirm" in may,
        "reopen_url": reverse("client_concern_reopen", args=[request.secret, concern.pk]) if "reopen" in may else "",
        "withdraw_url": reverse("client_concern_withdraw", args=[request.secret, concern.pk]) if "withdraw" in may else "",
    }


@link_page(ConcernLink)
@require_POST
def client_concern_agree(request, link, pk):
    """Yes to the outcome that they have read: another one is shown to them first. Pressed twice it stays a yes."""
    concern = find(link, pk)
    if concern.state == S.PROPOSED:
        if request.POST.get("version") == str(concern.version):
            actions.confirm_outcome(concern, by=link, version=concern.version)
        else:
            say(request, _now("This has changed meanwhile: please read it once more."))
    return back_to(request, concern)


def too_late(request, link: ConcernLink, concern: Concern, words: str):
    """Their concern as it is now; what they wrote is shown as not sent, unless it was pressed twice and has reached us."""
    if not words or concern.reason == words or concern.messages.filter(contact=link.contact_id, text=words).exists():
        return back_to(request, concern)
    return guest(request, link, "care/guest/concern_detail.html", detail_of(request, link, concern) | {"unsent": words}, status=409)


def page_of_reason(move: str, action, *, label, **words):
    """The page of a step that needs a sentence of theirs, about the concern as they have read it.

    Changed meanwhile, it is shown to them first; where the step is no longer possible they see how it stands now. Their words are kept
    either way, and pressed twice they are sent once.
    """

    @link_page(ConcernLink)
    @require_http_methods(["GET", "POST"])
    def page(request, link, pk):
        concern = find(link, pk)
        form, is_changed = ClientReasonForm(typed(request), row=concern, label=label), False
        said = request.POST.get("reason", "").strip()
        ask(link, concern.moves[move].may, concern)
        if move not in available_moves(concern, by=link):
            return too_late(request, link, concern, said)

        def act():
            return action(concern, by=link, reason=form.cleaned_data["reason"], now=timezone.now(), version=form.version_read)

        try:
            if form.is_valid() and attempt(form, act):
                return back_to(request, concern)
        except (LostRace, IllegalMove):
            concern, is_changed = find(link, pk), True
            if move not in available_moves(concern, by=link):
                return too_late(request, link, concern, said)
            form.read_anew(concern)
        back = reverse("client_concern_detail", args=[request.secret, concern.pk])
        context = words | {"form": form, "concern": concern, "back": back, "state_words": str(WORDS[S(concern.state)])}
        context["is_changed"] = is_changed
        return guest(request, link, "care/guest/concern_reason.html", context, status=409 if is_changed else None)

    return page


client_concern_refuse = page_of_reason(
    "reject",
    actions.reject_outcome,
    title=_("This does not settle it?"),
    say=_("Then tell us what is missing, and we come back to you with something better."),
    label=_("What is missing?"),
    button=_("Send it"),
)
client_concern_reopen = page_of_reason(
    "reopen",
    actions.reopen_concern,
    title=_("It is not over?"),
    say=_("Tell us what happened, and we take it up again."),
    label=_("What happened?"),
    button=_("Open it again"),
)
client_concern_withdraw = page_of_reason(
    "withdraw",
    actions.withdraw_concern,
    title=_("It no longer matters?"),
    say=_("Then we let it rest. You can always write to us again."),
    label=_("What has changed?"),
    button=_("Take it back"),
)
