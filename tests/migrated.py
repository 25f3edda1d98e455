"""The migrated database is made once for these migrations and laid under every run and every worker.

Working through all migrations takes half a minute of processor time, which each worker of each run would spend again. The copy stands in
pytest's cache (SQLite) or beside the tests' databases (PostgreSQL, `migrated_…`). Its name is a digest of all that it is made
of, so it is never an old one; what was made of something else is removed. Permissions and content types come with every
start as they would after `migrate`.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.conf import settings
from django.db import connection
from psycopg2 import sql

MADE_OF = ("requirements.txt", "*/migrations/*.py", "*/models.py", "*/models/*.py")
COPIES_KEPT = 3  # branches of one checkout that are tested in turns
ON_SERVER_KEPT = 8


def digest() -> str:
    """Of everything that decides what `migrate` leaves behind."""
    found = hashlib.sha256(connection.vendor.encode())
    for path in sorted(path for pattern in MADE_OF for path in settings.BASE_DIR.glob(pattern)):
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


@contextmanager
def one_at_a_time(folder: Path):
    """Workers start together; the first makes the copy and the others wait for it."""
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def migrate(database_url: str) -> None:
    """Work through all migrations there, in a process of its own. Raises when they fail, with their words."""
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=os.environ | {"DATABASE_URL": database_url}, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"migrate failed:\n{done.stdout}{done.stderr}")


def folder_of(config: pytest.Config) -> Path:
    """Where the copies are kept: in pytest's cache, or without one (`-p no:cacheprovider`) in the folder that ends with this run."""
    if cache := getattr(config, "cache", None):
        return cache.mkdir("migrated")
    folder = settings.VAR_DIR / "migrated"
    folder.mkdir(exist_ok=True)
    return folder


def lay_file(folder: Path) -> None:
    """A copy of the migrated file becomes the tests' database."""
    made = folder / f"{digest()}.sqlite3"
    if not made.exists():
        unfinished = folder / "unfinished.sqlite3"
        for rest in folder.glob("unfinished.sqlite3*"):
            rest.unlink()
        migrate(f"sqlite:///{unfinished}")
        unfinished.rename(made)
        for old in sorted(folder.glob("*.sqlite3"), key=os.path.getmtime)[:-COPIES_KEPT]:
            old.unlink()
    shutil.copyfile(made, connection.settings_dict["TEST"]["NAME"])


def name_on_server() -> str:
    """The migrated database of these migrations on the server, made if it is not there."""
    name = f"migrated_{digest()}"
    keys = connection.get_connection_params() | {"dbname": "postgres"}
    server = psycopg2.connect(**{key: keys[key] for key in ("dbname", "host", "port", "user", "password") if keys.get(key)})
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('migrated'))")  # until this link ends: checkouts share the server
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'migrated\\_%' ORDER BY oid")
        there = [row[0] for row in cursor.fetchall()]
        if name not in there:
            unfinished = sql.Identifier("unfinished_migrated")
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(unfinished))
            cursor.execute(sql.SQL("CREATE DATABASE {}").format(unfinished))
            migrate(urlsplit(os.environ["DATABASE_URL"])._replace(path="/unfinished_migrated").geturl())
            cursor.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(unfinished, sql.Identifier(name)))
            for old in there[: 1 - ON_SERVER_KEPT]:
                cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(old)))
    server.close()
    return name


@pytest.fixture(scope="session")
def django_db_keepdb():
    """The file that was laid is the tests' database: it is not made anew. It ends with the folder that holds it."""
    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request, django_db_modify_db_settings_parallel_suffix):
    """Called by pytest-django when each worker's database has its name and before it is there."""
    test = connection.settings_dict["TEST"]
    if connection.vendor == "sqlite":
        folder = folder_of(request.config)
        with one_at_a_time(folder):
            lay_file(folder)
    else:
        test["TEMPLATE"] = name_on_server()
    test["MIGRATE"] = False
