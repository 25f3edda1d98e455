"""The embedded broker (S1, DESIGN §10): nothing that was rung is lost when a worker is killed."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from queue import Empty

import pytest
from django.conf import settings
from kombu import Connection

from core import broker

broker.register()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "broker"


@pytest.fixture
def connect(folder):
    """Opens connections as separate processes would: each with a memory of its own."""
    opened = []

    def open_one(**options):
        connection = Connection("fsafe://localhost", transport_options={"folder": str(folder), **options})
        opened.append(connection)
        return connection.channel()

    yield open_one
    for connection in opened:
        connection.release()


def send(channel, text, queue="celery", exchange=""):
    channel.basic_publish(channel.prepare_message(text, properties={"delivery_info": {}}), exchange=exchange, routing_key=queue)


def take(channel, queue="celery", **options):
    """The next message, held until it is acknowledged; what it says is in `.text`."""
    message = channel.basic_get(queue, **options)
    message.text = message.body.decode()
    return message


def files(folder, part):
    return [path for path in (folder / part).rglob("*") if path.is_file() and not path.name.startswith(".")]


def as_held_by(path, *, pid=None, start=None, claimed=None):
    """Rename a held message as if another process, or an earlier time, had claimed it."""
    owner, queue, name = path.name.split("@")
    mine = owner.split(".")
    owner = ".".join(str(given or own) for given, own in zip((pid, start, claimed), mine, strict=True))
    return path.rename(path.with_name(f"{owner}@{queue}@{name}"))


def dead_pid():
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_s1_messages_arrive_in_the_order_of_their_sending_and_wait_until_acknowledged(connect, folder):
    here, there = connect(), connect()
    for text in ("one", "two", "three"):
        send(here, text)
    got = [take(there) for _ in range(3)]
    assert [message.text for message in got] == ["one", "two", "three"]
    assert (len(files(folder, "ready")), len(files(folder, "held"))) == (0, 3)
    for message in got:
        message.ack()
    assert files(folder, "held") == []


def test_s1_a_message_goes_to_one_of_many_takers(connect):
    sender, takers = connect(), [connect() for _ in range(8)]
    for number in range(200):
        send(sender, str(number))
    taken = []

    def take_all(channel):
        while (message := channel.basic_get("celery")) is not None:
            taken.append(message.body.decode())
            message.ack()

    threads = [threading.Thread(target=take_all, args=[taker]) for taker in takers]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(taken, key=int) == [str(number) for number in range(200)]


def test_s1_what_a_dead_process_held_goes_back(connect, folder):
    sender = connect()
    send(sender, "carried off")
    sender.basic_get("celery")
    as_held_by(files(folder, "held")[0], pid=dead_pid())
    assert take(connect()).text == "carried off"


def test_s1_another_process_under_the_same_number_is_not_mistaken_for_the_holder(connect, folder):
    sender = connect()
    send(sender, "carried off")
    sender.basic_get("celery")
    as_held_by(files(folder, "held")[0], pid=os.getpid(), start="1")
    assert take(connect()).text == "carried off"


def test_s1_a_living_holder_keeps_its_message_until_the_time_out(connect, folder):
    sender = connect()
    send(sender, "slow work")
    sender.basic_get("celery")
    taker = connect(visibility_timeout=600)
    assert taker.rescue() == 0
    as_held_by(files(folder, "held")[0], claimed=int(time.time()) - 601)
    assert taker.rescue() == 1
    assert take(taker).text == "slow work"


def test_s1_a_message_that_outlives_too_many_workers_is_put_aside(connect, folder):
    sender = connect()
    send(sender, "deadly")
    for _ in range(broker.MOST_RESCUES + 1):
        message = take(connect())
        as_held_by(files(folder, "held")[0], pid=dead_pid())
    assert message.text == "deadly"
    assert connect().basic_get("celery") is None
    assert len(files(folder, "bad")) == 1


@pytest.mark.parametrize("poison", [b"", b"{", b"[]", b'{"body": 1}', b"\xff\xfe", b"null"])
def test_s1_a_poison_message_is_put_aside_and_the_next_one_arrives(connect, folder, poison):
    channel = connect()
    (folder / "ready" / "celery").mkdir(parents=True, exist_ok=True)
    (folder / "ready" / "celery" / "00000000000000000001_x~0").write_bytes(poison)
    send(channel, "healthy")
    assert take(channel).text == "healthy"
    assert [path.read_bytes() for path in files(folder, "bad")] == [poison]


def test_s1_a_stray_file_among_the_held_is_put_aside(connect, folder):
    channel = connect()
    (folder / "held" / "notes.txt").write_text("who put this here")
    assert channel.rescue() == 0
    assert [path.name for path in files(folder, "bad")] == ["notes.txt"]


def test_s1_rejecting_gives_back_or_throws_away(connect, folder):
    channel = connect()
    send(channel, "not now")
    take(channel).requeue()
    again = take(channel)
    assert again.text == "not now"
    again.reject()
    assert files(folder, "ready") + files(folder, "held") == []


@pytest.mark.parametrize("torn", [b"", b'[["', b"7", b"[[1]]"])
def test_s1_a_torn_control_file_stops_neither_sender_nor_worker(connect, folder, torn):
    channel = connect()
    channel.exchange_declare("news", type="fanout")
    channel.queue_bind("reader", "news")
    table = folder / "control" / "news"
    table.write_bytes(torn)
    assert channel.get_table("news") == []
    send(channel, "into the void", exchange="news")
    channel.queue_bind("reader", "news")
    send(channel, "heard", exchange="news")
    assert take(connect(), "reader", no_ack=True).text == "heard"
    assert files(folder, "held") == []


def test_s1_a_queue_cannot_be_named_out_of_the_folder(connect, folder):
    channel = connect()
    send(channel, "climber", queue="../../outside")
    assert [path.parent.parent for path in files(folder, "ready")] == [folder / "ready"]
    assert channel.queue_purge("../../outside") == 1


def test_s1_an_empty_queue_says_so(connect):
    with pytest.raises(Empty):
        connect()._get("celery")


class Workers:
    """Real Celery workers on the embedded broker, to be killed."""

    def __init__(self, folder, log):
        self.env = os.environ | {"BROKER_DIR": str(folder)}
        self.log = log
        self.running = []

    def start(self):
        command = [sys.executable, "-m", "celery", "-A", "core.tests.broker_app", "worker", "-P", "threads", "-c", "2", "-l", "warning"]
        with self.log.open("a") as log:
            worker = subprocess.Popen(command, cwd=settings.BASE_DIR, env=self.env, stdout=log, stderr=log)
        self.running.append(worker)
        return worker

    def kill(self, worker):
        worker.send_signal(signal.SIGKILL)
        worker.wait()

    def stop(self):
        for worker in self.running:
            if worker.poll() is None:
                worker.terminate()
        for worker in self.running:
            worker.wait(timeout=30)


@pytest.fixture
def workers(folder, tmp_path):
    house = Workers(folder, tmp_path / "worker.log")
    yield house
    house.stop()


def wait_until(condition, *, seconds, what):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s for: {what}"
        time.sleep(0.1)


@pytest.mark.slow
def test_s1_tasks_of_a_worker_killed_in_mid_work_are_done_by_the_next(workers, folder, tmp_path, monkeypatch):
    monkeypatch.setenv("BROKER_DIR", str(folder))
    from core.tests.broker_app import app, write_down

    app.conf.broker_transport_options = {"folder": str(folder)}
    notes = tmp_path / "notes"
    notes.touch()
    (folder / "ready" / "celery").mkdir(parents=True)
    (folder / "ready" / "celery" / "00000000000000000001_x~0").write_text("poison in between")
    for number in range(8):
        write_down.delay(number, str(notes), seconds=1)

    for _ in range(2):
        worker, before = workers.start(), notes.read_text().count("start")
        wait_until(lambda: notes.read_text().count("start") >= before + 2, seconds=60, what="work has begun")  # noqa: B023
        workers.kill(worker)
    workers.start()

    def ended():
        return Counter(line for line in notes.read_text().splitlines() if line.startswith("end"))

    wait_until(lambda: len(ended()) == 8, seconds=90, what="all eight are done")
    wait_until(lambda: not files(folder, "held") and not files(folder, "ready/celery"), seconds=20, what="nothing is left over")
    assert set(ended()) == {f"end {number}" for number in range(8)}
    assert len(files(folder, "bad")) == 1
