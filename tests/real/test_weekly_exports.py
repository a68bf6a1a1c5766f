"""Six weekly exports of a Chinese CRM, one after another, beside an independent computation with plain Python."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from planlang.evaluate.results.evaluation import Evaluation, Verdict
from planlang.values.figure import Known
from planlang.workspace.run import evaluated, held, planned
from planlang.workspace.workspace import open_plan
from tests.real.conftest import HERE, real_data

FRIDAYS = [date(2017, 11, 24) + timedelta(weeks=week) for week in range(6)]
Row = dict[str, str]


def weekly(folder: Path, friday: date) -> list[Row]:
    """The rows of one export, read without any of the program's own code."""
    stem = f"商机导出_{friday:%Y%m%d}"
    if (folder / f"{stem}.xlsx").exists():
        sheet = CalamineWorkbook.from_path(folder / f"{stem}.xlsx").get_sheet_by_index(0).to_python()
        head = [str(cell) for cell in sheet[0]]
        return [{name: str(cell) for name, cell in zip(head, row, strict=True)} for row in sheet[1:]]
    content = (folder / f"{stem}.csv").read_bytes()
    text = content.decode("utf-8-sig") if content.startswith(b"\xef\xbb\xbf") else content.decode("gb18030")
    return list(csv.DictReader(io.StringIO(text)))


def day(text: str) -> date | None:
    """A date as the exports write it: 2017/3/1, or 2017-03-01 where a workbook holds a date."""
    if not text:
        return None
    year, month, rest = text.replace("/", "-").split("-")
    return date(int(year), int(month), int(rest[:2]))


@pytest.fixture(scope="module")
def exports() -> dict[date, list[Row]]:
    folder = real_data("cn_weekly_exports")
    return {friday: weekly(folder, friday) for friday in FRIDAYS}


@pytest.fixture(scope="module")
def evaluations() -> dict[date, Evaluation]:
    folder = real_data("cn_weekly_exports")
    opened = open_plan(HERE / "weekly.plan")
    assert opened.usable, opened.diagnostics
    plan = planned(opened)
    return {
        friday: evaluated(plan, opened, data=folder, as_of=(friday + timedelta(days=2)).isoformat())
        for friday in FRIDAYS
    }


def of_plan(evaluation: Evaluation, metric: str) -> tuple[Fraction | None, Fraction | None]:
    """The figure of the week under review and of the week before; None where it is unknown."""
    found = next(v for v in evaluation.metrics if v.metric == metric and v.entity == "plan:")
    values = (found.value.figure, found.previous.figure)
    first, second = (value.value if isinstance(value, Known) else None for value in values)
    return first, second


def test_every_export_is_read_completely(exports: dict[date, list[Row]], evaluations: dict[date, Evaluation]) -> None:
    for friday, evaluation in evaluations.items():
        loads = {load.snapshot: load for load in evaluation.loads}
        assert sorted(loads) == [other for other in FRIDAYS if other <= friday]
        for taken, load in loads.items():
            assert taken is not None
            assert (load.rows.in_file, load.rows.aside) == (len(exports[taken]), 0)
    encodings = Counter(load.encoding for load in evaluations[FRIDAYS[-1]].loads)
    assert encodings["gb18030"] == 3


def test_stages_week_by_week(exports: dict[date, list[Row]], evaluations: dict[date, Evaluation]) -> None:
    for friday, evaluation in evaluations.items():
        counts = Counter(row["销售阶段"] for row in exports[friday])
        before = Counter(row["销售阶段"] for row in exports.get(friday - timedelta(weeks=1), []))
        for metric, names in (("接洽中商机", ["接洽中"]), ("在手商机", ["接洽中", "潜在商机"])):
            now, previous = of_plan(evaluation, metric)
            assert now == sum(counts[name] for name in names)
            assert previous == (sum(before[name] for name in names) if before else None)


def test_week_over_week_changes(exports: dict[date, list[Row]], evaluations: dict[date, Evaluation]) -> None:
    for friday in FRIDAYS[1:]:
        now = sum(row["销售阶段"] == "接洽中" for row in exports[friday])
        before = sum(row["销售阶段"] == "接洽中" for row in exports[friday - timedelta(weeks=1)])
        assert of_plan(evaluations[friday], "接洽周变化")[0] == now - before


