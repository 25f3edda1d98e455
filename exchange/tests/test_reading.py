"""Bytes to tables (S4, S5): every strange file ends in a table or in a refusal that says what to do."""

import csv
import gzip
import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.testing import shared_data
from exchange.reading import Limits, Unreadable, open_table
from exchange.reading.text import clean


def table_of(tmp_path: Path, content: bytes | str, name: str = "file.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return open_table(path)


def read_or_refused(path: Path):
    """(table, rows, ""), or (None, [], why)."""
    try:
        table = open_table(path)
        return table, list(table.rows()), ""
    except Unreadable as error:
        return None, [], error.why


def cells(table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows() if not row.problem]


@pytest.mark.parametrize("folder", ["1-crm", "2-contracts", "7-nasty-csv"])
def test_s5_every_file_ends_in_a_table_or_in_a_refusal_with_its_reason(folder):
    read = refused = 0
    for path in sorted(shared_data(folder).rglob("*")):
        if path.is_dir():
            continue
        table, rows, why = read_or_refused(path)
        if table is None:
            assert why, path
            refused += 1
        else:
            assert all(len(row.cells) == len(table.headers) for row in rows), path
            assert len({header.casefold() for header in table.headers}) == len(table.headers), path
            read += 1
    assert read
    assert read + refused


def test_s5_the_acid_test_of_csv_reads_as_its_author_says():
    folder = shared_data("7-nasty-csv", "csv-spectrum")
    for path in folder.glob("*.csv"):
        table = open_table(path)
        expected = [list(record.values()) for record in json.loads(path.with_suffix(".json").read_text())]
        found = [[cell.replace("\r\n", "\n") for cell in row.cells] for row in table.rows()]
        assert found == [[clean(text).replace("\r\n", "\n") for text in record] for record in expected], path.name


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"],
)
def test_s5_the_encoding_is_told_by_the_bytes(tmp_path, encoding):
    table = table_of(tmp_path, "Company,City\nKäärmelä Öljy,Malmö\n".encode(encoding))
    assert cells(table) == [("Käärmelä Öljy", "Malmö")]


def test_s5_a_few_damaged_letters_refuse_their_rows_and_not_the_file(tmp_path):
    good = "".join(f"Pöytälä {number},Hämeenlinna\n" for number in range(20)).encode()
    table = table_of(tmp_path, b"Company,City\n" + good + b"Fa\xe9a,Nice\n")
    rows = list(table.rows())
    assert [row.number for row in rows if row.problem] == [22]
    assert rows[0].cells == ("Pöytälä 0", "Hämeenlinna")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_s5_the_delimiter_is_told_by_the_rows(tmp_path, delimiter):
    text = delimiter.join(["Company", "City", "Fee"]) + "\n" + delimiter.join(["Acme", '"Turku, Finland; EU"', '"1.234,50"']) + "\n"
    assert cells(table_of(tmp_path, text)) == [("Acme", "Turku, Finland; EU", "1.234,50")]


def test_s5_a_declared_separator_is_believed(tmp_path):
    assert cells(table_of(tmp_path, "sep=;\nCompany;City\nAcme, Inc;Oulu\n")) == [("Acme, Inc", "Oulu")]


def test_s5_every_line_end_and_any_mixture(tmp_path):
    assert cells(table_of(tmp_path, b'a,bb\r1,"x\ry"\r\n2,z\n')) == [("1", "x\ry"), ("2", "z")]


def test_s5_quotes_escaped_with_a_backslash():
    table = open_table(shared_data("7-nasty-csv", "csv-odds", "european.csv"))
    assert [row.cells[2] for row in table.rows()][1] == 'Venture "Extended Edition"'
    assert not any(row.problem for row in table.rows())


def test_s5_a_quotation_that_never_ends_refuses_the_file_and_names_the_row(tmp_path):
    with pytest.raises(Unreadable, match="row 3"):
        list(table_of(tmp_path, 'Company,City\nAcme,Oulu\n"Beta,Turku\nGamma,Espoo\n').rows())


def test_s5_titles_remarks_and_footers_are_set_aside_and_said(tmp_path):
    table = table_of(
        tmp_path,
        '"Accounts of Sam",,\n\nAccount Name,Phone,City\nAcme,1,Oulu\n\n'
        '"Copyright (c) 2000-2024 salesforce.com, inc."\n"Confidential Information"\n',
    )
    assert cells(table) == [("Acme", "1", "Oulu")]
    assert [number for number, _text in table.set_aside] == [1, 6, 7]


def test_s5_ragged_rows_are_refused_with_their_numbers(tmp_path):
    rows = list(table_of(tmp_path, "a name,b,c\n1,2,3\n1,2\n1,2,3,4\n1,2,3,\n").rows())
    assert [(row.number, bool(row.problem)) for row in rows] == [(2, False), (3, True), (4, True), (5, False)]


