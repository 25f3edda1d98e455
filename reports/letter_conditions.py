"""What must still hold when a weekly report leaves: its reader may read it (S3, P8)."""

from django.utils.translation import gettext as _

from core.letter_conditions import Condition, conditions
from people.models import Person
from reports.models import Report


def why_not(report_key: int, person_key: int) -> str:
    person = Person.objects.active().filter(pk=person_key).first()
    if person is not None and Report.objects.visible_to(person).filter(pk=report_key).exists():
        return ""
    return _("may not see this report")


conditions.register(Condition("weekly_report", why_not))
