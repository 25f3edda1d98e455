"""From bytes that somebody else wrote to a table of texts: pure Python, no models (S4, S5).

    table = open_table(path)
    table.headers        # ["Company Name", "Country", "Country (2)"]
    for row in table.rows(): row.number, row.cells, row.problem

Whatever cannot be read without guessing ends in `Unreadable`, which says why and what to do. A single row that
cannot be read carries its `problem` and is counted, never dropped.
"""

from exchange.reading.opening import open_table
from exchange.reading.problems import Unreadable
from exchange.reading.table import Limits, Row, Table

__all__ = ["Limits", "Row", "Table", "Unreadable", "open_table"]
