"""Review links (W5, research §5): what a contact of the client sees and may do by a secret address; a test for each threat."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from briefs.actions import making, showing
from briefs.models import Comment, ReviewLink, Verdict, WorkFile
from briefs.states import BriefState, RoundState, Wish
from briefs.tests.factories import DeliverableFactory
from briefs.tests.work import TODAY, document, job_with_client, upload
from core.errors import Refused
from core.models import Event, Letter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.REQUESTS_A_MINUTE = settings.REQUESTS_A_MINUTE | {"link": 10_000}


@pytest.fixture
def work(account, eli):
    return job_with_client(account, by=eli)


@pytest.fixture
def guest():
    return Client(enforce_csrf_checks=False)


def at(name, link, *args) -> str:
    return reverse(name, args=[link.secret, *args])


def test_w5_a_revoked_link_cannot_be_replayed(work, guest, eli):
    url, words = at("review_file", work.decider, work.files[0].pk), {"text": "Larger", "wish": "change", "page": "1"}
    assert guest.post(url, words).status_code == 302
    showing.revoke_review_link(work.decider, by=eli, now=timezone.now())
    assert guest.post(url, words | {"text": "Even larger"}).status_code == 404
    assert list(Comment.objects.values_list("text", flat=True)) == ["Larger"]


def test_w5_the_link_of_another_job_opens_nothing_of_this_one(work, guest, account, eli):
    """Another contact's link, another deliverable's and another file's id."""
    theirs = job_with_client(account, by=eli, pieces=("Rival poster",))
    remark = showing.add_comment(work.files[0], by=work.other, text="Ours", wish=Wish.CHANGE)
    pages = [
        guest.get(at("review_file", theirs.decider, work.files[0].pk)),
        guest.get(at("review_thumbnail", theirs.decider, work.files[0].pk)),
        guest.get(at("review_page", theirs.decider, work.files[0].pk, 1)),
        guest.get(at("review_download", theirs.decider, work.files[0].pk)),
        guest.post(at("review_file", theirs.decider, work.files[0].pk), {"text": "Hm", "wish": "change"}),
        guest.post(at("review_verdict", theirs.decider, work.files[0].pk), {"verdict": "approved"}),
        guest.post(at("review_reply", theirs.decider, remark.pk), {"text": "Hm"}),
        guest.post(at("review_stands", theirs.decider, remark.pk)),
    ]
    assert [page.status_code for page in pages] == [404] * 8
    assert (Comment.objects.count(), Verdict.objects.count()) == (1, 0)
    with pytest.raises(PermissionDenied):
        showing.add_comment(work.files[0], by=theirs.decider, text="Hm")
    with pytest.raises(PermissionDenied):
        showing.give_verdict(work.pieces[0], by=theirs.decider, verdict="approved", today=TODAY)


def test_w5_what_was_not_shown_does_not_exist_for_the_client(work, guest, eli):
    hidden = making.add_work_file(work.pieces[0], by=eli, file=upload("secret-next.png"))
    pages = [at(name, work.decider, hidden.pk) for name in ("review_file", "review_thumbnail", "review_download")]
    pages.append(at("review_page", work.decider, hidden.pk, 1))
    assert {guest.get(url).status_code for url in pages} == {404}
    assert "secret-next" not in guest.get(at("review_home", work.decider)).text
    with pytest.raises(PermissionDenied):
        showing.add_comment(hidden, by=work.decider, text="Hm")


def test_w5_a_deliverable_that_was_taken_out_is_gone_for_the_client(work, guest):
    type(work.pieces[0]).objects.filter(pk=work.pieces[0].pk).update(dropped_on=TODAY)
    assert guest.get(at("review_file", work.decider, work.files[0].pk)).status_code == 404
    assert "Poster" not in guest.get(at("review_home", work.decider)).text


