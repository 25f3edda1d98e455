import django_filters
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from core.columns import DayColumn, HouseColumn, HouseTable, NumberColumn, PersonColumn, StateColumn, TitleColumn
from core.lists import HouseFilterSet
from exchange.kinds import PAGES
from exchange.models import ImportBatch, ImportRow
from exchange.objects import LABELS
from exchange.states import BatchState, Outcome

FILL = {BatchState.UPLOADED: 0.15, BatchState.CHECKING: 0.3, BatchState.CHECKED: 0.45, BatchState.RUNNING: 0.7, BatchState.STOPPED: 0.7}


def state_look(batch: ImportBatch) -> dict:
    """The ring of a batch: plum while it waits for whoever gave it in."""
    return {
        "fill": FILL.get(batch.state, 1),
        "mine": batch.state in (BatchState.UPLOADED, BatchState.CHECKED, BatchState.STOPPED),
        "done": batch.state == BatchState.DONE,
        "lost": batch.state in (BatchState.FAILED, BatchState.UNDONE),
    }


class ImportFilter(HouseFilterSet):
    q = django_filters.CharFilter(field_name="file_name", lookup_expr="icontains")
    object = django_filters.ChoiceFilter(label=_("Holds"), choices=list(LABELS.items()))
    state = django_filters.ChoiceFilter(label=_("State"), choices=BatchState)

    class Meta:
        model = ImportBatch
        fields = ("object", "state")


class ImportTable(HouseTable):
    file_name = TitleColumn(verbose_name=_("File"), sub=lambda batch: batch.mapping.get("label", ""))
    state = StateColumn(verbose_name=_("State"), look=state_look)
    rows_read = NumberColumn(verbose_name=_("Rows"))
    created = NumberColumn(verbose_name=_("Made"), hide_on="phone")
    updated = NumberColumn(verbose_name=_("Updated"), hide_on="phone")
    refused = NumberColumn(verbose_name=_("Refused"), hide_on="phone")
    by = PersonColumn(verbose_name=_("By"), hide_on="phone", order_by="by__name")
    created_at = DayColumn(verbose_name=_("Given in"))

    class Meta:
        order_by = ("-created_at",)


class RowFilter(HouseFilterSet):
    q = django_filters.CharFilter(method="find")
    outcome = django_filters.ChoiceFilter(label=_("Outcome"), choices=Outcome)
    problems = django_filters.BooleanFilter(label=_("With something to look at"), method="with_problems")

    class Meta:
        model = ImportRow
        fields = ("outcome",)

    def find(self, queryset, name, words):
        found = Q(name__icontains=words) | Q(owner__icontains=words)
        return queryset.filter(found | Q(number=int(words)) if words.isdecimal() and len(words) < 10 else found)

    def with_problems(self, queryset, name, value):
        return queryset.filter(problems=[]) if value is False else queryset.exclude(problems=[])


def outcome_look(row: ImportRow) -> dict:
    return {
        "fill": 0.5 if row.outcome == Outcome.UNCHANGED else 1,
        "done": row.outcome in (Outcome.CREATED, Outcome.UPDATED),
        "lost": row.outcome == Outcome.REFUSED,
    }


class RowTable(HouseTable):
    number = NumberColumn(verbose_name=_("Row"))
    outcome = StateColumn(verbose_name=_("Outcome"), look=outcome_look)
    name = HouseColumn(verbose_name=_("Record"), wide=True)
    problems = HouseColumn(verbose_name=_("What was wrong"), orderable=False)
    owner = HouseColumn(verbose_name=_("Owner not found"), hide_on="phone")

    class Meta:
        order_by = ("number",)

    def row_css(self, record) -> str:
        return "is-error" if record.outcome == Outcome.REFUSED else ""

    def render_name(self, value, record):
        if record.kind in PAGES and record.object_id:
            return format_html('<a class="row-title" href="{}">{}</a>', reverse(PAGES[record.kind], args=[record.object_id]), value)
        return value or "–"

    def render_problems(self, value, record):
        return (
            format_html_join(
                "", '<span class="sub">{}{}</span>', ((f"{one['column']}: " if one["column"] else "", one["why"]) for one in value)
            )
            or "–"
        )
