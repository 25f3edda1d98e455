"""What of writing needs a person today (W2): their drafts whose day is near, and what came back to them with remarks."""

from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from briefs.models import Approval, Brief
from briefs.states import BriefState, Decision
from core.my_day import Need, only_if
from core.registries import my_day

NEAR_DAYS = 30  # before the delivery day a draft begins to be urgent
MOST = 50


def sent_back():
    """The newest decisions of briefs that were sent back."""
    newest = Approval.objects.filter(brief=OuterRef("brief")).order_by("-at", "-pk").values("pk")[:1]
    return Approval.objects.filter(decision=Decision.SENT_BACK, pk=newest)


def drafts_of(person, today):
    """Drafts by this person, or by somebody they cover, on accounts they see: sent back, or with their day near."""
    mine = Brief.objects.visible_to(person).filter(author__in=[person.pk, *person.standing.covers_for], state=BriefState.DRAFT)
    return mine.filter(Q(wanted_on__lte=today + timedelta(days=NEAR_DAYS)) | Q(pk__in=sent_back().values("brief")))


@my_day.register
@only_if(drafts_of)
def drafts_to_write(person, today) -> list[Need]:
    """Each with whether it came back, and how many remarks are open; one query."""
    rows = drafts_of(person, today).select_related("account", "author")
    came_back, remarks = Exists(sent_back().filter(brief=OuterRef("pk"))), Count("remarks", filter=Q(remarks__settled_at=None))
    rows = rows.annotate(came_back=came_back, open_remarks=remarks).order_by("wanted_on", "pk")
    return [need_of(brief, person) for brief in rows[:MOST]]


def need_of(brief: Brief, person) -> Need:
    if brief.came_back:
        title = _("Mend the brief “%(title)s”") % {"title": brief.title}
        why = ngettext("Sent back with %(n)d open remark", "Sent back with %(n)d open remarks", brief.open_remarks) % {
            "n": brief.open_remarks
        }
        why = why if brief.open_remarks else _("Sent back")
    else:
        title = _("Write the brief “%(title)s”") % {"title": brief.title}
        why = _("A draft; quality %(score)s") % {"score": brief.score if brief.score is not None else "–"}
    return Need(
        key=f"brief-draft:{brief.pk}",
        title=title,
        why=why,
        due_on=brief.wanted_on,
        act_label=_("Write"),
        act_url=reverse("brief_write", args=[brief.pk]),
        icon="file-pen",
        code=brief.number,
        code_url=brief.get_absolute_url(),
        group="jobs",
        url=brief.get_absolute_url(),
        cover_for=brief.author if brief.author_id != person.pk else None,
    )
