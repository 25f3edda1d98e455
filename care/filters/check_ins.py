import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from care.models import ActionItem, CheckIn
from care.states import CheckInKind, CheckInState
from clients.filters.client import people
from clients.filters.contract import YES_NO
from clients.models import Seat
from clients.states import Tier
from core.lists import HouseFilterSet, KeyFilter

OPEN, OVERDUE, DONE = "open", "overdue", "done"


class OnAccountsMixin(HouseFilterSet):
    """What both lists ask of the account."""

    mine = django_filters.BooleanFilter(label=_("My accounts"), method="on_the_team", widget=YES_NO)
    owner = django_filters.ModelChoiceFilter(label=_("Owner"), queryset=people)
    account = KeyFilter(label=_("Account number"), field_name="account", widget=forms.HiddenInput)

    def on_the_team(self, queryset, name, wanted):
        mine = Seat.objects.live(today=self.person.today).filter(person__in=self.person.standing.seats_of).values("account")
        return queryset.filter(account__in=mine) if wanted else queryset.exclude(account__in=mine)


class CheckInFilter(OnAccountsMixin):
    q = django_filters.CharFilter(method="find")
    state = django_filters.MultipleChoiceFilter(label=_("State"), choices=CheckInState)
    overdue = django_filters.BooleanFilter(label=_("Overdue"), method="is_overdue", widget=YES_NO)
    kind = django_filters.MultipleChoiceFilter(label=_("Kind"), choices=CheckInKind)
    tier = django_filters.MultipleChoiceFilter(label=_("Tier"), choices=Tier, method="of_tier")
    planned = django_filters.DateFromToRangeFilter(label=_("Planned for"), field_name="planned_on")
    held = django_filters.DateFromToRangeFilter(label=_("Held"), field_name="held_on")

    class Meta:
        model = CheckIn
        fields = []

    def find(self, queryset, name, words):
        return queryset.filter(
            Q(account__name__icontains=words)
            | Q(account__code__iexact=words)
            | Q(account__client__name__icontains=words)
            | Q(notes__icontains=words)
        )

    def is_overdue(self, queryset, name, wanted):
        overdue = CheckIn.objects.overdue(today=self.person.today).values("pk")
        return queryset.filter(pk__in=overdue) if wanted else queryset.exclude(pk__in=overdue)

    def of_tier(self, queryset, name, tiers):
        return queryset.filter(Q(account__tier__in=tiers) | Q(account__tier="", account__client__tier__in=tiers)) if tiers else queryset


class ActionItemFilter(OnAccountsMixin):
    q = django_filters.CharFilter(method="find")
    status = django_filters.ChoiceFilter(
        label=_("Status"), choices=[(OPEN, _("Open")), (OVERDUE, _("Overdue")), (DONE, _("Done"))], method="in_status"
    )
    due = django_filters.DateFromToRangeFilter(label=_("Due"), field_name="due_on")

    class Meta:
        model = ActionItem
        fields = []

    def find(self, queryset, name, words):
        return queryset.filter(Q(what__icontains=words) | Q(account__name__icontains=words) | Q(account__code__iexact=words))

    def in_status(self, queryset, name, status):
        if status == OVERDUE:
            return queryset.overdue(today=self.person.today)
        return queryset.filter(done_on__isnull=status == OPEN)
