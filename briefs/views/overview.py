"""All jobs at once (W6): the board, the calendar, the timeline, and who has how much to do."""

from datetime import timedelta
from urllib.parse import urlencode

from dateutil.relativedelta import relativedelta
from django.contrib import messages
from django.db.models import F
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from briefs.board import Board, BoardListing
from briefs.calendars import MOST_OF_A_KIND, Diary
from briefs.capacity import ONE_WEEK, WEEKS_AHEAD, Capacity, monday_of, weeks_from
from briefs.filters import BriefFilter
from briefs.frames import find_brief, move_links
from briefs.models import Brief, Milestone
from briefs.spans import Scale, span_of, week_lines
from briefs.states import BriefState
from briefs.tables import BriefTable, BriefWithMoneyTable, job_look
from briefs.views.reading import switch, write_act
from clients.views.frame import must
from core.day_asked import day_asked
from core.lists import Empty
from core.lists.listing import OWN_PARAMETERS
from core.lists.page import EXPORTS, PANEL
from core.pages import render_page, render_record, wants_partial
from core.readings import unchanged
from people.models import Person
from people.states import Department

# ── The board ────────────────────────────────────────────────────────────────────────────────────


@require_safe
def brief_board(request):
    """Every live job in the column of its state; cards move by the moves that one may make."""
    person = request.user
    sees_money = person.has_perm("clients.see_fees")
    listing = BoardListing(
        request,
        lambda: Brief.objects.visible_to(person),
        BriefFilter,
        BriefWithMoneyTable if sees_money else BriefTable,
        noun=(_("job"), _("jobs")),
        export_name="jobs",
        search_label=_("Find a job, a number or an account"),
        detail=lambda jobs: jobs.for_pages(),
        panel_comes_later=True,
    )
    if (kind := request.GET.get("export")) is not None:
        if kind not in EXPORTS:
            raise Http404(f"No export as {kind}.")
        return listing.export(kind)
    if listing.panel_is_open and wants_partial(request):
        return render(request, PANEL, {"listing": listing})

    board = board_of(listing, sees_money=sees_money)

    def draw():
        return render_to_string("briefs/_job_board.html", board_shown(board, listing))

    key = (sees_money, board.found.digest, board.found.said_at, *(listing.key or ()))
    shown = unchanged(("job_board", *key), draw) if listing.key else draw()
    return render_page(request, "briefs/brief_board.html", {"board": shown}, partial="list")


def board_of(listing: BoardListing, *, sees_money: bool) -> Board:
    query = [
        (name, value)
        for name, values in listing.parameters.lists()
        for value in values
        if name not in {*OWN_PARAMETERS, "state", "f"} and value
    ]
    words = {"query": query, "filters": listing.state, "sees_money": sees_money, "key": listing.key}
    return Board(lambda: listing.matching, person=listing.request.user, **words)


def board_shown(board: Board, listing: BoardListing) -> dict:
    """What stands on the board, for its template."""
    person = listing.request.user
    listing.count, listing.is_whole = board.number, board.is_counted  # the cards: nothing else to count
    acts = write_act(person)
    return {
        "board": board,
        "listing": listing,
        "switch": switch("brief_board", person=person),
        "acts": acts,
        "empty": Empty("file-pen", _("No jobs yet"), _("A job begins with a client's request, or with the brief itself."), acts),
    }


@require_safe
def brief_moves(request, pk):
    """The moves of one card, each to its page: a dialog on the board, a page without script. `?to=` leads to the move that ends there."""
    brief = find_brief(request, pk)
    links = move_links(brief, person=request.user)
    if to := request.GET.get("to"):
        found = next((link for link in links if brief.moves[link["name"]].target == to), None)
        if found:
            return redirect(found["url"])
        words = {"job": brief.title, "state": dict(BriefState.choices).get(to, to)}
        messages.warning(request, _("%(job)s cannot go to “%(state)s” from where it stands, or not by you.") % words)
        return redirect("brief_board")
    context = {"brief": brief, "moves": links, "look": job_look(brief), "crumbs": [(_("Jobs"), reverse("brief_board"))]}
    return render_page(request, "briefs/brief_moves.html", context, partial="dialog")


# ── The calendar ─────────────────────────────────────────────────────────────────────────────────

SHOWN_ON_A_DAY = 4


@require_safe
def brief_calendar(request):
    """A month or a week: deliveries, milestones, presentations, rounds due."""
    return render_record(request, "briefs/brief_calendar.html", lambda: days_shown(request))


