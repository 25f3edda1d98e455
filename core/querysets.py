from datetime import timedelta

from django.db import models
from django.db.models import OuterRef, Subquery


class EventQuerySet(models.QuerySet):
    def about(self, *subjects):
        """Events of these rows themselves."""
        from django.contrib.contenttypes.models import ContentType

        condition = models.Q(pk__in=[])
        for subject in subjects:
            condition |= models.Q(subject_type=ContentType.objects.get_for_model(subject), subject_id=subject.pk)
        return self.filter(condition)

    def on_timeline_of(self, topic, *, also=()):
        """Events of a row and of all that hangs on it, newest first; `also` are keys of rows that live on in it."""
        from django.contrib.contenttypes.models import ContentType

        of_it = {"topic_id__in": [topic.pk, *also]} if also else {"topic_id": topic.pk}
        return self.filter(topic_type=ContentType.objects.get_for_model(topic), **of_it).order_by("-at", "-pk")


class ExchangeRateQuerySet(models.QuerySet):
    def newest(self, *, on):
        """The newest rate of each currency on that day or before."""
        newest = self.filter(currency=OuterRef("currency"), on__lte=on).order_by("-on").values("pk")[:1]
        return self.filter(pk=Subquery(newest))

    def latest_by_currency(self, *, on):
        """The same, by code."""
        return {rate.currency: rate for rate in self.newest(on=on)}


class FormKeyQuerySet(models.QuerySet):
    def forget_older_than_days(self, days: int, *, now) -> int:
        """Nobody presses a button again after that long. Returns how many went."""
        return self.filter(at__lt=now - timedelta(days=days)).delete()[0]


class HeartbeatQuerySet(models.QuerySet):
    def seen(self, name: str, *, at):
        """Note that this part of the house was at work at that moment."""
        return self.update_or_create(name=name, defaults={"at": at})


class LetterQuerySet(models.QuerySet):
    def due(self, *, now):
        """To be sent, and nobody holds them."""
        return self.filter(next_attempt_at__lte=now)

    def waiting(self):
        """Neither sent nor given up."""
        return self.filter(next_attempt_at__isnull=False)

    def under(self, condition: str):
        """Written under a condition of this name (`core.letter_conditions`)."""
        return self.filter(condition__startswith=f"{condition}:")

    def forget_older_than_days(self, days: int, *, now) -> int:
        """Those that were sent or given up so long ago; one that still waits stays. Returns how many went."""
        return self.filter(next_attempt_at=None, written_at__lt=now - timedelta(days=days)).delete()[0]
