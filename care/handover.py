"""What people hold in care and changes hands when they leave (P8).

Open actions, check-ins to come, concerns, contact reports in draft, survey rounds that run, pages that they keep.
"""

from django.db.models import Exists, OuterRef
from django.utils.translation import ngettext

from care import recovery_handover  # noqa: F401  (recovery plans have theirs there)
from care.models import ActionItem, CheckIn, Concern, ContactReport, KnowledgePage, SurveyRound
from care.states.surveys import RoundState
from clients.handover import at_account
from clients.models import Account
from core.moves import record, take
from people.handover import Parcel, handover


def open_actions(person, today):
    return ActionItem.objects.open().filter(owner=person).select_related("account").order_by("due_on", "pk")


def planned_check_ins(person, today):
    return CheckIn.objects.planned().filter(owner=person).select_related("account").order_by("planned_on", "pk")


def live_concerns(person, today):
    return Concern.objects.live().filter(owner=person).select_related("account").order_by("due_at", "pk")


def report_drafts(person, today):
    """Being written, or disputed and to be corrected."""
    return ContactReport.objects.writable().filter(author=person).select_related("account").order_by("begun_at", "pk")


def running_rounds(person, today):
    """Planned or open: whoever made it closes it, and an account is asked about when its maker may see it."""
    return SurveyRound.objects.filter(made_by=person, state__in=(RoundState.PLANNED, RoundState.OPEN)).order_by("opens_on", "pk")


def rounds_behind_a_wall(person, by, today):
    """Those that name an account which whoever hands over may not see."""
    if by.standing.sees_all:
        return None
    named = SurveyRound.accounts.through.objects.filter(surveyround=OuterRef("pk"))
    return running_rounds(person, today).filter(Exists(named.exclude(account__in=Account.objects.visible_to(by))))


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


def behind_a_wall(rows):
    """Those of these that hang on accounts which whoever hands over may not see."""

    def unseen(person, by, today):
        return None if by.standing.sees_all else rows(person, today).exclude(account__in=Account.objects.visible_to(by))

    return unseen


def kept_pages(person, today):
    return KnowledgePage.objects.current().filter(keeper=person).order_by("title", "pk")


def give_pages(rows, giver, receiver, *, by, today) -> None:
    """A new keeper for each page of knowledge; one that they may not know of goes without, and the head is asked about it."""
    seen = set(KnowledgePage.objects.visible_to(receiver).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    for row in rows:
        fresh = take(row, by=None)
        fresh.keeper, fresh.version = receiver if fresh.pk in seen else None, fresh.version + 1
        fresh.save(update_fields=["keeper", "version"])
        record(fresh, "knowledge_page.handed_over", by=by, person=str(receiver if fresh.pk in seen else "–"), before=str(giver))


def unseen_pages(person, by, today):
    if by.standing.sees_all:
        return None
    return kept_pages(person, today).exclude(pk__in=KnowledgePage.objects.visible_to(by).order_by().values("pk"))


def page_words(n: int) -> str:
    return ngettext("%(n)d page of knowledge to keep", "%(n)d pages of knowledge to keep", n) % {"n": n}


def action_words(n: int) -> str:
    return ngettext("%(n)d open action", "%(n)d open actions", n) % {"n": n}


def check_in_words(n: int) -> str:
    return ngettext("%(n)d planned check-in", "%(n)d planned check-ins", n) % {"n": n}


def concern_words(n: int) -> str:
    return ngettext("%(n)d open concern", "%(n)d open concerns", n) % {"n": n}


def report_words(n: int) -> str:
    return ngettext("%(n)d contact report in draft", "%(n)d contact reports in draft", n) % {"n": n}


def round_words(n: int) -> str:
    return ngettext("%(n)d survey that runs or is planned", "%(n)d surveys that run or are planned", n) % {"n": n}


for kind, rows, field, words in (
    ("action_item", open_actions, "owner", action_words),
    ("check_in", planned_check_ins, "owner", check_in_words),
    ("concern", live_concerns, "owner", concern_words),
    ("contact_report", report_drafts, "author", report_words),
):
    handover.register(Parcel(kind, rows, give(field, kind), words, at_account, behind_a_wall(rows), "account"))
handover.register(
    Parcel("survey_round", running_rounds, give("made_by", "survey_round"), round_words, unseen=rounds_behind_a_wall, account_path="")
)
handover.register(Parcel("knowledge_page", kept_pages, give_pages, page_words, unseen=unseen_pages, account_path=""))
