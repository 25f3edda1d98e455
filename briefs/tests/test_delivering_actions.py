"""The end of a job (W7): nothing leaves the house unchecked; a job is closed with a rating from both sides."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from briefs.actions import delivering as actions
from briefs.models import Brief, Checklist, JobRating, Milestone, QualityCheck, Verdict
from briefs.permissions import quality_is_passed
from briefs.states import BriefState
from briefs.tests.factories import (
    BriefFactory,
    ChecklistFactory,
    DeliverableFactory,
    MilestoneFactory,
    QualityCheckFactory,
    ReviewLinkFactory,
    WorkFileFactory,
)
from clients.tests.factories import ContactFactory
from core import post
from core.errors import IllegalMove, LostRace, Refused
from core.models import Event

TODAY = date(2026, 3, 10)

pytestmark = pytest.mark.django_db


@pytest.fixture
def approved(account, eli):
    """A job to which the client has said yes."""
    return BriefFactory(account=account, author=eli, state=BriefState.CLIENT_APPROVED, kind="print", round_number=1)


@pytest.fixture
def checked(approved, eli):
    """In its quality check, nothing answered."""
    actions.start_quality_check(approved, by=eli, today=TODAY)
    return Brief.objects.get(pk=approved.pk)


@pytest.fixture
def passed(checked, eli):
    for point in checked.quality_checks.get().points.all():
        actions.answer_point(point, by=eli, passes=True)
    return Brief.objects.get(pk=checked.pk)


@pytest.fixture
def delivered(passed, eli):
    actions.deliver(passed, by=eli, today=TODAY)
    return Brief.objects.get(pk=passed.pk)


def verbs():
    return list(Event.objects.order_by("pk").values_list("verb", flat=True))


def test_w7_the_check_asks_the_questions_of_its_kind(approved, eli):
    checklist = ChecklistFactory(kind="print")
    checklist.items.create(text="Bleed of 3 mm", position=1)
    checklist.items.create(text="Colours for this paper", position=2)
    run = actions.start_quality_check(approved, by=eli, today=TODAY)
    assert [point.text for point in run.points.all()] == ["Bleed of 3 mm", "Colours for this paper"]


def test_w7_a_house_without_checklists_still_asks(approved, eli):
    assert actions.start_quality_check(approved, by=eli, today=TODAY).points.count() == 7


def test_w7_it_passes_with_the_last_yes_and_a_no_takes_that_back(checked, eli):
    run = checked.quality_checks.get()
    points = list(run.points.all())
    for point in points[:-1]:
        actions.answer_point(point, by=eli, passes=True)
    run.refresh_from_db()
    assert run.passed_at is None
    actions.answer_point(points[-1], by=eli, passes=True)
    run.refresh_from_db()
    assert run.passed_at is not None
    actions.answer_point(points[0], by=eli, passes=False, note="The price is last year's.")
    run.refresh_from_db()
    assert run.passed_at is None


def test_w7_what_fails_says_why(checked, eli):
    with pytest.raises(Refused, match="what is wrong"):
        actions.answer_point(checked.quality_checks.get().points.first(), by=eli, passes=False, note="  ")


def test_w7_nothing_leaves_the_house_unchecked(checked, eli, hana):
    for person in (eli, hana):
        with pytest.raises(Refused, match="has not passed"):
            actions.deliver(checked, by=person, today=TODAY)
    checked.refresh_from_db()
    assert (checked.state, checked.delivered_on) == (BriefState.QUALITY_CHECK, None)


def test_w7_a_page_asks_with_the_job_whether_it_passed_as_an_action_asks_alone(account, eli):
    """Twins: BriefQuerySet.with_quality, permissions.quality_is_passed."""
    now = timezone.now()
    passed, overruled = {"passed_at": now}, {"overruled_at": now}
    runs = {"never": [], "failed": [{}], "passed": [passed], "overruled": [overruled], "anew": [passed, {}]}
    for title, each in runs.items():
        brief = BriefFactory(account=account, title=title)
        for number, facts in enumerate(each):
            QualityCheckFactory(brief=brief, started_at=now + timedelta(minutes=number), **facts)
    by_page = {brief.title for brief in Brief.objects.with_quality() if brief.is_quality_passed}
    assert by_page == {brief.title for brief in Brief.objects.all() if quality_is_passed(eli, brief)} == {"passed", "overruled"}


def test_w7_a_supervisor_overrules_by_name_with_a_reason_and_an_executive_does_not(checked, eli, sam):
    run = checked.quality_checks.get()
    with pytest.raises(PermissionDenied):
        actions.overrule_quality(run, by=eli, reason="We are late.")
    actions.overrule_quality(run, by=sam, reason="The client takes it as it is.")
    actions.deliver(checked, by=eli, today=TODAY)
    run.refresh_from_db()
    assert (run.overruled_by, run.overruled_reason) == (sam, "The client takes it as it is.")
    assert verbs()[-2:] == ["brief.quality_overruled", "brief.deliver"]


def test_w7_a_check_of_before_the_last_changes_counts_no_more(passed, eli, sam):
    from briefs.actions.moving import move_brief

    move_brief(passed, "mend", by=eli, note="One more line.", today=TODAY)
    Brief.objects.update(state=BriefState.CLIENT_APPROVED)
    actions.start_quality_check(passed, by=eli, today=TODAY)
    with pytest.raises(Refused, match="has not passed"):
        actions.deliver(passed, by=eli, today=TODAY)
    old = QualityCheck.objects.order_by("pk").first()
    with pytest.raises(IllegalMove):
        actions.answer_point(old.points.first(), by=eli, passes=True)


def test_w7_a_delivery_keeps_what_went_to_whom_and_reaches_its_milestone(passed, account, eli, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    poster = DeliverableFactory(brief=passed, name="Poster")
    WorkFileFactory(deliverable=poster, number=1, name="poster-1.png")
    WorkFileFactory(deliverable=poster, number=2, name="poster-2.png")
    milestone = MilestoneFactory(brief=passed, kind="delivery", due_on=TODAY)
    ann = ContactFactory(client=account.client, name="Ann Ek", email="ann@acme.example")
    delivery = actions.deliver(passed, by=eli, today=TODAY, note="With thanks", contacts=[ann])
    actions.send_note(delivery, by=eli)
    assert delivery.files == [["Poster", 2, "poster-2.png"]]
    assert Milestone.objects.get(pk=milestone.pk).done_on == TODAY
    post.send_due()
    (letter,) = mail.outbox
    assert (letter.to, letter.reply_to) == (["ann@acme.example"], ["eli@example.com"])
    assert "poster-2.png" in letter.body
    assert Brief.objects.get(pk=passed.pk).delivered_on == TODAY


def test_w7_whoever_delivers_hears_that_another_version_was_approved(passed, eli, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    poster, banner = DeliverableFactory(brief=passed, name="Poster"), DeliverableFactory(brief=passed, name="Banner")
    for deliverable in (poster, banner):
        Verdict.objects.create(
            deliverable=deliverable, file=WorkFileFactory(deliverable=deliverable, number=1), person=eli, verdict="approved"
        )
    WorkFileFactory(deliverable=poster, number=2)
    assert actions.not_as_approved(passed) == [("Poster", 1, 2)]


def test_w7_closing_says_how_it_went_and_the_client_says_it_too(delivered, account, eli):
    link = ReviewLinkFactory(brief=delivered, is_decider=True)
    actions.rate_as_client(delivered, by=link, score=5, note="Fast")
    actions.close(delivered, by=eli, today=TODAY, score=3)
    assert {(rating.side, rating.score) for rating in JobRating.objects.all()} == {("agency", 3), ("client", 5)}
    event = Event.objects.get(verb="brief.rated")
    assert (event.actor, event.words["by_contact"]) == (None, str(link.contact))


def test_w7_the_client_rates_once_and_only_who_decides(delivered, eli):
    decider, other = ReviewLinkFactory(brief=delivered, is_decider=True), ReviewLinkFactory(brief=delivered)
    elsewhere = ReviewLinkFactory(is_decider=True)
    for link in (other, elsewhere):
        with pytest.raises(PermissionDenied):
            actions.rate_as_client(delivered, by=link, score=1)
    actions.rate_as_client(delivered, by=decider, score=4)
    with pytest.raises(LostRace):
        actions.rate_as_client(delivered, by=eli, score=1)
    assert [rating.score for rating in JobRating.objects.all()] == [4]


def test_w7_opened_again_it_is_neither_delivered_nor_closed_and_in_a_new_round(delivered, eli, sam):
    closed = actions.close(delivered, by=sam, today=TODAY, score=4)
    actions.reopen(closed, by=sam, reason="A page is missing.", today=TODAY)
    job = Brief.objects.get(pk=delivered.pk)
    assert (job.state, job.delivered_on, job.closed_on) == (BriefState.IN_CREATIVE, None, None)
    assert job.rounds.count() == 1


def test_w7_one_checklist_for_each_kind(sam, eli):
    with pytest.raises(PermissionDenied):
        actions.save_checklist(None, by=eli, name="Film", kind="film", points=["Subtitles"])
    film = actions.save_checklist(None, by=sam, name="Film", kind="film", points=["Subtitles", " ", "Loudness"])
    assert [item.text for item in film.items.all()] == ["Subtitles", "Loudness"]
    with pytest.raises(Refused, match="already"):
        actions.save_checklist(None, by=sam, name="Film, new", kind="film", points=["x"])
    with pytest.raises(LostRace):
        actions.save_checklist(film, by=sam, name="Film", kind="film", points=["x"], version=7)
    with pytest.raises(Refused, match="name"):
        actions.save_checklist(None, by=sam, name="film", kind="", points=["x"])
    actions.retire_checklist(film, by=sam, today=TODAY)
    actions.save_checklist(None, by=sam, name="Film, new", kind="film", points=["x"])
    assert Checklist.objects.live().count() == 1


MOVES = {
    "check_quality": lambda job, by: actions.start_quality_check(job, by=by, today=TODAY),
    "deliver": lambda job, by: actions.deliver(job, by=by, today=TODAY),
    "close": lambda job, by: actions.close(job, by=by, today=TODAY, score=4),
    "reopen": lambda job, by: actions.reopen(job, by=by, reason="More", today=TODAY),
}
FROM = {
    "check_quality": {"client_approved"},
    "deliver": {"quality_check"},
    "close": {"delivered"},
    "reopen": {"delivered", "closed"},
}
MAY = {
    "check_quality": {"eli", "sam", "dana", "hana"},
    "deliver": {"eli", "sam", "dana", "hana"},
    "close": {"eli", "sam", "dana", "hana"},
    "reopen": {"eli", "sam", "dana", "hana"},
}


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("state", BriefState.values)
def test_w7_who_ends_a_job_from_which_state(move, state, account, cora, eli, sam, dana, hana, otto, pia, tara, fin, cree, ada):
    """Every move of this part, from every state, by each of the cast: done, told who was faster (409), or refused (403)."""
    people = {one.email.partition("@")[0]: one for one in (cora, eli, sam, dana, hana, otto, pia, tara, fin, cree, ada)}
    held = {"held_from": "draft"} if state == "on_hold" else {}
    days = {"delivered_on": TODAY, "closed_on": TODAY} if state in ("delivered", "closed") else {}
    for name, person in people.items():
        job = BriefFactory(account=account, author=eli, state=state, **held, **days)
        run = QualityCheck.objects.create(brief=job)
        QualityCheck.objects.filter(pk=run.pk).update(passed_at=job.account.opened_on and "2026-03-10T10:00:00Z")
        try:
            MOVES[move](job, person)
            answer = "done"
        except PermissionDenied:
            answer = "refused"
        except (IllegalMove, Refused):
            answer = "told"
        expected = ("done" if state in FROM[move] else "told") if name in MAY[move] else "refused"
        assert (name, answer) == (name, expected)


def test_w7_the_page_of_the_delivery_says_what_holds_it_back_and_has_no_button_until_then(checked, eli, settings):
    client = Client()
    client.force_login(eli, backend=settings.AUTHENTICATION_BACKENDS[-1])
    address = reverse("brief_deliver", args=[checked.pk])
    before = client.get(address).content.decode()
    assert ("The quality check has not passed" in before, 'name="note"' in before) == (True, False)
    for point in checked.quality_checks.get().points.all():
        actions.answer_point(point, by=eli, passes=True)
    after = client.get(address).content.decode()
    assert ("The quality check has not passed" in after, 'name="note"' in after) == (False, True)
