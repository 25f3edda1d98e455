import django_filters
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from care.filters.check_ins import OnAccountsMixin
from care.models import ContactReport
from care.states import AcceptedBy, ReportState
from clients.filters.client import people
from clients.filters.contract import YES_NO


class ContactReportFilter(OnAccountsMixin):
    q = django_filters.CharFilter(method="find")
    state = django_filters.MultipleChoiceFilter(label=_("State"), choices=ReportState)
    late = django_filters.BooleanFilter(label=_("Late"), method="is_late", widget=YES_NO)
    owner = django_filters.ModelChoiceFilter(label=_("Written by"), field_name="author", queryset=people)
    accepted_by = django_filters.ChoiceFilter(label=_("Accepted"), choices=AcceptedBy)
    held = django_filters.DateFromToRangeFilter(label=_("Held"), field_name="check_in__held_on")

    class Meta:
        model = ContactReport
        fields = []

    def find(self, queryset, name, words):
        return queryset.filter(
            Q(number__icontains=words)
            | Q(account__name__icontains=words)
            | Q(account__client__name__icontains=words)
            | Q(lines__text__icontains=words)
        ).distinct()

    def is_late(self, queryset, name, wanted):
        late = ContactReport.objects.late(now=timezone.now()).values("pk")
        return queryset.filter(pk__in=late) if wanted else queryset.exclude(pk__in=late)
