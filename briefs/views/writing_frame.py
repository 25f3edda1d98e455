"""What the pages of writing a brief share (W2): the brief with all that hangs on it, loaded once, and what they make of it."""

from briefs.actions.moving import is_open_for_writing
from briefs.frames import find_brief
from briefs.models import Attachment, Brief, BriefSection, Deliverable, Remark
from briefs.scores import report_and_threshold
from clients.views.frame import must
from core.errors import IllegalMove
from core.together import asked_together, lay_on
from core.uploads import size_words


def find_for_writing(request, pk: int) -> Brief:
    """404 for a stranger, 403 for who may not, the kind 409 when it was submitted meanwhile."""
    brief = find_brief(request, pk)
    must(request.user, "briefs.change_brief", brief)
    if not is_open_for_writing(brief):
        raise IllegalMove(brief, "write", brief.state)
    return brief


def with_rows(brief: Brief) -> Brief:
    """Loads what hangs on it once for all that a page says: sections, deliverables, open remarks, attachments. One query."""

    def parts(brief):
        return {
            "sections": BriefSection.objects.filter(brief=brief).select_related("written_by").order_by("pk"),
            "deliverables": Deliverable.objects.filter(brief=brief, dropped_on=None).order_by("position", "pk"),
            "remarks": Remark.objects.filter(brief=brief, settled_at=None).select_related("by").order_by("at", "pk"),
            "attachments": Attachment.objects.filter(brief=brief, removed_at=None).select_related("added_by").order_by("added_at", "pk"),
        }

    found = asked_together(("with_rows",), parts, brief=brief.pk)
    brief.remarks_open, brief.attachments_kept = found["remarks"], found["attachments"]
    for name in ("sections", "deliverables"):
        for row in found[name]:
            row.brief = brief
        lay_on(brief, name, found[name])
    return brief


def open_remarks(brief: Brief) -> dict[str, list[Remark]]:
    """What reviewers want changed and nobody has settled, by section; of a brief `with_rows`."""
    found: dict[str, list[Remark]] = {}
    for remark in brief.remarks_open:
        found.setdefault(remark.section, []).append(remark)
    return found


def deliverables_of(brief: Brief) -> list[Deliverable]:
    return [row for row in sorted(brief.deliverables.all(), key=lambda row: (row.position, row.pk)) if row.dropped_on is None]


def attachments_of(brief: Brief) -> list[Attachment]:
    """Those that were not removed; of a brief `with_rows`."""
    for attachment in brief.attachments_kept:
        attachment.size_words = size_words(attachment.size)
    return brief.attachments_kept


def quality_of(brief: Brief, contents: dict) -> dict:
    """What the panel draws; `turn` is where the ring has its mark, in degrees."""
    report, threshold = report_and_threshold(brief, contents)
    return {"report": report, "threshold": threshold, "turn": round(threshold * 3.6)}