def test_w5_what_is_said_between_us_is_never_shown(work, guest, eli):
    inside = showing.add_comment(work.files[0], by=eli, text="They will never pay for this", is_internal=True, x=100, y=100)
    showing.add_comment(work.files[0], by=eli, text="Nor for that", parent=inside)
    showing.add_comment(work.files[0], by=eli, text="Here is the lake", is_internal=False)
    pages = [guest.get(url).text for url in (at("review_home", work.decider), at("review_file", work.decider, work.files[0].pk))]
    assert [("never pay" in page, "Nor for" in page) for page in pages] == [(False, False)] * 2
    assert "Here is the lake" in pages[1]
    assert guest.post(at("review_reply", work.decider, inside.pk), {"text": "We saw this"}).status_code == 404
    assert guest.post(at("review_stands", work.decider, inside.pk)).status_code == 404
    with pytest.raises(PermissionDenied):
        showing.add_comment(work.files[0], by=work.decider, text="We saw this", parent=inside)


def test_w5_a_client_writes_nothing_internal(work):
    assert showing.add_comment(work.files[0], by=work.decider, text="Hm", is_internal=True).is_internal is False


def test_w5_a_script_in_a_remark_or_a_name_comes_back_as_text(account, eli, guest):
    work = job_with_client(account, by=eli, pieces=("<script>alert(1)</script>",))
    file = work.files[0]
    WorkFile.objects.filter(pk=file.pk).update(name="<script>alert(2)</script>.png")
    evil = "<script>alert(3)</script>{{7*191}}{% now 'Y' %}"
    assert guest.post(at("review_file", work.other, file.pk), {"text": evil, "wish": "change", "x": "10", "y": "10"}).status_code == 302
    assert guest.post(at("review_reply", work.decider, Comment.objects.get().pk), {"text": evil, "wish": "keep"}).status_code == 302
    for url in (at("review_home", work.decider), at("review_file", work.decider, file.pk)):
        page = guest.get(url).text
        assert ("<script>alert(" in page, "1337" in page, "alert(3)" in page) == (False, False, True)


def test_w5_a_drawing_is_handed_to_the_client_as_a_download_alone(work, guest, eli):
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    file = making.add_work_file(work.pieces[0], by=eli, file=upload("logo.svg", svg))
    making.show_also(file, by=eli)
    answer = guest.get(at("review_download", work.decider, file.pk))
    assert (answer["Content-Disposition"].startswith("attachment;"), answer["Content-Security-Policy"]) == (
        True,
        "sandbox; default-src 'none'",
    )
    assert guest.get(at("review_page", work.decider, file.pk, 1)).status_code == 404
    assert "alert(1)" not in guest.get(at("review_file", work.decider, file.pk)).text


# ── Each use is told ─────────────────────────────────────────────────────────────────────────────


def told(brief) -> list[tuple]:
    events = Event.objects.filter(verb__startswith="review.").exclude(verb__in=("review.invited", "review.revoked")).order_by("at", "pk")
    return [(event.verb, event.words.get("by_contact", "")) for event in events]


def test_w5_every_use_of_a_link_is_told_an_opening_once_a_minute(work, guest):
    file = work.files[0]
    for _look in range(3):
        guest.get(at("review_home", work.decider))
        guest.get(at("review_file", work.decider, file.pk))
    guest.get(at("review_home", work.other))
    guest.get(at("review_download", work.decider, file.pk))
    guest.post(at("review_file", work.other, file.pk), {"text": "Larger", "wish": "change"})
    guest.post(at("review_verdict", work.decider, file.pk), {"verdict": "approved"})
    assert told(work.brief) == [
        ("review.opened", "Minna Maki"),
        ("review.opened", "Pekka Puro"),
        ("review.downloaded", "Minna Maki"),
        ("review.remarked", "Pekka Puro"),
        ("review.approved", "Minna Maki"),
    ]
    work.decider.refresh_from_db()
    assert (work.decider.first_seen_at is None, work.decider.uses) == (False, 8)


# ── Remarks ──────────────────────────────────────────────────────────────────────────────────────


def test_w5_a_remark_stands_where_it_was_put_pointed_at_or_said_in_words(work, guest):
    url = at("review_file", work.decider, work.files[0].pk)
    for place in ({"x": "123", "y": "456"}, {"where": "bottom-right"}, {}, {"x": "5000", "y": "1"}):
        guest.post(url, {"text": "Here", "wish": "change", "page": "1", **place})
    assert list(Comment.objects.order_by("pk").values_list("x", "y")) == [(123, 456), (830, 830), (None, None)]


