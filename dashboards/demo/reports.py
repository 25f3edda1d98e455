"""Contact reports of the demo agency (R1): in every state, one disputed, one late and climbing, one frozen; and a training (R6)."""

import uuid
from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone

from care.actions import contact_report as actions
from care.actions import report_links
from care.actions.check_in import invite, log_check_in, plan_check_in
from care.actions.contact_report import Line
from care.models import CheckIn, ContactReport, ReportLink
from care.states import CheckInKind, LineKind
from clients.models import Contact
from core.workdays import add_working_days, on_or_after, on_or_before
from dashboards.demo.clock import DemoClock
from dashboards.demo.jobs import GuestPage
from dashboards.demo.talk import lead_of

SAID = {
    "KAURA": (
        ("said", "Spring campaign", "The two routes were shown. “Slow mornings” is understood at once; “Breakfast club” needs explaining."),
        ("decision", "", "“Slow mornings” is made; “Breakfast club” is dropped."),
        ("action", "", "Send the shot list with the new locations"),
        ("theirs", "", "Confirm the pack that is in the film"),
        ("said", "Festival stand", "The hall has moved us to the north entrance; the stand is two metres narrower."),
        ("decision", "", "The tasting bar stays, the wall of cups goes."),
    ),
    "TUUL": (
        ("said", "Autumn prices", "The regulator publishes on the 12th. Nothing may be printed before."),
        ("decision", "", "Letters go out on the 14th, in plain Finnish and Swedish."),
        ("action", "", "Have both language versions read by legal"),
        ("theirs", "", "Name one person who approves wording"),
    ),
    "PEDRA": (
        ("said", "Menu", "They like the paper. The photographs are too bright for the room."),
        ("decision", "", "Photographs are taken again by evening light, at our cost."),
        ("action", "", "Find an evening for the photographer"),
    ),
    "BRIW": (
        ("said", "Windows", "The windows of the branches are measured. Six of them have a pillar in the middle."),
        ("action", "", "Draw the version with the pillar"),
        ("theirs", "", "Send photographs of the six branches"),
    ),
    "VELO": (
        ("said", "Lanes", "The city has moved the opening by a week."),
        ("decision", "", "The posters lose their date and keep their line."),
        ("action", "", "Stop the print run"),
    ),
}


def write_reports(clock: DemoClock, people, accounts) -> list[GuestPage]:
    """Returns the page of a guest to try."""
    accepted(clock, accounts["TUUL"])
    corrected(clock, accounts["PEDRA"])
    disputed(clock, accounts["BRIW"])
    late(clock, accounts["VELO"])
    begin(clock, accounts["HALD"])
    link = waiting(clock, accounts["KAURA"])
    train(clock, accounts["KAURA"])
    words = f"{link.contact} of Kaura reads a contact report, says yes or what is wrong"
    return [GuestPage(words, reverse("report_home", args=[link.secret]))]


def moment(day: date, hour: int) -> datetime:
    return min(timezone.make_aware(datetime.combine(day, time(hour))), timezone.now())


def meet(clock: DemoClock, account, *, day: date, notes: str = "", kind=CheckInKind.MEETING, owes=True, **taught) -> CheckIn:
    lead = lead_of(account)
    contacts = list(Contact.objects.present().of_account(account).order_by("-power", "pk")[:2])
    with clock.on_day(day):
        return log_check_in(
            account,
            by=lead,
            held_on=day,
            today=day,
            kind=kind,
            minutes=50,
            held_at=time(11),
            notes=notes,
            contacts=contacts,
            people=[lead],
            owes_report=owes,
            **taught,
        )


def lines(account, check_in: CheckIn) -> list[Line]:
    """What was said there, with owners and days."""
    lead, contact = lead_of(account), check_in.contacts.order_by("-power", "pk").first()
    made = []
    for number, (kind, topic, text) in enumerate(SAID[account.code]):
        is_action, is_theirs = kind in ("action", "theirs"), kind == "theirs"
        due_on = on_or_after(check_in.held_on + timedelta(days=6 + number)) if is_action else None
        owner = lead if is_action and not is_theirs else None
        word = LineKind.ACTION if is_action else LineKind(kind)
        made.append(Line(uuid.uuid4(), word, text, topic, "", owner, contact if is_theirs else None, due_on))
    return made


def written(clock: DemoClock, account, *, day: date, **facts) -> ContactReport:
    """A draft of the same afternoon, with everything in it."""
    check_in = meet(clock, account, day=day)
    lead = lead_of(account)
    with clock.on_day(day):
        report = actions.begin_report(check_in, by=lead, now=moment(day, 15))
        next_on = on_or_after(day + timedelta(days=21))
        facts = {"place": "At their office", "next_on": next_on, "next_at": time(10)} | facts
        return actions.write_report(report, by=lead, lines=lines(account, check_in), **facts)


