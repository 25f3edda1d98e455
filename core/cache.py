"""The cache when served: Redis, and a table of the database while Redis is away.

What is kept there may be lost, but log-in attempts must go on being counted, by all processes together, and no page may fail.
"""

import logging

from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError, TimeoutError

logger = logging.getLogger(__name__)


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
