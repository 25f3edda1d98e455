"""How likely a renewal is by the evidence (C5; ADR 0005), beside what the lead says.

Each part looks at one kind of evidence for many renewals at once and gives each a value of 0 to 100 and its words; what it has
no evidence on it leaves out, and the weights of the rest are used. Apps above add theirs in a module `likelihood_parts.py`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clients.models import BoughtService, Contact, Contract, Renewal
from clients.states import MINIMUM_COVERAGE, Fit, RenewalStage
from core.registries import Registry

parts = Registry("likelihood_parts")

CHUNK = 500  # renewals that are looked at together


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a part found for one renewal: 0 speaks for losing it, 100 for keeping it."""

    value: int
    words: str


@dataclass(frozen=True, slots=True)
class Part:
    """`look(renewals, today)` returns {renewal key: Evidence} with a constant number of queries. Renewals come with their contracts."""

    label: str
    weight: int
    look: Callable[[list[Renewal], date], dict[int, Evidence]]


def weigh(found: list[tuple[Part, Evidence]]) -> int | None:
    """The weighted mean in whole per cent; None without any evidence."""
    weights = sum(part.weight for part, _evidence in found)
    return round(sum(part.weight * evidence.value for part, evidence in found) / weights) if weights else None


def refresh_likelihood(renewals: Iterable[Renewal], *, today: date) -> int:
    """Look at the evidence afresh and store the figure with its reasons. Returns how many renewals were looked at.

    It is a derived figure, not an act of a person: no event, and the version stays, so that no form is lost over it.
    """
    renewals = [renewal for renewal in renewals if renewal.is_open]
    looked = [(part, part.look(renewals, today)) for part in parts] if renewals else []
    changed = []
    for renewal in renewals:
        found = [(part, evidence[renewal.pk]) for part, evidence in looked if renewal.pk in evidence]
        why = [{"label": str(part.label), "weight": part.weight, "value": each.value, "words": each.words} for part, each in found]
        if why != renewal.model_why:
            renewal.model_likelihood, renewal.model_why = weigh(found), why
            changed.append(renewal)
    Renewal.objects.bulk_update(changed, ["model_likelihood", "model_why"], batch_size=CHUNK)
    return len(renewals)


# ── The parts that clients knows of ──────────────────────────────────────────────────────────────


def clause(renewals, today):
    """A contract that renews by itself goes on unless somebody acts; notice given ends it."""
    found = {}
    for renewal in renewals:
        contract = renewal.contract
        if contract.notice_given_on:
            found[renewal.pk] = Evidence(0, _("Notice was given."))
        elif contract.auto_renews:
            found[renewal.pk] = Evidence(90, _("It renews by itself."))
        else:
            found[renewal.pk] = Evidence(45, _("It ends unless somebody renews it."))
    return found


# Where a renewal should stand by then: stage → the fewest days to the last safe notice day without worry.
ON_TRACK = {RenewalStage.UPCOMING: 90, RenewalStage.HEALTH_CHECK: 60, RenewalStage.PROPOSAL: 21, RenewalStage.NEGOTIATION: 7}


def pace(renewals, today):
    """Whether it stands where it should stand so many days before the last safe notice day."""
    found = {}
    for renewal in renewals:
        left = (renewal.contract.last_safe_notice_on - today).days
        wanted = ON_TRACK[renewal.stage]
        if left < 0:
            found[renewal.pk] = Evidence(15, _("The last safe notice day has passed."))
        else:
            value = 85 if left >= wanted else 30 + round(55 * left / wanted)
            words = _("At “%(stage)s”, as it should be.") if left >= wanted else _("Still at “%(stage)s”, later than it should be.")
            found[renewal.pk] = Evidence(value, words % {"stage": renewal.get_stage_display()})
    return found


def coverage(renewals, today):
    """How many of the roles that the tier asks for somebody at the client holds, and how those who decide feel."""
    accounts = {renewal.contract.account_id: renewal.contract.account for renewal in renewals}
    clients = {account.client_id for account in accounts.values()}
    present = Contact.objects.present().filter(client__in=clients)
    contacts = list(present.values_list("client", "account", "decision_role", "attitude", "power"))
    found = {}
    for renewal in renewals:
        account = renewal.contract.account
        own = [row for row in contacts if row[0] == account.client_id and row[1] in (None, account.pk)]
        if not own:
            continue
        wanted = MINIMUM_COVERAGE[account.tier_now]
        held = {row[2] for row in own}
        covered = sum(role in held for role in wanted)
        weight = sum(row[4] for row in own)
        mood = sum(row[3] * row[4] for row in own) / weight if weight else 0
        value = max(0, min(100, round(100 * covered / len(wanted) * 0.7 + 30 * (mood + 2) / 4)))
        words = _("%(covered)d of %(wanted)d roles in decisions covered.") % {"covered": covered, "wanted": len(wanted)}
        found[renewal.pk] = Evidence(value, words)
    return found


def fit(renewals, today):
    """How well what they bought serves them, as far as it was rated."""
    accounts = {renewal.contract.account_id for renewal in renewals}
    rated = (
        BoughtService.objects.filter(account__in=accounts, ended_on=None)
        .exclude(fit=Fit.UNKNOWN)
        .values("account")
        .annotate(good=Count("pk", filter=Q(fit=Fit.GOOD)), partial=Count("pk", filter=Q(fit=Fit.PARTIAL)), all=Count("pk"))
        .order_by()
    )
    by_account = {row["account"]: row for row in rated}
    found = {}
    for renewal in renewals:
        row = by_account.get(renewal.contract.account_id)
        if row:
            value = round((95 * row["good"] + 50 * row["partial"] + 10 * (row["all"] - row["good"] - row["partial"])) / row["all"])
            words = _("%(good)d of %(all)d rated services fit well.") % {"good": row["good"], "all": row["all"]}
            found[renewal.pk] = Evidence(value, words)
    return found


def loyalty(renewals, today):
    """Terms that this account renewed before speak for another one."""
    accounts = {renewal.contract.account_id for renewal in renewals}
    renewed = dict(
        Contract.objects.filter(account__in=accounts, previous__isnull=False, starts_on__gt=today - timedelta(days=5 * 365))
        .values_list("account")
        .annotate(Count("pk"))
        .order_by()
    )
    found = {}
    for renewal in renewals:
        times = renewed.get(renewal.contract.account_id, 0)
        if times:
            words = ngettext("Renewed once in five years.", "Renewed %(times)d times in five years.", times) % {"times": times}
            found[renewal.pk] = Evidence(min(95, 70 + 10 * times), words)
    return found


parts.register(Part(gettext_lazy("The clause"), 25, clause))
parts.register(Part(gettext_lazy("On its way"), 20, pace))
parts.register(Part(gettext_lazy("Who decides"), 20, coverage))
parts.register(Part(gettext_lazy("Fit of services"), 10, fit))
parts.register(Part(gettext_lazy("Renewed before"), 5, loyalty))
