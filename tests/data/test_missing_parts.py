"""A file of one part alone does not make its days known."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from planlang.data.files.coverage import Days
from planlang.data.files.parts import FileOfDays, known_days
from planlang.data.loaded.snapshot import Fault, Snapshot
from planlang.semantics.model import Events, SnapshotDate, Table
from tests.data.made import load, said, source

CALLS = source("calls", "calls-*.csv", Events("day"), ["day: date", "who: text"])
DEALS = source("deals", "deals-*.csv", Table(("id",), SnapshotDate(None), ()), ["id: text"])


def week(number: int, until: int | None = None) -> Days:
    return date.fromisocalendar(2026, number, 1), date.fromisocalendar(2026, (until or number) + 1, 1)


def known(*names: str, empty: Iterable[str] = ()) -> list[int]:
    """The weeks from 10 to 20 that are known by files for weeks."""
    files = [FileOfDays(name, week(int(name[-6:-4])), name not in empty) for name in names]
    days, lacks = known_days(files)
    gone = [lack.days for lack in lacks]
    assert all(not (start < last and first < end) for start, end in days for first, last in gone)
    return [number for number in range(10, 21) if any(a <= week(number)[0] and week(number)[1] <= b for a, b in days)]


def parts(part: str, *weeks: int) -> list[str]:
    return [f"calls-{part}-2026-W{number}.csv" for number in weeks]


def test_a_week_is_known_where_every_part_is_there() -> None:
    north = parts("north", 10, 11, 12, 13, 14)
    assert known(*north, *parts("south", 10, 11, 12, 13, 14)) == [10, 11, 12, 13, 14]
    assert known(*north, *parts("south", 10, 11, 13)) == [10, 11, 13]
    assert known(*north, *parts("south", 10, 11, 12, 13), *parts("west", 10, 11, 13, 14)) == [10, 11, 13]
    assert known(*north, *parts("south", 10, 11, 12, 13, 14), empty=parts("south", 12)) == [10, 11, 13, 14]


def test_the_whole_stands_for_its_parts() -> None:
    whole = ["calls-2026-W12.csv"]
    assert known(*parts("north", 10, 11, 12), *parts("south", 10, 11), *whole) == [10, 11, 12]


def test_what_comes_once_or_never_beside_others_is_no_part_that_is_missed() -> None:
    north = parts("north", 10, 11, 12, 13)
    assert known(*north, *parts("fair", 11)) == [10, 11, 12, 13]
    assert known(*parts("a7f", 10), *parts("b21", 11), *parts("c99", 13)) == [10, 11, 13]
    assert known(*parts("north", 10, 11), *parts("nord", 12, 13)) == [10, 11, 12, 13]


def test_a_part_is_expected_from_its_second_file_on_whatever_comes_later() -> None:
    north = parts("north", 10, 11, 12, 13, 14)
    assert known(*north, *parts("south", 12, 13)) == [10, 11, 12, 13]
    early = known(*parts("north", 10, 11, 12), *parts("south", 10, 11))
    assert early == known(*north, *parts("south", 10, 11, 13, 14))[:2] == [10, 11]


def written(folder: Path, names: Iterable[str], line: str) -> None:
    for name in names:
        (folder / name).write_text(f"{line}\n", encoding="utf-8")


def weeks(snapshot: Snapshot, name: str) -> list[int]:
    ranges = snapshot.coverage[name]
    return [n for n in range(9, 16) if any(a <= week(n)[0] and week(n)[1] <= b for a, b in ranges)]


def test_the_file_that_is_missing_is_named(tmp_path: Path) -> None:
    written(tmp_path, [*parts("north", 10, 11, 12, 13), *parts("south", 10, 11, 13)], "day,who")
    snapshot = load(tmp_path, CALLS)
    assert weeks(snapshot, "calls") == [10, 11, 13]
    assert snapshot.lacking == {"calls": (week(12),)}
    assert (
        "2026-03-16 to 2026-03-22: there are files of other parts and none like calls-south-2026-W10.csv; these days are"
        " not known (if that part has ended, a file of its name without rows for the rest of the time says so)"
    ) in said(snapshot, Fault.NOT_LOADED)


def test_a_part_that_has_ended_is_told_by_a_file_without_rows(tmp_path: Path) -> None:
    ended = "calls-south-2026-W12 to 2026-W53.csv"
    written(tmp_path, [*parts("north", 10, 11, 12, 13), *parts("south", 10, 11), ended], "day,who")
    assert weeks(load(tmp_path, CALLS), "calls")[:4] == [10, 11, 12, 13]


def test_a_later_export_of_a_part_does_not_tell_of_the_week_in_which_it_was_missing(tmp_path: Path) -> None:
    names = [*parts("north", 10, 11, 12, 13), *parts("south", 10, 11, 13)]
    written(tmp_path, [name.replace("calls", "deals") for name in names], "id\nD1")
    snapshot = load(tmp_path, DEALS)
    assert snapshot.lacking == {"deals": (week(12),)}
    early = tmp_path / "early"
    early.mkdir()
    written(early, [name.replace("calls", "deals") for name in names if "W13" not in name], "id\nD1")
    assert load(early, DEALS).lacking == {"deals": (week(12),)}


def test_exports_of_parts_on_different_days_of_a_week_miss_nothing(tmp_path: Path) -> None:
    days = [f"deals-north-2026-03-{day:02}.csv" for day in (2, 9, 16, 23)]
    days += [f"deals-south-2026-03-{day:02}.csv" for day in (3, 11, 17, 26)]
    written(tmp_path, days, "id\nD1")
    assert load(tmp_path, DEALS).lacking == {}


def test_days_named_once_each_are_counted_as_before(tmp_path: Path) -> None:
    written(tmp_path, ["calls-a7f-2026-03-06.csv", "calls-b21-2026-03-20.csv"], "day,who")
    covers = [found.covers for found in load(tmp_path, CALLS).loads]
    assert covers == [(date(2026, 1, 1), date(2026, 3, 7)), (date(2026, 3, 7), date(2026, 3, 21))]


def test_of_records_in_two_parts_only_those_are_told_that_both_have(tmp_path: Path) -> None:
    names = [name.replace("calls", "deals") for name in (*parts("north", 10, 11), *parts("south", 10, 11))]
    for name in names:
        own = "D1" if "north" in name else "D2"
        (tmp_path / name).write_text(f"id\n{own}\n" + ("D9\n" if "W11" in name else ""), encoding="utf-8")
    assert said(load(tmp_path, DEALS), Fault.OVERLAP) == [
        "1 record of deals-north-2026-W11.csv for the same days also in other parts: of a record in both, the later file"
        " counts"
    ]
