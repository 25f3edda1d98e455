"""What the pages of concerns share."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from care.models import Concern
from clients.frames import seats_of
from clients.sight import remember
from clients.views.frame import account_crumbs


def find_concern(request, pk: int) -> Concern:
    """The concern with account, client, contact and the account's live seats; 404 for a stranger."""
    concern = get_object_or_404(Concern.objects.visible_to(request.user).for_pages(), pk=pk)
    concern.account.live_seats = seats_of(concern.account, today=request.user.today)
    remember(request.user, concern, concern.account, concern.account.client)
    return concern


def crumbs_of(account, *further):
    return account_crumbs(account, (_("Concerns"), reverse("account_concerns", args=[account.pk])), *further)


def switch(here: str) -> list[dict]:
    """The pages that belong together under Concerns."""
    pages = [("concern_list", _("List"), "list"), ("concern_report", _("Causes and times"), "chart-column")]
    return [{"label": label, "url": reverse(name), "here": name == here, "icon": icon} for name, label, icon in pages]
