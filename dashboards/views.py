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
from core.drawn import drawn, once
from core.lists import Act, Empty, list_page
from core.my_day import needs_of
from core.navigation import MOST_ACCOUNTS, Frame
from core.navigation import url_of as address_of
from core.pages import render_page
from core.spreadsheets import spreadsheet_response
from core.statements import state_of
from dashboards import glance
from dashboards import relation_tables as _relation_tables  # noqa: F401  (adds its kinds of rows)
from dashboards.boards import Board
from dashboards.day import Day
from dashboards.records import SETS, Narrowing
from dashboards.relation_board import RelationBoard, relation_lead
from dashboards.retention_board import RetentionBoard, retention_lead
from dashboards.scope import Period, Scope, Span
from dashboards.sheets import board_sheet
from dashboards.tables import KINDS, filters_for, loaded, table_for
from dashboards.words import day_lead, people_lead, portfolio_lead
from dashboards.work import WorkBoard, work_lead

OWN_SHEETS = ("work", "retention", "relationship")  # boards that say themselves what their spreadsheet holds
BOARDS_OF = {  # kind of row → the dashboard whose figures count it; the portfolio's for all others
    **dict.fromkeys(("health", "silent", "concern", "answer", "invitation", "owed_report"), "relationship_dashboard"),
    **dict.fromkeys(("brief", "approval", "rebrief", "round"), "work_dashboard"),
    "retention": "retention_dashboard",
}
ESCALATED_SHOWN = 6  # at the right of My day


def require(request, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


# ── My day ───────────────────────────────────────────────────────────────────────────────────────


@require_safe
def my_day(request):
    """What needs me, in order, each with its one act (P2, S1)."""
    person = request.user
    today = person.today
    day = Day(tuple(needs_of(person, today=today)), today, kind=request.GET.get("show", "")[:30], shows_all="all" in request.GET)
    mine, team = glance.my_accounts(person, today=today), glance.late_team(person, today=today)
    rail = {
        "escalated": day.escalated[:ESCALATED_SHOWN],
        "escalations": len(day.escalated),
        "accounts": mine[: glance.MY_ACCOUNTS],
        "all_accounts": address_of("account_list") if len(mine) > glance.MY_ACCOUNTS else "",
        "past_notice": [] if mine else glance.past_notice(person, today=today),
        "check_ins": glance.check_ins_today(person, today=today) if day.has_check_in_today else [],
        "team": team.lines,
        "team_said_at": team.said_at,
    }
    context = {
        "page_title": _("My day"),
        "day": day,
        "parts": [(part, part.drawn(get_token(request), today=today)) for part in day.parts],
        "lead": day_lead(day),
        "acts": day_acts(person),
        "frame": frame_with(request, mine),
        "rail": drawn("dashboards/_my_day_rail.html", (today, facts_of_rail(rail)), today=today, **rail),
        "nothing": nothing_to_do(person, day, has_accounts=bool(mine)),
    }
    return render_page(request, "dashboards/my_day.html", context, partial="needs")


def facts_of_rail(rail: dict) -> tuple:
    """All that the right of My day shows, as values: the same facts are drawn once."""
    return (
        tuple((need.facts, *(one and one.pk for one in (need.escalated_from, need.cover_for))) for need in rail["escalated"]),
        rail["escalations"],
        tuple(line.facts for line in rail["accounts"]),
        rail["all_accounts"],
        tuple((one.pk, one.name, one.last_safe_notice_on, one.account.code) for one in rail["past_notice"]),
        tuple((one.pk, one.planned_at, str(one.account), one.kind) for one in rail["check_ins"]),
        tuple(line.facts for line in rail["team"]),
        rail["team_said_at"],
    )


def frame_with(request, mine: list[glance.Glance]) -> Frame:
    """The frame of every page, its "My accounts" made of what this page has asked for already."""
    frame = Frame(request)
    frame.accounts = [line.at_the_side for line in mine[:MOST_ACCOUNTS]]
    return frame


def day_acts(person) -> list[Act]:
    """The calendar feed and the act of every day, where their pages are there and this person may."""
    found = []
    if url := address_of("calendar_feed"):
        found.append(Act(_("Calendar feed"), url, "calendar-days"))
    if (url := address_of("check_in_log")) and person.has_perm("care.log_check_in"):
        found.append(Act(_("Log a check-in"), url, "plus", primary=True))
    return found


def nothing_to_do(person, day: Day, *, has_accounts: bool) -> Empty | None:
    """What an empty day says: that all is done, or what to do first for somebody without an account."""
    if day.shown:
        return None
    if day.needs:
        everything = Act(_("Show everything"), reverse("my_day"))
        return Empty("list-checks", _("Nothing of this kind"), _("The rest of your day is under Everything."), [everything])
    if has_accounts or person.standing.sees_all:
        text = _("Renewals, check-ins and actions come up here on their day, the late ones first.")
        return Empty("sun", _("Nothing needs you today"), text, acts_to(_("See the check-ins to come"), "check_in_list"))
    if person.is_staff and not person.rank:
        text = _("You look after people and settings, and these are in the admin.")
        return Empty("shield", _("No account is yours"), text, acts_to(_("Open the admin"), "admin:index"))
    text = _("When somebody seats you on an account's team, what you owe it comes up here.")
    return Empty("sun", _("No account is yours yet"), text, acts_to(_("See the team"), "team_list"))


def acts_to(label: str, url_name: str) -> list[Act]:
    """One button to a page, if that page is there."""
    url = address_of(url_name)
    return [Act(label, url)] if url else []


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
