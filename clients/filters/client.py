import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from clients.industries import spellings_of
from clients.models import Account, Client
from clients.states import ClientState, Tier
from core.lists import HouseFilterSet
from people.models import Person


def people(request):
    """Whom one may choose: names, and nothing else of a hundred people."""
    return Person.objects.active().only("name", "email")


def clients_seen(request):
    return Client.objects.visible_to(request.user) if request else Client.objects.none()


class OfClientFilter(django_filters.ModelChoiceFilter):
    """`?client=12`, as other pages link to it: a chip that can be taken away, never a list of all clients to choose from."""

    def __init__(self, **kwargs):
        super().__init__(**{"label": _("Client"), "field_name": "client", "queryset": clients_seen, "widget": forms.HiddenInput, **kwargs})


class ClientFilter(HouseFilterSet):
    q = django_filters.CharFilter(method="find")
    state = django_filters.MultipleChoiceFilter(label=_("State"), choices=ClientState)
    tier = django_filters.ChoiceFilter(label=_("Tier"), choices=Tier)
    industry = django_filters.CharFilter(label=_("Industry"), lookup_expr="icontains")
    of_industry = django_filters.CharFilter(label=_("Industry"), method="is_of_industry", widget=forms.HiddenInput)
    country = django_filters.CharFilter(label=_("Country"), lookup_expr="icontains")
    owner = django_filters.ModelChoiceFilter(label=_("Owner"), queryset=people)
    lead = django_filters.ModelChoiceFilter(label=_("Lead of an account"), queryset=people, method="led_by")
    without_lead = django_filters.BooleanFilter(label=_("An account without a lead"), method="has_no_lead")
    won = django_filters.DateFromToRangeFilter(label=_("Won"), field_name="won_on")
    lost = django_filters.DateFromToRangeFilter(label=_("Lost"), field_name="lost_on")

    class Meta:
        model = Client
        fields = []

    def find(self, queryset, name, words):
        return queryset.named(words)

    def is_of_industry(self, queryset, name, word):
        """As the list of industries counts them: the whole word, however it is spelt."""
        return queryset.filter(industry__in=spellings_of(self.person, word))

    def led_by(self, queryset, name, person):
        led = Account.objects.visible_to(self.person).live().led_by(person, today=self.person.today)
        return queryset.filter(pk__in=led.values("client"))

    def has_no_lead(self, queryset, name, wanted):
        lacking = Account.objects.visible_to(self.person).without_lead(today=self.person.today).values("client")
        return queryset.filter(pk__in=lacking) if wanted else queryset.exclude(pk__in=lacking)
