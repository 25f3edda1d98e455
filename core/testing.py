"""For tests only: the sample files that lie beside the project, not in it."""

from pathlib import Path

import pytest
from django.conf import settings


def shared_data(*parts: str) -> Path:
    """A file or folder of `../shared/data`. Where it is absent the test is skipped, and the run says so."""
    path = settings.BASE_DIR.parent.joinpath("shared", "data", *parts)
    if not path.exists():
        pytest.skip(f"{path} is absent")
    return path
