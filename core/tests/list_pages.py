"""A list of people as the tests of lists see it; people are the rows that every test has."""

import django_filters
from django.contrib.auth import get_user_model
from django.http import JsonResponse
from django.urls import include, path

from core.columns import DueColumn, HouseColumn, HouseTable, MoneyColumn, PersonColumn, TagColumn, TitleColumn
from core.lists import BulkAct, Empty, HouseFilterSet, list_page, picked
from core.money import Money

Person = get_user_model()


class PersonFilter(HouseFilterSet):
    q = django_filters.CharFilter(field_name="name", lookup_expr="icontains")
    department = django_filters.MultipleChoiceFilter(label="Department", choices=Person._meta.get_field("department").choices)
    joined_early = django_filters.DateFilter(label="Joined before", field_name="joined_on", lookup_expr="lt")
    joined = django_filters.DateFromToRangeFilter(label="Joined", field_name="joined_on")
    is_active = django_filters.BooleanFilter(label="May log in")

    class Meta:
        model = Person
        fields = ()


class PersonTable(HouseTable):
    name = TitleColumn(verbose_name="Name", sub="email", url="email", export="Full name")
    department = TagColumn()
    rank = HouseColumn(hide_on="phone")
    reports_to = PersonColumn(verbose_name="Reports to", order_by="reports_to__name", email_header="Boss e-mail")
    cost = MoneyColumn(orderable=False, accessor="pk")
    joined_on = DueColumn(verbose_name="Joined", chosen=False)
    phone = HouseColumn(only_export=True)

    class Meta:
        order_by = ("name",)

    def render_cost(self, value, record):
        return "secret"


PersonTable.base_columns["cost"].export_values = lambda value, record: (Money(value, "EUR").amount, "EUR")


def person_list(request):
    return list_page(
        request,
        queryset=Person.objects.select_related("reports_to"),
        filterset=PersonFilter,
        table=PersonTable,
        title="Everybody",
        lead=lambda listing: f"{listing.count_words} {listing.noun_words}.",
        noun=("person", "people"),
        export_name="people",
        bulk=[BulkAct("Greet", "/greet/", "hand")],
        empty=Empty("users", "Nobody yet", "Add the first."),
        page_size=25,
    )


def kept_list(request):
    """The same people as a function, so that what is worked out without rows is kept."""
    return list_page(
        request,
        queryset=lambda: Person.objects.exclude(pk=request.user.pk),
        detail=lambda people: people.select_related("reports_to"),
        filterset=PersonFilter,
        table=PersonTable,
        title="Colleagues",
        page_size=25,
    )


def traffic_list(request):
    return list_page(
        request,
        queryset=Person.objects.all(),
        filterset=PersonFilter,
        table=PersonTable,
        title="Traffic",
        page_size=25,
        chosen={"department": ["traffic"]},
    )


def greet(request):
    rows = picked(request, queryset=Person.objects.all(), filterset=PersonFilter)
    return JsonResponse({"names": sorted(rows.values_list("name", flat=True))})


urlpatterns = [
    path("people/", person_list),
    path("traffic/", traffic_list),
    path("kept/", kept_list),
    path("greet/", greet),
    path("door/", include("allauth.urls")),
    path("", include("core.urls")),
]
