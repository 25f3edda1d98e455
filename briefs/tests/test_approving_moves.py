"""Every state × every move of the approval × everybody (W3): a table written from the rules and not from the code.

The account's policy asks a supervisor; Eli opened the job and submitted it. Cora coordinates, Eli leads, Sam and Dana have seats
above, Hana heads the house; Otto, Tara, Pia, Cree, Fin and Ada have no seat.
"""

import pytest
from django.core.exceptions import PermissionDenied

from briefs.actions import approving as actions
from briefs.models import Approval, Brief, BriefVersion, QualityThreshold, Rebrief, Remark
from briefs.sections import SECTIONS
from briefs.states import BriefState
from briefs.tests.factories import BriefFactory, BriefSectionFactory, DeliverableFactory
from core.errors import IllegalMove
from core.models import Event
from core.moves import available_moves
from tests.things import cast  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db

S = BriefState
PEOPLE = "cora eli sam dana hana otto pia tara fin cree ada".split()
TEAM = set("cora eli sam dana hana".split())
WORKERS, DECIDERS = TEAM - {"cora"}, {"sam", "dana", "hana"}
AGREED = {S.APPROVED, S.IN_CREATIVE, S.INTERNAL_REVIEW, S.WITH_CLIENT, S.CHANGES_ASKED, S.CLIENT_APPROVED, S.QUALITY_CHECK}

# move → (who, from which states, to which state; None: back to where it stood)
RULES = {
    "submit": (TEAM, {S.DRAFT}, S.IN_REVIEW),
    "take_back": (TEAM, {S.IN_REVIEW}, S.DRAFT),
    "approve": (DECIDERS, {S.IN_REVIEW}, S.APPROVED),
    "send_back": (DECIDERS, {S.IN_REVIEW}, S.DRAFT),
    "start": (WORKERS, {S.APPROVED}, S.IN_CREATIVE),
    "revise": (WORKERS, AGREED, S.DRAFT),
    "hold": (WORKERS, AGREED | {S.DRAFT}, S.ON_HOLD),
    "resume": (WORKERS, {S.ON_HOLD}, S.CLIENT_APPROVED),
    "cancel": (WORKERS, AGREED | {S.DRAFT, S.IN_REVIEW, S.ON_HOLD}, S.CANCELLED),
}


def do(name, brief, by):
    today = by.today
    return {
        "submit": lambda: actions.submit(brief, by=by, today=today),
        "take_back": lambda: actions.take_back(brief, by=by, today=today),
        "approve": lambda: actions.approve(brief, by=by, today=today),
        "send_back": lambda: actions.send_back(brief, by=by, today=today, reason="So", remarks=[("ask", "What?")]),
        "start": lambda: actions.start_creative(brief, by=by, today=today),
        "revise": lambda: actions.revise(brief, by=by, today=today, cause="our_error", reason="So"),
        "hold": lambda: actions.hold(brief, by=by, today=today, reason="So"),
        "resume": lambda: actions.resume(brief, by=by, today=today),
        "cancel": lambda: actions.cancel(brief, by=by, today=today, reason="So"),
    }[name]()


@pytest.fixture
def brief(account, eli, request):
    QualityThreshold.objects.create(kind="", score=0)
    state = request.param
    facts = {S.DELIVERED: {"delivered_on": eli.today}, S.CLOSED: {"closed_on": eli.today}, S.ON_HOLD: {"held_from": S.CLIENT_APPROVED}}
    brief = BriefFactory(account=account, author=eli, submitted_by=eli, state=state, **facts.get(state, {}))
    for section in SECTIONS:
        BriefSectionFactory(brief=brief, key=section.key, text="Said.", written_by=eli)
    DeliverableFactory(brief=brief)
    return brief


@pytest.mark.parametrize("brief", list(BriefState), indirect=True)
@pytest.mark.parametrize("name", list(RULES))
def test_w3_who_may_do_what_when(name, brief, cast):  # noqa: F811
    may, sources, target = RULES[name]
    found, buttons = {}, set()
    for who in PEOPLE:
        person, start = cast[who], Brief.objects.get(pk=brief.pk)
        Event.objects.all().delete()
        if name in available_moves(start, by=person):
            buttons.add(who)
        try:
            do(name, start, person)
        except PermissionDenied:
            found[who] = "may not"
        except IllegalMove:
            found[who] = "not now"
        else:
            fresh = Brief.objects.get(pk=brief.pk)
            verbs = list(Event.objects.filter(verb=f"brief.{name}").values_list("verb", "from_state", "to_state"))
            found[who] = (fresh.state, verbs)
            put_back(start)
    meant = {who: "may not" if who not in may else "not now" for who in PEOPLE}
    if brief.state in sources:
        meant |= {who: (target, [(f"brief.{name}", brief.state, target)]) for who in may}
    assert found == meant
    assert buttons == (may if brief.state in sources else set())


def put_back(brief):
    """As it stood before the move, for the next person."""
    for model in (Approval, Remark, Rebrief, BriefVersion):
        model.objects.all().delete()
    brief.rounds.all().delete()
    brief.save()
