"""Fifty people say yes at the same instant, through the page (W3): one approval, and forty-nine are told kindly."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.urls import reverse

from briefs.models import Approval, Brief
from briefs.states import BriefState
from briefs.tests.factories import BriefFactory, BriefVersionFactory
from core.models import Event
from people.tests.factories import PersonFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

MANY = 50


def test_w3_of_fifty_who_approve_at_once_one_does(account, eli):
    brief = BriefFactory(account=account, author=eli, submitted_by=eli, state=BriefState.IN_REVIEW)
    BriefVersionFactory(brief=brief)
    heads = [PersonFactory(rank=50) for _ in range(MANY)]
    clients = []
    for head in heads:
        client = Client()
        client.force_login(head, backend=settings.AUTHENTICATION_BACKENDS[-1])
        clients.append(client)
    url, start = reverse("brief_approve", args=[brief.pk]), Barrier(MANY)
    typed = {"note": "Yes", "version": brief.version}

    def say_yes(client):
        try:
            start.wait(timeout=60)
            return client.post(url, typed).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(MANY) as pool:
        answers = sorted(pool.map(say_yes, clients))
    assert answers == [302] + [409] * (MANY - 1)
    assert Approval.objects.count() == 1
    assert Event.objects.filter(verb="brief.approve").count() == 1
    assert Brief.objects.get(pk=brief.pk).state == BriefState.APPROVED
