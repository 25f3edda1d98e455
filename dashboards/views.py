from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clients.states import Tier
from core.drawn import once, with_token
from core.lists import Act, Empty, list_page
from core.navigation import Frame, SideAccount
from core.pages import render_page
from core.spreadsheets import spreadsheet_response
from core.statements import state_of
from dashboards import relation_tables as _relation_tables  # noqa: F401  (adds its kinds of rows)
from dashboards.boards import Board
from dashboards.day_page import day_acts, day_page
from dashboards.records import SETS, Narrowing
from dashboards.relation_board import RelationBoard, relation_lead
from dashboards.retention_board import RetentionBoard, retention_lead
from dashboards.scope import Period, Scope, Span
from dashboards.sheets import board_sheet
from dashboards.tables import KINDS, filters_for, loaded, table_for
from dashboards.words import people_lead, portfolio_lead
from dashboards.work import WorkBoard, work_lead

OWN_SHEETS = ("work", "retention", "relationship")  # boards that say themselves what their spreadsheet holds
BOARDS_OF = {  # kind of row → the dashboard whose figures count it; the portfolio's for all others
    **dict.fromkeys(("health", "silent", "concern", "answer", "invitation", "owed_report"), "relationship_dashboard"),
    **dict.fromkeys(("brief", "approval", "rebrief", "round"), "work_dashboard"),
    "retention": "retention_dashboard",
}


def require(request, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


# ── My day ───────────────────────────────────────────────────────────────────────────────────────


@require_safe
def my_day(request):
    """What needs me, in order, each with its one act (P2, S1)."""
    page = day_page(request.user, kind=request.GET.get("show", "")[:30], shows_all="all" in request.GET)
    context = {
        "page_title": _("My day"),
        "day": page.day,
        "lead": page.lead,
        "acts": day_acts(request.user),
        "frame": frame_with(request, page.at_the_side),
        "needs": with_token(page.needs, get_token(request)),
        "rail": page.rail,
        "nothing": page.nothing,
    }
    return render_page(request, "dashboards/my_day.html", context, partial="needs")


def frame_with(request, accounts: list[SideAccount]) -> Frame:
    """The frame of every page, its "My accounts" made of what this page has asked for already."""
    frame = Frame(request)
    frame.accounts = accounts
    return frame


# ── Dashboards ───────────────────────────────────────────────────────────────────────────────────


@require_safe
def portfolio_dashboard(request):
    """A director's line, or what else this person may see (S2, P4)."""
    require(request, "dashboards.see_portfolio")
    board = Board(Scope.read(request), request.user.has_perm("clients.see_fees"))
    return board_page(request, board, "portfolio", _("Portfolio"), portfolio_lead)


@require_safe
def agency_dashboard(request):
    """The roll-up over every director, for a head (S2, P5)."""
    require(request, "dashboards.see_agency")
    board = Board(Scope.read(request), request.user.has_perm("clients.see_fees"), by_person=True)
    return board_page(request, board, "agency", _("Agency"), portfolio_lead)


@require_safe
def people_dashboard(request):
    """Accounts, fee and check-in discipline by person (S2, P9)."""
    require(request, "dashboards.see_people")
    board = Board(Scope.read(request), request.user.has_perm("clients.see_fees"), by_person=True, with_clients=False)
    return board_page(request, board, "people", _("People"), people_lead)


@require_safe
def work_dashboard(request):
    """Jobs by state and age, on time, approvals, rebriefs, rounds, scores (S2, W2–W6)."""
    require(request, "dashboards.see_work")
    board = WorkBoard(Scope.read(request), request.user.has_perm("clients.see_fees"))
    return board_page(request, board, "work", _("Work"), work_lead)


@require_safe
def retention_dashboard(request):
    """Clients and fee kept, lost, grown and new between two days, and why (G8)."""
    require(request, "dashboards.see_retention")
    board = RetentionBoard(Scope.read(request), request.user.has_perm("clients.see_fees"))
    return board_page(request, board, "retention", _("Retention"), retention_lead)


@require_safe
def relationship_dashboard(request):
    """Health, silence, concerns, satisfaction, check-in discipline and coverage of stakeholders (S2, R1–R5, C3)."""
    require(request, "dashboards.see_relationship")
    return board_page(request, RelationBoard(Scope.read(request)), "relationship", _("Relationship"), relation_lead)


def board_page(request, board: Board | WorkBoard | RetentionBoard | RelationBoard, name: str, title: str, lead: Callable):
    """The page, or the same figures as a spreadsheet. What is drawn from the same figures, rows and reader is drawn once."""
    if (kind := request.GET.get("export")) in ("csv", "xlsx"):
        headers, rows = board.sheet() if name in OWN_SHEETS else board_sheet(board, name)
        return spreadsheet_response(kind, name, headers, rows)

    def draw() -> SafeString:
        return render_to_string(f"dashboards/{name}_dashboard.html", board_words(request, board, name, title, lead(board)))

    drawn = once(("dashboard", name, state_of(request.user), board.drawn_from), draw)
    return render_page(request, "dashboards/dashboard.html", {"page_title": title, "drawn": drawn})


def board_words(request, board: Board, name: str, title: str, lead: str) -> dict:
    """What the piece of a dashboard shows; all of it follows from the board and the reader."""
    sees_people = request.user.has_perm("dashboards.see_people")
    return {
        "page_title": title,
        "path": request.path,
        "today": board.scope.today,
        "lead": lead,
        "board": board,
        "scope": board.scope,
        "periods": Span.choices if name == "retention" else Period.choices,
        "period_name": "span" if name == "retention" else "period",
        "period": str(board.scope.span if name == "retention" else board.scope.period),
        "tiers": Tier.choices,
        "past_url": board.url("past-notice") if name not in OWN_SHEETS else "",
        "losses_url": board.url("clients-losses") if name == "retention" else "",
        "people_url": reverse("people_dashboard") + board.scope.query() if sees_people else "",
        "views": views_for(request, name, board.scope),
        "exports": [
            ("XLSX", f"{request.path}{board.scope.query(export='xlsx')}"),
            ("CSV", f"{request.path}{board.scope.query(export='csv')}"),
        ],
    }


def views_for(request, here: str, scope: Scope) -> list[dict]:
    """The switch between the dashboards that this person may open; the scope goes with it."""
    found = []
    boards = {
        "portfolio": _("Portfolio"),
        "agency": _("Agency"),
        "people": _("People"),
        "work": _("Work"),
        "relationship": _("Relationship"),
        "retention": _("Retention"),
    }
    for name, label in boards.items():
        if request.user.has_perm(f"dashboards.see_{name}"):
            found.append({"label": label, "url": reverse(f"{name}_dashboard") + scope.query(), "here": name == here})
    return found


@require_safe
def dashboard_records(request, which):
    """The records behind one figure: the very rows that it counts (S2)."""
    require(request, "dashboards.see_portfolio")
    if which not in SETS:
        raise Http404
    records, scope = SETS[which], Scope.read(request)
    board = reverse(BOARDS_OF.get(records.kind, "portfolio_dashboard")) + scope.query()
    table = table_for(records, sees_fees=request.user.has_perm("clients.see_fees"))
    rows = loaded(records, records(scope, Narrowing.read(request.GET)), scope)
    return list_page(
        request,
        queryset=rows,
        filterset=filters_for(records, scope),
        table=table,
        title=records.title,
        noun=KINDS[records.kind][2],
        export_name=which,
        acts=[Act(_("Back to the dashboard"), board, "layout-dashboard")],
        empty=Empty("layout-dashboard", _("Nothing here"), _("No record is counted under this figure.")),
    )
