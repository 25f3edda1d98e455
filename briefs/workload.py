"""Jobs and hours per person (P9, W6): live jobs that they wrote, hours of open work assigned; one query for any number of people."""

from django.db.models import Count, DecimalField, IntegerField, Sum, Value

from briefs.models import Assignment, Brief
from people.workload import workload


@workload.register
def jobs_at_hand(loads, *, viewer, today):
    people = list(loads)
    nought, no_hours = Value(0, output_field=IntegerField()), Value(0, output_field=DecimalField())
    jobs = Brief.objects.visible_to(viewer).live().filter(author__in=people).order_by().values("author")
    work = Assignment.objects.visible_to(viewer).to_be_worked().filter(person__in=people).order_by().values("person")
    rows = jobs.annotate(jobs=Count("pk"), hours=no_hours).values_list("author", "jobs", "hours")
    rows = rows.union(work.annotate(jobs=nought, hours=Sum("hours")).values_list("person", "jobs", "hours"), all=True)
    for person, number, hours in rows:
        loads[person].open_jobs += number
        loads[person].assigned_hours += hours or 0
