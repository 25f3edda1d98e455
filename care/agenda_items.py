"""What care brings to the next talk (R1, R2): open and late actions of both sides, what the last report decided, concerns."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from care.models import ActionItem, Concern, ContactReport, ReportLine
from care.states import LineKind, ReportState
from clients.agenda import MOST, Item, Source, agenda
from clients.words import in_words


def _actions(rows):
    return rows.select_related("owner", "contact").order_by("due_on", "pk")[:MOST]


def action(item) -> Item:
    words = {"what": item.what, "who": item.who, "day": in_words(item.due_on)}
    return Item(_("%(what)s (%(who)s, by %(day)s)") % words, item.get_absolute_url(), item.due_on)


def late_actions(account, person, today):
    return _actions(ActionItem.objects.filter(account=account).overdue(today=today))


def our_actions(account, person, today):
    return _actions(ActionItem.objects.filter(account=account, due_on__gte=today).open().ours())


def their_actions(account, person, today):
    return _actions(ActionItem.objects.filter(account=account, due_on__gte=today).open().theirs())


def last_decisions(account, person, today):
    """Of the newest report that went out, unless it is being corrected."""
    out = ContactReport.objects.filter(account=account, state__in=[ReportState.ISSUED, ReportState.ACCEPTED])
    newest = out.order_by("-check_in__held_on", "-pk").values("pk")[:1]
    return ReportLine.objects.filter(report=newest, kind=LineKind.DECISION).select_related("report").order_by("position", "pk")[:MOST]


def decision(line) -> Item:
    return Item(line.text, line.report.get_absolute_url())


def concerns(account, person, today):
    return Concern.objects.visible_to(person).live().filter(account=account).order_by("-severity", "raised_at", "pk")[:MOST]


def concern(row) -> Item:
    return Item(_("%(kind)s: %(title)s") % {"kind": row.get_kind_display(), "title": row.title}, row.get_absolute_url())


agenda.register(Source("late_actions", gettext_lazy("Late actions"), 10, late_actions, action))
agenda.register(Source("our_actions", gettext_lazy("What we promised"), 20, our_actions, action))
agenda.register(Source("their_actions", gettext_lazy("What they promised"), 25, their_actions, action))
agenda.register(Source("decisions", gettext_lazy("Decided last time"), 30, last_decisions, decision))
agenda.register(Source("concerns", gettext_lazy("Open concerns"), 60, concerns, concern, is_internal=True))
