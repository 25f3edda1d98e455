"""The second journey: asked for by link, briefed, sent back, approved by planner and director, two rounds, judged on a phone, delivered."""

import re
from io import BytesIO

import pytest
from PIL import Image

from briefs.models import Brief, JobRequest, WorkFile
from clients.states import SeatRole
from clients.tests.factories import ContactFactory, SeatFactory
from core.models import Event
from people.models import ApprovalRule
from people.states import DocumentKind, Rank

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}
TEXTS = {
    "why_now": "The spring holidays begin on 30 March.",
    "insight": "Nobody wants to be the only family in a room.",
    "background": "Visits fell from 4,100 to 3,600 a week since January 2026 (source: our own tills).",
    "business_objective": "Raise weekly visits from 3,600 to 4,300 by 30 June 2026.",
    "communication_objective": "Families think of the harbour as near, feel welcome and come on Saturdays.",
    "audience": "Parents of small children in the town, who believe that the harbour is for tourists and stay at home.",
    "proposition": "The harbour tastes better together.",
    "support": "- Free parking on Saturdays (city council, 2026)",
    "mandatories": "Logo, opening hours",
    "channels": "Outdoor, booking closes on 1 April 2026",
    "measures": "Weekly visits, counted by the tills, on 30 June 2026",
    "tone": "Warm and plain, as in the brand book",
    "approvers": "Ann Ek decides.",
}


def poster(colour: str) -> dict:
    """A picture as a browser hands it in."""
    picture = BytesIO()
    Image.new("RGB", (600, 800), colour).save(picture, "PNG")
    return {"name": f"poster {colour}.png", "mimeType": "image/png", "buffer": picture.getvalue()}


def send(page) -> None:
    """The filled button of the page's form."""
    page.locator("main form button.btn-primary").first.click()
    page.wait_for_load_state("networkidle")


class Visitor:
    """Somebody's browser: goes to a page of a job, fills what is asked, sends it."""

    def __init__(self, page):
        self.page, self.home = page, re.match(r"https?://[^/]+", page.url)[0]
        page.set_default_timeout(10_000)

    def go(self, address: str):
        self.page.goto(f"{self.home}{address}", wait_until="networkidle")
        return self.page

    def do(self, address: str, *, pick: str = "", **typed):
        page = self.go(address)
        for name, value in typed.items():
            page.locator(f"main [name={name}]").first.fill(value)
        if pick:
            page.locator(f"main {pick}").first.check()
        send(page)
        return page


