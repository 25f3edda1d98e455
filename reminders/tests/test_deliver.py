"""Delivery (S1): whom a reminder reaches, when, how, and what happens when the mail server says no."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone

from core.models import Heartbeat
from people.models import Absence
from people.states import Delivery
from people.tests.factories import PersonFactory
from reminders import actions
from reminders import deliver as delivery
from reminders.deliver import deliver, is_on_time, wait_after
from reminders.hours import is_awake, next_morning
from reminders.models import Digest, Reminder
from reminders.sink import Fault

HELSINKI = ZoneInfo("Europe/Helsinki")


def at(moment):
    """A clock that stands still."""
    return lambda: moment


def local(year, month, day, hour, zone=HELSINKI):
    return datetime(year, month, day, hour, tzinfo=zone)


# ── Hours ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        (local(2026, 3, 10, 5), local(2026, 3, 10, 8)),  # before work
        (local(2026, 3, 10, 19), local(2026, 3, 11, 8)),  # after it
        (local(2026, 3, 13, 19), local(2026, 3, 16, 8)),  # Friday evening
        (local(2026, 3, 28, 12), local(2026, 3, 30, 8)),  # the weekend on which clocks go forward
        (local(2026, 10, 24, 12), local(2026, 10, 26, 8)),  # and back
    ],
)
def test_s1_what_comes_at_night_waits_for_the_next_working_morning_where_the_reader_is(now, morning):
    assert not is_awake(now, "Europe/Helsinki")
    assert next_morning(now, "Europe/Helsinki") == morning
    assert next_morning(now, "Europe/Helsinki").astimezone(HELSINKI).hour == 8


def test_s1_the_morning_is_the_readers_and_not_the_agencys():
    now = datetime(2026, 3, 10, 6, 30, tzinfo=UTC)
    assert is_awake(now, "Europe/Helsinki")
    assert not is_awake(now, "America/New_York")
    assert next_morning(now, "America/New_York") == datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(("saturday", "sunday_hours"), [(date(2026, 3, 28), 23), (date(2026, 10, 24), 25)])
def test_s1_a_clock_that_changes_neither_loses_nor_doubles_a_mail(due, boss, sink, saturday, sunday_hours):
    """Every half hour from Saturday noon over the change to Monday noon, in Helsinki: one mail, at eight."""
    boss.time_zone = "Europe/Helsinki"
    boss.save()
    noon = datetime.combine(saturday, datetime.min.time(), tzinfo=HELSINKI).astimezone(UTC) + timedelta(hours=12)
    (reminder,) = due(1, next_attempt_at=noon)
    Absence.objects.filter(pk=reminder.subject_id).update(starts_on=saturday + timedelta(days=9), ends_on=saturday + timedelta(days=20))
    Reminder.objects.update(anchor_on=saturday + timedelta(days=9))
    sent_at = None
    for tick in range(24 + 2 * sunday_hours + 24):
        now = noon + timedelta(minutes=30 * tick)
        deliver(clock=at(now))
        if sink.accepted and sent_at is None:
            sent_at = now
    assert len(sink.accepted) == 1
    assert sent_at.astimezone(HELSINKI).replace(tzinfo=None) == datetime.combine(saturday + timedelta(days=2), datetime.min.time()).replace(
        hour=8
    )


# ── Who, and how ─────────────────────────────────────────────────────────────────────────────────


def test_s1_a_reminder_is_one_mail_in_words_with_a_link_and_a_name_of_its_own(due, boss, any_hour):
    (reminder,) = due(1)
    assert deliver()["sent"] == 1
    (letter,) = mail.outbox
    assert letter.to == [boss.email]
    assert letter.subject.startswith("Name a cover for Person")
    assert letter.extra_headers["Message-ID"] == f"<rem-{reminder.pk}@localhost>"
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
    html = letter.alternatives[0].content
    assert "/team/absences/" in letter.body
    assert "/team/absences/" in html
    assert deliver()["sent"] == 0
    assert len(mail.outbox) == 1


def test_s1_a_line_break_in_a_name_begins_no_header(due, any_hour):
    (reminder,) = due(1)
    person = reminder.subject.person
    person.name = "Eve\r\nBcc: all@example.com"
    person.save()
    assert deliver()["sent"] == 1
    assert "\n" not in mail.outbox[0].subject
    assert mail.outbox[0].recipients() == [reminder.recipient.email]


def test_p8_the_cover_gets_it_marked_for_whom_and_after_the_absence_the_person_again(due, boss, any_hour):
    cover = PersonFactory(name="Cora Cover")
    today = timezone.localdate()
    absence = Absence.objects.create(person=boss, starts_on=today - timedelta(days=1), ends_on=today, cover=cover)
    due(1)
    deliver()
    assert mail.outbox[0].to == [cover.email]
    assert "For Bea Boss, whom you cover." in mail.outbox[0].body
    assert Reminder.objects.get().sent_to == cover
    absence.delete()
    due(1)
    deliver()
    assert mail.outbox[1].to == [boss.email]


def test_s1_what_was_put_off_is_said_again_on_its_morning_under_another_name(due, boss, sink, any_hour):
    today = timezone.localdate()
    (reminder,) = due(1)
    Absence.objects.filter(pk=reminder.subject_id).update(starts_on=today + timedelta(days=9), ends_on=today + timedelta(days=9))
    Reminder.objects.update(anchor_on=today + timedelta(days=9))
    deliver()
    put_off = actions.snooze(Reminder.objects.get(), by=boss, until=today + timedelta(days=4), reason="On the road", today=today)
    deliver()
    assert len(sink.accepted) == 1
    deliver(clock=at(put_off.next_attempt_at))
    assert sink.counts() == {f"<rem-{reminder.pk}@localhost>": 1, f"<rem-{reminder.pk}.1@localhost>": 1}


def test_s1_who_has_left_gets_nothing(due, boss, any_hour):
    boss.is_active = False
    boss.save()
    due(1)
    deliver()
    assert mail.outbox == []
    assert Reminder.objects.get().state == "cancelled"


def test_s1_what_lost_its_cause_since_the_sweep_is_not_sent(due, any_hour):
    covered, moved = due(2)
    covered.subject.cover = PersonFactory()
    covered.subject.save()
    Absence.objects.filter(pk=moved.subject_id).update(starts_on=moved.anchor_on + timedelta(days=1))
    deliver()
    assert mail.outbox == []
    assert set(Reminder.objects.values_list("state", "outcome")) == {("cancelled", "cause_gone")}


def test_s1_who_reads_in_the_app_only_gets_no_mail(due, boss, any_hour):
    boss.delivery = Delivery.NONE
    boss.save()
    due(2)
    deliver()
    assert mail.outbox == []
    assert list(Reminder.objects.values_list("state", flat=True)) == ["sent", "sent"]


def test_s1_a_digest_is_one_mail_a_day(due, boss, any_hour):
    boss.delivery = Delivery.DIGEST
    boss.save()
    due(3)
    deliver()
    deliver()
    assert [letter.subject[:11] for letter in mail.outbox] == ["3 reminders"]
    due(1)
    deliver()
    assert len(mail.outbox) == 1
    late = Reminder.objects.pending().get()
    deliver(clock=at(late.next_attempt_at + timedelta(minutes=1)))
    assert len(mail.outbox) == 2
    assert Digest.objects.count() == 2
    assert set(Reminder.objects.values_list("state", flat=True)) == {"sent"}


def test_s1_a_flood_for_one_person_is_one_mail(due, any_hour):
    due(delivery.MOST_SINGLE_MAILS + 1)
    deliver()
    assert len(mail.outbox) == 1
    assert Reminder.objects.filter(state="sent").count() == delivery.MOST_SINGLE_MAILS + 1


@pytest.mark.slow
def test_s1_a_thousand_due_at_once_for_a_hundred_people_are_a_thousand_mails(due, sink, any_hour):
    rows = [row.pk for _ in range(100) for row in due(10, recipient=PersonFactory(rank=30))]
    assert deliver()["sent"] == 1_000
    assert sink.counts() == {f"<rem-{pk}@localhost>": 1 for pk in rows}


# ── When the server says no ──────────────────────────────────────────────────────────────────────


def test_s1_a_busy_server_is_tried_again_later_under_the_same_name(due, sink, any_hour):
    (reminder,) = due(1)
    sink.misbehave = lambda letter: Fault.BUSY if not sink.faults else None
    assert deliver()["retried"] == 1
    waiting = Reminder.objects.get()
    assert (waiting.state, waiting.attempts, waiting.claim_token) == ("pending", 1, None)
    assert waiting.next_attempt_at > timezone.now()
    assert "451" in waiting.last_error
    deliver(clock=at(waiting.next_attempt_at))
    assert sink.counts() == {f"<rem-{reminder.pk}@localhost>": 1}


def test_s1_a_mailbox_that_is_no_more_is_given_up_and_shown(due, sink, any_hour):
    due(1)
    sink.misbehave = lambda letter: Fault.REFUSED
    assert deliver()["failed"] == 1
    reminder = Reminder.objects.get()
    assert reminder.state == "failed"
    assert "550" in reminder.last_error


def test_s1_one_letter_that_fails_does_not_stop_the_next(due, sink, any_hour):
    first, second = due(2)
    sink.misbehave = lambda letter: Fault.TAKEN_AND_GONE if letter.message_id == f"<rem-{first.pk}@localhost>" else None
    done = deliver()
    assert (done["sent"], done["retried"]) == (1, 1)
    assert Reminder.objects.get(pk=second.pk).state == "sent"


def test_s1_a_server_that_is_away_costs_attempts_and_no_reminder(due, any_hour, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    due(1)
    assert deliver()["retried"] == 1
    assert Reminder.objects.get().state == "pending"


def test_s1_waiting_doubles_up_to_six_hours_and_is_spread():
    waits = [wait_after(attempts) for attempts in range(1, 30)]
    assert all(timedelta(minutes=2**attempts) / 2 <= wait_after(attempts) <= timedelta(minutes=2**attempts) for attempts in range(1, 8))
    assert max(waits) <= timedelta(hours=6)
    assert min(waits[10:]) >= timedelta(hours=3)


def test_s1_a_lease_that_is_over_hands_the_row_on_and_the_late_worker_marks_nothing(due, sink, any_hour, monkeypatch):
    """A worker that slept past its lease finds its row sent by another: it leaves the mark alone."""
    (reminder,) = due(1)
    mark, others = delivery.mark_sent, []

    def sleep_past_the_lease(row, token, **marks):
        monkeypatch.setattr(delivery, "mark_sent", mark)
        others.append(deliver(clock=at(timezone.now() + delivery.lease() + timedelta(seconds=1)))["sent"])
        sent_at = Reminder.objects.get(pk=reminder.pk).sent_at
        mark(row, token, **marks)
        assert Reminder.objects.get(pk=reminder.pk).sent_at == sent_at

    monkeypatch.setattr(delivery, "mark_sent", sleep_past_the_lease)
    deliver()
    assert others == [1]
    assert sink.counts() == {f"<rem-{reminder.pk}@localhost>": 2}


def test_s1_a_worker_short_of_time_sends_nothing_it_may_not_finish(due, any_hour):
    due(2)
    begun = timezone.now()
    ticks = iter([begun, begun, begun] + [begun + delivery.lease()] * 20)
    deliver(clock=lambda: next(ticks), for_seconds=1)
    assert mail.outbox == []
    assert Reminder.objects.pending().count() == 2


def test_s1_silence_is_noticed(due, any_hour):
    deliver()
    assert Heartbeat.objects.filter(name="delivery").exists()
    due(1, next_attempt_at=timezone.now() - timedelta(minutes=31))
    assert not is_on_time(now=timezone.now())
