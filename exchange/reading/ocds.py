"""Open Contracting Data Standard 1.1: releases and records as one row per contract, award, or lot of a tender.

A contract carries its award's id, so that the award and the contract of two releases are one row in the end.
"""

COLUMNS = (
    "OCID",
    "Release ID",
    "Release date",
    "Stage",
    "Contract ID",
    "Title",
    "Description",
    "Status",
    "Buyer",
    "Buyer ID",
    "Buyer country",
    "Buyer e-mail",
    "Supplier",
    "Supplier ID",
    "Supplier country",
    "Supplier town",
    "Supplier website",
    "Start date",
    "End date",
    "Latest end date",
    "Duration in days",
    "Signed date",
    "Amount",
    "Currency",
    "Renewal",
    "Options",
    "Category",
)


def releases_in(found) -> list[dict]:
    """The releases of a package, a record package, a search result or a bare list; empty when it is something else."""
    if isinstance(found, list):
        return [release for item in found if isinstance(item, dict) for release in ([item] if "ocid" in item else releases_in(item))]
    if not isinstance(found, dict):
        return []
    if isinstance(found.get("releases"), list):
        return [release for release in found["releases"] if isinstance(release, dict)]
    for key in ("records", "results"):
        if isinstance(found.get(key), list) and any(_is_ocds(item) for item in found[key]):
            return [release for item in found[key] if isinstance(item, dict) for release in _of_record(item)]
    return [found] if "ocid" in found and ("tag" in found or "tender" in found) else []


def _is_ocds(item) -> bool:
    return isinstance(item, dict) and ("ocid" in item or "compiledRelease" in item or "releases" in item)


def _of_record(record: dict) -> list[dict]:
    if isinstance(record.get("compiledRelease"), dict):
        return [record["compiledRelease"]]
    return releases_in(record)


def contract_rows(releases: list[dict]) -> list[dict[str, str]]:
    """One row per contract: what a later release says of it overrules an earlier one; a tender gives way to its award."""
    rows: dict[str, dict[str, str]] = {}
    for place, release in enumerate(sorted(releases, key=lambda one: _text(one.get("date")))):
        for row in _rows_of(release):
            key = row["Contract ID"] or str(place)
            rows[key] = rows.get(key, {}) | {name: text for name, text in row.items() if text}
    settled = {row["OCID"] for row in rows.values() if row["Stage"] in {"award", "contract"} and "OCID" in row}
    return [row for row in rows.values() if row["Stage"] in {"award", "contract"} or row.get("OCID") not in settled]


def _rows_of(release: dict) -> list[dict[str, str]]:
    parties = {party.get("id"): party for party in _list(release, "parties")}
    awards = {award.get("id"): award for award in _list(release, "awards")}
    base = _release_facts(release, parties)
    settled = [(contract, awards.get(contract.get("awardID"), {})) for contract in _list(release, "contracts")]
    done = {contract.get("awardID") for contract, _award in settled}
    settled += [(award, award) for key, award in awards.items() if key not in done]
    rows = []
    for document, award in settled:
        facts = base | _settled_facts(document, award)
        suppliers = _list(award, "suppliers") or _list(document, "suppliers")
        if not suppliers and document is not award:  # a contract in a release of its own
            suppliers = [party for party in parties.values() if "supplier" in (party.get("roles") or [])]
        for supplier in suppliers or [{}]:
            rows.append(facts | _supplier_facts(supplier, parties, facts["Contract ID"], several=len(suppliers) > 1))
    return rows or _tender_rows(release, base)


