"""One of several processes that try at once: `python -m core.tests.counting incr|add|guess KEY TRIES`. Prints what it got through."""

import os
import sys
import time
from pathlib import Path

import django


def main(what: str, key: str, tries: int, start: Path) -> list:
    django.setup()
    from django.core.cache import cache

    cache.get("opens the connection before the start")
    Path(f"{start}.{os.getpid()}").touch()
    while not start.exists():
        time.sleep(0.002)
    if what == "incr":
        return [cache.incr(key) for _ in range(tries)]
    if what == "add":
        return [cache.add(f"{key}{number}", os.getpid(), 60) for number in range(tries)]
    return guess(key, tries)


def guess(email: str, tries: int) -> list:
    """Log-ins with a wrong password; which of them came as far as the password."""
    from django.test import Client
    from django.urls import reverse

    from people.models import Person

    looked_at = []
    Person.check_password = lambda person, password: looked_at.append(password) or False
    for number in range(tries):
        Client().post(reverse("account_login"), {"login": email, "password": f"wrong guess {number}"})
    return looked_at


if __name__ == "__main__":
    print(*main(sys.argv[1], sys.argv[2], int(sys.argv[3]), Path(sys.argv[4])), sep="\n")  # noqa: T201
