"""What the clock says about check-ins (R1, S1): due, overdue, missed."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from care.models import CheckIn
from care.states import CheckInState
from clients.ladder import account_ladder, seated
from core.workdays import on_or_before
from reminders.registry import Line, Rule, Step, rules

TELL_OF_MISSED_DAYS = 30


def holder_ladder(today: date):
    """Whoever holds the check-in, as long as they sit on the account; then as for the account."""
    return account_ladder(today, lead=seated("owner", today))


def overdue(today: date):
    """One working day has gone by since the planned day: a check-in of Friday is overdue on Monday."""
    return CheckIn.objects.planned().filter(account__closed_on=None, planned_on__lt=on_or_before(today))


def missed(today: date):
    """Missed lately, and nobody has spoken with the client since."""
    since = CheckIn.objects.held().filter(account=OuterRef("account"), held_on__gte=OuterRef("planned_on"))
    lately = Q(planned_on__gte=today - timedelta(days=TELL_OF_MISSED_DAYS))
    return CheckIn.objects.filter(lately, ~Exists(since), state=CheckInState.MISSED, account__closed_on=None)


def loaded(check_ins):
    return check_ins.select_related("account")


def line_of(check_in: CheckIn, title: str, why: str, act_label: str, *, act: str = "") -> Line:
    return Line(
        title=title % {"kind": check_in.get_kind_display().lower(), "account": check_in.account},
        why=why,
        act_label=act_label,
        url=check_in.get_absolute_url(),
        key=f"checkin:{check_in.pk}",
        icon="phone" if check_in.kind == "call" else "messages-square",
        code=check_in.account.code,
        code_url=check_in.account.get_absolute_url(),
        group="check-ins",
        act_url=reverse(act, args=[check_in.pk]) if act else "",
    )


def due_line(check_in: CheckIn, today: date) -> Line:
    when = date_format(check_in.planned_on, "l j F")
    if check_in.planned_at:
        when = _("%(day)s at %(time)s") % {"day": when, "time": time_format(check_in.planned_at)}
    why = _("Planned for %(when)s") % {"when": when}
    return line_of(check_in, _("Hold the %(kind)s with %(account)s"), why, _("Mark held"), act="check_in_hold")


def overdue_line(check_in: CheckIn, today: date) -> Line:
    why = _("It was planned for %(day)s, and nobody has said how it went") % {"day": date_format(check_in.planned_on, "l j F")}
    return line_of(check_in, _("Hold or close the %(kind)s with %(account)s"), why, _("Mark held"), act="check_in_hold")


def missed_line(check_in: CheckIn, today: date) -> Line:
    why = _("Missed on %(day)s: %(reason)s") % {"day": date_format(check_in.planned_on, "j F"), "reason": check_in.reason}
    return line_of(check_in, _("See why %(account)s was not spoken to"), why, _("Open check-in"))


rules.register(
    Rule(
        name="check_in_due",
        label=gettext_lazy("Check-ins that are due"),
        subject=lambda: CheckIn,
        causes=lambda today: CheckIn.objects.planned().filter(account__closed_on=None),
        anchor="planned_on",
        steps=(Step(1), Step(0)),
        ladder=holder_ladder,
        line=due_line,
        loaded=loaded,
    )
)
rules.register(
    Rule(
        name="check_in_overdue",
        label=gettext_lazy("Check-ins that are overdue"),
        subject=lambda: CheckIn,
        causes=overdue,
        anchor="planned_on",
        steps=(Step(0, climbs_after=2),),
        is_after=True,
        ladder=holder_ladder,
        line=overdue_line,
        loaded=loaded,
        may_be_done_by_hand=False,
    )
)
rules.register(
    Rule(
        name="check_in_missed",
        label=gettext_lazy("Check-ins that were missed"),
        subject=lambda: CheckIn,
        causes=missed,
        anchor="planned_on",
        steps=(Step(0, climbs_after=5),),
        is_after=True,
        ladder=lambda today: (None, *account_ladder(today)[1:]),
        line=missed_line,
        loaded=loaded,
    )
)
