"""The admin finds everything of jobs and changes nothing behind the actions' back (S6)."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from briefs.tests import factories as made
from clients.tests.factories import AccountFactory, ContactFactory
from core.links import hash_of

MODELS = sorted(model._meta.model_name for model in apps.get_app_config("briefs").get_models() if not model._meta.auto_created)
JOINED = ["brief", "jobrequest", "approval", "assignment", "milestone", "rebrief", "reviewlink", "round", "deliverable", "briefversion"]


def test_s6_the_admin_knows_every_model_of_jobs():
    known = {model._meta.model_name for model in admin.site._registry if model._meta.app_label == "briefs"}
    assert known == set(MODELS)


@pytest.fixture
def rows(db):
    def make():
        account = AccountFactory()
        brief = made.BriefFactory(account=account)
        version = made.BriefVersionFactory(brief=brief)
        made.ApprovalFactory(submission=version)
        contact = ContactFactory(client=account.client)
        for factory in (made.AssignmentFactory, made.MilestoneFactory, made.RebriefFactory, made.RoundFactory, made.DeliverableFactory):
            factory(brief=brief)
        made.ReviewLinkFactory(brief=brief, contact=contact)
        made.JobRequestFactory(account=account)

    make()
    return make


@pytest.mark.parametrize("model", MODELS)
def test_s6_each_list_opens_and_nothing_is_added(model, client, ada, db):
    client.force_login(ada)
    assert client.get(reverse(f"admin:briefs_{model}_changelist"), {"q": "words"}).status_code == 200
    assert client.get(reverse(f"admin:briefs_{model}_add")).status_code == 403


@pytest.mark.parametrize("model", JOINED)
def test_s6_lists_of_many_ask_a_constant_number_of_questions(model, client, rows, ada, django_assert_max_num_queries):
    client.force_login(ada)
    for _n in range(8):
        rows()
    with django_assert_max_num_queries(12):
        assert client.get(reverse(f"admin:briefs_{model}_changelist")).status_code == 200


@pytest.mark.parametrize("model", JOINED)
def test_s6_a_row_is_read_and_never_saved_or_deleted(model, client, rows, ada):
    client.force_login(ada)
    row = apps.get_model("briefs", model).objects.first()
    url = reverse(f"admin:briefs_{model}_change", args=[row.pk])
    page = client.get(url)
    assert page.status_code == 200
    assert b'name="_save"' not in page.content
    assert client.post(url, {}).status_code == 403
    assert client.get(reverse(f"admin:briefs_{model}_delete", args=[row.pk])).status_code == 403


def test_w5_no_page_of_the_admin_shows_the_hash_of_a_link(client, rows, ada):
    client.force_login(ada)
    link = apps.get_model("briefs", "reviewlink").objects.get()
    link.secret_hash = hash_of("a secret")
    link.save()
    page = client.get(reverse("admin:briefs_reviewlink_change", args=[link.pk]))
    assert link.secret_hash not in page.content.decode()


@pytest.mark.parametrize("who", ["eli", "sam", "hana"])
def test_s6_whoever_is_no_admin_is_sent_away(who, client, request, db):
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("admin:briefs_brief_changelist")).status_code in (302, 403)
