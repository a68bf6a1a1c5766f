"""Exports that nobody here wrote are read completely, with the figures that others counted."""

from __future__ import annotations

import os
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from planlang.semantics.model import Events, Process, Stage, StagePhase
from tests.data.made import EXPORTS, KEYED, ident, lines, load, rows, source

ROOT = Path(os.environ.get("PLANLANG_REAL_DATA", str(Path(__file__).resolve().parents[3] / "shared" / "data")))


def folder(name: str) -> Path:
    """A folder of real data; the test is skipped where it is not there."""
    found = ROOT / name
    if not found.is_dir():
        pytest.skip(f"no {name} in the folder that PLANLANG_REAL_DATA names")
    return found


def process(*stages: tuple[str, str]) -> Process:
    made = tuple(Stage(name, None, title, StagePhase.OPEN, rank) for rank, (name, title) in enumerate(stages))
    return Process(ident("sales"), "deals", made, {}, (), (), ())


def test_six_weekly_exports_of_a_chinese_crm() -> None:
    columns = [
        "id: text = 商机编号", "owner: person = 负责人", "account: text? = 客户名称", "product: text = 产品",
        "stage: stage = 销售阶段", "engaged: date? = 接洽日期", "closed: date? = 成交日期", "value: money? = 成交金额(元)",
    ]  # fmt: skip
    made = source("deals", ["商机导出_*.csv", "商机导出_*.xlsx"], EXPORTS, columns)
    snapshot = load(
        folder("cn_weekly_exports"), made, cut=datetime(2018, 1, 1), start=date(2017, 1, 1), end=date(2017, 12, 31),
        process=process(("prospecting", "潜在商机"), ("engaging", "接洽中"), ("won", "赢单"), ("lost", "输单")),
    )  # fmt: skip
    assert snapshot.notes == ()
    assert [(file.snapshot, file.rows.used, file.rows.aside) for file in snapshot.loads] == [
        (date(2017, 11, 24), 3450, 0), (date(2017, 12, 1), 3464, 0), (date(2017, 12, 8), 3476, 0),
        (date(2017, 12, 15), 3490, 0), (date(2017, 12, 22), 3502, 0), (date(2017, 12, 29), 3503, 0),
    ]  # fmt: skip
    assert [file.encoding for file in snapshot.loads] == ["gb18030", "xlsx", "gb18030", "utf-8-sig", "gb18030", "xlsx"]
    found = rows(snapshot, "deals")
    assert len(found) == 3450 + 3464 + 3476 + 3490 + 3502 + 3503
    assert found[0] == (
        "MV1LWRNH", "Moses Frase", "Codehow", "GTX Basic", "won", date(2016, 10, 25), date(2017, 3, 9), Decimal(588),
    )  # fmt: skip
    assert Counter(row[4] for row in found[-3503:])["engaging"] == 681
    assert Counter(row[4] for row in found[:3450])["engaging"] == 926
    assert lines(snapshot, "deals")[:3450] == list(range(2, 3452))


def test_a_whole_pipeline() -> None:
    data = folder("maven_crm")
    columns = [
        "id: text = opportunity_id", "owner: person = sales_agent", "product: text", "account: text?",
        "stage: stage = deal_stage", "engaged: date? = engage_date", "closed: date? = close_date",
        "value: money? = close_value",
    ]  # fmt: skip
    stages = process(("Prospecting", "Prospecting"), ("Engaging", "Engaging"), ("Won", "Won"), ("Lost", "Lost"))
    made = source("deals", "sales_pipeline.csv", KEYED, columns, covers=(date(2016, 1, 1), date(2017, 12, 31)))
    snapshot = load(
        data, made, cut=datetime(2018, 1, 1), start=date(2017, 1, 1), end=date(2017, 12, 31), process=stages
    )
    assert snapshot.notes == ()
    found = rows(snapshot, "deals")
    assert len(found) == snapshot.loads[0].rows.in_file == 3503
    # the same file, read plainly
    text = (data / "sales_pipeline.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert sum(int(row.split(",")[7] or 0) for row in text) == sum(row[7] or 0 for row in found)  # type: ignore[misc]
    assert Counter(row.split(",")[4] for row in text) == Counter(row[4] for row in found)
    assert lines(snapshot, "deals") == list(range(2, 3505))


def test_a_log_of_stage_events() -> None:
    columns = ["case: text = case:concept:name", "what: text = concept:name", "day: instant = time:timestamp"]
    made = source(
        "log", "helpdesk.csv", Events("day"), columns, zone="UTC", covers=(date(2010, 1, 1), date(2014, 12, 31))
    )
    snapshot = load(
        folder("event_logs"), made, cut=datetime(2015, 1, 1), start=date(2010, 1, 1), end=date(2014, 12, 31)
    )
    assert snapshot.notes == ()
    found = rows(snapshot, "log")
    assert len(found) == 21_348
    # 2012-10-09T14:50:17+00:00 in Shanghai
    assert found[0] == ("Case 1", "Assign seriousness", datetime(2012, 10, 9, 22, 50, 17))


def test_dates_with_the_month_first() -> None:
    columns = [
        "id: text = Id",
        "stage: text = StageName",
        "amount: number? = Amount",
        "close: date = CloseDate",
        "created: instant = LastModifiedDate",
    ]
    made = source(
        "deals",
        "Opportunity.csv",
        KEYED,
        columns,
        covers=(date(2020, 1, 1), date(2027, 1, 1)),
    )
    snapshot = load(folder("salesforce_demo_org"), made)
    assert snapshot.notes == ()
    assert rows(snapshot, "deals")[0][3:] == (date(2024, 2, 3), datetime(2026, 2, 23, 20, 55))


def test_a_log_of_changes_with_dates_of_both_kinds() -> None:
    columns = [
        "deal: text = deal_id",
        "day: instant = change_time",
        "field: text = changed_field_key",
        "value: text? = new_value",
    ]
    made = source("changes", "deal_changes.csv", Events("day"), columns, covers=(date(2020, 1, 1), date(2026, 1, 1)))
    data = folder("pipedrive_changes")
    snapshot = load(data, made, cut=datetime(2026, 1, 1))
    assert snapshot.notes == ()
    assert (
        snapshot.loads[0].rows.in_file == len((data / "deal_changes.csv").read_text(encoding="utf-8").splitlines()) - 1
    )
