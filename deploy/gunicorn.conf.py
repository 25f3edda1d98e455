"""gunicorn: the same for `make demo`, `make serve`, the image and the systemd unit. Times in seconds."""

import gc
import os
import sys

from django.core.exceptions import ImproperlyConfigured

try:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accounts_service.settings")
    django.setup()
    from django.conf import settings
except ImproperlyConfigured as error:
    sys.exit(f"Cannot start: {error}")

bind = os.environ.get("BIND") or f"127.0.0.1:{settings.PORT}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
worker_class = "gthread"
control_socket_disable = True  # one more door that nobody needs
timeout = 60
graceful_timeout = 15
keepalive = 5
max_requests = 5_000  # a new process now and then, not all at once
max_requests_jitter = 500
accesslog = "-" if os.environ.get("ACCESS_LOG") else None
errorlog = "-"
logger_class = "core.discreet.DiscreetLogger"
forwarded_allow_ips = "*" if settings.TRUSTED_PROXIES else "127.0.0.1"
limit_request_line = 8_190
limit_request_fields = 60
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108  (heartbeat files: memory, not disk)


def on_starting(server):
    """Before the door opens: what must not be true when real people log in stops the start (core/checks.py)."""
    if settings.MODE != "serve":
        return
    from django.core.management import CommandError, call_command

    try:
        call_command("check", deploy=True, databases=["default"], fail_level="ERROR")
    except CommandError as error:
        sys.exit(str(error))


def post_worker_init(worker):
    """What was loaded at the start stays until the end: the search for garbage need not walk through it at every page."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)  # new objects before a search: a page makes some thousands
