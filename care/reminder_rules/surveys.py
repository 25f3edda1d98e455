"""What the clock says about surveys (R5, S1): a low answer that nobody reads climbs; a rating of ours that is still awaited."""

from datetime import date

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from care.models import SurveyAnswer, TeamRating
from clients.ladder import account_ladder
from core.workdays import on_or_before
from reminders.registry import Line, Rule, Step, rules


def low_unread(today: date):
    """From the working day after it was given."""
    return SurveyAnswer.objects.low().unread().filter(account__closed_on=None, answered_on__lt=on_or_before(today), is_imported=False)


def low_line(answer: SurveyAnswer, today: date) -> Line:
    return Line(
        title=_("Read what %(contact)s says of us") % {"contact": answer.who},
        why=_("A low answer, and nobody who answers for the account has read it"),
        act_label=_("Read it"),
        url=answer.get_absolute_url(),
        key=f"survey_answer:{answer.pk}",
        icon="message-square-warning",
        code=answer.account.code,
        code_url=answer.account.get_absolute_url(),
    )


def ratings_due(today: date):
    return TeamRating.objects.awaited().of_the_team(today=today).filter(account__closed_on=None, person__is_active=True)


def rating_line(rating: TeamRating, today: date) -> Line:
    return Line(
        title=_("Rate how it is to work with %(account)s") % {"account": rating.account},
        why=_("The round closes, and then the two sides are compared"),
        act_label=_("Rate them"),
        url=rating.get_absolute_url(),
        key=f"team_rating:{rating.pk}",
        icon="scale",
        code=rating.account.code,
        code_url=rating.account.get_absolute_url(),
    )


rules.register(
    Rule(
        name="low_answer_unread",
        label=gettext_lazy("Low answers that nobody has read"),
        subject=lambda: SurveyAnswer,
        causes=low_unread,
        anchor="answered_on",
        steps=(Step(0, climbs_after=2),),
        is_after=True,
        ladder=account_ladder,
        line=low_line,
        loaded=lambda rows: rows.select_related("account", "contact", "person"),
        may_be_done_by_hand=False,
    )
)
rules.register(
    Rule(
        name="team_rating_due",
        label=gettext_lazy("Ratings of clients that are awaited"),
        subject=lambda: TeamRating,
        causes=ratings_due,
        anchor=F("round__closes_on"),
        steps=(Step(3), Step(0)),
        ladder=lambda today: (F("person"), None, None, None),  # it is theirs alone: nobody above rates for them
        line=rating_line,
        loaded=lambda rows: rows.select_related("account", "round"),
        may_be_done_by_hand=False,
    )
)
