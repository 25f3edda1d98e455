"""The house under fire: real workers and two clocks, killed and stopped at random, started again at once."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

STOP_SECONDS = 8  # longer than the lease of the drill
POOLS = {"fsafe": ["-P", "threads", "-c", "2"], "redis": ["-P", "prefork", "-c", "2"]}


@dataclass
class House:
    """Three workers with two hands each, and two clocks."""

    folder: Path
    broker: str
    dice: Random
    running: dict[str, subprocess.Popen] = field(default_factory=dict)
    asleep: dict[str, float] = field(default_factory=dict)
    done: Counter = field(default_factory=Counter)

    def __enter__(self):
        for name in ("worker-1", "worker-2", "worker-3", "clock-1", "clock-2"):
            self.start(name)
        return self

    def start(self, name: str) -> None:
        kind = name.split("-")[0]
        celery = [sys.executable, "-m", "celery", "-A", "accounts_service"]
        quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        if kind == "worker":
            command = [*celery, "worker", *POOLS[self.broker], *quiet, "-n", f"{name}@drill", "-l", "warning"]
        else:
            command = [
                *celery,
                "beat",
                "-S",
                "clients.torture.clock:DrillScheduler",
                "--pidfile",
                "",
                "--max-interval",
                "1",
                "-l",
                "warning",
            ]
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)

    def signal(self, name: str, number: int) -> None:
        os.killpg(self.running[name].pid, number)

    def strike(self) -> None:
        """One blow: mostly a worker is killed, at times a clock, at times a worker is stopped for longer than its lease."""
        self.wake_and_restart()
        awake = [name for name in self.running if name not in self.asleep]
        blow = self.dice.random()
        target = self.dice.choice([name for name in awake if name.startswith("clock" if blow < 0.12 else "worker")] or awake)
        if blow > 0.95 and target.startswith("worker") and not self.asleep:
            self.signal(target, signal.SIGSTOP)
            self.asleep[target] = time.monotonic() + STOP_SECONDS
            self.done["stops"] += 1
            return
        self.signal(target, signal.SIGKILL)
        self.running[target].wait()
        self.done["kills"] += 1
        self.done[f"{target.split('-')[0]}s killed"] += 1
        self.start(target)

    def wake_and_restart(self) -> None:
        for name, until in list(self.asleep.items()):
            if time.monotonic() >= until:
                self.signal(name, signal.SIGCONT)
                del self.asleep[name]
        for name, process in list(self.running.items()):
            if process.poll() is not None:
                self.done["died by themselves"] += 1
                self.start(name)

    def __exit__(self, *exception) -> None:
        for name in list(self.running):
            self.signal(name, signal.SIGCONT)
            self.signal(name, signal.SIGTERM)
        for name, process in self.running.items():
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                self.signal(name, signal.SIGKILL)
                process.wait()
