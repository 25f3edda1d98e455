"""The house under one roof: starts web server, worker and clock, starts again what dies, and shuts all down together."""

import ctypes
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

GRACE_SECONDS = 20  # for a request or a task to finish when the house closes
STEADY_SECONDS = 30  # who ran this long has started well, and its earlier falls are forgotten
MOST_FALLS = 6  # in a row, before we say that it will not start
LINES_OF_LOG = 15
PR_SET_PDEATHSIG = 1


class WillNotStart(Exception):
    """Text for whoever started the house."""


def die_with_the_launcher():
    """In the child, on Linux: end when the launcher is killed without a chance to say so."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def free_port_or_refuse(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OverflowError:
            raise WillNotStart(f"PORT={port} is not a port.") from None
        except PermissionError:
            raise WillNotStart(f"Port {port} may only be used by root. Choose another one with PORT=8000.") from None
        except OSError:
            raise WillNotStart(f"Port {port} is in use. Choose another one with PORT={port + 1}.") from None


@contextmanager
def alone_in(folder: Path):
    """Nobody else runs on this folder meanwhile; a killed launcher lets go of it by itself. Raises WillNotStart."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / ".in-use").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise WillNotStart(f"The demo already runs on {folder}. End it first (Ctrl-C where it runs).") from None
        yield


@dataclass
class Part:
    """One process of the house. `log` is where its output goes; without one it shares ours."""

    name: str
    command: list[str]
    log: Path | None = None
    process: subprocess.Popen | None = None
    falls: int = 0
    started: float = 0
    start_again_at: float = 0

    def start(self, env: dict) -> None:
        out = self.log.open("ab") if self.log else None
        self.process = subprocess.Popen(
            self.command,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
            preexec_fn=die_with_the_launcher,
        )
        if out:
            out.close()
        self.started = time.monotonic()

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def signal_all(self, number: int) -> None:
        """To the process and all that it started."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    def last_words(self) -> str:
        if not self.log or not self.log.exists():
            return ""
        lines = self.log.read_text(errors="replace").splitlines()[-LINES_OF_LOG:]
        return "".join(f"\n  {line}" for line in lines)


@dataclass
class House:
    """`parts` in the order of starting. `say` prints a line; `url` answers `/readyz` when asked as `host`."""

    parts: list[Part]
    url: str
    host: str
    say: Callable[[str], None]
    env: dict = field(default_factory=lambda: dict(os.environ))
    closing: bool = False

    def run(self, *, announce, ready_within_seconds: int = 90) -> None:
        """Start, call `announce()` once everything answers, and stay until Ctrl-C or SIGTERM. Raises WillNotStart."""
        numbers = [signal.SIGINT, signal.SIGTERM]
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # else started with nohup, to outlive the terminal
            numbers.append(signal.SIGHUP)
        before = {number: signal.signal(number, self._close) for number in numbers}
        try:
            for part in self.parts:
                part.start(self.env)
            self._await_readiness(ready_within_seconds)
            if not self.closing:
                announce()
            while not self.closing:
                self.look_after()
                time.sleep(0.2)
        finally:
            self.shut_down()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _close(self, number, frame):
        self.closing = True

    def _await_readiness(self, seconds: int) -> None:
        deadline = time.monotonic() + seconds
        while not self.closing and not self._is_ready():
            if time.monotonic() > deadline:
                words = "".join(part.last_words() for part in self.parts)
                raise WillNotStart(f"The house was not ready after {seconds} seconds: {self._answer()[:300]}{words}")
            self.look_after()
            time.sleep(0.2)

    def _is_ready(self) -> bool:
        """Once it answers and the clock has been heard. Mails that cannot go out are no reason to keep the doors shut."""
        try:
            return not {"database", "broker", "clock"} & json.loads(self._answer())["failing"].keys()
        except (ValueError, KeyError):
            return False

    def _answer(self) -> str:
        request = urllib.request.Request(f"{self.url}/readyz", headers={"Host": self.host})  # noqa: S310  (our own address)
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.read().decode(errors="replace")
        except OSError as error:
            return str(error)

    def look_after(self) -> None:
        """Start again what has died, sooner the first time than the fifth. Raises WillNotStart when it is no use."""
        now = time.monotonic()
        for part in self.parts:
            if part.is_running:
                if part.falls and now - part.started > STEADY_SECONDS:
                    part.falls = 0
                continue
            if not part.start_again_at:
                part.signal_all(signal.SIGKILL)  # what it may have left behind
                part.falls += 1
                if part.falls >= MOST_FALLS:
                    raise WillNotStart(f"The {part.name} ended {part.falls} times in a row.{part.last_words()}")
                part.start_again_at = now + 2 ** (part.falls - 1) / 2
                self.say(f"The {part.name} ended ({part.process.returncode}); starting it again.")
            elif now >= part.start_again_at:
                part.start_again_at = 0
                part.start(self.env)

    def shut_down(self) -> None:
        """First the clock and the doors, then the workers; what does not end in time is killed."""
        for part in reversed(self.parts):
            if part.is_running:
                part.signal_all(signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        while any(part.is_running for part in self.parts) and time.monotonic() < deadline:
            time.sleep(0.05)
        for part in self.parts:
            part.signal_all(signal.SIGKILL)
            if part.process:
                part.process.wait()


def parts_of_the_house(*, bind: str, web_workers: int, task_workers: int, pool: str, var: Path, logs: Path | None) -> list[Part]:
    """Web server, worker and clock as one machine runs them; `deploy/` starts the same ones apart."""
    python, celery = sys.executable, [sys.executable, "-m", "celery", "-A", "accounts_service"]
    quiet = ["--loglevel", "warning"]
    web = [
        python,
        "-m",
        "gunicorn",
        "-c",
        "deploy/gunicorn.conf.py",
        "--bind",
        bind,
        "--workers",
        str(web_workers),
        "accounts_service.wsgi",
    ]
    worker = [*celery, "worker", "--pool", pool, "--concurrency", str(task_workers), "--without-gossip", "--without-mingle", *quiet]
    clock = [*celery, "beat", "--pidfile", "", "--schedule", str(var / "clock"), *quiet]
    if logs:
        logs.mkdir(parents=True, exist_ok=True)
    return [
        Part(name, command, logs / f"{name.replace(' ', '-')}.log" if logs else None)
        for name, command in (("worker", worker), ("clock", clock), ("web server", web))
    ]
