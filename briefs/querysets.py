from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from briefs.states import OPEN_REQUESTS, OVER, WORKING_STATES, ApprovalStep, BriefState, Decision, MilestoneKind
from clients.querysets import seats_that_open
from core.links import SecretLinkQuerySet


def sign_offs():
    """Strategy sign-offs of the submission around this query."""
    from briefs.models import Approval

    return Approval.objects.filter(submission=OuterRef("pk"), step=ApprovalStep.STRATEGY, decision=Decision.APPROVED)


class JobRequestQuerySet(models.QuerySet):
    def visible_to(self, person):
        return self if person.standing.sees_all else self.filter(account__in=seats_that_open(person).values("account"))

    def open(self):
        """Nobody has accepted or declined it yet."""
        return self.filter(state__in=OPEN_REQUESTS)

    def unanswered(self, *, today):
        """Waiting for us, and the day by which we promised an answer is over (W1)."""
        return self.filter(state="new", answer_by__lt=today)

    def waiting_for_us(self):
        """New, or answered by the client after we had asked back."""
        return self.filter(state="new")

    def of_link(self, link):
        """What a contact may know of through their request link: their own requests on this account."""
        return self.filter(account=link.account_id, contact=link.contact_id)

    def for_pages(self):
        return self.select_related("account__client", "contact", "taken_by")


class RequestFileQuerySet(models.QuerySet):
    def visible_to(self, person):
        return self if person.standing.sees_all else self.filter(request__account__in=seats_that_open(person).values("account"))

    def of_link(self, link):
        """What the contact sent themselves."""
        return self.filter(request__account=link.account_id, request__contact=link.contact_id, is_from_client=True)


class RequestLinkQuerySet(SecretLinkQuerySet):
    def open(self, *, now):
        """Neither expired nor revoked; the contact is still with the client, and the account with us. Twin: RequestLink.is_open."""
        return super().open(now=now).filter(contact__left_on=None, account__closed_on=None)

    def of_secret(self, secret, *, now):
        """With the account and the contact, whom every page names."""
        return super(RequestLinkQuerySet, self.select_related("account__client", "contact")).of_secret(secret, now=now)

    def visible_to(self, person):
        return self if person.standing.sees_all else self.filter(account__in=seats_that_open(person).values("account"))


class BriefQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Jobs of accounts one may see: whoever is assigned to one gets a liaison's seat with it (P10, DESIGN §2)."""
        return self if person.standing.sees_all else self.filter(account__in=seats_that_open(person).values("account"))

    def live(self):
        """Neither closed nor cancelled."""
        return self.exclude(state__in=OVER)

    def in_work(self):
        """Approved and not delivered yet."""
        return self.filter(state__in=WORKING_STATES)

    def waiting_for_approval(self):
        return self.filter(state=BriefState.IN_REVIEW)

    def with_policy(self, *, on):
        """Annotates what the policy asks: `rank_asked`, `asks_strategy`. Two queries at once. Twin: briefs.policy.rank_for()."""
        from briefs.policy import answers

        rank, strategy = answers(on=on)
        return self.annotate(rank_asked=rank, asks_strategy=strategy)

    def with_signed(self):
        """Annotates `is_signed`: the submission that stands has its strategy sign-off. Twin: permissions.strategy_is_signed."""
        from briefs.models import BriefVersion

        latest = BriefVersion.objects.filter(brief=OuterRef("pk")).order_by("-submitted_at", "-pk")
        signed = latest.annotate(is_signed=Exists(sign_offs())).values("is_signed")[:1]
        return self.annotate(is_signed=Coalesce(Subquery(signed), Value(False)))

    def with_quality(self):
        """Annotates `is_quality_passed`: the last run through the checklist. Twin: permissions.quality_is_passed."""
        from briefs.models import QualityCheck

        last = QualityCheck.objects.filter(brief=OuterRef("pk")).order_by("-started_at", "-pk")
        passed = Case(When(Q(passed_at__isnull=False) | Q(overruled_at__isnull=False), then=Value(True)), default=Value(False))
        return self.annotate(is_quality_passed=Coalesce(Subquery(last.annotate(is_passed=passed).values("is_passed")[:1]), Value(False)))

    def waiting_for(self, person):
        """In review, and this person may say the next yes: sign the strategy off, or approve. Twin: briefs.permissions.

        Annotates `rank_asked`, `asks_strategy`, `is_signed`.
        """
        from briefs.waiting import waits_for

        rows = self.visible_to(person).waiting_for_approval().with_policy(on=person.today).with_signed()
        return rows.filter(waits_for(person))

    def late(self, *, today):
        """Its delivery day is over and nothing was delivered. Twin: Brief.is_late()."""
        return self.live().filter(wanted_on__lt=today, delivered_on=None)

    def delivered_between(self, first, last):
        return self.filter(delivered_on__range=(first, last))

    def with_promise(self):
        """Annotates `promise`: the delivery day first promised, of its last delivery milestone; else the day it is wanted on (W6)."""
        from briefs.models import Milestone

        deliveries = Milestone.objects.filter(brief=OuterRef("pk"), kind=MilestoneKind.DELIVERY).order_by("-due_on", "-pk")
        return self.annotate(promise=Coalesce(Subquery(deliveries.values("promised_on")[:1]), F("wanted_on")))

    def on_time_by(self, *paths):
        """Rows of (…paths, promised and delivered, on time): by account, author, kind, or a month of `delivered_on` (W6).

        On time is delivered on the promised day or before it, however often the day was moved since. A job without a day was never
        promised and does not count.
        """
        promised = self.filter(delivered_on__isnull=False).with_promise().filter(promise__isnull=False)
        counts = {"delivered_count": Count("pk"), "on_time_count": Count("pk", filter=Q(delivered_on__lte=F("promise")))}
        return promised.order_by().values_list(*paths).annotate(**counts).order_by(*paths)

    def on_time_rate(self) -> tuple[int, int]:
        """(on time, promised and delivered) of all these together; the share is the first of the second."""
        promised = self.filter(delivered_on__isnull=False).with_promise().filter(promise__isnull=False).order_by()
        sums = promised.aggregate(n=Count("pk"), on_time=Count("pk", filter=Q(delivered_on__lte=F("promise"))))
        return sums["on_time"], sums["n"]

    def of_person(self, person):
        """On accounts where they sit, or somebody whom they cover: what "mine" means where jobs are shown."""
        from clients.models import Seat

        mine = Seat.objects.live(today=person.today).filter(person__in=person.standing.seats_of)
        return self.filter(account__in=mine.values("account"))

    def waiting_on_departments(self, departments):
        """Somebody of these departments has work on it that is not done: an assignment, or a milestone not reached (W6)."""
        from briefs.models import Assignment, Milestone

        to_do = [kind.objects.filter(brief=OuterRef("pk"), done_on=None, department__in=departments) for kind in (Assignment, Milestone)]
        return self.filter(Exists(to_do[0]) | Exists(to_do[1]))

    def named(self, words):
        """Its title or its number holds these words: "0042" finds ACME-26-0042, and a job that came in keeps the number it had."""
        return self.filter(Q(title__icontains=words) | Q(number__icontains=words))

    def for_pages(self):
        """With what every line about a job names: account, client, author."""
        return self.select_related("account__client", "author")


class OnBriefQuerySet(models.QuerySet):
    """Rows that hang on a job by `brief`: visible when it is."""

    def visible_to(self, person):
        return self if person.standing.sees_all else self.filter(brief__account__in=seats_that_open(person).values("account"))


class ApprovalQuerySet(OnBriefQuerySet):
    def given(self):
        """Somebody said yes."""
        return self.filter(decision=Decision.APPROVED)

    def given_to_own_work(self):
        """Small-shop mode (P7): counted for directors."""
        return self.given().filter(is_self_approval=True)

    def strategy_of_latest(self, brief):
        """The sign-off of the submission that stands."""
        latest = brief.versions.order_by("-submitted_at", "-pk").values("pk")[:1]
        return self.given().filter(submission__in=latest, step=ApprovalStep.STRATEGY)

    def between(self, first, last):
        return self.filter(at__date__range=(first, last))


