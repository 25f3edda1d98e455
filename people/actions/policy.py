from django.db import transaction

from core.changes import ask, set_facts, take_for_change
from core.moves import record, take
from people.models import ApprovalRule


@transaction.atomic
def add_approval_rule(*, by, **case) -> ApprovalRule:
    """One more case of who must say yes (P4). Raises PermissionDenied."""
    ask(by, "people.change_policy")
    rule = ApprovalRule.objects.create(**case)
    record(rule, "approval_rule.added", by=by)
    return rule


@transaction.atomic
def change_approval_rule(rule: ApprovalRule, *, by, version: int | None = None, **case) -> ApprovalRule:
    rule = take_for_change(rule, by=by, may="people.change_policy", version=version, facts=case)
    changes = set_facts(rule, case)
    if changes:
        record(rule, "approval_rule.changed", by=by, changes=changes)
    return rule


@transaction.atomic
def remove_approval_rule(rule: ApprovalRule, *, by, version: int | None = None) -> None:
    """The case is decided by the rows that remain; the event keeps what stood here."""
    rule = take(rule, by=by, may="people.change_policy", version=version)
    record(rule, "approval_rule.removed", by=by)
    rule.delete()
