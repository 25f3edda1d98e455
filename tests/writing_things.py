"""Rows of writing a brief, for the walks over every address."""

from django.core.files.base import ContentFile

from briefs.tests.factories import (
    AttachmentFactory,
    BriefFactory,
    BriefSectionFactory,
    BriefTemplateFactory,
    DeliverableFactory,
)


def writing_rows(account, cast) -> dict:
    """A draft that Eli writes, with one of each thing that hangs on it."""
    draft = BriefFactory(account=account, author=cast["eli"], title="Oats in May")
    BriefSectionFactory(brief=draft, written_by=cast["eli"])
    BriefSectionFactory(brief=draft, key="internal_notes", text="Between us.", written_by=cast["eli"])
    return {
        "draft": draft,
        "deliverable": DeliverableFactory(brief=draft),
        "attachment": AttachmentFactory(brief=draft, file=ContentFile(b"%PDF-1.4", "guidelines.pdf")),
        "brief_template": BriefTemplateFactory(account=account),
    }