def days_shown(request) -> dict:
    """What stands on the calendar, for its template."""
    person, today = request.user, request.user.today
    by_week = request.GET.get("by") == "week"
    is_mine = request.GET.get("mine") != "no"
    day = day_asked(request, "from", today)
    if by_week:
        first, weeks = monday_of(day), 1
        before, after = first - ONE_WEEK, first + ONE_WEEK
        title = _("Week of %(day)s") % {"day": date_format(first, "j F Y")}
    else:
        month = day.replace(day=1)
        first, last = monday_of(month), month + relativedelta(months=1, days=-1)
        weeks = (monday_of(last) - first).days // 7 + 1
        before, after = month - relativedelta(months=1), month + relativedelta(months=1)
        title = date_format(month, "F Y")
    found = Diary(person, first, first + weeks * ONE_WEEK - timedelta(days=1), is_mine=is_mine).read()
    rows = [[first + timedelta(days=7 * week + number) for number in range(7)] for week in range(weeks)]
    most = MOST_OF_A_KIND if by_week else SHOWN_ON_A_DAY

    def address(**changes) -> str:
        words = {"by": "week" if by_week else None, "mine": None if is_mine else "no", "from": day.isoformat()} | changes
        return f"?{urlencode({name: value for name, value in words.items() if value})}"

    return {
        "page_title": title,
        "title": title,
        "weeks": [
            [
                {
                    "day": one,
                    "is_today": one == today,
                    "is_other": not by_week and one.month != day.month,
                    "entries": found.by_day.get(one, [])[:most],
                    "more": max(len(found.by_day.get(one, [])) - most, 0),
                    "week_url": address(by="week", **{"from": one.isoformat()}),
                }
                for one in days
            ]
            for days in rows
        ],
        "count": found.count,
        "is_cut": found.is_cut,
        "most": MOST_OF_A_KIND,
        "by_week": by_week,
        "switch": switch("brief_calendar", person=person),
        "by": [
            {"label": _("Month"), "url": address(by=None), "here": not by_week},
            {"label": _("Week"), "url": address(by="week"), "here": by_week},
        ],
        "whose": [
            {"label": _("Mine"), "url": address(mine=None), "here": is_mine},
            {"label": _("All"), "url": address(mine="no"), "here": not is_mine},
        ],
        "before_url": address(**{"from": before.isoformat()}),
        "now_url": address(**{"from": None}),
        "after_url": address(**{"from": after.isoformat()}),
        "feed_url": reverse("calendar_feed"),
    }


# ── The timeline ─────────────────────────────────────────────────────────────────────────────────

TIMELINE_WEEKS = 12
JOBS_ON_A_PAGE = 20


@require_safe
def brief_timeline(request):
    """Live jobs over twelve weeks, the nearest delivery first: one bar each, its milestones upon it."""
    person, today = request.user, request.user.today
    first = monday_of(day_asked(request, "from", today - ONE_WEEK))
    is_mine = request.GET.get("mine") != "no"
    page = page_asked(request)
    jobs = Brief.objects.visible_to(person).live().exclude(state=BriefState.DELIVERED)
    if is_mine:
        jobs = jobs.of_person(person)
    department = department_asked(request, otherwise="")
    if department:
        jobs = jobs.waiting_on_departments([department])
    begin = (page - 1) * JOBS_ON_A_PAGE
    found = list(jobs.for_pages().order_by(F("wanted_on").asc(nulls_last=True), "pk")[begin : begin + JOBS_ON_A_PAGE + 1])
    shown = found[:JOBS_ON_A_PAGE]
    milestones: dict[int, list[Milestone]] = {}
    for one in Milestone.objects.filter(brief__in=[job.pk for job in shown]).select_related("owner"):
        milestones.setdefault(one.brief_id, []).append(one)
    scale = Scale(first, first + TIMELINE_WEEKS * ONE_WEEK)

    def address(**changes) -> str:
        words = {"from": first.isoformat(), "mine": None if is_mine else "no", "department": department, "page": None} | changes
        return f"?{urlencode({name: value for name, value in words.items() if value})}"

    context = {
        "spans": [(span_of(job, milestones.get(job.pk, []), scale, today=today), job_look(job)) for job in shown],
        "weeks": week_lines(scale, every=2),
        "now": scale.x(today) if scale.holds(today) else "",
        "title": _("Timeline"),
        "lead": _("%(first)s to %(last)s")
        % {"first": date_format(first, "j F"), "last": date_format(scale.last - timedelta(days=1), "j F Y")},
        "switch": switch("brief_timeline", person=person),
        "whose": [
            {"label": _("Mine"), "url": address(mine=None), "here": is_mine},
            {"label": _("All"), "url": address(mine="no"), "here": not is_mine},
        ],
        "departments": [
            {"label": label, "url": address(department=key), "here": key == department}
            for key, label in [("", _("Every department")), *Department.choices]
            if not key or key in SHOWN_DEPARTMENTS or key == department
        ],
        "before_url": address(**{"from": (first - 4 * ONE_WEEK).isoformat()}),
        "now_url": address(**{"from": None}),
        "after_url": address(**{"from": (first + 4 * ONE_WEEK).isoformat()}),
        "page": page,
        "previous_url": address(page=page - 1) if page > 1 else "",
        "next_url": address(page=page + 1) if len(found) > JOBS_ON_A_PAGE else "",
        "acts": write_act(person),
        "today": today,
    }
    return render_page(request, "briefs/brief_timeline.html", context)


