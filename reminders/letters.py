"""The mails: what they say, as HTML and as text. The same reminder has the same Message-ID however often it is tried."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.marks import day_words, distance_words
from core.statements import state_of
from core.together import asked_of_each
from people.models import Person
from reminders.hours import zone
from reminders.models import Digest, Reminder
from reminders.registry import Line, rule_named

MOST_IN_A_DIGEST = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """One reminder as a mail or the inbox shows it."""

    reminder: Reminder
    line: Line
    url: str
    when: str
    is_late: bool
    passed: Person | None
    cover_for: Person | None


def absolute(path: str) -> str:
    return f"{settings.BASE_URL}{path}"


def entry_for(reminder: Reminder, subject, *, reader: Person, today: date) -> Entry:
    line = rule_named(reminder.rule).line(subject, today)
    return Entry(
        reminder=reminder,
        line=line,
        url=absolute(line.url),
        when=f"{distance_words(reminder.anchor_on, today)}, {day_words(reminder.anchor_on, today)}",
        is_late=reminder.anchor_on < today,
        passed=reminder.passed,
        cover_for=reminder.recipient if reminder.recipient_id != reader.pk else None,
    )


def entries_for(reminders, *, reader: Person, today: date) -> list[Entry]:
    """Those whose subject the reader may see, in their order; one query, whatever they are about."""
    reminders = list(reminders)
    wanted: dict[tuple, set[int]] = defaultdict(set)
    kinds = {}
    for reminder in reminders:
        if (rule := rule_named(reminder.rule)) is not None:
            kinds[reminder.rule] = (rule.subject(), rule.loaded)
            wanted[kinds[reminder.rule]].add(reminder.subject_id)
    in_one_order = sorted(wanted, key=lambda kind: (kind[0]._meta.label, kind[1].__qualname__))  # so that one statement serves more days
    found = subjects_of({kind: sorted(wanted[kind]) for kind in in_one_order}, reader=reader)
    subjects = {(*kind, row.pk): row for kind, rows in found.items() for row in rows}
    known = [(reminder, subjects.get((*kinds.get(reminder.rule, ()), reminder.subject_id))) for reminder in reminders]
    return [entry_for(reminder, subject, reader=reader, today=today) for reminder, subject in known if subject is not None]


def subjects_of(wanted: dict[tuple, list[int]], *, reader: Person) -> dict[tuple, list]:
    """What reminders are about, by (model, how it is loaded), as far as the reader may see it; a statement that is built once."""

    def seen(model, loaded):
        return lambda keys: loaded(model.objects.visible_to(reader)).filter(pk__in=keys)

    return asked_of_each(("subjects", state_of(reader)), {kind: seen(*kind) for kind in wanted}, wanted)


def reminder_letter(reminder: Reminder, subject, *, to: Person) -> EmailMultiAlternatives:
    with translation.override(to.language), timezone.override(zone(to.time_zone)):
        entry = entry_for(reminder, subject, reader=to, today=timezone.localdate())
        title = f"{entry.line.title} · {entry.when}"
        if entry.passed:
            title = _("Passed to you: %(title)s") % {"title": title}
        return letter(to, title, "reminder", {"entry": entry}, message_id=reminder.mail_name)


def digest_letter(digest: Digest) -> EmailMultiAlternatives:
    person = digest.person
    with translation.override(person.language), timezone.override(zone(person.time_zone)):
        today = timezone.localdate()
        rows = Reminder.objects.pending().filter(digest=digest)
        total = rows.count()
        listed = rows.select_related("recipient", "passed").order_by("anchor_on", "pk")[:MOST_IN_A_DIGEST]
        entries = entries_for(listed, reader=person, today=today)
        title = ngettext("%(count)d reminder for %(day)s", "%(count)d reminders for %(day)s", total)
        title %= {"count": total, "day": day_words(today, today)}
        context = {"entries": entries, "title": title, "further": total - len(entries)}
        return letter(person, title, "digest", context, message_id=f"dig-{digest.pk}")


def letter(to: Person, title: str, template: str, context: dict, *, message_id: str) -> EmailMultiAlternatives:
    context = {
        "reader": to,
        "agency_name": settings.AGENCY_NAME,
        "inbox_url": absolute(reverse("reminder_list")),
        "language": translation.get_language(),
        **context,
    }
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    mail = EmailMultiAlternatives(
        subject=" ".join(title.split()),  # a line break in a name must not begin a header
        body=render_to_string(f"reminders/mail/{template}.txt", context),
        to=[to.email],
        headers={"Message-ID": f"<{message_id}@{host}>", "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
    )
    mail.attach_alternative(render_to_string(f"reminders/mail/{template}.html", context), "text/html")
    return mail
