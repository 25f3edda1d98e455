"""A large question is planned once by each connection: PostgreSQL takes longer to plan it than to answer it (ADR 0048).

    question = Question(sql, parameters, using="default", places=(HELD_PLACE,))
    question.rows({HELD_PLACE: account.pk})

From its second asking on, a long question is prepared under a name, its parameters written out, so that the plan fits them. The
keys of rows stay open. The server plans anew by itself when tables or their statistics change; what it answers is always of now.
"""

from collections import OrderedDict
from itertools import count
from weakref import WeakKeyDictionary

from django.db import connections

LONG_LETTERS = 250  # to plan what is shorter takes no longer than to ask it by a name
MOST_LETTERS = 300_000  # of the questions that a connection keeps the plans of: some 30 MB of the server's memory

_names = count(1)
_planned: WeakKeyDictionary = WeakKeyDictionary()  # link to the server -> its questions with their names, the longest unused first


class Question:
    """SQL with its parameters; `places` are parameters at which keys are put in when it is asked."""

    def __init__(self, sql: str, parameters: tuple, *, using: str, places: tuple[int, ...] = ()):
        self.sql, self.parameters, self.using, self.places = sql, tuple(parameters), using, places
        self.is_long = len(sql) >= LONG_LETTERS
        self.was_asked = False

    def rows(self, keys: dict[int, int]) -> list[tuple]:
        """What the database answers now, with these keys at their places."""
        connection = connections[self.using]
        with connection.cursor() as cursor:
            if self.is_long and self.was_asked and keeps_plans(connection):
                self._ask_by_name(connection, cursor, keys)
            else:
                cursor.execute(self.sql, [keys.get(value, value) if type(value) is int else value for value in self.parameters])
                self.was_asked = True
            return cursor.fetchall()

    def _ask_by_name(self, connection, cursor, keys: dict[int, int]) -> None:
        known = _planned.setdefault(connection.connection, OrderedDict())
        name = known.get(self)
        call = "EXECUTE {}" + (f"({', '.join(str(int(keys[place])) for place in self.places)})" if self.places else "")
        if name:
            known.move_to_end(self)
            cursor.execute(call.format(name))
            return
        name, first = f"planned_{next(_names)}", ""
        letters = sum(len(question.sql) for question in known) + len(self.sql)
        while known and letters > MOST_LETTERS:
            question, unused = known.popitem(last=False)
            letters -= len(question.sql)
            first += f"DEALLOCATE {unused}; "
        cursor.execute(f"{first}PREPARE {name}{self._types} AS {self._written_out(connection)}; {call.format(name)}")
        known[self] = name

    @property
    def _types(self) -> str:
        return f"({', '.join(['bigint'] * len(self.places))})" if self.places else ""

    def _written_out(self, connection) -> str:
        """The SQL with its parameters in it, and `$1`, `$2` … where keys go."""
        from psycopg2.extensions import AsIs

        numbers = {place: AsIs(f"${number}") for number, place in enumerate(self.places, start=1)}
        written = [numbers.get(value, value) if type(value) is int else value for value in self.parameters]
        return connection.ops.compose_sql(self.sql, written)


def keeps_plans(connection) -> bool:
    """PostgreSQL does, for as long as a link lasts; not where a pooler hands the link of one page to the next."""
    return connection.vendor == "postgresql" and not connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS")
