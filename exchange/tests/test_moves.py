"""Every move of an import from every state by everybody, without a view (research §5, check 4)."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from core.errors import IllegalMove
from core.models import Event
from core.moves import available_moves, make_move
from exchange.models import ImportBatch
from exchange.states import BATCH_MOVES, BatchState
from exchange.tests.factories import ImportBatchFactory

pytestmark = pytest.mark.django_db

GAVE_IT_IN, MAY_UNDO = {"sam"}, {"sam", "hana"}
MAY = {"exchange.run_import": GAVE_IT_IN, "exchange.undo_import": MAY_UNDO, "exchange.work": set()}


@pytest.mark.parametrize("move", BATCH_MOVES)
def test_s5_who_may_and_from_where(move, cora, eli, sam, dana, hana, otto, fin, ada):
    for state in BatchState.values:
        batch = ImportBatchFactory(by=sam, state=state)
        for who in (cora, eli, sam, dana, hana, otto, fin, ada):
            may = who.email.partition("@")[0] in MAY[BATCH_MOVES[move].may]
            can = state in BATCH_MOVES[move].sources
            assert (move in available_moves(batch, by=who)) == (may and can), (state, who)
            mark, events = transaction.savepoint(), Event.objects.count()
            if may and can:
                assert make_move(batch, move, by=who).state == BATCH_MOVES[move].target
            else:
                with pytest.raises(IllegalMove if may else PermissionDenied):
                    make_move(batch, move, by=who)
                assert Event.objects.count() == events
            transaction.savepoint_rollback(mark)
            assert ImportBatch.objects.get(pk=batch.pk).state == state
