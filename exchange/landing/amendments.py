"""The amendments of contracts that an import makes (C5), from the one cell in which our export has them.

A contract that is here already is amended by people: there the cell is only compared.
"""

from django.utils.translation import gettext as _

from clients import bulk
from clients.amendment_fees import tell_fees
from clients.amendments_cell import NotReadable, Written, read
from clients.models import Acknowledgement, Amendment, Contract
from exchange.landing.base import Landing
from exchange.preparing import Prepared


def add_amendments(landing: Landing, made: list[tuple[Prepared, Contract]]) -> None:
    amendments, acknowledgements = [], []
    for prepared, contract in made:
        of_contract = []
        for written in _read(landing, prepared):
            amendment = Amendment(
                contract=contract,
                number=written.number,
                effective_on=written.effective_on,
                reason=written.reason,
                changes=written.changes,
                waiting=written.waiting,
                begins_on=written.begins_on,
                made_by=_person(landing, prepared, written.made_by) or landing.by,
                made_at=written.made_at,
            )
            of_contract.append(amendment)
            for role, signed in written.acknowledged.items():
                person = _person(landing, prepared, signed[0]) if signed else None
                acknowledgements.append(
                    Acknowledgement(amendment=amendment, role=role, person=person, at=signed[1] if signed and person else None)
                )
        tell_fees(of_contract, fee_minor=contract.fee_minor, fee_period=contract.fee_period, currency=contract.currency)
        amendments += of_contract
    if amendments:
        bulk.add_amendments(amendments, acknowledgements, by=landing.by)


def compare_amendments(landing: Landing, here: list[tuple[Prepared, Contract]]) -> None:
    asked = [(prepared, contract, _read(landing, prepared)) for prepared, contract in here if prepared.get("amendments")]
    kept = Amendment.objects.filter(contract__in=[contract.pk for _p, contract, _w in asked])
    stand = {(pk, number): (day, reason) for pk, number, day, reason in kept.values_list("contract", "number", "effective_on", "reason")}
    for prepared, contract, written in asked:
        differing = [one.number for one in written if stand.get((contract.pk, one.number)) != (one.effective_on, one.reason)]
        if differing:
            numbers = ", ".join(map(str, differing))
            why = _("Left as it is: amendment %(numbers)s is not here, or otherwise; a contract that is here is amended by people.")
            prepared.note(why % {"numbers": numbers}, landing.heading("amendments"))


def _read(landing: Landing, prepared: Prepared) -> list[Written]:
    if not (text := prepared.get("amendments")):
        return []
    try:
        return read(text)
    except NotReadable as error:
        prepared.note(_("Left empty: %(why)s") % {"why": error}, landing.heading("amendments"))
        return []


def _person(landing: Landing, prepared: Prepared, email: str):
    person = landing.people.find_anybody(email)
    if person is None:
        prepared.note(_("In its amendments “%(email)s” is nobody of ours.") % {"email": email[:80]}, landing.heading("amendments"))
    return person
