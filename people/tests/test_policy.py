"""Who may approve what: the rows, and the same in words (P3, P4, W3)."""

from random import Random

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.errors import LostRace
from core.models import Event
from people import actions
from people.models import ApprovalRule
from people.policy import cases, needs_strategy_sign_off, rank_required
from people.states import DocumentKind, Rank
from people.tests.factories import ApprovalRuleFactory

CONTRACT = DocumentKind.CONTRACT


def test_p3_without_a_row_a_supervisor_says_yes(db):
    assert rank_required(CONTRACT, amount_minor=10**9) == Rank.SUPERVISOR


def test_p4_the_strictest_row_decides(db):
    ApprovalRuleFactory(rank_required=Rank.SUPERVISOR)
    ApprovalRuleFactory(amount_from_minor=2_500_000, rank_required=Rank.DIRECTOR)
    ApprovalRuleFactory(client_tier="key", rank_required=Rank.DIRECTOR)
    ApprovalRuleFactory(client_tier="key", amount_from_minor=10_000_000, rank_required=Rank.HEAD)
    asked = {
        (0, ""): Rank.SUPERVISOR,
        (2_499_999, "standard"): Rank.SUPERVISOR,
        (2_500_000, "standard"): Rank.DIRECTOR,
        (0, "key"): Rank.DIRECTOR,
        (10_000_000, "key"): Rank.HEAD,
        (10_000_000, "growth"): Rank.DIRECTOR,
    }
    assert {case: rank_required(CONTRACT, amount_minor=case[0], tier=case[1]) for case in asked} == asked


@pytest.mark.parametrize("seed", range(12))
def test_p4_the_words_say_what_the_rows_decide(db, seed):
    """The twins: `cases` in Python, `rank_required` and `needs_strategy_sign_off` in SQL."""
    dice = Random(seed)
    tiers, briefs, amounts = ["", "key", "growth"], ["", "pitch"], [0, 1, 500, 501, 10_000]
    for _n in range(dice.randint(0, 9)):
        case = {
            "document_kind": dice.choice([CONTRACT, DocumentKind.BRIEF]),
            "client_tier": dice.choice(tiers),
            "brief_kind": dice.choice(briefs),
            "amount_from_minor": dice.choice(amounts),
        }
        if not ApprovalRule.objects.filter(**case).exists():
            ApprovalRuleFactory(rank_required=dice.choice(Rank.values), needs_strategy_sign_off=dice.random() < 0.3, **case)
    said = cases(CONTRACT, ApprovalRule.objects.all())
    for tier in [*tiers, "standard"]:
        for brief in [*briefs, "film"]:
            for amount in (0, 1, 2, 499, 500, 501, 9_999, 10_000, 10**12):
                own = [c for c in said if c.tier == (tier if any(x.tier == tier for x in said) else "")]
                own = [c for c in own if c.brief_kind == (brief if any(x.brief_kind == brief for x in own) else "")]
                (one,) = [c for c in own if c.covers(amount)]
                asked = {"amount_minor": amount, "tier": tier, "brief_kind": brief}
                assert one.rank == rank_required(CONTRACT, **asked)
                assert one.needs_strategy_sign_off == needs_strategy_sign_off(CONTRACT, **asked)


@pytest.mark.parametrize(
    ("who", "may"), [("cora", False), ("eli", False), ("sam", False), ("dana", True), ("hana", True), ("fin", False), ("ada", False)]
)
def test_p4_directors_and_above_change_the_policy(who, may, request, db):
    by = request.getfixturevalue(who)
    case = {"document_kind": CONTRACT, "rank_required": Rank.DIRECTOR}
    if may:
        assert actions.add_approval_rule(by=by, **case).pk
    else:
        with pytest.raises(PermissionDenied):
            actions.add_approval_rule(by=by, **case)
        assert not ApprovalRule.objects.exists()


def test_p4_each_change_is_written_down(dana):
    rule = actions.add_approval_rule(by=dana, document_kind=CONTRACT, rank_required=Rank.SUPERVISOR)
    actions.change_approval_rule(rule, by=dana, version=1, rank_required=Rank.DIRECTOR)
    with pytest.raises(LostRace):
        actions.change_approval_rule(rule, by=dana, version=1, rank_required=Rank.HEAD)
    actions.remove_approval_rule(rule, by=dana, version=2)
    verbs = list(Event.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["approval_rule.added", "approval_rule.changed", "approval_rule.removed"]


def test_p4_everybody_reads_the_policy_in_words(client, cora, dana):
    ApprovalRuleFactory(amount_from_minor=2_500_000, rank_required=Rank.DIRECTOR)
    client.force_login(cora)
    page = client.get(reverse("approval_policy")).content.decode()
    assert "from €25,000" in page
    assert "Director" in page
    assert reverse("approval_rule_add") not in page
    assert client.get(reverse("approval_rule_add")).status_code == 403


def test_p4_a_director_sees_what_a_row_would_do_before_saving(client, dana):
    client.force_login(dana)
    sent = {"document_kind": "contract", "amount_from": "25000", "client_tier": "key", "rank_required": Rank.HEAD}
    answer = client.post(reverse("approval_rule_add"), {**sent, "preview": "1"})
    assert "from €25,000" in answer.content.decode()
    assert not ApprovalRule.objects.exists()
    assert client.post(reverse("approval_rule_add"), sent).status_code == 302
    rule = ApprovalRule.objects.get()
    assert (rule.amount_from_minor, rule.client_tier, rule.rank_required) == (2_500_000, "key", Rank.HEAD)
    change = reverse("approval_rule_change", args=[rule.pk])
    assert client.post(change, {**sent, "rank_required": Rank.DIRECTOR, "version": 1}).status_code == 302
    assert client.post(change, {**sent, "rank_required": Rank.HEAD, "version": 1}).status_code == 409
    client.post(reverse("approval_rule_remove", args=[rule.pk]), {"version": 2})
    assert not ApprovalRule.objects.exists()


def test_p4_one_row_per_case(client, dana):
    ApprovalRuleFactory()
    client.force_login(dana)
    answer = client.post(reverse("approval_rule_add"), {"document_kind": "contract", "amount_from": "0", "rank_required": Rank.HEAD})
    assert answer.status_code == 422
    assert "change that one" in answer.content.decode()
