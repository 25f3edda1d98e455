"""Lists of jobs (W2, S5): each keeps the number that it had, ours or another system's, and stands where it stood.

A job that is here already is never changed by a list: its facts are approved, its state is moved by people.
"""

from django.utils.translation import gettext as _

from briefs.actions.numbering import next_number
from briefs.bulk import add_jobs, count_on
from briefs.models import Brief
from briefs.states import OVER, BriefKind, BriefState
from core.money import Money
from exchange.landing.base import Landing
from exchange.landing.hanging import accounts_of, is_whole, left_as_it_is, word_of
from exchange.landing.journal import Journal
from exchange.landing.words import job_kind_of, job_state_of
from exchange.preparing import Prepared
from exchange.states import Outcome

COMPARED = ("title", "kind", "state", "wanted_on", "budget")


def land_jobs(landing: Landing, journal: Journal, rows: list[Prepared]) -> None:
    rows = [prepared for prepared in rows if is_whole(landing, journal, prepared, title=_("Its title is missing."))]
    accounts = accounts_of(landing, journal, rows)
    rows = [prepared for prepared in rows if prepared.number in accounts]
    facts = {prepared.number: _facts(landing, journal, prepared, accounts[prepared.number]) for prepared in rows}
    rows = [prepared for prepared in rows if not prepared.is_refused]
    known = _known(landing, journal, rows, accounts)
    made = []
    for prepared in rows:
        if prepared.is_refused:
            continue
        if (ours := known.get(prepared.number)) is not None:
            _leave(landing, journal, prepared, ours, facts[prepared.number])
        else:
            made.append((prepared, Brief(account=accounts[prepared.number], **facts[prepared.number])))
    count_on([brief for _p, brief in made if brief.number])  # numbers of ours that come in are taken before new ones are given
    for _prepared, brief in made:
        brief.number = brief.number or next_number(brief.account, today=brief.opened_on)
    add_jobs([brief for _p, brief in made], by=landing.by)
    for prepared, brief in made:
        journal.made.append((prepared.number, brief))
        journal.settle(prepared, brief, Outcome.CREATED)
        journal.remember("jobs", prepared.get("source_id"), brief)


def _known(landing: Landing, journal: Journal, rows: list[Prepared], accounts: dict) -> dict[int, Brief]:
    """Row → the job that has its number already, here or earlier in this file."""
    numbers = {prepared.get("number") for prepared in rows} - {""}
    ours = {brief.number: brief for brief in Brief.objects.filter(number__in=numbers).select_related("account")}
    found, seen = {}, set()
    for prepared in rows:
        number = prepared.get("number")
        if number and number in seen:
            journal.refuse(prepared, _("An earlier row of this file has the same job number."), landing.heading("number"))
        elif number in ours and ours[number].account_id != accounts[prepared.number].pk:
            journal.refuse(prepared, _("Another account has a job with this number."), landing.heading("number"))
        elif number in ours:
            found[prepared.number] = ours[number]
        seen.add(number)
    return found


def _leave(landing: Landing, journal: Journal, prepared: Prepared, ours: Brief, facts: dict) -> None:
    minor = facts.get("budget_minor")
    there = facts | {"budget": None if minor is None else Money(minor, facts["currency"])}
    for name in COMPARED:
        if prepared.get(name) not in (None, "") and getattr(ours, name) != there[name]:
            left_as_it_is(landing, prepared, ours, name, getattr(there[name], "label", there[name]))
    journal.settle(prepared, ours, Outcome.UNCHANGED)


def _facts(landing: Landing, journal: Journal, prepared: Prepared, account) -> dict:
    author = landing.people.find_anybody(prepared.get("author"))
    if author is None:
        why = _("“%(text)s” is nobody of ours: a job needs somebody who wrote its brief.") % {"text": (prepared.get("author") or "")[:80]}
        journal.refuse(prepared, why, landing.heading("author"))
    state = word_of(landing, prepared, "state", job_state_of, BriefState.DRAFT)
    delivered_on, closed_on = prepared.get("delivered_on") or None, prepared.get("closed_on") or None
    if state == BriefState.DELIVERED and delivered_on is None:
        journal.refuse(prepared, _("It is delivered, but on which day is missing."), landing.heading("delivered_on"))
    if state == BriefState.CLOSED and closed_on is None:
        closed_on = delivered_on
        if closed_on is None:
            journal.refuse(prepared, _("It is closed, but on which day is missing."), landing.heading("closed_on"))
    opened_on = prepared.get("opened_on") or landing.today
    score = prepared.get("score")
    facts = {
        "number": prepared.get("number"),
        "title": prepared.get("title"),
        "kind": word_of(landing, prepared, "kind", job_kind_of, BriefKind.OTHER),
        "author": author,
        "state": state,
        "held_from": BriefState.DRAFT if state == BriefState.ON_HOLD else "",
        "wanted_on": prepared.get("wanted_on") or None,
        "delivered_on": delivered_on,
        "closed_on": closed_on if state in OVER else None,
        "opened_on": opened_on,
        "state_since": closed_on or delivered_on or opened_on,
        "round_number": prepared.get("round_number") or 0,
        "edition": prepared.get("edition") or 1,
        "score": score if isinstance(score, int) and 0 <= score <= 100 else None,
    }
    return facts | _budget(landing, journal, prepared, account)


def _budget(landing: Landing, journal: Journal, prepared: Prepared, account) -> dict:
    currency = prepared.get("budget_currency") or account.currency
    amount = prepared.get("budget")
    if amount in ("", None):
        return {"currency": currency, "budget_minor": None}
    if amount < 0:
        journal.refuse(prepared, _("A budget cannot be less than nothing."), landing.heading("budget"))
        return {}
    return {"currency": currency, "budget_minor": Money.of(amount, currency).minor}
