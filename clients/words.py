"""What is said of a day, and of a term among others of its name."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _


def in_words(day: date) -> str:
    """ "31 May 2026", for sentences that say why not."""
    return date_format(day, "j F Y")


def term_words(contract) -> str:
    """ "from 1 Jun 2026" for a term that followed another under the same name and number; nothing for a first one."""
    if contract.previous_id is None:
        return ""
    return _("from %(day)s") % {"day": date_format(contract.starts_on, "j M Y")}


def name_and_term(contract) -> str:
    return " · ".join(filter(None, (contract.name, term_words(contract))))
