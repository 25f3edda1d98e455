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


class OfBatchQuerySet(models.QuerySet):
    """Rows that hang on a batch: visible when it is."""

    def visible_to(self, person):
        from exchange.models import ImportBatch

        return self.filter(batch__in=ImportBatch.objects.visible_to(person))
