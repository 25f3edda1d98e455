from datetime import timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q

from clients.querysets import seats_that_open
from reports.states import ReportState, week_of


class ReportQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Of an account: whoever sees the account. Of a line: whose line it is, who covers for them, and who stands above."""
        standing = person.standing
        if standing.sees_all:
            return self
        of_account = Q(account__in=seats_that_open(person).values("account"))
        return self.filter(of_account | Q(person__in={*standing.seats_of, *standing.line_of}))

    def issued(self):
        return self.filter(state=ReportState.ISSUED)

    def about(self, *, kind, account=None, person=None):
        """All weeks of one report."""
        return self.filter(kind=kind, account=account, person=person)


class WordQuerySet(models.QuerySet):
    def visible_to(self, person):
        from reports.models import Report

        return self.filter(report__in=Report.objects.visible_to(person))


class ScheduleQuerySet(models.QuerySet):
    def visible_to(self, person):
        """As the reports that it sends."""
        standing = person.standing
        if standing.sees_all:
            return self
        of_account = Q(account__in=seats_that_open(person).values("account"))
        return self.filter(of_account | Q(person__in={*standing.seats_of, *standing.line_of}))

    def due(self, *, now):
        """Whose hour of this week has come and that was not sent in it; `now` is local. Late in the week is in time."""
        today, week_on = now.date(), week_of(now.date())
        slots = [week_on + timedelta(days=number) for number in range(5)]
        begun = Q(pk__in=[])
        for number, slot in enumerate(slots):
            if slot <= today:
                has_come = Q(weekday=number, starts_on__lte=slot)
                begun |= has_come & Q(hour__lte=now.hour) if slot == today else has_come
        rows = self.filter(begun, is_active=True).exclude(account__closed_on__isnull=False)
        return rows.exclude(sendings__week_on=week_on)

    def reaching_nobody(self):
        """Sent, although each of its readers has left: of ours may log in no more, or is not with the client any more."""
        from clients.models import Contact
        from people.models import Person

        ours = Person.objects.active().filter(reports_received=OuterRef("pk"))
        speaks = Q(account=None) | Q(account=OuterRef("account"))
        theirs = Contact.objects.present().filter(speaks, reports_received=OuterRef("pk"), client=OuterRef("account__client"))
        rows = self.filter(is_active=True).exclude(account__closed_on__isnull=False)
        return rows.filter(~Exists(ours) & ~Exists(theirs.exclude(email="")))

    def to_read_before(self, *, today):
        """Sent tomorrow (on Friday: on Monday), or later today."""
        days = {today} | {today + timedelta(days=1)} if today.weekday() < 4 else {today, today + timedelta(days=7 - today.weekday())}
        wanted = Q(pk__in=[])
        for day in days:
            wanted |= Q(weekday=day.weekday(), starts_on__lte=day) & ~Q(sendings__week_on=week_of(day))
        return self.filter(wanted, is_active=True).exclude(account__closed_on__isnull=False)
