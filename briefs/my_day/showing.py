"""What of the client's review needs a person today (W5): work lies with a client whom nobody has invited to look."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from briefs.models import Brief, ReviewLink
from briefs.my_day.making import led_by
from briefs.states import BriefState
from core.my_day import Need, only_if
from core.registries import my_day

MOST = 50


def without_a_link(person, today):
    """With the client, of an account that they lead, and no link of it opens."""
    links = ReviewLink.objects.open(now=timezone.now()).filter(brief=OuterRef("pk"))
    jobs = Brief.objects.visible_to(person).filter(state=BriefState.WITH_CLIENT, account__in=led_by(person, today))
    return jobs.filter(~Exists(links))


@my_day.register
@only_if(without_a_link)
def clients_to_invite(person, today) -> list[Need]:
    return [
        Need(
            key=f"invite:{brief.pk}",
            title=_("Invite the client to review %(job)s") % {"job": brief.title},
            why=_("It lies with the client, and no link opens it"),
            due_on=brief.state_since,
            act_label=_("Invite"),
            act_url=reverse("review_link_add", args=[brief.pk]),
            icon="link",
            code=brief.number,
            code_url=brief.get_absolute_url(),
            group="jobs",
            url=reverse("brief_review", args=[brief.pk]),
        )
        for brief in without_a_link(person, today).order_by("state_since", "pk")[:MOST]
    ]
