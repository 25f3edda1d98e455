from datetime import date

from django.utils.formats import date_format


def in_words(day: date) -> str:
    """ "31 May 2026", for sentences that say why not."""
    return date_format(day, "j F Y")
