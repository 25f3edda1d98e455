"""In which order and under which headings the sections of a brief are written: from the task to who decides (W2)."""

from django.utils.translation import gettext_lazy as _

from briefs.sections import BY_KEY, Section

GROUPS = (
    ("task", _("The task"), ("ask", "why_now", "background")),
    ("aims", _("Where to"), ("business_objective", "communication_objective", "measures")),
    ("people", _("Whom we talk to"), ("audience", "insight")),
    ("message", _("What we say"), ("proposition", "support", "tone")),
    ("work", _("The work"), (("mandatories", "preferences"), "channels", "practicalities")),
    ("end", _("Who decides"), ("approvers",)),
    ("inside", _("For us alone"), ("internal_notes", "unplaced")),
)


def rows_of_group(keys) -> list[tuple[Section, ...]]:
    """Sections that stand side by side make one row."""
    return [tuple(BY_KEY[key] for key in ((row,) if isinstance(row, str) else row)) for row in keys]


def outline() -> list[tuple[str, str, list[tuple[Section, ...]]]]:
    return [(key, title, rows_of_group(keys)) for key, title, keys in GROUPS]
