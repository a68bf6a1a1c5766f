"""The data of the worked example: made anew they are the same bytes, and they tell the story they are meant to tell.

The story is checked by reading the CSV files with the csv module alone; nothing of planlang or of the generator is used.
"""

from __future__ import annotations

import csv
import importlib
import io
import re
import sys
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import pytest

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "premium_line"
DATA = EXAMPLE / "data"
CUT = date(2026, 5, 17)


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    """The script that made the data."""
    sys.path.insert(0, str(EXAMPLE))
    try:
        return importlib.import_module("make_data")
    finally:
        sys.path.remove(str(EXAMPLE))


def test_making_the_data_anew_gives_the_same_bytes(generator: ModuleType) -> None:
    made: dict[str, bytes] = generator.files()
    assert sorted(made) == sorted(path.name for path in DATA.iterdir())
    assert [name for name, content in made.items() if (DATA / name).read_bytes() != content] == []


def test_the_data_are_small() -> None:
    assert sum(path.stat().st_size for path in DATA.iterdir()) < 3_000_000


def test_both_encodings_of_chinese_exports_occur() -> None:
    marked = [path for path in DATA.glob("*.csv") if path.read_bytes().startswith(b"\xef\xbb\xbf")]
    others = [path for path in DATA.glob("*.csv") if path not in marked]
    assert marked
    assert others
    for path in others:
        with pytest.raises(UnicodeDecodeError):
            path.read_bytes().decode("utf-8")


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a file by header, whichever its encoding."""
    content = (DATA / name).read_bytes()
    encoding = "utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "gb18030"
    return list(csv.DictReader(io.StringIO(content.decode(encoding), newline="")))


def day(cell: str) -> date:
    """`2026/5/12` as a date."""
    year, month, number = (int(part) for part in cell.split("/"))
    return date(year, month, number)


def moves() -> list[tuple[date, str, str, str]]:
    """All stage changes: day, deal, stage, owner."""
    return sorted(
        (day(row["变更日期"]), row["商机编号"], row["变更后阶段"], row["负责人"])
        for path in DATA.glob("stage-changes-*.csv")
        for row in rows(path.name)
    )


def deals(week: str) -> dict[str, dict[str, str]]:
    """The deals as exported at the end of a week."""
    return {row["商机编号"]: row for row in rows(f"deals-{week}.csv")}


def amount(cell: str) -> int:
    """`486,000.00` in yuan."""
    return int(cell.replace(",", "").removesuffix(".00"))


def teams() -> dict[str, list[tuple[date, date, str]]]:
    """Person -> stretches in a team."""
    found: dict[str, list[tuple[date, date, str]]] = {}
    for row in rows("roster.csv"):
        end = day(row["离岗日期"]) if row["离岗日期"] else date(2027, 1, 1)
        found.setdefault(row["姓名"], []).append((day(row["入岗日期"]), end, row["团队"]))
    return found


def signed_by_team() -> Counter[str]:
    """Yuan signed from the start of the plan to the cut, by the team of the owner on the day."""
    state, roster = deals("2026-W20"), teams()
    total: Counter[str] = Counter()
    for moved, deal, stage, owner in moves():
        if stage == "赢单" and date(2026, 1, 1) <= moved <= CUT:
            (team,) = {name for start, end, name in roster[owner] if start <= moved <= end}
            total[team] += amount(state[deal]["商机金额"])
    return total


def test_revenue_is_somewhat_behind_and_the_south_far() -> None:
    signed = signed_by_team()
    # target to date: 2400 万 of the first quarter and 30 of the 61 working days of the second
    share = Fraction(2400) + Fraction(3000 * 30, 61)
    assert signed == {"高端": 1550_0000, "北区": 1190_0000, "南区": 710_0000}
    assert Fraction(88, 100) < Fraction(sum(signed.values()), 10_000) / share < Fraction(90, 100)
    south = share * 3000 / 12000
    assert Fraction(signed["南区"], 10_000) / south < Fraction(3, 4)


def test_the_premium_line_sells_but_converts_badly() -> None:
    state = deals("2026-W20")
    outcome: Counter[str] = Counter()
    sold = 0
    for moved, deal, stage, _ in moves():
        if (
            state.get(deal, {}).get("产品线") == "高端"
            and date(2026, 1, 1) <= moved <= CUT
            and stage in ("赢单", "输单")
        ):
            outcome[stage] += 1
            sold += amount(state[deal]["商机金额"]) if stage == "赢单" else 0
    target = Fraction(810) + Fraction(1188 * 30, 61)
    assert sold == 1500_0000
    assert Fraction(sold, 10_000) > target
    assert Fraction(outcome["赢单"], outcome.total()) < Fraction(1, 5)


def visits(person: str) -> list[int]:
    """Visits in the weeks W15 to W20."""
    return [
        sum(row["负责人"] == person and row["跟进类型"] == "拜访" for row in rows(f"activities-2026-W{week}.csv"))
        for week in range(15, 21)
    ]


def test_three_people_visit_too_little_each_at_a_different_time() -> None:
    # W15, W18 and W19 have four working days: the limit of ten is eight there
    assert visits("曾琳")[-3:] == [6, 5, 7]
    assert visits("田野") == [6, 7, 8, 5, 6, 8]
    assert visits("何军")[1:] == [8, 7, 5, 8, 13]


def test_deals_are_stuck_in_the_proposal_and_in_negotiation() -> None:
    history: dict[str, list[tuple[date, str]]] = {}
    for moved, deal, stage, _ in moves():
        if moved <= CUT:
            history.setdefault(deal, []).append((moved, stage))
    state = deals("2026-W20")
    stuck = [
        (state[deal]["负责人"], stage, (CUT - moved).days)
        for deal, way in sorted(history.items())
        for moved, stage in way[-1:]
        if stage == "谈判签约" and (CUT - moved) > timedelta(days=14) and amount(state[deal]["商机金额"]) < 500_000
    ]
    assert stuck == [("邓洁", "谈判签约", 20), ("唐杰", "谈判签约", 18)]


def test_each_kind_of_fault_stands_in_a_file() -> None:
    stages = {row["销售阶段"] for row in rows("deals-2026-W20.csv")}
    assert "报价中" in stages
    assert "" in {row["商机金额"] for row in rows("deals-2026-W20.csv")}
    assert "2026/4/31" in {row["跟进日期"] for row in rows("activities-2026-W16.csv")}
    assert "" in {row["负责人"] for row in rows("activities-2026-W20.csv")}
    assert {row["负责人"] for row in rows("activities-2026-W12.csv")} - teams().keys() == {"钱程"}
    numbers = Counter(row["商机编号"] for row in rows("deals-2026-W20.csv"))
    assert [number for number, times in numbers.items() if times > 1] != []


def test_every_deal_of_a_change_is_in_the_snapshot_of_its_week() -> None:
    for path in DATA.glob("stage-changes-2026-W*.csv"):
        week = re.search(r"2026-W\d\d", path.name)
        assert week is not None
        assert {row["商机编号"] for row in rows(path.name)} <= deals(week[0]).keys()
