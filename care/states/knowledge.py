from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PageKind(TextChoices):
    """What a page of the agency's knowledge is (R7)."""

    HOW_TO = "how_to", _("How-to")
    INDUSTRY = "industry", _("Industry")
    CASE = "case", _("Case")
    COMPETITOR = "competitor", _("Competitor")
    METHOD = "method", _("Method")


class TagKind(TextChoices):
    INDUSTRY = "industry", _("Industry")
    TOPIC = "topic", _("Topic")


class KnownKind(TextChoices):
    """The kinds of things that we know, as one list shows them."""

    PAGE = "page", _("Page")
    MARKET_NOTE = "market_note", _("Market note")
    COMPETITOR = "competitor", _("Competitor")
    COMPETITOR_NOTE = "competitor_note", _("Competitor note")
    PREFERENCE = "preference", _("Preference")


REVIEW_MONTHS = 12  # how long a page is believed unless its writer says otherwise
