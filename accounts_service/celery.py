"""The worker and the clock. Rows are the queue and the broker is only a doorbell (docs/RELIABILITY.md): a message that
is lost, late or doubled changes nothing but the minute in which the work is done.
"""

import os

from celery import Celery
from celery.contrib.django.task import DjangoTask
from celery.signals import beat_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accounts_service.settings")

from django.conf import settings  # noqa: E402  (the line above names them)
from django.db import transaction  # noqa: E402

from accounts_service.schedule import AT_START, SCHEDULE  # noqa: E402
from core import broker  # noqa: E402

broker.register()

VISIBILITY_SECONDS = 600  # after this long a message that nobody acknowledged is given to another worker


class Doorbell(DjangoTask):
    """Rung after the commit; a broker that is away is logged, and the page goes on: the rows are found at the next tick."""

    def delay_on_commit(self, *args, **kwargs) -> None:
        self.apply_async_on_commit(args, kwargs)

    def apply_async_on_commit(self, *args, **kwargs) -> None:
        def ring():  # a partial has no name for Django's log
            self.apply_async(*args, **kwargs)

        transaction.on_commit(ring, robust=True)


app = Celery("accounts_service", task_cls=Doorbell)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    task_acks_late=True,  # acknowledged when done: a killed worker's message comes back
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,  # nobody holds what somebody else could do
    task_ignore_result=True,  # results are rows
    task_time_limit=VISIBILITY_SECONDS - 60,  # ended before the message is given away
    task_soft_time_limit=VISIBILITY_SECONDS - 120,
    task_serializer="json",  # ids and days only, never a pickle
    accept_content=["json"],
    worker_send_task_events=False,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        "visibility_timeout": VISIBILITY_SECONDS,
        "unacked_restore_throttle": 1,  # without it Redis looks for lost messages every 100 s
        "socket_connect_timeout": 2,  # a page must not wait for a broker that is away
        "folder": str(settings.BROKER_DIR),
    },
    # A page that rings the doorbell while the broker is away goes on; the row is there for the next tick.
    task_publish_retry_policy={"max_retries": 1, "interval_start": 0, "interval_step": 0.1, "interval_max": 0.1},
    timezone=settings.TIME_ZONE,
    beat_schedule=SCHEDULE,
    beat_schedule_filename=str(settings.VAR_DIR / "clock"),
    task_always_eager=settings.MODE == "test",
    task_eager_propagates=True,
)
app.autodiscover_tasks()


@beat_init.connect
def ring_once_at_start(**_):
    """What must not wait for its hour after a night switched off, and the first beat that `/readyz` waits for."""
    for task in AT_START:
        app.send_task(task, expires=VISIBILITY_SECONDS)
