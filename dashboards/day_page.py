"""My day as a page: what is drawn of a day, made anew only when one of its rows has changed (ADR 0030)."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from clients.models import Contract
from core.drawn import TOKEN, drawn
from core.lists import Act, Empty
from core.my_day import Need, needs_beside_rows, needs_of
from core.navigation import MOST_ACCOUNTS, SideAccount, url_of
from core.readings import unchanged
from core.statements import state_of
from dashboards import glance
from dashboards.day import Day
from dashboards.words import day_lead

ESCALATED_SHOWN = 6  # at the right


@dataclass(frozen=True, slots=True)
class DayPage:
    """`needs` holds `core.drawn.TOKEN` where each form carries the reader's own; `waiting` is the badge of the inbox, where it was read."""

    day: Day
    lead: str
    needs: SafeString
    rail: SafeString
    nothing: Empty | None
    at_the_side: list[SideAccount]
    waiting: int | None


def day_page(person, *, kind: str, shows_all: bool) -> DayPage:
    """What this person's day shows now. Figures that are kept for a minute are no rows, and are looked up at every visit."""
    today = person.today
    beside, team = needs_beside_rows(person, today=today), glance.late_team(person, today=today)
    facts = (tuple(need.facts for needs in beside.values() for need in needs), tuple(line.facts for line in team.lines), team.said_at)

    def make() -> DayPage:
        return draw_day(person, kind=kind, shows_all=shows_all, beside=beside, team=team)

    page = unchanged(("my day", state_of(person), kind, shows_all, facts), make)
    if page.waiting is not None:
        person.reminders_waiting = page.waiting
    return page


def draw_day(person, *, kind: str, shows_all: bool, beside: dict[Callable, list[Need]], team: glance.LateTeam) -> DayPage:
    today = person.today
    day = Day(tuple(needs_of(person, today=today, beside=beside)), today, kind=kind, shows_all=shows_all)
    mine, past_notice = glance.my_accounts_or_past_notice(person, today=today)
    nothing = nothing_to_do(person, day, has_accounts=bool(mine))
    all_url = f"?{urlencode({'show': kind, 'all': 1} if kind else {'all': 1})}"
    parts = [(part, part.drawn(TOKEN, today=today)) for part in day.parts]
    return DayPage(
        day=day,
        lead=day_lead(day),
        needs=render_to_string("dashboards/_my_day_needs.html", {"day": day, "parts": parts, "nothing": nothing, "all_url": all_url}),
        rail=draw_rail(person, day, mine, past_notice, team),
        nothing=nothing,
        at_the_side=[line.at_the_side for line in mine[:MOST_ACCOUNTS]],
        waiting=getattr(person, "reminders_waiting", None),
    )


def draw_rail(person, day: Day, mine: list[glance.Glance], past_notice: list[Contract], team: glance.LateTeam) -> SafeString:
    """The right of the page; the same facts are drawn once."""
    today = day.today
    rail = {
        "escalated": day.escalated[:ESCALATED_SHOWN],
        "escalations": len(day.escalated),
        "accounts": mine[: glance.MY_ACCOUNTS],
        "all_accounts": url_of("account_list") if len(mine) > glance.MY_ACCOUNTS else "",
        "past_notice": past_notice,
        "check_ins": glance.check_ins_today(person, today=today) if day.has_check_in_today else [],
        "team": team.lines,
        "team_said_at": team.said_at,
    }
    return drawn("dashboards/_my_day_rail.html", (today, facts_of_rail(rail)), today=today, **rail)


def facts_of_rail(rail: dict) -> tuple:
    """All that the right of My day shows, as values."""
    return (
        tuple((need.facts, *(one and one.pk for one in (need.escalated_from, need.cover_for))) for need in rail["escalated"]),
        rail["escalations"],
        tuple(line.facts for line in rail["accounts"]),
        rail["all_accounts"],
        tuple((one.pk, one.name, one.last_safe_notice_on, one.account.code) for one in rail["past_notice"]),
        tuple((one.pk, one.planned_at, str(one.account), one.kind) for one in rail["check_ins"]),
        tuple(line.facts for line in rail["team"]),
        rail["team_said_at"],
    )


def day_acts(person) -> list[Act]:
    """The calendar feed and the act of every day, where their pages are there and this person may."""
    found = []
    if url := url_of("calendar_feed"):
        found.append(Act(_("Calendar feed"), url, "calendar-days"))
    if (url := url_of("check_in_log")) and person.has_perm("care.log_check_in"):
        found.append(Act(_("Log a check-in"), url, "plus", primary=True))
    return found


def nothing_to_do(person, day: Day, *, has_accounts: bool) -> Empty | None:
    """What an empty day says: that all is done, or what to do first for somebody without an account."""
    if day.shown:
        return None
    if day.needs:
        everything = Act(_("Show everything"), reverse("my_day"))
        return Empty("list-checks", _("Nothing of this kind"), _("The rest of your day is under Everything."), [everything])
    if has_accounts or person.standing.sees_all:
        text = _("Renewals, check-ins and actions come up here on their day, the late ones first.")
        return Empty("sun", _("Nothing needs you today"), text, acts_to(_("See the check-ins to come"), "check_in_list"))
    if person.is_staff and not person.rank:
        text = _("You look after people and settings, and these are in the admin.")
        return Empty("shield", _("No account is yours"), text, acts_to(_("Open the admin"), "admin:index"))
    text = _("When somebody seats you on an account's team, what you owe it comes up here.")
    return Empty("sun", _("No account is yours yet"), text, acts_to(_("See the team"), "team_list"))


def acts_to(label: str, url_name: str) -> list[Act]:
    """One button to a page, if that page is there."""
    url = url_of(url_name)
    return [Act(label, url)] if url else []
