"""Who may import, and undo it (S5). Seeing a batch is `ImportBatch.objects.visible_to`."""

import rules

from exchange.models import ImportBatch
from people.permissions import is_admin, rank_at_least, supervisor_up
from people.states import Rank

head = rank_at_least(Rank.HEAD)


@rules.predicate
def sees_it(person, batch):
    return batch is not None and ImportBatch.objects.visible_to(person).filter(pk=batch.pk).exists()


@rules.predicate
def gave_it_in(person, batch):
    return batch is not None and batch.by_id == person.pk


@rules.predicate
def may_import_what_it_holds(person, batch):
    """People get log-ins and ranks by an import: only a head or an admin gives those; an admin imports nothing else."""
    if batch is None:
        return False
    return (head(person) or is_admin(person)) if batch.object == "people" else supervisor_up(person)


rules.add_perm("exchange.import_files", supervisor_up | is_admin)
rules.add_perm("exchange.import_records", supervisor_up)
rules.add_perm("exchange.import_people", head | is_admin)
rules.add_perm("exchange.run_import", sees_it & gave_it_in & may_import_what_it_holds & (supervisor_up | is_admin))
rules.add_perm("exchange.undo_import", sees_it & may_import_what_it_holds & ((gave_it_in & (supervisor_up | is_admin)) | head))
rules.add_perm("exchange.work", rules.always_false)
