"""Jobs and hours per person (P9, W6): live jobs that they wrote, hours of open work that is assigned to them."""

from django.db.models import Count, Sum

from briefs.models import Assignment, Brief
from people.workload import counts, figure


@counts.register
def jobs_at_hand(people, *, viewer, today):
    jobs = Brief.objects.visible_to(viewer).live().filter(author__in=people)
    work = Assignment.objects.visible_to(viewer).to_be_worked().filter(person__in=people)
    return [figure(jobs, "author", "open_jobs", Count("pk")), figure(work, "person", "assigned_hours", Sum("hours"))]
