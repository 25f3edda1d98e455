"""The lists behind the figures of the relationship: their tables and filters, added to those of the other dashboards."""

import django_filters
from django.utils.translation import gettext_lazy as _

from care.tables.concerns import SEVERITY_TAGS, DueMomentColumn, MomentColumn, RungColumn, concern_look
from care.tables.surveys import invitation_look
from clients.states import DecisionRole
from core import columns
from dashboards.relation_records import ASKED, BANDS, COLOURS, CONCERN_AGES
from dashboards.tables import KINDS, AccountRecordsFilter, LeadColumn, RecordsFilter, TierNamed, tier_column
from reminders.states import Rung


class ChangeColumn(columns.NumberColumn):
    """Points up or down, with a real minus."""

    def draw(self, value, record, table):
        return "–" if value is None else f"{value:+d}".replace("-", "−") if value else "0"


class AccountNamed(TierNamed):
    name = columns.TitleColumn(verbose_name=_("Account"), code="code", sub="client.name")
    client = columns.LinkColumn(verbose_name=_("Client"), only_export=True)
    code = columns.HouseColumn(verbose_name=_("Code"), only_export=True)
    tier = tier_column("tier_now")
    lead = LeadColumn()


class HealthRecords(AccountNamed):
    health = columns.HealthColumn(accessor="health__observed", colour="health.colour", verbose_name=_("Health"))
    colour = columns.ChoiceColumn(accessor="health__colour", verbose_name=_("Colour"), only_export=True)
    colour_since = columns.DayColumn(accessor="health__colour_since", verbose_name=_("Since"), hide_on="phone")
    changed_7 = ChangeColumn(accessor="health__changed_7", verbose_name=_("In 7 days"), hide_on="phone")
    changed_30 = ChangeColumn(accessor="health__changed_30", verbose_name=_("In 30 days"), hide_on="phone")

    class Meta:
        order_by = ("health",)


class SilentRecords(AccountNamed):
    days_silent = columns.NumberColumn(verbose_name=_("Days without a word"))
    cadence = columns.NumberColumn(verbose_name=_("Agreed: every … days"), hide_on="phone")
    silence = columns.NumberColumn(verbose_name=_("Times the cadence"), places=1, hide_on="phone")
    last_held_on = columns.DayColumn(verbose_name=_("Last word"), hide_on="phone")
    next_check_in_on = columns.DayColumn(verbose_name=_("Next check-in"))

    class Meta:
        order_by = ("-silence",)


class ConcernRecords(columns.HouseTable):
    title = columns.TitleColumn(verbose_name=_("Concern"), code="account.code", sub="account.name")
    account = columns.LinkColumn(verbose_name=_("Account"), only_export=True)
    severity = columns.TagColumn(verbose_name=_("Severity"), kinds=SEVERITY_TAGS, hide_on="phone")
    state = columns.StateColumn(verbose_name=_("State"), look=concern_look, hide_on="phone")
    rung = RungColumn(verbose_name=_("Climbed to"))
    owner = columns.PersonColumn(verbose_name=_("Owner"), order_by="owner__name", hide_on="phone")
    raised_at = MomentColumn(verbose_name=_("Raised"), hide_on="phone")
    due_at = DueMomentColumn(verbose_name=_("Our next word"), soon=1)

    class Meta:
        order_by = ("due_at",)


class AnswerRecords(columns.HouseTable):
    who = columns.TitleColumn(verbose_name=_("From"), code="account.code", sub="account.name", orderable=False)
    account = columns.LinkColumn(verbose_name=_("Account"), only_export=True)
    kind = columns.ChoiceColumn(verbose_name=_("Kind"), hide_on="phone")
    nps = columns.NumberColumn(verbose_name=_("NPS"))
    csat = columns.NumberColumn(verbose_name=_("CSAT"))
    words = columns.TextColumn(verbose_name=_("In their words"), hide_on="phone")
    answered_on = columns.DayColumn(verbose_name=_("Answered on"))

    class Meta:
        order_by = ("-answered_on",)


class InvitationRecords(columns.HouseTable):
    contact = columns.TitleColumn(verbose_name=_("Asked"), code="account.code", sub="account.name", order_by="contact__name")
    account = columns.LinkColumn(verbose_name=_("Account"), only_export=True)
    round = columns.LinkColumn(verbose_name=_("Round"), hide_on="phone", order_by="round__name")
    state = columns.StateColumn(verbose_name=_("State"), look=invitation_look)
    sent_at = columns.DayColumn(verbose_name=_("Asked on"))

    class Meta:
        order_by = ("-sent_at",)


class OwedReportRecords(columns.HouseTable):
    account = columns.TitleColumn(verbose_name=_("Check-in"), sub="get_kind_display", order_by="account__name")
    owner = columns.PersonColumn(verbose_name=_("Held by"), order_by="owner__name", hide_on="phone")
    held_on = columns.DayColumn(verbose_name=_("Held on"), hide_on="phone")
    report_late_at = MomentColumn(verbose_name=_("Last day for the report"))
    first_issued_at = MomentColumn(verbose_name=_("Report issued"))

    class Meta:
        order_by = ("-held_on",)


# ── Filters: what the address says, as chips ─────────────────────────────────────────────────────


class HealthRecordsFilter(AccountRecordsFilter):
    part = django_filters.ChoiceFilter(label=_("Part"), choices=[*COLOURS.items(), *DecisionRole.choices], method="as_found")
    age = django_filters.ChoiceFilter(label=_("Against"), choices=[("7", _("7 days ago")), ("30", _("30 days ago"))], method="as_found")


class ConcernRecordsFilter(RecordsFilter):
    search_in = ("title", "account__name")
    part = django_filters.ChoiceFilter(label=_("Rung"), choices=[(str(rung.value), rung.label) for rung in Rung], method="as_found")
    age = django_filters.ChoiceFilter(label=_("Age"), choices=list(CONCERN_AGES.items()), method="as_found")


class QuarterFilter(RecordsFilter):
    month = django_filters.CharFilter(label=_("Quarter from"), method="as_found")


class AnswerRecordsFilter(QuarterFilter):
    search_in = ("account__name", "contact__name", "words")
    part = django_filters.ChoiceFilter(label=_("Answers"), choices=list(BANDS.items()), method="as_found")


class InvitationRecordsFilter(QuarterFilter):
    search_in = ("account__name", "contact__name", "round__name")
    part = django_filters.ChoiceFilter(label=_("Of them"), choices=list(ASKED.items()), method="as_found")


class OwedReportFilter(RecordsFilter):
    search_in = ("account__name", "owner__name")
    month = django_filters.CharFilter(label=_("Month"), method="as_found")


ACCOUNTS, CHECK_INS = (_("account"), _("accounts")), (_("check-in"), _("check-ins"))
KINDS |= {
    "health": (HealthRecords, HealthRecordsFilter, ACCOUNTS, ("client", "health")),
    "silent": (SilentRecords, AccountRecordsFilter, ACCOUNTS, ("client",)),
    "concern": (ConcernRecords, ConcernRecordsFilter, (_("concern"), _("concerns")), ("account", "owner")),
    "answer": (AnswerRecords, AnswerRecordsFilter, (_("answer"), _("answers")), ("account", "contact", "person")),
    "invitation": (InvitationRecords, InvitationRecordsFilter, (_("contact"), _("contacts")), ("account", "contact", "round")),
    "owed_report": (OwedReportRecords, OwedReportFilter, CHECK_INS, ("account", "owner")),
}
