"""What people hold in care and changes hands when they leave (P8): open actions, check-ins to come, concerns, pages that they keep."""

from django.utils.translation import ngettext

from care import recovery_handover  # noqa: F401  (recovery plans have theirs there)
from care.models import ActionItem, CheckIn, Concern, KnowledgePage
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


NOUNS = {ActionItem: "action_item", CheckIn: "check_in", Concern: "concern"}


def give(rows, giver, receiver, *, by, today) -> None:
    """A new owner for each; the day and the rest stay."""
    for row in rows:
        fresh = take(row, by=None)
        fresh.owner, fresh.version = receiver, fresh.version + 1
        fresh.save(update_fields=["owner", "version"])
        record(fresh, f"{NOUNS[type(row)]}.handed_over", by=by, person=str(receiver), before=str(giver))


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


handover.register(Parcel("action_item", open_actions, give, action_words, at_account, behind_a_wall(open_actions), "account"))
handover.register(Parcel("check_in", planned_check_ins, give, check_in_words, at_account, behind_a_wall(planned_check_ins), "account"))
handover.register(Parcel("concern", live_concerns, give, concern_words, at_account, behind_a_wall(live_concerns), "account"))
handover.register(Parcel("knowledge_page", kept_pages, give_pages, page_words, unseen=unseen_pages, account_path=""))
