"""What the app is made of (research §5, check 25): pinned, with hashes where it is deployed, and honestly audited (ADR 0034)."""

import os
import re
import subprocess

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
PIN = re.compile(r"^([\w.-]+)(?:\[[\w,-]+\])?==([\w.!+-]+)", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    """{package: version} of a file of requirements; extras and case do not count."""
    return {package.lower().replace("_", "-"): version for package, version in PIN.findall((ROOT / name).read_text())}


def requirements(name: str) -> list[str]:
    """What is asked for, line by line, without comments and without the lines of hashes."""
    lines = re.sub(r"\\\n", " ", (ROOT / name).read_text()).splitlines()
    return [line for line in lines if line.strip() and not line.lstrip().startswith(("#", "-r "))]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements-audit.txt", "deploy/requirements.lock"])
def test_every_version_is_pinned_and_comes_from_the_index(name):
    assert [line for line in requirements(name) if not PIN.match(line)] == []


def test_every_part_that_is_deployed_has_its_hashes():
    without = [line.split()[0] for line in requirements("deploy/requirements.lock") if not re.search(r"--hash=sha256:[0-9a-f]{64}\b", line)]
    assert without == []


def test_what_is_deployed_is_what_is_asked_for():
    """Fails after a change of requirements.txt until `make lock` was run."""
    locked = pins("deploy/requirements.lock")
    asked = pins("requirements.txt")
    assert {package: locked.get(package) for package in asked} == asked
    assert len(locked) > len(asked)  # what our parts are made of stands there too


def test_the_image_takes_nothing_without_comparing_its_hash():
    installs = re.findall(r"pip install.*", (ROOT / "deploy" / "Dockerfile").read_text())
    assert len(installs) == 1
    assert {"--require-hashes", "--no-deps", "requirements.lock"} <= set(installs[0].split())


@pytest.mark.parametrize(
    ("pip_audit", "code", "says"),
    [
        ('echo "{}" >"$report"', 0, "Known holes: none"),
        ('echo "{}" >"$report"; exit 1', 1, "Known holes: see"),
        ("echo ConnectionError >&2; exit 1", 2, "NOT AUDITED"),
        ("exit 0", 2, "NOT AUDITED"),
        ("""echo '{"dependencies": [{"name": "amqp", "skip_reason": "not found"}]}' >"$report" """, 2, "NOT AUDITED: for 1 of the parts"),
    ],
    ids=["nothing known", "a hole", "offline", "said nothing", "passed over"],
)
def test_an_audit_that_could_not_ask_is_no_good_news(pip_audit, code, says, tmp_path):
    find_report = 'while [ $# -gt 0 ]; do [ "$1" = --output ] && report=$2; shift; done'
    for name, body in (("pip-audit", f"{find_report}\n{pip_audit}"), ("cyclonedx-py", "exit 0")):
        script = tmp_path / name
        script.write_text(f"#!/bin/sh\n{body}\n")
        script.chmod(0o755)
    environment = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}", "VAR_DIR": str(tmp_path / "var")}
    answer = subprocess.run(["sh", "deploy/audit.sh"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (answer.returncode, says in answer.stdout) == (code, True), answer
