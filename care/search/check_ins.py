"""What the global search finds in care: open actions, and check-ins by what was said."""

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from care.models import ActionItem, CheckIn
from core.registries import search
from core.search import Hit, Searchable

LATEST = ("-planned_on", "-pk")
DUE_FIRST = ("due_on", "pk")


def find_check_ins(person, words):
    return [CheckIn.objects.visible_to(person).filter(notes__icontains=words).order_by(*LATEST)]


def find_actions(person, words):
    return [ActionItem.objects.visible_to(person).open().filter(what__icontains=words).order_by(*DUE_FIRST)]


search.register(
    Searchable(
        _("Check-ins"),
        "messages-square",
        find_check_ins,
        best_first=lambda words: LATEST,
        says=("kind", "planned_on", "account__name", "account__code"),
        hit=lambda one: Hit(str(one), one.get_absolute_url(), date_format(one.planned_on, "j M Y"), one.account.code),
    )
)
search.register(
    Searchable(
        _("Actions"),
        "list-checks",
        find_actions,
        best_first=lambda words: DUE_FIRST,
        says=("what", "owner__name", "owner__email", "contact__name", "account__code"),
        hit=lambda item: Hit(item.what, item.get_absolute_url(), item.contact.name or str(item.owner), item.account.code),
    )
)
