from django.db.models import Case, IntegerField, Q, When
from django.utils.translation import gettext_lazy as _

from core.registries import search
from core.search import Hit, Searchable
from people.models import Person


def best_first(words: str) -> tuple:
    """Those who still work here, then those whose name begins so."""
    place = Case(When(name__istartswith=words, then=0), default=1, output_field=IntegerField())
    return ("-is_active", place, "name", "pk")


def find(person, words: str):
    """By name, e-mail or job title."""
    told = Q()
    for word in words.split()[:5]:
        told &= Q(name__icontains=word) | Q(email__icontains=word) | Q(job_title__icontains=word)
    return [Person.objects.visible_to(person).filter(told).order_by(*best_first(words))]


search.register(
    Searchable(
        _("People"),
        "user-round",
        find,
        best_first=best_first,
        says=("name", "job_title", "rank", "department", "grade"),
        hit=lambda one: Hit(one.name, one.get_absolute_url(), sub=str(one.post)),
    )
)
