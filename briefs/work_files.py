"""Which versions of the deliverables count: the newest of each, and the newest that the client has seen (W4, W5)."""

from dataclasses import dataclass

from briefs.models import Brief, Deliverable, Verdict, WorkFile
from briefs.states import ClientVerdict


def live_deliverables(brief: Brief):
    return brief.deliverables.filter(dropped_on=None)


def files_of(brief: Brief, **only):
    return WorkFile.objects.filter(deliverable__brief=brief, deliverable__dropped_on=None, **only).order_by("deliverable", "-number")


def newest_files(brief: Brief) -> list[WorkFile]:
    """The newest version of each live deliverable that has one; one query."""
    newest: dict[int, WorkFile] = {}
    for file in files_of(brief).select_related("deliverable"):
        newest.setdefault(file.deliverable_id, file)
    return sorted(newest.values(), key=lambda file: (file.deliverable.position, file.deliverable_id))


@dataclass(slots=True)
class Standing:
    """A deliverable as the client knows it: what they see of it now, and what was said of just that version."""

    deliverable: Deliverable
    files: list[WorkFile]
    newest: WorkFile | None = None  # shown or not
    said: Verdict | None = None  # whatever version it was about

    @property
    def verdict(self) -> Verdict | None:
        """What was said of the version that is shown now."""
        return self.said if self.said is not None and self.file is not None and self.said.file_id == self.file.pk else None

    @property
    def file(self) -> WorkFile | None:
        return self.files[0] if self.files else None

    @property
    def is_approved(self) -> bool:
        return self.verdict is not None and self.verdict.verdict == ClientVerdict.APPROVED

    @property
    def wants_changes(self) -> bool:
        return self.verdict is not None and self.verdict.verdict == ClientVerdict.CHANGES


def standings_of(brief: Brief) -> list[Standing]:
    """Every live deliverable with what was shown of it, newest first, and what was said of it last; three queries.

    A verdict on an older version does not count any more; one from an earlier round on the version that still stands does.
    """
    files: dict[int, list[WorkFile]] = {}
    for file in files_of(brief):
        files.setdefault(file.deliverable_id, []).append(file)
    said: dict[int, Verdict] = {}
    for verdict in (
        Verdict.objects.filter(deliverable__brief=brief).select_related("link__contact", "contact", "person").order_by("at", "pk")
    ):
        said[verdict.deliverable_id] = verdict
    deliverables = list(live_deliverables(brief))
    for one in deliverables:
        one.brief = brief
        for file in files.get(one.pk, ()):
            file.deliverable = one
    return [
        Standing(
            one,
            [file for file in files.get(one.pk, ()) if file.shown_at],
            newest=next(iter(files.get(one.pk, ())), None),
            said=said.get(one.pk),
        )
        for one in deliverables
    ]
