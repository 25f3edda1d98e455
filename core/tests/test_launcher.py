"""The launcher (DESIGN §10): what dies is started again, and all ends together."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

from core import launcher
from core.launcher import House, Part, WillNotStart, free_port_or_refuse

PASSWORD = "a long walk by the harbour"


def sleeper(name="sleeper", code="import time; time.sleep(60)", log=None):
    return Part(name, [sys.executable, "-c", code], log)


@pytest.fixture
def house_of():
    houses = []

    def build(*parts):
        house = House(list(parts), url="http://127.0.0.1:9", host="localhost", say=lambda line: house.said.append(line))
        house.said = []
        houses.append(house)
        return house

    yield build
    for house in houses:
        house.shut_down()


def wait_until(condition, *, seconds=20, what="it"):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s for {what}"
        time.sleep(0.05)


def test_what_dies_is_started_again(house_of):
    part = sleeper()
    house = house_of(part)
    part.start(house.env)
    first = part.process.pid
    os.kill(first, signal.SIGKILL)

    def looked_after():
        house.look_after()
        return part.is_running and part.process.pid != first

    wait_until(looked_after)
    assert house.said == ["The sleeper ended (-9); starting it again."]


def test_what_cannot_start_is_given_up_with_its_last_words(house_of, tmp_path, monkeypatch):
    monkeypatch.setattr(launcher, "MOST_FALLS", 2)
    part = sleeper("broken", "raise SystemExit('no more ink')", tmp_path / "broken.log")
    house = house_of(part)
    part.start(house.env)
    with pytest.raises(WillNotStart, match=r"The broken ended 2 times in a row.\n  no more ink"):
        wait_until(lambda: house.look_after())


def test_shutting_down_ends_the_stubborn_and_what_they_started(house_of, tmp_path, monkeypatch):
    monkeypatch.setattr(launcher, "GRACE_SECONDS", 0.5)
    note = tmp_path / "pid"
    code = f"""
import pathlib, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
pathlib.Path({str(note)!r}).write_text(str(child.pid))
time.sleep(60)
"""
    part = sleeper(code=code)
    house = house_of(part)
    part.start(house.env)
    wait_until(lambda: note.exists() and note.read_text())
    house.shut_down()
    assert not part.is_running
    wait_until(lambda: not is_alive(int(note.read_text())), what="the child to end")


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def test_a_port_in_use_is_named_with_a_way_out():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(WillNotStart, match=f"Port {port} is in use. Choose another one with PORT={port + 1}."):
            free_port_or_refuse("127.0.0.1", port)


# ── The whole house ──────────────────────────────────────────────────────────────────────────────


class Demo:
    """`manage.py demo` as the Makefile starts it, in a folder of its own."""

    def __init__(self, var):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.env = os.environ | {"APP_MODE": "demo", "VAR_DIR": str(var), "PORT": str(self.port), "DEMO_PASSWORD": PASSWORD}
        for name in ("DATABASE_URL", "REDIS_URL"):
            self.env.pop(name, None)
        self.lines = []

    def start(self):
        pipe = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        self.process = subprocess.Popen(self.command, cwd=settings.BASE_DIR, env=self.env, **pipe)
        threading.Thread(target=lambda: self.lines.extend(self.process.stdout), daemon=True).start()
        wait_until(lambda: "Ctrl-C ends" in self.said or self.process.poll() is not None, seconds=120, what="the demo to be ready")
        return self

    @property
    def command(self):
        return [sys.executable, "manage.py", "demo"]

    def refuses(self, command, **environment):
        """What a second one says before it ends."""
        again = [sys.executable, "manage.py", command]
        answer = subprocess.run(again, cwd=settings.BASE_DIR, env=self.env | environment, capture_output=True, text=True, check=False)
        assert answer.returncode == 1
        return answer.stderr

    @property
    def said(self):
        return "".join(self.lines)

    def status(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
                return answer.status
        except OSError:
            return 0

    def processes(self):
        """Everything that this launcher started, by its environment, with its command line."""
        found = {}
        for path in Path("/proc").glob("[0-9]*"):
            try:
                if f"VAR_DIR={self.env['VAR_DIR']}".encode() in (path / "environ").read_bytes():
                    found[int(path.name)] = (path / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
        return found


@pytest.fixture
def demo(tmp_path):
    demo = Demo(tmp_path / "var")
    yield demo
    if demo.process.poll() is None:
        demo.process.kill()
        demo.process.wait()
    wait_until(lambda: not demo.processes(), what="everything to end")


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks for processes in /proc")
def test_the_demo_starts_mends_itself_and_ends_together(demo):
    demo.start()
    assert f"http://localhost:{demo.port}" in demo.said
    assert PASSWORD in demo.said
    assert demo.status() == 200

    assert demo.refuses("demo") == f"CommandError: Port {demo.port} is in use. Choose another one with PORT={demo.port + 1}.\n"
    assert "The demo already runs on" in demo.refuses("demo", PORT="0")
    assert "The demo already runs on" in demo.refuses("demo_reset")

    for part in (r"celery .* worker", r"celery .* beat", r"gunicorn"):
        victim = min(pid for pid, command in demo.processes().items() if re.search(part, command))
        os.kill(victim, signal.SIGKILL)
    wait_until(lambda: demo.said.count("starting it again") == 3, what="three to be started again")
    wait_until(lambda: demo.status() == 200, what="the house to answer again")

    demo.process.send_signal(signal.SIGINT)
    assert demo.process.wait(timeout=40) == 0
    assert demo.processes() == {}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent has died")
def test_when_the_launcher_is_killed_nothing_stays_behind(demo):
    demo.start()
    demo.process.kill()
    demo.process.wait()
    wait_until(lambda: not demo.processes(), seconds=40, what="everything to end")
