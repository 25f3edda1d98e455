"""Causes, times and service levels: what a director settles, and what the figures say (R3, G2)."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from briefs.actions.requests import answer_day
from care.actions import concern_cause
from care.actions.check_in import plan_next
from care.jobs import plan_check_ins
from care.models import CheckIn, Concern, ConcernCause
from care.states import ConcernState
from care.tests.concern_factories import ConcernFactory, some_cause
from care.tests.concerns import NINE
from clients.actions.level import change_service_level
from clients.levels import BEGAN_WITH, Hours, began_with, cadence_of, levels
from clients.models import ServiceLevel
from clients.states import Severity, Tier
from clients.tests.factories import AccountFactory
from core.errors import LostRace, Refused
from core.models import Event
from core.workdays import add_working_days
from core.workhours import office

pytestmark = pytest.mark.django_db

S = ConcernState


def enter(client, person):
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def changed(tier, by, **more):
    level = levels()[tier]
    facts = {"cadence_days": level.cadence_days, "request_answer_days": level.request_answer_days, "times": level.times} | more
    return change_service_level(tier, by=by, now=NINE, **facts)


# ── Service levels ──


def test_g2_a_house_begins_with_what_was_the_rule():
    assert levels() == {str(tier): began_with(tier) for tier in BEGAN_WITH}
    assert [level.cadence_days for level in levels().values()] == [7, 14, 30]


def test_g2_a_tier_whose_row_was_taken_out_has_what_the_house_began_with():
    ServiceLevel.objects.all().delete()
    assert levels() == {str(tier): began_with(tier) for tier in BEGAN_WITH}


def test_g2_every_tier_is_read_in_one_question(django_assert_num_queries):
    levels()
    with django_assert_num_queries(1):
        levels()


def test_g2_a_director_changes_what_a_tier_can_count_on_and_one_event_says_so(dana):
    times = levels()[Tier.KEY].times | {Severity.HIGH: Hours(3, 20)}
    changed(Tier.KEY, dana, cadence_days=5, times=times)
    level = levels()[Tier.KEY]
    assert (level.cadence_days, level.hours(Severity.HIGH)) == (5, Hours(3, 20))
    event = Event.objects.get()
    assert event.words["changes"] == {
        "check-in every … days": ["7", "5"],
        "High": ["2 h to the answer, 17 h to the outcome", "3 h to the answer, 20 h to the outcome"],
    }


def test_g2_nobody_below_a_director_changes_it_and_no_outcome_comes_before_its_answer(sam, dana):
    with pytest.raises(PermissionDenied):
        changed(Tier.KEY, sam, cadence_days=1)
    with pytest.raises(Refused):
        changed(Tier.KEY, dana, times=levels()[Tier.KEY].times | {Severity.LOW: Hours(8, 7)})
    with pytest.raises(LostRace):
        changed(Tier.KEY, dana, cadence_days=1, version=7)
    assert levels()[Tier.KEY] == began_with(Tier.KEY)


def test_g2_the_jobs_and_the_answers_ask_these_rows(dana, eli, account):
    changed(Tier.STANDARD, dana, cadence_days=4, request_answer_days=6)
    other = AccountFactory(opened_on=NINE.date())
    plan_check_ins(NINE.date())
    assert CheckIn.objects.get(account=other).planned_on == NINE.date() + timedelta(days=4)
    assert answer_day(account, came_on=NINE.date()) == add_working_days(NINE.date(), 6)
    assert (cadence_of(account), plan_next(other, after=NINE.date(), today=NINE.date()).planned_on) == (4, NINE.date() + timedelta(days=4))
    other.cadence_days = 9
    assert cadence_of(other) == 9, "an account's own goes before its tier's"


@pytest.mark.parametrize("is_for_open", [False, True])
def test_g2_what_is_open_keeps_its_times_or_gets_the_new_ones(dana, account, is_for_open):
    opened = ConcernFactory(account=account, severity=Severity.NORMAL, raised_at=NINE, answer_hours=17, resolve_hours=68)
    proposed = ConcernFactory(account=account, state=S.PROPOSED, raised_at=NINE, answer_hours=17, resolve_hours=68)
    account_of_key = ConcernFactory(account=AccountFactory(tier=Tier.KEY), raised_at=NINE)
    times = levels()[Tier.STANDARD].times | {Severity.NORMAL: Hours(2, 9)}
    changed(Tier.STANDARD, dana, times=times, is_for_open=is_for_open)
    told = {concern.pk: (concern.answer_hours, concern.due_at) for concern in Concern.objects.all()}
    assert told == {
        opened.pk: (2, office().add(NINE, 2)) if is_for_open else (17, opened.due_at),
        proposed.pk: (17, None),
        account_of_key.pk: (4, account_of_key.due_at),
    }
    assert Event.objects.filter(verb="concern.regraded").count() == int(is_for_open)


def test_g2_the_page_says_who_gets_what_and_the_account_too(client, dana, account):
    page = enter(client, dana).get(reverse("service_level_list"))
    assert [label for label, _level, _words in page.context["levels"]] == ["Key account", "Growth", "Standard"]
    assert "every 30 days" in client.get(account.get_absolute_url()).text
    url = reverse("service_level_change", args=["key"])
    form = client.get(url).context["form"]
    typed = {name: form[name].value() for name in form.fields if name != "is_for_open"} | {"cadence_days": 6}
    assert client.post(url, typed).status_code == 302
    assert client.post(url, typed).status_code == 409
    assert client.get(reverse("service_level_change", args=["gold"])).status_code == 404


# ── Causes ──


def test_r3_a_director_words_the_causes(dana, sam):
    assert set(ConcernCause.objects.values_list("name", flat=True)) >= {"Late delivery", "Quality", "Cost", "Other"}
    cause = concern_cause.add_cause(by=dana, name="Weather")
    concern_cause.change_cause(cause, by=dana, is_retired=True, version=1)
    with pytest.raises(ValidationError):
        concern_cause.add_cause(by=dana, name="Weather")
    with pytest.raises(PermissionDenied):
        concern_cause.add_cause(by=sam, name="Mood")


def test_r3_what_is_no_longer_offered_stays_with_what_it_closed(client, eli, account):
    retired, kept = ConcernCause.objects.create(name="Old", is_retired=True), ConcernCause.objects.create(name="Old too", is_retired=True)
    concern = ConcernFactory(account=account, state=S.CONFIRMED, cause=kept)
    offered = enter(client, eli).get(reverse("concern_close", args=[concern.pk])).context["form"].fields["cause"].queryset
    assert retired not in offered
    assert kept in offered


# ── Figures ──


@pytest.fixture
def a_quarter(account):
    """Three of late delivery, one of them late and reopened; one of cost; one that is open; one of somebody else."""
    now = timezone.now()
    late, cost = some_cause(), ConcernCause.objects.get(name="Cost")
    over = {"account": account, "raised_at": now - timedelta(days=9), "state": S.CLOSED, "answered_at": now, "resolved_at": now}
    ConcernFactory(**over, cause=late, answer_minutes=60, resolve_minutes=600, severity=3)
    ConcernFactory(**over, cause=late, answer_minutes=180, resolve_minutes=1200, was_answered_late=True, reopened_count=1)
    ConcernFactory(**over, cause=late, answer_minutes=120, resolve_minutes=600, was_resolved_late=True)
    ConcernFactory(**over, cause=cost, answer_minutes=30, resolve_minutes=90)
    ConcernFactory(account=account, raised_at=now - timedelta(days=2))
    ConcernFactory(raised_at=now - timedelta(days=2), state=S.CLOSED, cause=cost)
    ConcernFactory(account=account, raised_at=now - timedelta(days=200), state=S.CLOSED, cause=cost)


def test_r3_figures_by_cause_are_of_what_one_may_see(client, eli, a_quarter):
    page = enter(client, eli).get(reverse("concern_report"))
    (by_cause, by_severity, by_client) = [lines for _title, _words, lines in page.context["tables"]]
    told = [(line.label, line.raised, line.answer_hours, line.on_time_percent, line.reopened_percent) for line in by_cause]
    assert told == [("Late delivery", 3, 2.0, 67, 33), ("Cost", 1, 0.5, 100, 0)]
    assert {line.label: (line.raised, line.open) for line in by_severity} == {"Normal": (4, 1), "High": (1, 0)}
    assert [(line.label, line.raised) for line in by_client] == [("Pohjola Oats", 5)]


def test_r3_every_figure_opens_exactly_its_rows(client, eli, a_quarter):
    page = enter(client, eli).get(reverse("concern_report"))
    for _title, _words, lines in page.context["tables"]:
        for line in lines:
            url = f"{page.context['list_url']}&{line.records}"
            for suffix, figure in (("", line.raised), ("&status=open", line.open), ("&reopened=true", line.reopened)):
                assert len(client.get(url + suffix).context["listing"].records) == figure, (line.label, suffix)


def test_r3_the_report_asks_a_constant_number_of_questions(client, hana, a_quarter, django_assert_max_num_queries):
    enter(client, hana).get(reverse("concern_report"))
    with django_assert_max_num_queries(12):
        client.get(reverse("concern_report"))
