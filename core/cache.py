"""The cache: a table of the database; when served Redis, and the table while Redis is away.

What is kept there may be lost, but log-in attempts must go on being counted, by all processes together, and no page may fail.
"""

import base64
import logging
import pickle
from contextlib import contextmanager
from datetime import UTC, datetime

from django.core.cache import caches
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.redis import RedisCache
from django.db import connections, router, transaction
from django.utils import timezone
from redis.exceptions import ConnectionError, TimeoutError

logger = logging.getLogger(__name__)


class CountingTable(DatabaseCache):
    """A table in which parallel tries are counted one by one (ADR 0031).

    Django's own reads a number and writes it back, so two that come at once count as one; and of two that find an old lock, both
    take it. Here the database decides: `incr` holds the row while it counts, `add` is one statement.
    """

    def incr(self, key, delta=1, version=None):
        """The number after counting. Raises ValueError when there is none, or its time is over."""
        name = self.make_and_validate_key(key, version=version)
        with self._statements() as (cursor, table, adapt), transaction.atomic(using=self._database):
            # Writing takes the row; whoever comes at the same time waits here and then reads our number.
            held = f"UPDATE {table} SET expires = expires WHERE cache_key = %s AND expires > %s RETURNING value"  # noqa: S608  (our own table)
            cursor.execute(held, [name, adapt(timezone.now().replace(microsecond=0))])
            row = cursor.fetchone()
            if row is None:
                raise ValueError(f"Key '{name}' not found")
            counted = pickle.loads(base64.b64decode(row[0])) + delta  # noqa: S301  (what we wrote ourselves)
            cursor.execute(f"UPDATE {table} SET value = %s WHERE cache_key = %s", [self._written(counted), name])  # noqa: S608
        return counted

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        """Whether it was us who put it there; of those who try at once, one."""
        name = self.make_and_validate_key(key, version=version)
        ends = self.get_backend_timeout(timeout)
        expires = datetime.max.replace(tzinfo=UTC) if ends is None else datetime.fromtimestamp(ends, tz=UTC)
        now = timezone.now().replace(microsecond=0)
        with self._statements() as (cursor, table, adapt):
            cursor.execute(f"SELECT COUNT(*) FROM {table}")  # noqa: S608
            if (rows := cursor.fetchone()[0]) > self._max_entries:
                self._cull(self._database, cursor, now, rows)
            cursor.execute(
                f"INSERT INTO {table} (cache_key, value, expires) VALUES (%s, %s, %s) "  # noqa: S608
                f"ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires WHERE {table}.expires < %s",
                [name, self._written(value), adapt(expires.replace(microsecond=0)), adapt(now)],
            )
            return cursor.rowcount == 1

    @property
    def _database(self) -> str:
        return router.db_for_write(self.cache_model_class)

    @contextmanager
    def _statements(self):
        """(cursor, the table's name, what turns a moment into the database's)."""
        connection = connections[self._database]
        with connection.cursor() as cursor:
            yield cursor, connection.ops.quote_name(self._table), connection.ops.adapt_datetimefield_value

    def _written(self, value) -> str:
        return base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode("latin1")


def or_table(name: str):
    """The method of that name, asked of the table when Redis does not answer."""

    def method(self, *args, **kwargs):
        try:
            return getattr(super(RedisElseTable, self), name)(*args, **kwargs)
        except (ConnectionError, TimeoutError) as error:
            logger.warning("Redis is away, the table answers: %s", error)
            return getattr(caches["table"], name)(*args, **kwargs)

    method.__name__ = name
    return method


class RedisElseTable(RedisCache):
    add, get, set, touch, delete, has_key, incr, clear, get_many, set_many, delete_many = map(
        or_table, ["add", "get", "set", "touch", "delete", "has_key", "incr", "clear", "get_many", "set_many", "delete_many"]
    )