MOST_PAGES = 500


def page_asked(request) -> int:
    asked = request.GET.get("page", "1")
    return min(max(int(asked), 1), MOST_PAGES) if asked.isdecimal() and len(asked) < 6 else 1


# ── Capacity ─────────────────────────────────────────────────────────────────────────────────────

PEOPLE_ON_A_PAGE = 40


@require_safe
def capacity_board(request):
    """By person and week: what is assigned against the hours that one is there."""
    person, today = request.user, request.user.today
    must(person, "briefs.see_capacity")
    department = department_asked(request)
    page = page_asked(request)
    first = monday_of(day_asked(request, "from", today))
    people = Person.objects.active().filter(weekly_hours__gt=0).order_by("name", "pk")
    if department:
        people = people.filter(department=department)
    begin = (page - 1) * PEOPLE_ON_A_PAGE
    found = list(people[begin : begin + PEOPLE_ON_A_PAGE + 1])
    capacity = Capacity(found[:PEOPLE_ON_A_PAGE], weeks_from(first), viewer=person, today=today)
    overloaded = sum(any(cell.over for cell in cells) for _person, cells in capacity.rows)

    def address(**changes) -> str:
        words = {
            "department": department or EVERYBODY,
            "from": None if first == monday_of(today) else first.isoformat(),
            "page": None,
        } | changes
        return f"?{urlencode({name: value for name, value in words.items() if value})}"

    context = {
        "rows": capacity.rows,
        "weeks": capacity.weeks,
        "this_week": monday_of(today),
        "overloaded": overloaded,
        "has_other": any(cell.other for _person, cells in capacity.rows for cell in cells),
        "departments": [
            {"label": label, "url": address(department=key), "here": key == (department or EVERYBODY)}
            for key, label in [*Department.choices, (EVERYBODY, _("Everybody"))]
            if key in SHOWN_DEPARTMENTS or key == department
        ],
        "switch": switch("capacity_board", person=person),
        "before_url": address(**{"from": (first - ONE_WEEK).isoformat()}) if first > monday_of(today) else "",
        "now_url": address(**{"from": None}),
        "after_url": address(**{"from": (first + WEEKS_AHEAD * ONE_WEEK).isoformat()}),
        "previous_url": address(page=page - 1) if page > 1 else "",
        "next_url": address(page=page + 1) if len(found) > PEOPLE_ON_A_PAGE else "",
        "page": page,
        "today": today,
    }
    return render_page(request, "briefs/capacity_board.html", context)


EVERYBODY = "all"
SHOWN_DEPARTMENTS = (Department.CREATIVE, Department.TRAFFIC, Department.PLANNING, Department.ACCOUNTS, EVERYBODY)


def department_asked(request, *, otherwise: str = Department.CREATIVE) -> str:
    """The department in the address, `otherwise` where it names none; "all" is everybody."""
    asked = request.GET.get("department", otherwise)
    return "" if asked == EVERYBODY else asked if asked in Department.values else otherwise


@require_safe
def capacity_week(request, pk):
    """The rows behind one week of one person; work on jobs that one may not see is a number without a name."""
    person, today = request.user, request.user.today
    must(person, "briefs.see_capacity")
    somebody = get_object_or_404(Person.objects.visible_to(person), pk=pk)
    monday = monday_of(day_asked(request, "week", today))
    capacity = Capacity([somebody], [monday], viewer=person, today=today)
    ((_person, (cell,)),) = capacity.rows
    context = {
        "somebody": somebody,
        "cell": cell,
        "title": _("%(person)s, week of %(day)s") % {"person": somebody, "day": date_format(monday, "j F")},
        "words": _("%(hours)s of %(there)s hours") % {"hours": number_format(cell.hours, 1), "there": number_format(cell.there, 1)},
        "absences": somebody.absences.filter(starts_on__lt=monday + ONE_WEEK, ends_on__gte=monday)
        .select_related("cover")
        .order_by("starts_on"),
        "crumbs": [(_("Jobs"), reverse("brief_list")), (_("Capacity"), reverse("capacity_board"))],
        "before_url": f"?week={monday - ONE_WEEK}",
        "after_url": f"?week={monday + ONE_WEEK}",
        "today": today,
    }
    return render_page(request, "briefs/capacity_week.html", context)
