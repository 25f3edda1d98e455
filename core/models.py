from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from core.money import CURRENCY_CHOICES
from core.querysets import EventQuerySet, ExchangeRateQuerySet, FormKeyQuerySet, HeartbeatQuerySet, LetterQuerySet


class Event(models.Model):
    """Something that somebody did: who, when, to what, from which state to which, why. Never edited.

    `topic` is the row on whose timeline it shows (the account of a contract); `words` are the facts that the
    sentence on the timeline needs, so that it reads the same when the row has changed since.
    """

    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="events", help_text="Empty: the clock."
    )
    verb = models.CharField(max_length=60, help_text="Past tense after the app: contract.amended.")
    subject_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    subject_id = models.BigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    topic_type = models.ForeignKey(ContentType, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    topic_id = models.BigIntegerField(null=True, blank=True)
    topic = GenericForeignKey("topic_type", "topic_id")
    from_state = models.CharField(max_length=30, blank=True)
    to_state = models.CharField(max_length=30, blank=True)
    note = models.TextField(blank=True)
    words = models.JSONField(default=dict, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-at"], name="event_of_subject"),
            models.Index(fields=["topic_type", "topic_id", "-at", "-id"], name="event_of_topic"),
        ]

    def __str__(self):
        return f"{self.verb} {self.words.get('name', self.subject_id)}"


class FormKey(models.Model):
    """The key of a form that has made its row: the same form sent twice makes one row and gets the same answer.

    Sent by one of ours, or by whoever came by a secret link: then `link` is that link's hash, and `made_url` names the row by its
    key alone, because the address would hold the secret.
    """

    key = models.UUIDField(unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    link = models.CharField(max_length=64, blank=True)
    made_url = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    objects = FormKeyQuerySet.as_manager()

    def __str__(self):
        return str(self.key)


class ExchangeRate(models.Model):
    """What one unit of a foreign currency is worth in the agency's own, on a day. Dated rows; never edited."""

    currency = models.CharField(max_length=3, choices=CURRENCY_CHOICES)
    on = models.DateField()
    house_per_unit = models.DecimalField(max_digits=18, decimal_places=8)

    objects = ExchangeRateQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "currency"]
        constraints = [
            models.UniqueConstraint(fields=["currency", "on"], name="one_rate_per_currency_and_day"),
            models.CheckConstraint(condition=models.Q(house_per_unit__gt=0), name="rate_is_positive"),
        ]

    def __str__(self):
        return f"{self.currency} {self.on}: {self.house_per_unit}"


class Heartbeat(models.Model):
    """When a part of the house was last at work: the clock, the sweep. `/readyz` fails when one is too long ago (S1)."""

    name = models.CharField(max_length=30, unique=True)
    at = models.DateTimeField()

    objects = HeartbeatQuerySet.as_manager()

    def __str__(self):
        return f"{self.name} {self.at:%Y-%m-%d %H:%M:%S}"


class Letter(models.Model):
    """A mail to somebody outside the house: a row first, so that a server that is away loses none (S1, W1, W5, W7).

    The text may hold the address of a secret link, of which we keep no more than a hash: it is emptied once it was sent or given up.
    So is the paper that goes with it. A letter with a `condition` leaves only while that still holds (`core.letter_conditions`).
    """

    to_name = models.CharField(max_length=200, blank=True)
    to_email = models.EmailField()
    reply_to = models.EmailField(blank=True)
    subject = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True, default=timezone.now, help_text="Empty: sent or given up.")
    sent_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    paper_name = models.CharField(max_length=120, blank=True, help_text="The PDF that goes with it (`LetterPaper`).")
    condition = models.CharField(max_length=60, blank=True, help_text="“contact_report:17”: what is asked again before it leaves.")

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        indexes = [models.Index(fields=["next_attempt_at"], condition=models.Q(next_attempt_at__isnull=False), name="letters_to_send")]

    def __str__(self):
        return f"{self.subject} ({self.to_email})"


class LetterPaper(models.Model):
    """The PDF that goes with a letter, in a row of its own: whoever lists letters loads none. Gone once the letter has left."""

    letter = models.OneToOneField(Letter, primary_key=True, on_delete=models.CASCADE, related_name="paper")
    content = models.BinaryField()

    def __str__(self):
        return f"{self.letter.paper_name}, {self.letter}"
