"""What other systems say of the demo's clients: a survey tool and a support desk, a quarter apart (R4)."""

from decimal import Decimal

from care.models import ReportedFigure
from care.states.reported_figures import ReportedKind
from clients.models import Account
from dashboards.demo.clock import DemoClock
from people.models import Person

SAID = {
    "KAURA": (
        (96, "salesforce", ReportedKind.NPS, "42", "001A0007"),
        (5, "salesforce", ReportedKind.NPS, "55", "001A0007"),
        (5, "salesforce", ReportedKind.HEALTH, "81.4", "001A0007"),
    ),
    "BRIW": (
        (96, "salesforce", ReportedKind.NPS, "31", "001A0031"),
        (5, "salesforce", ReportedKind.NPS, "-18.5", "001A0031"),
        (5, "salesforce", ReportedKind.NPS, "4", "001A0118"),  # the client stood there twice and is one here
        (5, "salesforce", ReportedKind.HEALTH, "38.3", "001A0031"),
        (5, "salesforce", ReportedKind.RED, "TRUE", "001A0031"),
        (5, "salesforce", ReportedKind.SUPPORT, "Premium", "001A0031"),
    ),
}


def hear_from_others(clock: DemoClock, people: dict[str, Person], accounts: dict[str, Account]) -> None:
    ReportedFigure.objects.bulk_create(
        ReportedFigure(
            client=accounts[code].client,
            which=which,
            value=value,
            number=Decimal(value) if value[-1].isdigit() else None,
            as_of=clock.ago(days),
            source=source,
            record=record,
            entered_by=people["sam"],
        )
        for code, rows in SAID.items()
        for days, source, which, value, record in rows
    )
