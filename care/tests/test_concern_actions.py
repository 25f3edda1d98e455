"""Concerns are raised, answered, brought to an outcome that the client confirms, and closed with a cause (R2, R3, G2)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from care.actions import concern as actions
from care.actions import concern_links, mediation
from care.actions.check_in import NextAction
from care.models import ActionItem, Concern, ConcernLink, ConcernMessage, MediationNote
from care.states import CONCERN_MOVES, TICKING, ConcernKind, ConcernSource, ConcernState
from care.tests.concern_factories import ConcernFactory, some_cause
from care.tests.concerns import NINE, link, rita  # noqa: F401
from clients.states import Severity, Tier
from clients.tests.factories import ContactFactory
from core.errors import IllegalMove, LostRace, Refused
from core.models import Event, Letter
from core.workhours import office

pytestmark = pytest.mark.django_db

S, K = ConcernState, ConcernKind
HOUR = timedelta(hours=1)


def raised(account, by, **more) -> Concern:
    facts = {"kind": K.PROBLEM, "severity": Severity.NORMAL, "title": "The posters came late", "now": NINE} | more
    return actions.raise_concern(account, by=by, **facts)


# ── Raised ──


@pytest.mark.parametrize(
    ("tier", "severity", "hours"),
    [
        (Tier.KEY, Severity.CRITICAL, (1, 8)),
        (Tier.KEY, Severity.NORMAL, (4, 34)),
        (Tier.GROWTH, Severity.HIGH, (4, 25)),
        (Tier.STANDARD, Severity.LOW, (25, 102)),
    ],
)
def test_g2_answer_and_outcome_are_due_in_office_hours_by_tier_and_severity(account, cora, tier, severity, hours):
    account.tier = tier
    account.save()
    concern = raised(account, cora, severity=severity)
    expected = tuple(office().add(NINE, number) for number in hours)
    assert (concern.answer_by, concern.resolve_by) == expected
    assert (concern.due_at, concern.climbs_at, concern.rung) == (expected[0], expected[0], 0)


def test_r2_the_lead_owns_it_and_one_event_says_who_raised_what(account, cora, eli):
    concern = raised(account, cora)
    assert (concern.owner, concern.state, concern.source, concern.is_shared) == (eli, S.OPEN, ConcernSource.STAFF, False)
    event = Event.objects.get()
    assert (event.actor, event.verb, event.topic, event.words["severity"]) == (cora, "concern.raised", account, "normal")


def test_r2_a_contact_raises_by_link_and_sees_it(account, link, rita):  # noqa: F811
    concern = raised(account, link, contact=None, source=ConcernSource.STAFF)
    assert (concern.contact, concern.source, concern.is_shared) == (rita, ConcernSource.LINK, True)
    assert Event.objects.filter(verb="concern.raised").get().words["by_contact"] == "Rita Rates"
    assert list(Concern.objects.of_link(link)) == [concern]


def test_r2_a_survey_raises_by_the_clock(account, rita):  # noqa: F811
    concern = raised(account, None, contact=rita, source=ConcernSource.SURVEY, severity=Severity.HIGH)
    assert (concern.source, concern.contact, concern.is_shared) == (ConcernSource.SURVEY, rita, False)


def test_r2_strangers_closed_accounts_and_contacts_of_others_are_refused(account, link, cora, otto):  # noqa: F811
    other = raised(ConcernFactory().account, None)
    with pytest.raises(PermissionDenied):
        raised(account, otto)
    with pytest.raises(PermissionDenied):
        raised(other.account, link)
    with pytest.raises(Refused):
        raised(account, cora, contact=ContactFactory())
    account.closed_on = NINE.date()
    account.save()
    with pytest.raises(Refused):
        raised(account, cora)
    assert not Concern.objects.filter(account=account).exists()


def test_r2_a_link_pours_nothing_in(account, link, monkeypatch):  # noqa: F811
    monkeypatch.setattr(actions, "MOST_BY_LINK_A_DAY", 2)
    raised(account, link)
    concern = raised(account, link)
    with pytest.raises(Refused):
        raised(account, link)
    for _number in range(2):
        actions.hear_contact(concern, by=link, text="And?", now=NINE)
    with pytest.raises(Refused):
        actions.hear_contact(concern, by=link, text="And?", now=NINE)


# ── Answered, and so on ──


def test_r2_an_answer_starts_the_clock_of_the_outcome(account, cora):
    concern = raised(account, cora)
    actions.answer_concern(concern, by=cora, text="We print them anew.", now=NINE + 2 * HOUR)
    concern.refresh_from_db()
    assert (concern.state, concern.due_at, concern.climbs_at) == (S.ANSWERED, concern.resolve_by, concern.resolve_by)
    assert (concern.answered_at, concern.answer_minutes, concern.was_answered_late) == (NINE + 2 * HOUR, 120, False)


def test_r2_a_late_answer_is_remembered_as_late(account, cora):
    concern = raised(account, cora)
    actions.answer_concern(concern, by=cora, text="Sorry.", now=concern.answer_by + HOUR / 60)
    concern.refresh_from_db()
    assert concern.was_answered_late


def test_r2_whoever_is_not_content_gets_another_answer_in_the_same_time(account, cora, link):  # noqa: F811
    concern = raised(account, link)
    actions.answer_concern(concern, by=cora, text="We print them anew.", now=NINE)
    later = NINE + timedelta(days=1)
    actions.hear_contact(concern, by=link, text="And who pays?", now=later)
    fresh = Concern.objects.get()
    assert (fresh.state, fresh.answer_by, fresh.due_at) == (S.OPEN, office().add(later, fresh.answer_hours), fresh.answer_by)
    assert fresh.resolve_by == concern.resolve_by


def test_r2_a_word_before_our_answer_moves_no_clock(account, link):  # noqa: F811
    concern = raised(account, link)
    actions.hear_contact(concern, by=link, text="It is two hundred posters.", now=NINE + HOUR)
    fresh = Concern.objects.get()
    assert (fresh.state, fresh.answer_by, fresh.version) == (S.OPEN, concern.answer_by, concern.version)
    assert Event.objects.filter(verb="concern.heard").count() == 1


def test_r2_the_clock_stands_still_while_the_client_thinks_and_runs_anew_when_they_refuse(account, cora, link):  # noqa: F811
    concern = raised(account, link)
    actions.answer_concern(concern, by=cora, text="We look into it.", now=NINE)
    actions.propose_outcome(concern, by=cora, outcome="Ten per cent off.", now=NINE + HOUR)
    concern.refresh_from_db()
    assert (concern.state, concern.due_at, concern.climbs_at, concern.resolve_minutes) == (S.PROPOSED, None, None, 60)
    refused_at = NINE + timedelta(days=3)
    actions.reject_outcome(concern, by=link, reason="Twenty.", now=refused_at)
    concern.refresh_from_db()
    assert (concern.state, concern.outcome, concern.resolved_at) == (S.ANSWERED, "", None)
    assert concern.due_at == concern.resolve_by == office().add(refused_at, concern.resolve_hours)


def test_r3_the_contact_confirms_by_link_and_ours_write_down_who_said_it(account, cora, link):  # noqa: F811
    for by, who, expected in ((link, "", "Rita Rates"), (cora, "Rita, on the phone", "Rita, on the phone")):
        concern = ConcernFactory(account=account, contact=link.contact, is_shared=True, state=S.PROPOSED)
        confirmed = actions.confirm_outcome(concern, by=by, who=who)
        assert (confirmed.state, confirmed.confirmed_by) == (S.CONFIRMED, expected)
    with pytest.raises(Refused):
        actions.confirm_outcome(ConcernFactory(account=account, state=S.PROPOSED), by=cora)


def test_r3_nothing_is_closed_without_a_cause(account, eli):
    concern = ConcernFactory(account=account, state=S.CONFIRMED)
    with pytest.raises(Refused):
        actions.close_concern(concern, by=eli, now=NINE)
    closed = actions.close_concern(concern, by=eli, now=NINE, cause=some_cause())
    assert (closed.state, closed.cause, closed.closed_at) == (S.CLOSED, some_cause(), NINE)


@pytest.mark.parametrize(("kind", "closes"), [(K.QUESTION, True), (K.REQUEST, True), (K.PROBLEM, False), (K.CONFLICT, False)])
def test_r3_an_answer_settles_a_question_and_no_conflict(account, eli, kind, closes):
    concern = ConcernFactory(account=account, kind=kind, state=S.ANSWERED)
    assert ("close" in actions.moves_now(concern, by=eli)) is closes
    if closes:
        assert actions.close_concern(concern, by=eli, now=NINE + HOUR, cause=some_cause()).resolve_minutes == 60
    else:
        with pytest.raises(Refused):
            actions.close_concern(concern, by=eli, now=NINE, cause=some_cause())


def test_r2_a_reopened_one_gets_both_words_anew_and_stays_on_its_rung(account, link):  # noqa: F811
    concern = ConcernFactory(account=account, contact=link.contact, is_shared=True, state=S.CLOSED, rung=2)
    later = NINE + timedelta(days=10)
    fresh = actions.reopen_concern(concern, by=link, reason="They are late again.", now=later)
    assert (fresh.state, fresh.rung, fresh.reopened_count, fresh.outcome, fresh.confirmed_by) == (S.REOPENED, 2, 1, "", "")
    assert (fresh.answer_by, fresh.resolve_by) == (office().add(later, 4), office().add(later, 34))


def test_r2_another_severity_works_both_moments_out_anew_and_is_one_event(account, cora):
    concern = raised(account, cora)
    changed = actions.change_concern(concern, by=cora, now=NINE + HOUR, severity=Severity.CRITICAL)
    hours = {Tier.STANDARD: (4, 17)}[account.tier_now]
    assert (changed.answer_by, changed.resolve_by) == tuple(office().add(NINE, number) for number in hours)
    assert changed.climbs_at == changed.due_at == changed.answer_by
    event = Event.objects.exclude(verb="concern.raised").get()
    assert (event.verb, event.words["changes"]["severity"]) == ("concern.graded", ["Normal", "Critical"])


def test_r2_an_old_page_changes_nothing(account, cora, eli):
    concern = raised(account, cora)
    actions.answer_concern(concern, by=eli, text="Yes.", now=NINE)
    with pytest.raises(LostRace):
        actions.answer_concern(concern, by=cora, text="No.", now=NINE, version=concern.version)
    assert list(ConcernMessage.objects.values_list("text", flat=True)) == ["Yes."]


# ── Mediation ──


def test_r3_a_talk_is_dated_says_both_sides_and_becomes_actions(account, sam, eli):
    conflict = ConcernFactory(account=account, kind=K.CONFLICT, state=S.ANSWERED)
    mediation.begin_mediation(conflict, by=sam, now=NINE)
    talk = mediation.note_mediation(
        conflict,
        by=sam,
        held_on=NINE.date(),
        today=NINE.date(),
        client_side="They paid for three rounds.",
        our_side="They asked for five.",
        offered="One more round for free.",
        agreed="Four rounds, and a list before each.",
        actions=[NextAction("Write the list", eli, NINE.date())],
    )
    assert (talk.noted_by, MediationNote.objects.count()) == (sam, 1)
    item = ActionItem.objects.get()
    assert (item.concern, item.owner, item.what) == (conflict, eli, "Write the list")


def test_r3_only_a_conflict_is_mediated_and_only_while_it_is(account, sam):
    with pytest.raises(PermissionDenied):
        mediation.begin_mediation(ConcernFactory(account=account, kind=K.PROBLEM, state=S.ANSWERED), by=sam, now=NINE)
    sides = {"held_on": NINE.date(), "today": NINE.date(), "client_side": "A", "our_side": "B"}
    with pytest.raises(IllegalMove):
        mediation.note_mediation(ConcernFactory(account=account, kind=K.CONFLICT, state=S.ANSWERED), by=sam, **sides)
    talking = ConcernFactory(account=account, kind=K.CONFLICT, state=S.MEDIATION)
    with pytest.raises(Refused):
        mediation.note_mediation(talking, by=sam, **sides | {"held_on": NINE.date() + timedelta(days=1)})
    assert not MediationNote.objects.exists()


# ── Letters and links ──


def test_r2_a_letter_with_our_answer_brings_a_page_of_their_own(account, eli, rita, settings):  # noqa: F811
    concern = raised(account, eli, contact=rita)
    actions.answer_concern(concern, by=eli, text="We print them anew.", now=NINE, tell=True)
    letter = Letter.objects.get()
    secret = letter.text.partition("/for-you/concern/")[2].partition("/")[0]
    found = ConcernLink.objects.of_secret(secret, now=NINE)
    assert (found.contact, found.account, letter.to_email) == (rita, account, "rita@client.example")
    assert list(Concern.objects.of_link(found)) == [concern], "what we write about, they see"
    assert "We print them anew." in letter.text


def test_r2_who_may_make_no_link_sends_none(account, cora, rita):  # noqa: F811
    concern = raised(account, cora, contact=rita)
    actions.answer_concern(concern, by=cora, text="Soon.", now=NINE, tell=True)
    assert "/for-you/" not in Letter.objects.get().text
    assert not ConcernLink.objects.exists()


def test_r2_a_renewed_link_kills_the_older_ones_and_a_revoked_one_opens_nothing(account, rita, eli):  # noqa: F811
    first = concern_links.CONCERN_LINKS.make(account, rita, by=eli, now=NINE)
    second = concern_links.CONCERN_LINKS.renew(account, rita, by=eli, now=NINE)
    assert [ConcernLink.objects.of_secret(one.secret, now=NINE) for one in (first, second)] == [None, second]
    concern_links.CONCERN_LINKS.revoke(account, rita, by=eli, now=NINE)
    assert ConcernLink.objects.of_secret(second.secret, now=NINE) is None


# ── Every move from every state by everybody ──

LINE = {"cora", "eli", "sam", "dana", "hana"}
THEIRS = LINE | {"link"}
WHO = {
    "answer": LINE,
    "ask_again": THEIRS,
    "mediate": LINE,
    "propose": LINE,
    "confirm": THEIRS,
    "reject": THEIRS,
    "close": LINE - {"cora"},
    "reopen": THEIRS,
    "withdraw": THEIRS,
}


def do(name, concern, by):
    words = {"by": by, "now": NINE}
    acts = {
        "answer": lambda: actions.answer_concern(concern, text="Yes.", **words),
        "ask_again": lambda: actions.hear_contact(concern, text="And?", **words),
        "mediate": lambda: mediation.begin_mediation(concern, **words),
        "propose": lambda: actions.propose_outcome(concern, outcome="Half.", **words),
        "confirm": lambda: actions.confirm_outcome(concern, by=by, who="Rita"),
        "reject": lambda: actions.reject_outcome(concern, reason="No.", **words),
        "close": lambda: actions.close_concern(concern, cause=some_cause(), **words),
        "reopen": lambda: actions.reopen_concern(concern, reason="Again.", **words),
        "withdraw": lambda: actions.withdraw_concern(concern, reason="Settled.", **words),
    }
    return acts[name]()


@pytest.mark.parametrize("name", CONCERN_MOVES)
def test_r2_every_move_from_every_state_by_everybody(account, link, cora, eli, sam, dana, hana, otto, pia, tara, name, monkeypatch):  # noqa: F811
    monkeypatch.setattr(actions, "MOST_BY_LINK_A_DAY", 1_000)
    people = {"cora": cora, "eli": eli, "sam": sam, "dana": dana, "hana": hana, "otto": otto, "pia": pia, "tara": tara, "link": link}
    for state in S:
        for who, by in people.items():
            concern = ConcernFactory(account=account, contact=link.contact, is_shared=True, kind=K.CONFLICT, state=state)
            move, before = CONCERN_MOVES[name], Event.objects.count()
            may, can = who in WHO[name], state in move.sources
            if name == "close" and state == S.ANSWERED:  # a conflict needs the client's yes first
                can = False
            if name == "ask_again" and concern.is_live:  # else it is a word more, which is no move
                can, target = True, S.OPEN if state == S.ANSWERED else state
            else:
                target = move.target
            assert (name in actions.moves_now(concern, by=by)) == (may and state in move.sources and not (name == "close" and not can))
            if may and can:
                do(name, concern, by)
                assert Event.objects.count() == before + 1, (state, who)
            else:
                with pytest.raises((PermissionDenied, IllegalMove, Refused)):
                    do(name, concern, by)
                assert Event.objects.count() == before, (state, who)
                target = state
            concern.refresh_from_db()
            assert concern.state == target, (state, who)
            assert (concern.due_at is not None) is (concern.state in TICKING), (state, who)


def test_r2_a_link_speaks_for_its_own_concerns_alone(account, link, rita):  # noqa: F811
    others = (
        ConcernFactory(account=account, contact=ContactFactory(client=account.client), is_shared=True, state=S.PROPOSED),
        ConcernFactory(account=account, contact=rita, is_shared=False, state=S.PROPOSED),
        ConcernFactory(contact=rita, is_shared=True, state=S.PROPOSED),
    )
    for concern in others:
        with pytest.raises(PermissionDenied):
            actions.confirm_outcome(concern, by=link)
    assert not Concern.objects.of_link(link).exists()


def test_r2_hours_are_those_of_the_office(account, cora):
    friday = datetime(2026, 3, 20, 16, 30, tzinfo=UTC)
    account.tier = Tier.KEY
    account.save()
    concern = raised(account, cora, now=friday)
    assert concern.answer_by > friday + timedelta(days=2), "a weekend is no time to answer in"