def test_what_was_signed_in_the_week(exports: dict[date, list[Row]], evaluations: dict[date, Evaluation]) -> None:
    for friday, evaluation in evaluations.items():
        monday = friday - timedelta(days=4)
        won = [
            row
            for row in exports[friday]
            if row["销售阶段"] == "赢单" and monday <= (day(row["成交日期"]) or date.min) <= friday
        ]
        amount = sum(Fraction(row["成交金额(元)"].replace(",", "")) for row in won)
        assert of_plan(evaluation, "签约额")[0] == amount
        assert of_plan(evaluation, "赢单数")[0] == len(won)


def test_deals_that_stall_over_90_days(exports: dict[date, list[Row]], evaluations: dict[date, Evaluation]) -> None:
    """Figures are as of Sunday; what is certain is what the export of Friday shows, the rest is only possible."""
    for friday, evaluation in evaluations.items():
        monday = friday + timedelta(days=3)
        since = {row["商机编号"]: day(row["接洽日期"]) for row in exports[friday] if row["销售阶段"] == "接洽中"}
        ages = {key: (friday - entered).days for key, entered in since.items() if entered}
        stalled = {key for key, age in ages.items() if age + 2 > 90}
        assert of_plan(evaluation, "停滞商机")[0] == len(stalled)
        found = {
            verdict: {
                violation.entity.removeprefix("deal:")
                for violation in evaluation.violations
                if violation.rule == "sales.stay.接洽" and violation.verdict is verdict
            }
            for verdict in (Verdict.VIOLATED, Verdict.POSSIBLE)
        }
        certain = {key for key, age in ages.items() if age > 90}
        assert {key for key in found[Verdict.VIOLATED] if key in ages} == certain
        assert (
            found[Verdict.POSSIBLE] == {key for key, age in ages.items() if age + (monday - friday).days > 90} - certain
        )
        left = found[Verdict.VIOLATED] - set(ages)
        assert left == {
            row["商机编号"]
            for row in exports[friday]
            if (entered := day(row["接洽日期"])) and (closed := day(row["成交日期"]))
            if (closed - entered).days > 90 and monday - timedelta(days=7) <= entered + timedelta(days=91) < monday
        }


def test_stage_moves_between_two_exports(exports: dict[date, list[Row]]) -> None:
    folder = real_data("cn_weekly_exports")
    opened = open_plan(HERE / "weekly.plan")
    world = held(planned(opened), opened, data=folder, as_of="2017-12-31")
    names = {"潜在商机": "潜在", "接洽中": "接洽", "赢单": "赢单", "输单": "输单"}
    for earlier, later in pairwise(FRIDAYS):
        was = {row["商机编号"]: names[row["销售阶段"]] for row in exports[earlier]}
        now = {row["商机编号"]: names[row["销售阶段"]] for row in exports[later]}
        moved = Counter((was[key], stage) for key, stage in now.items() if key in was and was[key] != stage)
        # a deal that is closed when it is first exported was opened and closed since the last export
        dated = {row["商机编号"]: day(row["接洽日期"]) for row in exports[later]}
        moved += Counter(("接洽", now[key]) for key in now if key not in was and now[key] != "接洽" and dated[key])
        assert world.moves("sales", earlier, later) == moved


def test_an_early_and_a_late_as_of_agree(evaluations: dict[date, Evaluation], tmp_path: Path) -> None:
    """With only the exports up to a week, everything but what is said of files is as with all of them."""
    folder = real_data("cn_weekly_exports")
    opened = open_plan(HERE / "weekly.plan")
    for friday in (FRIDAYS[0], FRIDAYS[3]):
        early = tmp_path / friday.isoformat()
        early.mkdir()
        for file in folder.glob("商机导出_*"):
            if file.stem <= f"商机导出_{friday:%Y%m%d}":
                (early / file.name).write_bytes(file.read_bytes())
        as_of = (friday + timedelta(days=2)).isoformat()
        found = evaluated(planned(opened), opened, data=early, as_of=as_of)
        for name in ("metrics", "goals", "stages", "rules", "upcoming", "violations", "alerts", "history", "missing"):
            assert getattr(found, name) == getattr(evaluations[friday], name), name
