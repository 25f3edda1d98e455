"""One row of everything, on the account of the cast: what the walks over every address need (`things["contract"]` is a key)."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.utils import timezone

from care.tests.factories import ActionItemFactory, CheckInFactory, HeldCheckInFactory
from clients.models import Seat
from clients.states import AcknowledgingRole, RenewalStage
from clients.tests.factories import (
    AccountFactory,
    AcknowledgementFactory,
    AmendmentFactory,
    BoughtServiceFactory,
    ClientFactory,
    CompetitorFactory,
    ContactFactory,
    ContractFactory,
    MarketNoteFactory,
    PreferenceFactory,
    RenewalFactory,
    SalesHandoverFactory,
    SeatFactory,
    ServiceFactory,
)
from core.moves import record
from exchange.tests.factories import ImportBatchFactory, OwnerToReviewFactory
from people.tests.factories import AbsenceFactory, ApprovalRuleFactory
from reminders.tests.factories import ReminderFactory
from reports.states import week_of
from reports.tests.factories import IssuedFactory, ScheduleFactory
from tests.concern_things import concern_rows
from tests.health_things import health_rows
from tests.job_things import job_rows
from tests.knowledge_things import knowledge_rows
from tests.report_things import report_rows
from tests.request_things import request_rows
from tests.survey_things import survey_rows
from tests.work_things import work_rows
from tests.writing_things import writing_rows


@pytest.fixture
def cast(cora, eli, sam, dana, hana, otto, pia, tara, fin, cree, ada) -> dict:
    """Everybody by first name."""
    people = (cora, eli, sam, dana, hana, otto, pia, tara, fin, cree, ada)
    return {person.email.partition("@")[0]: person for person in people}


@pytest.fixture
def rows(account, cast) -> dict:
    return rows_on(account, cast)


def rows_on(account, cast) -> dict:
    """One row of each kind, all in the branch of Eli's account; Otto must never know of any of them."""
    today = cast["eli"].today
    ends_on = today + timedelta(days=100)
    contract = ContractFactory(account=account, starts_on=today - timedelta(days=265), ends_on=ends_on)
    worked = ContractFactory(account=account, starts_on=today - timedelta(days=265), ends_on=ends_on)
    amendment = AmendmentFactory(contract=contract, made_by=cast["sam"])
    signed = ContractFactory(account=account, document=ContentFile(b"%PDF-1.4", "signed.pdf"), document_name="signed.pdf")
    noticed = ContractFactory(
        account=account, starts_on=today - timedelta(days=265), ends_on=ends_on, notice_given_on=today, notice_given_by="client"
    )
    absence = AbsenceFactory(person=cast["eli"])
    batch = ImportBatchFactory(by=cast["sam"], today=today)
    idle = AccountFactory(client=account.client, name="Idle brand", code="IDLE")
    for seat in Seat.objects.filter(account=account):
        SeatFactory(account=idle, person=seat.person, role=seat.role, is_lead=seat.is_lead)
    colleague = Seat.objects.get(account=account, person=cast["cora"])
    return {
        "account": account,
        "client": account.client,
        "twin_client": ClientFactory(name="Pohjola Oats again"),
        "idle_account": idle,
        "prospect": ClientFactory(name="Maybe", owner=cast["eli"]),
        "seat": colleague,
        "contact": ContactFactory(client=account.client),
        "twin_contact": ContactFactory(client=account.client, email="twin@example.com"),
        "competitor": CompetitorFactory(client=account.client),
        "market_note": MarketNoteFactory(client=account.client, noted_by=cast["eli"]),
        "preference": PreferenceFactory(account=account, noted_by=cast["eli"]),
        "service": ServiceFactory(),
        "bought_service": BoughtServiceFactory(account=account),
        "sales_handover": SalesHandoverFactory(account=account),
        "contract": contract,
        "signed_contract": signed,
        "noticed_contract": noticed,
        "amendment": amendment,
        "acknowledgement": AcknowledgementFactory(amendment=amendment, role=AcknowledgingRole.LEAD),
        "renewal": RenewalFactory(contract=worked, stage=RenewalStage.UPCOMING),
        "check_in": CheckInFactory(account=account, owner=cast["eli"], planned_on=today),
        "held_check_in": HeldCheckInFactory(account=account, owner=cast["eli"], planned_on=today - timedelta(days=7)),
        "action_item": ActionItemFactory(account=account, owner=cast["eli"], due_on=today),
        "person": cast["eli"],
        "absence": absence,
        "briefing": record(cast["cora"], "person.handed_over", by=cast["sam"], receivers=[cast["eli"].pk], bundles=[]),
        "reminder": ReminderFactory(about=absence, recipient=cast["eli"], state="sent", sent_at=timezone.now()),
        "undelivered": ReminderFactory(about=absence, recipient=cast["eli"], state="failed", step=3),
        "rule": ApprovalRuleFactory(),
        "batch": batch,
        "done_batch": ImportBatchFactory(by=cast["sam"], today=today, state="done"),
        "unknown_owner": OwnerToReviewFactory(batch=batch),
        "report": IssuedFactory(account=account, week_on=week_of(today) - timedelta(days=7)),
        "report_schedule": ScheduleFactory(account=account, made_by=cast["sam"]),
        "supervisor": cast["sam"],
        **concern_rows(account, cast),
        **health_rows(account, cast),
        **job_rows(account, cast),
        **request_rows(account, cast),
        **writing_rows(account, cast),
        **knowledge_rows(account, cast),
        **work_rows(account, cast),
        **survey_rows(account, cast),
        **report_rows(account, cast),
    }


def row_counts() -> dict[str, int]:
    """How many rows every table has; sessions, marks of activity and the cache are not about the agency."""
    not_ours = {"Session", "UserSession", "LogEntry"}
    return {model._meta.label: model._default_manager.count() for model in apps.get_models() if model.__name__ not in not_ours}
