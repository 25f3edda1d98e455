"""A moment in words: until when something is due, and when it was accepted (R1, R2)."""

from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _


def moment_words(moment: datetime) -> str:
    """ "Friday 13 March, 17:00"; midnight is the end of the day that is over then.

    For a term and what it ends with, not for what came in: a day without an hour comes in as its beginning.
    """
    local = timezone.localtime(moment)
    if ends_its_day(local):
        return _("the end of %(day)s") % {"day": date_format(local - timedelta(minutes=1), "l j F")}
    return date_format(local, "l j F, H:i")


def when_words(moment: datetime) -> str:
    """The same within a sentence: "on Friday 13 March, 17:00", "at the end of Thursday 12 March"."""
    words = moment_words(moment)
    return (_("at %(moment)s") if ends_its_day(timezone.localtime(moment)) else _("on %(moment)s")) % {"moment": words}


def ends_its_day(local: datetime) -> bool:
    """Midnight itself, which only a term names; whoever says yes some seconds later says it on the new day."""
    return local.time() == time()
