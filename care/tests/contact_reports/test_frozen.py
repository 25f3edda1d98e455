"""What was accepted or issued is frozen (R1), by the database; two contacts can be merged all the same (C3)."""

import pytest
from django.db import IntegrityError, transaction

from care.actions import contact_report as actions
from care.actions import report_links
from care.models import Attendance, ContactReport, ReportCopy, ReportIssue, ReportLine
from care.tests.reports import MET_ON, NOW, a_report, link_to
from clients.actions.merge import merge_contacts
from clients.tests.factories import ContactFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "write",
    [
        lambda report: ReportLine.objects.filter(report=report).update(text="Something else"),
        lambda report: ReportLine.objects.create(report=report, text="One more"),
        lambda report: ContactReport.objects.filter(pk=report.pk).update(product="Something else"),
        lambda report: ContactReport.objects.filter(pk=report.pk).update(state="draft", accepted_at=None, accepted_by=""),
        lambda report: ReportIssue.objects.filter(report=report).update(contents={}),
        lambda report: ReportIssue.objects.filter(report=report).update(pdf="other.pdf"),
        lambda report: ReportIssue.objects.create(
            report=report, number=9, contents={}, pdf="x.pdf", issued_at=NOW, issued_by_id=report.author_id
        ),
    ],
)
def test_r1_the_database_refuses_to_change_what_is_accepted(issued, eli, write):
    report = actions.accept_report(issued, by=eli, note="Yes", now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        write(report)


def test_r1_an_issue_is_never_edited_even_while_the_report_is_open(issued):
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportIssue.objects.update(note="Something else")


def test_r1_two_contacts_can_be_merged_although_a_report_is_frozen(issued, eli, sam, account):
    actions.accept_report(issued, by=eli, note="Yes", now=NOW)
    minna, twin = issued.contacts.get(), ContactFactory(client=account.client, name="M. Maki")
    merge_contacts(twin, minna, by=sam)
    assert list(ContactReport.objects.get().contacts.all()) == [twin]


def test_c3_r1_two_who_got_the_same_report_and_sat_in_the_same_training_can_be_merged(account, eli, sam, minna):
    twin = ContactFactory(client=account.client, name="M. Maki", email="m@client.example")
    report = a_report(account, by=eli, contacts=[minna, twin], held_on=MET_ON, state="issued", now=NOW)
    report_links.confirm_report(link_to(report, twin), now=NOW, edition=1)
    Attendance.objects.create(check_in=report.check_in, contact=minna, presence="absent")
    Attendance.objects.create(check_in=report.check_in, contact=twin, presence="attended")
    merge_contacts(minna, twin, by=sam)
    (copy,) = ReportCopy.objects.filter(contact__isnull=False)
    assert (copy.contact, copy.was_there, copy.confirmed_at) == (minna, True, NOW)
    assert list(Attendance.objects.values_list("contact", "presence")) == [(minna.pk, "attended")]
