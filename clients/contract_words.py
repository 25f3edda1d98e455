"""What the pages say of a contract: its facts, its runway, its amendments and its terms, each without fees for whom they hide."""

from dataclasses import dataclass

from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clients.actions.contract import FEE_FIELDS
from clients.models import Contract
from clients.notice import earliest_end
from clients.states import LIVE_CONTRACT_STATES, OPEN_STAGES, RenewalStage, UpliftKind
from clients.terms import change_in_percent
from core import marks
from core.changes import label_of
from core.charts import Runway
from core.statements import asked
from core.workdays import working_days_between


def day(value) -> str:
    return date_format(value, "j M Y")


def notice_words(contract: Contract) -> str:
    """60 calendar days, received by then."""
    if not contract.notice_count:
        return _("none")
    return f"{contract.notice_count} {contract.get_notice_unit_display()}, {contract.get_notice_rule_display()}"


def term_words(contract: Contract) -> str:
    start = day(contract.starts_on)
    return f"{start} – {day(contract.ends_on)}" if contract.ends_on else _("since %(day)s, evergreen") % {"day": start}


def uplift_words(contract: Contract) -> str:
    if contract.uplift_kind == UpliftKind.NONE:
        return _("none")
    percent = number_format(contract.uplift_percent.normalize(), use_l10n=True)
    if contract.uplift_kind == UpliftKind.FIXED:
        return _("%(percent)s%% fixed") % {"percent": percent}
    return _("%(index)s, at most %(percent)s%%") % {"index": contract.uplift_index or _("index"), "percent": percent}


def after_words(contract: Contract, *, can_see_fees: bool) -> str:
    """What follows the term if nobody acts: empty when nothing does. By how much the fee rises is as hidden as the fee."""
    if contract.notice_given_on or not contract.auto_renews or not contract.renewal_months:
        return ""
    more = ngettext("then %(n)d more month", "then %(n)d more months", contract.renewal_months) % {"n": contract.renewal_months}
    if can_see_fees and contract.uplift_kind == UpliftKind.FIXED:
        return f"{more}, +{number_format(contract.uplift_percent.normalize(), use_l10n=True)}%"
    return more


def facts(contract: Contract, *, can_see_fees: bool) -> list[tuple[str, str]]:
    """The well at the right."""
    rows = [(_("Kind"), contract.get_kind_display())]
    if contract.number:
        rows.append((_("Number"), contract.number))
    if can_see_fees:
        rows.append((_("Fee"), format_html("{} {}", marks.money(contract.fee), contract.get_fee_period_display())))
        if contract.fee_period in ("month", "quarter"):
            rows.append((_("A year"), marks.money(contract.annual_fee, "whole")))
    rows.append((_("Term"), term_words(contract)))
    rows.append((_("Notice"), notice_words(contract)))
    if contract.auto_renews and contract.renewal_months:
        words = ngettext("for %(n)d month", "for %(n)d months", contract.renewal_months) % {"n": contract.renewal_months}
        rows.append((_("Renews by itself"), words))
    if can_see_fees:
        rows.append((_("Uplift"), uplift_words(contract)))
    if contract.rounds_per_job is not None:
        rows.append((_("Rounds"), _("%(n)d per job") % {"n": contract.rounds_per_job}))
    if contract.hours_per_period is not None:
        rows.append(
            (_("Hours"), f"{number_format(contract.hours_per_period.normalize(), use_l10n=True)} {contract.get_fee_period_display()}")
        )
    rows.append((_("Signed"), day(contract.signed_on) if contract.signed_on else _("not noted")))
    return rows


def runway(contract: Contract, renewal, *, can_see_fees: bool, today) -> Runway:
    is_renewed = renewal is not None and renewal.stage == RenewalStage.RENEWED
    after = _("then the next term") if is_renewed else after_words(contract, can_see_fees=can_see_fees)
    return Runway(contract.starts_on, today, contract.ends_on, contract.last_safe_notice_on, after)


