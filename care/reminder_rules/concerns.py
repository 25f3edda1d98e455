"""What the clock says about concerns (R2, R3, S1): our word is due; it was late, and to whom the concern has climbed.

The rung of a concern is its own, by the hour (`care.jobs.concerns`, ADR 0053). The rule says it to whoever stands there, and never
climbs by itself: so there is one ladder, and one engine that writes.
"""

from datetime import date

from django.db.models import Case, OuterRef, Subquery, When
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from care.jobs.concerns import ladder_of_concerns
from care.models import Concern, ConcernClimb
from care.moments import moment_words
from care.states import Lapse
from reminders.ladders import KEY
from reminders.registry import Line, Rule, Step, rules
from reminders.states import Rung

SAID_AT_ONCE_DAYS = 60  # no tier has longer to answer: a concern is said in the hour in which it comes


def waiting(today: date):
    return Concern.objects.waiting().filter(account__closed_on=None)


def climbed(today: date):
    return Concern.objects.escalated().filter(account__closed_on=None)


def rung_alone(today: date):
    """Whoever stands on the concern's own rung, and nobody else. Its lead has been told already."""
    rungs = zip(Rung, ladder_of_concerns(today), strict=True)
    return tuple(
        None if rung == Rung.LEAD or holder is None else Case(When(rung=rung.value, then=holder), default=None, output_field=KEY)
        for rung, holder in rungs
    )


def passed_last():
    """Whom it passed when it climbed to where it is."""
    return Subquery(last_climb().values("passed")[:1], output_field=KEY)


def last_climb():
    return ConcernClimb.objects.filter(concern=OuterRef("pk")).order_by("-climbed_at", "-pk")


def loaded(concerns):
    """With what its last climb says: whom it passed, what lapsed, after how many hours."""
    passed, lapse, hours = (Subquery(last_climb().values(path)[:1]) for path in ("passed__name", "lapse", "hours"))
    return concerns.select_related("account", "contact").annotate(last_passed=passed, last_lapse=lapse, last_hours=hours)


def line_of(concern: Concern, title: str, why: str) -> Line:
    return Line(
        title=title % {"title": concern.title},
        why=why,
        act_label=_("Open the concern"),
        url=concern.get_absolute_url(),
        key=f"concern:{concern.pk}",
        icon="megaphone",
        code=concern.account.code,
        code_url=concern.account.get_absolute_url(),
        group="concerns",
    )


def due_line(concern: Concern, today: date) -> Line:
    who = concern.contact or concern.account
    words = {"who": who, "severity": str(concern.get_severity_display()).lower()}
    words["moment"] = moment_words(concern.answer_by)
    return line_of(concern, _("Answer “%(title)s”"), _("%(who)s waits, %(severity)s; we promised a word by %(moment)s") % words)


def climbed_line(concern: Concern, today: date) -> Line:
    words = {"who": concern.last_passed, "hours": concern.last_hours}
    if not concern.last_passed:
        why = _("Nobody had it in time")
    elif concern.last_lapse == Lapse.ANSWER:
        why = _("%(who)s did not answer within %(hours)d office hours") % words
    else:
        why = _("%(who)s found no outcome within %(hours)d office hours") % words
    return line_of(concern, _("Step in: “%(title)s”"), why)


rules.register(
    Rule(
        name="concern_due",
        label=gettext_lazy("Concerns to answer"),
        subject=lambda: Concern,
        causes=waiting,
        anchor=TruncDate("answer_by"),
        steps=(Step(SAID_AT_ONCE_DAYS), Step(0)),
        ladder=ladder_of_concerns,
        line=due_line,
        loaded=loaded,
        may_be_done_by_hand=False,
    )
)
rules.register(
    Rule(
        name="concern_climbed",
        label=gettext_lazy("Concerns that have climbed"),
        subject=lambda: Concern,
        causes=climbed,
        anchor=TruncDate("asked_at"),
        steps=(Step(0),),
        is_after=True,
        ladder=rung_alone,
        line=climbed_line,
        loaded=loaded,
        may_be_done_by_hand=False,
        passed=passed_last(),
    )
)
