"""What clients know to be wrong with an account: no lead, contracts past their day, a stakeholder map with holes, poor fit."""

from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clients.models import Acknowledgement, BoughtService, Contact, Contract, SalesHandover, Seat
from clients.states import MINIMUM_COVERAGE, OPEN_STAGES, DecisionRole, Fit
from clients.troubles import Finder, Trouble, finders
from clients.words import in_words


def of_this(rows):
    """A condition on Account: one of these rows hangs on it."""
    return Q(Exists(rows.filter(account=OuterRef("pk"))))


def without_lead(today: date) -> Q:
    return ~of_this(Seat.objects.live(today=today).leads())


def tell_without_lead(account, today):
    if account.lead is not None:
        return []
    return [Trouble(_("Nobody leads this account"), reverse("account_lead", args=[account.pk]), _("Choose a lead"), "risk")]


def past_notice_day(today: date) -> Q:
    return of_this(Contract.objects.past_notice_day(today=today).filter(ends_on__gte=today))


def is_undecided(contract) -> bool:
    renewal = getattr(contract, "renewal", None)
    return renewal is None or renewal.stage in OPEN_STAGES


def tell_past_notice_day(account, today):
    return [
        Trouble(
            _("%(contract)s is past its last safe notice day, %(day)s, and not decided")
            % {"contract": contract.name, "day": in_words(contract.last_safe_notice_on)},
            contract.get_absolute_url(),
            _("Decide"),
            "risk",
        )
        for contract in account.contracts_in_force
        if contract.ends_on and contract.last_safe_notice_on < today <= contract.ends_on and is_undecided(contract)
    ]


def ended_without_renewal(today: date) -> Q:
    return of_this(Contract.objects.ended_by(today=today))


def tell_ended_without_renewal(account, today):
    return [
        Trouble(
            _("%(contract)s ended on %(day)s without a next term") % {"contract": contract.name, "day": in_words(contract.ends_on)},
            contract.get_absolute_url(),
            _("Put it right"),
            "risk",
        )
        for contract in account.contracts_in_force
        if contract.ends_on and contract.ends_on < today
    ]


def coverage_missing(today: date) -> Q:
    """A role that its tier asks for is not on its stakeholder map (C3)."""
    found = Q(pk__in=[])
    for tier, roles in MINIMUM_COVERAGE.items():
        complete = Q()
        for role in roles:
            complete &= held(role)
        found |= of_tier(tier) & ~complete
    return found


def role_missing(role: str) -> Q:
    """Its tier asks for this role and nobody holds it: of such accounts `coverage_missing` is made. Twin: `missing_roles`."""
    asks = Q(pk__in=[])
    for tier, roles in MINIMUM_COVERAGE.items():
        if role in roles:
            asks |= of_tier(tier)
    return asks & ~held(role)


def of_tier(tier: str) -> Q:
    return Q(tier=tier) | Q(tier="", client__tier=tier)


def held(role: str) -> Q:
    """A contact of its own or of its whole client, who is still there, has this role."""
    present = Contact.objects.present().filter(Q(account=None) | Q(account=OuterRef("pk")), client=OuterRef("client"))
    return Q(Exists(present.filter(decision_role=role)))


def missing_roles(account) -> list[str]:
    """Roles that its tier asks for and nobody fills, in the order of the tier's list."""
    filled = {contact.decision_role for contact in account.contacts_on_map}
    return [role for role in MINIMUM_COVERAGE[account.tier_now] if role not in filled]


def tell_coverage_missing(account, today):
    missing = [str(DecisionRole(role).label).lower() for role in missing_roles(account)]
    if not missing:
        return []
    words = _("No %(roles)s on the stakeholder map") % {"roles": _(" and no ").join(missing)}
    return [Trouble(words, reverse("account_contacts", args=[account.pk]), _("Complete it"))]


def poor_fit(today: date) -> Q:
    return of_this(BoughtService.objects.filter(fit=Fit.POOR, ended_on=None))


def tell_poor_fit(account, today):
    if not account.poor_count:
        return []
    words = ngettext("%(n)d service fits poorly", "%(n)d services fit poorly", account.poor_count) % {"n": account.poor_count}
    return [Trouble(words, reverse("account_services", args=[account.pk]), _("See which"))]


def unacknowledged(today: date) -> Q:
    return Q(Exists(Acknowledgement.objects.filter(amendment__contract__account=OuterRef("pk"), person=None)))


def tell_unacknowledged(account, today):
    n = account.open_acknowledgement_count
    if not n:
        return []
    words = ngettext("An amendment waits for %(n)d acknowledgement", "Amendments wait for %(n)d acknowledgements", n) % {"n": n}
    return [Trouble(words, reverse("account_contracts", args=[account.pk]), _("See which"))]


def untaken_handover(today: date) -> Q:
    return of_this(SalesHandover.objects.filter(taken_on=None))


def tell_untaken_handover(account, today):
    if not account.has_untaken_handover:
        return []
    return [Trouble(_("Nobody has taken over from sales yet"), reverse("sales_handover", args=[account.pk]), _("Read it"))]


for finder in (
    Finder("no_lead", gettext_lazy("Without a lead"), without_lead, tell_without_lead),
    Finder("past_notice", gettext_lazy("Past the last safe notice day"), past_notice_day, tell_past_notice_day),
    Finder("ended", gettext_lazy("Contract ended without renewal"), ended_without_renewal, tell_ended_without_renewal),
    Finder("coverage", gettext_lazy("Stakeholder map has holes"), coverage_missing, tell_coverage_missing),
    Finder("poor_fit", gettext_lazy("A service fits poorly"), poor_fit, tell_poor_fit),
    Finder("amendment", gettext_lazy("Amendment not acknowledged"), unacknowledged, tell_unacknowledged),
    Finder("handover", gettext_lazy("Sales hand-over not taken"), untaken_handover, tell_untaken_handover),
):
    finders.register(finder)
