"""Smallest valid rows of `briefs`. Nothing is made that was not asked for, except what a row cannot be without."""

from datetime import date, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from briefs import models
from briefs.states import ApprovalStep, Decision, RebriefCause
from clients.tests.factories import AccountFactory, ContactFactory
from core.links import hash_of, new_secret
from people.tests.factories import PersonFactory


class JobRequestFactory(DjangoModelFactory):
    class Meta:
        model = models.JobRequest

    account = factory.SubFactory(AccountFactory)
    title = factory.Sequence(lambda n: f"Request {n}")
    ask = "A poster for the spring sale."
    came_on = date(2026, 3, 2)
    answer_by = date(2026, 3, 4)


class RequestFormFactory(DjangoModelFactory):
    class Meta:
        model = models.RequestForm

    account = factory.SubFactory(AccountFactory)


class RequestLinkFactory(DjangoModelFactory):
    """`secret` is on the row for the test that opens it; the database keeps its hash."""

    class Meta:
        model = models.RequestLink

    account = factory.SubFactory(AccountFactory)
    contact = factory.SubFactory(ContactFactory, client=factory.SelfAttribute("..account.client"))
    secret_hash = factory.LazyFunction(lambda: hash_of(new_secret()))
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))

    @classmethod
    def _create(cls, model_class, *args, secret=None, **kwargs):
        secret = secret or new_secret()
        kwargs["secret_hash"] = hash_of(secret)
        link = super()._create(model_class, *args, **kwargs)
        link.secret = secret
        return link


class BriefFactory(DjangoModelFactory):
    class Meta:
        model = models.Brief

    account = factory.SubFactory(AccountFactory)
    number = factory.LazyAttributeSequence(lambda brief, n: f"{brief.account.code}-25-{n:04d}")
    title = factory.Sequence(lambda n: f"Job {n}")
    author = factory.SubFactory(PersonFactory)


class BriefSectionFactory(DjangoModelFactory):
    class Meta:
        model = models.BriefSection

    brief = factory.SubFactory(BriefFactory)
    key = "ask"
    text = "A poster for the spring sale."


class DeliverableFactory(DjangoModelFactory):
    class Meta:
        model = models.Deliverable

    brief = factory.SubFactory(BriefFactory)
    name = "Poster"


class AttachmentFactory(DjangoModelFactory):
    class Meta:
        model = models.Attachment

    brief = factory.SubFactory(BriefFactory)
    name = "guidelines.pdf"
    file = factory.django.FileField(filename="guidelines.pdf", data=b"%PDF-1.4")


class BriefTemplateFactory(DjangoModelFactory):
    class Meta:
        model = models.BriefTemplate

    name = factory.Sequence(lambda n: f"Template {n}")


class BriefVersionFactory(DjangoModelFactory):
    class Meta:
        model = models.BriefVersion

    brief = factory.SubFactory(BriefFactory)
    number = 1
    contents = factory.LazyFunction(dict)


class RebriefFactory(DjangoModelFactory):
    class Meta:
        model = models.Rebrief

    brief = factory.SubFactory(BriefFactory)
    to_edition = 2
    cause = RebriefCause.CLIENT_CHANGE
    reason = "They changed the audience."
    by = factory.SubFactory(PersonFactory)


class ApprovalFactory(DjangoModelFactory):
    class Meta:
        model = models.Approval

    brief = factory.SelfAttribute("submission.brief")
    submission = factory.SubFactory(BriefVersionFactory)
    step = ApprovalStep.RANK
    decision = Decision.APPROVED
    given_by = factory.SubFactory(PersonFactory)


class RemarkFactory(DjangoModelFactory):
    class Meta:
        model = models.Remark

    brief = factory.SubFactory(BriefFactory)
    text = "Say it with a figure."
    by = factory.SubFactory(PersonFactory)


class AssignmentFactory(DjangoModelFactory):
    class Meta:
        model = models.Assignment

    brief = factory.SubFactory(BriefFactory)
    person = factory.SubFactory(PersonFactory, rank=None, department="creative")
    what = "Layout"
    starts_on = date(2026, 3, 2)
    due_on = date(2026, 3, 6)


class RoundFactory(DjangoModelFactory):
    class Meta:
        model = models.Round

    brief = factory.SubFactory(BriefFactory)
    number = 1


class WorkFileFactory(DjangoModelFactory):
    class Meta:
        model = models.WorkFile

    deliverable = factory.SubFactory(DeliverableFactory)
    number = 1
    name = "poster.png"
    mime = "image/png"
    pages = 1
    file = factory.django.ImageField(filename="poster.png", width=40, height=30, format="PNG")
    uploaded_by = factory.SubFactory(PersonFactory)


class ChangeOrderFactory(DjangoModelFactory):
    class Meta:
        model = models.ChangeOrder

    brief = factory.SubFactory(BriefFactory)
    round_number = 3
    reason = "A third round."
    offered_by = factory.SubFactory(PersonFactory)


class PresentationFactory(DjangoModelFactory):
    class Meta:
        model = models.Presentation

    brief = factory.SubFactory(BriefFactory)
    rationale = "It wins back the families."
    presented_by = factory.SubFactory(PersonFactory)


class ReviewLinkFactory(RequestLinkFactory):
    class Meta:
        model = models.ReviewLink

    account = None
    brief = factory.SubFactory(BriefFactory)
    contact = factory.SubFactory(ContactFactory, client=factory.SelfAttribute("..brief.account.client"))

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        kwargs.pop("account", None)
        return super()._create(model_class, *args, **kwargs)


class MilestoneFactory(DjangoModelFactory):
    class Meta:
        model = models.Milestone

    brief = factory.SubFactory(BriefFactory)
    name = "Concept"
    due_on = date(2026, 3, 20)
    promised_on = factory.SelfAttribute("due_on")


class MilestonePlanFactory(DjangoModelFactory):
    class Meta:
        model = models.MilestonePlan

    name = factory.Sequence(lambda n: f"Plan {n}")
    kind = "print"


class ChecklistFactory(DjangoModelFactory):
    class Meta:
        model = models.Checklist

    name = factory.Sequence(lambda n: f"Checklist {n}")
    kind = "print"


class QualityCheckFactory(DjangoModelFactory):
    class Meta:
        model = models.QualityCheck

    brief = factory.SubFactory(BriefFactory)


class JobRatingFactory(DjangoModelFactory):
    class Meta:
        model = models.JobRating

    brief = factory.SubFactory(BriefFactory)
    side = "agency"
    score = 4
