"""What of writing needs a person today (W2): their drafts whose day is near, and what came back to them with remarks."""

from datetime import timedelta

from django.db.models import Case, Exists, F, OuterRef, Q, TextField, Value, When
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from briefs.models import Approval, Brief, Remark
from briefs.my_day.jobs import job_lines
from briefs.states import BriefState, Decision
from clients.querysets import count_of
from core.addresses import address_of
from core.my_day import Need, line_by_line
from core.registries import my_day

NEAR_DAYS = 30  # before the delivery day a draft begins to be urgent


def sent_back():
    """The newest decisions of briefs that were sent back."""
    newest = Approval.objects.filter(brief=OuterRef("brief")).order_by("-at", "-pk").values("pk")[:1]
    return Approval.objects.filter(decision=Decision.SENT_BACK, pk=newest)


def drafts_of(person, today):
    """Drafts by this person, or by somebody they cover, on accounts they see: sent back, with their open remarks counted, or with
    their day near, with their score.
    """
    mine = Brief.objects.visible_to(person).filter(author__in=[person.pk, *person.standing.covers_for], state=BriefState.DRAFT)
    mine = mine.filter(Q(wanted_on__lte=today + timedelta(days=NEAR_DAYS)) | Q(pk__in=sent_back().values("brief")))
    came_back = Exists(sent_back().filter(brief=OuterRef("pk")))
    remarks, score = (Cast(one, TextField()) for one in (count_of(Remark.objects.filter(brief=OuterRef("pk"), settled_at=None)), "score"))
    return job_lines(
        mine,
        due_on="wanted_on",
        why=Case(When(came_back, then=remarks), default=Coalesce(score, Value("–"), output_field=TextField())),
        note=Case(When(came_back, then=Value("back")), default=Value("")),
        owner=F("author"),
        owner_name=F("author__name"),
    )


@my_day.register
@line_by_line(drafts_of)
def draft_to_write(line, person) -> Need:
    if line.note:
        remarks = int(line.why)
        title = _("Mend the brief “%(title)s”") % {"title": line.title}
        said = ngettext("Sent back with %(n)d open remark", "Sent back with %(n)d open remarks", remarks) % {"n": remarks}
        why = said if remarks else _("Sent back")
    else:
        title = _("Write the brief “%(title)s”") % {"title": line.title}
        why = _("A draft; quality %(score)s") % {"score": line.why}
    return Need(
        key=f"brief-draft:{line.pk}",
        title=title,
        why=why,
        due_on=line.due_on,
        act_label=_("Write"),
        act_url=address_of("brief_write", line.pk),
        icon="file-pen",
        code=line.code,
        code_url=address_of("brief_detail", line.pk),
        group="jobs",
        url=address_of("brief_detail", line.pk),
        cover_for=line.cover_for(person),
    )
