"""A person's open work and milestones, for their page (P9, W6): one query."""

from django.db.models import CharField, F, Value
from django.urls import reverse

from briefs.models import Assignment, Milestone
from people.workload import MOST_WORK, Work, open_work

PARTS = ("noun", "job", "title", "day", "where")


def _parts(rows, noun: str, *, title: str):
    told = {"noun": Value(noun, CharField()), "job": F("brief"), "title": F(title), "day": F("due_on"), "where": F("brief__title")}
    return rows.order_by().annotate(**told).values_list(*PARTS)


@open_work.register
def work_on_jobs(person, viewer, today) -> list[Work]:
    work = Assignment.objects.visible_to(viewer).to_be_worked().filter(person=person)
    milestones = Milestone.objects.visible_to(viewer).to_be_reached().filter(owner=person)
    rows = _parts(work, "assignment", title="what").union(_parts(milestones, "milestone", title="name"), all=True)
    return [_work(*row) for row in rows.order_by("day", "noun", "job")[:MOST_WORK]]


def _work(noun: str, job: int, title: str, day, where: str) -> Work:
    if noun == "milestone":
        return Work(title, reverse("brief_timing", args=[job]), day, "flag", where)
    return Work(title, reverse("brief_work", args=[job]), day, "brush", where)
