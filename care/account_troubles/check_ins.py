"""What care knows to be wrong with an account: a check-in that is overdue (R1)."""

from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from care.models import CheckIn
from clients.troubles import Finder, Trouble, finders
from clients.words import in_words


def is_overdue(today: date) -> Q:
    return Q(Exists(CheckIn.objects.overdue(today=today).filter(account=OuterRef("pk"))))


def tell_overdue(account, today):
    """From what the page has loaded as coming next; a page that has not, asks."""
    loaded = getattr(account, "upcoming", None)
    late = [one.planned_on for one in CheckIn.objects.overdue(today=today).filter(account=account)] if loaded is None else []
    urls = {}
    if loaded is not None:
        check_ins = [line for line in loaded if line.kind == "check_in"]
        late = [line.on for line in check_ins if line.on < today]
        urls = {line.on: line.url for line in check_ins}
    if not late:
        return []
    first = min(late)
    text = _("The check-in of %(day)s is overdue") % {"day": in_words(first)}
    return [Trouble(text, urls.get(first) or account.get_absolute_url(), _("Hold it"), "risk")]


finders.register(Finder("check_in", gettext_lazy("Check-in overdue"), is_overdue, tell_overdue))
