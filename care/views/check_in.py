"""One check-in (R1): who was there, what was said, its contact report, and what one may do with it now."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from care.models import CheckIn, ContactReport
from care.moments import moment_words
from care.states import CheckInKind, CheckInState
from care.tables import check_in_look
from care.tables.contact_reports import report_look
from care.views.check_in_frame import crumbs_of, find_check_in
from clients.telling import lines
from core.models import Event
from core.moves import available_moves
from core.pages import render_page


@require_safe
def check_in_detail(request, pk):
    """One check-in: when, with whom, what was said, what follows."""
    person = request.user
    check_in = find_check_in(request, pk)
    events = Event.objects.about(check_in).select_related("actor", "subject_type").order_by("-at", "-pk")
    context = {
        "check_in": check_in,
        "account": check_in.account,
        "crumbs": crumbs_of(check_in.account),
        "look": check_in_look(check_in),
        **who_was_there(check_in),
        "items": check_in.action_items.select_related("owner", "contact"),
        "moves": moves_of(check_in, person=person),
        "may_add": person.has_perm("care.add_action_item", check_in.account),
        "entries": [line.entry for line in lines(events)],
        "is_late": check_in.state == CheckInState.PLANNED and check_in.planned_on < person.today,
        "may_prepare": check_in.state == CheckInState.PLANNED and person.has_perm("care.work_check_in", check_in),
        **report_of(check_in, person=person),
    }
    return render_page(request, "care/check_in_detail.html", context)


def moves_of(check_in: CheckIn, *, person) -> list[dict]:
    """What this person may do with it now; each opens its own form."""
    pages = {"hold": ("check_in_hold", "check"), "miss": ("check_in_miss", "phone-missed"), "cancel": ("check_in_cancel", "x")}
    found = []
    for name, move in available_moves(check_in, by=person).items():
        url_name, icon = pages[name]
        found.append(
            {
                "label": move.label,
                "url": reverse(url_name, args=[check_in.pk]),
                "icon": icon,
                "primary": name == "hold",
                "dialog": name != "hold",
            }
        )
    if check_in.state == CheckInState.PLANNED and found:
        found.insert(
            1, {"label": _("Move it"), "url": reverse("check_in_change", args=[check_in.pk]), "icon": "calendar-clock", "dialog": False}
        )
    return found


def who_was_there(check_in: CheckIn) -> dict:
    """Of one that was held who was there, else who is invited; of a training also who did not come."""
    is_held = check_in.state == CheckInState.HELD
    return {
        "contacts": check_in.contacts.all() if is_held else (),
        "people": check_in.people.all() if is_held else (),
        "attendances": () if is_held and check_in.kind != CheckInKind.TRAINING else check_in.attendances.select_related("contact"),
    }


def report_of(check_in: CheckIn, *, person) -> dict:
    """The contact report of a held check-in, or that one is owed and what this person may do about it."""
    if check_in.state != CheckInState.HELD:
        return {}
    report = ContactReport.objects.filter(check_in=check_in).first()
    is_out = report is not None and report.edition > 0
    return {
        "report": report,
        "report_look": report_look(report) if report else None,
        "report_due_at": None if is_out else check_in.report_due_at,
        "report_due_words": moment_words(check_in.report_due_at) if check_in.report_due_at else "",
        "report_is_late": not is_out and check_in.report_late_at is not None and check_in.report_late_at < timezone.now(),
        "may_report": report is None and person.has_perm("care.write_report", check_in),
        "may_waive": not is_out and check_in.report_due_at is not None and person.has_perm("care.waive_report", check_in),
    }
