from datetime import timedelta
from uuid import UUID

from django.db import models, transaction
from django.db.models import F, Q

from reminders.states import OPEN_STATES, ReminderState


class PostedQuerySet(models.QuerySet):
    """What Reminder and Digest share: the claim, which is also the lease (docs/RELIABILITY.md)."""

    def pending(self):
        return self.filter(state="pending")  # spelt as the partial index's condition

    def due(self, *, now):
        """To be sent now, and in nobody's hands: a claim moves `next_attempt_at` ahead."""
        return self.pending().filter(next_attempt_at__lte=now)

    def claim(self, *, now, token: UUID, lease: timedelta, most: int) -> list[int]:
        """Take up to `most` rows that are due; whoever dies with them loses them when the lease is over. Returns their keys.

        The update asks again whether each row is due: safe where FOR UPDATE SKIP LOCKED is ignored (SQLite).
        """
        with transaction.atomic():
            ids = self.due(now=now).order_by("next_attempt_at", "pk").select_for_update(skip_locked=True).values_list("pk", flat=True)
            ids = list(ids[:most])
            self.due(now=now).filter(pk__in=ids).update(claim_token=token, next_attempt_at=now + lease, attempts=F("attempts") + 1)
        return ids

    def held_under(self, token: UUID):
        """Still ours: nobody has claimed it since, and it was not cancelled."""
        return self.pending().filter(claim_token=token)


class DigestQuerySet(PostedQuerySet):
    pass


class ReminderQuerySet(PostedQuerySet):
    def due(self, *, now):
        """Those that go out on their own; what lies in a digest goes with it."""
        return super().due(now=now).filter(digest=None)

    def open(self):
        """Neither done nor cancelled."""
        return self.filter(state__in=OPEN_STATES)

    def closed(self):
        return self.exclude(state__in=OPEN_STATES)

    def awake(self, *, today):
        """Not put off by a snooze."""
        return self.filter(Q(snoozed_until=None) | Q(snoozed_until__lte=today))

    def of(self, person):
        """Those of this person, and of whoever they cover for today."""
        return self.filter(recipient__in=person.standing.covers_for | {person.pk})

    def inbox(self, person):
        """What waits for this person now."""
        return self.of(person).open().awake(today=person.today)

    def escalated(self):
        return self.exclude(passed=None)

    def failed(self):
        return self.filter(state=ReminderState.FAILED)

    def visible_to(self, person):
        """One's own and those one covers; those of people below for whoever stands above them; all for a head."""
        standing = person.standing
        if standing.sees_all:
            return self
        return self.filter(recipient__in=standing.covers_for | standing.line_of | {person.pk})

    def looked_after_by(self, person):
        """Those whose delivery is this person's business: an admin all, others those of people below them and their own."""
        return self if person.is_staff else self.visible_to(person)

    def same_chain(self, outer=""):
        """Rows about the same thing: rule, subject and its date. Inside a subquery `outer` is empty."""
        reference = models.OuterRef
        return self.filter(
            subject_type=reference(f"{outer}subject_type"),
            subject_id=reference(f"{outer}subject_id"),
            rule=reference(f"{outer}rule"),
            anchor_on=reference(f"{outer}anchor_on"),
        )

    def with_people(self):
        return self.select_related("recipient", "passed", "closed_by", "sent_to", "subject_type")


class SweepRunQuerySet(models.QuerySet):
    def ended(self):
        return self.exclude(ended_at=None)

    def forget_older_than_days(self, days: int, *, now) -> int:
        return self.filter(started_at__lt=now - timedelta(days=days)).delete()[0]
