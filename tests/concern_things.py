"""One row of all that belongs to concerns, on the account of the cast."""

from django.utils import timezone

from care.states import ConcernKind, ConcernState
from care.tests.concern_factories import ConcernFactory, ConcernLinkFactory, some_cause
from clients.tests.factories import ContactFactory


def concern_rows(account, cast) -> dict:
    contact = ContactFactory(client=account.client, name="Cleo Concerned", email="cleo@client.example")
    of_account = {"account": account, "contact": contact, "owner": cast["eli"], "is_shared": True, "raised_at": timezone.now()}
    conflict = of_account | {"kind": ConcernKind.CONFLICT}
    return {
        "concern": ConcernFactory(**of_account),
        "answered_conflict": ConcernFactory(**conflict, state=ConcernState.ANSWERED),
        "mediated_conflict": ConcernFactory(**conflict, state=ConcernState.MEDIATION),
        "proposed_concern": ConcernFactory(**of_account, state=ConcernState.PROPOSED),
        "confirmed_concern": ConcernFactory(**of_account, state=ConcernState.CONFIRMED, cause=some_cause()),
        "concern_cause": some_cause(),
        "concern_link": ConcernLinkFactory(account=account, contact=contact),
    }
