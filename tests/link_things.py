"""What each kind of secret link opens: the table that `tests/test_links.py` holds every one of them to.

A new subclass of `core.links.SecretLink` without a line in `THINGS` fails the suite. Its line says how to make a link for a contact
of an account (with something behind it that could leak), which pages it opens, and what a contact may write there.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from briefs.actions import showing
from briefs.models import RequestFile, RequestLink, ReviewLink
from briefs.states import Wish
from briefs.tests.factories import JobRequestFactory, RequestLinkFactory
from briefs.tests.work import job_with_client
from care.models import ConcernLink, ReportLink, SurveyLink
from care.states import ConcernState
from care.states.surveys import QuestionKind
from care.tests.concern_factories import ConcernFactory, ConcernLinkFactory
from care.tests.reports import a_report, link_of
from care.tests.survey_factories import (
    QuestionFactory,
    QuestionnaireFactory,
    SurveyInvitationFactory,
    SurveyLinkFactory,
    SurveyRoundFactory,
)
from clients.models import Account
from clients.tests.factories import ContactFactory
from core.links import hash_of, new_secret

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


@dataclass(frozen=True)
class Page:
    """An address of the link: `args` follow the secret; `of_a_row` says that they, or what is sent, name a row of this link alone."""

    name: str
    args: tuple = ()
    method: str = "get"
    data: dict = field(default_factory=dict)
    of_a_row: bool = False

    def url(self, secret: str, *, args: tuple | None = None) -> str:
        return reverse(self.name, args=[secret, *(self.args if args is None else args)])


@dataclass(frozen=True)
class Opened:
    """A link that opens (`secret`), the words behind it that nobody else may read, its pages, and what a contact writes there.

    `writes` take any text in their fields; `files` takes one upload under this name.
    """

    link: object
    secret: str
    account: Account
    contact: object
    words: tuple[str, ...]
    pages: tuple[Page, ...]
    writes: Callable[[str], tuple[Page, ...]]
    files: Callable[[SimpleUploadedFile], Page] | None = None


def opened_request(account, *, by, name: str) -> Opened:
    contact = ContactFactory(client=account.client, name=name, email=f"{uuid.uuid4().hex[:8]}@client.example")
    link = RequestLinkFactory(account=account, contact=contact)
    asked = JobRequestFactory(account=account, contact=contact, title=f"Poster of {name}")
    back = JobRequestFactory(account=account, contact=contact, title=f"Film of {name}", state="asked_back")
    file = RequestFile(request=asked, name="logo.png", size=8, position=1, is_from_client=True)
    file.file.save("logo.png", SimpleUploadedFile("logo.png", PNG))

    def said(text: str, **more) -> dict:
        return {"title": text[:200], "ask": text, "kind": "print", "form_key": uuid.uuid4(), **more}

    pages = (
        Page("client_requests"),
        Page("client_request_new"),
        Page("client_request_detail", (asked.pk,), of_a_row=True),
        Page("client_request_detail", (back.pk,), of_a_row=True),
        Page("client_request_sent", (asked.pk,), of_a_row=True),
        Page("client_request_withdraw", (asked.pk,), of_a_row=True),
        Page("client_request_file", (file.pk,), of_a_row=True),
    )

    def writes(text: str) -> tuple[Page, ...]:
        return (
            Page("client_request_new", (), "post", said(text)),
            Page("client_request_detail", (back.pk,), "post", {"text": text}, of_a_row=True),
            Page("client_request_withdraw", (asked.pk,), "post", {"reason": text}, of_a_row=True),
        )

    def files(file) -> Page:
        return Page("client_request_new", (), "post", said("With a file", files=file))

    return Opened(link, link.secret, account, contact, (name, asked.title, back.title), pages, writes, files)


def opened_review(account, *, by, name: str) -> Opened:
    work = job_with_client(account, by=by, pieces=(f"Poster of {name}",))
    work.minna.name = name
    work.minna.save(update_fields=["name"])
    file = work.files[0]
    remark = showing.add_comment(file, by=work.other, text=f"A word to {name}", wish=Wish.QUESTION)
    pages = (
        Page("review_home"),
        Page("review_file", (file.pk,), of_a_row=True),
        Page("review_thumbnail", (file.pk,), of_a_row=True),
        Page("review_page", (file.pk, 1), of_a_row=True),
        Page("review_download", (file.pk,), of_a_row=True),
    )

    def writes(text: str) -> tuple[Page, ...]:
        return (
            Page("review_file", (file.pk,), "post", {"text": text, "wish": "change"}, of_a_row=True),
            Page("review_reply", (remark.pk,), "post", {"text": text}, of_a_row=True),
            Page("review_stands", (remark.pk,), "post", {"note": text}, of_a_row=True),
            Page("review_verdict", (file.pk,), "post", {"verdict": "changes", "note": text}, of_a_row=True),
        )

    words = (name, work.brief.title, f"Poster of {name}", remark.text)
    return Opened(work.decider, work.decider.secret, account, work.minna, words, pages, writes)


def opened_report(account, *, by, name: str) -> Opened:
    contact = ContactFactory(client=account.client, name=name, email=f"{uuid.uuid4().hex[:8]}@client.example")
    report = a_report(account, by=by, contacts=[contact], state="issued", notes=f"Said to {name}")
    link = link_of(report, contact)
    line = report.lines.first()
    pages = (Page("report_home"), Page("report_pdf"))

    def writes(text: str) -> tuple[Page, ...]:
        return (
            Page(
                "report_dispute", (), "post", {"text": text, "line": str(line.key), "edition": "1", "form_key": uuid.uuid4()}, of_a_row=True
            ),
            Page("report_dispute", (), "post", {"text": text, "edition": "1", "form_key": uuid.uuid4()}),
            Page("report_confirm", (), "post", {"edition": "1"}),
        )

    return Opened(link, link.secret, account, contact, (name, line.text, report.number), pages, writes)


def opened_concern(account, *, by, name: str) -> Opened:
    contact = ContactFactory(client=account.client, name=name, email=f"{uuid.uuid4().hex[:8]}@client.example")
    secret = new_secret()
    link = ConcernLinkFactory(account=account, contact=contact, secret_hash=hash_of(secret))
    of_them = {"account": account, "contact": contact, "is_shared": True}
    raised = ConcernFactory(title=f"Late posters of {name}", **of_them)
    proposed = ConcernFactory(title=f"Wrong colour of {name}", state=ConcernState.PROPOSED, **of_them)
    confirmed = ConcernFactory(title=f"Lost file of {name}", state=ConcernState.CONFIRMED, **of_them)
    pages = (
        Page("client_concerns"),
        Page("client_concern_raise"),
        Page("client_concern_detail", (raised.pk,), of_a_row=True),
        Page("client_concern_refuse", (proposed.pk,), of_a_row=True),
        Page("client_concern_reopen", (confirmed.pk,), of_a_row=True),
        Page("client_concern_withdraw", (raised.pk,), of_a_row=True),
    )

    def writes(text: str) -> tuple[Page, ...]:
        key = {"form_key": uuid.uuid4()}
        raising = {"kind": "problem", "title": text[:200], "text": text, "severity": "2", "about": text[:200], **key}
        return (
            Page("client_concern_raise", (), "post", raising),
            Page("client_concern_detail", (raised.pk,), "post", {"text": text, "form_key": uuid.uuid4()}, of_a_row=True),
            Page("client_concern_refuse", (proposed.pk,), "post", {"reason": text, "version": "1"}, of_a_row=True),
            Page("client_concern_agree", (proposed.pk,), "post", {"version": "1"}, of_a_row=True),
            Page("client_concern_reopen", (confirmed.pk,), "post", {"reason": text, "version": "1"}, of_a_row=True),
            Page("client_concern_withdraw", (raised.pk,), "post", {"reason": text, "version": "1"}, of_a_row=True),
        )

    words = (name, raised.title, proposed.title, confirmed.title)
    return Opened(link, secret, account, contact, words, pages, writes)


def opened_survey(account, *, by, name: str) -> Opened:
    contact = ContactFactory(client=account.client, name=name, email=f"{uuid.uuid4().hex[:8]}@client.example")
    questionnaire = QuestionnaireFactory(name=f"Questions for {name}")
    score = QuestionFactory(questionnaire=questionnaire, text=f"Would you recommend us, {name}?")
    why = QuestionFactory(questionnaire=questionnaire, kind=QuestionKind.WORDS, position=2, text="Why?")
    invitation = SurveyInvitationFactory(round=SurveyRoundFactory(questionnaire=questionnaire), account=account, contact=contact)
    link = SurveyLinkFactory(invitation=invitation)
    pages = (Page("client_survey"), Page("client_survey_refuse"))

    def writes(text: str) -> tuple[Page, ...]:
        said = {f"q{score.pk}": "3", f"q{why.pk}": text, "edition": questionnaire.version, "version": 0, "form_key": uuid.uuid4()}
        return (Page("client_survey", (), "post", said), Page("client_survey_refuse", (), "post"))

    return Opened(link, link.secret, account, contact, (name, score.text), pages, writes)


THINGS = {
    ConcernLink: opened_concern,
    RequestLink: opened_request,
    ReviewLink: opened_review,
    ReportLink: opened_report,
    SurveyLink: opened_survey,
}

# Pages of links that open only later in the row's life; each has a test of its own beside its app's others.
LATER = {
    "client_rating": "opens when the job is delivered: briefs/tests/test_delivering_actions.py",
    "client_survey_thanks": "opens when it is answered: care/tests/test_surveys_pages.py",
}
