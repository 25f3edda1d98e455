"""`fsafe://`: Celery's broker in a folder, for one machine without any other server.

Kombu's own file-system transport deletes a message when it reads it, so whoever is killed in mid-task takes it along, and a
half-written file stops every worker. Here a message is written whole or not at all, claimed by renaming it (one winner),
and deleted when it is acknowledged; what a dead process held goes back. docs/RELIABILITY.md tells how that was tested.

    ready/<queue>/<sent>_<id>~<times given back>       waiting
    held/<pid>.<start>.<claimed>@<queue>@<name>        with a worker
    bad/                                               unreadable, or given back too often
    control/<exchange>                                 which queues hang on an exchange (remote control only)
"""

import fcntl
import json
import logging
import os
import time
import uuid
from collections import deque
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty
from urllib.parse import quote, unquote

from kombu.transport import TRANSPORT_ALIASES, virtual
from kombu.utils.json import dumps, loads

logger = logging.getLogger(__name__)

RESCUE_EVERY_SECONDS = 5
VISIBILITY_SECONDS = 600
MOST_RESCUES = 20  # a message that was with so many dying workers may be what kills them


def register() -> None:
    """Make `fsafe://` known to kombu."""
    TRANSPORT_ALIASES["fsafe"] = "core.broker:Transport"


