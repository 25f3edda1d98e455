import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from briefs.models import Brief
from briefs.states import OVER, BriefKind, BriefState
from clients.filters.client import people
from clients.filters.contract import YES_NO
from clients.models import Seat
from clients.states import Tier
from core.lists import HouseFilterSet, KeyFilter
from people.states import Department

LIVE, OVER_AND_DONE = "live", "over"


class BriefFilter(HouseFilterSet):
    q = django_filters.CharFilter(method="find")
    status = django_filters.ChoiceFilter(label=_("Status"), choices=[(LIVE, _("Live")), (OVER_AND_DONE, _("Over"))], method="in_status")
    state = django_filters.MultipleChoiceFilter(label=_("State"), choices=BriefState)
    late = django_filters.BooleanFilter(label=_("Late"), method="is_late", widget=YES_NO)
    mine = django_filters.BooleanFilter(label=_("My accounts"), method="on_the_team", widget=YES_NO)
    author = django_filters.ModelChoiceFilter(label=_("Author"), queryset=people)
    kind = django_filters.MultipleChoiceFilter(label=_("Kind"), choices=BriefKind)
    tier = django_filters.MultipleChoiceFilter(label=_("Tier"), choices=Tier, method="of_tier")
    department = django_filters.MultipleChoiceFilter(label=_("Waits on"), choices=Department, method="on_departments")
    wanted = django_filters.DateFromToRangeFilter(label=_("Delivery day"), field_name="wanted_on")
    delivered = django_filters.DateFromToRangeFilter(label=_("Delivered"), field_name="delivered_on")
    score = django_filters.RangeFilter(label=_("Score"))
    account = KeyFilter(label=_("Account number"), field_name="account", widget=forms.HiddenInput)
    client = KeyFilter(label=_("Client number"), field_name="account__client", widget=forms.HiddenInput)

    class Meta:
        model = Brief
        fields = []

    def find(self, queryset, name, words):
        return queryset.filter(
            Q(title__icontains=words)
            | Q(number__istartswith=words)
            | Q(account__code__iexact=words)
            | Q(account__name__icontains=words)
            | Q(account__client__name__icontains=words)
        )

    def in_status(self, queryset, name, status):
        return queryset.live() if status == LIVE else queryset.filter(state__in=OVER)

    def is_late(self, queryset, name, wanted):
        late = Brief.objects.late(today=self.person.today).values("pk")
        return queryset.filter(pk__in=late) if wanted else queryset.exclude(pk__in=late)

    def on_the_team(self, queryset, name, wanted):
        mine = Seat.objects.live(today=self.person.today).filter(person__in=self.person.standing.seats_of).values("account")
        return queryset.filter(account__in=mine) if wanted else queryset.exclude(account__in=mine)

    def on_departments(self, queryset, name, departments):
        return queryset.waiting_on_departments(departments) if departments else queryset

    def of_tier(self, queryset, name, tiers):
        return queryset.filter(Q(account__tier__in=tiers) | Q(account__tier="", account__client__tier__in=tiers)) if tiers else queryset
