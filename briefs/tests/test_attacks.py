"""Ways round the rules that were tried and are closed (W2–W5, P6, C2): four eyes, walls, links of yesterday."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image, ImageOps

from briefs.actions import making, showing, templates
from briefs.actions.approving import approve, revise, submit
from briefs.actions.writing import MOST_SIGNS, drop_deliverable, open_brief, write_section
from briefs.authority import writers_of
from briefs.bulk import add_jobs
from briefs.models import Brief, BriefTemplate, QualityThreshold, ReviewLink, Verdict
from briefs.pictures import drawn
from briefs.sections import SECTIONS
from briefs.states import BriefState
from briefs.tests.factories import BriefFactory, BriefSectionFactory, BriefTemplateFactory, DeliverableFactory, MilestoneFactory
from briefs.tests.work import TODAY, job_with_client, picture, visitor
from clients.models import Account
from core.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def draft(account, cora, eli):
    """Complete: Cora wrote it, Eli opened it; two things to hand over."""
    QualityThreshold.objects.create(kind="", score=0)
    brief = BriefFactory(account=account, author=eli)
    for section in SECTIONS:
        if section.needed_from:
            BriefSectionFactory(brief=brief, key=section.key, text=f"What {section.key} says.", written_by=cora)
    DeliverableFactory(brief=brief, name="Poster")
    DeliverableFactory(brief=brief, name="Leaflet")
    return brief


# ── Four eyes ────────────────────────────────────────────────────────────────────────────────────


def test_p6_whoever_takes_a_deliverable_out_has_written(draft, eli, dana):
    drop_deliverable(draft.deliverables.get(name="Leaflet"), by=dana, today=TODAY)
    submit(draft, by=eli, today=TODAY)
    with pytest.raises(PermissionDenied):
        approve(draft, by=dana, today=TODAY)


def test_p6_whoever_wrote_before_and_after_an_approval_of_the_same_day_has_written(draft, cora, eli, dana, hana):
    """Dana's words of the new version are gone over by Cora; her day was told before the approval, and counts anew after it."""
    now = timezone.now()
    write_section(draft, "internal_notes", by=dana, text="Before", at=now - timedelta(seconds=4))
    submit(draft, by=eli, today=TODAY, at=now - timedelta(seconds=3))
    approve(Brief.objects.get(pk=draft.pk), by=hana, today=TODAY, at=now - timedelta(seconds=2))
    revise(Brief.objects.get(pk=draft.pk), by=eli, today=TODAY, cause="our_error", reason="A wrong figure.")
    write_section(draft, "preferences", by=dana, text="All that is new", at=now)
    write_section(draft, "preferences", by=cora, text="All that is new.", at=now)
    write_section(draft, "internal_notes", by=cora, text="Before.", at=now)
    assert dana.pk in writers_of(Brief.objects.get(pk=draft.pk))


def test_p6_whoever_brought_a_job_in_review_by_a_list_does_not_approve_it(account, eli, sam, dana):
    """The list names any author; its figures are those of whoever gave it in."""
    brief = Brief(account=account, author=eli, number="KAURA-25-0007", title="Brought in", state=BriefState.IN_REVIEW)
    add_jobs([brief], by=sam)
    with pytest.raises(PermissionDenied):
        approve(brief, by=sam, today=TODAY)
    assert not Brief.objects.waiting_for(sam).exists()
    approve(brief, by=dana, today=TODAY)


# ── Links of yesterday ───────────────────────────────────────────────────────────────────────────


def test_w5_the_link_of_a_contact_who_left_opens_nothing(account, eli):
    work = job_with_client(account, by=eli)
    work.minna.left_on = date(2026, 3, 1)
    work.minna.save()
    url = reverse("review_home", args=[work.decider.secret])
    guessed = Client().get(reverse("review_home", args=["x" * 43]))
    assert (Client().get(url).status_code, Client().get(url).content) == (404, guessed.content)
    assert not ReviewLink.objects.get(pk=work.decider.pk).is_open


def test_w5_a_page_that_was_open_gives_no_verdict_when_somebody_else_decides(account, eli):
    work = job_with_client(account, by=eli, pieces=("Poster",))
    opened = ReviewLink.objects.get(pk=work.decider.pk)
    showing.let_decide(ReviewLink.objects.get(pk=work.other.pk), by=eli, now=timezone.now())
    with pytest.raises(PermissionDenied):
        showing.give_verdict(work.pieces[0], by=opened, verdict="approved", today=TODAY)
    assert not Verdict.objects.exists()


