"""Forms of writing a brief (W2): what it begins with, its facts, what it hands over, files."""

from django import forms
from django.utils.translation import gettext_lazy as _

from briefs.models import Brief, BriefTemplate, Deliverable
from briefs.states import BriefKind, Part
from clients.forms.base import AddingForm, DayInput, HouseForm, VersionedForm
from clients.forms.fields import FeeField, check_places
from clients.models import Account, Contact
from core.money import Money, exponent
from core.statements import asked, state_of
from core.uploads import WORK_FILES, checked

MOST_OLD_BRIEFS = 30  # offered for copying
MOST_QUANTITY = 100_000


class BudgetFields(HouseForm):
    """A budget typed in major units of the account's currency; those who see no fees are not asked for one."""

    budget = FeeField(label=_("Budget"), required=False)

    def __init__(self, *args, account, **kwargs):
        self.account = account
        super().__init__(*args, **kwargs)

    def narrow(self):
        super().narrow()
        if not self.person.has_perm("clients.see_fees", self.account):
            del self.fields["budget"]
            return
        self.fields["budget"].label = _("Budget in %(currency)s") % {"currency": self.currency}

    @property
    def currency(self) -> str:
        return self.account.currency

    def clean_budget(self):
        amount = self.cleaned_data["budget"]
        check_places(amount, self.currency)
        return amount

    @property
    def facts(self) -> dict:
        facts = super().facts
        if "budget" in facts:
            amount = facts.pop("budget")
            facts["budget_minor"] = None if amount is None else Money.of(amount, self.currency).minor
        return facts

    def contacts(self):
        return Contact.objects.visible_to(self.person).of_account(self.account).present().order_by("name", "pk")


class BriefCreateForm(AddingForm, BudgetFields):
    """A brief begins empty, from a template, or from an old one of the same client."""

    title = forms.CharField(label=_("Title"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=BriefKind)
    wanted_on = forms.DateField(label=_("Delivery day"), required=False, widget=DayInput())
    contact = forms.ModelChoiceField(label=_("Asked by"), queryset=Contact.objects.none(), required=False)
    template = forms.ModelChoiceField(label=_("Begin with the template"), queryset=BriefTemplate.objects.none(), required=False)
    copy_of = forms.ModelChoiceField(label=_("Or with an old brief"), queryset=Brief.objects.none(), required=False)
    ask = forms.CharField(
        label=_("The ask"),
        required=False,
        help_text=_("In a few sentences: what is to be made, and for whom? You write the rest in the brief itself."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    rows = ("title", ("kind", "wanted_on", "budget"), "contact", ("template", "copy_of"), "ask")

    def narrow(self):
        super().narrow()
        self.fields["contact"].queryset = self.contacts()
        self.fields["template"].queryset = BriefTemplate.objects.live().for_account(self.account)
        old = Brief.objects.visible_to(self.person).filter(account__client=self.account.client_id)
        if self.is_bound:  # whichever of them was chosen, also one that is no longer among the newest
            self.fields["copy_of"].queryset = old
        else:
            newest = list(old.order_by("-opened_on", "-pk").values_list("pk", flat=True)[:MOST_OLD_BRIEFS])
            self.fields["copy_of"].queryset = old.filter(pk__in=[*newest, *filter(None, [self.initial.get("copy_of")])])

    @property
    def facts(self) -> dict:
        facts = super().facts
        return {"texts": {"ask": facts.pop("ask")}, **facts}


class BriefFactsForm(VersionedForm, BudgetFields):
    """What stands above the sections."""

    title = forms.CharField(label=_("Title"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=BriefKind)
    wanted_on = forms.DateField(label=_("Delivery day"), required=False, widget=DayInput())
    contact = forms.ModelChoiceField(label=_("Asked by"), queryset=Contact.objects.none(), required=False)
    rounds_sold = forms.IntegerField(label=_("Rounds sold"), min_value=0, max_value=99, required=False)

    rows = ("title", ("kind", "wanted_on"), ("budget", "rounds_sold", "contact"))
    FIELDS = ("title", "kind", "wanted_on", "budget", "contact", "rounds_sold", "version")

    def __init__(self, *args, brief: Brief, **kwargs):
        self.instance = brief
        initial = {field: getattr(brief, field) for field in ("title", "kind", "wanted_on", "rounds_sold")}
        initial |= {"contact": brief.contact_id, "budget": plain_amount(brief.budget)}
        super().__init__(*args, account=brief.account, initial=initial, **kwargs)

    @property
    def currency(self) -> str:
        return self.instance.currency

    def narrow(self):
        super().narrow()
        field, brief = self.fields["contact"], self.instance
        field.queryset = (self.contacts() | Contact.objects.filter(pk=brief.contact_id)).distinct()
        if not self.is_bound:
            field.choices = [("", field.empty_label), *((contact.pk, str(contact)) for contact in self.known_contacts())]

    def known_contacts(self) -> list[Contact]:
        """The contacts to choose from, and the one who asked though they have left; by a statement that is built once."""
        account = self.account

        def known(account, client, asked_by):
            present = Contact.objects.visible_to(self.person).of_account(Account(pk=account, client_id=client)).present()
            return (present | Contact.objects.filter(pk=asked_by)).distinct().order_by("name", "pk")

        keys = {"account": account.pk, "client": account.client_id, "asked_by": self.instance.contact_id or 0}
        return asked(("contacts of a brief", state_of(self.person)), known, **keys)


def plain_amount(money: Money | None) -> str:
    """As one types it: without the sign of the currency, and without cents where there are none."""
    if money is None:
        return ""
    amount = money.amount
    return str(amount.to_integral_value()) if amount == amount.to_integral_value() else f"{amount:.{exponent(money.currency)}f}"


class DeliverableFields(HouseForm):
    name = forms.CharField(label=_("What"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=BriefKind)
    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=MOST_QUANTITY, initial=1)
    spec = forms.CharField(label=_("Specification"), max_length=300, required=False, help_text=_("Size, length, format."))
    channel = forms.CharField(label=_("Channel"), max_length=100, required=False)
    language = forms.CharField(label=_("Language"), max_length=50, required=False)
    due_on = forms.DateField(label=_("Due"), required=False, widget=DayInput())

    rows = ("name", ("kind", "quantity"), "spec", ("channel", "language", "due_on"))


class DeliverableAddForm(AddingForm, DeliverableFields):
    pass


class DeliverableChangeForm(VersionedForm, DeliverableFields):
    def __init__(self, *args, row: Deliverable, **kwargs):
        self.instance = row
        initial = {field: getattr(row, field) for field in ("name", "kind", "quantity", "spec", "channel", "language", "due_on")}
        super().__init__(*args, initial=initial, **kwargs)


class AttachmentForm(AddingForm):
    """One file with who reads it."""

    file = forms.FileField(label=_("File"), help_text=_("Guidelines, past work, research."))
    part = forms.ChoiceField(label=_("Who reads it"), choices=Part, initial=Part.INTERNAL)

    rows = ("file", "part")

    def clean_file(self):
        file = self.cleaned_data["file"]
        self.upload = checked(file, allowed=WORK_FILES)
        return file

    @property
    def facts(self) -> dict:
        return {**super().facts, "name": self.upload.name, "stored_name": self.upload.stored_name()}
