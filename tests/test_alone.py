"""The wall around the tests stands (research §5, check 19)."""

import smtplib
import socket
import urllib.request

import pytest

from reminders.sink import Sink
from tests import alone

ELSEWHERE = "192.0.2.1"  # RFC 5737: nobody's


def connect_by_tcp():
    socket.create_connection((ELSEWHERE, 80), timeout=0.2)


def connect_without_exceptions():
    with socket.socket() as plug:
        plug.settimeout(0.2)
        plug.connect_ex((ELSEWHERE, 80))


def send_by_udp():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as plug:
        plug.sendto(b"hello", (ELSEWHERE, 53))


def ask_for_a_name():
    socket.getaddrinfo("example.invalid", 443)


def fetch_a_page():
    urllib.request.urlopen("http://example.invalid/", timeout=0.2)


def send_a_mail():
    smtplib.SMTP(ELSEWHERE, 25, timeout=0.2)


@pytest.mark.parametrize(
    "leave",
    [connect_by_tcp, connect_without_exceptions, send_by_udp, ask_for_a_name, fetch_a_page, send_a_mail],
    ids=lambda way: way.__name__,
)
def test_nothing_leaves_this_machine_and_whoever_tries_is_found_out(leave):
    with pytest.raises(OSError, match="A test tried to reach"):
        leave()
    assert alone.attempts
    alone.attempts.clear()


def test_servers_of_this_machine_are_reached():
    with Sink() as sink, smtplib.SMTP("127.0.0.1", sink.port, timeout=2) as post:
        assert post.noop()[0] == 250
    assert alone.attempts == []
