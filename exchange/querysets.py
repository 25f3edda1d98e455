from django.db import models

from exchange.states import AT_WORK


class ImportBatchQuerySet(models.QuerySet):
    def visible_to(self, person):
        """One's own imports; those of the people below; a head's eye sees all. Only whoever may import at all."""
        if not person.has_perm("exchange.import_files"):
            return self.none()
        standing = person.standing
        if standing.sees_all:
            return self
        return self.filter(by__in=standing.seats_of | standing.line_of)

    def at_work(self):
        """A worker has, or should have, its hands on it."""
        return self.filter(state__in=AT_WORK)


def is_open_to(batch, person) -> bool:
    """Whoever gave it in, and a head's eye, see every row of a batch; others only rows about records that they see."""
    return batch.by_id == person.pk or person.standing.sees_all


def records_seen(person) -> models.Q:
    """`kind` and `object_id` name a record that this person may know: the wall around an account holds here too."""
    from exchange.kinds import MODELS

    seen = models.Q(pk__in=[])
    for kind, model in MODELS.items():
        if hasattr(model.objects, "visible_to"):
            seen |= models.Q(kind=kind, object_id__in=model.objects.visible_to(person).order_by().values("pk"))
        else:
            seen |= models.Q(kind=kind)
    return seen


class OfBatchQuerySet(models.QuerySet):
    """Rows that hang on a batch: visible when it is."""

    def visible_to(self, person):
        from exchange.models import ImportBatch

        return self.filter(batch__in=ImportBatch.objects.visible_to(person))


class OnRecordQuerySet(OfBatchQuerySet):
    """Rows of a batch that name a record of ours, or what the file said of it."""

    def visible_to(self, person):
        """With the batch; of somebody else's only those that landed on a record which this person may see."""
        rows = super().visible_to(person)
        return rows if person.standing.sees_all else rows.filter(models.Q(batch__by=person) | records_seen(person))
