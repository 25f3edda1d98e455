import django_filters
from django.utils.translation import gettext_lazy as _

from care.models import ReportedFigure
from care.states.reported_figures import ReportedKind
from clients.filters.client import OfClientFilter
from core.lists import HouseFilterSet


class ReportedFigureFilter(HouseFilterSet):
    q = django_filters.CharFilter(field_name="client__name", lookup_expr="icontains")
    which = django_filters.MultipleChoiceFilter(label=_("Which"), choices=ReportedKind)
    client = OfClientFilter()
    source = django_filters.CharFilter(label=_("Other system"), lookup_expr="iexact")
    record = django_filters.CharFilter(label=_("Its record"), lookup_expr="iexact")
    number = django_filters.RangeFilter(label=_("Number"))
    as_of = django_filters.DateFromToRangeFilter(label=_("As of"))

    class Meta:
        model = ReportedFigure
        fields = []
