"""Our own lists of what has no place in an import: read as companies, their rows would become clients that nobody has."""

from exchange.sources import NotImported

NOT_IMPORTED = (
    NotImported("renewals", "Contract | Stage | Likely by the model"),
    NotImported("check-ins", "Held by | What was said | Planned for"),
    NotImported("open actions", "What | Owner e-mail | Done on | Due"),
)
