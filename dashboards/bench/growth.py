"""How much longer a page takes with many accounts than with few: both agencies are served side by side and asked in turns.

Measured one after the other, a page also grows by whatever else the machine has to do in the later minute: more than the target allows.
"""

from contextlib import ExitStack
from itertools import cycle
from statistics import median

from dashboards.bench.pages import ROUNDS, WARM_UP
from dashboards.bench.seed import PASSWORD
from dashboards.bench.server import Visitor, gunicorn


def side_by_side(small: list[dict], large: list[dict], *, small_url: str, large_url: str, rounds: int = ROUNDS) -> dict[str, float]:
    """The median with many accounts as times the median with few, by `growth_key`. Both lists are of `measure`, of the same pages."""
    pairs = list(zip(small, large, strict=True))
    found = {}
    with ExitStack() as both:
        few, many = (both.enter_context(gunicorn(database_url=url)) for url in (small_url, large_url))
        visitors = {}
        for one, other in pairs:
            for base, page in ((few, one), (many, other)):
                if (base, page["email"]) not in visitors:
                    visitors[base, page["email"]] = Visitor(base, page["email"], PASSWORD)
            ways = [(visitors[few, one["email"]], one["path"], []), (visitors[many, other["email"]], other["path"], [])]
            for visitor, path, _seconds in ways * WARM_UP:
                visitor.get(path)
            order = cycle([ways, ways[::-1]])  # neither always comes after the other
            for _round in range(rounds):
                for visitor, path, seconds in next(order):
                    seconds.append(visitor.get(path)[0])
            found[growth_key(other)] = round(median(ways[1][2]) / median(ways[0][2]), 2)
    return found


def growth_key(page: dict) -> str:
    return f"{page['who']} {page['page']}"
