"""What of job requests needs a person today: an answer to whoever asked (W1)."""

from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from briefs.models import JobRequest
from briefs.states import RequestState
from clients.models import Seat
from core.my_day import Need, only_if
from core.registries import my_day

MOST = 50


def requests_of(person, today: date):
    """Of accounts that they, or somebody they cover, lead: those that wait for us, and those where the client is silent."""
    led = Seat.objects.live(today=today).leads().filter(person__in=person.standing.seats_of)
    waits = Q(state=RequestState.NEW) | Q(state=RequestState.ASKED_BACK, answer_by__lt=today)
    return JobRequest.objects.filter(waits, account__in=led.values("account"), account__closed_on=None)


@my_day.register
@only_if(requests_of)
def requests_to_answer(person, today: date) -> list[Need]:
    rows = requests_of(person, today).select_related("account", "contact").order_by("answer_by", "pk")[:MOST]
    return [need_of(request) for request in rows]


def need_of(request: JobRequest) -> Need:
    words = {"title": request.title, "who": request.contact or request.account, "day": date_format(request.came_on, "l j F")}
    is_silent = request.state == RequestState.ASKED_BACK
    return Need(
        key=f"request:{request.pk}",
        title=(_("Ask %(who)s again about “%(title)s”") if is_silent else _("Answer the request “%(title)s”")) % words,
        why=_("They have not answered what we asked back") if is_silent else _("%(who)s asked on %(day)s") % words,
        due_on=request.answer_by,
        act_label=_("Open") if is_silent else _("Accept"),
        act_url=request.get_absolute_url() if is_silent else reverse("job_request_accept", args=[request.pk]),
        icon="inbox",
        code=request.account.code,
        code_url=request.account.get_absolute_url(),
        group="jobs",
        url=request.get_absolute_url(),
        menu=()
        if is_silent
        else (
            (_("Ask back"), reverse("job_request_ask_back", args=[request.pk])),
            (_("Decline"), reverse("job_request_decline", args=[request.pk])),
        ),
    )
