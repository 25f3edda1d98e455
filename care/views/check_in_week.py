"""Check-ins as a week (R1)."""

from datetime import timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from care.models import CheckIn
from care.tables import check_in_look
from care.views.check_in_frame import log_act, switch
from core.day_asked import day_asked
from core.pages import render_page

MOST_IN_A_WEEK = 300


@require_safe
def check_in_week(request):
    """Monday to Sunday: what is planned and what was held."""
    person, today = request.user, request.user.today
    day = day_asked(request, "from", today)
    monday = day - timedelta(days=day.weekday())
    seen = CheckIn.objects.visible_to(person).in_week_of(monday).for_pages().order_by("planned_on", "planned_at", "pk")
    is_mine = request.GET.get("mine") != "no"
    if is_mine:
        seen = seen.filter(owner__in=person.standing.seats_of)
    found = list(seen[: MOST_IN_A_WEEK + 1])
    days = [monday + timedelta(days=number) for number in range(7)]
    columns = [
        {
            "day": one,
            "is_today": one == today,
            "rows": [(row, check_in_look(row)) for row in found if (row.held_on or row.planned_on) == one],
        }
        for one in days
    ]
    own = "" if is_mine else "&mine=no"
    context = {
        "columns": [column for column in columns if column["rows"] or column["day"].weekday() < 5],
        "title": _("Week of %(day)s") % {"day": date_format(monday, "j F Y")},
        "number": min(len(found), MOST_IN_A_WEEK),
        "has_more": len(found) > MOST_IN_A_WEEK,
        "switch": switch("check_in_week"),
        "whose": [
            {"label": _("Mine"), "url": f"?from={monday}", "here": is_mine},
            {"label": _("All"), "url": f"?from={monday}&mine=no", "here": not is_mine},
        ],
        "before_url": f"?from={monday - timedelta(days=7)}{own}",
        "after_url": f"?from={monday + timedelta(days=7)}{own}",
        "acts": log_act(person),
        "late": CheckIn.objects.visible_to(person).overdue(today=today).filter(owner__in=person.standing.seats_of)[:101].count(),
    }
    return render_page(request, "care/check_in_week.html", context)
