"""Plans whose months are made of weeks: figures, goals, alerts and files, against days that are counted out by hand."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from planlang.evaluate.figure_table import FigureTable, Part
from planlang.evaluate.results.alert_states import AlertPhase
from planlang.evaluate.results.evaluation import Evaluation
from planlang.values.figure import Known, Unknown
from planlang.values.periods import Grain
from planlang.workspace.errors import UnusableOptionError
from planlang.workspace.figures import Wanted, figures
from planlang.workspace.run import planned
from planlang.workspace.workspace import open_plan
from tests.evaluate.whole.small_plans import csv, evaluation, number, values

NRF = "week starts sunday; fiscal year 4-5-4 ends saturday nearest january 31 named by start"
JUNE = "fiscal year 4-4-5 ends last sunday in june named by end"
CHINESE = "每周始于 周一; 财年 4-4-5 止于 六月 最后 周日 命名取 结束年"
YEARS = {
    # what is published of the calendar of the National Retail Federation: the first Sunday, and the weeks
    NRF: ("FY", (4, 5, 4), [(2023, date(2023, 1, 29), 53), (2024, date(2024, 2, 4), 52)]),
    # 29 June 2025 is a last Sunday, 28 June 2026 and 27 June 2027 are the next
    JUNE: ("FY", (4, 4, 5), [(2026, date(2025, 6, 30), 52), (2027, date(2026, 6, 29), 52)]),
    CHINESE: ("FY", (4, 4, 5), [(2026, date(2025, 6, 30), 52), (2027, date(2026, 6, 29), 52)]),
    # week 1 of 2026 begins on 29 December; it has 53
    "fiscal year 5-4-4": ("", (5, 4, 4), [(2026, date(2025, 12, 29), 53), (2027, date(2027, 1, 4), 52)]),
}
Stretch = tuple[str, date, date]
Sale = tuple[date, int]


def months(years: str) -> Iterator[Stretch]:
    """Label, first day and day after the last of every month, week by week."""
    prefix, pattern, known = YEARS[years]
    for year, first, weeks in known:
        sizes = [*pattern * 4]
        sizes[11] += weeks - 52
        for index, size in enumerate(sizes):
            end = first + timedelta(weeks=size)
            yield f"{prefix}{year}-P{index + 1:02}", first, end
            first = end


def joined(years: str, length: int, letter: str) -> list[Stretch]:
    """Quarters, halves and years from their months."""
    found = list(months(years))
    together = []
    for index in range(0, len(found), length):
        year, number = found[index][0].split("-P")
        label = f"{year}-{letter}{(int(number) - 1) // length + 1}" if letter else year
        together.append((label, found[index][1], found[index + length - 1][2]))
    return together


def sales(years: str, seed: int = 1) -> list[Sale]:
    """Up to three sales a day, of any amount."""
    pick = random.Random(seed)
    first, end = next(months(years))[1], [*months(years)][-1][2]
    days = [first + timedelta(days=offset) for offset in range((end - first).days)]
    return [(day, pick.randint(1, 10**6)) for day in days for _ in range(pick.randint(0, 3))]


def summed(rows: list[Sale], first: date, end: date) -> Fraction:
    """What was sold on the days `[first, end)`."""
    return Fraction(sum(amount for day, amount in rows if first <= day < end))


def plan(years: str, more: str = "", covers: bool = True) -> str:
    """A plan of all its years, with one metric."""
    first, end = next(months(years))[1], [*months(years)][-1][2]
    span = f"{first} .. {end - timedelta(days=1)}"
    return f"""
