"""Two things that the ORM does not say: INSERT … SELECT, and one sweep at a time."""

from collections.abc import Mapping

from django.db import DEFAULT_DB_ALIAS, connections, models

SWEEP_LOCK = 7_302_001  # PostgreSQL advisory lock; the number only has to be nobody else's


def insert_select(model: type[models.Model], rows: models.QuerySet, columns: Mapping[str, object], *, using: str = DEFAULT_DB_ALIAS) -> int:
    """Write one row of `model` for each of `rows`, `columns` being field → expression on it; what is there already stays.

    One statement on both databases, whatever the number of rows. `rows` needs a filter: without WHERE SQLite cannot tell
    ON CONFLICT from a join. Returns how many rows are new.
    """
    connection = connections[using]
    quote = connection.ops.quote_name
    names = ", ".join(quote(model._meta.get_field(field).column) for field in columns)
    selected, parameters = rows.order_by().values_list(*columns.values()).query.get_compiler(using).as_sql()
    into = " ".join(["INSERT INTO", quote(model._meta.db_table), f"({names})", selected, "ON CONFLICT DO NOTHING"])
    with connection.cursor() as cursor:
        cursor.execute(into, parameters)
        return max(cursor.rowcount, 0)


def only_one(*, wait: bool, using: str = DEFAULT_DB_ALIAS) -> bool:
    """Until the end of this transaction no other sweep runs beside us; False when one does and we do not `wait`.

    Without it two sweeps that insert the same keys in another order end in a deadlock. SQLite's write lock does it by itself.
    Compilation of the statements is off meanwhile: over a million rows it costs 2.6 s and saves less.
    """
    connection = connections[using]
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")
        if wait:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SWEEP_LOCK])
            return True
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SWEEP_LOCK])
        return cursor.fetchone()[0]
