"""Open actions and overdue check-ins per person (P9)."""

from django.db.models import Count

from care.models import ActionItem, CheckIn
from people.workload import counts, figure


@counts.register
def work_at_hand(people, *, viewer, today):
    actions = ActionItem.objects.open().counted_for(viewer).filter(owner__in=people)
    check_ins = CheckIn.objects.visible_to(viewer).overdue(today=today).filter(owner__in=people)
    return [
        figure(actions, "owner", "open_actions", Count("pk")),
        figure(actions.filter(due_on__lt=today), "owner", "late_actions", Count("pk")),
        figure(check_ins, "owner", "check_ins_late", Count("pk")),
    ]
