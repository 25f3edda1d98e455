"""What is made ready before the house opens; each step does nothing when there is nothing to do."""

import hashlib

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def make_ready() -> None:
    for folder in (settings.VAR_DIR, settings.MEDIA_ROOT):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    collect_static()


def collect_static() -> None:
    """Collect when a file has changed since the last time: collecting also compresses, which takes seconds."""
    digest, stamp = digest_of_static_files(), settings.STATIC_ROOT / ".collected"
    if not stamp.exists() or stamp.read_text() != digest:
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(digest)


def digest_of_static_files() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            digest.update(f"{name} {storage.size(name)} {storage.get_modified_time(name).timestamp()}\n".encode())
    return digest.hexdigest()
