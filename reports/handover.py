"""What people hold of reports and changes hands when they leave (P8): what is sent each week, and what is written of this week."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import ngettext

from clients.handover import at_account
from clients.models import Account
from core.moves import record, take
from people.handover import Parcel, Place, handover
from people.models import Person
from reports.lines import account_of
from reports.models import Report, ReportSchedule, ReportWord
from reports.schedules import those_who_may_read
from reports.states import ReportKind, ReportState, week_of


def at_its_account(row) -> Place:
    """Of an account: there. Of somebody's line: with the person."""
    return at_account(row) if row.account_id else Place()


def behind_a_wall(rows):
    """Those of these that are of accounts which whoever hands over may not see."""

    def unseen(person, by, today):
        if by.standing.sees_all:
            return None
        return rows(person, today).filter(account__isnull=False).exclude(account__in=Account.objects.visible_to(by))

    return unseen


def schedules(person, today):
    """Made by them, of their line, or sent to them."""
    sent_to_them = ReportSchedule.objects.filter(people=person).order_by().values("pk")
    rows = ReportSchedule.objects.filter(Q(made_by=person) | Q(person=person) | Q(pk__in=sent_to_them), account__closed_on=None)
    return rows.select_related("account", "person").order_by("pk")


def give_schedules(rows, giver, receiver, *, by, today) -> None:
    """Who made it, whose line it is and who gets it, wherever the giver stands.

    A successor who may not read it gets none; a line that they do not report on is reported no more.
    """
    receiver = Person.objects.get(pk=receiver.pk)  # what they see may just have changed
    for row in rows:
        fresh = take(row, by=None)
        if fresh.made_by_id == giver.pk:
            fresh.made_by = receiver
        if fresh.person_id == giver.pk:
            if has_a_line(receiver):
                fresh.person = receiver
            else:
                fresh.is_active = False
        if fresh.people.filter(pk=giver.pk).exists():
            fresh.people.remove(giver)
            if those_who_may_read([receiver], account=fresh.account, owner=fresh.person):
                fresh.people.add(receiver)
        fresh.version += 1
        fresh.save(update_fields=["made_by", "person", "is_active", "version"])
        record(fresh, "report_schedule.handed_over", by=by, person=str(receiver), before=str(giver))


def has_a_line(person) -> bool:
    return person.has_perm("reports.have_line_report")


def drafts(person, today):
    """Of this week, with words: of their line, or of an account with words of theirs. One of a week that is over is issued no more."""
    words = ReportWord.objects.filter(report=OuterRef("pk"))
    of_this_week = Report.objects.filter(state=ReportState.DRAFT, week_on__gte=week_of(today))
    rows = of_this_week.filter(Q(Exists(words), person=person) | Q(Exists(words.filter(written_by=person)), kind=ReportKind.STATUS))
    return rows.select_related("account", "person").order_by("pk")


def give_drafts(rows, giver, receiver, *, by, today) -> None:
    """The words go on in the successor's name, on accounts that they see: a word is read by whoever wrote it.

    Those in the draft of the giver's line go into that of the successor's. What cannot be given stays where it is.
    """
    receiver = Person.objects.get(pk=receiver.pk)
    for row in rows:
        fresh = take(row, by=None)
        give = into_the_line if fresh.person_id else in_their_name
        given = give(fresh, words_they_may_read(fresh, receiver), giver, receiver)
        if given is not None:
            record(given, "report.handed_over", by=by, person=str(receiver), before=str(giver))


def words_they_may_read(draft: Report, receiver) -> list[int]:
    """Keys of the words of this draft that are about accounts which the receiver sees, or about the whole."""
    about = {pk: draft.account_id or account_of(key) for pk, key in draft.words.values_list("pk", "key")}
    seen = set(Account.objects.visible_to(receiver).filter(pk__in=set(about.values()) - {None}).values_list("pk", flat=True))
    return [pk for pk, account in about.items() if account is None or account in seen]


def in_their_name(draft: Report, words: list[int], giver, receiver) -> Report | None:
    """The draft, if anything in it is theirs from now on."""
    return draft if ReportWord.objects.filter(pk__in=words, written_by=giver).update(written_by=receiver) else None


def into_the_line(draft: Report, words: list[int], giver, receiver) -> Report | None:
    """The receiver's own draft, with these words; beside the same line they stand one under the other. None where it is issued."""
    if not words or not has_a_line(receiver):
        return None
    theirs, _made = Report.objects.get_or_create(kind=draft.kind, person=receiver, account=None, week_on=draft.week_on)
    theirs = take(theirs, by=None)
    if theirs.is_issued:
        return None
    here = {word.key: word for word in theirs.words.select_for_update()}
    for word in draft.words.filter(pk__in=words):
        if (own := here.get(word.key)) is None:
            word.report = theirs
            word.written_by = receiver if word.written_by_id == giver.pk else word.written_by
            word.save(update_fields=["report", "written_by"])
        else:
            own.text, own.version = "\n\n".join(filter(None, [own.text, word.text])), own.version + 1
            own.save(update_fields=["text", "version"])
            word.delete()
    if not draft.words.exists():
        draft.delete()
    return theirs


def schedule_words(n: int) -> str:
    return ngettext("%(n)d report that is sent each week", "%(n)d reports that are sent each week", n) % {"n": n}


def draft_words(n: int) -> str:
    return ngettext("%(n)d report in draft", "%(n)d reports in draft", n) % {"n": n}


handover.register(Parcel("report_schedule", schedules, give_schedules, schedule_words, at_its_account, behind_a_wall(schedules), "account"))
handover.register(Parcel("report_draft", drafts, give_drafts, draft_words, at_its_account, behind_a_wall(drafts), "account"))
