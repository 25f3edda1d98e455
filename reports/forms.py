from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.forms.base import AddingForm, HouseForm, VersionedForm
from clients.models import Contact, Seat
from people.models import Person
from people.states import Rank
from reports.models import ReportSchedule

SCHEDULE_FIELDS = ["weekday", "hour", "people", "is_for_client", "contacts", "with_words", "with_fees"]


class IssueForm(HouseForm):
    """A question without fields."""


class ScheduleFields:
    """When it goes, and to whom: own people who may see it, or contacts of the account for the version for the client."""

    rows = (("weekday", "hour"), "people", "is_for_client", "contacts", "with_words", "with_fees", "is_active")

    def narrow(self):
        super().narrow()
        account, owner = self.subject.account, self.subject.person
        self.fields["hour"].help_text = _("0 to 23. It is issued then, as it stands.")
        if account is not None:
            seats = Seat.objects.live(today=self.today).filter(account=account).values("person")
            people = Person.objects.active().filter(Q(pk__in=seats) | Q(rank__gte=Rank.HEAD))
            contacts = Contact.objects.of_account(account).present().exclude(email="")
            self.fields["contacts"].queryset = contacts.order_by("name", "pk")
            self.fields["contacts"].required = False
        else:
            people = Person.objects.active().filter(Q(pk=owner.pk) | Q(rank__gt=owner.rank))
            for name in ("is_for_client", "contacts", "with_words", "with_fees"):
                del self.fields[name]
        self.fields["people"].queryset = people.order_by("name", "pk")
        self.fields["people"].required = False
        for name in ("people", "contacts"):
            if name in self.fields:
                self.fields[name].widget = forms.CheckboxSelectMultiple(choices=self.fields[name].choices)

    def _post_clean(self):
        """Leaves the row alone; the action sets and saves."""


class ScheduleAddForm(ScheduleFields, AddingForm, forms.ModelForm):
    class Meta:
        model = ReportSchedule
        fields = SCHEDULE_FIELDS

    def __init__(self, *args, subject, **kwargs):
        self.subject = subject
        super().__init__(*args, **kwargs)


class ScheduleChangeForm(ScheduleFields, VersionedForm, forms.ModelForm):
    class Meta:
        model = ReportSchedule
        fields = [*SCHEDULE_FIELDS, "is_active"]

    def __init__(self, *args, **kwargs):
        self.subject = kwargs["instance"]
        super().__init__(*args, **kwargs)
