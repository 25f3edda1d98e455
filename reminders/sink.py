"""A mail server for drills and tests: accepts everything into memory, and misbehaves on demand.

`with Sink() as sink:` listens on a free port of this machine; `sink.accepted` are the letters in the order of their acceptance.
"""

import email
import socketserver
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum
from functools import cached_property


class Fault(StrEnum):
    """What the server does with one letter instead of taking it."""

    BUSY = "451 4.3.0 Try again later"
    REFUSED = "550 5.1.1 No such mailbox"
    TAKEN_AND_GONE = "accepts, and hangs up before it says so"


@dataclass(frozen=True)
class Accepted:
    recipients: tuple[str, ...]
    content: bytes

    @cached_property
    def message(self) -> Message:
        return email.message_from_bytes(self.content)

    @property
    def message_id(self) -> str:
        return self.message["Message-ID"]


Misbehaviour = Callable[[Accepted], Fault | None]


class Conversation(socketserver.StreamRequestHandler):
    """One client's SMTP session (RFC 5321), as much of it as smtplib speaks."""

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        try:
            self.talk()
        except (ConnectionError, TimeoutError):
            return  # the client was killed: that is what the drill is about

    def talk(self) -> None:
        self.recipients: list[str] = []
        self.say("220 sink ready")
        while line := self.rfile.readline():
            command = line.decode(errors="replace").strip()
            match command[:4].upper():
                case "EHLO" | "HELO":
                    self.say("250 sink")
                case "MAIL" | "RSET":
                    self.recipients = []
                    self.say("250 OK")
                case "RCPT":
                    self.recipients.append(command.partition("<")[2].partition(">")[0])
                    self.say("250 OK")
                case "DATA":
                    if not self.take_letter():
                        return
                case "QUIT":
                    self.say("221 Bye")
                    return
                case _:
                    self.say("250 OK")

    def take_letter(self) -> bool:
        """Read a letter to its end and answer; False when we hang up."""
        self.say("354 Go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line.removeprefix(b"."))
        letter = Accepted(tuple(self.recipients), b"".join(lines))
        sink = self.server.sink
        time.sleep(sink.seconds_per_letter)
        fault = sink.misbehave(letter)
        if fault in (Fault.BUSY, Fault.REFUSED):
            sink.note(fault)
            self.say(fault.value)
            return True
        sink.accept(letter)
        if fault is Fault.TAKEN_AND_GONE:
            sink.note(fault)
            return False
        self.say("250 OK")
        return True


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64


class Sink:
    def __init__(self, misbehave: Misbehaviour = lambda letter: None, *, seconds_per_letter: float = 0, port: int = 0):
        self.misbehave, self.seconds_per_letter = misbehave, seconds_per_letter
        self.accepted: list[Accepted] = []
        self.faults: Counter[Fault] = Counter()
        self._lock = threading.Lock()
        self._server = Server(("127.0.0.1", port), Conversation)
        self._server.sink = self

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    def accept(self, letter: Accepted) -> None:
        with self._lock:
            self.accepted.append(letter)

    def note(self, fault: Fault) -> None:
        with self._lock:
            self.faults[fault] += 1

    def counts(self) -> Counter[str]:
        """How often each Message-ID was accepted."""
        with self._lock:
            return Counter(letter.message_id for letter in self.accepted)

    def __enter__(self) -> "Sink":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *exception) -> None:
        self._server.shutdown()
        self._server.server_close()
