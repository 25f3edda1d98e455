from datetime import timedelta

from django.db import models
from django.db.models import Q

from care.states.health import OPEN_PLANS
from clients.querysets import OnAccountQuerySet, seats_that_open

SAID_HOLDS_DAYS = 90  # DESIGN §5: what the team said of a client expires


class SnapshotQuerySet(OnAccountQuerySet):
    def up_to(self, day):
        """The latest first; the first of one account is how it stood on that day."""
        return self.filter(on__lte=day).order_by("-on")


class SentimentQuerySet(OnAccountQuerySet):
    def standing(self, *, today):
        """Said within the last 90 days and not taken back (R4)."""
        return self.filter(said_on__gt=today - timedelta(days=SAID_HOLDS_DAYS), said_on__lte=today, withdrawn_on=None)


class AlertQuerySet(OnAccountQuerySet):
    def open(self):
        """Nobody has acknowledged it, and no later one of its kind took its place."""
        return self.filter(acknowledged_on=None, overtaken_on=None)

    def bad_news(self):
        """All but a change of colour for the better."""
        return self.exclude(kind="colour", is_better=True)


class RecoveryPlanQuerySet(OnAccountQuerySet):
    def open(self):
        """Written, agreed or running: not judged and not dropped."""
        return self.filter(state__in=OPEN_PLANS)

    def not_written_by(self, person):
        """Those that this person may decide: neither written by them nor last changed (four eyes). Twin: RecoveryPlan.is_written_by()."""
        return self.filter(~Q(written_by=person), ~Q(changed_by=person))

    def for_pages(self):
        return self.select_related("account__client", "owner", "written_by", "changed_by", "agreed_by")


class RecoveryStepQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Those of accounts one may see, and one's own wherever they are."""
        if person.standing.sees_all:
            return self
        return self.filter(Q(plan__account__in=seats_that_open(person).values("account")) | Q(owner=person))

    def open(self):
        """To be done, of a plan that runs."""
        return self.filter(done_on=None, plan__state="running")

    def late(self, *, today):
        return self.open().filter(due_on__lt=today)
