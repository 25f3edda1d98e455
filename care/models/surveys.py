from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from care.models.questionnaires import Question, Questionnaire, SurveySchedule
from care.querysets.surveys import (
    AnswerLineQuerySet,
    SurveyAnswerQuerySet,
    SurveyInvitationQuerySet,
    SurveyLinkQuerySet,
    SurveyRoundQuerySet,
    TeamRatingQuerySet,
)
from care.states.surveys import INVITATION_MOVES, ROUND_MOVES, AnswerSide, InvitationState, QuestionKind, RoundState, SurveyKind
from clients.models import Account, Contact
from core.addresses import address_of
from core.links import SecretLink


class SurveyRound(models.Model):
    """One asking of many, or of one (R5): what, whom, from when to when. The clock opens, reminds and closes it."""

    name = models.CharField(_("name"), max_length=150)
    questionnaire = models.ForeignKey(Questionnaire, verbose_name=_("questionnaire"), on_delete=models.PROTECT, related_name="rounds")
    schedule = models.ForeignKey(SurveySchedule, null=True, blank=True, on_delete=models.PROTECT, related_name="rounds", editable=False)
    period_on = models.DateField(null=True, blank=True, editable=False, help_text="The day of its schedule on which it was due.")
    tiers = models.JSONField(_("tiers"), default=list, blank=True)
    roles = models.JSONField(_("roles in decisions"), default=list, blank=True)
    accounts = models.ManyToManyField(Account, verbose_name=_("accounts"), blank=True, related_name="survey_rounds")
    contacts = models.ManyToManyField(Contact, verbose_name=_("contacts"), blank=True, related_name="+")
    opens_on = models.DateField(_("opens on"), default=timezone.localdate)
    closes_on = models.DateField(_("closes on"))
    remind_after = models.PositiveSmallIntegerField(
        _("remind after … working days"),
        null=True,
        blank=True,
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text=_("Those who have not answered, once. Empty: nobody is reminded."),
    )
    state = models.CharField(_("state"), max_length=10, choices=RoundState, default=RoundState.PLANNED, editable=False)
    invited_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="When all invitations had been written.")
    left_out = models.JSONField(default=dict, blank=True, editable=False, help_text="Why contacts were not asked, and how many.")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        help_text="Empty: the clock.",
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SurveyRoundQuerySet.as_manager()

    moves = ROUND_MOVES

    class Meta:
        ordering = ["-opens_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["schedule", "period_on"], name="one_round_per_period_of_a_schedule"),
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="a_round_closes_after_opening"),
        ]
        indexes = [
            models.Index(fields=["state", "opens_on"], condition=Q(state__in=["planned", "open"]), name="survey_rounds_to_run"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address_of("survey_round_detail", self.pk)

    def event_topic(self):
        return None

    @property
    def is_to_invite(self) -> bool:
        """Invitations are still to be written: it is planned, or the clock stopped half-way. Twin: SurveyRoundQuerySet.due_to_open()."""
        return self.state == RoundState.PLANNED or (self.state == RoundState.OPEN and self.invited_at is None)

    def left_out_for(self, person) -> dict[str, int]:
        """Why contacts were not asked, and how many, of the accounts that this person may know; kept as reason → account → how many.

        Rounds from before counts were kept by account have one sum for all: only those who see every account read it.
        """
        sees_all = person.standing.sees_all
        counts = {why: {} if isinstance(found, int) else found for why, found in self.left_out.items()}
        named, seen = {int(account) for found in counts.values() for account in found}, set()
        if named and not sees_all:
            seen = {str(pk) for pk in Account.objects.visible_to(person).filter(pk__in=named).order_by().values_list("pk", flat=True)}
        sums = {why: sum(n for account, n in found.items() if sees_all or account in seen) for why, found in counts.items()}
        if sees_all:
            sums |= {why: found for why, found in self.left_out.items() if isinstance(found, int)}
        return {why: n for why, n in sums.items() if n}


class SurveyInvitation(models.Model):
    """One contact is asked once in a round, for one account (R5). Personal: no survey of ours is anonymous."""

    round = models.ForeignKey(SurveyRound, on_delete=models.PROTECT, related_name="invitations")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="survey_invitations")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="survey_invitations")
    state = models.CharField(_("state"), max_length=10, choices=InvitationState, default=InvitationState.SENT, editable=False)
    letter = models.ForeignKey("core.Letter", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False)
    sent_at = models.DateTimeField(default=timezone.now, editable=False)
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    refused_on = models.DateField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SurveyInvitationQuerySet.as_manager()

    moves = INVITATION_MOVES

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "contact"], name="one_invitation_per_contact_and_round"),
            models.CheckConstraint(condition=~Q(state=InvitationState.REFUSED) | Q(refused_on__isnull=False), name="a_refusal_has_its_day"),
        ]
        indexes = [models.Index(fields=["contact", "-sent_at"], name="survey_invitation_lately")]

    def __str__(self):
        return f"Survey “{self.round}” to {self.contact}"

    def get_absolute_url(self):
        return address_of("survey_round_detail", self.round_id)

    def event_topic(self):
        return self.account


class SurveyLink(SecretLink):
    """By which one contact answers one invitation, without a log-in (R5). A reminder brings an address of its own."""

    invitation = models.ForeignKey(SurveyInvitation, on_delete=models.CASCADE, related_name="links")

    objects = SurveyLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return f"Survey link of {self.invitation.contact}"

    @property
    def is_open(self) -> bool:
        """Twin: SurveyLinkQuerySet.open()."""
        return super().is_open and self.invitation.contact.left_on is None and self.invitation.account.closed_on is None

    def get_absolute_url(self):
        return self.invitation.get_absolute_url()

    def event_topic(self):
        return self.invitation.account

    def event_words(self):
        return {"by_contact": str(self.invitation.contact), "by_link": "survey", "link": self.pk}

    def has_perm(self, perm, obj=None):
        """Answers its own invitation, and nothing else."""
        return perm == "care.answer_survey" and isinstance(obj, SurveyInvitation) and obj.pk == self.invitation_id


