import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.lists import HouseFilterSet, KeyFilter
from reports.models import Report
from reports.states import ReportKind


class ReportFilter(HouseFilterSet):
    q = django_filters.CharFilter(method="find")
    kind = django_filters.ChoiceFilter(label=_("Report"), choices=ReportKind.choices)
    account = KeyFilter(label=_("Account number"), field_name="account_id", widget=forms.HiddenInput)

    class Meta:
        model = Report
        fields = ["kind", "account"]

    def find(self, rows, name, value):
        return rows.filter(
            Q(account__name__icontains=value)
            | Q(account__code__istartswith=value)
            | Q(account__client__name__icontains=value)
            | Q(person__name__icontains=value)
        )
