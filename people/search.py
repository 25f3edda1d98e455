from django.db.models import Case, IntegerField, Q, When
from django.utils.translation import gettext_lazy as _

from core.registries import search
from core.search import Hit, Searchable
from people.models import Person


def find(person, words: str):
    """By name, e-mail or job title; those who still work here first, then those whose name begins so."""
    place = Case(When(name__istartswith=words, then=0), default=1, output_field=IntegerField())
    told = Q()
    for word in words.split()[:5]:
        told &= Q(name__icontains=word) | Q(email__icontains=word) | Q(job_title__icontains=word)
    return Person.objects.visible_to(person).filter(told).order_by("-is_active", place, "name", "pk")


search.register(Searchable(_("People"), "user-round", find, lambda one: Hit(one.name, one.get_absolute_url(), sub=str(one.post))))
