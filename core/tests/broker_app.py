"""A Celery app without Django, on the embedded broker, for the workers which the tests kill."""

import os
import time
from pathlib import Path

from celery import Celery

from core import broker

broker.register()
# Not the current app: a test that imports this would have the tasks of the house run in it from then on.
app = Celery("broker_app", broker="fsafe://localhost", set_as_current=False)
app.conf.update(
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    task_ignore_result=True,
    broker_connection_retry_on_startup=True,
    broker_transport_options={"folder": os.environ.get("BROKER_DIR", "")},
)


@app.task
def write_down(number: int, path: str, seconds: float = 0):
    """Note the start, work, note the end: who is killed in between leaves a start without an end."""
    with Path(path).open("a") as file:
        file.write(f"start {number}\n")
    time.sleep(seconds)
    with Path(path).open("a") as file:
        file.write(f"end {number}\n")
