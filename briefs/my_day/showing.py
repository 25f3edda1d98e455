"""What of the client's review needs a person today (W5): work lies with a client whom nobody has invited to look."""

from django.db.models import Exists, OuterRef
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from briefs.models import Brief, ReviewLink
from briefs.my_day.jobs import job_lines
from briefs.my_day.making import led_by
from briefs.states import BriefState
from core.addresses import address_of
from core.my_day import Need, line_by_line
from core.registries import my_day


def without_a_link(person, today):
    """With the client, of an account that they lead, and no link of it opens. By the database's clock: the statement is kept all day."""
    links = ReviewLink.objects.open(now=Now()).filter(brief=OuterRef("pk"))
    jobs = Brief.objects.visible_to(person).filter(state=BriefState.WITH_CLIENT, account__in=led_by(person, today))
    return job_lines(jobs.filter(~Exists(links)), due_on="state_since")


@my_day.register
@line_by_line(without_a_link)
def client_to_invite(line, person) -> Need:
    return Need(
        key=f"invite:{line.pk}",
        title=_("Invite the client to review %(job)s") % {"job": line.title},
        why=_("It lies with the client, and no link opens it"),
        due_on=line.due_on,
        act_label=_("Invite"),
        act_url=address_of("review_link_add", line.pk),
        icon="link",
        code=line.code,
        code_url=address_of("brief_detail", line.pk),
        group="jobs",
        url=address_of("brief_review", line.pk),
    )