def runway_facts(contract: Contract, renewal, *, today) -> list[tuple]:
    """(label, value, small) above the runway."""
    rows = [(_("Term begins"), day(contract.starts_on), "")] if contract.starts_on > today else []
    rows.append((_("Last safe notice day"), *notice_facts(contract, renewal, today=today)))
    if contract.ends_on:
        rows.append((_("Term ends"), day(contract.ends_on), what_follows(contract, renewal)))
    else:
        rows.append((_("Term"), _("Evergreen"), _("runs until somebody gives notice")))
    if renewal is None and contract.ends_on and contract.state in LIVE_CONTRACT_STATES:
        rows.append((_("Renewal"), _("Not open yet"), _("opens 120 days before the notice day")))
    if renewal is not None and not renewal.is_open:
        decided = renewal.reason or (_("decided on %(day)s") % {"day": day(renewal.decided_on)} if renewal.decided_on else "")
        rows.append((_("Renewal"), renewal.get_stage_display(), decided))
    elif renewal is not None:
        rows.append((_("Renewal"), renewal.get_stage_display(), renewal.next_step or renewal.reason))
        model = "" if renewal.model_likelihood is None else _("the model says %(percent)d%%") % {"percent": renewal.model_likelihood}
        rows.append((_("Likelihood"), "–" if renewal.likelihood is None else f"{renewal.likelihood}%", model))
    return rows


def what_follows(contract: Contract, renewal) -> str:
    """Below the end of the term: what happens then, as far as it is known."""
    if contract.notice_given_on:
        return _("notice was given on %(day)s") % {"day": day(contract.notice_given_on)}
    if renewal is not None and renewal.stage == RenewalStage.RENEWED:
        return _("the next term is agreed")
    if contract.state not in LIVE_CONTRACT_STATES or (renewal is not None and not renewal.is_open):
        return _("nothing follows")
    return _("renews by itself") if contract.auto_renews else _("ends unless it is renewed")


def notice_facts(contract: Contract, renewal, *, today) -> tuple:
    notice_on = contract.last_safe_notice_on
    if notice_on is None:
        end = earliest_end(today, count=contract.notice_count, unit=contract.notice_unit, rule=contract.notice_rule)
        return "–", _("notice given today ends it on %(day)s") % {"day": day(end)}
    is_open = contract.state == "active" and not contract.notice_given_on and (renewal is None or renewal.stage in OPEN_STAGES)
    left = working_days_between(today, notice_on)
    small = day_and_left(notice_on, left, today) if is_open and left > 0 else marks.day_words(notice_on, today)
    if not is_open:
        return marks.day_words(notice_on, today), ""
    return marks.due(notice_on, today, soon=marks.NOTICE_SOON_DAYS, short=True), small


def day_and_left(notice_on, left: int, today) -> str:
    words = ngettext("%(n)d working day", "%(n)d working days", left) % {"n": left}
    return f"{marks.day_words(notice_on, today)}, {words}"


def runway_sentence(contract: Contract, *, can_see_fees: bool, today) -> str:
    """The runway for who cannot see it."""
    if contract.ends_on is None:
        return _("The contract began on %(start)s and has no end. Today is %(today)s.") % {
            "start": day(contract.starts_on),
            "today": day(today),
        }
    words = _("The term runs from %(start)s to %(end)s. Today is %(today)s. The last safe notice day is %(notice)s.") % {
        "start": day(contract.starts_on),
        "end": day(contract.ends_on),
        "today": day(today),
        "notice": day(contract.last_safe_notice_on),
    }
    return f"{words} {after_words(contract, can_see_fees=can_see_fees).capitalize()}".strip()


@dataclass(frozen=True, slots=True)
class Change:
    """One line of an amendment's difference."""

    label: str
    before: str
    after: str


def changes_of(amendment, *, can_see_fees: bool) -> list[Change]:
    """Field by field, as they were kept; fees are left out for whom they hide."""
    shown = []
    for field, (before, after) in amendment.changes.items():
        if can_see_fees or field not in FEE_FIELDS:
            shown.append(Change(label_of(amendment.contract, field).capitalize(), before, after))
    return shown


@dataclass(frozen=True, slots=True)
class Term:
    """One term of the chain, with what its fee did against the one before."""

    contract: Contract
    is_here: bool
    percent: object | None


def chain_of(contract: Contract) -> list[Term]:
    """Every term from the first to the last, oldest first; one query, whatever their number."""

    def of(account):
        return Contract.objects.filter(account=account).order_by("starts_on", "pk")

    terms = {one.pk: one for one in asked(("terms",), of, account=contract.account_id)}
    following = {one.previous_id: one for one in terms.values() if one.previous_id}
    first = terms.get(contract.pk, contract)
    while first.previous_id in terms:
        first = terms[first.previous_id]
    found, one, before = [], first, None
    while one is not None:
        percent = change_in_percent(before.fee, one.fee) if before and before.fee_period == one.fee_period else None
        found.append(Term(one, one.pk == contract.pk, percent))
        one, before = following.get(one.pk), one
    return found
