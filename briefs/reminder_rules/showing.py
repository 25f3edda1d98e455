"""What the clock says about work that lies with the client (W5, S1): nobody has said a word."""

from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from briefs.models import Brief, Comment, Verdict
from briefs.states import BriefState
from clients.ladder import account_ladder
from core.workdays import add_working_days, on_or_before
from reminders.registry import Line, Rule, Step, rules

SILENT_WORKING_DAYS = 3  # with the client without a word; ADR 0044


def silent(today: date):
    """With the client for longer than they are given, and none of them has remarked or decided since. Twin: silent_since."""
    remarked = Comment.objects.filter(file__deliverable__brief=OuterRef("pk"), link__isnull=False, at__date__gte=OuterRef("state_since"))
    judged = Verdict.objects.filter(deliverable__brief=OuterRef("pk"), at__date__gte=OuterRef("state_since"))
    waiting = Brief.objects.filter(Q(state_since__lt=last_patient_day(today)), state=BriefState.WITH_CLIENT)
    return waiting.filter(~Exists(remarked), ~Exists(judged))


def last_patient_day(today: date) -> date:
    """Work that was shown before this day has waited too long."""
    day = on_or_before(today)
    return add_working_days(day, -SILENT_WORKING_DAYS)


def silent_since(brief: Brief, standings, comments, *, today: date) -> date | None:
    """The day since which nothing was heard, where that is too long. Twin: silent()."""
    if brief.state != BriefState.WITH_CLIENT or brief.state_since >= last_patient_day(today):
        return None
    spoken = any(one.link_id and timezone.localdate(one.at) >= brief.state_since for one in comments)
    judged = any(one.said and timezone.localdate(one.said.at) >= brief.state_since for one in standings)
    return None if spoken or judged else brief.state_since


def silent_line(brief: Brief, today: date) -> Line:
    return Line(
        title=_("Ask the client about %(job)s") % {"job": brief.title},
        why=_("Shown on %(day)s, and not a word since") % {"day": date_format(brief.state_since, "l j F")},
        act_label=_("Open the review"),
        url=reverse("brief_review", args=[brief.pk]),
        key=f"review:{brief.pk}",
        icon="message-circle-question-mark",
        code=brief.number,
        code_url=brief.get_absolute_url(),
        group="jobs",
    )


rules.register(
    Rule(
        name="client_silent",
        label=gettext_lazy("Work that the client has not answered"),
        subject=lambda: Brief,
        causes=silent,
        anchor="state_since",
        steps=(Step(0, climbs_after=3),),
        is_after=True,
        ladder=account_ladder,
        line=silent_line,
        loaded=lambda rows: rows.select_related("account"),
    )
)
