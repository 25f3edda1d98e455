"""The lists behind the figures: one table and one set of filters for each kind of row."""

import django_filters
from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from briefs.states import BriefState, RebriefCause
from briefs.tables import job_look
from clients.models import Seat
from clients.states import OPEN_STAGES, LossCause, RenewalStage, Tier
from core import columns, marks
from core.lists import HouseFilterSet
from core.money import Money
from dashboards.records import Records, months_ahead
from dashboards.retention_records import NOT_SAID, cause_words
from dashboards.scope import Period, Scope, Span
from dashboards.work_records import AGES, RUNGS
from people.models import Person

PARTS = [*BriefState.choices, *RebriefCause.choices, *RUNGS.items()]  # what a figure of the work may be about
FEES = ("annual_fee", "fee_at_start", "fee_at_end", "fee_difference")  # columns for those who may see fees
TIER_TAGS = {Tier.KEY: "key"}


class LeadColumn(columns.PersonColumn):
    """The lead, from the annotations `lead_pk` and `lead_name` of `with_lead`."""

    def __init__(self, **kwargs):
        super().__init__(accessor="lead_pk", verbose_name=_("Lead"), orderable=False, **kwargs)

    def draw(self, value, record, table):
        return marks.person(Person(pk=value, name=record.lead_name) if value else None)

    def export_values(self, value, record):
        return (record.lead_name,)


def with_lead(rows: QuerySet, *, path: str, today) -> QuerySet:
    """Annotates who leads the account today; `path` leads from the row to the account."""
    seats = Seat.objects.live(today=today).leads().filter(account=OuterRef(path)).order_by("-starts_on", "-pk")
    return rows.annotate(lead_pk=Subquery(seats.values("person")[:1]), lead_name=Subquery(seats.values("person__name")[:1]))


def tier_column(path: str):
    return columns.TagColumn(accessor=path, verbose_name=_("Tier"), kinds=TIER_TAGS, hide_on="phone", orderable=False, export=_("Tier"))


class TierNamed(columns.HouseTable):
    """Says a tier in words, wherever on the row it is found."""

    def render_tier(self, value, record):
        return marks.tag(Tier(value).label, TIER_TAGS.get(value, "")) if value else "–"


class AccountRecords(TierNamed):
    name = columns.TitleColumn(verbose_name=_("Account"), code="code", sub="client.name")
    client = columns.LinkColumn(verbose_name=_("Client"), only_export=True)
    code = columns.HouseColumn(verbose_name=_("Code"), only_export=True)
    tier = tier_column("tier_now")
    lead = LeadColumn()
    next_notice_on = columns.DueColumn(verbose_name=_("Next notice day"), soon=marks.NOTICE_SOON_DAYS, hide_on="phone")
    opened_on = columns.DayColumn(verbose_name=_("With us since"), hide_on="phone")

    class Meta:
        order_by = ("name",)


class ContractRecords(TierNamed):
    name = columns.TitleColumn(verbose_name=_("Contract"), sub="account.name")
    number = columns.HouseColumn(verbose_name=_("Number"), only_export=True)
    account = columns.LinkColumn(verbose_name=_("Account"), only_export=True)
    lead = LeadColumn(hide_on="phone")
    tier = tier_column("account__tier_now")
    last_safe_notice_on = columns.DueColumn(verbose_name=_("Last safe notice day"), soon=marks.NOTICE_SOON_DAYS)
    ends_on = columns.DayColumn(verbose_name=_("Ends"), hide_on="phone")
    annual_fee = columns.MoneyColumn(verbose_name=_("Fee a year"), order_by="annual_fee_minor", style="whole")

    class Meta:
        order_by = ("last_safe_notice_on",)


class RenewalRecords(columns.HouseTable):
    contract = columns.TitleColumn(verbose_name=_("Renewal"), sub="contract.account.name", order_by="contract__name")
    stage = columns.StateColumn(
        verbose_name=_("Stage"),
        look=lambda renewal: {"done": renewal.stage == RenewalStage.RENEWED, "lost": renewal.stage != RenewalStage.RENEWED},
    )
    decided_on = columns.DayColumn(verbose_name=_("Decided on"))
    decided_by = columns.PersonColumn(verbose_name=_("Decided by"), orderable=False, hide_on="phone")
    reason = columns.TextColumn(verbose_name=_("Reason"), hide_on="phone")
    annual_fee = columns.MoneyColumn(
        accessor="contract__annual_fee", verbose_name=_("Fee a year"), order_by="contract__annual_fee_minor", style="whole"
    )

    class Meta:
        order_by = ("-decided_on",)


