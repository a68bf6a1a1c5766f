"""Rows that count nowhere, and files that count twice, are told; nothing is lost silently."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from planlang.data.loaded.snapshot import DataNote, Fault
from planlang.diagnostics.text import Language
from planlang.evaluate.results.evaluation import Evaluation
from planlang.report.sections.money.budgets import budgets_section
from planlang.report.sections.pipelines import pipelines_section
from planlang.values.figure import Known, Unknown, Why
from planlang.workspace.run import evaluated, planned
from planlang.workspace.starter import write_starter
from planlang.workspace.workspace import open_plan
from tests.evaluate.whole.small_plans import DEALS, HEAD, STAGES, TEAMS, deals, verdicts
from tests.evaluate.whole.small_plans import evaluation as evaluated_files
from tests.report.texts import section_text


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_starter(tmp_path / "mine", Language.EN)
    return tmp_path / "mine"


def of_week_three(folder: Path) -> Evaluation:
    opened = open_plan(folder / "plan.plan")
    return evaluated(planned(opened), opened, as_of="2026-W03")


def found(evaluation: Evaluation, fault: Fault) -> list[DataNote]:
    return [note for note in evaluation.notes if note.fault is fault]


def test_a_won_deal_that_no_export_has_is_told_with_its_line(folder: Path) -> None:
    assert not found(of_week_three(folder), Fault.NO_RECORD)
    with (folder / "data" / "stage-changes-2026-W03.csv").open("a", encoding="utf-8") as file:
        file.write("D-99,2026-01-16,won\n")
    (note,) = found(of_week_three(folder), Fault.NO_RECORD)
    assert note.place is not None
    lines = (folder / note.place.file).read_text(encoding="utf-8").splitlines()
    assert lines[note.place.line - 1] == "D-99,2026-01-16,won"
    moves, deals = "Stage changes", "Deals"
    assert note.message.render() == (
        f"“D-99” of {moves} is in no file of {deals} and in no figure of it; 1 such record in all"
    )
    with (folder / "data" / "stage-changes-2026-W03.csv").open("a", encoding="utf-8") as file:
        file.write("E-99,2026-01-16,won\n")
    (note,) = found(of_week_three(folder), Fault.NO_RECORD)
    assert "2 such records in all" in note.message.render()


def test_what_was_signed_is_unknown_without_the_export_of_the_records(folder: Path) -> None:
    (folder / "data" / "deals-2026-W03.csv").unlink()
    evaluation = of_week_three(folder)
    (whole,) = (value for value in evaluation.goals if value.period is None and value.entity == "plan:")
    assert isinstance(whole.actual, Unknown)
    assert whole.actual.why is Why.NOT_LOADED
    assert all(isinstance(count.records, Unknown) for count in evaluation.stages)


@pytest.mark.parametrize("name", ["activities-2026-W02", "deals-2026-W02"])
def test_two_files_for_the_same_days_are_told(folder: Path, name: str) -> None:
    data = folder / "data"
    shutil.copy(data / f"{name}.csv", data / f"{name} (copy).csv")
    (note,) = found(of_week_three(folder), Fault.OVERLAP)
    assert note.place is not None
    assert note.place.file == f"data/{name}.csv"
    assert f"data/{name} (copy).csv" in note.message.render()


def test_a_record_whose_first_row_is_set_aside_was_there_by_then(tmp_path: Path) -> None:
    """Its entry lies after the export that had it not: [0, 21d] in the stage, as if the broken export were missing."""
    process = 'process b2b "Process" on deals {' + STAGES + "stay in proposal at most 14d\n}\n"
    other = ("D1", "Ann", "won", 5, "2025-12-01")
    days = {
        "01-04": [],
        "01-11": [("D2", "Ann", "proposal", "much", "2026-01-05")],
        "01-18": [("D2", "Ann", "proposal", 7, "2026-01-05")],
        "01-25": [("D2", "Ann", "negotiation", 7, "2026-01-05")],
    }
    files = {f"deals-2026-{day}.csv": deals([other, *rows]) for day, rows in days.items()}
    for missing in (None, "01-11"):
        told = {name: text for name, text in files.items() if missing is None or missing not in name}
        seen = evaluated_files(tmp_path, HEAD + TEAMS + DEALS + process, told, "2026-W04")
        assert verdicts(seen, "b2b.stay.proposal") == {"possibly violated": 1}


def test_a_record_is_known_by_all_parts_of_its_key_whether_or_not_its_row_can_be_read(tmp_path: Path) -> None:
    """One and the same number in three years: the row of 2025 is broken, that of 2024 is no longer exported."""
    source = """
