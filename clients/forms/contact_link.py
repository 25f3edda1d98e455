from django import forms
from django.utils.translation import gettext_lazy as _

from clients.actions.contact_link import LINK_DAYS
from clients.forms.base import AddingForm
from clients.models import Contact

LINK_TERMS = [(30, _("a month")), (90, _("three months")), (LINK_DAYS, _("half a year")), (365, _("a year"))]
LONGEST_WORDS = 5_000  # signs


class ContactLinkForm(AddingForm):
    """Who gets an address of their own, and for how long."""

    contact = forms.ModelChoiceField(label=_("For whom"), queryset=Contact.objects.none(), empty_label=None)
    days = forms.TypedChoiceField(label=_("For"), choices=LINK_TERMS, coerce=int, initial=LINK_DAYS)
    send = forms.BooleanField(label=_("Send it to them by e-mail"), required=False, initial=True)
    text = forms.CharField(
        label=_("A word with it"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Above the button in the letter."),
    )

    rows = (("contact", "days"), "send", "text")

    def __init__(self, *args, account, contact=None, who="", **kwargs):
        self.account, self.contact, self.who = account, contact, who
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        field = self.fields["contact"]
        field.label = self.who or field.label
        field.queryset = Contact.objects.visible_to(self.person).of_account(self.account).present().by_weight()
        if self.contact is not None:
            field.queryset = field.queryset.filter(pk=self.contact.pk)
            field.initial = self.contact.pk

    def clean(self):
        cleaned = super().clean()
        contact = cleaned.get("contact")
        if contact is not None and cleaned.get("send") and not contact.email:
            self.add_error("send", _("%(contact)s has no e-mail address: give them the link yourself.") % {"contact": contact})
        return cleaned