class CheckInRecords(columns.HouseTable):
    account = columns.TitleColumn(verbose_name=_("Check-in"), sub="get_kind_display", order_by="account__name")
    owner = columns.PersonColumn(verbose_name=_("Held by"), order_by="owner__name")
    state = columns.StateColumn(
        verbose_name=_("State"), look=lambda row: {"done": row.state == "held", "lost": row.state == "missed", "fill": 0}, hide_on="phone"
    )
    planned_on = columns.DueColumn(verbose_name=_("Planned for"), is_open=lambda row: row.state == "planned")
    held_on = columns.DayColumn(verbose_name=_("Held on"), hide_on="phone")
    reason = columns.TextColumn(verbose_name=_("Why not"), hide_on="phone")

    class Meta:
        order_by = ("planned_on",)


class ActionRecords(columns.HouseTable):
    what = columns.TitleColumn(verbose_name=_("Action"), sub="account.name")
    owner = columns.PersonColumn(verbose_name=_("Owner"), order_by="owner__name")
    due_on = columns.DueColumn(verbose_name=_("Due"))

    class Meta:
        order_by = ("due_on",)


class ClientRecords(TierNamed):
    name = columns.TitleColumn(verbose_name=_("Client"), sub="industry")
    tier = tier_column("tier")
    state = columns.ChoiceColumn(verbose_name=_("State"), hide_on="phone")
    won_on = columns.DayColumn(verbose_name=_("Won on"))
    lost_on = columns.DayColumn(verbose_name=_("Lost on"))
    lost_reason = columns.TextColumn(verbose_name=_("Why lost"), hide_on="phone")

    class Meta:
        order_by = ("name",)


class HouseFeeColumn(columns.MoneyColumn):
    """Minor units of the agency's currency, without the cents."""

    def __init__(self, **kwargs):
        super().__init__(style="whole", **kwargs)

    def draw(self, value, record, table):
        return super().draw(Money(value, settings.AGENCY_CURRENCY), record, table)

    def export_values(self, value, record):
        return super().export_values(Money(value, settings.AGENCY_CURRENCY), record)


class CauseColumn(columns.HouseColumn):
    """Why the fee went, in the words that are counted; of who kept it nothing is asked."""

    empty_values = ()

    def words(self, value, record) -> str:
        return cause_words(value) if value or record.difference < 0 else ""

    def draw(self, value, record, table):
        return self.words(value, record) or "–"

    def export_values(self, value, record):
        return (self.words(value, record),)


class RetentionRecords(TierNamed):
    name = columns.TitleColumn(verbose_name=_("Client"), sub="industry")
    tier = tier_column("tier")
    state = columns.ChoiceColumn(verbose_name=_("State"), hide_on="phone")
    fee_at_start = HouseFeeColumn(accessor="at_start", verbose_name=_("Fee at the start"), hide_on="phone")
    fee_at_end = HouseFeeColumn(accessor="at_end", verbose_name=_("Fee at the end"), hide_on="phone")
    fee_difference = HouseFeeColumn(accessor="difference", verbose_name=_("Fee, difference"))
    cause = CauseColumn(verbose_name=_("Because"))
    reason_words = columns.TextColumn(verbose_name=_("In a sentence"), orderable=False, hide_on="phone")

    class Meta:
        order_by = ("fee_difference",)


class JobRecords(columns.HouseTable):
    title = columns.TitleColumn(verbose_name=_("Job"), code="number", sub="account.name")
    number = columns.HouseColumn(verbose_name=_("Job number"), only_export=True)
    account = columns.LinkColumn(verbose_name=_("Account"), only_export=True)
    author = columns.PersonColumn(verbose_name=_("Author"), order_by="author__name", hide_on="phone")
    state = columns.StateColumn(verbose_name=_("State"), look=job_look)
    state_since = columns.DayColumn(verbose_name=_("Stands there since"), hide_on="phone")
    score = columns.NumberColumn(verbose_name=_("Score"), hide_on="phone")
    wanted_on = columns.DueColumn(verbose_name=_("Delivery day"), is_open=lambda job: job.delivered_on is None and not job.is_over)
    delivered_on = columns.DayColumn(verbose_name=_("Delivered on"), hide_on="phone")

    class Meta:
        order_by = ("wanted_on",)


