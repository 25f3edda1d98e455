"""No test speaks to the outside (research §5, check 19): what leaves this machine is refused, and the test that tried fails.

An audit hook of the interpreter, so that it does not matter which library opens the connection. Servers of the machine itself
(PostgreSQL, Redis, the tests' mail server, the live server) are reached; processes that a test starts are not watched.
"""

import ipaddress
import socket
import sys

import pytest

CONNECTING = {"socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1}  # event → which argument is the address
ASKING = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
OURSELVES = {"", "localhost", socket.gethostname(), socket.gethostname().partition(".")[0]}

attempts: list[str] = []


class Outside(OSError):
    """A test tried to speak to the outside."""


def is_here(host) -> bool:
    """Ourselves by name, or a loopback address."""
    if host is None:
        return True
    name = host.decode() if isinstance(host, bytes) else str(host)
    if name in OURSELVES:
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def stay_here(event: str, arguments: tuple) -> None:
    if event in ASKING:
        host = arguments[0]
    elif event in CONNECTING and isinstance(address := arguments[CONNECTING[event]], tuple):  # a string is a socket file
        host = address[0]
    else:
        return
    if not is_here(host):
        attempts.append(f"{event} {host}")
        raise Outside(f"A test tried to reach {host} ({event}).")


sys.addaudithook(stay_here)


@pytest.fixture(autouse=True)
def _speaks_to_nobody_outside():
    """Fails the test also when somebody in between caught the refusal and went on."""
    attempts.clear()
    yield
    assert attempts == []
