"""A file of one part alone does not make its days known."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from planlang.data.bind import bind
from planlang.data.files.coverage import Days
from planlang.data.files.parts import FileOfDays, known_days
from planlang.data.loaded.snapshot import Fault, Snapshot
from planlang.semantics.model import Events, SnapshotDate, Table
from tests.data.made import load, model, said, source

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
        " not known. If its file has another name now, name it as the others are; if the part has ended, add a file of its name for"
        " the days from then on that has the header and no row"
    ) in said(snapshot, Fault.NOT_LOADED)


def test_the_last_week_is_not_called_not_loaded_where_the_file_of_one_part_is_missing(tmp_path: Path) -> None:
    written(tmp_path, [*parts("north", 10, 11, 12), *parts("south", 10, 11)], "day,who")
    told = said(bind(model(CALLS), tmp_path, cut=datetime(2026, 3, 23)), Fault.NOT_LOADED)
    assert [text.split(";")[0] for text in told] == [
        "2026-W01 to 2026-W09 are not loaded",
        "2026-03-16 to 2026-03-22: there are files of other parts and none like calls-south-2026-W10.csv",
    ]


def filed(folder: Path, **parts: Iterable[tuple[int, str]]) -> Snapshot:
    """What is loaded of files by part, with one row a week."""
    for part, lines in parts.items():
        for number, who in lines:
            name = "-".join(["calls", *([] if part == "whole" else part.split("_")), f"2026-W{number}.csv"])
            with (folder / name).open("a", encoding="utf-8") as file:
                file.write(f"{'' if file.tell() else 'day,who' + chr(10)}{week(number)[0]},{who}\n")
    return load(folder, CALLS)


ALL = (10, 11, 12, 13)


def test_a_part_whose_name_is_in_that_of_another_is_missed_where_their_rows_differ(tmp_path: Path) -> None:
    north, east, south = ([(number, who) for number in ALL] for who in ("Ann", "Bob", "Sue"))
    for name, gone in (
        ("north", {"north": north[:2] + north[3:], "north_east": east}),
        ("north-east", {"north": north, "north_east": east[:2] + east[3:]}),
    ):
        folder = tmp_path / name
        folder.mkdir()
        snapshot = filed(folder, **gone, south=south)
        assert weeks(snapshot, "calls") == [10, 11, 13]
        assert any(f"none like calls-{name}-2026-W10.csv" in text for text in said(snapshot, Fault.NOT_LOADED))
        assert not said(snapshot, Fault.OVERLAP)


def test_a_file_without_a_part_in_its_name_is_missed_where_it_holds_no_row_of_the_part(tmp_path: Path) -> None:
    snapshot = filed(tmp_path, whole=[(10, "Ann"), (11, "Ann"), (13, "Ann")], south=[(number, "Sue") for number in ALL])
    assert weeks(snapshot, "calls") == [10, 11, 13]
    assert snapshot.lacking == {"calls": (week(12),)}


def test_a_whole_that_holds_the_rows_of_its_parts_is_not_missed(tmp_path: Path) -> None:
    south = [(number, "Sue") for number in ALL]
    snapshot = filed(
        tmp_path,
        whole=[*((number, "Ann") for number in (10, 11, 13)), *(one for one in south if one[0] != 12)],
        south=south,
    )
    assert weeks(snapshot, "calls") == [10, 11, 12, 13]
    assert snapshot.lacking == {}


def test_a_name_that_comes_once_is_not_missed_later(tmp_path: Path) -> None:
    names = [*parts("ann", *ALL), *parts("bob", 10, 11, 13), *parts("bobb", 12)]
    written(tmp_path, names, "day,who")
    snapshot = load(tmp_path, CALLS)
    assert weeks(snapshot, "calls") == [10, 11, 13]
    assert not any("bobb" in text for text in said(snapshot, Fault.NOT_LOADED))


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
