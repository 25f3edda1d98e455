"""The list of jobs and the tab of an account (W4)."""

import pytest
from django.test import Client

from briefs.tests.factories import BriefFactory, JobRequestFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def jobs(account, eli):
    return [BriefFactory(account=account, author=eli, title=f"Job of ours {n}", budget_minor=500_000) for n in range(30)]


def html(client: Client, person, url) -> str:
    client.force_login(person)
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_w4_the_list_shows_the_jobs_of_ones_accounts_and_nobody_elses(client, jobs, eli, otto):
    assert html(client, eli, "/jobs/").count("data-row") == 30
    assert "Job of ours" not in html(client, otto, "/jobs/")


def test_w4_budgets_are_for_those_who_see_fees(client, jobs, eli, cora):
    assert "5,000" in html(client, eli, "/jobs/")
    assert "5,000" not in html(client, cora, "/jobs/")


def test_w4_a_list_of_many_asks_no_more_than_twelve_times(client, jobs, eli, django_assert_max_num_queries):
    html(client, eli, "/jobs/")
    with django_assert_max_num_queries(12):
        html(client, eli, "/jobs/")


def test_w4_the_account_tells_what_is_asked_in_hand_and_over(client, account, eli, otto):
    BriefFactory(account=account, title="Spring film")
    BriefFactory(account=account, title="Winter print", state="cancelled")
    JobRequestFactory(account=account, title="A poster, please")
    page = html(client, eli, f"/accounts/{account.pk}/jobs/")
    assert page.index("A poster, please") < page.index("Spring film") < page.index("Winter print")
    client.force_login(otto)
    assert client.get(f"/accounts/{account.pk}/jobs/").status_code == 404


def test_w4_the_search_finds_a_job_by_number_and_title(client, account, eli, otto):
    job = BriefFactory(account=account, title="Spring film", number="EDP-26-0042")
    for words in ("EDP-26-0042", "spring"):
        assert job.get_absolute_url() in html(client, eli, f"/search/?q={words}")
        assert job.get_absolute_url() not in html(client, otto, f"/search/?q={words}")