def issued(clock: DemoClock, account, *, day: date, note: str = "") -> ContactReport:
    report = written(clock, account, day=day)
    after = add_working_days(day, 1)
    with clock.on_day(after):
        return actions.issue_report(report, by=lead_of(account), now=moment(after, 9), note=note)


def accepted(clock: DemoClock, account) -> None:
    """By silence, some weeks ago; frozen."""
    report = issued(clock, account, day=on_or_before(clock.ago(20)))
    report_links.accept_silent(now=report.accept_at)


def link_for(report: ContactReport) -> ReportLink:
    contact = report.contacts.order_by("-power", "pk").first()
    return report_links.new_link(report, contact, by=lead_of(report.account), now=timezone.now())


def corrected(clock: DemoClock, account) -> None:
    """Disputed, put right, issued again and confirmed."""
    report = issued(clock, account, day=on_or_before(clock.ago(12)))
    lead, then = lead_of(account), report.issued_at + timedelta(hours=3)
    decision = report.lines.get(kind=LineKind.DECISION)
    with clock.on_day(timezone.localdate(then)):
        words = "We said that the cost is shared, half and half."
        report_links.dispute_line(link_for(report), text=words, now=then, edition=report.edition, line_key=str(decision.key))
        report = ContactReport.objects.get(pk=report.pk)
        wanted = [
            Line(
                row.key, row.kind, row.text.replace("at our cost", "at shared cost"), row.topic, row.job, row.owner, row.contact, row.due_on
            )
            for row in report.lines.all()
        ]
        report = actions.write_report(report, by=lead, lines=wanted)
        answers = {report.disputes.get().pk: "You are right, and we have put it so. Sorry."}
        report = actions.issue_report(report, by=lead, now=then + timedelta(hours=2), answers=answers)
        for contact in report.contacts.all():
            own = report_links.new_link(report, contact, by=lead, now=then)
            report_links.confirm_report(own, now=then + timedelta(hours=3), edition=report.edition)


def disputed(clock: DemoClock, account) -> None:
    """One line by link, and something that the lead has heard on the phone."""
    report = issued(clock, account, day=on_or_before(clock.ago(4)))
    line = report.lines.filter(kind=LineKind.ACTION, owner__isnull=False).first()
    then = report.issued_at + timedelta(hours=5)
    with clock.on_day(timezone.localdate(then)):
        words = "You promised two versions with the pillar, one of them without the slogan."
        report_links.dispute_line(
            link_for(report), text=words, now=min(then, timezone.now()), edition=report.edition, line_key=str(line.key)
        )
        heard = {"text": "The branch in Leeds was never part of the test.", "now": min(then, timezone.now()), "edition": report.edition}
        report_links.hear_dispute(report, report.contacts.order_by("-power", "pk").last(), by=lead_of(account), **heard)


def late(clock: DemoClock, account) -> None:
    """Held more than a week ago, and nobody has anything in writing: it climbs."""
    meet(clock, account, day=on_or_before(clock.ago(14)), notes="\n".join(text for _kind, _topic, text in SAID["VELO"]))


def begin(clock: DemoClock, account) -> None:
    """A draft of this morning's notes."""
    day = on_or_before(clock.ago(1))
    check_in = meet(
        clock, account, day=day, notes="The timetable is late by a week.\nThey want one poster for each pier.", kind=CheckInKind.CALL
    )
    actions.begin_report(check_in, by=lead_of(account), now=timezone.now())


def waiting(clock: DemoClock, account) -> ReportLink:
    """With the client: the guest page to try."""
    day = on_or_before(clock.ago(1))
    report = written(clock, account, day=day)
    report = actions.issue_report(
        report, by=lead_of(account), now=timezone.now(), note="Thank you for the good talk. Here it is in writing."
    )
    return link_for(report)


def train(clock: DemoClock, account) -> None:
    """One was held, with who was taught; one is planned, with who is invited (R6)."""
    day = on_or_before(clock.ago(33))
    meet(
        clock,
        account,
        day=day,
        kind=CheckInKind.TRAINING,
        owes=False,
        topic="Writing a brief that can be answered",
        material="One objective with a number, one audience, one proposition. Three of their own briefs taken apart.",
        notes="They take the checklist along. Next time with the team of the north.",
    )
    ahead = on_or_after(clock.ahead(12))
    lead = lead_of(account)
    planned = plan_check_in(
        account,
        by=lead,
        kind=CheckInKind.TRAINING,
        planned_on=ahead,
        planned_at=time(9, 30),
        topic="How to give feedback on creative work",
        material="What works is said first; problems are named, solutions left to those who make it.",
    )
    invite(planned, by=lead, contacts=list(Contact.objects.present().of_account(account).order_by("pk")[:3]))
