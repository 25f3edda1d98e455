"""A gunicorn of two workers on the database of this process, and a browser's part: log in, fetch, take the time."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager
from http.cookiejar import CookieJar

from django.conf import settings

START_SECONDS = 30


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextmanager
def gunicorn(workers: int = 2, *, database_url: str = ""):
    """Serves the database of this process, or that of `database_url`, until the block ends; yields the address."""
    port = free_port()
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise looks for it; no static file is fetched
    env = os.environ | {"WEB_CONCURRENCY": str(workers), "WEB_THREADS": "1", "BIND": f"127.0.0.1:{port}", "LOG_LEVEL": "ERROR"}
    env |= {"DATABASE_URL": database_url} if database_url else {}
    command = [sys.executable, "-m", "gunicorn", "-c", str(settings.BASE_DIR / "deploy" / "gunicorn.conf.py"), "--log-level", "error"]
    server = subprocess.Popen([*command, "accounts_service.wsgi"], env=env, cwd=settings.BASE_DIR)
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_for(url: str, server: subprocess.Popen) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310  (our own address)
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("gunicorn did not start; its words stand above.")


class Visitor:
    """Somebody with a session."""

    def __init__(self, base: str, email: str, password: str):
        self.base = base
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self._log_in(email, password)

    def _log_in(self, email: str, password: str) -> None:
        page = self.get("/door/login/")[1]
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page).group(1)
        form = urllib.parse.urlencode({"login": email, "password": password, "csrfmiddlewaretoken": token}).encode()
        request = urllib.request.Request(f"{self.base}/door/login/", data=form, headers={"Referer": self.base, "Origin": self.base})  # noqa: S310
        with self.opener.open(request, timeout=60) as answer:
            if "/door/" in answer.url:
                raise RuntimeError(f"{email} could not log in.")

    def get(self, path: str) -> tuple[float, str]:
        """Seconds until the last byte, and the page. Raises when the answer is not 200."""
        start = time.perf_counter()
        with self.opener.open(self.base + path, timeout=120) as answer:
            text = answer.read()
        return time.perf_counter() - start, text.decode()