def test_w5_a_page_that_was_open_says_nothing_once_its_link_is_revoked(account, eli):
    work = job_with_client(account, by=eli)
    opened = ReviewLink.objects.get(pk=work.other.pk)
    showing.revoke_review_link(ReviewLink.objects.get(pk=work.other.pk), by=eli, now=timezone.now())
    with pytest.raises(PermissionDenied):
        showing.add_comment(work.files[0], by=opened, text="One word more")


# ── Walls ────────────────────────────────────────────────────────────────────────────────────────


def assigned(brief, person, *, by):
    return making.assign_work(brief, by=by, person=person, what="Layout", department="creative", starts_on=TODAY, due_on=TODAY)


def test_c2_work_lets_nobody_through_a_wall_but_by_those_who_seat_people_there(walled_account, eli, otto, hana):
    brief = BriefFactory(account=walled_account, author=eli, state=BriefState.IN_CREATIVE)
    with pytest.raises(Refused, match="walled"):
        assigned(brief, otto, by=eli)
    own = assigned(brief, eli, by=eli)
    with pytest.raises(Refused, match="walled"):
        making.change_assignment(own, by=eli, person=otto)
    assert not Account.objects.visible_to(otto).filter(pk=walled_account.pk).exists()
    assigned(brief, otto, by=hana)
    assert Account.objects.visible_to(otto).filter(pk=walled_account.pk).exists()


def test_c2_the_template_of_a_walled_account_becomes_nobody_elses(walled_account, account, hana):
    template = BriefTemplateFactory(account=walled_account, texts={"ask": "What nobody else shall read"})
    for other in (None, account):
        with pytest.raises(Refused, match="walled"):
            templates.change_template(template, by=hana, account=other)
    assert BriefTemplate.objects.get().account == walled_account


# ── Limits ───────────────────────────────────────────────────────────────────────────────────────


def test_w2_a_brief_begins_with_no_more_than_a_section_holds(account, eli):
    with pytest.raises(Refused, match="at most"):
        open_brief(account, by=eli, today=TODAY, title="Endless", kind="print", texts={"ask": "word " * (MOST_SIGNS // 4)})
    assert not Brief.objects.exists()


def test_w6_an_assignment_until_the_end_of_the_calendar_is_not_taken(account, eli):
    """Its hours were spread over two million days whenever somebody opened the page of the loads."""
    brief = BriefFactory(account=account, author=eli, state=BriefState.IN_CREATIVE)
    words = {"what": "Layout", "person": eli.pk, "department": "creative", "starts_on": "2026-03-10", "hours": "5"}
    answer = visitor(eli).post(reverse("assignment_add", args=[brief.pk]), words | {"due_on": "9999-12-31"})
    assert (answer.status_code, brief.assignments.count()) == (422, 0)
    answer = visitor(eli).post(reverse("assignment_add", args=[brief.pk]), words | {"due_on": "2028-03-10"})
    assert (answer.status_code, brief.assignments.count()) == (302, 1)


def test_s6_a_large_picture_is_made_small_before_it_is_turned(monkeypatch):
    """300 kB that unfold to 80 million points took a thousand million bytes of memory: turning copies."""
    turned, turn = [], ImageOps.exif_transpose
    monkeypatch.setattr(ImageOps, "exif_transpose", lambda one: turned.append(one.size) or turn(one))
    facing_left = Image.Exif()
    facing_left[0x0112] = 6
    drawing = drawn(BytesIO(picture(900, 300, exif=facing_left)), ".png", edge=90)
    assert (turned, Image.open(BytesIO(drawing)).size) == ([(90, 30)], (30, 90))


@pytest.mark.parametrize("day", ["0001-01-02", "9999-12-31"])
def test_w6_days_at_the_ends_of_the_calendar_are_no_days_to_plan_with(account, eli, day):
    """Each was an error of ours: working days were counted beyond the last or the first day there is."""
    brief = BriefFactory(account=account, author=eli, state=BriefState.IN_CREATIVE)
    milestone = MilestoneFactory(brief=brief)
    planned = visitor(eli).post(reverse("brief_plan", args=[brief.pk]), {"delivery": day, "version": brief.version})
    words = {"to": day, "reason": "Later", "moves_others": "on", "version": milestone.version}
    moved = visitor(eli).post(reverse("milestone_move", args=[milestone.pk]), words)
    words = {"name": "Shoot", "kind": "other", "department": "creative", "due_on": day}
    added = visitor(eli).post(reverse("milestone_add", args=[brief.pk]), words)
    assert ([page.status_code for page in (planned, moved, added)], brief.milestones.count()) == ([422] * 3, 1)
