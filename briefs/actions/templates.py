"""How briefs of a kind begin (W2): templates for one account or for all, made anew or from a brief that went well."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from briefs.actions.writing import rows_of
from briefs.models import Brief, BriefTemplate
from briefs.sections import BY_KEY
from core.changes import ask, set_facts, take_for_change
from core.errors import Refused
from core.moves import record, take

LEFT_OUT = ("unplaced",)  # of one brief alone


@transaction.atomic
def make_template(*, by, name: str, kind: str = "", account=None, texts=None, deliverables=()) -> BriefTemplate:
    """Raises PermissionDenied; ValidationError when the account has one of that name."""
    ask(by, "briefs.change_templates")
    texts = {key: text for key, text in (texts or {}).items() if text and key in BY_KEY and key not in LEFT_OUT}
    template = BriefTemplate(name=name, kind=kind, account=account, texts=texts, deliverables=list(deliverables))
    template.validate_constraints()
    template.save()
    record(template, "brief_template.made", by=by)
    return template


def stays_behind_wall(account) -> None:
    """Raises Refused for a walled account: its words begin nobody else's brief."""
    if account is not None and account.is_walled:
        raise Refused(_("%(account)s is walled: what was written for it stays with it.") % {"account": account})


@transaction.atomic
def make_template_of(brief: Brief, *, by, name: str, for_all: bool = False) -> BriefTemplate:
    """What this brief says, as the beginning of others: of its account, or of all when nothing of the client is in it. Raises Refused."""
    if for_all:
        stays_behind_wall(brief.account)
    return make_template(
        by=by,
        name=name,
        kind=brief.kind,
        account=None if for_all else brief.account,
        texts={section.key: section.text for section in brief.sections.all() if section.key != "internal_notes"},
        deliverables=rows_of(brief),
    )


@transaction.atomic
def change_template(template: BriefTemplate, *, by, version=None, **facts) -> BriefTemplate:
    fresh = take_for_change(template, by=by, may="briefs.change_templates", version=version, facts=facts)
    if "account" in facts and facts["account"] != fresh.account:
        stays_behind_wall(fresh.account)
    if changes := set_facts(fresh, facts):
        record(fresh, "brief_template.changed", by=by, fields=", ".join(changes))
    return fresh


@transaction.atomic
def retire_template(template: BriefTemplate, *, by, today: date, version=None) -> BriefTemplate:
    """Nothing begins with it from now on; briefs that did keep their text."""
    fresh = take(template, by=by, may="briefs.change_templates", version=version)
    if set_facts(fresh, {"retired_on": fresh.retired_on or today}):
        record(fresh, "brief_template.retired", by=by)
    return fresh