def test_w1_to_w7_from_a_request_by_link_to_the_delivery(open_page, account, eli, sam, dana, pia, cree, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    ApprovalRule.objects.create(document_kind=DocumentKind.BRIEF, rank_required=Rank.DIRECTOR, needs_strategy_sign_off=True)
    SeatFactory(account=account, person=pia, role=SeatRole.PLANNER)
    SeatFactory(account=account, person=cree, role=SeatRole.LIAISON)
    ann = ContactFactory(client=account.client, name="Ann Ek", email="ann@acme.example")
    executive, planner, director, designer = (Visitor(open_page(person)) for person in (eli, pia, dana, cree))
    client = Visitor(open_page(None, "/healthz", **PHONE))

    # A request link for the client's contact; its address is shown once. She asks on her phone.
    page = executive.go(f"/accounts/{account.pk}/request-links/new/")
    page.get_by_label("Who may ask").select_option(str(ann.pk))
    send(page)
    home = page.locator("input[readonly]").input_value().partition("/for-you/")[2]
    client.do(f"/for-you/{home}new/", title="Spring in the harbour", ask="A poster that brings families back to the café in the harbour.")
    asked = JobRequest.objects.get()
    assert (asked.title, asked.contact, asked.state) == ("Spring in the harbour", ann, "new")

    # Accepted into a brief, which is saved while it is written.
    executive.do(f"/requests/{asked.pk}/accept/")
    job = Brief.objects.get()
    page = executive.go(f"/jobs/{job.pk}/write/")
    for key, text in TEXTS.items():
        with page.expect_response(lambda answer, key=key: f"/section/{key}/" in answer.url):
            page.locator(f"[name=text-{key}]").fill(text)
            page.locator(f"[name=text-{key}]").dispatch_event("change")
    executive.do(f"/jobs/{job.pk}/deliverables/add/", name="Poster", spec="A2, upright")
    assert {section.key: section.text for section in job.sections.all() if section.key in TEXTS} == TEXTS

    # Submitted, sent back with a remark, mended, submitted again; the planner signs, the director approves.
    def submit():
        page = executive.go(f"/jobs/{job.pk}/submit/")
        if page.locator("main [name=reason]").count():
            page.locator("main [name=reason]").fill("The client wants to begin on Monday.")
        send(page)

    submit()
    director.do(f"/jobs/{job.pk}/send-back/", reason="Say who they are.", on_audience="Which families?")
    page = executive.go(f"/jobs/{job.pk}/write/")
    page.get_by_text("Which families?").first.wait_for()
    with page.expect_response(lambda answer: "/section/audience/" in answer.url):
        page.locator("[name=text-audience]").fill(TEXTS["audience"] + " Two children, one car.")
        page.locator("[name=text-audience]").dispatch_event("change")
    submit()
    director.go(f"/jobs/{job.pk}/approval/").locator("ins").first.wait_for()
    planner.do(f"/jobs/{job.pk}/sign-strategy/")
    director.do(f"/jobs/{job.pk}/approve/")
    job.refresh_from_db()
    assert job.state == "approved"

    # Two rounds: the client asks for changes to the first on her phone, and approves the second.
    executive.do(f"/jobs/{job.pk}/start/")
    deliverable = job.deliverables.get()
    page = executive.go(f"/jobs/{job.pk}/review/invite/")
    page.get_by_label("Who is asked").or_(page.locator("[name=contact]")).first.select_option(str(ann.pk))
    page.locator("[name=is_decider]").check()
    send(page)
    review = page.locator("input.secret").input_value().partition("/for-you/")[2]
    for colour, verdict in (("red", "changes"), ("navy", "approved")):
        page = designer.go(f"/jobs/deliverables/{deliverable.pk}/upload/")
        page.locator("input[type=file]").set_input_files(poster(colour))
        send(page)
        designer.do(f"/jobs/{job.pk}/hand-in/")
        executive.do(f"/jobs/{job.pk}/show-client/")
        page = client.go(f"/for-you/{review}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        file = WorkFile.objects.get(name__contains=colour)
        page = client.go(f"/for-you/{review}files/{file.pk}/")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        if verdict == "changes":
            page.locator("#remark-form [name=text]").fill("The logo is too small.")
            page.locator("#remark-form button[type=submit]").click()
            page.get_by_text("The logo is too small.").first.wait_for()
            page.locator("#verdict [name=note]").fill("Please mend the logo.")
        page.locator(f"#verdict button[value={verdict}]").click()
        page.wait_for_load_state("networkidle")
        job.refresh_from_db()
        if verdict == "changes":
            assert job.state == "changes_asked"
            executive.do(f"/jobs/{job.pk}/next-round/")
    assert (job.state, job.rounds.count()) == ("client_approved", 2)

    # Checked point by point, delivered, rated by the client on her phone.
    executive.do(f"/jobs/{job.pk}/check-quality/")
    page = executive.go(f"/jobs/{job.pk}/delivery/")
    while page.locator(".check-point:not(.is-passed) button[value=yes]").count():
        page.locator(".check-point:not(.is-passed) button[value=yes]").first.click()
        page.wait_for_load_state("networkidle")
    page = executive.go(f"/jobs/{job.pk}/deliver/")
    if not page.locator("[name=contacts]").first.is_checked():
        page.locator("[name=contacts]").first.check()
    send(page)
    client.do(f"/for-you/{review}rating/", pick="[name=score][value='5']")
    job.refresh_from_db()
    assert (job.state, job.ratings.get().score) == ("delivered", 5)
    told = Event.objects.filter(verb__in=["brief.ask_changes", "brief.client_approve"]).order_by("pk")
    assert [(event.actor, event.words["by_contact"]) for event in told] == [(None, "Ann Ek")] * 2
