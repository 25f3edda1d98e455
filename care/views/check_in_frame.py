"""What the pages of check-ins share."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from care.models import CheckIn
from clients.frames import seats_of
from clients.sight import remember
from clients.views.frame import account_crumbs
from core.lists import Act


def find_check_in(request, pk: int) -> CheckIn:
    """The check-in with account, client and the account's live seats; 404 for a stranger."""
    check_in = get_object_or_404(CheckIn.objects.visible_to(request.user).for_pages(), pk=pk)
    check_in.account.live_seats = seats_of(check_in.account, today=request.user.today)
    remember(request.user, check_in, check_in.account, check_in.account.client)
    return check_in


def crumbs_of(account, *further):
    return account_crumbs(account, (_("Check-ins"), reverse("account_check_ins", args=[account.pk])), *further)


def switch(here: str) -> list[dict]:
    places = [
        ("check_in_list", _("List"), "list"),
        ("check_in_week", _("Week"), "calendar-days"),
        ("action_item_list", _("Actions"), "list-checks"),
        ("contact_report_list", _("Reports"), "file-text"),
    ]
    return [{"label": label, "url": reverse(name), "here": name == here, "icon": icon} for name, label, icon in places]


def log_act(person) -> list[Act]:
    if not person.has_perm("care.log_check_in"):
        return []
    return [Act(_("Log a check-in"), reverse("check_in_log"), "phone", primary=True)]
