"""By which address the contacts of an account ask for jobs, and what the form asks of them (W1)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from briefs.models import RequestForm, RequestLink, RequestQuestion
from clients.actions.contact_link import ContactLinks
from clients.models import Account
from core import changes
from core.errors import LostRace, Refused
from core.moves import record

MOST_QUESTIONS = 12


@dataclass(frozen=True, slots=True)
class Question:
    """One row of the form as it was typed."""

    text: str
    hint: str = ""
    is_required: bool = False
    is_long: bool = False


REQUEST_LINKS = ContactLinks(
    model=RequestLink,
    may="briefs.make_request_link",
    verb="request_link",
    home="client_requests",
    page="client_request_detail",
    letter="briefs/mail/request_link",
    subject=gettext_lazy("Your page for job requests to %(agency)s"),
)


@transaction.atomic
def change_request_form(
    account: Account, *, by, welcome: str, asks_budget: bool, questions: Sequence[Question], version: int | None = None
) -> RequestForm:
    """What the client reads first, and is asked besides. Earlier requests keep the questions that they answered.

    `version` 0: the account had no form of its own. Raises PermissionDenied, LostRace, Refused.
    """
    changes.ask(by, "briefs.change_request_form", account)
    if len(questions) > MOST_QUESTIONS:
        raise Refused(_("At most %(most)d questions: nobody fills in more.") % {"most": MOST_QUESTIONS})
    _form, is_first = RequestForm.objects.get_or_create(account=account)
    form = RequestForm.objects.select_for_update().get(account=account)
    if version is not None and version != (0 if is_first else form.version):
        raise LostRace(form)
    form.welcome, form.asks_budget, form.version = welcome, asks_budget, form.version + 1
    form.save()
    form.questions.all().delete()
    RequestQuestion.objects.bulk_create(
        RequestQuestion(form=form, position=place, text=one.text, hint=one.hint, is_required=one.is_required, is_long=one.is_long)
        for place, one in enumerate(questions, start=1)
    )
    record(form, "request_form.changed", by=by, questions=len(questions))
    return form
