import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.filters.client import people
from clients.models import Acknowledgement, Contract, Seat
from clients.states import ContractKind, ContractState, RenewalStage, Tier
from core.lists import HouseFilterSet, KeyFilter
from core.money import CURRENCY_CHOICES

OPEN, DECIDED = "open", "decided"
YES_NO = forms.Select(choices=[("", "---------"), ("true", _("Yes")), ("false", _("No"))])


def words_in_contract(queryset, words):
    """Contracts by name or number, or of an account or a client of that name; a code finds its account's."""
    return queryset.filter(
        Q(name__icontains=words)
        | Q(number__istartswith=words)
        | Q(account__code__iexact=words)
        | Q(account__name__icontains=words)
        | Q(account__client__name__icontains=words)
    )


class OfPeopleMixin(HouseFilterSet):
    """Filters that contracts and renewals share: words, tier, lead, my accounts, currency, days."""

    q = django_filters.CharFilter(method="find")
    mine = django_filters.BooleanFilter(label=_("My accounts"), method="on_the_team", widget=YES_NO)
    lead = django_filters.ModelChoiceFilter(label=_("Lead"), queryset=people, method="led_by")
    tier = django_filters.MultipleChoiceFilter(label=_("Tier"), choices=Tier, method="of_tier")
    currency = django_filters.ChoiceFilter(label=_("Currency"), choices=CURRENCY_CHOICES)
    notice = django_filters.DateFromToRangeFilter(label=_("Notice day"), field_name="last_safe_notice_on")
    past_notice = django_filters.BooleanFilter(label=_("Past the notice day"), method="is_past_notice", widget=YES_NO)

    def find(self, queryset, name, words):
        return words_in_contract(queryset, words)

    def on_the_team(self, queryset, name, wanted):
        mine = Seat.objects.live(today=self.person.today).filter(person__in=self.person.standing.seats_of).values("account")
        return queryset.filter(account__in=mine) if wanted else queryset.exclude(account__in=mine)

    def led_by(self, queryset, name, person):
        return queryset.led_by(person, today=self.person.today)

    def of_tier(self, queryset, name, tiers):
        return queryset.of_tier(*tiers) if tiers else queryset

    def is_past_notice(self, queryset, name, wanted):
        past = Contract.objects.past_notice_day(today=self.person.today).values("pk")
        return queryset.filter(pk__in=past) if wanted else queryset.exclude(pk__in=past)


class ContractFilter(OfPeopleMixin):
    state = django_filters.MultipleChoiceFilter(label=_("State"), choices=ContractState)
    kind = django_filters.MultipleChoiceFilter(label=_("Kind"), choices=ContractKind)
    ends = django_filters.DateFromToRangeFilter(label=_("Ends"), field_name="ends_on")
    evergreen = django_filters.BooleanFilter(label=_("Evergreen"), field_name="ends_on", lookup_expr="isnull", widget=YES_NO)
    auto_renews = django_filters.BooleanFilter(label=_("Renews by itself"), widget=YES_NO)
    to_acknowledge = django_filters.BooleanFilter(label=_("Amendment not acknowledged"), method="is_to_acknowledge", widget=YES_NO)
    client = KeyFilter(label=_("Client number"), field_name="account__client", widget=forms.HiddenInput)
    account = KeyFilter(label=_("Account number"), field_name="account", widget=forms.HiddenInput)

    class Meta:
        model = Contract
        fields = []

    def is_to_acknowledge(self, queryset, name, wanted):
        waiting = Acknowledgement.objects.filter(person=None).values("amendment__contract")
        return queryset.filter(pk__in=waiting) if wanted else queryset.exclude(pk__in=waiting)


class RenewalFilter(OfPeopleMixin):
    status = django_filters.ChoiceFilter(label=_("Status"), choices=[(OPEN, _("To decide")), (DECIDED, _("Decided"))], method="in_status")
    stage = django_filters.MultipleChoiceFilter(label=_("Stage"), choices=RenewalStage, field_name="renewal__stage")
    decided = django_filters.DateFromToRangeFilter(label=_("Decided"), field_name="renewal__decided_on")
    account = KeyFilter(label=_("Account number"), field_name="account", widget=forms.HiddenInput)

    class Meta:
        model = Contract
        fields = []

    def in_status(self, queryset, name, status):
        return queryset.in_renewal() if status == OPEN else queryset.filter(renewal__decided_on__isnull=False)


class BoardFilter(OfPeopleMixin):
    """The board has its stages as columns."""

    class Meta:
        model = Contract
        fields = []
