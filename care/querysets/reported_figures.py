from clients.querysets import OnClientQuerySet


class ReportedFigureQuerySet(OnClientQuerySet):
    """What other systems said of clients: visible with the client."""

    def newest_first(self):
        return self.order_by("-as_of", "which", "-pk")

    def for_pages(self):
        return self.select_related("client")