def test_w5_a_remark_on_a_page_that_is_not_there_lands_on_the_last(work, eli, guest):
    file = making.add_work_file(work.pieces[0], by=eli, file=upload("leaflet.pdf", document(2)))
    making.show_also(file, by=eli)
    guest.post(at("review_file", work.decider, file.pk), {"text": "Here", "wish": "change", "page": "77", "x": "1", "y": "1"})
    assert Comment.objects.get().page == 2


def test_w5_a_remark_sent_twice_is_one(work, guest):
    url = at("review_file", work.decider, work.files[0].pk)
    words = {"text": "Larger", "wish": "change", "form_key": "7f6f5a04-1111-4222-8333-444455556666"}
    assert [guest.post(url, words).status_code for _time in range(2)] == [302, 302]
    assert Comment.objects.count() == 1


def test_w5_when_the_round_is_over_the_client_reads_and_writes_no_more(work, guest, eli):
    showing.record_changes(work.brief, by=eli, today=TODAY, note="By phone")
    url = at("review_file", work.decider, work.files[0].pk)
    assert guest.get(url).status_code == 200
    answer = guest.post(url, {"text": "One thing more", "wish": "change"})
    assert (answer.status_code, "this round is over" in answer.text, Comment.objects.count()) == (422, True, 0)
    answer = guest.post(at("review_verdict", work.decider, work.files[0].pk), {"verdict": "approved"})
    assert (answer.status_code, Verdict.objects.filter(link__isnull=False).count()) == (422, 0)


# ── Opposing remarks ─────────────────────────────────────────────────────────────────────────────


def say(work, who, wish, x=None, y=None, file=0, page=1, parent=None):
    return showing.add_comment(work.files[file], by=getattr(work, who), text=f"{who} {wish}", wish=wish, x=x, y=y, page=page, parent=parent)


def opposed(work, *files) -> list[set[str]]:
    from briefs.remarks import oppositions_on

    return [{comment.text for comment in one.comments} for one in oppositions_on(work.files)]


def test_w5_keep_and_change_at_one_place_by_two_contacts_oppose_each_other(work):
    say(work, "decider", "keep", 500, 500)
    say(work, "other", "change", 560, 540)
    assert opposed(work) == [{"decider keep", "other change"}]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("decider", "keep", 500, 500), ("other", "change", 590, 500)),  # nine hundredths apart
        (("decider", "keep", 500, 500), ("decider", "change", 500, 500)),  # the same voice
        (("decider", "keep", 500, 500), ("other", "keep", 500, 500)),
        (("decider", "keep", 500, 500), ("other", "question", 500, 500)),
        (("decider", "keep", None, None), ("other", "change", None, None)),
        (("decider", "keep", 500, 500, 0), ("other", "change", 500, 500, 1)),  # on another piece
    ],
)
def test_w5_nothing_else_does(first, second, work):
    say(work, *first)
    say(work, *second)
    assert opposed(work) == []


def test_w5_an_answer_that_wants_the_opposite_opposes(work):
    root = say(work, "decider", "change")
    say(work, "other", "keep", parent=root)
    assert opposed(work) == [{"decider change", "other keep"}]


def test_w5_a_newer_link_of_the_same_contact_is_the_same_voice(work, eli):
    say(work, "decider", "keep", 500, 500)
    work.decider = showing.make_review_link(work.brief, work.minna, by=eli, now=timezone.now())
    say(work, "decider", "change", 500, 500)
    assert opposed(work) == []


def test_w5_only_the_decider_settles_and_both_are_settled(work, guest):
    keep, change = say(work, "decider", "keep", 500, 500), say(work, "other", "change", 500, 510)
    assert guest.post(at("review_stands", work.other, change.pk)).status_code == 404
    assert opposed(work) != []
    assert guest.post(at("review_stands", work.decider, change.pk)).status_code == 302
    assert opposed(work) == []
    notes = set(Comment.objects.filter(pk__in=[keep.pk, change.pk]).values_list("settled_note", "settled_by_link"))
    assert notes == {("Pekka Puro’s remark stands: change this", work.decider.pk)}
    with pytest.raises(Refused):
        showing.settle_opposition(keep, by=work.decider)


