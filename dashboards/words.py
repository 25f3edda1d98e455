"""Sentences that sum a page up (LOOK, "Page anatomy": one lead sentence)."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.numbers import beginning, in_words
from dashboards.boards import Board
from dashboards.day import Day


def day_lead(day: Day) -> str:
    """ "Tuesday 10 March. Nine things need you; three are late." """
    number, late, today = len(day.needs), day.late, date_format(day.today, "l j F")
    if not number:
        return _("%(day)s. Nothing needs you.") % {"day": today}
    need = ngettext("%(n)s thing needs you", "%(n)s things need you", number) % {"n": beginning(in_words(number))}
    if not late:
        return _("%(day)s. %(need)s; nothing is late.") % {"day": today, "need": need}
    lateness = ngettext("%(n)s is late", "%(n)s are late", late) % {"n": in_words(late)}
    return _("%(day)s. %(need)s; %(late)s.") % {"day": today, "need": need, "late": lateness}


def portfolio_lead(board: Board) -> str:
    """Who and how much, and the first thing that is wrong."""
    scope = board.scope
    accounts = beginning(ngettext("%(n)s account", "%(n)s accounts", board.accounts) % {"n": in_words(board.accounts)})
    facts = {"accounts": accounts, "day": date_format(scope.today, "l j F")}
    if scope.line or not scope.person.standing.sees_all:
        name = scope.staff.people[scope.line].name if scope.line else scope.person.name
        first = _("%(accounts)s in the line of %(name)s, %(day)s.") % {**facts, "name": name}
    else:
        first = _("%(accounts)s of the whole agency, %(day)s.") % facts
    past = board.contracts.past_notice.number
    if not past:
        return _("%s No contract is past its last safe notice day.") % first
    wrong = ngettext("%(n)s contract is past its last safe notice day.", "%(n)s contracts are past their last safe notice day.", past)
    return f"{first} {wrong % {'n': beginning(in_words(past))}}"


def people_lead(board: Board) -> str:
    number, overdue = len([line for line in board.people if line.person]), board.discipline.overdue
    people = beginning(ngettext("%(n)s person", "%(n)s people", number) % {"n": in_words(number)})
    late = ngettext("%(n)s check-in is overdue", "%(n)s check-ins are overdue", overdue) % {"n": in_words(overdue)}
    return _("%(people)s with accounts, check-ins or actions; %(late)s.") % {"people": people, "late": late}
