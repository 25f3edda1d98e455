"""The clients behind the figures of retention, each with its fee on both days and why it changed (G8)."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clients.states import LossCause
from dashboards import retention
from dashboards.records import records


def cause_words(cause: str) -> str:
    return str(LossCause(cause).label) if cause in LossCause.values else gettext("Not said")


NOT_SAID = "none"  # in the address: nobody said why


def _of(movement):
    def find(scope, narrowing):
        rows = retention.clients_of(scope, movement)
        if not narrowing.why:
            return rows
        return rows.filter(cause="" if narrowing.why == NOT_SAID else narrowing.why)

    return find


for name, title, movement in (
    ("clients-at-start", _("Clients with a yearly fee at the start"), retention.AT_START),
    ("clients-kept", _("Clients kept"), retention.KEPT),
    ("clients-losses", _("Clients lost or shrunk"), retention.LOSSES),
    ("clients-lost", _("Clients whose yearly fee ended"), retention.MOVEMENTS["lost"]),
    ("clients-shrunk", _("Clients whose yearly fee shrank"), retention.MOVEMENTS["shrunk"]),
    ("clients-same", _("Clients with the same yearly fee"), retention.MOVEMENTS["same"]),
    ("clients-grown", _("Clients whose yearly fee grew"), retention.MOVEMENTS["grown"]),
    ("clients-new", _("New business"), retention.MOVEMENTS["new"]),
    ("clients-at-end", _("Clients with a yearly fee at the end"), retention.AT_END),
):
    records(name, title, "retention")(_of(movement))