class SurveyAnswer(models.Model):
    """What somebody answered (R5): a contact by link, our team of the client, or an earlier answer that was imported.

    The figures stand here, once for each kind: `nps` 0–10, `csat` 1–5, `rating` the mean of all rated questions. What was asked and
    said word by word stands in `lines`.
    """

    invitation = models.OneToOneField(SurveyInvitation, null=True, blank=True, on_delete=models.PROTECT, related_name="answer")
    round = models.ForeignKey(SurveyRound, null=True, blank=True, on_delete=models.PROTECT, related_name="answers")
    questionnaire = models.ForeignKey(Questionnaire, null=True, blank=True, on_delete=models.PROTECT, related_name="answers")
    kind = models.CharField(_("kind"), max_length=15, choices=SurveyKind)
    account = models.ForeignKey(Account, verbose_name=_("account"), on_delete=models.CASCADE, related_name="survey_answers")
    side = models.CharField(_("side"), max_length=10, choices=AnswerSide, default=AnswerSide.CLIENT)
    contact = models.ForeignKey(
        Contact, verbose_name=_("contact"), null=True, blank=True, on_delete=models.SET_NULL, related_name="survey_answers"
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    nps = models.PositiveSmallIntegerField(_("NPS"), null=True, blank=True, validators=[MaxValueValidator(10)])
    csat = models.PositiveSmallIntegerField(_("CSAT"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)])
    rating = models.DecimalField(_("rating"), max_digits=3, decimal_places=2, null=True, blank=True)
    words = models.TextField(_("words"), blank=True)
    answered_on = models.DateField(_("answered on"), default=timezone.localdate)
    answered_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_low = models.BooleanField(default=False, editable=False)
    was_blind = models.BooleanField(default=True, editable=False, help_text="Given before the other side's answer was known.")
    is_imported = models.BooleanField(default=False, editable=False)
    concern_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="When it opened a concern: once.")
    concern = models.OneToOneField(
        "care.Concern", null=True, blank=True, on_delete=models.SET_NULL, related_name="survey_answer", editable=False
    )
    read_at = models.DateTimeField(null=True, blank=True, editable=False)
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SurveyAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["-answered_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(nps=None) | Q(nps__lte=10), name="nps_is_nought_to_ten"),
            models.CheckConstraint(condition=Q(csat=None) | Q(csat__gte=1, csat__lte=5), name="csat_is_one_to_five"),
            models.CheckConstraint(condition=Q(rating=None) | Q(rating__gte=1, rating__lte=5), name="a_survey_rating_is_one_to_five"),
            models.CheckConstraint(condition=Q(side=AnswerSide.CLIENT) | Q(person__isnull=False), name="the_teams_answer_has_its_person"),
        ]
        indexes = [
            models.Index(fields=["account", "-answered_on"], name="survey_answer_of_account"),
            models.Index(fields=["-answered_on", "-id"], name="survey_answer_by_day"),
            models.Index(fields=["account"], condition=Q(is_low=True, read_at=None), name="low_answer_unread"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.who}"

    def get_absolute_url(self):
        return address_of("survey_answer_detail", self.pk)

    def event_topic(self):
        return self.account

    @property
    def is_read(self) -> bool:
        return self.read_at is not None

    @property
    def figure(self) -> str:
        """“9 / 10”, “4 / 5”; a dash for words alone."""
        if self.nps is not None:
            return f"{self.nps} / 10"
        if self.csat is not None:
            return f"{self.csat} / 5"
        return "–" if self.rating is None else f"{self.rating:.1f} / 5"

    @property
    def who(self) -> str:
        """Whoever answered; nobody is named any more once the answer is older than we keep names."""
        return str(self.person or self.contact or _("somebody at the client"))


class AnswerLine(models.Model):
    """The answer to one question, with the question as it was asked: later words do not change what was answered."""

    answer = models.ForeignKey(SurveyAnswer, on_delete=models.CASCADE, related_name="lines")
    question = models.ForeignKey(Question, null=True, blank=True, on_delete=models.SET_NULL, related_name="lines")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=QuestionKind)
    theme = models.CharField(max_length=60, blank=True)
    text = models.CharField(max_length=300)
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    words = models.TextField(blank=True)

    objects = AnswerLineQuerySet.as_manager()

    class Meta:
        ordering = ["answer", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "question"], name="one_line_per_question"),
            models.CheckConstraint(
                condition=~Q(kind=QuestionKind.RATING) | Q(score=None) | Q(score__gte=1, score__lte=5), name="a_rated_line_is_one_to_five"
            ),
        ]

    def __str__(self):
        return self.text

    def event_topic(self):
        return self.answer.account


class TeamRating(models.Model):
    """One of the team is asked to rate the client as the client rates us: before they can see what the client said (R5, blind)."""

    round = models.ForeignKey(SurveyRound, on_delete=models.CASCADE, related_name="team_ratings")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="team_ratings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="team_ratings")
    answer = models.OneToOneField(SurveyAnswer, null=True, blank=True, on_delete=models.SET_NULL, related_name="team_rating")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = TeamRatingQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["round", "account", "person"], name="one_rating_per_person_account_and_round")]

    def __str__(self):
        return f"Rating of {self.account} by {self.person}"

    def get_absolute_url(self):
        return address_of("team_rating_give", self.pk)

    def event_topic(self):
        return self.account
