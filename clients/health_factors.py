"""What clients know of the health of an account (R4): who decides and when they were met, renewal, notice, our own papers."""

from datetime import date

from django.db.models import Exists, Max, Min, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clients.health import Cap, Evidence, Factor, caps, factors
from clients.likelihood import ON_TRACK
from clients.models import Contact, Contract, Renewal, Seat
from clients.stakeholders import DECIDERS
from clients.states import MINIMUM_COVERAGE, OPEN_STAGES, DecisionRole, HealthGroup, HealthNumber, NoticeParty

FRESH_DAYS, STALE_DAYS = 30, 120  # since somebody senior was met: no worry up to here, none left from there


def between(days: int, fresh: int, stale: int) -> int:
    """100 up to `fresh` days, 0 from `stale` on, evenly in between."""
    return max(0, min(100, round(100 * (stale - days) / (stale - fresh))))


def page_of(url_name: str):
    """The address of a tab of the account."""
    return lambda account, args: reverse(url_name, args=[account])


def by_account(accounts, contacts) -> dict[int, list]:
    """Rows of (client, account or None, …) given to each account they speak for."""
    own, shared = {}, {}
    for client, account, *facts in contacts:
        (own.setdefault(account, []) if account else shared.setdefault(client, [])).append(facts)
    pairs = accounts.values_list("pk", "client")
    return {pk: found for pk, client in pairs if (found := shared.get(client, []) + own.get(pk, []))}


def present_of(accounts):
    return Contact.objects.present().filter(client__in=accounts.values("client")).order_by()


# ── Who decides ──────────────────────────────────────────────────────────────────────────────────


def coverage(accounts, today: date):
    """How many of the roles that the tier asks for somebody holds; nothing where no contact was entered (C3)."""
    rows = present_of(accounts).values_list("client", "account", "decision_role")
    tiers = dict(accounts.values_list("pk", "effective_tier"))
    found = {}
    for pk, facts in by_account(accounts, rows).items():
        wanted = MINIMUM_COVERAGE[tiers[pk]]
        held = {role for (role,) in facts}
        missing = [role for role in wanted if role not in held]
        value = round(100 * (len(wanted) - len(missing)) / len(wanted))
        found[pk] = Evidence(value, {"n": len(wanted) - len(missing), "all": len(wanted), "missing": [str(role) for role in missing]})
    return found


def say_coverage(args: dict) -> str:
    if args["missing"]:
        return _("No %(roles)s on the stakeholder map") % {
            "roles": _(" and no ").join(str(DecisionRole(role).label).lower() for role in args["missing"])
        }
    return ngettext("The role that decides is covered", "All %(n)d roles that decide are covered", args["all"]) % {"n": args["all"]}


def senior_contact(accounts, today: date):
    """Days since one of those who decide was last met; nothing where none was ever met."""
    senior = present_of(accounts).filter(decision_role__in=DECIDERS, last_met_on__lte=today)
    rows = senior.values_list("client", "account").annotate(last=Max("last_met_on"))
    found = {}
    for pk, facts in by_account(accounts, rows).items():
        days = (today - max(last for (last,) in facts)).days
        found[pk] = Evidence(between(days, FRESH_DAYS, STALE_DAYS), {"days": days})
    return found


def say_senior_contact(args: dict) -> str:
    return ngettext("Who decides was met %(n)d day ago", "Who decides was met %(n)d days ago", args["days"]) % {"n": args["days"]}


# ── The renewal ──────────────────────────────────────────────────────────────────────────────────


def renewal(accounts, today: date):
    """Whether the renewal that is nearest stands where it should so many days before the last safe notice day (C5)."""
    open_ones = (
        Renewal.objects.filter(contract__account__in=accounts.values("pk"), stage__in=OPEN_STAGES, contract__state="active")
        .filter(contract__last_safe_notice_on__isnull=False)
        .order_by("contract__last_safe_notice_on", "pk")
        .values_list("contract__account", "contract__last_safe_notice_on", "stage")
    )
    found = {}
    for pk, notice_on, stage in open_ones:
        if pk in found:
            continue
        left, wanted = (notice_on - today).days, ON_TRACK[stage]
        value = 0 if left < 0 else 100 if left >= wanted else round(100 * left / wanted)
        found[pk] = Evidence(value, {"days": left, "stage": stage})
    return found


