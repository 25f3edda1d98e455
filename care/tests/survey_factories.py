"""Smallest valid rows of surveys."""

from datetime import date, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from care import models
from care.states.surveys import AnswerSide, QuestionKind, RoundState, SurveyKind
from clients.states import Tier
from clients.tests.factories import AccountFactory, ContactFactory
from core.links import hash_of, new_secret
from people.tests.factories import PersonFactory


class QuestionnaireFactory(DjangoModelFactory):
    """Without a question; `with_questions()` of the tests writes some."""

    class Meta:
        model = models.Questionnaire

    name = factory.Sequence(lambda n: f"Questionnaire {n}")
    kind = SurveyKind.NPS


class QuestionFactory(DjangoModelFactory):
    class Meta:
        model = models.Question

    questionnaire = factory.SubFactory(QuestionnaireFactory)
    kind = QuestionKind.NPS
    position = 1
    text = "Would you recommend us?"


class SurveyScheduleFactory(DjangoModelFactory):
    class Meta:
        model = models.SurveySchedule

    questionnaire = factory.SubFactory(QuestionnaireFactory)
    tier = Tier.KEY
    starts_on = date(2026, 1, 12)


class SurveyRoundFactory(DjangoModelFactory):
    """Open since yesterday, for three weeks, all invitations written."""

    class Meta:
        model = models.SurveyRound
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Round {n}")
    questionnaire = factory.SubFactory(QuestionnaireFactory)
    opens_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=1))
    closes_on = factory.LazyAttribute(lambda row: row.opens_on + timedelta(days=21))
    state = RoundState.OPEN
    invited_at = factory.LazyAttribute(lambda row: None if row.state == RoundState.PLANNED else timezone.now())


class SurveyInvitationFactory(DjangoModelFactory):
    class Meta:
        model = models.SurveyInvitation

    round = factory.SubFactory(SurveyRoundFactory)
    account = factory.SubFactory(AccountFactory)
    contact = factory.SubFactory(ContactFactory, client=factory.SelfAttribute("..account.client"))


class SurveyLinkFactory(DjangoModelFactory):
    """`secret` is on the row for the test that opens it; the database keeps its hash."""

    class Meta:
        model = models.SurveyLink

    invitation = factory.SubFactory(SurveyInvitationFactory)
    secret_hash = factory.LazyFunction(lambda: hash_of(new_secret()))
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))

    @classmethod
    def _create(cls, model_class, *args, secret=None, **kwargs):
        secret = secret or new_secret()
        kwargs["secret_hash"] = hash_of(secret)
        link = super()._create(model_class, *args, **kwargs)
        link.secret = secret
        return link


class SurveyAnswerFactory(DjangoModelFactory):
    """A seven, given today by nobody in particular."""

    class Meta:
        model = models.SurveyAnswer

    account = factory.SubFactory(AccountFactory)
    kind = SurveyKind.NPS
    nps = 7


class AnswerLineFactory(DjangoModelFactory):
    class Meta:
        model = models.AnswerLine

    answer = factory.SubFactory(SurveyAnswerFactory)
    kind = QuestionKind.RATING
    text = "How well do we keep days?"
    theme = "Reliability"
    score = 3


class TeamAnswerFactory(SurveyAnswerFactory):
    side = AnswerSide.TEAM
    kind = SurveyKind.RELATIONSHIP
    nps = None
    person = factory.SubFactory(PersonFactory)


class TeamRatingFactory(DjangoModelFactory):
    class Meta:
        model = models.TeamRating

    round = factory.SubFactory(SurveyRoundFactory)
    account = factory.SubFactory(AccountFactory)
    person = factory.SubFactory(PersonFactory)