def _tender_rows(release: dict, base: dict[str, str]) -> list[dict[str, str]]:
    tender = _dict(release, "tender")
    stage = base | {
        "Title": _text(tender.get("title")),
        "Description": _text(tender.get("description")),
        "Stage": "tender" if tender else "planning",
    }
    rows = []
    for lot in _list(tender, "lots"):
        period, value = _dict(lot, "contractPeriod"), _dict(lot, "value")
        rows.append(
            stage
            | _period_facts(period)
            | {
                "Contract ID": f"{base['OCID']}/{_text(lot.get('id'))}",
                "Title": _text(lot.get("title")) or stage["Title"],
                "Amount": _text(value.get("amount")),
                "Currency": _text(value.get("currency")),
                "Renewal": _text(_dict(lot, "renewal").get("description")),
                "Options": _text(_dict(lot, "options").get("description")),
            }
        )
    return rows or [stage | {"Contract ID": base["OCID"]} | _period_facts(_dict(tender, "contractPeriod"))]


def _release_facts(release: dict, parties: dict) -> dict[str, str]:
    buyer = _dict(release, "buyer")
    party = parties.get(buyer.get("id")) or {}
    tender = _dict(release, "tender")
    return {
        "OCID": _text(release.get("ocid")),
        "Release ID": _text(release.get("id")),
        "Release date": _text(release.get("date"))[:10],
        "Stage": "award",
        "Title": _text(tender.get("title")),
        "Description": _text(tender.get("description")),
        "Category": _text(tender.get("mainProcurementCategory")),
        "Buyer": _text(buyer.get("name")) or _text(party.get("name")),
        "Buyer ID": _text(buyer.get("id")),
        "Buyer country": _text(_dict(party, "address").get("countryName")),
        "Buyer e-mail": _text(_dict(party, "contactPoint").get("email")),
        **_period_facts(_dict(tender, "contractPeriod")),
    }


def _settled_facts(document: dict, award: dict) -> dict[str, str]:
    """What a contract or an award says; what it leaves out stays as the tender said it."""
    value = _dict(document, "value") or _dict(award, "value")
    period = _dict(document, "period") or _dict(document, "contractPeriod") or _dict(award, "contractPeriod")
    facts = {
        "Contract ID": _text(document.get("awardID")) or _text(document.get("id")),
        "Title": _text(document.get("title")) or _text(award.get("title")),
        "Description": _text(document.get("description")) or _text(award.get("description")),
        "Status": _text(document.get("status")),
        "Signed date": _day(document.get("dateSigned")) or _day(award.get("date")),
        "Amount": _text(value.get("amount")),
        "Currency": _text(value.get("currency")),
        "Stage": "award" if document is award else "contract",
    }
    return {name: text for name, text in facts.items() if text or name in {"Contract ID", "Status"}} | _period_facts(period)


def _supplier_facts(supplier: dict, parties: dict, contract_id: str, *, several: bool) -> dict[str, str]:
    party = parties.get(supplier.get("id")) or supplier
    address = _dict(party, "address")
    return {
        "Supplier": _text(supplier.get("name")) or _text(party.get("name")),
        "Supplier ID": _text(supplier.get("id")),
        "Supplier country": _text(address.get("countryName")),
        "Supplier town": _text(address.get("locality")),
        "Supplier website": _text(_dict(party, "contactPoint").get("url")) or _text(_dict(party, "details").get("url")),
        "Contract ID": f"{contract_id}/{_text(supplier.get('id')) or _text(supplier.get('name'))}" if several else contract_id,
    }


def _period_facts(period: dict) -> dict[str, str]:
    facts = {
        "Start date": _day(period.get("startDate")),
        "End date": _day(period.get("endDate")),
        "Latest end date": _day(period.get("maxExtentDate")),
        "Duration in days": _text(period.get("durationInDays")),
    }
    return {name: text for name, text in facts.items() if text}


def _day(moment) -> str:
    """The day as the notice writes it: the offset tells which clock it was, not which day was meant."""
    return _text(moment)[:10]


def _list(node, key: str) -> list[dict]:
    found = node.get(key) if isinstance(node, dict) else None
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _dict(node, key: str) -> dict:
    found = node.get(key) if isinstance(node, dict) else None
    return found if isinstance(found, dict) else {}


def _text(value) -> str:
    return "" if value is None or isinstance(value, dict | list) else str(value)
