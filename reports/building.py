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
from reports.states import ReportKind, week_of
from reports.status import status_lines
from reports.team import activity_lines, portfolio_lines


def lines_now(report: Report, *, today: date) -> list[Line]:
    """What the report would say if it were issued now: of an account everything, of a line what its owner sees."""
    match report.kind:
        case ReportKind.STATUS:
            account = report.account
            if not hasattr(account, "live_seats"):
                account.live_seats = seats_of(account, today=today)
            return status_lines(account, today=today)
        case ReportKind.ACTIVITY:
            return activity_lines(report.person, week_on=report.week_on, today=today)
        case _:
            return portfolio_lines(report.person, today=today)


def lines_kept(report: Report) -> list[Line]:
    return [Line.read(kept) for kept in report.lines]


def for_reader(lines: list[Line], person, *, report: Report) -> list[Line]:
    """No fees for whoever may not see them; in a report of a line nothing of an account that this reader does not see."""
    if report.kind != ReportKind.STATUS and not person.standing.sees_all:
        keys = {line.account for line in lines}
        seen = set(Account.objects.visible_to(person).filter(pk__in=keys).values_list("pk", flat=True))
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


def lines_of(report: Report, *, today: date) -> list[Line]:
    """As they stood when it was issued, else as they stand; none of a week that is over and was not issued."""
    is_kept = report.is_issued or report.week_on < week_of(today)
    return lines_kept(report) if is_kept else lines_now(report, today=today)


def words_for_reader(words: dict[str, ReportWord], lines: list[Line], person) -> dict[str, ReportWord]:
    """Of a line report: beside a line that the reader sees, or that is gone and was of an account they see; and what they wrote."""
    here = {line.key for line in lines} | {SUMMARY}
    loose = {key: account_of(key) for key in words.keys() - here}
    seen = set(loose.values())
    if seen and not person.standing.sees_all:
        seen = set(Account.objects.visible_to(person).filter(pk__in=seen - {None}).values_list("pk", flat=True))
    return {key: word for key, word in words.items() if key in here or loose[key] in seen or word.written_by_id == person.pk}


def contents_for(report: Report, person, *, today: date, known: list[Report] | None = None) -> Contents:
    """What this reader sees of it."""
    lines = lines_of(report, today=today)
    before = before_of(report, known)
    words = {word.key: word for word in report.words.select_related("written_by")} if report.pk else {}
    seen = for_reader(lines, person, report=report)
    if report.kind != ReportKind.STATUS:
        words = words_for_reader(words, seen, person)
    if is_over := not report.is_issued and report.week_on < week_of(today):
        before = None  # nothing of it is compared: its lines were not kept
    earlier = for_reader(lines_kept(before), person, report=report) if before else None
    return Contents(report, seen, earlier, words, is_over=is_over)


def contents_for_client(report: Report, *, today: date, with_fees: bool, with_words: bool, known: list[Report] | None = None) -> Contents:
    """What the client reads of it. Of our words the summary alone, where it was ticked: what stands beside a line is between us."""
    lines = lines_of(report, today=today)
    before = before_of(report, known)
    earlier = for_client(lines_kept(before), with_fees=with_fees) if before else None
    words = {word.key: word for word in report.words.filter(key=SUMMARY)} if with_words and report.pk else {}
    return Contents(report, for_client(lines, with_fees=with_fees), earlier, words, is_for_client=True)
