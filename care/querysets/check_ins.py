from datetime import timedelta

from django.db import models
from django.db.models import Count, F, Q

from care.states import CheckInKind, CheckInState
from clients.querysets import is_wide, keys_of, opening_seat, seats_that_open

ON_TIME = Q(state=CheckInState.HELD, held_on__lte=F("planned_on"))
HELD_LATE = Q(state=CheckInState.HELD, held_on__gt=F("planned_on"))
MISSED = Q(state=CheckInState.MISSED)


class CheckInQuerySet(models.QuerySet):
    def visible_to(self, person):
        if person.standing.sees_all:
            return self
        return self.filter(account__in=seats_that_open(person).values("account"))

    def planned(self):
        return self.filter(state=CheckInState.PLANNED)

    def held(self):
        return self.filter(state=CheckInState.HELD)

    def overdue(self, *, today):
        """Planned for a day that is over, and neither held nor missed (R1)."""
        return self.planned().filter(planned_on__lt=today)

    def to_come(self, *, today):
        return self.planned().filter(planned_on__gte=today)

    def in_week_of(self, day):
        """Planned for, or held in, the Monday to Sunday around this day."""
        monday = day - timedelta(days=day.weekday())
        return self.between(monday, monday + timedelta(days=6))

    def between(self, first, last):
        """Those whose day lies in these: the day they were held, else the day they are planned for; cancelled ones have none."""
        week = (first, last)
        return self.exclude(state=CheckInState.CANCELLED).filter(
            Q(held_on__range=week) | (~Q(state=CheckInState.HELD) & Q(planned_on__range=week))
        )

    def discipline(self, *, first, last, today, by="owner"):
        """How far we kept our word between these days, for each `by` (owner or account): on_time, late, missed, overdue (R1, S2).

        By the planned day. Cancelled ones count for nobody; one that is planned and not over yet neither.
        """
        return (
            self.filter(planned_on__range=(first, last))
            .order_by()
            .values(by)
            .annotate(
                on_time=Count("pk", filter=ON_TIME),
                late=Count("pk", filter=HELD_LATE),
                missed=Count("pk", filter=MISSED),
                overdue=Count("pk", filter=Q(state=CheckInState.PLANNED, planned_on__lt=today)),
            )
        )

    def owing_report(self):
        """Held with somebody of the client, and the report that they are owed was never issued (R1)."""
        from care.querysets.contact_reports import without_report

        return self.held().filter(without_report(), report_due_at__isnull=False)

    def report_late(self, *, now):
        """Of those, the ones past the last hour (ADR 0051)."""
        return self.owing_report().filter(report_late_at__lt=now)

    def trainings(self):
        return self.filter(kind=CheckInKind.TRAINING)

    def for_pages(self):
        """With what every line about a check-in names: account, client, owner."""
        return self.select_related("account__client", "owner")


class AttendanceQuerySet(models.QuerySet):
    def visible_to(self, person):
        return self if person.standing.sees_all else self.filter(check_in__account__in=seats_that_open(person).values("account"))

    def of_trainings(self):
        """Who was to be taught, or was (R6)."""
        return self.filter(check_in__kind=CheckInKind.TRAINING)


class ActionItemQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Those of accounts one may see, and one's own wherever they are."""
        if person.standing.sees_all:
            return self
        if is_wide(person):
            rows = self.alias(opened_by=opening_seat(person, by="account", account="account"))
            return rows.filter(Q(opened_by__isnull=False) | Q(owner=person))
        return self.counted_for(person)

    def counted_for(self, person):
        """The same rows, for whoever goes through all of them and not through the first fifty: sight is worked out once."""
        if person.standing.sees_all:
            return self
        seen = self.model.objects.filter(account__in=seats_that_open(person).values("account"))
        return self.filter(pk__in=keys_of(seen, self.model.objects.filter(owner=person)))

    def open(self):
        return self.filter(done_on=None)

    def ours(self):
        """What somebody of ours promised; the client's own actions are owned by a contact."""
        return self.filter(contact=None)

    def theirs(self):
        return self.filter(contact__isnull=False)

    def overdue(self, *, today):
        return self.open().filter(due_on__lt=today)

    def for_pages(self):
        return self.select_related("account__client", "owner", "contact", "check_in")
