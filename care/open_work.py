"""A person's open actions, check-ins to come and concerns, for their page (P9): one query."""

from django.db.models import CharField, F, Value
from django.db.models.functions import TruncDate
from django.urls import reverse

from care.models import ActionItem, CheckIn, Concern
from care.states import CheckInKind
from people.workload import MOST_WORK, Work, open_work

PARTS = ("noun", "pk", "called", "day", "where")  # no field of a model has these names


def _parts(rows, noun: str, *, title: str, day: str):
    day = TruncDate(day) if day.endswith("_at") else F(day)
    told = {"noun": Value(noun, CharField()), "called": F(title), "day": day, "where": F("account__name")}
    return rows.order_by().annotate(**told).values_list(*PARTS)


@open_work.register
def work_to_do(person, viewer, today) -> list[Work]:
    actions = ActionItem.objects.visible_to(viewer).open().filter(owner=person)
    check_ins = CheckIn.objects.visible_to(viewer).planned().filter(owner=person)
    concerns = Concern.objects.visible_to(viewer).ticking().filter(owner=person)
    rows = _parts(actions, "action_item", title="what", day="due_on").union(
        _parts(check_ins, "check_in", title="kind", day="planned_on"), _parts(concerns, "concern", title="title", day="due_at"), all=True
    )
    return [_work(*row) for row in rows.order_by("day", "noun", "pk")[:MOST_WORK]]


def _work(noun: str, pk: int, title: str, day, where: str) -> Work:
    if noun == "check_in":
        return Work(str(CheckInKind(title).label), reverse("check_in_detail", args=[pk]), day, "messages-square", where)
    if noun == "concern":
        return Work(title, reverse("concern_detail", args=[pk]), day, "megaphone", where)
    return Work(title, reverse("action_item_detail", args=[pk]), day, "square-check", where)
