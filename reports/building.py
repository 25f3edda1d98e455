"""The lines of a report: of a draft as things stand now, of an issued one as they stood, and what a reader may see of them."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from clients.frames import seats_of
from clients.models import Account
from clients.states import HealthColour
from reports.client_words import CLIENT_SECTIONS, for_client
from reports.lines import CLIENT, SECTIONS, SUMMARY, YOU, Difference, Line, account_of, differences, gone
from reports.models import Report, ReportWord
from reports.reading import Read
from reports.states import ReportKind
from reports.status import status_lines
from reports.team import activity_lines, portfolio_lines


def lines_now(report: Report, *, today: date, read: Read | None = None) -> list[Line]:
    """What the report would say if it were issued now: of an account everything, of a line what its owner sees."""
    match report.kind:
        case ReportKind.STATUS:
            account = report.account
            if not hasattr(account, "live_seats"):
                account.live_seats = seats_of(account, today=today)
            return status_lines(account, today=today, jobs=read.jobs if read else None)
        case ReportKind.ACTIVITY:
            return activity_lines(report.person, week_on=report.week_on, today=today)
        case _:
            return portfolio_lines(report.person, today=today)


def lines_kept(report: Report) -> list[Line]:
    return [Line.read(kept) for kept in report.lines]


def seen_by(person, accounts: set[int]) -> set[int]:
    """Those of these accounts that this reader may know; one query at most."""
    if person.standing.sees_all or not accounts:
        return accounts
    return set(Account.objects.visible_to(person).filter(pk__in=accounts).values_list("pk", flat=True))


def for_reader(lines: list[Line], person, *, seen: set[int]) -> list[Line]:
    """No fees for whoever may not see them; nothing of an account that this reader does not see."""
    lines = [line for line in lines if line.account in seen]
    if person.has_perm("clients.see_fees"):
        return lines
    return [replace(line, money=[]) if line.money else line for line in lines]


@dataclass(frozen=True)
class Shown:
    """A line on the page, with what differs and what somebody wrote beside it."""

    line: Line
    marks: list[Difference]
    word: ReportWord | None


@dataclass(frozen=True)
class Contents:
    """Everything that a page, a PDF, a spreadsheet or a mail says of one report."""

    report: Report
    lines: list[Line]
    before: list[Line] | None
    words: dict[str, ReportWord]
    is_for_client: bool = False
    is_over: bool = False  # a week that nobody issued: only its words were kept

    @cached_property
    def marks(self) -> dict[str, list[Difference]]:
        return differences(self.lines, self.before, is_for_client=self.is_for_client)

    @property
    def sections(self) -> list[tuple[str, str, list[Shown]]]:
        """(key, title, lines) of each section that has some, in the order of a report."""
        found = []
        for key, title in (CLIENT_SECTIONS if self.is_for_client else SECTIONS).items():
            lines = [Shown(one, self.marks.get(one.key, []), self.words.get(one.key)) for one in self.lines if one.section == key]
            if lines:
                found.append((key, str(title), lines))
        return found

    @property
    def summary(self) -> ReportWord | None:
        return self.words.get(SUMMARY)

    @property
    def loose(self) -> list[ReportWord]:
        """What somebody wrote beside a line that is no longer there."""
        here = {line.key for line in self.lines} | {SUMMARY}
        return [word for key, word in self.words.items() if key not in here and word.text]

    @property
    def gone(self) -> list[Line]:
        """Not for the client: why something of theirs is no longer here, we say to them ourselves."""
        return [] if self.is_for_client else gone(self.lines, self.before)

    @property
    def risk(self) -> int:
        return sum(line.tone == HealthColour.RISK for line in self.lines)

    @property
    def watch(self) -> int:
        return sum(line.tone == HealthColour.WATCH for line in self.lines)

    @property
    def waits_for_client(self) -> int:
        return sum(line.turn in (CLIENT, YOU) for line in self.lines)

    @property
    def changed(self) -> int:
        return len(self.marks) + len(self.gone)


def before_of(report: Report, known: list[Report] | None = None) -> Report | None:
    """The last one that was issued before this week."""
    if known is not None:
        return next((one for one in known if one.is_issued and one.week_on < report.week_on), None)
    rows = Report.objects.about(kind=report.kind, account=report.account, person=report.person).issued()
    return rows.filter(week_on__lt=report.week_on).order_by("-week_on").first()


def lines_of(report: Report, *, today: date, read: Read | None = None) -> list[Line]:
    """As they stood when it was issued, else as they stand; none of a week that is over and was not issued."""
    return lines_kept(report) if report.is_kept(today=today) else lines_now(report, today=today, read=read)


def words_of(report: Report, read: Read | None) -> dict[str, ReportWord]:
    words = read.words if read else report.words.select_related("written_by") if report.pk else ()
    return {word.key: word for word in words}


def contents_for(report: Report, person, *, today: date, known: list[Report] | None = None, read: Read | None = None) -> Contents:
    """What this reader sees of it. `read` is what the page has of this week already, `known` the reports alone.

    Of a line report: words beside a line that the reader sees, or that is gone and was of an account they see, and what they wrote.
    """
    lines = lines_of(report, today=today, read=read)
    is_over = not report.is_issued and report.is_kept(today=today)
    before = None if is_over else before_of(report, read.known if read else known)  # of what is over no lines were kept to compare
    earlier, words = lines_kept(before) if before else [], words_of(report, read)
    seen = {line.account for line in (*lines, *earlier)} | {account_of(key) for key in words} - {None}
    if report.kind != ReportKind.STATUS:
        seen = seen_by(person, seen)
    shown = for_reader(lines, person, seen=seen)
    if report.kind != ReportKind.STATUS:
        here = {line.key for line in shown} | {SUMMARY}
        words = {key: word for key, word in words.items() if key in here or account_of(key) in seen or word.written_by_id == person.pk}
    return Contents(report, shown, for_reader(earlier, person, seen=seen) if before else None, words, is_over=is_over)


def contents_for_client(
    report: Report, *, today: date, with_fees: bool, with_words: bool, known: list[Report] | None = None, read: Read | None = None
) -> Contents:
    """What the client reads of it. Of our words the summary alone, where it was ticked: what stands beside a line is between us."""
    before = before_of(report, read.known if read else known)
    earlier = for_client(lines_kept(before), with_fees=with_fees) if before else None
    words = words_of(report, read) if with_words else {}
    lines = for_client(lines_of(report, today=today, read=read), with_fees=with_fees)
    return Contents(report, lines, earlier, {key: words[key] for key in words.keys() & {SUMMARY}}, is_for_client=True)
