"""What of surveys needs a person today (R5): a low answer that nobody has read, a rating of ours, a round that ends in silence."""

from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from care.models import SurveyAnswer, SurveyInvitation, SurveyRound, TeamRating
from clients.models import Seat
from core.my_day import Need, of_rows
from core.registries import my_day
from core.workdays import add_working_days

MOST = 30
LAST_DAYS = 5  # before a round closes: still time to ring
LOW_RESPONSE = 30  # per cent


def led_by(person, today):
    return Seat.objects.live(today=today).leads().filter(person__in=person.standing.seats_of).values("account")


def low_of(person, today):
    return SurveyAnswer.objects.visible_to(person).low().unread().filter(account__in=led_by(person, today))


def first_low_of(person, today):
    return low_of(person, today).select_related("account", "contact", "person").order_by("answered_on", "pk")[:MOST]


@my_day.register
@of_rows(low_of, low=first_low_of)
def low_answers_to_read(person, today, *, low) -> list[Need]:
    """Of the accounts they lead, or cover for; read in one press."""
    return [
        Need(
            key=f"survey_answer:{answer.pk}",
            title=_("Read what %(contact)s says") % {"contact": answer.who},
            why=answer.words[:100] or _("A low answer without a word: ring them"),
            due_on=add_working_days(answer.answered_on, 1),
            act_label=_("Mark read"),
            act_url=reverse("survey_answer_read", args=[answer.pk]),
            icon="message-square-warning",
            code=answer.account.code,
            code_url=reverse("account_satisfaction", args=[answer.account_id]),
            group="clients",
            post=True,
            url=answer.get_absolute_url(),
        )
        for answer in low
    ]


def ratings_of(person, today):
    return TeamRating.objects.visible_to(person).awaited()


def first_ratings_of(person, today):
    return ratings_of(person, today).select_related("account", "round").order_by("round__closes_on", "pk")[:MOST]


@my_day.register
@of_rows(ratings_of, ratings=first_ratings_of)
def clients_to_rate(person, today, *, ratings) -> list[Need]:
    return [
        Need(
            key=f"team_rating:{rating.pk}",
            title=_("Rate how it is to work with %(account)s") % {"account": rating.account},
            why=_("Before you see how they rate us"),
            due_on=rating.round.closes_on,
            act_label=_("Rate them"),
            act_url=rating.get_absolute_url(),
            icon="scale",
            code=rating.account.code,
            code_url=rating.account.get_absolute_url(),
            group="clients",
        )
        for rating in ratings
    ]


def silent_of(person, today):
    """Open rounds of theirs, or that ask the accounts they lead, that close soon and in which one of these accounts is silent."""
    asked = SurveyInvitation.objects.filter(round=OuterRef("pk"), account__in=led_by(person, today))
    soon = SurveyRound.objects.open().filter(closes_on__range=(today, today + timedelta(days=LAST_DAYS)))
    return soon.filter(Exists(asked.silent())).exclude(Exists(asked.filter(answer__isnull=False)))


@my_day.register
@of_rows(silent_of, rounds=lambda person, today: silent_of(person, today).order_by("closes_on", "pk")[:MOST])
def rounds_that_end_in_silence(person, today, *, rounds) -> list[Need]:
    """None of their clients has answered, and there is still time to ring."""
    return [
        Need(
            key=f"survey_round:{survey_round.pk}",
            title=_("Ring those who have not answered “%(round)s”") % {"round": survey_round},
            why=_("Nobody of your clients has answered yet"),
            due_on=survey_round.closes_on,
            act_label=_("See whom"),
            act_url=survey_round.get_absolute_url(),
            icon="phone-outgoing",
            group="clients",
        )
        for survey_round in rounds
    ]


def poor_of(person, today):
    """Rounds they made that close soon; on the day of the invitations it is too early to tell."""
    soon = (today, today + timedelta(days=LAST_DAYS))
    this_morning = timezone.make_aware(datetime.combine(today, time()))
    return SurveyRound.objects.open().filter(made_by=person, closes_on__range=soon, invited_at__lt=this_morning)


def first_poor_of(person, today):
    return poor_of(person, today).with_response(person).order_by("closes_on", "pk")[:MOST]


@my_day.register
@of_rows(poor_of, rounds=first_poor_of)
def rounds_with_few_answers(person, today, *, rounds) -> list[Need]:
    """Theirs, in which fewer than LOW_RESPONSE per cent have answered."""
    return [
        Need(
            key=f"survey_round:{survey_round.pk}",
            title=_("See who has not answered “%(round)s”") % {"round": survey_round},
            why=_("%(answered)s of %(asked)s have answered") % {"answered": survey_round.answered, "asked": survey_round.asked},
            due_on=survey_round.closes_on,
            act_label=_("See whom"),
            act_url=survey_round.get_absolute_url(),
            icon="send",
            group="clients",
        )
        for survey_round in rounds
        if survey_round.asked and 100 * survey_round.answered < LOW_RESPONSE * survey_round.asked
    ]
