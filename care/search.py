"""What the global search finds in care: open actions, and check-ins by what was said."""

from django.utils.translation import gettext_lazy as _

from care.models import ActionItem, CheckIn
from core.registries import search
from core.search import Hit, Searchable


def find_check_ins(person, words):
    found = CheckIn.objects.visible_to(person).filter(notes__icontains=words)
    return found.select_related("account").order_by("-planned_on", "-pk")


def find_actions(person, words):
    return (
        ActionItem.objects.visible_to(person)
        .open()
        .filter(what__icontains=words)
        .select_related("account", "owner")
        .order_by("due_on", "pk")
    )


search.register(
    Searchable(
        _("Check-ins"),
        "messages-square",
        find_check_ins,
        lambda one: Hit(str(one), one.get_absolute_url(), f"{one.planned_on:%d.%m.%Y}", one.account.code),
    )
)
search.register(
    Searchable(
        _("Actions"), "list-checks", find_actions, lambda item: Hit(item.what, item.get_absolute_url(), str(item.owner), item.account.code)
    )
)
