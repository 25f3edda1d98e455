import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from care.models import SurveyAnswer, SurveyRound
from care.states.surveys import PROMOTER_FROM, AnswerSide, RoundState, SurveyKind
from clients.filters.contract import YES_NO
from clients.models import Seat
from clients.states import Tier
from core.lists import HouseFilterSet, KeyFilter

# What a figure is made of: the page of each figure opens the list with one of these.
BANDS = {
    "nps": (_("Any NPS"), Q(nps__isnull=False)),
    "promoters": (_("Promoters, 9 and 10"), Q(nps__gte=PROMOTER_FROM)),
    "passives": (_("Passives, 7 and 8"), Q(nps__in=(7, 8))),
    "detractors": (_("Detractors, 0 to 6"), Q(nps__lte=6)),
    "csat": (_("Any CSAT"), Q(csat__isnull=False)),
    "satisfied": (_("Satisfied, 4 and 5"), Q(csat__gte=4)),
    "dissatisfied": (_("Dissatisfied, 1 and 2"), Q(csat__lte=2)),
    "rating": (_("Any rating"), Q(rating__isnull=False)),
    "low": (_("Low: asks for an answer"), Q(is_low=True)),
}


class SurveyAnswerFilter(HouseFilterSet):
    q = django_filters.CharFilter(method="find")
    side = django_filters.MultipleChoiceFilter(label=_("Side"), choices=AnswerSide)
    kind = django_filters.MultipleChoiceFilter(label=_("Kind"), choices=SurveyKind)
    band = django_filters.ChoiceFilter(label=_("Score"), choices=[(key, label) for key, (label, _which) in BANDS.items()], method="in_band")
    unread = django_filters.BooleanFilter(label=_("Not read yet"), method="is_unread", widget=YES_NO)
    mine = django_filters.BooleanFilter(label=_("My accounts"), method="on_the_team", widget=YES_NO)
    tier = django_filters.MultipleChoiceFilter(label=_("Tier"), choices=Tier, method="of_tier")
    answered = django_filters.DateFromToRangeFilter(label=_("Answered on"), field_name="answered_on")
    account = KeyFilter(label=_("Account number"), field_name="account", widget=forms.HiddenInput)
    client = KeyFilter(label=_("Client number"), field_name="account__client", widget=forms.HiddenInput)
    contact = KeyFilter(label=_("Contact number"), field_name="contact", widget=forms.HiddenInput)
    round = KeyFilter(label=_("Round number"), field_name="round", widget=forms.HiddenInput)

    class Meta:
        model = SurveyAnswer
        fields = []

    def find(self, queryset, name, words):
        return queryset.filter(
            Q(account__name__icontains=words)
            | Q(account__code__iexact=words)
            | Q(account__client__name__icontains=words)
            | Q(contact__name__icontains=words)
            | Q(words__icontains=words)
        )

    def in_band(self, queryset, name, band):
        return queryset.filter(BANDS[band][1])

    def is_unread(self, queryset, name, wanted):
        return queryset.filter(read_at__isnull=wanted)

    def on_the_team(self, queryset, name, wanted):
        mine = Seat.objects.live(today=self.person.today).filter(person__in=self.person.standing.seats_of).values("account")
        return queryset.filter(account__in=mine) if wanted else queryset.exclude(account__in=mine)

    def of_tier(self, queryset, name, tiers):
        return queryset.filter(Q(account__tier__in=tiers) | Q(account__tier="", account__client__tier__in=tiers)) if tiers else queryset


class SurveyRoundFilter(HouseFilterSet):
    q = django_filters.CharFilter(method="find")
    state = django_filters.MultipleChoiceFilter(label=_("State"), choices=RoundState)
    kind = django_filters.MultipleChoiceFilter(label=_("Kind"), choices=SurveyKind, field_name="questionnaire__kind")
    opens = django_filters.DateFromToRangeFilter(label=_("Opens"), field_name="opens_on")

    class Meta:
        model = SurveyRound
        fields = []

    def find(self, queryset, name, words):
        return queryset.filter(Q(name__icontains=words) | Q(questionnaire__name__icontains=words))
