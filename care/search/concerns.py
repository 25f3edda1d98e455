"""What the global search finds of concerns: by their line, and what they are about."""

from django.utils.translation import gettext_lazy as _

from care.models import Concern
from core.registries import search
from core.search import Hit, Searchable

LATEST = ("-raised_at", "-pk")


def find_concerns(person, words):
    seen = Concern.objects.visible_to(person)
    return [seen.filter(title__icontains=words).order_by(*LATEST), seen.filter(about__icontains=words).order_by(*LATEST)]


def where_it_stands(concern: Concern) -> str:
    return f"{concern.get_severity_display()}, {str(concern.get_state_display()).lower()}"


search.register(
    Searchable(
        _("Concerns"),
        "megaphone",
        find_concerns,
        best_first=lambda words: LATEST,
        says=("title", "state", "severity", "account__code"),
        hit=lambda one: Hit(
            one.title, one.get_absolute_url(), f"{one.get_severity_display()}, {one.get_state_display().lower()}", one.account.code
        ),
    )
)
