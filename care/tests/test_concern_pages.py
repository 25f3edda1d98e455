"""The pages of concerns: ours, and those of a client's contact by their link (R2, R3)."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from care.actions import concern as actions
from care.models import Concern, ConcernLink, ConcernMessage
from care.states import ConcernKind, ConcernState
from care.tests.concern_factories import ConcernFactory
from care.tests.concerns import link, rita  # noqa: F401
from clients.tests.factories import ContactFactory

pytestmark = pytest.mark.django_db

S = ConcernState
EVIL = "<script>alert(1)</script>"


@pytest.fixture
def as_eli(client, eli):
    client.force_login(eli, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


@pytest.fixture
def own_link(account, rita, eli):  # noqa: F811
    """Open today: the link of Rita with its secret."""
    from care.actions.concern_links import CONCERN_LINKS

    return CONCERN_LINKS.make(account, rita, by=eli, now=timezone.now())


def guest(name, link, *more):  # noqa: F811
    return reverse(name, args=[link.secret, *more])


def theirs(account, contact, **more):
    return ConcernFactory(account=account, contact=contact, is_shared=True, raised_at=timezone.now(), **more)


# ── Ours ──


def test_r2_the_list_shows_what_one_may_see(as_eli, account):
    ConcernFactory(account=account, title="Late posters")
    ConcernFactory(title="Of somebody else")
    page = as_eli.get(reverse("concern_list"))
    assert [row.title for row in page.context["listing"].records] == ["Late posters"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?late=true", {"late"}),
        ("?state=proposed", {"proposed"}),
        ("?severity=4", {"critical"}),
        ("?rung=1", {"climbed"}),
        ("?status=over", {"closed"}),
        ("?kind=conflict", {"conflict"}),
        ("", {"late", "proposed", "critical", "climbed", "conflict"}),
    ],
)
def test_r2_the_list_is_narrowed(as_eli, account, query, expected):
    now = timezone.now()
    ConcernFactory(account=account, title="late")
    for title, more in {
        "proposed": {"state": S.PROPOSED},
        "critical": {"severity": 4},
        "climbed": {"rung": 1},
        "closed": {"state": S.CLOSED, "closed_at": now},
        "conflict": {"kind": ConcernKind.CONFLICT},
    }.items():
        ConcernFactory(account=account, title=title, raised_at=now, **more)
    page = as_eli.get(reverse("concern_list") + query)
    assert {row.title for row in page.context["listing"].records} == expected


def test_r2_the_list_asks_the_same_few_questions_for_one_and_for_thirty(as_eli, account, django_assert_max_num_queries):
    for _number in range(30):
        ConcernFactory(account=account)
    as_eli.get(reverse("concern_list"))
    with django_assert_max_num_queries(12):
        as_eli.get(reverse("concern_list"))


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("staff", 'raised “<a href="{url}">Late again</a>”: a conflict of normal severity'),
        ("link", 'raised “<a href="{url}">Late again</a>” on their own page: a conflict of normal severity'),
        ("survey", 'raised “<a href="{url}">Late again</a>” after a survey: a conflict of normal severity'),
        ("import", 'brought “<a href="{url}">Late again</a>” in by import: a conflict of normal severity'),
    ],
)
def test_r2_the_history_says_in_a_sentence_how_a_concern_came_in(source, words, as_eli, account, eli):
    facts = {"kind": "conflict", "title": "Late again", "text": "Three days."}
    concern = actions.raise_concern(account, by=eli, now=timezone.now(), source=source, **facts)
    assert words.format(url=concern.get_absolute_url()) in as_eli.get(concern.get_absolute_url()).text


def test_r2_the_page_of_one_shows_what_was_said_and_how_it_climbed(as_eli, account, rita, eli, sam, django_assert_max_num_queries):  # noqa: F811
    concern = theirs(account, rita, text=EVIL)
    actions.write_message(concern, by=eli, text="Careful with them.", now=timezone.now(), is_internal=True)
    as_eli.get(concern.get_absolute_url())
    with django_assert_max_num_queries(12):
        page = as_eli.get(concern.get_absolute_url())
    assert "Careful with them." in page.text
    assert EVIL not in page.text


def test_r2_midnight_ends_the_day_by_which_our_word_is_due_and_begins_the_day_it_was_raised(as_eli, account):
    """An office that closes at midnight; and a day without an hour, as imports bring it."""
    friday, saturday = (datetime(2026, 3, day, tzinfo=timezone.get_default_timezone()) for day in (13, 14))
    concern = ConcernFactory(account=account, raised_at=friday, answer_by=saturday, resolve_by=saturday + timedelta(hours=9))
    facts = as_eli.get(concern.get_absolute_url()).context["facts"]
    assert facts == [
        ("Raised", "Friday 13 March, 00:00, taken by us"),
        ("Answer by", "the end of Friday 13 March"),
        ("Outcome by", "Saturday 14 March, 09:00"),
    ]
    assert "Due by the end of Friday 13 March." in as_eli.get(reverse("concern_answer", args=[concern.pk])).text


def test_r2_the_contact_reads_by_when_they_hear_from_us_as_we_do(client, account, own_link, rita):  # noqa: F811
    concern = theirs(account, rita, answer_by=datetime(2026, 3, 14, tzinfo=timezone.get_default_timezone()))
    for page in (guest("client_concerns", own_link), guest("client_concern_detail", own_link, concern.pk)):
        assert "you hear from us by the end of Friday 13 March" in client.get(page).text


def test_r2_it_is_raised_answered_and_closed_in_the_browser(as_eli, account, rita):  # noqa: F811
    url = f"{reverse('concern_raise')}?account={account.pk}"
    form = as_eli.get(url).context["form"]
    typed = {"form_key": form["form_key"].value(), "title": "Late posters", "kind": "question", "severity": 3, "contact": rita.pk}
    as_eli.post(url, typed)
    concern = Concern.objects.get()
    assert (concern.kind, concern.severity, concern.contact) == ("question", 3, rita)
    as_eli.post(reverse("concern_answer", args=[concern.pk]), {"version": 1, "text": "Tomorrow.", "tell": "on"})
    cause = as_eli.get(reverse("concern_close", args=[concern.pk])).context["form"].fields["cause"].queryset.first()
    as_eli.post(reverse("concern_close", args=[concern.pk]), {"version": 2, "cause": cause.pk})
    concern.refresh_from_db()
    assert (concern.state, concern.cause, concern.is_shared) == (S.CLOSED, cause, True)


def test_r2_somebody_was_faster(as_eli, account, cora):
    concern = ConcernFactory(account=account)
    actions.answer_concern(concern, by=cora, text="Yes.", now=timezone.now())
    answer = as_eli.post(reverse("concern_answer", args=[concern.pk]), {"version": 1, "text": "No."})
    assert answer.status_code == 409


# ── The client's, without a log-in ──


def test_r2_a_contact_raises_one_on_their_phone_once(client, own_link, rita):  # noqa: F811
    url = guest("client_concern_raise", own_link)
    key = client.get(url).context["form"]["form_key"].value()
    typed = {"form_key": key, "kind": "problem", "title": EVIL, "text": EVIL, "severity": 3}
    first, second = client.post(url, typed), client.post(url, typed)
    concern = Concern.objects.get()
    assert (concern.contact, first["Location"], second["Location"]) == (rita, *[guest("client_concern_detail", own_link, concern.pk)] * 2)
    assert EVIL not in client.get(first["Location"]).text
    assert EVIL not in client.get(guest("client_concerns", own_link)).text


def test_r2_they_see_answers_and_no_internal_note(client, own_link, account, rita, eli):  # noqa: F811
    concern = theirs(account, rita)
    actions.write_message(concern, by=eli, text="They always complain.", now=timezone.now(), is_internal=True)
    actions.answer_concern(concern, by=eli, text="We print them anew.", now=timezone.now())
    page = client.get(guest("client_concern_detail", own_link, concern.pk))
    assert "We print them anew." in page.text
    assert "They always complain." not in page.text


def test_r2_they_answer_back_once_however_often_it_is_sent(client, own_link, account, rita):  # noqa: F811
    concern = theirs(account, rita, state=S.ANSWERED)
    url = guest("client_concern_detail", own_link, concern.pk)
    key = client.get(url).context["form"]["form_key"].value()
    for _time in range(2):
        client.post(url, {"text": "And who pays?", "form_key": key})
    concern.refresh_from_db()
    assert (concern.state, ConcernMessage.objects.count()) == (S.OPEN, 1)


def test_r3_they_say_yes_or_no_to_the_outcome(client, own_link, account, rita):  # noqa: F811
    settled, refused = theirs(account, rita, state=S.PROPOSED), theirs(account, rita, state=S.PROPOSED)
    for _time in range(2):
        client.post(guest("client_concern_agree", own_link, settled.pk), {"version": settled.version})
    client.post(guest("client_concern_refuse", own_link, refused.pk), {"reason": "Twenty.", "version": refused.version})
    states = {concern.pk: (concern.state, concern.confirmed_by) for concern in Concern.objects.all()}
    assert states == {settled.pk: (S.CONFIRMED, "Rita Rates"), refused.pk: (S.ANSWERED, "")}


def test_r2_they_read_nothing_that_a_colleague_of_theirs_wrote_before(client, own_link, account, rita, eli):  # noqa: F811
    before = ContactFactory(client=account.client, name="Bo Before")
    concern = theirs(account, rita)
    for author, text in (
        ({"contact": before}, "Rita knows nothing of it"),
        ({"person": eli}, "We look at it"),
        ({"contact": rita}, "Mine"),
    ):
        ConcernMessage.objects.create(concern=concern, text=text, **author)
    page = client.get(guest("client_concern_detail", own_link, concern.pk)).text
    assert [words in page for words in ("We look at it", "Mine", "Rita knows nothing")] == [True, True, False]


def test_r3_a_yes_is_to_the_outcome_that_was_read(client, own_link, account, rita, eli):  # noqa: F811
    settled = theirs(account, rita, state=S.PROPOSED, outcome="Ten per cent off")
    rejected = actions.reject_outcome(settled, by=eli, reason="They want twenty", now=timezone.now())
    actions.propose_outcome(rejected, by=eli, outcome="Five per cent off", now=timezone.now())
    answer = client.post(guest("client_concern_agree", own_link, settled.pk), {"version": settled.version}, follow=True)
    assert Concern.objects.get().state == S.PROPOSED
    assert ["Five per cent off" in answer.text, "read it once more" in answer.text] == [True, True]


def test_r2_they_open_it_again_and_take_it_back(client, own_link, account, rita):  # noqa: F811
    closed, raised = theirs(account, rita, state=S.CLOSED), theirs(account, rita)
    client.post(guest("client_concern_reopen", own_link, closed.pk), {"reason": "Again.", "version": closed.version})
    client.post(guest("client_concern_withdraw", own_link, raised.pk), {"reason": "Settled.", "version": raised.version})
    assert {concern.pk: concern.state for concern in Concern.objects.all()} == {closed.pk: S.REOPENED, raised.pk: S.WITHDRAWN}


@pytest.mark.parametrize(("name", "state"), [("refuse", S.PROPOSED), ("reopen", S.CLOSED), ("withdraw", S.OPEN)])
def test_r3_what_they_say_is_about_what_they_read_and_no_word_is_lost(client, own_link, account, rita, name, state):  # noqa: F811
    concern = theirs(account, rita, state=state, outcome="Ten per cent off")
    url = guest(f"client_concern_{name}", own_link, concern.pk)
    page = client.get(url)
    assert f'name="version" value="{concern.version}"' in page.text
    assert "Ten per cent off" in page.text
    Concern.objects.update(outcome="Five per cent off", version=concern.version + 1)
    answer = client.post(url, {"reason": "Not enough for us.", "version": concern.version})
    assert answer.status_code == 409
    assert [words in answer.text for words in ("Not enough for us.", "Five per cent off", "once more")] == [True] * 3
    assert Concern.objects.get().state == state
    for _time in range(2):  # read anew, and pressed twice
        assert client.post(url, {"reason": "Not enough for us.", "version": concern.version + 1}).status_code == 302
    assert Concern.objects.get().state != state
    assert ConcernMessage.objects.count() == (0 if name == "withdraw" else 1)


@pytest.mark.parametrize(
    ("name", "field", "state"), [("refuse", "reason", S.CONFIRMED), ("reopen", "reason", S.OPEN), ("detail", "text", S.PROPOSED)]
)
def test_r3_what_came_too_late_is_shown_to_them_and_not_sent(client, own_link, account, rita, name, field, state):  # noqa: F811
    """A colleague of theirs, or we, were faster."""
    concern = theirs(account, rita, state=state)
    answer = client.post(guest(f"client_concern_{name}", own_link, concern.pk), {field: "Not enough for us.", "version": concern.version})
    assert answer.status_code == 409
    assert [words in answer.text for words in ("Not enough for us.", "this was not sent")] == [True] * 2
    assert (Concern.objects.get().state, ConcernMessage.objects.count()) == (state, 0)


def test_r3_another_outcome_is_refused_in_the_same_words(client, own_link, account, rita, eli):  # noqa: F811
    concern = theirs(account, rita, state=S.PROPOSED, outcome="Ten per cent off")
    url = guest("client_concern_refuse", own_link, concern.pk)
    client.post(url, {"reason": "Not enough.", "version": concern.version})
    again = actions.propose_outcome(Concern.objects.get(), by=eli, outcome="Eleven per cent off", now=timezone.now())
    client.post(url, {"reason": "Not enough.", "version": again.version})
    assert (Concern.objects.get().state, ConcernMessage.objects.count()) == (S.ANSWERED, 2)


@pytest.mark.parametrize("name", ["detail", "agree", "refuse", "reopen", "withdraw"])
def test_r2_a_link_opens_no_concern_but_its_own(client, own_link, account, rita, name):  # noqa: F811
    hidden = ConcernFactory(account=account, contact=rita, title="Says they will leave", state=S.PROPOSED)
    others = theirs(account, ContactFactory(client=account.client), state=S.PROPOSED)
    elsewhere = ConcernFactory(contact=rita, is_shared=True, state=S.PROPOSED)
    for concern in (hidden, others, elsewhere):
        url = guest(f"client_concern_{name}", own_link, concern.pk)
        answer = client.post(url, {"reason": "x"}) if name != "detail" else client.get(url)
        assert answer.status_code == 404
        assert concern.title not in answer.text
    assert set(Concern.objects.values_list("state", flat=True)) == {S.PROPOSED}


def test_r2_guessed_expired_and_revoked_links_answer_alike(client, own_link, account):
    good = guest("client_concerns", own_link)
    answer = client.get(good)
    assert answer.status_code == 200
    assert (answer["X-Robots-Tag"], answer["Referrer-Policy"]) == ("noindex, nofollow, noarchive", "same-origin")
    guessed = client.get(reverse("client_concerns", args=["x" * 43]))
    ConcernLink.objects.update(revoked_at=timezone.now())
    revoked = client.get(good)
    ConcernLink.objects.update(revoked_at=None, expires_at=timezone.now())
    expired = client.get(good)
    assert [one.status_code for one in (guessed, revoked, expired)] == [404] * 3
    assert guessed.content == revoked.content == expired.content


def test_r2_the_secret_is_shown_once_and_kept_nowhere(as_eli, account, rita):  # noqa: F811
    url = reverse("concern_link_make", args=[account.pk])
    key = as_eli.get(url).context["form"]["form_key"].value()
    made = as_eli.post(url, {"form_key": key, "contact": rita.pk, "days": 30})
    secret = made.context["address"].rstrip("/").rpartition("/")[2]
    assert secret in made.text
    assert secret not in str(list(ConcernLink.objects.values()))
    assert secret not in as_eli.get(reverse("concern_link_list", args=[account.pk])).text


def test_p9_what_one_owns_stands_on_the_page_of_the_person(as_eli, account, eli):
    concern = ConcernFactory(account=account, owner=eli, title="Late posters")
    ConcernFactory(account=account, owner=eli, title="Settled", state=S.CLOSED)
    page = as_eli.get(eli.get_absolute_url())
    assert "Late posters" in page.text
    assert concern.get_absolute_url() in page.text
    assert "Settled" not in page.text
