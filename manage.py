#!/usr/bin/env python
"""Django's command line for this project.

With nothing set and no `.env`, commands typed by hand work on the demo in `var/`; whoever serves has set something.
"""

import os
import sys
from pathlib import Path


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accounts_service.settings")
    if not os.environ.get("SECRET_KEY") and not (Path(__file__).parent / ".env").exists():
        os.environ.setdefault("APP_MODE", "demo")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"Cannot start: {error}")


if __name__ == "__main__":
    main()
