"""Redis away: the cache goes on from a table (research §5, checks 7 and 25)."""

import socket

import pytest
from django.core.cache import caches
from django.test import override_settings
from django.urls import reverse


def nobody_listens_here() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def redis_away(db):
    away = {"BACKEND": "core.cache.RedisElseTable", "LOCATION": f"redis://127.0.0.1:{nobody_listens_here()}/0"}
    table = {"BACKEND": "core.cache.CountingTable", "LOCATION": "core_cache"}
    with override_settings(CACHES={"default": away, "table": table}):
        yield caches["default"]


def test_the_table_answers_while_redis_is_away(redis_away):
    redis_away.set("tries", 1, 60)
    assert redis_away.incr("tries") == 2
    assert redis_away.get_many(["tries", "other"]) == {"tries": 2}
    assert redis_away.get_or_set("figure", lambda: 7) == 7
    redis_away.delete("tries")
    assert redis_away.get("tries") is None


def test_log_in_attempts_are_counted_while_redis_is_away(redis_away, client, eli):
    eli.set_password("a long walk by the harbour")
    eli.save(update_fields=["password"])
    for _ in range(5):
        client.post(reverse("account_login"), {"login": eli.email, "password": "a wrong guess"})
    client.post(reverse("account_login"), {"login": eli.email, "password": "a long walk by the harbour"})
    assert "_auth_user_id" not in client.session