def test_s5_an_empty_column_behind_the_last_delimiter_is_dropped(tmp_path):
    table = table_of(tmp_path, '"ID";"Company";\n"1";"Acme";\n"2";"Beta";\n')
    assert table.headers == ["ID", "Company"]
    assert cells(table) == [("1", "Acme"), ("2", "Beta")]


def test_s5_headings_are_kept_apart(tmp_path):
    assert table_of(tmp_path, "Country,Name,Country,\nES,A,Jaen,x\n").headers == ["Country", "Name", "Country (2)", "Column 4"]


def test_s5_headings_repeated_in_the_data_are_refused():
    rows = list(open_table(shared_data("1-crm", "monday-skylark", "deals.csv")).rows())
    assert [row.number for row in rows if row.problem] == [52, 181]
    assert len(rows) == 346


def test_s5_a_row_that_explains_the_columns_is_refused():
    rows = list(open_table(shared_data("2-contracts", "gsa-rate-cards", "s70_sample.csv")).rows())
    assert [row.number for row in rows if row.problem] == [2]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"\n\n\n", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "xls"),
        (b"<html><table><tr><td>Company</td></tr></table></html>", "xlsx"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "xlsx"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n....", "PNG"),
        (b"1,2,3\n4,5,6\n", "headings"),
        (b'["a", "b"]', "records"),
        (b'{"broken": ', "JSON"),
    ],
)
def test_s5_what_is_no_table_is_refused_with_what_to_do(tmp_path, content, word):
    with pytest.raises(Unreadable) as refusal:
        list(table_of(tmp_path, content).rows())
    assert word.lower() in str(refusal.value).lower()


def test_s5_a_zip_is_refused_and_names_what_it_holds(tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("Account.csv", "Id,Name\n1,Acme\n")
    with pytest.raises(Unreadable, match="Account.csv"):
        table_of(tmp_path, buffer.getvalue())


def test_s5_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "0" * 50_000_000)
    with pytest.raises(Unreadable, match="too large"):
        table_of(tmp_path, buffer.getvalue())


def test_s5_a_gzip_bomb_stops_at_the_limit(tmp_path):
    path = tmp_path / "big.csv.gz"
    path.write_bytes(gzip.compress(b"a name,b\n" + b"1,2\n" * 2_000_000))
    with pytest.raises(Unreadable, match="too large"):
        open_table(path, limits=Limits(bytes=100_000, unpacked_bytes=1_000_000))


def test_s5_entities_of_a_workbook_are_not_expanded(tmp_path):
    buffer = io.BytesIO()
    laughs = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><workbook>&b;</workbook>'
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", laughs)
        archive.writestr("xl/workbook.xml", laughs)
    with pytest.raises(Unreadable):
        table_of(tmp_path, buffer.getvalue())


def test_s4_a_workbook_reads_as_texts(tmp_path):
    from datetime import date

    book = openpyxl.Workbook()
    book.active.append(["Company", "Since", "Employees", "Fee", "Active", "Note"])
    book.active.append(["Acme", date(2024, 2, 29), 12.0, 1234.5, True, None])
    book.save(tmp_path / "list.xlsx")
    table = open_table(tmp_path / "list.xlsx")
    assert cells(table) == [("Acme", "2024-02-29", "12", "1234.5", "TRUE", "")]


def test_s5_a_gzipped_file_is_read():
    assert cells(open_table(shared_data("7-nasty-csv", "csvkit-examples", "dummy.csv.gz"))) == [("1", "2", "3")]


def test_s5_open_contracting_is_one_row_per_contract():
    table = open_table(shared_data("2-contracts", "ocds-worked-example", "ocds-213czf-000-00001.json"))
    rows = cells(table)
    assert len(rows) == 1
    facts = dict(zip(table.headers, rows[0], strict=True))
    assert (facts["Start date"], facts["End date"], facts["Amount"], facts["Currency"]) == ("2010-07-01", "2011-06-30", "11000000", "GBP")


TEXTS = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00"), max_size=12)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(TEXTS, min_size=3, max_size=3), min_size=1, max_size=6))
def test_s4_whatever_csv_writes_is_read_back(tmp_path, rows):
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
    writer.writerow(["Company name", "City of the company", "Note"])
    writer.writerows(rows)
    expected = [tuple(clean(cell) for cell in row) for row in rows if any(clean(cell) for cell in row)]
    table = table_of(tmp_path, buffer.getvalue().encode())
    found = list(table.rows())
    assert len(found) + len(table.set_aside) == len(expected)
    if not table.set_aside:
        assert [row.cells for row in found] == expected


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=400))
def test_s5_no_bytes_make_the_reader_fall(tmp_path, content):
    path = tmp_path / "any"
    path.write_bytes(content)
    table, _rows, why = read_or_refused(path)
    assert (table is None) == bool(why)
