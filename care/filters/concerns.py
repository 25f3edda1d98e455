import django_filters
from django import forms
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from care.filters.check_ins import OnAccountsMixin
from care.models import Concern, ConcernCause
from care.states import ConcernKind, ConcernSource, ConcernState
from clients.filters.contract import YES_NO
from clients.states import Severity, Tier
from core.lists import KeyFilter
from reminders.states import Rung

OPEN, OVER = "open", "over"


class ConcernFilter(OnAccountsMixin):
    q = django_filters.CharFilter(method="find")
    status = django_filters.ChoiceFilter(label=_("Status"), choices=[(OPEN, _("Open")), (OVER, _("Over"))], method="in_status")
    state = django_filters.MultipleChoiceFilter(label=_("State"), choices=ConcernState)
    late = django_filters.BooleanFilter(label=_("Our word is late"), method="is_late", widget=YES_NO)
    severity = django_filters.MultipleChoiceFilter(label=_("Severity"), choices=Severity)
    kind = django_filters.MultipleChoiceFilter(label=_("Kind"), choices=ConcernKind)
    rung = django_filters.MultipleChoiceFilter(label=_("Climbed to"), choices=Rung)
    cause = django_filters.ModelMultipleChoiceFilter(label=_("Cause"), queryset=ConcernCause.objects.all())
    source = django_filters.MultipleChoiceFilter(label=_("Source"), choices=ConcernSource)
    tier = django_filters.MultipleChoiceFilter(label=_("Tier"), choices=Tier, method="of_tier")
    raised = django_filters.DateFromToRangeFilter(label=_("Raised"), field_name="raised_at")
    closed = django_filters.DateFromToRangeFilter(label=_("Closed"), field_name="closed_at")
    answered_late = django_filters.BooleanFilter(label=_("Answered late"), field_name="was_answered_late", widget=YES_NO)
    resolved_late = django_filters.BooleanFilter(label=_("Outcome late"), field_name="was_resolved_late", widget=YES_NO)
    reopened = django_filters.BooleanFilter(label=_("Was reopened"), method="was_reopened", widget=YES_NO)
    contact = KeyFilter(label=_("Contact number"), field_name="contact", widget=forms.HiddenInput)
    client = KeyFilter(label=_("Client number"), field_name="account__client", widget=forms.HiddenInput)

    class Meta:
        model = Concern
        fields = []

    def find(self, queryset, name, words):
        return queryset.filter(
            Q(title__icontains=words)
            | Q(account__code__iexact=words)
            | Q(account__name__icontains=words)
            | Q(account__client__name__icontains=words)
            | Q(contact__name__icontains=words)
        )

    def in_status(self, queryset, name, status):
        return queryset.live() if status == OPEN else queryset.over()

    def is_late(self, queryset, name, wanted):
        late = Concern.objects.late(now=Now()).values("pk")
        return queryset.filter(pk__in=late) if wanted else queryset.exclude(pk__in=late)

    def of_tier(self, queryset, name, tiers):
        return queryset.of_tier(*tiers) if tiers else queryset

    def was_reopened(self, queryset, name, wanted):
        return queryset.filter(reopened_count__gt=0) if wanted else queryset.filter(reopened_count=0)