source deals "Deals" {
  read "data/deals-*.csv"
  one row per year, no
  snapshot on file date
  year: number
  no: text
  stage: stage[b2b]
}
"""
    process = 'process b2b "Process" on deals {' + STAGES + "stay in contact at most 30d\n}\n"
    rows = {
        "09": "2023,7,won\n",
        "10": "2023,7,won\n2024,7,contact\n2025,7,contact\n2026,7,contact\n",
        "11": "2023,7,won\n2025,7,nonsense\n2026,7,contact\n",
    }
    files = {f"deals-2026-W{week}.csv": "year,no,stage\n" + text for week, text in rows.items()}
    seen = evaluated_files(tmp_path, HEAD + TEAMS + source + process, files, "2026-W11")
    assert verdicts(seen, "b2b.stay.contact") == {"pending": 2, "satisfied": 1}


D0, D1, D2 = [(f"D{n}", "Ann", stage, 5, "2026-02-23") for n, stage in enumerate(("won", "contact", "contact"))]


@pytest.mark.parametrize(
    ("rows", "verdict"),
    [
        ([D2], "satisfied"),
        ([("D1", "Ann", "nonsense", 5, "2026-03-02"), D2], "pending"),
        ([("D1", "Ann", "proposal", "much", "2026-03-02"), D2], "pending"),
        ([("", "Ann", "contact", 5, "2026-03-02"), D2], "pending"),
    ],
    ids=["not exported", "unknown stage", "bad amount", "no key"],
)
def test_a_record_whose_row_is_set_aside_has_not_left(
    rows: list[tuple[object, ...]], verdict: str, tmp_path: Path
) -> None:
    process = 'process b2b "Process" on deals {' + STAGES + "stay in contact at most 30d\n}\n"
    files = {f"deals-2026-W{week}.csv": deals(rows) for week, rows in (("09", [D0]), ("10", [D0, D1, D2]), (11, rows))}
    seen = evaluated_files(tmp_path, HEAD + TEAMS + DEALS + process, files, "2026-W11")
    assert verdicts(seen, "b2b.stay.contact") == (
        {"pending": 2} if verdict == "pending" else {verdict: 1, "pending": 1}
    )


NEAR = (
    HEAD
    + TEAMS
    + """
source customers "Customers" { read "data/customers-*.csv"; one row per id; snapshot on file date; id: text; region: text }
source expenses "Expenses" { read "data/expenses-*.csv"; event at day; day: date; account: text; amount: money }
segment area "Areas" on customers { class east when region is "East"; class other otherwise }
budget total "Budget" = 10万元 { owner director; account fairs "Trade shows" = 100%; actual sum(expenses.amount) by account }
"""
)
NEAR_FILES = {
    "customers-2026-01-04.csv": "id,region\nC1,East\nC2,east\n",
    "expenses-2026-01.csv": "day,account,amount\n2026-01-05,Trade shows,100\n2026-01-06,Trade Shows,20\n2026-01-07,Fairs,3\n",
}


def test_a_cell_that_is_nearly_a_class_or_an_account_is_told(tmp_path: Path) -> None:
    """What decides the class of a record, and what names an account, is compared as in any other condition."""
    said = {note.message for note in found(evaluated_files(tmp_path, NEAR, NEAR_FILES, "2026-W06"), Fault.NEAR_MISS)}
    assert {message.render() for message in said} == {
        '"region": "east" is not "East", which the plan asks for: 1 cell is not counted as that',
        '"account": "Trade Shows" is not "Trade shows", which the plan asks for: 1 cell is not counted as that',
        '"account": "Fairs" is not "fairs", which the plan asks for: 1 cell is not counted as that',
    }
    assert '"region"：“east”不等于计划里要求的“East”，1 个单元格没有按它计入' in {
        message.render(Language.ZH) for message in said
    }


def test_what_names_no_account_is_told_with_its_first_lines(tmp_path: Path) -> None:
    words = ("rent", "Total travel", "cars", "phones")
    files = dict(NEAR_FILES) | {
        "expenses-2026-01.csv": "day,account,amount\n" + "".join(f"2026-01-05,{word},10\n" for word in words)
    }
    evaluation = evaluated_files(tmp_path, NEAR, files, "2026-W06")
    three = [f"{word} in data/expenses-2026-01.csv:{line}" for line, word in enumerate(words[:3], 2)]
    said = section_text(budgets_section(evaluation, Language.EN), 400, Language.EN)
    assert f"4 rows name no account of Budget: {', '.join(three)}, and others" in said
    assert "4 行不属于“Budget”的任何科目" in (
        chinese := section_text(budgets_section(evaluation, Language.ZH), 400, Language.ZH)
    )
    assert "写的是 cars，等等" in chinese


def test_what_is_the_same_at_both_ends_is_known(tmp_path: Path) -> None:
    """A row that cannot be read may be spent or not; more than there is will not be spent in either case."""
    rows = "".join(f"2026-01-{number:02},fairs,10\n" for number in range(5, 31)) + "2026-01-12,,5\n"
    files = dict(NEAR_FILES) | {"expenses-2026-01.csv": "day,account,amount\n" + rows}
    ((budget,),) = (evaluated_files(tmp_path, NEAR, files, "2026-02-08").budgets,)
    assert isinstance(budget.whole.used, Unknown)
    assert budget.whole.used.between == (260, 265)
    assert isinstance(budget.whole.forecast, Unknown)
    assert budget.whole.overrun == Known(0)


def test_a_pipeline_that_is_not_known_says_of_which_process(tmp_path: Path) -> None:
    process = 'process b2b "Process" on deals {' + STAGES + "stage proposal { win probability 30% }\n}\n"
    evaluation = evaluated_files(tmp_path, HEAD + TEAMS + process + DEALS, {}, "2026-W06")
    english, chinese = (pipelines_section(evaluation, language)[0] for language in (Language.EN, Language.ZH))
    assert "Process: weighted pipeline not known (not loaded" in section_text(english, 160, Language.EN)
    assert "Process：加权商机无法计算（" in section_text(chinese, 160, Language.ZH)
