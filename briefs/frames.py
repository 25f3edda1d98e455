"""What every page of a job needs around its own part: the head with where it stands, the tabs, the acts (`briefs/brief_base.html`)."""

from dataclasses import dataclass

from django.http import Http404
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from briefs.models import Brief
from briefs.tables import job_look
from clients.frames import seats_of
from clients.sight import remember
from clients.views.frame import account_crumbs
from core.moves import available_moves
from core.statements import asked, state_of

TABS = (
    ("brief_detail", _("Brief")),
    ("brief_approval", _("Approval")),
    ("brief_versions", _("Versions")),
    ("brief_work", _("Work")),
    ("brief_review", _("Client review")),
    ("brief_timing", _("Timing")),
    ("brief_delivery", _("Delivery")),
)

# The page of each move, and its icon; in the order of the table of moves, so the first that is offered is the next step.
MOVE_PAGES = {
    "submit": ("brief_submit", "send"),
    "approve": ("brief_approve", "check"),
    "start": ("brief_start", "play"),
    "show_inside": ("brief_hand_in", "inbox"),
    "show_client": ("brief_show_client", "presentation"),
    "client_approve": ("brief_client_approve", "thumbs-up"),
    "next_round": ("brief_next_round", "rotate-cw"),
    "check_quality": ("brief_check_quality", "list-checks"),
    "deliver": ("brief_deliver", "package-check"),
    "close": ("brief_close", "archive"),
    "resume": ("brief_resume", "play"),
    "send_back": ("brief_send_back", "undo-2"),
    "rework": ("brief_rework", "undo-2"),
    "ask_changes": ("brief_ask_changes", "message-square-warning"),
    "mend": ("brief_mend", "undo-2"),
    "take_back": ("brief_take_back", "undo-2"),
    "revise": ("brief_revise", "git-branch-plus"),
    "reopen": ("brief_reopen", "rotate-ccw"),
    "hold": ("brief_hold", "pause"),
    "cancel": ("brief_cancel", "x"),
}
NEXT_STEPS = tuple(MOVE_PAGES)[:11]
BESIDE = ("send_back", "rework", "ask_changes", "mend", "take_back")


@dataclass(frozen=True, slots=True)
class Shown:
    label: str
    url: str
    here: bool
    count: int | None = None


def find_brief(request, pk: int) -> Brief:
    """The job with its account, client and live seats; 404 for whoever may not know that it exists."""

    def seen(pk):
        return Brief.objects.visible_to(request.user).for_pages().with_quality().select_related("contact", "request").filter(pk=pk)

    found = asked(("brief", state_of(request.user)), seen, pk=pk)
    if not found:
        raise Http404
    brief = found[0]
    brief.account.live_seats = seats_of(brief.account, today=request.user.today)
    remember(request.user, brief, brief.account, brief.account.client)
    return brief


def tabs_of(brief: Brief, *, here: str) -> list[Shown]:
    shown = []
    for name, label in TABS:
        try:
            shown.append(Shown(label, reverse(name, args=[brief.pk]), name == here))
        except NoReverseMatch:
            continue
    return shown


def move_links(brief: Brief, *, person) -> list[dict]:
    """Each move that this person may make now, with the page that asks what it needs; the next step first and `primary`."""
    open_moves = available_moves(brief, by=person)
    links = []
    for name, (url_name, icon) in MOVE_PAGES.items():
        if name not in open_moves:
            continue
        try:
            url = reverse(url_name, args=[brief.pk])
        except NoReverseMatch:
            continue
        is_next = name in NEXT_STEPS and not any(link["primary"] for link in links)
        links.append({"name": name, "label": open_moves[name].label, "url": url, "icon": icon, "primary": is_next})
    return links


def brief_frame(request, brief: Brief, *, here: str) -> dict:
    """Context of `briefs/brief_base.html`."""
    links = move_links(brief, person=request.user)
    return {
        "brief": brief,
        "account": brief.account,
        "crumbs": account_crumbs(brief.account, (_now("Jobs"), f"{reverse('brief_list')}?account={brief.account_id}")),
        "look": job_look(brief),
        "acts": [link for link in links if link["primary"] or link["name"] in BESIDE],
        "menu": [link for link in links if not link["primary"] and link["name"] not in BESIDE],
        "tabs": tabs_of(brief, here=here),
        "is_late": brief.is_late(today=request.user.today),
        "sees_money": request.user.has_perm("clients.see_fees"),
    }
