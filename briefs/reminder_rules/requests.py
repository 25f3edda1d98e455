"""What the clock says about job requests (W1, S1): one came in, its answer is due, it is late, the client is silent."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from briefs.models import JobRequest
from briefs.states import RequestState
from clients.ladder import account_ladder
from reminders.registry import Line, Rule, Step, rules

SAID_AT_ONCE_DAYS = 14  # no tier has longer to answer: a request is said on the day it comes


def waiting(today: date):
    return JobRequest.objects.waiting_for_us().filter(account__closed_on=None)


def late(today: date):
    """Our word is broken: the day by which we promised an answer is over."""
    return JobRequest.objects.unanswered(today=today).filter(account__closed_on=None)


def silent(today: date):
    """We asked back, and the day on which we ask again is over."""
    return JobRequest.objects.filter(state=RequestState.ASKED_BACK, answer_by__lt=today, account__closed_on=None)


def loaded(requests):
    return requests.select_related("account", "contact")


def line_of(request: JobRequest, title: str, why: str, act_label: str) -> Line:
    return Line(
        title=title % {"title": request.title, "who": request.contact or request.account},
        why=why,
        act_label=act_label,
        url=request.get_absolute_url(),
        key=f"request:{request.pk}",
        icon="inbox",
        code=request.account.code,
        code_url=request.account.get_absolute_url(),
        group="jobs",
    )


def due_line(request: JobRequest, today: date) -> Line:
    who = request.contact or request.account
    why = _("%(who)s asked on %(day)s") % {"who": who, "day": date_format(request.came_on, "l j F")}
    return line_of(request, _("Answer the request “%(title)s”"), why, _("Open the request"))


def late_line(request: JobRequest, today: date) -> Line:
    why = _("We promised an answer by %(day)s") % {"day": date_format(request.answer_by, "l j F")}
    return line_of(request, _("Answer the request “%(title)s”"), why, _("Open the request"))


def silent_line(request: JobRequest, today: date) -> Line:
    return line_of(request, _("Ask %(who)s again about “%(title)s”"), _("They have not answered what we asked back"), _("Open the request"))


def rule(name: str, label, causes, steps, line, **more) -> Rule:
    return rules.register(
        Rule(
            name=name,
            label=label,
            subject=lambda: JobRequest,
            causes=causes,
            anchor="answer_by",
            steps=steps,
            ladder=account_ladder,
            line=line,
            loaded=loaded,
            may_be_done_by_hand=False,
            **more,
        )
    )


rule("request_due", gettext_lazy("Job requests to answer"), waiting, (Step(SAID_AT_ONCE_DAYS), Step(0)), due_line)
rule("request_unanswered", gettext_lazy("Job requests that wait too long"), late, (Step(0, climbs_after=1),), late_line, is_after=True)
rule("request_silent", gettext_lazy("Clients who do not answer what we asked"), silent, (Step(0),), silent_line, is_after=True)
