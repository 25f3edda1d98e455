"""The sections of a brief: which there are, who reads each, and from which stage it must be filled (W2).

Merged from the joint industry guide to briefing and agencies' own forms; sources in the glossary under "section". What each text
must hold is said by the rules in `briefs.quality`.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from briefs.states import Part

REQUEST, DRAFT, SIGN_OFF = "request", "draft", "sign-off"


@dataclass(frozen=True, slots=True)
class Section:
    """`needed_from`: the stage at which it may no longer be empty (empty: optional for ever). `hint` asks the writer a question."""

    key: str
    label: str
    hint: str
    part: str = Part.CLIENT
    needed_from: str = SIGN_OFF
    rows: int = 4


SECTIONS = (
    Section("ask", _("The ask"), _("In a few sentences: what is to be made, and for whom?"), needed_from=REQUEST),
    Section("why_now", _("Why now"), _("What happened, or will happen, that makes this the moment?"), needed_from=REQUEST, rows=3),
    Section("background", _("Background"), _("Where are we now? Name the source of each figure."), needed_from=DRAFT, rows=6),
    Section(
        "business_objective",
        _("Business objective"),
        _("One objective: from which figure to which figure, by which day?"),
        needed_from=DRAFT,
    ),
    Section(
        "communication_objective",
        _("Communication objective"),
        _("What shall people think, feel and do afterwards?"),
        needed_from=DRAFT,
    ),
    Section("audience", _("Audience"), _("Who, what do they believe today, and what do they do today?"), needed_from=DRAFT, rows=5),
    Section("insight", _("Insight"), _("One sentence that is true of these people, not of the product."), part=Part.INTERNAL, rows=2),
    Section("proposition", _("Single-minded proposition"), _("The one thing we say: at most twenty words, without “and”."), rows=2),
    Section("support", _("Support"), _("One to five reasons to believe it, each with its evidence."), needed_from=DRAFT),
    Section("tone", _("Tone and brand"), _("How does the brand sound here? Link the guidelines."), rows=3),
    Section("mandatories", _("Mandatories"), _("What must be in, by law or contract, one on each line."), needed_from=DRAFT),
    Section("preferences", _("Preferences"), _("What the client would like and could live without."), needed_from="", rows=3),
    Section("channels", _("Channels and media dates"), _("Where will it run, and when does each booking close?"), needed_from=DRAFT),
    Section("measures", _("How we measure it"), _("Which figure, who counts it, and when?"), rows=3),
    Section("practicalities", _("Practicalities"), _("Shoots, languages, legal checks, who delivers what to us."), needed_from="", rows=3),
    Section("approvers", _("Who approves"), _("On the client's side and ours; who decides in the end?"), needed_from=DRAFT, rows=3),
    Section("internal_notes", _("Notes for the team"), _("What only we should know."), part=Part.INTERNAL, needed_from="", rows=4),
    Section(
        "unplaced",
        _("Not yet placed"),
        _("What came in with an imported brief and fits no section yet."),
        part=Part.INTERNAL,
        needed_from="",
    ),
)
BY_KEY = {section.key: section for section in SECTIONS}
CHOICES = [(section.key, section.label) for section in SECTIONS]


def of_part(part: str) -> tuple[Section, ...]:
    return tuple(section for section in SECTIONS if section.part == part)