class RebriefQuerySet(OnBriefQuerySet):
    def between(self, first, last):
        return self.filter(on__range=(first, last))

    def for_pages(self):
        return self.select_related("brief__account__client", "brief__author", "by")

    def lost_by(self, *paths):
        """Rows of (…paths, currency, how many, hours, minor units): what writing again lost, by cause, client or author."""
        sums = {"rebriefs": Count("pk"), "hours": Sum("hours_lost"), "money": Sum("money_lost_minor")}
        return self.order_by().values_list(*paths, "brief__currency").annotate(**sums).order_by(*paths, "brief__currency")


class BriefTemplateQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Those for every account, and those of accounts one may see."""
        if person.standing.sees_all:
            return self
        return self.filter(Q(account=None) | Q(account__in=seats_that_open(person).values("account")))

    def live(self):
        return self.filter(retired_on=None)

    def for_account(self, account):
        """What a brief of this account may begin with; its own first."""
        return self.filter(Q(account=None) | Q(account=account)).order_by(F("account").asc(nulls_last=True), "name", "pk")


class AssignmentQuerySet(OnBriefQuerySet):
    def open(self):
        return self.filter(done_on=None)

    def to_be_worked(self):
        """Open, on a job that is neither over nor on hold: hours that somebody will need (W6)."""
        return self.open().exclude(brief__state__in=(*OVER, BriefState.ON_HOLD))

    def late(self, *, today):
        return self.open().filter(due_on__lt=today)


class MilestoneQuerySet(OnBriefQuerySet):
    def open(self):
        return self.filter(done_on=None).exclude(brief__state__in=OVER)

    def late(self, *, today):
        """Twin: Milestone.is_late()."""
        return self.filter(done_on=None, due_on__lt=today)

    def to_be_reached(self):
        """Open, on a job that is neither over nor on hold: what the clock speaks of."""
        return self.open().exclude(brief__state=BriefState.ON_HOLD)

    def for_pages(self):
        return self.select_related("brief__account__client", "owner")


class RoundQuerySet(OnBriefQuerySet):
    def with_last_review(self):
        """Annotates what was said last inside: `review_passes` (None: nothing), `review_note`, `review_by`."""
        reviews = self.model._meta.get_field("reviews").related_model.objects.filter(round=models.OuterRef("pk")).order_by("-at", "-pk")
        return self.annotate(
            review_passes=models.Subquery(reviews.values("passes")[:1]),
            review_note=models.Subquery(reviews.values("note")[:1]),
            review_by=models.Subquery(reviews.values("by__name")[:1]),
        )

    def with_rounds_of_contract(self):
        """Annotates `contract_rounds`. Twin: briefs.rounds.rounds_sold()."""
        from clients.models import Contract

        sold = Contract.objects.filter(account=models.OuterRef("brief__account"), rounds_per_job__isnull=False).in_force()
        return self.annotate(contract_rounds=models.Subquery(sold.order_by("-rounds_per_job").values("rounds_per_job")[:1]))


class WorkFileQuerySet(models.QuerySet):
    def visible_to(self, person):
        if person.standing.sees_all:
            return self
        return self.filter(deliverable__brief__account__in=seats_that_open(person).values("account"))

    def shown(self):
        """The client may see it."""
        return self.filter(shown_at__isnull=False)


class ReviewLinkQuerySet(SecretLinkQuerySet):
    def open(self, *, now):
        """Neither expired nor revoked; the contact is still with the client, and the account with us. Twin: ReviewLink.is_open."""
        return super().open(now=now).filter(contact__left_on=None, brief__account__closed_on=None)

    def visible_to(self, person):
        return self if person.standing.sees_all else self.filter(brief__account__in=seats_that_open(person).values("account"))


class LiveQuerySet(models.QuerySet):
    """Plans, templates and checklists: those in use."""

    def live(self):
        return self.filter(retired_on=None)


class CheckedPointQuerySet(models.QuerySet):
    def visible_to(self, person):
        if person.standing.sees_all:
            return self
        return self.filter(check_run__brief__account__in=seats_that_open(person).values("account"))
