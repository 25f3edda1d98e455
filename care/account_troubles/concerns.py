"""What troubles an account (R2): a concern that climbed because our word was late, and one that is critical."""

from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from care.account_next.concerns import CLIMBED, CRITICAL
from care.models import Concern
from clients.states import Severity
from clients.troubles import Finder, Trouble, finders
from clients.upcoming import upcoming_of
from reminders.states import Rung


def is_bad() -> Q:
    return Q(rung__gt=Rung.LEAD) | Q(severity=Severity.CRITICAL)


def has_bad_concern(today: date) -> Q:
    return Q(Exists(Concern.objects.ticking().filter(is_bad(), account=OuterRef("pk"))))


def tell_bad_concerns(account, today: date) -> list[Trouble]:
    """From what the page has loaded as coming next; a page that has not, asks."""
    loaded = getattr(account, "upcoming", None)
    found = []
    for line in upcoming_of(account, today=today) if loaded is None else loaded:
        if line.kind in CLIMBED:
            words = _("“%(title)s” climbed to the %(rung)s") % {"title": line.title, "rung": str(CLIMBED[line.kind].label).lower()}
        elif line.kind == CRITICAL:
            words = _("“%(title)s” is critical") % {"title": line.title}
        else:
            continue
        found.append(Trouble(words, line.url, _("Open it"), "risk"))
    return found


finders.register(Finder("concern", gettext_lazy("Concern that is late or critical"), has_bad_concern, tell_bad_concerns))
