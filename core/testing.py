"""For tests only: the sample files that lie beside the project, not in it, and the address of the database under test."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection


def shared_data(*parts: str) -> Path:
    """A file or folder of `../shared/data`. Where it is absent the test is skipped, and the run says so."""
    path = settings.BASE_DIR.parent.joinpath("shared", "data", *parts)
    if not path.exists():
        pytest.skip(f"{path} is absent")
    return path


def database_url() -> str:
    """For another process that is to work on the database of this test; what it should see must be committed."""
    database = connection.settings_dict
    if connection.vendor != "postgresql":
        return f"sqlite:///{database['NAME']}"
    login = database["USER"] + (f":{database['PASSWORD']}" if database["PASSWORD"] else "")
    return f"postgres://{login}@{database['HOST']}:{database['PORT'] or 5432}/{database['NAME']}"
