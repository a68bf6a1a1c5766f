"""Tables of figures as text, CSV and JSON: exact, safe to open, and nothing lost."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from importlib.resources import files

import jsonschema
import pytest
from attrs import evolve
from referencing import Registry, Resource

from planlang.diagnostics.text import Language
from planlang.diagnostics.width import display_width
from planlang.evaluate.figure_table import ByColumn, ByPlan, ByTeam, FigureTable, MetricTable, Part, Row
from planlang.report.formats.csv import figures_csv, safe
from planlang.report.formats.json import figures_json
from planlang.report.words.figure_words import period_name
from planlang.values.figure import Known, Unknown, Why
from planlang.values.periods import FiscalYears, Grain, Grid, parse_label, periods_meeting
from planlang.values.retail import RetailYears
from planlang.values.units import Count, MoneyIn, Ratio
from tests.report import evaluated
from tests.report.texts import figures_text

SCHEMA = json.loads(files("planlang.report").joinpath("figures.schema.json").read_text(encoding="utf-8"))
EVALUATION = json.loads(files("planlang.report").joinpath("evaluation.schema.json").read_text(encoding="utf-8"))
REGISTRY = Registry().with_resource(EVALUATION["$id"], Resource.from_contents(EVALUATION))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA, registry=REGISTRY, format_checker=jsonschema.FormatChecker())
Golden = Callable[[str, str], None]

NOT_LOADED, NO_DENOMINATOR = Unknown(Why.NOT_LOADED, Fraction(7, 2)), Unknown(Why.NO_DENOMINATOR)
ASIDE = Unknown(Why.SET_ASIDE, Fraction(3), (Fraction(3), Fraction(5)))


def known(*values: Fraction | int | str) -> tuple[Known, ...]:
    return tuple(Known(Fraction(value)) for value in values)


def made() -> FigureTable:
    """A metric as an amount and as a rate by the values of a column: unknown, partly loaded, not over, and names that are formulas."""
    evaluation = evaluated.evaluation()
    (name,) = evaluation.plan.model.metrics
    cut = evaluation.as_of.cut.date()
    periods = tuple(periods_meeting(date(cut.year, cut.month - 2, 1), cut, Grain.MONTH))
    amounts = MetricTable(
        name,
        MoneyIn("CNY"),
        True,
        True,
        (False, True, False),
        (
            Row(Part.VALUE, "=1+1", None, known("1234567.89", 0, "-0.5"), Known(Fraction("1234567.39"))),
            Row(Part.VALUE, "北区\t", None, (NOT_LOADED, *known(2, 3)), Unknown(Why.NOT_LOADED, Fraction(17, 2))),
            Row(Part.EMPTY, "", None, (None, ASIDE, *known(0)), Known(Fraction(0))),
            Row(Part.TOTAL, "", None, (NOT_LOADED, *known(2, "2.5")), Unknown(Why.NOT_LOADED)),
        ),
    )
    rates = MetricTable(
        name,
        Ratio(),
        False,
        False,
        (False, False, False),
        (
            Row(Part.VALUE, "-2", None, (NO_DENOMINATOR, *known(Fraction(2, 3), 1)), None),
            Row(Part.TOTAL, "", None, known(Fraction(1, 7), 0, 1), None),
        ),
    )
    by = ByColumn("region")
    return FigureTable(
        evaluation.plan, evaluation.as_of, Grain.MONTH, by, periods, (amounts, rates), ("calls",), evaluation.notes
    )


def totals() -> FigureTable:
    table = made()
    return evolve(
        table, by=ByPlan(), left_out=(), metrics=tuple(evolve(one, rows=one.rows[-1:]) for one in table.metrics)
    )


@pytest.mark.parametrize("language", Language)
def test_text_is_what_it_was(language: Language, golden: Golden) -> None:
    texts = (figures_text(made(), language), figures_text(totals(), language))
    golden(f"figures.{language.value}.txt", "\n".join(texts))


@pytest.mark.parametrize("language", Language)
def test_csv_is_what_it_was(language: Language, golden: Golden) -> None:
    golden(f"figures.{language.value}.csv", figures_csv(made(), language))


def test_json_is_what_it_was(golden: Golden) -> None:
    golden("figures.json", figures_json(made()))


@pytest.mark.parametrize("width", [60, 80, 140])
@pytest.mark.parametrize("language", Language)
def test_no_line_is_too_long_and_no_period_is_lost(width: int, language: Language) -> None:
    table = made()
    year = tuple(periods_meeting(date(2025, 1, 1), date(2026, 1, 1), Grain.WEEK))
    metric = table.metrics[0]
    rows = tuple(evolve(row, figures=row.figures[1:2] * len(year)) for row in metric.rows)
    wide = evolve(metric, rows=rows, provisional=(False,) * len(year))
    text = figures_text(evolve(table, periods=year, metrics=(wide,)), language, width=width)
    assert max(display_width(line) for line in text.splitlines()) <= width
    assert all(period_name(period, language) in text for period in year)


def test_json_is_what_the_schema_says() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    for table in (made(), totals(), evolve(made(), by=ByTeam())):
        found = json.loads(figures_json(table))
        assert [error.message for error in VALIDATOR.iter_errors(found)] == []
    found["metrics"][0]["rows"][0]["figures"][0] = 0
    assert list(VALIDATOR.iter_errors(found)), "a bare number is no figure"


def test_csv_numbers_are_exact_and_can_be_added_up() -> None:
    text = figures_csv(made(), Language.EN)
    lines = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    amounts = [line for line in lines if line["name"] == "'=1+1" and line["period"] != "all"]
    assert [line["value"] for line in amounts] == ["1234567.89", "0", "-0.5"]
    assert [line["state"] for line in amounts] == ["known", "may change", "not over"]
    (third,) = (line for line in lines if line["numerator"] == "2")
    assert (third["value"], third["denominator"]) == ("0.666666666667", "3")
    unknown = [line for line in lines if line["state"] == "unknown"]
    assert {line["value"] for line in unknown} == {""}
    assert unknown[0]["reason"] == "not loaded"
    assert unknown[0]["so far"] == "3.5"


def test_no_text_of_a_csv_is_run_by_a_spreadsheet() -> None:
    for text in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "－1"):
        assert safe(text) == "'" + text
    for text in ("North", "北区", "", "a=b", " =1", "'=1"):
        assert safe(text) == text
    table = csv.reader(io.StringIO(figures_csv(made(), Language.ZH).removeprefix("\ufeff")))
    numbers = {8, 12, 13, 14, 15, 16}
    texts = [cell for line in table for at, cell in enumerate(line) if at not in numbers]
    assert not [cell for cell in texts if cell.startswith(("=", "+", "-", "@", "\t"))]


def test_csv_begins_with_the_mark_that_excel_needs() -> None:
    for language in Language:
        assert figures_csv(made(), language).encode("utf-8").startswith(b"\xef\xbb\xbf")


def test_counts_are_told_with_their_unit() -> None:
    table = made()
    counted = evolve(table, metrics=(evolve(table.metrics[0], unit=Count()),))
    assert "(count)" in figures_text(counted, Language.EN)
    assert ",count," in figures_csv(counted, Language.EN)


def test_periods_are_named_in_both_languages() -> None:
    fiscal = Grid(0, FiscalYears(4, named_by_end=True))
    sunday = Grid(6)
    names = {
        "2026-W05": "2026年第5周",
        "2026-03": "2026年3月",
        "2026-Q4": "2026年四季度",
        "2026-H1": "2026年上半年",
        "2026": "2026年",
    }
    for label, name in names.items():
        assert period_name(parse_label(label), Language.ZH) == name
        assert period_name(parse_label(label), Language.EN) == label
    assert period_name(parse_label("FY2026-Q1", fiscal), Language.ZH) == "2026财年一季度"
    retail = Grid(0, RetailYears((4, 4, 5)))
    assert period_name(parse_label("2026-P03", retail), Language.ZH) == "2026年第3期"
    january = Grid(0, RetailYears((4, 4, 5), 1))
    assert period_name(parse_label("FY2026-P12", january), Language.ZH) == "2026财年第12期"
    assert period_name(parse_label("FY2026-P12", january), Language.EN) == "FY2026-P12"
    assert period_name(parse_label("2026-W05", sunday), Language.ZH) == "2026年第5周/sun"
