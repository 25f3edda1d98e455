"""What the global search finds of contact reports: their number, and every line of them."""

from django.utils.translation import gettext_lazy as _

from care.models import ContactReport
from core.registries import search
from core.search import Hit, Searchable

LATEST = ("-begun_at", "-pk")


def find_reports(person, words):
    seen = ContactReport.objects.visible_to(person)
    by_line = ContactReport.objects.filter(lines__text__icontains=words).values("pk")
    return [seen.filter(number__icontains=words).order_by(*LATEST), seen.filter(pk__in=by_line).order_by(*LATEST)]


search.register(
    Searchable(
        _("Contact reports"),
        "file-text",
        find_reports,
        best_first=lambda words: LATEST,
        says=("number", "account__name", "account__code"),
        hit=lambda one: Hit(one.number, one.get_absolute_url(), one.account.name, one.account.code),
    )
)
