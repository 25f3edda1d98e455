"""What care tells of a contact: what they were trained in and when (R6), what they promised (R1), what they answered to surveys (R5)."""

from django.utils.translation import gettext as _

from care.models import ActionItem, Attendance, SurveyAnswer
from clients.contact_facts import Line, Part, parts

MOST = 20


@parts.register
def trainings(contact, person) -> Part | None:
    rows = Attendance.objects.visible_to(person).of_trainings().filter(contact=contact).select_related("check_in__account")
    lines = [
        Line(
            row.check_in.topic or str(row.check_in),
            row.check_in.get_absolute_url(),
            f"{row.get_presence_display()} · {row.check_in.account.name}",
            row.check_in.held_on or row.check_in.planned_on,
        )
        for row in rows.exclude(check_in__state="cancelled").order_by("-check_in__planned_on", "-pk")[:MOST]
    ]
    return Part("trainings", _("Trained in"), lines) if lines else None


@parts.register
def promises(contact, person) -> Part | None:
    rows = ActionItem.objects.visible_to(person).open().filter(contact=contact).select_related("account").order_by("due_on", "pk")
    lines = [Line(item.what, item.get_absolute_url(), item.account.name, item.due_on) for item in rows[:MOST]]
    return Part("promises", _("They promised"), lines) if lines else None


@parts.register
def answers(contact, person) -> Part | None:
    rows = SurveyAnswer.objects.visible_to(person).of_clients().filter(contact=contact).select_related("account")
    lines = [
        Line(f"{row.get_kind_display()}: {row.figure}", row.get_absolute_url(), row.words[:160] or row.account.name, row.answered_on)
        for row in rows.order_by("-answered_on", "-pk")[:MOST]
    ]
    return Part("answers", _("What they answered to surveys"), lines) if lines else None
