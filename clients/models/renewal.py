from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.models.contract import Contract
from clients.querysets import RenewalQuerySet
from clients.states import DECIDED_STAGES, OPEN_STAGES, RENEWAL_MOVES, LossCause, RenewalStage
from core.addresses import address_of
from core.money import Money


class Renewal(models.Model):
    """The question whether a contract's term is followed by another, worked through stages until it is decided (C5).

    Opened by the clock, one per term; to be decided on or before the contract's last safe notice day.
    """

    contract = models.OneToOneField(Contract, on_delete=models.PROTECT, related_name="renewal")
    stage = models.CharField(_("stage"), max_length=15, choices=RenewalStage, default=RenewalStage.UPCOMING)
    opened_on = models.DateField()
    likelihood = models.PositiveSmallIntegerField(
        _("likelihood in %"), null=True, blank=True, validators=[MaxValueValidator(100)], help_text=_("What the lead says.")
    )
    model_likelihood = models.PositiveSmallIntegerField(
        null=True, blank=True, editable=False, help_text=_("What the evidence says; see ADR 0005.")
    )
    model_why = models.JSONField(default=list, blank=True, editable=False, help_text="[{label, weight, value 0–100, words}], see ADR 0005")
    next_step = models.CharField(_("next step"), max_length=300, blank=True)
    proposed_fee_minor = models.BigIntegerField(_("proposed fee"), null=True, blank=True)
    proposed_months = models.PositiveSmallIntegerField(_("proposed term in months"), null=True, blank=True)
    cause = models.CharField(_("not renewed because"), max_length=15, choices=LossCause, blank=True, help_text=_("Empty: not said."))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_self_approval = models.BooleanField(default=False, help_text=_("Decided by whoever wrote the proposal, in small-shop mode (P7)."))
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = RenewalQuerySet.as_manager()

    moves = RENEWAL_MOVES
    state_field = "stage"

    class Meta:
        ordering = ["contract__last_safe_notice_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(stage__in=DECIDED_STAGES) & Q(decided_on__isnull=False)) | (~Q(stage__in=DECIDED_STAGES) & Q(decided_on=None)),
                name="a_decided_renewal_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=[RenewalStage.LAPSED, RenewalStage.TERMINATED]) | ~Q(reason=""), name="a_lost_renewal_has_a_reason"
            ),
            models.CheckConstraint(condition=Q(proposed_fee_minor=None) | Q(proposed_fee_minor__gte=0), name="proposed_fee_not_negative"),
            models.CheckConstraint(condition=Q(likelihood=None) | Q(likelihood__lte=100), name="likelihood_is_a_percentage"),
        ]
        indexes = [models.Index(fields=["stage", "contract"], name="renewal_by_stage")]

    def __str__(self):
        return self.contract.name

    def get_absolute_url(self):
        return address_of("renewal_detail", self.pk)

    def event_topic(self):
        return self.contract.account

    @property
    def proposed_fee(self) -> Money | None:
        """What we propose for the next term, per fee period; None until somebody has proposed."""
        return None if self.proposed_fee_minor is None else Money(self.proposed_fee_minor, self.contract.currency)

    @property
    def is_open(self) -> bool:
        return self.stage in OPEN_STAGES
