"""Fields that several of our forms share: an account typed by code or name, and money."""

from django import forms
from django.db.models import Q
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from clients.models import Account
from core.money import exponent

MOST_OFFERED = 60  # own accounts that the browser offers while one types


class Offering(forms.TextInput):
    """A text box that offers words while one types (the browser's own list, so it needs no script)."""

    offered: list[tuple[str, str]] = []

    def render(self, name, value, attrs=None, renderer=None):
        attrs = {**(attrs or {}), "list": f"{name}-offered", "autocomplete": "off"}
        options = format_html_join("", '<option value="{}">{}</option>', self.offered)
        return format_html(
            "{}<datalist{}>{}</datalist>", super().render(name, value, attrs, renderer), flatatt({"id": f"{name}-offered"}), options
        )


class AccountField(forms.CharField):
    """An account by its code or name; cleans to one that the person may see. `offer_to(person)` fills the browser's list."""

    def __init__(self, **kwargs):
        super().__init__(
            **{"max_length": 200, "label": _("Account"), "help_text": _("Its code or its name."), "widget": Offering(), **kwargs}
        )
        self.person = None

    def offer_to(self, person) -> None:
        self.person = person
        own = Account.objects.visible_to(person).live().seating(person.standing.seats_of, today=person.today)
        self.widget.offered = list(own.order_by("name", "pk").values_list("code", "name")[:MOST_OFFERED])

    def clean(self, value):
        words = super().clean(value)
        if not words:
            return None
        seen = Account.objects.visible_to(self.person).live().select_related("client")
        found = list(seen.filter(Q(code__iexact=words) | Q(name__iexact=words))[:3])
        by_code = [account for account in found if account.code == words.upper()]
        if len(by_code or found) == 1:
            return (by_code or found)[0]
        raise forms.ValidationError(
            _("There are several accounts of that name: type its code.") if found else _("There is no account of that name or code.")
        )

    def prepare_value(self, value):
        if isinstance(value, Account):
            return value.code
        return value


class FeeField(forms.DecimalField):
    """An amount as people write it, in a currency that the form knows only when it is sent: `to_minor` afterwards."""

    def __init__(self, **kwargs):
        super().__init__(**{"min_value": 0, "max_digits": 15, "decimal_places": 3, **kwargs})
        self.widget.attrs.update({"inputmode": "decimal", "step": "any"})


def check_places(amount, currency: str) -> None:
    """Raises ValidationError for more decimals than the currency has."""
    places = exponent(currency)
    if amount is not None and -amount.normalize().as_tuple().exponent > places:
        raise forms.ValidationError(_("%(currency)s has %(places)d decimals.") % {"currency": currency, "places": places})