def write_whole(path: Path, content: str) -> None:
    """Readers see all of the file or none, also after a crash in between."""
    draft = path.with_name(f".{uuid.uuid4().hex}")
    with draft.open("w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def started_at(pid: int) -> str:
    """When this process began, in the kernel's own count: another process with the same number began later.

    Empty when there is no such process. "?" where the kernel does not say (no /proc): then only the number counts.
    """
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        if Path("/proc/self/stat").exists():
            return ""
        return "?" if is_running(pid) else ""
    state, *fields = stat.rpartition(")")[2].split()
    return "" if state in "ZX" else fields[18]


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def folder_name(queue: str) -> str:
    """A queue's name as a file name that stays where it is put."""
    return quote(queue, safe="").replace(".", "%2E")


class QoS(virtual.QoS):
    """Acknowledging deletes the file; until then it is held."""

    def ack(self, delivery_tag):
        super().ack(delivery_tag)
        self.channel.let_go(delivery_tag)

    def reject(self, delivery_tag, requeue=False):
        super().reject(delivery_tag, requeue=requeue)
        self.channel.let_go(delivery_tag)


class Channel(virtual.Channel):
    QoS = QoS
    supports_fanout = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        options = self.connection.client.transport_options
        self.folder = Path(options["folder"])
        self.visibility_seconds = options.get("visibility_timeout", VISIBILITY_SECONDS)
        self.ready, self.held, self.bad, self.control = (self.folder / name for name in ("ready", "held", "bad", "control"))
        for path in (self.ready, self.held, self.bad, self.control):
            path.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._listed: dict[str, deque[str]] = {}
        self._without_ack: set[str] = set()
        self._next_rescue = 0.0

    # ── Sending ──────────────────────────────────────────────────────────────────────────────────

    def _put(self, queue, message, **kwargs):
        folder = self.ready / folder_name(queue)
        folder.mkdir(exist_ok=True)
        write_whole(folder / f"{time.time_ns():020d}_{uuid.uuid4().hex}~0", dumps(message))

    def _put_fanout(self, exchange, message, routing_key, **kwargs):
        for _, _, queue in self.get_table(exchange):
            self._put(queue, message)

    # ── Receiving ────────────────────────────────────────────────────────────────────────────────

    def basic_consume(self, queue, no_ack, *args, **kwargs):
        if no_ack:
            self._without_ack.add(queue)
        return super().basic_consume(queue, no_ack, *args, **kwargs)

    def basic_get(self, queue, no_ack=False, **kwargs):
        message = super().basic_get(queue, no_ack=no_ack, **kwargs)
        if message is not None and no_ack:
            self.let_go(message.delivery_tag)
        return message

    def _get(self, queue):
        """Claim the oldest message of a queue. Raises Empty."""
        if time.monotonic() >= self._next_rescue:
            self._next_rescue = time.monotonic() + RESCUE_EVERY_SECONDS
            self.rescue()
        folder = self.ready / folder_name(queue)
        names = self._listed.get(queue) or self._list(folder)
        self._listed[queue] = names
        while names:
            name = names.popleft()
            tag = f"{os.getpid()}.{started_at(os.getpid())}.{time.time():.0f}@{folder.name}@{name}"
            held = self.held / tag
            try:
                (folder / name).rename(held)
            except FileNotFoundError:  # another worker was faster
                continue
            message = self._read(held)
            if message is None:
                continue
            if queue in self._without_ack:
                held.unlink(missing_ok=True)
            message["properties"]["delivery_tag"] = tag
            return message
        raise Empty

    def _list(self, folder: Path) -> deque[str]:
        try:
            return deque(sorted(name for name in os.listdir(folder) if not name.startswith(".")))
        except FileNotFoundError:
            return deque()

    def _read(self, held: Path) -> dict | None:
        try:
            message = loads(held.read_bytes())
            message["properties"]["delivery_info"], message["body"]  # noqa: B018  (raises when it is not a message)
        except FileNotFoundError:  # given back while we slept past the time-out
            return None
        except Exception:  # whatever is in there, the next message is not to blame
            logger.exception("Unreadable message put aside in %s", self.bad)
            self._move(held, self.bad / held.name)
            return None
        return message

    # ── Letting go and giving back ───────────────────────────────────────────────────────────────

    def let_go(self, tag: str) -> None:
        (self.held / tag).unlink(missing_ok=True)

    def _restore(self, message):
        """Put back what we took and did not do; nobody is to blame, so it does not count as a rescue."""
        _, queue, name = message.delivery_tag.split("@")
        self._move(self.held / message.delivery_tag, self.ready / queue / name)

    def rescue(self) -> int:
        """Give back what dead processes held, and what was held for longer than the time-out. Returns how many."""
        given_back = 0
        for tag in os.listdir(self.held):
            try:
                owner, queue, name = tag.split("@")
                pid, start, claimed = owner.split(".")
                alive = started_at(int(pid)) == start
                overdue = time.time() - int(claimed) > self.visibility_seconds
                stem, _, times = name.rpartition("~")
                target = self.ready / queue / f"{stem}~{int(times) + 1}"
            except ValueError:  # not a name of ours
                self._move(self.held / tag, self.bad / tag)
                continue
            if alive and not overdue:
                continue
            if int(times) >= MOST_RESCUES:
                logger.error("Message %s was given back %s times; put aside in %s", name, times, self.bad)
                target = self.bad / tag
            given_back += self._move(self.held / tag, target)
        return given_back

    def _move(self, source: Path, target: Path) -> bool:
        try:
            target.parent.mkdir(exist_ok=True)
            source.rename(target)
        except FileNotFoundError:  # somebody else did it
            return False
        return True

    # ── Queues and exchanges ─────────────────────────────────────────────────────────────────────

    def _size(self, queue):
        return len(self._list(self.ready / folder_name(queue)))

    def _purge(self, queue):
        folder = self.ready / folder_name(queue)
        names = self._list(folder)
        for name in names:
            (folder / name).unlink(missing_ok=True)
        return len(names)

    def _delete(self, queue, exchange, routing_key, pattern, *args, **kwargs):
        super()._delete(queue, exchange, routing_key, pattern, *args, **kwargs)
        with self._table(exchange) as table:
            table[:] = [entry for entry in table if entry[2] != queue]
        with suppress(OSError):  # somebody wrote into it again, or it never was
            (self.ready / folder_name(queue)).rmdir()

    def queue_bind(self, queue, exchange=None, routing_key="", arguments=None, **kwargs):
        """Also writes what this process believes to be bound already: the file may have been lost since."""
        super().queue_bind(queue, exchange, routing_key, arguments, **kwargs)
        exchange = exchange or "amq.direct"
        self._queue_bind(exchange, *self.typeof(exchange).prepare_bind(queue, exchange, routing_key, arguments))

    def _queue_bind(self, exchange, routing_key, pattern, queue):
        with self._table(exchange) as table:
            entry = (routing_key or "", getattr(pattern, "pattern", pattern) or "", queue or "")
            if entry not in table:
                table.insert(0, entry)

    def get_table(self, exchange):
        return self._read_table(self.control / folder_name(exchange))

    @contextmanager
    def _table(self, exchange: str):
        """The table of an exchange, to be changed in place; one process at a time, written whole."""
        path = self.control / folder_name(exchange)
        with (self.control / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            table = self._read_table(path)
            before = list(table)
            yield table
            if table != before or not path.exists():
                write_whole(path, json.dumps(table))

    def _read_table(self, path: Path) -> list[tuple[str, str, str]]:
        """Empty when it is not there or torn: whoever needs an entry writes it again when binding."""
        try:
            return [(key, pattern, queue) for key, pattern, queue in json.loads(path.read_bytes())]
        except FileNotFoundError:
            return []
        except (ValueError, TypeError):
            logger.warning("Torn control file %s is taken as empty", unquote(path.name))
            return []


class Transport(virtual.Transport):
    Channel = Channel
    implements = virtual.Transport.implements.extend(asynchronous=False, exchange_type=frozenset(["direct", "topic", "fanout"]))
    global_state = virtual.BrokerState()
    polling_interval = 0.1  # seconds; costs 0.2 % of a core when nothing happens
    default_port = 0
    driver_type = "filesystem"
    driver_name = "fsafe"

    def __init__(self, client, **kwargs):
        super().__init__(client, **kwargs)
        self.state = self.global_state

    def driver_version(self):
        return "1"
