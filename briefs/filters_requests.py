import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from briefs.models import JobRequest
from briefs.states import BriefKind, RequestSource, RequestState
from clients.filters.contract import YES_NO
from clients.models import Seat
from clients.states import Tier
from core.lists import HouseFilterSet, KeyFilter

OPEN, OVER = "open", "over"


class RequestFilter(HouseFilterSet):
    q = django_filters.CharFilter(method="find")
    status = django_filters.ChoiceFilter(label=_("Status"), choices=[(OPEN, _("Open")), (OVER, _("Over"))], method="in_status")
    state = django_filters.MultipleChoiceFilter(label=_("State"), choices=RequestState)
    late = django_filters.BooleanFilter(label=_("Answer is late"), method="is_late", widget=YES_NO)
    mine = django_filters.BooleanFilter(label=_("My accounts"), method="on_the_team", widget=YES_NO)
    kind = django_filters.MultipleChoiceFilter(label=_("Kind"), choices=BriefKind)
    source = django_filters.MultipleChoiceFilter(label=_("Source"), choices=RequestSource)
    tier = django_filters.MultipleChoiceFilter(label=_("Tier"), choices=Tier, method="of_tier")
    came = django_filters.DateFromToRangeFilter(label=_("Came in"), field_name="came_on")
    wanted = django_filters.DateFromToRangeFilter(label=_("Wanted by"), field_name="wanted_on")
    account = KeyFilter(label=_("Account number"), field_name="account", widget=forms.HiddenInput)
    contact = KeyFilter(label=_("Contact number"), field_name="contact", widget=forms.HiddenInput)

    class Meta:
        model = JobRequest
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
        return queryset.open() if status == OPEN else queryset.exclude(pk__in=JobRequest.objects.open().values("pk"))

    def is_late(self, queryset, name, wanted):
        late = JobRequest.objects.unanswered(today=self.person.today).values("pk")
        return queryset.filter(pk__in=late) if wanted else queryset.exclude(pk__in=late)

    def on_the_team(self, queryset, name, wanted):
        mine = Seat.objects.live(today=self.person.today).filter(person__in=self.person.standing.seats_of).values("account")
        return queryset.filter(account__in=mine) if wanted else queryset.exclude(account__in=mine)

    def of_tier(self, queryset, name, tiers):
        return queryset.filter(Q(account__tier__in=tiers) | Q(account__tier="", account__client__tier__in=tiers)) if tiers else queryset
