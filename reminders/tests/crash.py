"""A worker that dies at a given point of delivery: `python -m reminders.tests.crash <point>`. Run by test_crash_points."""

import os
import sys

POINTS = ["inside claim", "after claim", "before send", "after accept", "inside mark", "after mark"]


def die(*_, **__):
    os._exit(9)


def then_die(do):
    def wrapped(*args, **kwargs):
        do(*args, **kwargs)
        die()

    return wrapped


def arm(point: str) -> None:
    from django.db import transaction

    from reminders import deliver
    from reminders.querysets import PostedQuerySet

    if point == "inside claim":
        claim = PostedQuerySet.claim

        def claim_without_commit(self, **kwargs):
            with transaction.atomic():
                if claim(self, **kwargs):
                    die()
                return []

        PostedQuerySet.claim = claim_without_commit
    elif point == "after claim":
        deliver.send_reminders = die
    elif point == "before send":
        deliver.Post.send = die
    elif point == "after accept":
        deliver.Post.send = then_die(deliver.Post.send)
    elif point == "inside mark":
        mark = deliver.mark_sent

        def mark_without_commit(*args, **kwargs):
            with transaction.atomic():
                mark(*args, **kwargs)
                die()

        deliver.mark_sent = mark_without_commit
    elif point == "after mark":
        deliver.mark_sent = then_die(deliver.mark_sent)


if __name__ == "__main__":
    import django

    django.setup()
    if len(sys.argv) > 1:
        arm(sys.argv[1])
    from reminders.deliver import deliver

    deliver()
