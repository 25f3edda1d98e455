"""Open actions, overdue check-ins and concerns per person (P9)."""

from datetime import datetime, time

from django.db.models import Count
from django.utils import timezone

from care.models import ActionItem, CheckIn, Concern
from people.workload import counts, figure


@counts.register
def work_at_hand(people, *, viewer, today):
    actions = ActionItem.objects.open().counted_for(viewer).filter(owner__in=people)
    check_ins = CheckIn.objects.visible_to(viewer).overdue(today=today).filter(owner__in=people)
    concerns = Concern.objects.visible_to(viewer).ticking().filter(owner__in=people)
    late = concerns.late(now=timezone.make_aware(datetime.combine(today, time())))  # since an earlier day, as actions are
    return [
        figure(actions, "owner", "open_actions", Count("pk")),
        figure(actions.filter(due_on__lt=today), "owner", "late_actions", Count("pk")),
        figure(check_ins, "owner", "check_ins_late", Count("pk")),
        figure(concerns, "owner", "open_concerns", Count("pk")),
        figure(late, "owner", "late_concerns", Count("pk")),
    ]
