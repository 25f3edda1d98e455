from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from clients import columns
from clients.stakeholders import HEALTH_OF_ATTITUDE
from core import marks
from core.columns import ChoiceColumn, DayColumn, HouseColumn, HouseTable, LinkColumn, TextColumn, TitleColumn, YesColumn


class AttitudeColumn(ChoiceColumn):
    """Shape and word: friend, supporter, neutral, critic, foe."""

    def draw(self, value, record, table):
        return format_html('<span class="health">{}</span> {}', marks.health_mark(HEALTH_OF_ATTITUDE[value]), self.word(value, record))


class ContactTable(HouseTable):
    name = TitleColumn(verbose_name=columns.FULL_NAME, sub="job_title", mark=None)
    job_title = HouseColumn(verbose_name=columns.JOB_TITLE, only_export=True)
    client = LinkColumn(verbose_name=columns.CLIENT, order_by="client__name", export=columns.CLIENT)
    account = LinkColumn(verbose_name=columns.ACCOUNT, order_by="account__name", hide_on="phone", chosen=False)
    decision_role = ChoiceColumn(verbose_name=columns.DECISION_ROLE, hide_on="phone")
    power = ChoiceColumn(verbose_name=columns.POWER, hide_on="phone", chosen=False)
    attitude = AttitudeColumn(verbose_name=columns.ATTITUDE, hide_on="phone")
    email = TextColumn(verbose_name=columns.EMAIL, hide_on="phone")
    phone = TextColumn(verbose_name=columns.PHONE, hide_on="phone", chosen=False)
    mobile = TextColumn(verbose_name=columns.MOBILE, hide_on="phone", chosen=False)
    last_met_on = DayColumn(verbose_name=_("Last met"))
    is_primary = YesColumn(verbose_name=columns.FIRST_TO_CALL, only_export=True)
    language = HouseColumn(verbose_name=columns.LANGUAGE, only_export=True)
    consent = ChoiceColumn(verbose_name=columns.CONSENT, hide_on="phone", chosen=False)
    reports_to = HouseColumn(verbose_name=columns.REPORTS_TO, accessor="reports_to.name", only_export=True)
    left_on = DayColumn(verbose_name=columns.LEFT_ON, hide_on="phone", chosen=False)
    note = HouseColumn(verbose_name=columns.NOTE, only_export=True)

    class Meta:
        order_by = ("name",)

    def row_css(self, contact):
        return "is-gone" if contact.left_on else ""
