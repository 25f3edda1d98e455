"""The agenda of a check-in on paper (R1)."""

from django.conf import settings
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from care.models import CheckIn
from core.paper import BOLD, QUIET, make_pdf, say, style


def draw(check_in: CheckIn) -> bytes:
    title = style("title", fontName=BOLD, fontSize=20, leading=25, spaceAfter=2)
    quiet = style("quiet", fontSize=9.5, leading=14, textColor=QUIET, spaceAfter=14)
    text = style("text", spaceAfter=4)
    day = date_format(check_in.planned_on, "l j F Y")
    when = f"{day}, {time_format(check_in.planned_at)}" if check_in.planned_at else day
    invited = ", ".join(str(row.contact) for row in check_in.attendances.select_related("contact"))
    line = " · ".join(filter(None, (check_in.account.name, when, invited)))
    story = [say(check_in.topic or _("Agenda"), title), say(line, quiet)]
    story += [say(words, text) for words in check_in.agenda.splitlines() if words.strip()]
    if check_in.material:
        story += [say(words, text) for words in check_in.material.splitlines() if words.strip()]
    return make_pdf(story, title=f"{_('Agenda')} {check_in.account.code}", head=settings.AGENCY_NAME, foot=line)
