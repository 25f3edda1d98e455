"""What another system says of a client (R4, S5): kept as it was written, as of the day that it names or that of the import."""

from collections import defaultdict
from decimal import Decimal, InvalidOperation

from care.models import ReportedFigure
from care.states.reported_figures import ReportedKind
from clients import bulk
from clients.models import Client
from exchange.landing.base import Landing
from exchange.landing.journal import Journal
from exchange.preparing import Prepared
from exchange.states import Outcome

FIELD_OF = {f"reported_{kind}": kind for kind in ReportedKind}
LARGEST = Decimal(10) ** 9


def note_reported(landing: Landing, journal: Journal, pairs: list[tuple[Prepared, Client]]) -> None:
    """One row a figure, record and day. What was said before and is said again stays; another value of the same day takes its place.

    A client may have several records over there (it was merged here): each is a series of its own (ADR 0063).
    """
    said = [(prepared, client, _said(prepared)) for prepared, client in pairs]
    said = [one for one in said if one[2] and one[1].pk]
    if not said:
        return
    source = landing.batch.source
    clients = {client.pk for _p, client, _f in said}
    known: dict[tuple, ReportedFigure] = {}
    latest: dict[tuple, ReportedFigure] = {}
    records: defaultdict[tuple, set[str]] = defaultdict(set)
    for figure in ReportedFigure.objects.filter(client__in=clients, source=source).select_related("client").order_by("as_of", "pk"):
        series = (figure.client_id, figure.which, figure.record)
        known[*series, figure.as_of] = latest[series] = figure
        records[series[:2]].add(figure.record)
    made, changes, news = [], [], {}
    for prepared, client, figures in said:
        day = min(prepared.get("reported_on") or landing.today, landing.today)
        named = prepared.get("source_id")
        for which, value in figures.items():
            record = _goes_on_with(records[client.pk, which], named)
            here = known.get((client.pk, which, record, day))
            last = latest.get((client.pk, which, record))
            if here is None and last is not None and last.value == value and not prepared.get("reported_on"):
                continue
            if here is None:
                facts = {"value": value, "number": _number(value), "record": named or record}
                here = ReportedFigure(client=client, which=which, as_of=day, source=source, entered_by=landing.by, **facts)
                made.append((prepared, here))
            elif here.pk and here.value != value:
                changes.append((prepared, here, {"value": value, "number": _number(value), "record": named or record}))
                del known[client.pk, which, record, day]
            else:
                continue
            known[client.pk, which, named or record, day] = latest[client.pk, which, named or record] = here
            records[client.pk, which].add(named or record)
            news.setdefault(client.pk, (prepared, client, []))[2].append(f"{ReportedKind(which).label} {value}")
    ReportedFigure.objects.bulk_create([figure for _p, figure in made], batch_size=500)
    before = bulk.change_many([(figure, facts) for _p, figure, facts in changes], "reported_figure.changed", by=landing.by)
    journal.made += [(prepared.number, figure) for prepared, figure in made]
    journal.changed += [(prepared.number, figure, before[figure.pk]) for prepared, figure, _facts in changes if figure.pk in before]
    for prepared, client, _words in news.values():
        journal.settle(prepared, client, Outcome.UPDATED)
    system = source.replace("-", " ").title()
    words = {client.pk: ", ".join(told) for _p, client, told in news.values()}
    tell = [client for _p, client, _told in news.values()]
    bulk.record_many(tell, "client.figures_reported", by=landing.by, words=lambda client: {"system": system, "figures": words[client.pk]})


def _goes_on_with(records: set[str], named: str) -> str:
    """Whose series a row goes on with: of its own record; where one of the two has no name and there is no other, of that one."""
    if named in records or not records:
        return named
    if named:
        return "" if records == {""} else named
    return next(iter(records)) if len(records) == 1 else ""


def _said(prepared: Prepared) -> dict[str, str]:
    return {kind: prepared.get(name)[:60] for name, kind in FIELD_OF.items() if prepared.get(name)}


def _number(value: str) -> Decimal | None:
    """The number in it, for order and ranges; a word has none."""
    try:
        number = Decimal(value.strip().rstrip("%").strip().replace(",", "."))
    except InvalidOperation:
        return None
    return number.quantize(Decimal("0.0001")) if number.is_finite() and abs(number) < LARGEST else None
