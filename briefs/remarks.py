"""Remarks on the work as pages show them: in threads, numbered, in their places; and which of them oppose each other (W5, ADR 0044)."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from briefs.models import Comment, WorkFile
from briefs.states import Wish

NEAR = 80  # thousandths of width or height: two pins that are not further apart mean the same place
OPPOSED = {frozenset({Wish.KEEP, Wish.CHANGE})}


@dataclass(slots=True)
class Thread:
    """One remark with its replies; `number` stands on its pin."""

    root: Comment
    replies: list[Comment] = field(default_factory=list)
    number: int = 0

    @property
    def has_place(self) -> bool:
        return self.root.x is not None

    @property
    def left(self) -> str:
        """Where its pin is drawn, from the left, in per cent with a point."""
        return f"{self.root.x / 10:.1f}%"

    @property
    def top(self) -> str:
        return f"{self.root.y / 10:.1f}%"


@dataclass(slots=True)
class Opposition:
    """Remarks of different contacts that want opposite things of one place, or of one another's words. The decider says which stands."""

    file: WorkFile
    comments: list[Comment]

    @property
    def page(self) -> int:
        return self.comments[0].page


def threads_of(comments: Iterable[Comment]) -> list[Thread]:
    """Roots in the order in which they were said, each with its replies."""
    threads: dict[int, Thread] = {}
    replies = []
    for comment in sorted(comments, key=lambda one: (one.at, one.pk)):
        if comment.parent_id is None:
            threads[comment.pk] = Thread(comment, number=len(threads) + 1)
        else:
            replies.append(comment)
    for reply in replies:
        if reply.parent_id in threads:
            threads[reply.parent_id].replies.append(reply)
    return list(threads.values())


def all_remarks(*files: WorkFile):
    """With who said it; one query."""
    found = Comment.objects.filter(file__in=files)
    return found.select_related("person", "link__contact", "settled_by", "settled_by_link__contact").order_by("at", "pk")


def remarks_for_client(*files: WorkFile):
    """What a review link shows: nothing that was said between us, nor a reply to it."""
    return all_remarks(*files).filter(is_internal=False).exclude(parent__is_internal=True)


def pins_on(threads: Iterable[Thread], page: int) -> list[Thread]:
    return [thread for thread in threads if thread.has_place and thread.root.page == page]


def voice_of(comment: Comment) -> int | None:
    """The contact who said it: a newer link of theirs is the same voice. None for one of ours, who opposes nobody."""
    return comment.link.contact_id if comment.link_id else None


def oppose(one: Comment, other: Comment) -> bool:
    """Different contacts, and one wants to keep what the other wants to change."""
    if one.settled_at or other.settled_at or voice_of(one) is None or voice_of(other) is None or voice_of(one) == voice_of(other):
        return False
    if frozenset({one.wish, other.wish}) not in OPPOSED:
        return False
    if one.pk == other.parent_id or other.pk == one.parent_id:
        return True
    if one.parent_id is not None and one.parent_id == other.parent_id:
        return True
    return one.parent_id is None and other.parent_id is None and is_near(one, other)


def is_near(one: Comment, other: Comment) -> bool:
    if one.file_id != other.file_id or one.page != other.page or one.x is None or other.x is None:
        return False
    return (one.x - other.x) ** 2 + (one.y - other.y) ** 2 <= NEAR**2


def oppositions_in(comments: Iterable[Comment]) -> list[list[Comment]]:
    """Groups of remarks that hang together by opposing each other, in the order of their first."""
    rows = [one for one in comments if not one.is_internal]
    group = {one.pk: {one.pk} for one in rows}
    for at, one in enumerate(rows):
        for other in rows[at + 1 :]:
            if group[one.pk] is not group[other.pk] and oppose(one, other):
                joined = group[one.pk] | group[other.pk]
                for pk in joined:
                    group[pk] = joined
    by_key = {one.pk: one for one in rows}
    found, seen = [], set()
    for one in rows:
        if len(group[one.pk]) > 1 and one.pk not in seen:
            seen |= group[one.pk]
            found.append([by_key[pk] for pk in sorted(group[one.pk])])
    return found


def oppositions_on(files: Iterable[WorkFile], comments: Iterable[Comment] | None = None) -> list[Opposition]:
    """Those that nobody has settled yet, on these files; one query."""
    files = {file.pk: file for file in files}
    rows: dict[int, list[Comment]] = {}
    for comment in remarks_for_client(*files.values()) if comments is None else comments:
        rows.setdefault(comment.file_id, []).append(comment)
    return [Opposition(files[key], group) for key, some in rows.items() if key in files for group in oppositions_in(some)]


def page_links(file: WorkFile, page: int) -> list[dict]:
    """The pages of a PDF to step through; nothing for one page."""
    pages = file.pages or 1
    return [{"number": number, "here": number == page} for number in range(1, pages + 1)] if pages > 1 else []