def test_w5_of_us_a_supervisor_may_settle_it_and_nobody_brushes_it_away(work, eli, sam):
    keep = say(work, "decider", "keep", 500, 500)
    say(work, "other", "change", 500, 510)
    with pytest.raises(Refused, match="opposite"):
        showing.settle_comment(keep, by=eli)
    with pytest.raises(PermissionDenied):
        showing.settle_opposition(keep, by=eli)
    assert len(showing.settle_opposition(keep, by=sam)) == 2


# ── Verdicts ─────────────────────────────────────────────────────────────────────────────────────


def judge(work, which: int, verdict: str, who="decider", **more):
    return showing.give_verdict(work.pieces[which], by=getattr(work, who), verdict=verdict, today=TODAY, **more)


def test_w5_only_the_decider_gives_a_verdict(work, guest):
    answer = guest.post(at("review_verdict", work.other, work.files[0].pk), {"verdict": "approved"})
    assert (answer.status_code, Verdict.objects.count()) == (404, 0)
    assert 'name="verdict"' not in guest.get(at("review_file", work.other, work.files[0].pk)).text
    assert 'name="verdict"' in guest.get(at("review_file", work.decider, work.files[0].pk)).text


def test_w5_who_decides_can_change_and_there_is_one(work, eli):
    showing.let_decide(work.other, by=eli, now=timezone.now())
    for link in (work.decider, work.other):
        link.refresh_from_db()
    assert [work.decider.is_decider, work.other.is_decider] == [False, True]
    with pytest.raises(PermissionDenied):
        judge(work, 0, "approved")
    judge(work, 0, "approved", who="other")


def test_w5_with_the_last_approval_the_job_is_approved_by_link(work):
    judge(work, 0, "approved")
    work.brief.refresh_from_db()
    assert work.brief.state == BriefState.WITH_CLIENT
    judge(work, 1, "approved")
    work.brief.refresh_from_db()
    event = Event.objects.get(verb="brief.client_approve")
    assert (work.brief.state, work.brief.rounds.get().state) == (BriefState.CLIENT_APPROVED, RoundState.OVER)
    assert (event.actor, event.words["by_contact"]) == (None, "Minna Maki")


def test_w5_one_piece_to_change_starts_another_turn_with_the_reasons(work):
    judge(work, 0, "changes", note="The logo is too small.")
    judge(work, 1, "approved")
    work.brief.refresh_from_db()
    assert work.brief.state == BriefState.CHANGES_ASKED
    assert Event.objects.get(verb="brief.ask_changes").note == "Poster: The logo is too small."


def test_w5_changes_need_a_reason_or_a_place(work):
    with pytest.raises(Refused, match="what is to change"):
        judge(work, 0, "changes")
    say(work, "other", "change", 10, 10)
    assert judge(work, 0, "changes").verdict == "changes"


def test_w5_no_changes_are_asked_while_two_want_opposite_things(work):
    say(work, "decider", "keep", 500, 500)
    change = say(work, "other", "change", 500, 500)
    with pytest.raises(Refused, match="opposite"):
        judge(work, 0, "changes", note="Well")
    showing.settle_opposition(change, by=work.decider)
    judge(work, 0, "changes", note="Well")


def test_w5_a_verdict_is_about_the_version_that_was_looked_at(work, eli):
    newer = making.add_work_file(work.pieces[0], by=eli, file=upload())
    making.show_also(newer, by=eli)
    with pytest.raises(Refused, match="newer version"):
        judge(work, 0, "approved", file=work.files[0])
    assert judge(work, 0, "approved", file=newer).file == newer


