"""What is reported of a line: what its people did in the week (activity), and how each account stands (portfolio) (S3, P3, P4)."""

from collections import defaultdict
from datetime import date

from django.db.models import Case, CharField, Count, Exists, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from briefs.models import Approval, Brief, JobRequest
from briefs.states import BriefState, Decision
from care.models import ActionItem, CheckIn, Concern
from care.states import CheckInState
from clients.models import Account, Contract, Seat
from clients.states import HealthColour
from core.marks import money_words
from core.money import Money
from reports.lines import US, Line

MOST_ACCOUNTS = 500
DID = {
    "held": lambda n: ngettext("%(n)d check-in held", "%(n)d check-ins held", n) % {"n": n},
    "missed": lambda n: ngettext("%(n)d check-in missed", "%(n)d check-ins missed", n) % {"n": n},
    "answered": lambda n: ngettext("%(n)d request answered", "%(n)d requests answered", n) % {"n": n},
    "approved": lambda n: ngettext("%(n)d brief approved", "%(n)d briefs approved", n) % {"n": n},
    "sent_back": lambda n: ngettext("%(n)d brief sent back", "%(n)d briefs sent back", n) % {"n": n},
    "delivered": lambda n: ngettext("%(n)d job delivered", "%(n)d jobs delivered", n) % {"n": n},
    "done": lambda n: ngettext("%(n)d action done", "%(n)d actions done", n) % {"n": n},
}


def accounts_of(person) -> QuerySet[Account]:
    """The accounts of whose line it is, as far as they see them."""
    return Account.objects.visible_to(person).live()


# ── Activity ─────────────────────────────────────────────────────────────────────────────────────


def _arm(rows: QuerySet, did: str, *, who: str, account: str = "account") -> QuerySet:
    parts = {"did": Value(did, CharField()), "who": F(f"{who}__name"), "which": F(account), "called": F(f"{account}__name")}
    grouped = rows.filter(**{f"{who}__isnull": False}).order_by().annotate(**parts).values(*parts)
    return grouped.annotate(n=Count("pk")).values_list(*parts, "n")


def activity_lines(person, *, week_on: date, today: date) -> list[Line]:
    """One line for each person and account; one statement."""
    accounts = accounts_of(person).values("pk")
    days = (week_on, today)
    rows = {
        "held": (CheckIn.objects.filter(account__in=accounts, state=CheckInState.HELD, held_on__range=days), "owner", "account"),
        "missed": (CheckIn.objects.filter(account__in=accounts, state=CheckInState.MISSED, planned_on__range=days), "owner", "account"),
        "answered": (JobRequest.objects.filter(account__in=accounts, answered_on__range=days), "taken_by", "account"),
        "approved": (_approvals(accounts, days, Decision.APPROVED), "given_by", "brief__account"),
        "sent_back": (_approvals(accounts, days, Decision.SENT_BACK), "given_by", "brief__account"),
        "delivered": (Brief.objects.filter(account__in=accounts, delivered_on__range=days), "author", "account"),
        "done": (ActionItem.objects.filter(account__in=accounts, done_on__range=days), "owner", "account"),
    }
    first, *others = (_arm(found, did, who=who, account=account) for did, (found, who, account) in rows.items())
    done: dict[tuple, dict[str, int]] = defaultdict(dict)
    for did, who, account, called, number in first.union(*others, all=True):
        done[who, called, account][did] = number
    return [
        Line(
            section="people",
            key=f"did:{account}:{who}",
            title=who,
            account=account,
            code=called,
            state=" · ".join(DID[did](numbers[did]) for did in DID if did in numbers),
            tone="watch" if "missed" in numbers else "",
            why=_("A check-in was missed.") if "missed" in numbers else "",
        )
        for (who, called, account), numbers in sorted(done.items())
    ]


def _approvals(accounts, days, decision) -> QuerySet[Approval]:
    return Approval.objects.filter(brief__account__in=accounts, at__date__range=days, decision=decision)


