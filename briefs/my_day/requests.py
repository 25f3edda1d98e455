"""What of job requests needs a person today: an answer to whoever asked (W1)."""

from datetime import date

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from briefs.models import JobRequest
from briefs.states import RequestState
from clients.models import Seat
from core.addresses import address_of
from core.my_day import Need, line_by_line, lines
from core.registries import my_day


def requests_of(person, today: date):
    """Of accounts that they, or somebody they cover, lead: those that wait for us, and those where the client is silent."""
    led = Seat.objects.live(today=today).leads().filter(person__in=person.standing.seats_of)
    waits = Q(state=RequestState.NEW) | Q(state=RequestState.ASKED_BACK, answer_by__lt=today)
    rows = JobRequest.objects.filter(waits, account__in=led.values("account"), account__closed_on=None)
    words = {"title": "title", "why": Coalesce(F("contact__name"), F("account__name")), "note": "came_on", "state": "state"}
    return lines(rows, due_on="answer_by", code="account__code", code_of="account", **words)


@my_day.register
@line_by_line(requests_of)
def request_to_answer(line, person) -> Need:
    words = {"title": line.title, "who": line.why, "day": date_format(parse_date(line.note), "l j F")}
    is_silent = line.state == RequestState.ASKED_BACK
    ways = ((_("Ask back"), address_of("job_request_ask_back", line.pk)), (_("Decline"), address_of("job_request_decline", line.pk)))
    return Need(
        key=f"request:{line.pk}",
        title=(_("Ask %(who)s again about “%(title)s”") if is_silent else _("Answer the request “%(title)s”")) % words,
        why=_("They have not answered what we asked back") if is_silent else _("%(who)s asked on %(day)s") % words,
        due_on=line.due_on,
        act_label=_("Open") if is_silent else _("Accept"),
        act_url=address_of("job_request_detail" if is_silent else "job_request_accept", line.pk),
        icon="inbox",
        code=line.code,
        code_url=address_of("account_detail", line.code_of),
        group="jobs",
        url=address_of("job_request_detail", line.pk),
        menu=() if is_silent else ways,
    )