plan p "Plan" {{ period {span}; timezone Asia/Shanghai; currency CNY; {years} }}
role director "Director"
team company "Company" {{ director Boss }}
source sales "Sales" {{
  read "data/sales*.csv"
  event at day
  {f"covers {span}" if covers else ""}
  day: date
  amount: money
}}
metric sold "Sold" = sum(sales.amount)
{more}
"""


def exported(rows: list[Sale]) -> str:
    return csv("day,amount", rows)


def told(folder: Path, years: str, as_of: str, more: str = "") -> Evaluation:
    return evaluation(folder, plan(years, more), {"sales.csv": exported(sales(years))}, as_of)


def table(folder: Path, by: Grain, as_of: str | None = None, **more: str) -> FigureTable:
    opened = open_plan(folder / "p.plan")
    assert opened.usable, opened.diagnostics
    return figures(planned(opened), opened, Wanted(("sold",), by, **more), as_of=as_of)


def written(folder: Path, text: str, files: dict[str, str]) -> None:
    (folder / "data").mkdir()
    (folder / "p.plan").write_text(text, encoding="utf-8")
    for name, content in files.items():
        (folder / "data" / name).write_text(content, encoding="utf-8")


def totals(found: FigureTable) -> list[Fraction | None]:
    (row,) = [row for row in found.metrics[0].rows if row.part is Part.TOTAL]
    return [None if one is None else number(one) for one in row.figures]


# ---------------------------------------------------------------- figures


@pytest.mark.parametrize("years", list(YEARS), ids=["nrf", "june", "chinese", "calendar"])
@pytest.mark.parametrize(
    ("grain", "length", "letter"),
    [(Grain.MONTH, 1, "P"), (Grain.QUARTER, 3, "Q"), (Grain.HALF, 6, "H"), (Grain.YEAR, 12, "")],
)
def test_figures_by_period_are_the_sums_of_its_weeks(
    years: str, grain: Grain, length: int, letter: str, tmp_path: Path
) -> None:
    rows = sales(years)
    written(tmp_path, plan(years), {"sales.csv": exported(rows)})
    expected = list(months(years)) if letter == "P" else joined(years, length, letter)
    found = table(tmp_path, grain, as_of=str(expected[-1][2]))
    assert [(one.label, one.start, one.end) for one in found.periods] == expected
    assert totals(found) == [summed(rows, first, end) for _, first, end in expected]


def test_periods_are_asked_for_by_their_names(tmp_path: Path) -> None:
    rows = sales(NRF)
    written(tmp_path, plan(NRF), {"sales.csv": exported(rows)})
    found = table(tmp_path, Grain.MONTH, as_of="FY2024-P01", start="FY2023-P12", end="2024-Q1")
    assert [one.label for one in found.periods] == ["FY2023-P12", "FY2024-P01"]
    assert totals(found) == [
        summed(rows, date(2023, 12, 31), date(2024, 2, 4)),
        summed(rows, date(2024, 2, 4), date(2024, 3, 3)),
    ]


@pytest.mark.parametrize("option", ["as_of", "start", "end"])
def test_a_month_of_the_calendar_is_answered_with_the_one_of_the_plan(option: str, tmp_path: Path) -> None:
    written(tmp_path, plan(NRF), {"sales.csv": exported(sales(NRF))})
    with pytest.raises(UnusableOptionError, match="write FY2024-P02"):
        table(tmp_path, Grain.MONTH, **{option: "2024-03"})


# ---------------------------------------------------------------- goals


@pytest.mark.parametrize(
    ("as_of", "closed"), [("FY2024-P03", 1), ("2024-05-04", 1), ("2024-05-03", 0), ("FY2024-Q3", 3), ("FY2024", 4)]
)
def test_a_goal_split_by_quarter_has_those_of_the_retail_year(as_of: str, closed: int, tmp_path: Path) -> None:
    goal = """
goal revenue "Revenue" {
  measure sold
  target 10000万元 by 2025-02-01
  split by quarter 10%, 20%, 30%, 40%
  prorate by calendar_days
  owner director
}
"""
    text = plan(NRF, goal).replace("period 2023-01-29", "period 2024-02-04")
    rows = sales(NRF)
    found = evaluation(tmp_path, text, {"sales.csv": exported(rows)}, as_of)
    quarters = joined(NRF, 3, "Q")[4:]
    parts = [value for value in found.goals if value.entity == "plan:" and value.period is not None]
    begun = len(parts)
    assert begun == max(1, closed)
    assert [(part.period.label, part.start, part.end) for part in parts if part.period] == [
        (label, first, end - timedelta(days=1)) for label, first, end in quarters[:begun]
    ]
    for part, (_, first, end), share in zip(parts[:closed], quarters, (1, 2, 3, 4), strict=False):
        assert number(part.target) == number(part.target_to_date) == share * 10_000_000
        assert number(part.actual) == summed(rows, first, end)
    (whole,) = [value for value in found.goals if value.entity == "plan:" and value.period is None]
    past = sum((10_000_000 * share for share in range(1, closed + 1)), 0)
    if as_of == "2024-05-03":
        assert number(whole.target_to_date) == Fraction(10_000_000 * 90, 91)
    else:
        assert number(whole.target_to_date) == past


# ---------------------------------------------------------------- alerts


def windows(window: str) -> Callable[[int], tuple[date, date] | None]:
    """The days that a window has in the n-th month, from the list of months."""
    all_months = list(months(NRF))
    quarters = joined(NRF, 3, "Q")

    def days(index: int) -> tuple[date, date] | None:
        _, first, end = all_months[index]
        quarter = quarters[index // 3]
        match window:
            case "this month":
                return first, end
            case "previous month":
                return all_months[index - 1][1:] if index else None
            case "rolling 3 months":
                return (all_months[index - 2][1], end) if index > 1 else None
            case "same month last year":
                # month 12 of 2023 has a week more than that of 2024
                return all_months[index - 12][1:] if 12 <= index < 23 else None
            case "quarter to date":
                return quarter[1], end
            case _:
                return (quarters[index // 3 - 1][1:] if quarter[2] != end else quarter[1:]) if index > 1 else None

    return days


@pytest.mark.parametrize(
    "window",
    ["this month", "previous month", "rolling 3 months", "same month last year", "quarter to date", "last quarter"],
)
def test_an_alert_by_the_month_looks_at_retail_months(window: str, tmp_path: Path) -> None:
    alert = f"""
