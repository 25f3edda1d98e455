import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.filters.contract import YES_NO
from clients.models import BoughtService, Service
from clients.states import Fit
from core.lists import HouseFilterSet, KeyFilter


class BoughtServiceFilter(HouseFilterSet):
    q = django_filters.CharFilter(method="find")
    service = django_filters.ModelChoiceFilter(label=_("Service"), queryset=Service.objects.order_by("name", "pk"))
    fit = django_filters.MultipleChoiceFilter(label=_("Fit"), choices=Fit)
    ended = django_filters.BooleanFilter(label=_("Ended"), field_name="ended_on", lookup_expr="isnull", exclude=True, widget=YES_NO)
    account = KeyFilter(label=_("Account number"), field_name="account", widget=forms.HiddenInput)

    class Meta:
        model = BoughtService
        fields = []

    def find(self, queryset, name, words):
        return queryset.filter(
            Q(service__name__icontains=words) | Q(account__name__icontains=words) | Q(account__client__name__icontains=words)
        )