def test_w5_an_approval_of_the_last_round_stands_for_what_did_not_change(work, eli):
    judge(work, 0, "approved")
    judge(work, 1, "changes", note="Shorter")
    making.next_round(work.brief, by=eli, today=TODAY)
    making.add_work_file(work.pieces[1], by=eli, file=upload())
    making.hand_in(work.brief, by=eli, today=TODAY)
    making.show_client(work.brief, by=eli, today=TODAY)
    judge(work, 1, "approved")
    work.brief.refresh_from_db()
    assert work.brief.state == BriefState.CLIENT_APPROVED


def test_w5_what_is_still_to_come_keeps_the_job_with_the_client(work, guest):
    DeliverableFactory(brief=work.brief, name="Film to come")
    for which in (0, 1):
        judge(work, which, "approved")
    work.brief.refresh_from_db()
    assert work.brief.state == BriefState.WITH_CLIENT
    assert "Film to come" in guest.get(at("review_home", work.decider)).text


def test_w5_a_verdict_sent_twice_counts_once(work, guest):
    url = at("review_verdict", work.decider, work.files[0].pk)
    words = {"verdict": "approved", "form_key": "7f6f5a04-1111-4222-8333-444455556666"}
    assert [guest.post(url, words).status_code for _time in range(2)] == [302, 302]
    assert Verdict.objects.count() == 1


def test_w5_what_one_of_ours_heard_is_kept_with_who_said_it(work, eli):
    showing.record_approval(work.brief, by=eli, today=TODAY, contact=work.minna, note="On the phone: go ahead")
    work.brief.refresh_from_db()
    heard = set(Verdict.objects.values_list("deliverable", "verdict", "person", "contact", "link"))
    assert heard == {(piece.pk, "approved", eli.pk, work.minna.pk, None) for piece in work.pieces}
    assert (work.brief.state, work.brief.rounds.get().over_on) == (BriefState.CLIENT_APPROVED, TODAY)


# ── Links ────────────────────────────────────────────────────────────────────────────────────────


def test_w5_one_live_link_for_each_contact_and_one_decider(work, eli):
    again = showing.make_review_link(work.brief, work.minna, by=eli, now=timezone.now())
    live = ReviewLink.objects.open(now=timezone.now()).filter(brief=work.brief)
    assert set(live.values_list("contact", "is_decider")) == {(work.minna.pk, True), (work.pekka.pk, False)}
    assert again.secret != work.decider.secret


def test_w5_whoever_is_invited_to_decide_decides_alone(work, eli):
    showing.make_review_link(work.brief, work.pekka, by=eli, now=timezone.now(), is_decider=True)
    live = ReviewLink.objects.open(now=timezone.now()).filter(brief=work.brief)
    assert set(live.values_list("contact", "is_decider")) == {(work.minna.pk, False), (work.pekka.pk, True)}


def test_w5_a_link_is_for_a_contact_of_this_account(work, eli, otto):
    from clients.tests.factories import ContactFactory

    now = timezone.now()
    with pytest.raises(Refused, match="does not speak"):
        showing.make_review_link(work.brief, ContactFactory(), by=eli, now=now)
    with pytest.raises(PermissionDenied):
        showing.make_review_link(work.brief, work.minna, by=otto, now=now)


def test_w5_the_address_is_shown_once_and_mailed_to_the_contact(work, eli):
    from briefs.tests.work import visitor

    client = visitor(eli)
    url = reverse("review_link_add", args=[work.brief.pk])
    words = {
        "contact": work.pekka.pk,
        "days": "21",
        "mail": "on",
        "words": "Have a look",
        "form_key": "7f6f5a04-1111-4222-8333-444455556666",
    }
    page = client.post(url, words)
    letter = Letter.objects.get()
    address = page.context["address"]
    assert (page.status_code, address in page.text, address in letter.text, letter.to_email) == (200, True, True, work.pekka.email)
    assert Client().get(address.partition("//")[2].partition("/")[1] + address.partition("//")[2].partition("/")[2]).status_code == 200
    again = client.post(url, words)
    assert (again.status_code, Letter.objects.count()) == (302, 1)
    assert address not in client.get(reverse("brief_review", args=[work.brief.pk])).text