class ApprovalRecords(columns.HouseTable):
    brief = columns.TitleColumn(verbose_name=_("Approval"), sub="brief.account.name", order_by="brief__number")
    step = columns.ChoiceColumn(verbose_name=_("Step"))
    given_by = columns.PersonColumn(verbose_name=_("Given by"), order_by="given_by__name")
    submitted = columns.DayColumn(verbose_name=_("Submitted on"), accessor="submission__submitted_at", hide_on="phone")
    at = columns.DayColumn(verbose_name=_("Approved on"))
    note = columns.TextColumn(verbose_name=_("Note"), hide_on="phone")

    class Meta:
        order_by = ("-at",)


class RebriefRecords(columns.HouseTable):
    brief = columns.TitleColumn(verbose_name=_("Rebrief"), sub="brief.account.name", order_by="brief__number")
    cause = columns.ChoiceColumn(verbose_name=_("Cause"))
    hours_lost = columns.NumberColumn(verbose_name=_("Hours lost"))
    annual_fee = columns.MoneyColumn(accessor="money_lost", verbose_name=_("Money lost"), order_by="money_lost_minor", style="whole")
    on = columns.DayColumn(verbose_name=_("On"))
    reason = columns.TextColumn(verbose_name=_("Why"), hide_on="phone")

    class Meta:
        order_by = ("-on",)


class RoundRecords(columns.HouseTable):
    brief = columns.TitleColumn(verbose_name=_("Round"), sub="brief.account.name", order_by="brief__number")
    number = columns.NumberColumn(verbose_name=_("Number"))
    opened_on = columns.DayColumn(verbose_name=_("Begun on"))
    due_on = columns.DayColumn(verbose_name=_("Due"), hide_on="phone")
    shown_on = columns.DayColumn(verbose_name=_("Shown on"), hide_on="phone")

    class Meta:
        order_by = ("-opened_on",)


class RecordsFilter(HouseFilterSet):
    """What the address says of the scope, shown as chips. The records have been found by it already (`records.py`)."""

    scope: Scope
    search_in: tuple[str, ...] = ("name",)

    q = django_filters.CharFilter(method="find")
    line = django_filters.ChoiceFilter(label=_("Line of"), method="as_found")
    tier = django_filters.ChoiceFilter(label=_("Tier"), choices=Tier.choices, method="as_found")
    period = django_filters.ChoiceFilter(label=_("Period"), choices=Period.choices, method="as_found")
    who = django_filters.ChoiceFilter(label=_("Of"), method="as_found")
    below = django_filters.ChoiceFilter(label=_("Of and below"), method="as_found")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        people = [(one.pk, one.name) for one in self.scope.staff.people.values() if one.rank]
        people.sort(key=lambda pair: pair[1])
        self.form.fields["line"].choices = [("", _("Everybody")), *((one.pk, one.name) for one in self.scope.lines)]
        self.form.fields["who"].choices = [("", _("Anybody")), (0, _("Nobody")), *people]
        self.form.fields["below"].choices = [("", _("Anybody")), *people]

    def as_found(self, rows: QuerySet, name, value) -> QuerySet:
        return rows

    def find(self, rows: QuerySet, name, value) -> QuerySet:
        condition = Q()
        for path in self.search_in:
            condition |= Q(**{f"{path}__icontains": value})
        return rows.filter(condition)


class AccountRecordsFilter(RecordsFilter):
    search_in = ("name", "code", "client__name")


