from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from care.filters.reported_figures import ReportedFigureFilter
from care.models import ReportedFigure
from care.querysets.reported_figures import ReportedFigureQuerySet
from care.tables.reported_figures import ReportedFigureTable
from core.lists import Empty, list_page


@require_safe
def reported_figure_list(request):
    """What other systems say of clients: beside our own numbers, never in them."""
    person = request.user
    return list_page(
        request,
        queryset=lambda: ReportedFigure.objects.visible_to(person),
        detail=ReportedFigureQuerySet.for_pages,
        filterset=ReportedFigureFilter,
        table=ReportedFigureTable,
        title=_("What other systems say"),
        lead=_("Scores and marks that came with an import, as they were written there. They are not part of our own health."),
        noun=(_("figure"), _("figures")),
        export_name="reported-figures",
        search_label=_("Find a client"),
        empty=Empty("gauge", _("Nothing was reported"), _("An import of clients with scores of another system shows them here.")),
    )
