"""What care knows of two clients, where one row for each would clash when they become one (R7, R4)."""

from care.models import PageClient, ReportedFigure
from clients.merging import moving
from clients.models import Client


@moving.register
def name_pages_once(kept, other) -> None:
    if isinstance(kept, Client):
        PageClient.objects.filter(client=other, page__in=PageClient.objects.filter(client=kept).values("page")).delete()


@moving.register
def keep_both_figures(kept, other) -> None:
    """What a system said of both on one day: the same is said once, another value is told apart by its source (R4)."""
    if not isinstance(kept, Client):
        return
    here = {(one.which, one.source, one.as_of): one.value for one in ReportedFigure.objects.filter(client=kept)}
    for figure in ReportedFigure.objects.filter(client=other):
        stands = here.get((figure.which, figure.source, figure.as_of))
        if stands == figure.value:
            figure.delete()
        elif stands is not None:
            figure.source = f"{figure.source[:25]} (2)"
            figure.save(update_fields=["source"])
