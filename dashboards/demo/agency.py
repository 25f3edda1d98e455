"""Loads the demo agency, once: whatever a visitor has changed since stays."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from clients.jobs import refresh_likelihoods
from core.models import Event
from core.moves import record
from core.registries import daily_jobs
from dashboards.demo import concerns, health, house, jobs, knowledge, papers, relations, reported, reports, surveys, talk, weekly
from dashboards.demo.clock import DemoClock
from reminders import engine
from reminders.registry import rules

LOADED = "demo.loaded"  # the event that says so


def is_loaded() -> bool:
    return Event.objects.filter(verb=LOADED).exists()


def load(*, password: str, today: date) -> list[jobs.GuestPage]:
    """All of it in one transaction, then one sweep of the clock, so that the inboxes are alive. Returns pages of guests to try."""
    with transaction.atomic():
        clock = DemoClock(today)
        people = house.hire(clock, password=password)
        house.agree_policy(clock, people["dana"])
        house.note_rates(clock)
        accounts = relations.meet_clients(clock, people)
        contracts = papers.sign_contracts(clock, people, accounts)
        talk.hold_check_ins(clock, people, accounts)
        relations.say_goodbye(clock, people)
        relations.lose_a_lead(clock, accounts["MOSS"], by=people["sam"])
        talk.hear(clock, accounts)
        knowledge.learn(clock, people, accounts)
        reported.hear_from_others(clock, people, accounts)
        talk.sell(clock, people, accounts, contracts)
        papers.live_with_contracts(clock, people, contracts)
        talk.miss_one(clock, accounts)
        house.plan_absences(clock, people)
        with clock.on_day(clock.ago(25)):
            for job in daily_jobs:
                job(clock.ago(25))
        papers.work_renewals(clock, people, contracts)
        guests = jobs.do_jobs(clock, people, accounts)
        guests += surveys.ask_clients(clock, people, accounts)
        guests += reports.write_reports(clock, people, accounts)
        page = concerns.tell_concerns(clock, people, accounts)
        guests.append(jobs.GuestPage("Mirkka Salo of Kaura says what troubles her", page))
        refresh_likelihoods(today)
        health.live_through_a_year(clock, people, accounts)
        weekly.issue_reports(clock, people, accounts)
        record(people["hana"], LOADED, by=None)
    for ago in (12, 6):  # what nobody acted on since then has climbed
        earlier = timedelta(days=ago)
        engine.sweep(today - earlier, now=timezone.now() - earlier, wait=True, only={rule.name for rule in rules})
    engine.sweep(today, now=timezone.now(), wait=True)
    return guests