def say_renewal(args: dict) -> str:
    if args["days"] < 0:
        return ngettext(
            "The last safe notice day went by %(n)d day ago, undecided",
            "The last safe notice day went by %(n)d days ago, undecided",
            -args["days"],
        ) % {"n": -args["days"]}
    return ngettext("%(n)d day to the last safe notice day", "%(n)d days to the last safe notice day", args["days"]) % {"n": args["days"]}


def notice(accounts, today: date):
    """The client has given notice of a contract in force."""
    given = Contract.objects.in_force().filter(
        account__in=accounts.values("pk"), notice_given_by=NoticeParty.CLIENT, notice_given_on__lte=today
    )
    rows = given.order_by().values_list("account").annotate(first=Min("notice_given_on"))
    return {pk: {"on": first.isoformat(), "days": (today - first).days} for pk, first in rows}


def say_notice(args: dict) -> str:
    return ngettext("Notice received %(n)d day ago", "Notice received %(n)d days ago", args["days"]) % {"n": args["days"]}


# ── Our own papers ───────────────────────────────────────────────────────────────────────────────

FACTS = ("about", "end_goals", "industry", "lead", "contact", "contract")  # what should be written down of every account


def complete(accounts, today: date):
    """How much of what we should know is written down: profile, lead, somebody to write to, a contract."""
    writable = (
        Contact.objects.present().exclude(email="").filter(client=OuterRef("client")).filter(Q(account=None) | Q(account=OuterRef("pk")))
    )
    rows = accounts.annotate(
        has_lead=Exists(Seat.objects.live(today=today).leads().filter(account=OuterRef("pk"))),
        has_contact=Exists(writable),
        has_contract=Exists(Contract.objects.in_force().filter(account=OuterRef("pk"))),
    ).values_list("pk", "client__about", "client__end_goals", "client__industry", "has_lead", "has_contact", "has_contract")
    found = {}
    for pk, *facts in rows:
        missing = [name for name, fact in zip(FACTS, facts, strict=True) if not fact]
        found[pk] = Evidence(round(100 * (len(FACTS) - len(missing)) / len(FACTS)), {"missing": missing})
    return found


def say_complete(args: dict) -> str:
    words = {
        "about": _("what they do"),
        "end_goals": _("what they want"),
        "industry": _("their industry"),
        "lead": _("a lead"),
        "contact": _("a contact with an e-mail"),
        "contract": _("a contract in force"),
    }
    if not args["missing"]:
        return _("Profile, lead, contact and contract are written down")
    return _("Not written down: %(what)s") % {"what": ", ".join(words[name] for name in args["missing"])}


OBSERVED, RELATIONSHIP = HealthNumber.OBSERVED, HealthGroup.RELATIONSHIP
factors.register(
    Factor("coverage", gettext_lazy("Who decides is known"), OBSERVED, RELATIONSHIP, 6, coverage, say_coverage, page_of("account_contacts"))
)
factors.register(
    Factor(
        "senior_contact",
        gettext_lazy("Senior contact"),
        OBSERVED,
        RELATIONSHIP,
        7,
        senior_contact,
        say_senior_contact,
        page_of("account_contacts"),
    )
)
factors.register(
    Factor("renewal", gettext_lazy("Renewal on its way"), OBSERVED, RELATIONSHIP, 4, renewal, say_renewal, page_of("account_contracts"))
)
factors.register(
    Factor("complete", gettext_lazy("Data complete"), HealthNumber.HYGIENE, "", 20, complete, say_complete, page_of("account_detail"))
)
caps.register(Cap("notice", gettext_lazy("Notice received"), 20, notice, say_notice, page_of("account_contracts")))
