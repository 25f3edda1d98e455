"""What waits for somebody, asked of all briefs at once, is what they may do with each, asked one by one (W3): twins."""

import random
from datetime import date, timedelta

import pytest
from django.utils import timezone

from briefs.models import Brief
from briefs.policy import rank_for, strategy_needed
from briefs.states import ApprovalStep, BriefState, Decision
from briefs.tests.factories import ApprovalFactory, BriefFactory, BriefSectionFactory, BriefVersionFactory
from clients.states import SeatRole
from clients.tests.factories import AccountFactory, SeatFactory
from core.models import ExchangeRate
from core.moves import record
from people.models import ApprovalRule, Person
from people.tests.factories import AbsenceFactory
from tests.things import cast  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db


def deal(dice, account, walled, people):
    """A house full of briefs that wait, and a policy."""
    account.tier = dice.choice(["", "key"])
    account.save()
    others = AccountFactory(tier=dice.choice(["", "key", "growth"]))
    for name in dice.sample(["otto", "pia", "sam"], 2):
        SeatFactory(account=others, person=people[name], role=dice.choice([SeatRole.EXECUTIVE, SeatRole.PLANNER]))
    if dice.random() < 0.6:
        SeatFactory(account=account, person=people["pia"], role=SeatRole.PLANNER)
    for _ in range(dice.randint(0, 4)):
        ApprovalRule.objects.get_or_create(
            document_kind="brief",
            amount_from_minor=dice.choice([0, 1000, 2001]),
            client_tier=dice.choice(["", "key"]),
            brief_kind=dice.choice(["", "film"]),
            defaults={"rank_required": dice.choice([20, 30, 40, 50]), "needs_strategy_sign_off": dice.random() < 0.5},
        )
    for _ in range(14):
        one = BriefFactory(
            account=dice.choice([account, account, walled, others]),
            author=dice.choice(list(people.values())),
            submitted_by=dice.choice([None, *people.values()]),
            state=dice.choice([BriefState.IN_REVIEW] * 5 + [BriefState.DRAFT]),
            kind=dice.choice(["film", "print"]),
            budget_minor=dice.choice([None, 0, 333, 334, 1000, 2000, 2001]),
            currency=dice.choice(["EUR", "USD", "JPY", "VND"]),
        )
        section = BriefSectionFactory(brief=one, written_by=dice.choice([None, *people.values()]), text=dice.choice(["", "Said."]))
        if dice.random() < 0.4:
            record(
                dice.choice([one, section]),
                dice.choice(["brief.written", "brief_section.rewritten"]),
                by=dice.choice(list(people.values())),
            )
        if dice.random() < 0.3:
            BriefVersionFactory(brief=one, approved_at=dice.choice([None, later()]))
        if dice.random() < 0.7:
            version = BriefVersionFactory(brief=one)
            if dice.random() < 0.4:
                ApprovalFactory(submission=version, step=dice.choice(list(ApprovalStep)))


def later():
    return timezone.now() + timedelta(days=1)


@pytest.mark.parametrize("seed", range(12))
def test_w3_what_waits_for_a_person_is_what_they_may_say_yes_to(seed, account, walled_account, cast, settings):  # noqa: F811
    dice = random.Random(seed)
    settings.SMALL_SHOP_MODE = dice.random() < 0.2
    ExchangeRate.objects.create(currency="USD", on=date(2026, 1, 1), house_per_unit="2.9985")
    ExchangeRate.objects.create(currency="JPY", on=date(2026, 1, 1), house_per_unit="0.0067")
    deal(dice, account, walled_account, cast)
    today = cast["eli"].today
    for away, cover in dice.sample([("sam", "otto"), ("dana", "cora"), ("pia", "cree"), ("hana", "eli"), ("sam", "pia")], 2):
        AbsenceFactory(person=cast[away], cover=cast[cover], starts_on=today, ends_on=today)
    policy = {one.pk: (one.rank_asked, one.asks_strategy) for one in Brief.objects.with_policy(on=today)}
    assert policy == {one.pk: (rank_for(one), strategy_needed(one)) for one in Brief.objects.all()}
    for person in cast.values():
        person = Person.objects.get(pk=person.pk)
        may = set()
        for brief in Brief.objects.filter(state=BriefState.IN_REVIEW):
            latest = brief.versions.order_by("-submitted_at", "-pk").first()
            is_signed = latest is not None and latest.approvals.filter(step=ApprovalStep.STRATEGY, decision=Decision.APPROVED).exists()
            perm = "briefs.approve_brief" if is_signed or not strategy_needed(brief) else "briefs.sign_strategy"
            if person.has_perm(perm, brief):
                may.add(brief.pk)
        assert {brief.pk for brief in Brief.objects.waiting_for(person)} == may, person
