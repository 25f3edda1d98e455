"""What people hold of jobs and changes hands when they leave (P8): open work, milestones to reach, briefs in draft."""

from django.utils.translation import ngettext

from briefs.models import Assignment, Brief, Milestone
from briefs.states import OVER, BriefState
from clients.models import Account
from core.moves import record, take
from people.handover import Parcel, Place, handover


def open_work(person, today):
    rows = Assignment.objects.open().exclude(brief__state__in=OVER).filter(person=person)
    return rows.select_related("brief__account").order_by("due_on", "pk")


def open_milestones(person, today):
    return Milestone.objects.open().filter(owner=person).select_related("brief__account").order_by("due_on", "pk")


def drafts(person, today):
    return Brief.objects.filter(author=person, state=BriefState.DRAFT).select_related("account").order_by("pk")


def at_account_of_job(row) -> Place:
    account = row.account if isinstance(row, Brief) else row.brief.account
    return Place(f"account:{account.pk}", account.name, account.code)


def give(field: str, noun: str):
    """A new name in this field of each row; the days and the rest stay."""

    def move(rows, giver, receiver, *, by, today) -> None:
        for row in rows:
            fresh = take(row, by=None)
            setattr(fresh, field, receiver)
            fresh.version += 1
            fresh.save(update_fields=[field, "version"])
            record(fresh, f"{noun}.handed_over", by=by, person=str(receiver), before=str(giver))

    return move


def behind_a_wall(rows, path: str):
    """Those of these that hang on accounts which whoever hands over may not see."""

    def unseen(person, by, today):
        return None if by.standing.sees_all else rows(person, today).exclude(**{f"{path}__in": Account.objects.visible_to(by)})

    return unseen


def work_words(n: int) -> str:
    return ngettext("%(n)d open assignment", "%(n)d open assignments", n) % {"n": n}


def milestone_words(n: int) -> str:
    return ngettext("%(n)d milestone to reach", "%(n)d milestones to reach", n) % {"n": n}


def draft_words(n: int) -> str:
    return ngettext("%(n)d brief in draft", "%(n)d briefs in draft", n) % {"n": n}


for kind, rows, field, words, path in (
    ("assignment", open_work, "person", work_words, "brief__account"),
    ("milestone", open_milestones, "owner", milestone_words, "brief__account"),
    ("brief", drafts, "author", draft_words, "account"),
):
    handover.register(Parcel(kind, rows, give(field, kind), words, at_account_of_job, behind_a_wall(rows, path), path))
