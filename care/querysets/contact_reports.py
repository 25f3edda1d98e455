from django.db import models
from django.db.models import Exists, OuterRef

from care.states import WRITABLE, ReportState
from clients.querysets import OnAccountQuerySet, seats_that_open
from core.links import SecretLinkQuerySet


class ContactReportQuerySet(OnAccountQuerySet):
    def writable(self):
        """Being written, or corrected because a line was disputed."""
        return self.filter(state__in=WRITABLE)

    def with_the_client(self):
        return self.filter(state=ReportState.ISSUED)

    def disputed(self):
        return self.filter(state=ReportState.DISPUTED)

    def silent(self, *, now):
        """With the client for longer than they had to object, and nobody said a word (ADR 0051)."""
        return self.with_the_client().filter(accept_at__lte=now)

    def late(self, *, now):
        """Never issued, although the last hour to do so is over. Twin: ContactReport.is_late()."""
        return self.filter(state=ReportState.DRAFT, edition=0, check_in__report_late_at__lt=now)

    def for_pages(self):
        return self.select_related("account__client", "author", "check_in")


class ReportLinkQuerySet(SecretLinkQuerySet):
    def open(self, *, now):
        """Neither expired nor revoked; the contact is still with the client, the account with us. Twin: ReportLink.is_open."""
        return super().open(now=now).filter(contact__left_on=None, report__account__closed_on=None)

    def of_secret(self, secret, *, now):
        """With what every page names."""
        loaded = self.select_related("report__account__client", "report__author", "contact")
        return super(ReportLinkQuerySet, loaded).of_secret(secret, now=now)

    def visible_to(self, person):
        return self if person.standing.sees_all else self.filter(report__account__in=seats_that_open(person).values("account"))


class ReportDisputeQuerySet(models.QuerySet):
    def open(self):
        return self.filter(settled_at=None)


def reports_of_check_in():
    """Reports of the check-in around this query that were issued at least once."""
    from care.models import ContactReport

    return ContactReport.objects.filter(check_in=OuterRef("pk"), edition__gt=0)


def without_report():
    """A condition on CheckIn: its report has never been issued."""
    return ~Exists(reports_of_check_in())
