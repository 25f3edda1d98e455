"""What people do with reports: write a word beside a figure, take it away, and issue (S3, P3). All of the week that stands."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.changes import ask
from core.errors import LostRace, Refused
from core.moves import make_move, record
from reports.building import lines_now
from reports.models import Report, ReportWord
from reports.states import week_of

MOST_BESIDE = ReportWord._meta.get_field("beside").max_length


def report_of(*, kind: str, account=None, person=None, today: date) -> Report:
    """The report of this week: the row if somebody has written or issued, else one that is not saved."""
    week_on = week_of(today)
    known = Report.objects.about(kind=kind, account=account, person=person).filter(week_on=week_on).first()
    report = known or Report(kind=kind, account=account, person=person, week_on=week_on)
    if account is not None:
        report.account = account  # the very one that the page has, with what it has loaded
    return report


def report_of_week(known: list[Report], *, kind: str, account=None, person=None, today: date) -> Report:
    """The same from what the page has loaded already."""
    week_on = week_of(today)
    report = next((one for one in known if one.week_on == week_on), None) or Report(kind=kind, week_on=week_on)
    report.account, report.person = account, person
    return report


def opened(report: Report) -> Report:
    """The row of this report, made now if it is the first thing that is kept of its week; locked."""
    facts = {"kind": report.kind, "account": report.account, "person": report.person, "week_on": report.week_on}
    row, _made = Report.objects.get_or_create(**facts)
    return Report.objects.select_for_update(of=("self",)).get(pk=row.pk)


@transaction.atomic
def write_word(
    report: Report, key: str, *, by, text: str, beside: str = "", version: int | str | None = None, now: datetime | None = None
) -> ReportWord:
    """Say something beside a line, or of the whole (`SUMMARY`). Raises PermissionDenied, Refused when it is issued, LostRace.

    `beside` is what the line is called, for when it is gone; `version` that of the word the page was opened with, 0 where nothing stood.
    """
    ask(by, "reports.write_words", report)
    row = opened(report)
    if row.is_issued:
        raise Refused(_("This report is issued: what it says stays as it is."))
    word = ReportWord.objects.select_for_update(of=("self",)).filter(report=row, key=key).first()
    stands = word.version if word else 0
    if version is not None and str(version).strip() != str(stands):
        if word is not None and word.text == text:
            return word
        raise LostRace(word or ReportWord(report=row, key=key, version=0))
    if word is None:
        facts = {"text": text, "beside": beside[:MOST_BESIDE], "written_by": by, "written_at": now or timezone.now()}
        return ReportWord.objects.create(report=row, key=key, **facts)
    if word.text != text:
        word.beside = beside[:MOST_BESIDE] or word.beside
        word.text, word.written_by, word.written_at = text, by, now or timezone.now()
        word.version += 1
        word.save()
    return word


@transaction.atomic
def drop_word(report: Report, key: str, *, by, version: int | str) -> None:
    """Take words away for good, those beside a line that is no longer there. Raises PermissionDenied, Refused when it is issued, LostRace.

    That they were there, beside what and whose, is kept as an event; what they said is not.
    """
    ask(by, "reports.write_words", report)
    row = opened(report)
    if row.is_issued:
        raise Refused(_("This report is issued: what it says stays as it is."))
    word = ReportWord.objects.select_for_update(of=("self",)).select_related("written_by").filter(report=row, key=key).first()
    if word is None:
        return
    if str(version).strip() != str(word.version):
        raise LostRace(word)
    record(row, "report.word_dropped", by=by, beside=word.beside, writer=word.written_by.name)
    word.delete()


@transaction.atomic
def issue_report(report: Report, *, by, today: date, now: datetime | None = None) -> Report:
    """Freeze the week as it stands, with all its words. Raises PermissionDenied; IllegalMove when it was issued already.

    Words beside a line that is gone stay too: somebody wrote them to be read. `by=None` is the clock, for a schedule.
    """
    ask(by, "reports.issue_report", report)
    row = opened(report)
    lines = [line.as_kept() for line in lines_now(report, today=today)]
    return make_move(row, "issue", by=by, lines=lines, issued_at=now or timezone.now(), issued_by=by)
