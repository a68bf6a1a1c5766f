"""Cells as twelve countries write them: each table below was written by hand, cell and value."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from attrs import evolve

from planlang.data.loaded.snapshot import Fault
from planlang.semantics.model import CellFormat
from tests.data.made import KEYED, column, load, rows, source
from tests.laws import some

NB, NNB = "\u00a0", "\u202f"
YEAR = (date(2026, 1, 1), date(2026, 12, 31))

NUMBERS = {
    "US": {"1,234.56": "1234.56", "(1,234)": "-1234", "12": "12", "-5.5": "-5.5", "1,234,567": "1234567"},
    "UK": {"1,234.56": "1234.56", "0.5": "0.5", "1234.56-": "-1234.56", "12,000": "12000"},
    "DE": {"1.234,56": "1234.56", "50.000": "50000", "12": "12", "-5,5": "-5.5", "1.234.567": "1234567"},
    "AT": {"1.234,56": "1234.56", f"1{NB}234": "1234", "75.500": "75500"},
    "CH": {"1'234.50": "1234.5", "1’234.50": "1234.5", "12'000": "12000", "0.125": "0.125"},
    "FR": {f"1{NNB}234,56": "1234.56", "1 234,5": "1234.5", "15,5": "15.5", f"12{NB}000": "12000"},
    "ES": {"1.234,56": "1234.56", "2.900,00": "2900", "1234,5": "1234.5"},
    "IT": {"1.234,56": "1234.56", "0,5": "0.5", "10.000": "10000"},
    "PL": {f"1{NB}234,56": "1234.56", "1234,5": "1234.5", "12 000": "12000"},
    "SE": {f"1{NB}234,56": "1234.56", "−5,5": "-5.5", "12 000,00": "12000"},
    "IN": {"12,34,567": "1234567", "12,34,567.50": "1234567.5", "1,00,000": "100000", "50,000": "50000"},
    "CN": {"1,234.56": "1234.56", "12,000": "12000", "1.2万": "12000", "１，２３４": "1234"},
}
MONEY = {
    "US": ("USD", {"$1,234.56": "1234.56", "$(63.12)": "-63.12", "-$5": "-5", "($63.12)": "-63.12", "USD 5": "5"}),
    "UK": ("GBP", {"£1,234.56": "1234.56", "12.5": "12.5", "£ 5": "5"}),
    "DE": ("EUR", {"€ 2.900,00": "2900", "2.900,00 €": "2900", "1,5 Mio. €": "1500000", "EUR 5,5": "5.5"}),
    "AT": ("EUR", {"€ 1.234,56": "1234.56", "1.234,56 EUR": "1234.56", "-5,50 €": "-5.5"}),
    "CH": ("CHF", {"CHF 1'234.50": "1234.5", "Fr. 12.50": "12.5"}),
    "FR": ("EUR", {f"1{NNB}234,56{NB}€": "1234.56", "2 900,00 €": "2900", "-5,5 €": "-5.5", "15,5 M€": "15500000"}),
    "ES": ("EUR", {"1.234,56 €": "1234.56", "€1.234,5": "1234.5", "-5,00 €": "-5"}),
    "IT": ("EUR", {"€ 1.234,56": "1234.56", "1.234,5 EUR": "1234.5", "-€ 5,00": "-5"}),
    "PL": ("PLN", {"1 234,56 zł": "1234.56", "5,5 PLN": "5.5"}),
    "SE": ("SEK", {"1 234,56 kr": "1234.56", "5,5": "5.5"}),
    "IN": ("INR", {"₹ 12,34,567": "1234567", "Rs. 5.5": "5.5", "2 lakh": "200000", "1.5 crore": "15000000"}),
    "CN": ("CNY", {"￥1,234.56": "1234.56", "1.2亿元": "120000000", "5元": "5"}),
}
SHARES = {
    "US": {"15.5%": "0.155", "10%": "0.1"},
    "UK": {"15.5%": "0.155", "-2.25%": "-0.0225", "100%": "1"},
    "DE": {"15,5%": "0.155", "10 %": "0.1"},
    "AT": {f"15,5{NB}%": "0.155", "0,5%": "0.005"},
    "CH": {"15.5%": "0.155", "12.25 %": "0.1225"},
    "FR": {f"15,5{NNB}%": "0.155", f"10{NB}%": "0.1"},
    "ES": {"15,5 %": "0.155", "7%": "0.07"},
    "IT": {"15,5%": "0.155", "0,25 %": "0.0025"},
    "PL": {"15,5%": "0.155", f"33,3{NB}%": "0.333"},
    "SE": {"15,5 %": "0.155", "−2,5 %": "-0.025"},
    "IN": {"15.5%": "0.155", "18%": "0.18"},
    "CN": {"15.5％": "0.155", "0.2": "0.2"},
}
DATES = {
    "US": {"05/18/2026": "2026-05-18", "1/2/26": "2026-01-02", "Jan 12, 2026": "2026-01-12", "12-Jan-26": "2026-01-12"},
    "UK": {"18/05/2026": "2026-05-18", "01/02/26": "2026-02-01", "12 January 2026": "2026-01-12", "3rd Sept 2026": "2026-09-03"},
    "DE": {"18.05.2026": "2026-05-18", "1.2.26": "2026-02-01", "12. März 2026": "2026-03-12", "3. Dez. 2026": "2026-12-03"},
    "AT": {"18.05.26": "2026-05-18", "18.5.2026": "2026-05-18", "12. Jänner 2026": "2026-01-12", "3. Feber 2026": "2026-02-03"},
    "CH": {"18.5.2026": "2026-05-18", "01.02.2026": "2026-02-01", "1.2.26": "2026-02-01", "12. März 2026": "2026-03-12", "12 mars 2026": "2026-03-12"},
    "FR": {"18/05/2026": "2026-05-18", "01/02/26": "2026-02-01", "1er février 2026": "2026-02-01", "12 août 2026": "2026-08-12"},
    "ES": {"18/05/2026": "2026-05-18", "1/2/26": "2026-02-01", "1 de mayo de 2026": "2026-05-01", "01-02-2026": "2026-02-01", "12-dic-26": "2026-12-12"},
    "IT": {"18/05/2026": "2026-05-18", "01/02/26": "2026-02-01", "12 gennaio 2026": "2026-01-12", "12-mag-26": "2026-05-12"},
    "PL": {"18.05.2026": "2026-05-18", "01.02.26": "2026-02-01", "12 stycznia 2026": "2026-01-12", "3 października 2026": "2026-10-03"},
    "SE": {"2026-05-18": "2026-05-18", "26-05-18": "2026-05-18", "12 maj 2026": "2026-05-12", "3 okt. 2026": "2026-10-03"},
    "IN": {"18-05-2026": "2026-05-18", "02/01/2026": "2026-01-02", "02/01/26": "2026-01-02", "12-Jan-2026": "2026-01-12", "12 August 2026": "2026-08-12"},
    "CN": {"2026年5月18日": "2026-05-18", "2026/5/8": "2026-05-08", "20260518": "2026-05-18", "18-5月-26": "2026-05-18",
           "46160": "2026-05-18", "9999-12-31": None, "2026年十二月1日": "2026-12-01"},
}  # fmt: skip
TIMES = {
    "2026-05-18 09:30:00.000": "2026-05-18 09:30:00",
    "2026-05-18T09:30:00Z": "2026-05-18 17:30:00",
    "2026-05-18T09:30:00+02:00": "2026-05-18 15:30:00",
    "1779096600": "2026-05-18 17:30:00",
    "1779096600000": "2026-05-18 17:30:00",
    "46160.375": "2026-05-18 09:00:00",
    "2026-05-18 09:30:00.0000000": "2026-05-18 09:30:00",
    "2026-05-18 09:30:00.123 +02:00": "2026-05-18 15:30:00.123",
    "May 18 2026  9:30AM": "2026-05-18 09:30:00",
    "20260518 09:30:00": "2026-05-18 09:30:00",
    "Mon, 18 May 2026 09:30:00 GMT": "2026-05-18 17:30:00",
    "May 18, 2026 9:30 PM": "2026-05-18 21:30:00",
    "9999-12-31 23:59:59.997": None,
}
TRUTHS = (
    ("yes", "no"), ("y", "n"), ("TRUE", "FALSE"), ("1", "0"), ("是", "否"), ("ja", "nein"), ("oui", "non"),
    ("sí", "no"), ("tak", "nie"), ("x", ""), ("ja", "nej"), ("WAHR", "FALSCH"), ("✓", ""), ("t", "f"), ("VRAI", "FAUX"),
    ("Vero", "Falso"), ("verdadero", "falso"), ("prawda", "fałsz"), ("sant", "falskt"), ("on", "off"), ("有", "无"), ("对", "错"), ("真", "假"),
)  # fmt: skip


def cells(folder: Path, unit: str, written: list[str], name: str = "cell") -> list[object]:
    """What a column of these cells is read as."""
    lines = [f"id\t{name}", *(f"{number}\t{cell}" for number, cell in enumerate(written))]
    (folder / "c.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    snapshot = load(folder, source("cells", "c.csv", KEYED, ["id: text", f"cell: {unit}? = {name}"], covers=YEAR))
    assert snapshot.notes == ()
    return [value for _, value in rows(snapshot, "cells")]


@pytest.mark.parametrize("country", NUMBERS)
def test_numbers(tmp_path: Path, country: str) -> None:
    assert cells(tmp_path, "number", list(NUMBERS[country])) == [Decimal(value) for value in NUMBERS[country].values()]


@pytest.mark.parametrize("country", MONEY)
def test_money(tmp_path: Path, country: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from planlang.values.units import MoneyIn
    from tests.data import made

    currency, table = MONEY[country]
    monkeypatch.setitem(made.UNITS, "money", MoneyIn(currency))
    assert cells(tmp_path, "money", list(table)) == [Decimal(value) for value in table.values()]


@pytest.mark.parametrize("country", SHARES)
def test_shares(tmp_path: Path, country: str) -> None:
    assert cells(tmp_path, "ratio", list(SHARES[country])) == [Decimal(value) for value in SHARES[country].values()]


@pytest.mark.parametrize("country", DATES)
def test_dates(tmp_path: Path, country: str) -> None:
    expected = [None if value is None else date.fromisoformat(value) for value in DATES[country].values()]
    assert cells(tmp_path, "date", list(DATES[country])) == expected


def test_times(tmp_path: Path) -> None:
    expected = [None if value is None else datetime.fromisoformat(value) for value in TIMES.values()]
    assert cells(tmp_path, "instant", list(TIMES)) == expected


@pytest.mark.parametrize("pair", TRUTHS)
def test_truths(tmp_path: Path, pair: tuple[str, str]) -> None:
    assert cells(tmp_path, "truth", [*pair, pair[0].upper()]) == [True, False, True]


def test_lengths_of_time(tmp_path: Path) -> None:
    written = {"00:12:30": "12.5", "25:30:00": "1530", "1h 30m": "90", "90 min": "90", "18:25 min": "18.416667"}
    lines = ["id\tcell", *(f"{number}\t{cell}" for number, cell in enumerate(written))]
    (tmp_path / "c.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    cell = evolve(column("cell: number"), format=CellFormat(minutes=Fraction(1)))
    snapshot = load(tmp_path, source("cells", "c.csv", KEYED, [column("id: text"), cell], covers=YEAR))
    assert snapshot.notes == ()
    assert [value for _, value in rows(snapshot, "cells")] == [Decimal(value) for value in written.values()]


def test_every_country_has_every_table() -> None:
    countries = ["US", "UK", "DE", "AT", "CH", "FR", "ES", "IT", "PL", "SE", "IN", "CN"]
    assert [list(table) for table in (NUMBERS, MONEY, SHARES, DATES)] == [countries] * 4
    for country in countries:
        told = DATES[country]
        is_short = [cell for cell in told if re.fullmatch(r"\d{1,2}[-/.]\d{1,2}[-/.]\d\d", cell)]
        has_word = [cell for cell in told if re.search(r"[^\W\d_]{3}|月", cell)]
        assert is_short or country == "CN", country
        assert has_word, country


@pytest.mark.parametrize("word", some(["NULL", "N/A", "#N/A", "-", r"\N", "null", "none", "nan", "—", ""], 3))
@pytest.mark.parametrize("unit", ["number", "money", "date", "instant", "truth", "ratio"])
def test_words_for_nothing(tmp_path: Path, unit: str, word: str) -> None:
    assert cells(tmp_path, unit, [word]) == [None]


@pytest.mark.parametrize(
    ("header", "unit", "written", "value"),
    [
        ("金额(万元)", "money", "120", "1200000"),
        ("金额（千元）", "money", "1.5", "1500"),
        ("Amount (k€)", "money", "12.5", "12500"),
        ("Revenue in thousands", "money", "3", "3000"),
        ("Revenue USD k", "money", "3", "3000"),
        ("Probability (%)", "ratio", "10", "0.1"),
        ("Probability (%)", "ratio", "100", "1"),
        ("Weight (t)", "number", "3", "3"),
        ("金额(元)", "money", "120", "120"),
    ],
)
def test_a_unit_in_a_header_counts(tmp_path: Path, header: str, unit: str, written: str, value: str) -> None:
    assert cells(tmp_path, unit, [written], header) == [Decimal(value)]


@pytest.mark.parametrize(
    ("unit", "written", "says"),
    [
        ("money", ["50.000", "120.000", "75.500"], '"50.000" may be 50 or 50000'),
        ("money", ["1,234"], '"1,234" may be 1234 or 1.234'),
        ("money", ["12.50", "3,5"], "are written in two ways"),
        ("date", ["03/05/2026"], "does not tell which number is the day"),
        ("date", ["02-03-04", "02-03-05"], "does not tell which number is the day"),
        ("ratio", ["15", "0.5"], "a share or a percentage"),
    ],
)
def test_what_nothing_tells_is_asked_for_once(tmp_path: Path, unit: str, written: list[str], says: str) -> None:
    lines = ["id\tcell", *(f"{number}\t{cell}" for number, cell in enumerate(written))]
    (tmp_path / "c.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    snapshot = load(tmp_path, source("cells", "c.csv", KEYED, ["id: text", f"cell: {unit}"], covers=YEAR))
    [note] = [note for note in snapshot.notes if note.fault is not Fault.NOT_LOADED]
    assert note.fault is Fault.UNCLEAR_FORMAT
    assert says in note.message.render()
    assert rows(snapshot, "cells") == []


def test_a_plain_column_stays_as_it_is_beside_one_that_is_not(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("id,amount,day\n1,0.50,18.05.2026\n2,7,\n", encoding="utf-8")
    made = source("cells", "c.csv", KEYED, ["id: text", "amount: money", "day: date?"], covers=YEAR)
    snapshot = load(tmp_path, made)
    assert snapshot.notes == ()
    assert rows(snapshot, "cells") == [("1", Decimal("0.5"), date(2026, 5, 18)), ("2", Decimal(7), None)]


@pytest.mark.parametrize(
    ("above", "header", "below", "value"),
    [
        ("单位：万元", "金额", "", "125000"),
        ("金额单位：人民币千元", "金额", "", "12500"),
        ("编制单位：甲公司", "金额", "", "12.5"),
        ("Angaben in Tsd. EUR", "金额", "", "12500"),
        ("All amounts in k€.", "金额", "", "12500"),
        ("(in thousands)", "金额", "", "12500"),
        ("Sales in Q1, in B and in m", "金额", "", "12.5"),
        ("单位：万元", "金额(元)", "", "12.5"),
        ("", "金额", "(万元)", "125000"),
        ("", "金额", "T€", "12500"),
        ("单位：千元", "金额", "（万元）", "125000"),
        ("", "金额", "(元)", "12.5"),
    ],
)
def test_a_unit_next_to_a_header_counts_for_money(
    tmp_path: Path, above: str, header: str, below: str, value: str
) -> None:
    lines = [f"{above}\t\t", f"id\t{header}\tpieces", f"\t{below}\t", "D1\t12.5\t3"]
    (tmp_path / "c.csv").write_text("\n".join(line for line in lines if line.strip()) + "\n", encoding="utf-8")
    columns = ["id: text", f"value: money = {header}", "pieces: number"]
    snapshot = load(tmp_path, source("cells", "c.csv", KEYED, columns, covers=YEAR))
    assert snapshot.notes == ()
    assert rows(snapshot, "cells") == [("D1", Decimal(value), 3)]
    reasons = {found.column: found.why.render() for found in snapshot.formats}
    assert ("a line next to the header says" in reasons["value"]) == (Decimal(value) > 100)
    assert "says" not in reasons["pieces"]


def test_a_row_below_a_header_is_not_taken_for_units(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("id\tvalue\nD1\t(12)\nEUR\t7\n", encoding="utf-8")
    snapshot = load(tmp_path, source("cells", "c.csv", KEYED, ["id: text", "value: money"], covers=YEAR))
    assert rows(snapshot, "cells") == [("D1", -12), ("EUR", 7)]
