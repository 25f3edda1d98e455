from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from care.models import Concern
from care.states import ConcernState
from clients import columns
from clients.states import Severity
from core import marks
from core.columns import ChoiceColumn, DueColumn, HouseColumn, HouseTable, NumberColumn, PersonColumn, StateColumn, TagColumn, TitleColumn
from reminders.states import Rung

S = ConcernState
FILL = {S.OPEN: 0, S.REOPENED: 0, S.ANSWERED: 0.35, S.MEDIATION: 0.5, S.PROPOSED: 0.7, S.CONFIRMED: 0.9}
SEVERITY_TAGS = {Severity.CRITICAL: "risk", Severity.HIGH: "watch"}


def concern_look(concern: Concern) -> dict:
    """How `marks.state` draws where a concern stands; one that waits for our answer is ours."""
    return {
        "fill": FILL.get(concern.state, 1),
        "mine": concern.waits_for_answer,
        "done": concern.state == S.CLOSED,
        "lost": concern.state == S.WITHDRAWN,
    }


class MomentColumn(HouseColumn):
    """A moment as its day and hour; a moment in the export."""

    right = True

    def draw(self, value, record, table):
        if value is None:
            return "–"
        local = timezone.localtime(value)
        return marks.time_tag(local.date(), marks.day_words(local.date(), table.today))

    def export_values(self, value, record):
        return () if self.export is False else (timezone.localtime(value).replace(tzinfo=None) if value else None,)


class DueMomentColumn(DueColumn):
    """By when our word is due, with its hour; nothing while the clock stands still."""

    def draw(self, value, record, table):
        if value is None:
            return "–"
        local = timezone.localtime(value)
        days = (local.date() - table.today).days
        css = " is-late" if days < 0 else " is-soon" if days <= self.soon else ""
        clock = marks.icon("clock-alert") if days < 0 else ""
        below = marks.time_tag(local.date(), f"{marks.day_words(local.date(), table.today)}, {date_format(local, 'H:i')}")
        words = marks.distance_words(local.date(), table.today)
        return format_html('<span class="due{}">{}{}<small>{}</small></span>', css, clock, words, below)

    def export_values(self, value, record):
        return (timezone.localtime(value).replace(tzinfo=None) if value else None,)


class RungColumn(ChoiceColumn):
    """To whom it has climbed; nothing while the lead has it."""

    def draw(self, value, record, table):
        return marks.tag(self.word(value, record), "risk", "arrow-up") if value and value > Rung.LEAD and record.due_at else "–"


class HoursColumn(NumberColumn):
    """Minutes of the office as hours with one decimal."""

    def draw(self, value, record, table):
        return super().draw(None if value is None else value / 60, record, table)

    def export_values(self, value, record):
        return (None if value is None else round(value / 60, 2),)


def account_and_kind(concern: Concern) -> str:
    return f"{concern.account.name} · {concern.get_kind_display()}"


class ConcernTable(HouseTable):
    title = TitleColumn(verbose_name=_("Concern"), code="account.code", sub=account_and_kind)
    account = HouseColumn(verbose_name=columns.ACCOUNT, accessor="account.name", only_export=True)
    code = HouseColumn(verbose_name=columns.CODE, accessor="account.code", only_export=True)
    client = HouseColumn(verbose_name=columns.CLIENT, accessor="account.client.name", only_export=True)
    severity = TagColumn(verbose_name=_("Severity"), kinds=SEVERITY_TAGS)
    kind = ChoiceColumn(verbose_name=_("Kind"), chosen=False, hide_on="phone")  # stands below the title
    state = StateColumn(verbose_name=_("State"), look=concern_look)
    rung = RungColumn(verbose_name=_("Climbed to"), hide_on="tablet")
    contact = HouseColumn(verbose_name=_("Raised for"), accessor="contact.name", hide_on="phone", chosen=False)
    contact_email = HouseColumn(verbose_name=_("Raised for, e-mail"), accessor="contact.email", only_export=True)
    owner = PersonColumn(verbose_name=_("Owner"), email_header=columns.OWNER_EMAIL, order_by="owner__name", hide_on="phone")
    source = ChoiceColumn(verbose_name=_("Source"), chosen=False, hide_on="phone")
    about = HouseColumn(verbose_name=_("Job or contract"), chosen=False, hide_on="phone")
    text = HouseColumn(verbose_name=_("What troubles them"), only_export=True)
    outcome = HouseColumn(verbose_name=_("Outcome"), only_export=True)
    confirmed_by = HouseColumn(verbose_name=_("Confirmed by"), only_export=True)
    cause = HouseColumn(verbose_name=_("Cause"), accessor="cause.name", chosen=False, hide_on="phone")
    answer_minutes = HoursColumn(verbose_name=_("Hours to the answer"), places=1, chosen=False, hide_on="phone")
    resolve_minutes = HoursColumn(verbose_name=_("Hours to the outcome"), places=1, chosen=False, hide_on="phone")
    reopened_count = NumberColumn(verbose_name=_("Times reopened"), chosen=False, hide_on="phone")
    answered_at = MomentColumn(verbose_name=_("Answered"), only_export=True)
    resolved_at = MomentColumn(verbose_name=_("Outcome on"), only_export=True)
    closed_at = MomentColumn(verbose_name=_("Closed"), chosen=False, hide_on="phone")
    raised_at = MomentColumn(verbose_name=_("Raised"), hide_on="tablet")
    due_at = DueMomentColumn(verbose_name=_("Our next word"), soon=1)

    class Meta:
        order_by = ("due_at",)

    def row_css(self, concern):
        return "" if concern.is_live else "is-gone"
