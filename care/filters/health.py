import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from care.models import RecoveryPlan
from care.states.health import OPEN_PLANS, PlanState
from clients.filters.client import people
from core.lists import HouseFilterSet, KeyFilter


class RecoveryPlanFilter(HouseFilterSet):
    q = django_filters.CharFilter(method="find")
    status = django_filters.ChoiceFilter(label=_("Status"), choices=[("open", _("Open")), ("closed", _("Closed"))], method="in_status")
    state = django_filters.MultipleChoiceFilter(label=_("State"), choices=PlanState)
    owner = django_filters.ModelChoiceFilter(label=_("Owner"), queryset=people)
    review = django_filters.DateFromToRangeFilter(label=_("Judged on"), field_name="review_on")
    account = KeyFilter(label=_("Account number"), field_name="account", widget=forms.HiddenInput)

    class Meta:
        model = RecoveryPlan
        fields = []

    def find(self, queryset, name, words):
        return queryset.filter(Q(goal__icontains=words) | Q(account__name__icontains=words) | Q(account__code__iexact=words))

    def in_status(self, queryset, name, status):
        return queryset.open() if status == "open" else queryset.exclude(state__in=OPEN_PLANS)