alert low "Low" {{ when sold {window} >= 0 CNY or sold this month < 0 CNY; notify director }}
"""
    found = told(tmp_path, NRF, "FY2024", alert)
    rows, days = sales(NRF), windows(window)
    expected = []
    for index in range(24):
        stretch = days(index)
        expected.append(None if stretch is None else summed(rows, *stretch))
    assert [state.period.label for state in found.history] == [label for label, _, _ in months(NRF)]
    assert values(found, "low", "plan:") == expected


def test_an_alert_on_this_month_is_judged_when_its_last_week_is_over(tmp_path: Path) -> None:
    rows = sales(NRF)
    limit = summed(rows, date(2024, 2, 4), date(2024, 3, 3)) + 1
    alert = f'alert low "Low" {{ when sold this month < {limit} CNY; unscaled; notify director }}'
    early, after = (told(tmp_path, NRF, day, alert) for day in ("2024-03-01", "2024-03-02"))
    assert not early.alerts
    assert len(after.alerts) == 1
    last = after.history[-1]
    assert last.period.label == "FY2024-P01"
    assert last.phase is AlertPhase.FIRING


def test_a_date_falls_in_a_retail_quarter(tmp_path: Path) -> None:
    more = 'metric same "Same" = sum(sales.amount where falls_in(day current quarter))\n'
    more += 'alert low "Low" { when same year to date >= 0 CNY or sold this month < 0 CNY; notify director }'
    found = told(tmp_path, NRF, "FY2024-P05", more)
    assert values(found, "low", "plan:")[-1] == summed(sales(NRF), date(2024, 5, 5), date(2024, 7, 7))


# ---------------------------------------------------------------- files


def test_files_named_by_a_retail_month_have_its_days_and_those_of_a_month_of_the_calendar_have_those(
    tmp_path: Path,
) -> None:
    rows = sales(NRF)

    def part(first: date, end: date) -> str:
        return exported([row for row in rows if first <= row[0] < end])

    files = {
        "sales-FY2024-P01.csv": part(date(2024, 2, 4), date(2024, 3, 3)),
        "sales_2024P02.csv": part(date(2024, 3, 3), date(2024, 4, 7)),
        "sales-2024-04.csv": part(date(2024, 4, 1), date(2024, 5, 1)),
    }
    written(tmp_path, plan(NRF, covers=False), files)
    found = table(tmp_path, Grain.MONTH, as_of="FY2024-P03", start="FY2024-P01")
    (row,) = [row for row in found.metrics[0].rows if row.part is Part.TOTAL]
    assert [None if one is None else number(one) for one in row.figures] == [
        summed(rows, date(2024, 2, 4), date(2024, 3, 3)),
        summed(rows, date(2024, 3, 3), date(2024, 4, 7)),
        None,  # May is not there, and the third month ends on 4 May
    ]
    last = row.figures[-1]
    assert isinstance(last, Unknown)
    assert not isinstance(last, Known)
    assert last.so_far == summed(rows, date(2024, 4, 7), date(2024, 5, 1))


@pytest.mark.parametrize(("during", "said"), [("2023-P12", []), ("2023-Q4", []), ("2023-12", ["write `FY2023-P11`"])])
def test_a_base_is_of_a_month_of_the_plan(during: str, said: list[str], tmp_path: Path) -> None:
    goal = f'goal g "G" {{ measure sold; target 120万元 by 2025-02-01; base 100万元 during {during}; growth 20%; owner director }}'
    written(tmp_path, plan(NRF, goal), {})
    found = [one for one in open_plan(tmp_path / "p.plan").diagnostics if one.name == "unknown-period"]
    assert [one.help.render().rpartition(": ")[2] for one in found if one.help] == said