# ── Portfolio ────────────────────────────────────────────────────────────────────────────────────


def _count(rows: QuerySet):
    number = rows.order_by().values("account").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)


def portfolio_lines(person, *, today: date) -> list[Line]:
    """One line for each account, the worst first; one statement."""
    on = {"account": OuterRef("pk")}
    in_force = Contract.objects.in_force().filter(**on)
    leads = Seat.objects.live(today=today).leads().filter(**on).order_by("-starts_on", "-pk")
    held = CheckIn.objects.filter(**on, state=CheckInState.HELD).order_by().values("account").annotate(last=Max("held_on"))
    rows = (
        accounts_of(person)
        .select_related("client", "health")
        .with_fee_a_year()
        .annotate(
            lead_name=Subquery(leads.values("person__name")[:1]),
            late_jobs=_count(Brief.objects.filter(**on).late(today=today).exclude(state=BriefState.ON_HOLD)),
            live_jobs=_count(Brief.objects.filter(**on).live()),
            late_check_ins=_count(CheckIn.objects.filter(**on).overdue(today=today)),
            concerns_open=_count(Concern.objects.filter(**on).live()),
            last_held=Subquery(held.values("last")[:1]),
            is_past=Exists(in_force.past_notice_day(today=today)),
            notice_on=Subquery(
                in_force.undecided()
                .filter(last_safe_notice_on__gte=today)
                .order_by("last_safe_notice_on")
                .values("last_safe_notice_on")[:1]
            ),
        )
        .annotate(is_worst=Case(When(Q(is_past=True) | Q(late_jobs__gt=0), then=0), default=1, output_field=IntegerField()))
        .order_by("is_worst", "name", "pk")[:MOST_ACCOUNTS]
    )
    found = [account_line(account) for account in rows]
    return sorted(found, key=lambda line: ("risk", "watch", "good", "").index(line.tone))


def account_line(account) -> Line:
    health = getattr(account, "health", None)
    tone, why = colour_of(account, health)
    facts = [[_("Live jobs"), str(account.live_jobs)]]
    if account.late_jobs:
        facts.append([_("Late"), str(account.late_jobs)])
    if account.concerns_open:
        facts.append([_("Concerns"), str(account.concerns_open)])
    if health and health.observed is not None:
        change = f" ({health.changed_7:+d})".replace("-", "−") if health.changed_7 else ""
        facts.append([_("Health"), f"{health.observed}{change}"])
    fee = account.fee_a_year_minor
    return Line(
        section="accounts",
        key=f"account:{account.pk}",
        title=account.name,
        account=account.pk,
        url=account.get_absolute_url(),
        code=account.code,
        state=str(HealthColour(health.colour).label) if health and health.colour else "",
        turn=US if account.lead_name else "",
        who=account.lead_name or "",
        due=account.notice_on.isoformat() if account.notice_on else "",
        tone=tone,
        why=why,
        facts=facts,
        money=[[_("Fee a year"), money_words(Money(fee, account.currency), "whole")]] if fee else [],
    )


def colour_of(account, health) -> tuple[str, str]:
    """The worst that is true of it, in one sentence."""
    if account.is_past:
        return "risk", _("A contract is past its last safe notice day.")
    if account.late_jobs:
        return "risk", ngettext("%(n)d job is late.", "%(n)d jobs are late.", account.late_jobs) % {"n": account.late_jobs}
    if health and health.colour == HealthColour.RISK:
        return "risk", _("Its health is at risk.")
    if not account.lead_name:
        return "watch", _("Nobody leads it.")
    if account.late_check_ins:
        return "watch", _("A check-in is overdue.")
    if account.concerns_open:
        number = account.concerns_open
        return "watch", ngettext("%(n)d concern is open.", "%(n)d concerns are open.", number) % {"n": number}
    if health and health.colour == HealthColour.WATCH:
        return "watch", _("Its health wants watching.")
    return "good", _("Nothing is wrong.")
