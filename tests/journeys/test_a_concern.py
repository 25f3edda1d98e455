"""A concern that nobody answers (R2, R3, R4): it climbs, health falls, a plan is agreed; answered, confirmed on the phone, recovered."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from care.jobs.concerns import climb_concerns
from care.jobs.health import look_at_all
from care.models import Concern, HealthAlert, RecoveryPlan
from care.tests.concern_factories import some_cause
from care.tests.factories import HeldCheckInFactory
from clients.models import AccountHealth
from clients.tests.factories import ContactFactory

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}


class Clock:
    """The server's clock: stands where it is put."""

    def __init__(self, now: datetime):
        self.now = now

    @property
    def today(self):
        return timezone.localdate(self.now)

    def go_on(self, **span) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock(monkeypatch):
    """Begins on the Monday of two weeks ago, as the office opens: no step of the story lies in the future or on a weekend."""
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday() + 14)
    clock = Clock(datetime.combine(monday, time(9, 30), tzinfo=UTC))
    monkeypatch.setattr(timezone, "now", lambda: clock.now)
    return clock


@pytest.fixture
def ann(account, eli, clock):
    """All is well: Ann, who decides, is met each week."""
    for weeks in (1, 2, 3):
        HeldCheckInFactory(account=account, owner=eli, planned_on=clock.today - timedelta(weeks=weeks))
    met_on = clock.today - timedelta(days=7)
    some_cause()
    return ContactFactory(
        client=account.client, name="Ann Ek", email="ann@acme.example", decision_role="decision_maker", last_met_on=met_on
    )


class Visitor:
    """Somebody's browser on the live server."""

    def __init__(self, page):
        self.page, self.home = page, re.match(r"https?://[^/]+", page.url)[0]
        page.set_default_timeout(20_000)

    def go(self, address: str):
        self.page.goto(f"{self.home}{address}", wait_until="networkidle")
        return self.page

    def press(self, name: str) -> None:
        self.page.locator("main").get_by_role("button", name=name, exact=True).first.click()
        self.page.wait_for_load_state("networkidle")

    def words(self) -> str:
        return " ".join(self.page.locator("main").inner_text().split())

    def fits(self) -> bool:
        return self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def observed() -> tuple[int, str]:
    return AccountHealth.objects.values_list("observed", "colour").get()


def test_r2_r3_r4_from_a_concern_that_nobody_answers_to_an_account_won_back(open_page, account, eli, sam, dana, ann, clock):
    look_at_all(clock.today - timedelta(days=1))
    assert observed()[1] == "good"

    # Eli gives Ann a link; on her phone she says what stands still.
    executive = Visitor(open_page(eli, f"/accounts/{account.pk}/concern-links/make/"))
    executive.press("Make the link")
    home = executive.page.locator("#link-address").input_value().partition("/for-you/")[2]
    phone = Visitor(open_page(None, f"/for-you/{home}raise/", **PHONE))
    phone.page.locator("[name=title]").fill("The posters are wrong")
    phone.page.locator("[name=text]").fill("The price on all of them is last year's.")
    phone.page.locator("[name=severity]").select_option(label="At once: everything stands still")
    phone.press("Send it")
    concern = Concern.objects.get()
    assert (concern.state, concern.contact, concern.owner) == ("open", ann, eli)
    assert phone.fits()

    # Nobody answers: rung by rung it reaches the director.
    reached = []
    while concern.rung < 2:
        clock.now = concern.climbs_at + timedelta(minutes=1)
        assert climb_concerns(clock.now) == 1
        concern.refresh_from_db()
        reached.append(concern.climbs.order_by("pk").last().reached)
    assert reached == [sam, dana]

    # In the night health falls below 60, and the director is told.
    look_at_all(clock.today)
    fallen_on = clock.today
    assert observed() == (59, "risk")
    assert {alert.kind for alert in HealthAlert.objects.open()} == {"drop", "colour"}
    clock.now = datetime.combine(fallen_on + timedelta(days=1), time(9, 30), tzinfo=UTC)
    director = Visitor(open_page(dana))
    assert "The posters are wrong" in director.words()
    director.go(f"/accounts/{account.pk}/health/")
    assert "Cap: Critical concern open" in director.words()
    assert "Health turned from" in director.words()

    # Sam writes the plan; she agrees to it, he starts it; its step is done.
    supervisor = Visitor(open_page(sam))
    page = supervisor.go(f"/accounts/{account.pk}/recovery-plan/")
    page.locator("[name=goal]").fill("Ann has the right posters and our word on how it happened.")
    page.locator("[name=review_on]").fill((clock.today + timedelta(days=5)).isoformat())
    supervisor.press("Write the plan")
    plan = RecoveryPlan.objects.get()
    page = supervisor.go(f"/recovery-plans/{plan.pk}/steps/add/")
    page.locator("[name=what]").fill("Call Ann")
    page.locator("[name=due_on]").fill(clock.today.isoformat())
    page.locator("main form button.btn-primary").first.click()
    page.wait_for_load_state("networkidle")
    director.go(f"/recovery-plans/{plan.pk}/")
    director.press("Agree")
    supervisor.go(f"/recovery-plans/{plan.pk}/")
    supervisor.press("Start")
    supervisor.press("Done")
    plan.refresh_from_db()
    assert (plan.state, plan.agreed_by, plan.score_then, plan.steps.get().done_on) == ("running", dana, 59, clock.today)

    # Eli answers and proposes; Ann says yes on her phone; it is closed.
    executive = Visitor(open_page(eli))  # logs in anew each morning
    page = executive.go(f"/concerns/{concern.pk}/answer/")
    page.locator("main [name=text]").fill("You are right. New ones hang on Thursday, at our cost.")
    executive.press("Answer")
    page = executive.go(f"/concerns/{concern.pk}/propose/")
    page.locator("main [name=outcome]").fill("New posters, at our cost.")
    page.locator("main form button.btn-primary").first.click()
    page.wait_for_load_state("networkidle")
    assert not [letter.to for letter in mail.outbox if f"/for-you/{home}" in letter.body and letter.to != [ann.email]]
    phone.go(f"/for-you/{home}{concern.pk}/")
    assert "New posters, at our cost." in phone.words()
    assert phone.fits()
    phone.press("Yes, I agree")
    concern.refresh_from_db()
    assert (concern.state, concern.confirmed_by) == ("confirmed", "Ann Ek")
    page = executive.go(f"/concerns/{concern.pk}/close/")
    page.locator("main [name=cause]").select_option(label="Late delivery")
    page.locator("main form button.btn-primary").first.click()
    page.wait_for_load_state("networkidle")
    concern.refresh_from_db()
    assert (concern.state, concern.was_answered_late) == ("closed", True)

    # The night after, health has recovered; the waterfall says why, and the plan is judged.
    clock.go_on(days=1)
    look_at_all(clock.today)
    assert observed()[1] == "good"
    page = open_page(eli, f"/accounts/{account.pk}/health/?since={fallen_on}")
    moved = page.locator("ol.falls").inner_text()
    assert "Every concern of 90 days is settled" in moved
    assert "No longer counted: 1 critical concern is open" in moved
    director = Visitor(open_page(dana))
    page = director.go(f"/recovery-plans/{plan.pk}/judge/")
    page.locator("main [name=has_recovered][value=yes]").check()
    page.locator("main [name=verdict]").fill("Ann thanked us. Prices are now read twice.")
    director.press("Close the plan")
    plan.refresh_from_db()
    assert (plan.state, plan.score_then, plan.score_now) == ("recovered", 59, observed()[0])
    assert "Recovered" in director.words()
