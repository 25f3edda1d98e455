import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.filters.client import OfClientFilter
from clients.models import Contact
from clients.states import Attitude, Consent, DecisionRole, Power
from core.lists import HouseFilterSet

STATUSES = [("present", _("With the client")), ("left", _("Left"))]


class ContactFilter(HouseFilterSet):
    q = django_filters.CharFilter(method="find")
    status = django_filters.ChoiceFilter(label=_("Status"), choices=STATUSES, method="in_status")
    decision_role = django_filters.MultipleChoiceFilter(label=_("Role in decisions"), choices=DecisionRole)
    power = django_filters.ChoiceFilter(label=_("Decision power"), choices=Power)
    attitude = django_filters.ChoiceFilter(label=_("Attitude to us"), choices=Attitude)
    consent = django_filters.ChoiceFilter(label=_("Consent to mailings"), choices=Consent)
    last_met_before = django_filters.DateFilter(label=_("Not met since"), method="not_met_since")
    client = OfClientFilter()

    class Meta:
        model = Contact
        fields = []

    def find(self, queryset, name, words):
        return queryset.named(words)

    def in_status(self, queryset, name, status):
        return queryset.filter(left_on__isnull=status == "present")

    def not_met_since(self, queryset, name, day):
        return queryset.filter(Q(last_met_on=None) | Q(last_met_on__lt=day))
