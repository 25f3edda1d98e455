from django.db import models
from django.db.models import Q

from briefs.states import OPEN_REQUESTS, OVER, WORKING_STATES, BriefState
from clients.querysets import seats_that_open
from core.links import SecretLinkQuerySet


class JobRequestQuerySet(models.QuerySet):
    def visible_to(self, person):
        return self if person.standing.sees_all else self.filter(account__in=seats_that_open(person).values("account"))

    def open(self):
        """Nobody has accepted or declined it yet."""
        return self.filter(state__in=OPEN_REQUESTS)

    def unanswered(self, *, today):
        """Waiting for us, and the day by which we promised an answer is over (W1)."""
        return self.filter(state="new", answer_by__lt=today)

    def for_pages(self):
        return self.select_related("account__client", "contact", "taken_by")


class BriefQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Jobs of accounts one may see: whoever is assigned to one gets a liaison's seat with it (P10, DESIGN §2)."""
        return self if person.standing.sees_all else self.filter(account__in=seats_that_open(person).values("account"))

    def live(self):
        """Neither closed nor cancelled."""
        return self.exclude(state__in=OVER)

    def in_work(self):
        """Approved and not delivered yet."""
        return self.filter(state__in=WORKING_STATES)

    def waiting_for_approval(self):
        return self.filter(state=BriefState.IN_REVIEW)

    def late(self, *, today):
        """Its delivery day is over and nothing was delivered. Twin: Brief.is_late()."""
        return self.live().filter(wanted_on__lt=today, delivered_on=None)

    def delivered_between(self, first, last):
        return self.filter(delivered_on__range=(first, last))

    def named(self, words):
        """Its title holds these words or its number begins with them."""
        return self.filter(Q(title__icontains=words) | Q(number__istartswith=words))

    def for_pages(self):
        """With what every line about a job names: account, client, author."""
        return self.select_related("account__client", "author")


class OnBriefQuerySet(models.QuerySet):
    """Rows that hang on a job by `brief`: visible when it is."""

    def visible_to(self, person):
        return self if person.standing.sees_all else self.filter(brief__account__in=seats_that_open(person).values("account"))


class AssignmentQuerySet(OnBriefQuerySet):
    def open(self):
        return self.filter(done_on=None)

    def late(self, *, today):
        return self.open().filter(due_on__lt=today)


class MilestoneQuerySet(OnBriefQuerySet):
    def open(self):
        return self.filter(done_on=None).exclude(brief__state__in=OVER)

    def late(self, *, today):
        """Twin: Milestone.is_late()."""
        return self.filter(done_on=None, due_on__lt=today)

    def for_pages(self):
        return self.select_related("brief__account__client", "owner")


class WorkFileQuerySet(models.QuerySet):
    def visible_to(self, person):
        if person.standing.sees_all:
            return self
        return self.filter(deliverable__brief__account__in=seats_that_open(person).values("account"))

    def shown(self):
        """The client may see it."""
        return self.filter(shown_at__isnull=False)


class ReviewLinkQuerySet(SecretLinkQuerySet):
    def visible_to(self, person):
        return self if person.standing.sees_all else self.filter(brief__account__in=seats_that_open(person).values("account"))
