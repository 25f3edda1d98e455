"""What people do with the work (W4): assign it, count its rounds, hand in versions, review them inside, sell a round more."""

from datetime import date

from django.db import transaction

from briefs.models import Brief, Round
from briefs.rounds import rounds_sold
from briefs.states import RoundState
from core.moves import take


@transaction.atomic
def open_round(brief: Brief, *, by, today: date, due_on: date | None = None) -> Round:
    """Begin the next turn of creative work, numbered, and say whether it is more than was sold.

    A round that the client never saw is not counted twice: it goes on (the brief was written anew in between, say). Part of a
    move, whose event tells it. Sets `round_number` on the brief that was given too. Raises PermissionDenied.
    """
    fresh = take(brief, by=by, may="briefs.run_brief")
    last = fresh.rounds.order_by("-number").first()
    if last is not None and last.shown_on is None:
        last.state, last.over_on, last.handed_in_on = RoundState.WORKING, None, None
        last.due_on = due_on or last.due_on
        last.save()
        opened = last
    else:
        fresh.rounds.exclude(state=RoundState.OVER).update(state=RoundState.OVER, over_on=today)
        number = last.number + 1 if last else 1
        sold = rounds_sold(fresh)
        opened = Round.objects.create(
            brief=fresh, number=number, opened_on=today, due_on=due_on, is_over_contract=sold is not None and number > sold
        )
    Brief.objects.filter(pk=fresh.pk).update(round_number=opened.number)
    brief.round_number = opened.number
    return opened
