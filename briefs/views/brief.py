"""One brief for reading (W2): both parts, what it hands over, what the quality check finds, what reviewers remarked."""

from types import SimpleNamespace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from briefs.actions.approving import missing_in
from briefs.actions.moving import is_open_for_writing
from briefs.contents import contents_of
from briefs.frames import brief_frame, find_brief
from briefs.models import Brief
from briefs.sections import of_part
from briefs.states import OVER, Part
from briefs.views.writing_frame import attachments_of, deliverables_of, open_remarks, quality_of, with_rows
from core.marks import day_words, money_words
from core.pages import render_record


@require_safe
def brief_detail(request, pk):
    """The reading view: the client part, the part for us, what it hands over, what the quality check finds, what reviewers remarked."""
    return render_record(request, "briefs/brief_detail.html", lambda: reading_view(request, pk))


def reading_view(request, pk: int) -> dict:
    """What stands in the reading view, for its template."""
    person = request.user
    brief = with_rows(find_brief(request, pk))
    frame = brief_frame(request, brief, here="brief_detail")
    contents = contents_of(brief)
    may_write = is_open_for_writing(brief) and person.has_perm("briefs.change_brief", brief)
    remarks = open_remarks(brief)
    context = frame | {
        "page_title": str(brief),
        "parts": [
            (part, [shown for section in of_part(part) if (shown := as_read(section, contents, remarks, is_open=may_write))])
            for part in Part
        ],
        "remarks_on_all": remarks.get("", []),
        "deliverables": deliverables_of(brief),
        "attachments": attachments_of(brief),
        "facts": facts_shown(brief, person=person),
        "may_write": may_write,
        "may_attach": brief.state not in OVER and person.has_perm("briefs.change_brief", brief),
        "has_text": any(contents["texts"].values()),
        "low_score_reason": brief.low_score_reason,
        **quality_of(brief, contents),
        "section_url": reverse("brief_write", args=[brief.pk]) if may_write else "",
    }
    context["menu"] = [*document_items(brief), *own_items(brief, person=person), *frame["menu"]]
    if may_write:
        context["acts"] = with_writing(frame["acts"], brief, contents)
    return context


def with_writing(acts: list[dict], brief: Brief, contents: dict) -> list[dict]:
    """The filled button is what comes next: writing while something is still to be filled in, then the next step."""
    is_next = not acts or bool(missing_in(contents))
    write = {"label": _("Write"), "url": reverse("brief_write", args=[brief.pk]), "icon": "pencil", "primary": is_next}
    return [write, *(act | {"primary": False} for act in acts)] if is_next else [*acts, write]


def as_read(section, contents: dict, remarks: dict, *, is_open: bool):
    """A section for reading; an optional empty one is left out, a needed one says so while it can still be written."""
    text, own = contents["texts"].get(section.key, ""), remarks.get(section.key, [])
    if not text and not own and not (is_open and section.needed_from):
        return None
    return SimpleNamespace(section=section, text=text, remarks=own)


def facts_shown(brief: Brief, *, person) -> list[tuple]:
    facts = [(_("Asked by"), brief.contact or "–"), (_("Written by"), brief.author)]
    if person.has_perm("clients.see_fees", brief.account):
        facts.append((_("Budget"), money_words(brief.budget) if brief.budget else _("none yet")))
    facts.append((_("Rounds sold"), brief.rounds_sold if brief.rounds_sold is not None else _("as the contract says")))
    return [*facts, (_("Opened"), day_words(brief.opened_on, person.today))]


def document_items(brief: Brief) -> list[dict]:
    shown = [
        ("client", "pdf", _("PDF for the client"), "file-text"),
        ("client", "docx", _("Word for the client"), "file-type"),
        ("team", "pdf", _("PDF for the team"), "lock"),
    ]
    return [
        {"label": label, "url": reverse("brief_document", args=[brief.pk, reader, form]), "icon": icon}
        for reader, form, label, icon in shown
    ]


def own_items(brief: Brief, *, person) -> list[dict]:
    items = []
    if person.has_perm("briefs.add_brief", brief.account):
        url = f"{reverse('brief_create')}?account={brief.account_id}&copy={brief.pk}"
        items.append({"label": _("Begin another with it"), "url": url, "icon": "copy"})
    if person.has_perm("briefs.change_templates"):
        items.append(
            {"label": _("Make a template of it"), "url": reverse("brief_make_template", args=[brief.pk]), "icon": "layout-template"}
        )
    return items
