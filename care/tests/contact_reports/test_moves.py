"""Who may move a contact report when (R1): every move from every state."""

import pytest
from django.core.exceptions import PermissionDenied

from care.states import REPORT_MOVES, ReportState
from care.tests.reports import MET_ON, NOW, a_report
from core.errors import IllegalMove
from core.moves import make_move

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", list(ReportState))
@pytest.mark.parametrize("name", list(REPORT_MOVES))
@pytest.mark.parametrize("who", ["cora", "eli", "sam", "dana", "otto"])
def test_r1_every_move_from_every_state(state, name, who, account, eli, minna, request):
    report = a_report(account, by=eli, contacts=[minna], held_on=MET_ON, state=state, now=NOW)
    person, move = request.getfixturevalue(who), REPORT_MOVES[name]
    line, above = {"cora", "eli", "sam", "dana"}, {"eli", "sam", "dana"}
    may = who in {"issue": above, "recall": above, "accept": above, "dispute": line}.get(name, set())
    extra = (
        {"issued_at": NOW, "accept_at": NOW, "edition": 1} if name == "issue" else {"accepted_at": NOW} if move.target == "accepted" else {}
    )
    if not may:
        with pytest.raises(PermissionDenied):
            make_move(report, name, by=person, **extra)
    elif state not in move.sources:
        with pytest.raises(IllegalMove):
            make_move(report, name, by=person, **extra)
    else:
        assert make_move(report, name, by=person, **extra).state == move.target
