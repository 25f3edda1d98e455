"""What the global search finds of reports: those that were issued, by the account."""

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from core.registries import search
from core.search import Hit, Searchable
from reports.models import Report
from reports.states import ReportKind

LATEST = ("-week_on", "-pk")


def find(person, words):
    issued = Report.objects.visible_to(person).issued().filter(account__isnull=False)
    return [
        issued.filter(account__name__icontains=words).order_by(*LATEST),
        issued.filter(account__code__istartswith=words).order_by(*LATEST),
    ]


search.register(
    Searchable(
        _("Reports"),
        "file-text",
        find,
        best_first=lambda words: LATEST,
        says=("kind", "state", "week_on", "account__name", "account__code"),
        hit=lambda one: Hit(
            str(ReportKind(one.kind).label),
            one.get_absolute_url(),
            f"{one.account.name} · {date_format(one.week_on, 'j M Y')}",
            one.account.code,
        ),
    )
)