class ContractRecordsFilter(RecordsFilter):
    search_in = ("name", "number", "account__name")
    month = django_filters.ChoiceFilter(label=_("Notice day in"), method="as_found")
    stage = django_filters.ChoiceFilter(
        label=_("Stage"), choices=[(stage.value, stage.label) for stage in RenewalStage if stage in OPEN_STAGES], method="as_found"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        months = [(f"{month:%Y-%m}", date_format(month, "F Y")) for month in months_ahead(self.scope.today)]
        self.form.fields["month"].choices = [("", _("Any month")), *months]


class RenewalRecordsFilter(RecordsFilter):
    search_in = ("contract__name", "contract__account__name")


class OwnedRecordsFilter(RecordsFilter):
    search_in = ("account__name", "owner__name")
    month = django_filters.CharFilter(label=_("Month"), method="as_found")


class ClientRecordsFilter(RecordsFilter):
    search_in = ("name", "legal_name", "industry")
    month = django_filters.CharFilter(label=_("Month"), method="as_found")
    why = django_filters.CharFilter(label=_("Reason"), method="as_found")


class RetentionRecordsFilter(RecordsFilter):
    search_in = ("name", "legal_name", "industry")
    span = django_filters.ChoiceFilter(label=_("Period"), choices=Span.choices, method="as_found")
    why = django_filters.ChoiceFilter(label=_("Because"), choices=[*LossCause.choices, (NOT_SAID, _("Not said"))], method="as_found")


class WorkRecordsFilter(RecordsFilter):
    search_in = ("brief__title", "brief__number", "brief__account__name")
    month = django_filters.CharFilter(label=_("Month"), method="as_found")
    part = django_filters.ChoiceFilter(label=_("Part"), choices=PARTS, method="as_found")
    age = django_filters.ChoiceFilter(label=_("Age"), choices=list(AGES.items()), method="as_found")


class JobRecordsFilter(WorkRecordsFilter):
    search_in = ("title", "number", "account__name")


# kind → (table, filters, one and many, what the rows need loaded)
KINDS = {
    "account": (AccountRecords, AccountRecordsFilter, (_("account"), _("accounts")), ("client",)),
    "contract": (ContractRecords, ContractRecordsFilter, (_("contract"), _("contracts")), ("account__client",)),
    "renewal": (RenewalRecords, RenewalRecordsFilter, (_("renewal"), _("renewals")), ("contract__account", "decided_by")),
    "check_in": (CheckInRecords, OwnedRecordsFilter, (_("check-in"), _("check-ins")), ("account", "owner")),
    "action": (ActionRecords, OwnedRecordsFilter, (_("action"), _("actions")), ("account", "owner")),
    "brief": (JobRecords, JobRecordsFilter, (_("job"), _("jobs")), ("account", "author")),
    "approval": (ApprovalRecords, WorkRecordsFilter, (_("approval"), _("approvals")), ("brief__account", "given_by", "submission")),
    "rebrief": (RebriefRecords, WorkRecordsFilter, (_("rebrief"), _("rebriefs")), ("brief__account",)),
    "round": (RoundRecords, WorkRecordsFilter, (_("round"), _("rounds")), ("brief__account",)),
    "retention": (RetentionRecords, RetentionRecordsFilter, (_("client"), _("clients")), ()),
    "client": (ClientRecords, ClientRecordsFilter, (_("client"), _("clients")), ()),
}


def loaded(records: Records, rows: QuerySet, scope: Scope) -> QuerySet:
    """The rows with all that their table draws; the number of queries does not grow with the rows."""
    rows = rows.select_related(*KINDS[records.kind][3])
    match records.kind:
        case "account":
            return with_lead(rows.with_next_notice_day(), path="pk", today=scope.today)
        case "contract":
            return with_lead(rows, path="account", today=scope.today)
        case "health" | "silent":
            return with_lead(rows, path="pk", today=scope.today)
        case _:
            return rows


def table_for(records: Records, *, sees_fees: bool):
    """The table of this kind; without the right to see fees it has no column of them, on the page or in the export."""
    table = KINDS[records.kind][0]
    fees = tuple(name for name in table.base_columns if name in FEES)
    if sees_fees or not fees:
        return table
    without = {"exclude": fees, "order_by": tuple(name for name in table.Meta.order_by if name not in fees)}
    meta = type("Meta", (table.Meta,), without)
    return type(table.__name__, (table,), {"Meta": meta})


def filters_for(records: Records, scope: Scope):
    base = KINDS[records.kind][1]
    return type(base.__name__, (base,), {"scope": scope})
