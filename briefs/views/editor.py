"""What stands in the editor of a brief (W2): every section with who wrote it, what the check says and who was faster."""

from types import SimpleNamespace

from django.utils import timezone

from briefs.contents import contents_of
from briefs.forms import writing as forms
from briefs.frames import brief_frame
from briefs.models import Brief
from briefs.outline import outline
from briefs.quality.words import words
from briefs.sections import SECTIONS
from briefs.views.writing_frame import attachments_of, deliverables_of, open_remarks, quality_of, with_rows
from core.errors import LostRace


class Field(SimpleNamespace):
    """A section in the editor: what stands in it, who wrote it, what the check and the reviewers say."""

    @property
    def count(self) -> int:
        return len(words(self.text))

    @property
    def is_asked(self) -> bool:
        """What came in and is not placed stands there only while there is something to place, or to settle."""
        return self.key != "unplaced" or bool(self.text or self.remarks or self.conflict)


def fields_of(brief: Brief, report, *, remarks: dict, given=None, conflicts: dict | None = None) -> dict[str, Field]:
    """Every section by key; `given` is what was posted and did not get saved, `conflicts` who was faster, by section."""
    rows = {row.key: row for row in brief.sections.all()}
    found = {}
    for section in SECTIONS:
        row = rows.get(section.key)
        field = Field(section=section, key=section.key, text=row.text if row else "", version=row.version if row else 1)
        field.who, field.at = (row.written_by, timezone.localtime(row.written_at)) if row and row.text else (None, None)
        field.lines, field.remarks = report.of(section.key), remarks.get(section.key, [])
        field.conflict = (conflicts or {}).get(section.key)
        if given is not None:
            field.text = given.get(f"text-{section.key}", field.text)
        found[section.key] = field
    return found


def editor(request, brief: Brief, form=None, *, given=None, conflicts: dict | None = None, race: LostRace | None = None) -> dict:
    """What stands in the editor, for its template: as it is now, or as it was typed and could not be saved."""
    person = request.user
    if form is None:
        form = forms.BriefFactsForm(brief=brief, person=person, today=person.today)
    with_rows(brief)
    quality, remarks = quality_of(brief, contents_of(brief)), open_remarks(brief)
    fields = fields_of(brief, quality["report"], remarks=remarks, given=given, conflicts=conflicts)
    return brief_frame(request, brief, here="brief_detail") | {
        "page_title": str(brief),
        "form": form,
        "race": race,
        "facts_version": brief.version,
        "conflicts": list(conflicts or ()),
        "groups": [(key, title, [[fields[section.key] for section in row] for row in rows]) for key, title, rows in outline()],
        "remarks_on_all": remarks.get("", []),
        "deliverables": deliverables_of(brief),
        "attachments": attachments_of(brief),
        **quality,
        "now": timezone.localtime(),  # only its day is looked at, and the reader's day is known to whoever keeps the page
    }


def news_of(brief: Brief, *, mine: str = "") -> dict:
    """What changes around the text with each save: findings, score, who wrote where."""
    quality = quality_of(with_rows(brief), contents_of(brief))
    fields = fields_of(brief, quality["report"], remarks={})
    return {
        "brief": brief,
        "field": fields.get(mine),
        "others": [field for key, field in fields.items() if key != mine],
        **quality,
        "now": timezone.localtime(),
    }
