from django.db import models
from django.db.models import Q

from clients.querysets import seats_that_open
from reports.states import ReportState


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
