"""One concern (R2, R3): what troubles them, what was said, how far it has climbed, and what one may do with it now."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from care.actions import concern as actions
from care.forms.concerns import ConcernChangeForm
from care.models import ActionItem, Concern, ConcernClimb, ConcernLink, ConcernMessage, MediationNote
from care.moments import moment_words
from care.states import ConcernState
from care.tables import SEVERITY_TAGS, concern_look
from care.views.concern_frame import crumbs_of, find_concern
from clients.telling import lines
from clients.views.frame import changed, form_page, must, typed
from core.models import Event
from core.pages import render_page
from core.toasts import say
from core.together import asked_together

MOVE_PAGES = {  # the page of each move, its icon, and whether it opens as a dialog
    "answer": ("concern_answer", "message-circle-reply", False),
    "ask_again": ("concern_hear", "message-circle-question-mark", True),
    "mediate": ("concern_mediate", "scale", True),
    "propose": ("concern_propose", "handshake", False),
    "confirm": ("concern_confirm", "badge-check", True),
    "reject": ("concern_reject", "x", True),
    "close": ("concern_close", "check", True),
    "reopen": ("concern_reopen", "rotate-ccw", True),
    "withdraw": ("concern_withdraw", "undo-2", True),
}
SELDOM = ("withdraw", "ask_again")


@require_safe
def concern_detail(request, pk):
    """One concern: what troubles them, what was said, by when our next word is due, and how far it has climbed."""
    person = request.user
    concern = find_concern(request, pk)
    events = Event.objects.about(concern).select_related("actor", "subject_type").order_by("-at", "-pk")
    moves = moves_of(concern, person=person)
    may_work = person.has_perm("care.work_concern", concern)
    context = {
        "concern": concern,
        "account": concern.account,
        "crumbs": crumbs_of(concern.account),
        "look": concern_look(concern),
        "severity_kind": SEVERITY_TAGS.get(concern.severity, ""),
        "is_late": concern.is_late(now=timezone.now()),
        "acts": [move for move in moves if move["name"] not in SELDOM],
        "menu": menu_of(concern, moves, may_work=may_work),
        "facts": facts_of(concern),
        **rows_of(concern),
        "may_write": may_work and concern.is_live,
        "may_mediate": concern.state == ConcernState.MEDIATION and person.has_perm("care.mediate_concern", concern),
        "may_link": concern.contact is not None and person.has_perm("care.make_concern_link", concern.account),
        "link": link_of(concern),
        "entries": [line.entry for line in lines(events)],
    }
    return render_page(request, "care/concern_detail.html", context)


def rows_of(concern: Concern) -> dict[str, list]:
    """What was said of it, how it climbed, what was mediated and promised; one query."""

    def build(concern):
        return {
            "said": ConcernMessage.objects.filter(concern=concern).select_related("person", "contact", "letter"),
            "climbs": ConcernClimb.objects.filter(concern=concern).select_related("passed", "reached"),
            "notes": MediationNote.objects.filter(concern=concern).select_related("noted_by"),
            "items": ActionItem.objects.filter(concern=concern).select_related("owner"),
        }

    return asked_together(("rows of a concern",), build, concern=concern.pk)


def moves_of(concern: Concern, *, person) -> list[dict]:
    """What this person may do with it now; the first is the one filled button, the short ones open as dialogs."""
    found = []
    for name, move in actions.moves_now(concern, by=person).items():
        url_name, icon, is_short = MOVE_PAGES[name]
        url = reverse(url_name, args=[concern.pk])
        found.append({"name": name, "label": move.label, "url": url, "icon": icon, "dialog": is_short})
    first = next((move for move in found if move["name"] not in SELDOM), None)
    return [move | {"primary": move is first} for move in found]


def menu_of(concern: Concern, moves: list[dict], *, may_work: bool) -> list[dict]:
    """What is seldom done with it."""
    items = []
    if concern.is_live and may_work:
        items.append({"label": _("Change it"), "url": reverse("concern_change", args=[concern.pk]), "icon": "pencil"})
    return items + [move | {"danger": move["name"] == "withdraw"} for move in moves if move["name"] in SELDOM]


def hours_words(minutes: int | None) -> str:
    if minutes is None:
        return "–"
    return _("%(hours).1f office hours") % {"hours": minutes / 60} if minutes else _("at once")


def facts_of(concern: Concern) -> list[tuple]:
    raised = date_format(timezone.localtime(concern.raised_at), "l j F, H:i")
    facts = [(_("Raised"), f"{raised}, {concern.get_source_display().lower()}")]
    if answer := getattr(concern, "survey_answer", None):
        facts.append((_("About"), format_html('<a href="{}">{}</a>', answer.get_absolute_url(), concern.about)))
    elif concern.about:
        facts.append((_("About"), concern.about))
    if concern.answered_at is None and concern.is_live:
        facts.append((_("Answer by"), moment_words(concern.answer_by)))
    elif concern.answered_at:
        facts.append((_("First answer after"), hours_words(concern.answer_minutes)))
    if concern.resolved_at is None and concern.is_live:
        facts.append((_("Outcome by"), moment_words(concern.resolve_by)))
    elif concern.resolved_at:
        facts.append((_("Outcome after"), hours_words(concern.resolve_minutes)))
    if concern.cause:
        facts.append((_("Cause"), concern.cause.name))
    if concern.reopened_count:
        facts.append((_("Reopened"), ngettext("%(n)d time", "%(n)d times", concern.reopened_count) % {"n": concern.reopened_count}))
    return facts


def link_of(concern: Concern) -> ConcernLink | None:
    """The link by which the contact follows it, if they have one."""
    if concern.contact is None:
        return None
    open_links = ConcernLink.objects.open(now=timezone.now()).filter(account=concern.account_id, contact=concern.contact_id)
    return open_links.order_by("-expires_at").first()


@require_http_methods(["GET", "POST"])
def concern_change(request, pk):
    concern = find_concern(request, pk)
    must(request.user, "care.work_concern", concern)
    if not concern.is_live:
        return redirect(concern)
    form = ConcernChangeForm(typed(request), row=concern, person=request.user, today=request.user.today)
    if changed(form, lambda **facts: actions.change_concern(concern, by=request.user, now=timezone.now(), **facts)):
        say(request, _("The concern is changed."))
        return redirect(concern)
    return form_page(
        request,
        form,
        title=_("Change “%(concern)s”") % {"concern": concern},
        button=_("Save the concern"),
        cancel=concern.get_absolute_url(),
        crumbs=crumbs_of(concern.account, (concern.title, concern.get_absolute_url())),
    )
