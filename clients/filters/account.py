import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.filters.client import OfClientFilter, people
from clients.filters.contract import YES_NO
from clients.models import Account, Seat
from clients.querysets import is_common, is_wide
from clients.states import HealthColour, Tier
from clients.troubles import finder_of, finders
from core.lists import HouseFilterSet
from core.money import CURRENCY_CHOICES

ANY_TROUBLE = "any"
FALLING_POINTS = 5  # in 30 days; less is weather
STATUSES = [("live", _("With us")), ("closed", _("Closed"))]


def trouble_choices():
    return [(ANY_TROUBLE, _("Anything")), *((finder.key, finder.label) for finder in finders)]


class AccountFilter(HouseFilterSet):
    q = django_filters.CharFilter(method="find")
    status = django_filters.ChoiceFilter(label=_("Status"), choices=STATUSES, method="in_status")
    mine = django_filters.BooleanFilter(label=_("My accounts"), method="on_the_team")
    tier = django_filters.MultipleChoiceFilter(label=_("Tier"), choices=Tier, method="of_tier")
    lead = django_filters.ModelChoiceFilter(label=_("Lead"), queryset=people, method="led_by")
    without_lead = django_filters.BooleanFilter(label=_("Without a lead"), method="has_no_lead")
    health = django_filters.MultipleChoiceFilter(label=_("Health"), choices=HealthColour, field_name="health__colour")
    falling = django_filters.BooleanFilter(label=_("Health falling"), method="is_falling", widget=YES_NO)
    trouble = django_filters.ChoiceFilter(label=_("What is wrong"), choices=trouble_choices, method="in_trouble")
    currency = django_filters.ChoiceFilter(label=_("Currency"), choices=CURRENCY_CHOICES)
    client = OfClientFilter()

    class Meta:
        model = Account
        fields = []

    def find(self, queryset, name, words):
        sees_few = not self.person.standing.sees_all and not is_wide(self.person)
        return queryset.holding(words) if sees_few or is_common(words) else queryset.named(words)

    def in_status(self, queryset, name, status):
        return queryset.filter(closed_on__isnull=status == "live")

    def on_the_team(self, queryset, name, wanted):
        mine = Seat.objects.live(today=self.person.today).filter(person__in=self.person.standing.seats_of).values("account")
        return queryset.filter(pk__in=mine) if wanted else queryset.exclude(pk__in=mine)

    def of_tier(self, queryset, name, tiers):
        return queryset.filter(Q(tier__in=tiers) | Q(tier="", client__tier__in=tiers)) if tiers else queryset

    def led_by(self, queryset, name, person):
        return queryset.led_by(person, today=self.person.today)

    def has_no_lead(self, queryset, name, wanted):
        lacking = Account.objects.without_lead(today=self.person.today).values("pk")
        return queryset.filter(pk__in=lacking) if wanted else queryset.exclude(pk__in=lacking)

    def is_falling(self, queryset, name, wanted):
        falls = Q(health__changed_30__lte=-FALLING_POINTS)
        return queryset.filter(falls) if wanted else queryset.exclude(falls)

    def in_trouble(self, queryset, name, key):
        today = self.person.today
        if finder := finder_of(key):
            return queryset.live().filter(finder.which(today))
        return queryset.in_trouble(today=today)
