"""Adjectives of surveys: which answers one may see, who may be asked, and what the answers come to (R5)."""

from datetime import timedelta

from django.db import models
from django.db.models import Avg, Count, DateField, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce, TruncQuarter

from care.states.surveys import PROMOTER_FROM, SILENT, AnswerSide, InvitationState, QuestionKind, RoundState
from clients.querysets import count_of, seats_that_open
from clients.states import ClientState, Consent
from core.links import SecretLinkQuerySet

REST_DAYS = 30  # a contact is asked at most once in so many days, whoever asks. ADR 0058
PROMOTERS = Count("pk", filter=Q(nps__gte=PROMOTER_FROM))
DETRACTORS = Count("pk", filter=Q(nps__lte=6))
SUMS = {
    "answers": Count("pk"),
    "nps_answers": Count("nps"),
    "promoters": PROMOTERS,
    "detractors": DETRACTORS,
    "csat_answers": Count("csat"),
    "csat_mean": Avg("csat"),
    "rating_answers": Count("rating"),
    "rating_mean": Avg("rating"),
}


def quarter_of(day: str):
    """Its first day. PostgreSQL makes a moment of it, which is read as a day only where it is asked alone."""
    return Cast(TruncQuarter(day), DateField())


RESPONSE = {"asked": Count("pk"), "answered": Count("pk", filter=Q(state=InvitationState.ANSWERED))}


class InUseQuerySet(models.QuerySet):
    def in_use(self):
        return self.filter(retired_on=None)


class SurveyRoundQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Those that ask somebody on an account they may know; and their own, as long as nobody was asked and no account is named
        that they may not know any more: a lead's round bears the name of its account."""
        from care.models import SurveyInvitation

        if person.standing.sees_all:
            return self
        asked = SurveyInvitation.objects.visible_to(person).order_by().values("round")
        invited = SurveyInvitation.objects.filter(round=OuterRef("pk"))
        named = self.model.accounts.through.objects.filter(surveyround=OuterRef("pk"))
        known = named.filter(account__in=seats_that_open(person).values("account"))
        own = self.model.objects.filter(~Exists(invited), ~Exists(named) | Exists(known), made_by__in=person.standing.seats_of)
        return self.filter(pk__in=own.order_by().values("pk").union(asked))

    def open(self):
        return self.filter(state=RoundState.OPEN)

    def with_response(self, person):
        """Annotates `asked` and `answered`: of the invitations that this person may know."""
        from care.models import SurveyInvitation

        of_round = SurveyInvitation.objects.visible_to(person).reached().filter(round=OuterRef("pk"))
        return self.annotate(asked=count_of(of_round), answered=count_of(of_round.filter(state=InvitationState.ANSWERED)))

    def for_pages(self):
        return self.select_related("questionnaire", "made_by")

    def for_lists(self):
        """Without whom it left out, which is long in a round that asks many."""
        return self.for_pages().defer("left_out")

    def due_to_open(self, *, today):
        """To be opened, or opened and not through with its invitations: a clock that stopped half-way goes on. Twin: is_to_invite."""
        return self.filter(Q(state=RoundState.PLANNED) | Q(state=RoundState.OPEN, invited_at=None), opens_on__lte=today)

    def due_to_close(self, *, today):
        return self.open().filter(closes_on__lt=today)


class SurveyInvitationQuerySet(models.QuerySet):
    def visible_to(self, person):
        return self if person.standing.sees_all else self.filter(account__in=seats_that_open(person).values("account"))

    def silent(self):
        return self.filter(state__in=SILENT)

    def reached(self):
        """Those that arrived: what a response rate is a share of."""
        return self.exclude(state=InvitationState.BOUNCED)

    def response(self) -> dict[str, int]:
        """{asked, answered} of these."""
        return self.reached().order_by().aggregate(**RESPONSE)

    def responses(self):
        """The same as one row, for whoever asks in their own way."""
        return self.reached().order_by().values(one=Value(1)).annotate(**RESPONSE).values(*RESPONSE)

    def asked_since(self, moment):
        return self.filter(sent_at__gt=moment)

    def to_remind(self, *, now):
        """Silent, not reminded yet, on an account that is still with us; and the contact may still be asked as at the first sending,
        and was asked by no other round within the days of rest."""
        from clients.models import Contact

        may = askable(Contact.objects.all(), now=now).order_by().values("pk")
        others = self.model.objects.asked_since(now - timedelta(days=REST_DAYS)).filter(contact=OuterRef("contact"))
        waiting = self.silent().filter(reminded_at=None, account__closed_on=None, contact__in=may)
        return waiting.filter(~Exists(others.exclude(round=OuterRef("round"))))


class SurveyLinkQuerySet(SecretLinkQuerySet):
    def open(self, *, now):
        """Neither expired nor revoked; the contact is still with the client, and the account with us. Twin: SurveyLink.is_open."""
        return super().open(now=now).filter(invitation__contact__left_on=None, invitation__account__closed_on=None)


class SurveyAnswerQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Those of accounts one may know; while one's own rating of the same relationship is asked for, not the other side's (blind)."""
        from care.models import TeamRating

        mine = TeamRating.objects.awaited().filter(person=person, account=OuterRef("account"), round=OuterRef("round"))
        rows = self.filter(Q(round=None) | Q(person=person) | ~Exists(mine))
        return rows if person.standing.sees_all else rows.filter(account__in=seats_that_open(person).values("account"))

    def of_clients(self):
        return self.filter(side=AnswerSide.CLIENT)

    def of_team(self):
        return self.filter(side=AnswerSide.TEAM)

    def low(self):
        """Those that open a concern (ADR 0058)."""
        return self.filter(is_low=True)

    def unread(self):
        return self.filter(read_at=None, side=AnswerSide.CLIENT)

    def between(self, first, last):
        return self.filter(answered_on__range=(first, last))

    def sums(self) -> dict:
        """What NPS, CSAT and rating are made of; `care.satisfaction` makes figures of them."""
        return self.order_by().aggregate(**SUMS)

    def summed(self):
        """The same as one row, for whoever asks in their own way."""
        return self.order_by().values(one=Value(1)).annotate(**SUMS).values(*SUMS)

    def sums_by(self, *by: str):
        return self.order_by().values(*by).annotate(**SUMS)

    def sums_by_quarter(self):
        """One row for each quarter with an answer, earliest first."""
        return self.order_by().annotate(quarter=quarter_of("answered_on")).values("quarter").annotate(**SUMS).order_by("quarter")

    def for_pages(self):
        return self.select_related("account__client", "contact", "person", "round", "questionnaire", "concern")


class AnswerLineQuerySet(models.QuerySet):
    def ratings(self):
        return self.filter(kind=QuestionKind.RATING, score__isnull=False)

    def means_by(self, *by: str):
        return self.ratings().order_by().values(*by).annotate(mean=Avg("score"), n=Count("pk"))


class TeamRatingQuerySet(models.QuerySet):
    def visible_to(self, person):
        """A rating is asked of one person, as long as they may know the account; what they gave is an answer like others."""
        return self.known_to(person).filter(person=person)

    def known_to(self, person):
        """Those on accounts that this person may know, whoever is to give them."""
        return self if person.standing.sees_all else self.filter(account__in=seats_that_open(person).values("account"))

    def awaited(self):
        return self.filter(answer=None, round__state=RoundState.OPEN)

    def of_the_team(self, *, today):
        """Those of people who still sit on the account: whoever gave the seat up is not reminded of a client that is no longer theirs."""
        from clients.models import Seat

        return self.filter(Exists(Seat.objects.live(today=today).filter(account=OuterRef("account"), person=OuterRef("person"))))


def askable(contacts, *, now):
    """Those of these contacts who may be written to: present, reachable, and neither against mailings nor against surveys (R5).

    Whoever said by link that they do not want to be asked is asked again only when they have agreed to mailings since.
    """
    from care.models import SurveyInvitation

    said_no = SurveyInvitation.objects.filter(contact=OuterRef("pk"), state=InvitationState.REFUSED)
    agreed_since = Q(consent=Consent.GIVEN, consent_on__gt=Subquery(said_no.order_by("-refused_on").values("refused_on")[:1]))
    return contacts.filter(left_on=None).exclude(email="").exclude(consent=Consent.REFUSED).filter(~Exists(said_no) | agreed_since)


def asked_lately(contacts, *, now) -> set[int]:
    """Keys of those of these contacts who were asked within the last REST_DAYS, by whatever survey."""
    from care.models import SurveyInvitation

    lately = SurveyInvitation.objects.asked_since(now - timedelta(days=REST_DAYS))
    return set(lately.filter(contact__in=contacts).values_list("contact", flat=True))


def contacts_to_ask(accounts, *, roles=()):
    """Who speaks for these accounts, with `for_account`: their own, else the first of these accounts of their client."""
    from clients.models import Contact

    of_client = accounts.filter(client=OuterRef("client")).order_by("pk").values("pk")[:1]
    rows = Contact.objects.filter(
        Q(account__in=accounts.order_by().values("pk")) | Q(account=None, client__in=accounts.order_by().values("client"))
    )
    rows = rows.annotate(for_account=Coalesce(F("account"), Subquery(of_client)))
    return rows.filter(decision_role__in=roles) if roles else rows


def accounts_of_tiers(accounts, tiers):
    """Live ones of clients who are with us, of these tiers (all when none is named)."""
    live = accounts.live().filter(client__state__in=(ClientState.ACTIVE, ClientState.DORMANT)).with_tier()
    return live.filter(effective_tier__in=tiers) if tiers else live


def accounts_to_ask(survey_round):
    """The accounts it asks about: those named, else by tier; of a director's round those that the director may see."""
    from clients.models import Account

    maker = survey_round.made_by
    seen = Account.objects.visible_to(maker) if maker else Account.objects.all()
    if survey_round.accounts.exists():
        return seen.live().filter(pk__in=survey_round.accounts.values("pk"))
    return accounts_of_tiers(seen, survey_round.tiers)


def accounts_concerned(survey_round):
    """The accounts that its invitations ask and, until all of these are written, those that it will ask."""
    from clients.models import Account

    concerned = Q(pk__in=survey_round.invitations.order_by().values("account"))
    if survey_round.is_to_invite:
        concerned |= Q(pk__in=accounts_to_ask(survey_round).order_by().values("pk"))
    return Account.objects.filter(concerned)
