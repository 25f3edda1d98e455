"""Open actions and overdue check-ins per person (P9): one query for any number of people."""

from django.db.models import Count, IntegerField, Q, Value

from care.models import ActionItem, CheckIn
from people.workload import workload


@workload.register
def work_at_hand(loads, *, viewer, today):
    people = list(loads)
    actions = ActionItem.objects.open().counted_for(viewer).filter(owner__in=people).order_by().values("owner")
    check_ins = CheckIn.objects.visible_to(viewer).overdue(today=today).filter(owner__in=people).order_by().values("owner")
    nothing = Value(0, output_field=IntegerField())
    rows = actions.annotate(open=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today)), missed=nothing).union(
        check_ins.annotate(open=nothing, late=nothing, missed=Count("pk")), all=True
    )
    for row in rows:
        load = loads[row["owner"]]
        load.open_actions += row["open"]
        load.late_actions += row["late"]
        load.check_ins_late += row["missed"]
