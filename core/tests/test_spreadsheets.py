"""Check 17 of research §5, and S4: what we write never begins a formula and reads back as it was."""

import csv
import io
import unicodedata
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.spreadsheets import CELL_LIMIT, csv_chunks, guard, spreadsheet_response, unguard, write_xlsx

FORMULA = set("=+-@|%")
any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
nasty_text = st.text(st.sampled_from("=+-@|%'\t\r\n ＝＋－＠\u200b\u00a0\u00ad1,.ab\""), max_size=8)


def first_that_shows(text: str) -> str:
    return next((sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign)[0] not in "ZC"), "")


def is_plain_number(text: str) -> bool:
    whole, _, rest = text.removeprefix("-").replace(",", ".").partition(".")
    return text.isascii() and whole.isdigit() and (rest.isdigit() or not rest) and not text.endswith((".", ","))


def read_csv(chunks) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(chunks).decode("utf-8-sig"), newline="")))


def read_xlsx(rows, headers=("a", "b")) -> list[tuple]:
    file = io.BytesIO()
    write_xlsx(file, headers, rows)
    return list(openpyxl.load_workbook(io.BytesIO(file.getvalue()), read_only=True).active.iter_rows(values_only=True))


@given(st.one_of(any_text, nasty_text))
def test_s4_a_guarded_text_is_never_a_formula_and_loses_nothing(text):
    guarded = guard(text)
    assert first_that_shows(guarded) not in FORMULA or is_plain_number(guarded)
    assert not guarded.startswith(("\t", "\r", "\n"))
    assert unguard(guarded) == text


@given(st.lists(st.tuples(nasty_text, any_text), min_size=1, max_size=5))
def test_s4_a_csv_reads_back_what_was_written(rows):
    _header, *read = read_csv(csv_chunks(["a", "b"], rows))
    assert [tuple(unguard(cell) for cell in row) for row in read] == rows
    assert all(first_that_shows(cell) not in FORMULA or is_plain_number(cell) for row in read for cell in row)


@pytest.mark.parametrize(
    "text", ["=1+1", "+44 20 7946 0000", "@SUM(A1)", "-2+3", "%x", "|cmd", "\t=1", "＝1+1", "\u200b=1", "'=1", "''=1", "'quoted'"]
)
def test_s4_a_workbook_holds_texts_and_no_formulas(text):
    _header, row = read_xlsx([(text, "x")])
    assert unguard(row[0]) == text
    assert first_that_shows(row[0]) not in FORMULA


@pytest.mark.parametrize("text", ["5", "-5", "1,5", "-12.75"])
def test_s4_plain_numbers_in_text_stay_as_they_are(text):
    assert guard(text) == text


def test_s4_numbers_and_days_keep_their_kind_in_a_workbook():
    moment = datetime(2026, 3, 10, 14, 20)  # noqa: DTZ001 (a workbook knows no zones)
    _header, first, second = read_xlsx([(Decimal("48200.50"), date(2026, 3, 27)), (moment, True)])
    assert first == (48200.5, datetime(2026, 3, 27))  # noqa: DTZ001
    assert second == (moment, "yes")


def test_s4_days_numbers_and_claims_are_plain_in_a_csv():
    _header, row = read_csv(csv_chunks(["a", "b", "c", "d", "e"], [(Decimal("-48200.50"), date(2026, 3, 27), True, None, 0)]))
    assert row == ["-48200.50", "2026-03-27", "yes", "", "0"]


def test_s4_a_text_too_long_for_a_cell_says_that_it_was_cut():
    _header, row = read_xlsx([("x" * (CELL_LIMIT + 1), "y")])
    assert len(row[0]) == CELL_LIMIT
    assert "CSV has all" in row[0]


def test_s4_a_csv_is_written_while_it_is_read():
    """Constant memory: the tenth thousand of rows is not asked for before the first has gone out."""
    asked = []

    def rows():
        for number in range(10_000):
            asked.append(number)
            yield (number,)

    chunks = csv_chunks(["n"], rows())
    next(chunks)
    assert len(asked) < 500


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_s4_a_file_is_named_after_its_list(kind):
    response = spreadsheet_response(kind, "Überfällige Verträge", ["a"], [("b",)])
    assert response["Content-Disposition"].endswith(f'filename="uberfallige-vertrage.{kind}"')
