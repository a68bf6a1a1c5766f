"""Files for the same days, the same rows in several files, corrections and rows of totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planlang.data.files.corrections import version_of
from planlang.data.files.series import is_apart, lines_of
from planlang.data.loaded.snapshot import Fault, Snapshot
from planlang.semantics.model import Events
from tests.data.made import CHANGES, EXPORTS, KEYED, VISITS, load, notes_of, rows, said, seen, source
from tests.laws import tries

CALLS = source("calls", "calls-*.csv", VISITS, ["day: date", "who: person", "size: number?"])
KEYED_CALLS = source("calls", "calls-*.csv", Events("day", ("id",)), ["id: text", "day: date", "size: number?"])

FACTS = "; where they are facts of their own, say what tells them apart with `one row per`"


def write(folder: Path, name: str, *lines: str, header: str = "day,who,size") -> None:
    (folder / name).write_text("".join(f"{line}\n" for line in (header, *lines)), encoding="utf-8")


def days(snapshot: Snapshot) -> list[str]:
    """Day and person of every call."""
    return [f"{day} {who}" for day, who, *_ in rows(snapshot, "calls")]


MON, TUE, NEXT = "2026-05-11,Ann,1", "2026-05-12,Bob,2", "2026-05-18,Ann,3"


def test_a_file_that_exports_last_weeks_rows_again_counts_them_once(tmp_path: Path) -> None:
    write(tmp_path, "calls-2026-W20.csv", MON, MON, TUE)
    write(tmp_path, "calls-2026-W21.csv", MON, MON, TUE, NEXT, NEXT)
    snapshot = load(tmp_path, CALLS)
    assert Counter(days(snapshot)) == {"2026-05-11 Ann": 2, "2026-05-12 Bob": 1, "2026-05-18 Ann": 2}
    [note] = snapshot.notes
    assert (note.fault, note.place and note.place.file, note.rows, note.set_aside) == (
        Fault.OVERLAP, "calls-2026-W21.csv", 3, False,
    )  # fmt: skip
    assert note.message.render() == (
        "3 rows of 2026-05-11 to 2026-05-12 left out, as they stand in calls-2026-W20.csv too" + FACTS
    )  # fmt: skip
    assert [found.rows.left_out for found in snapshot.loads] == [{}, {"repeated-row": 3}]


def test_a_month_beside_its_weeks_adds_only_what_they_lack(tmp_path: Path) -> None:
    write(tmp_path, "calls-2026-W20.csv", MON, TUE)
    write(tmp_path, "calls-2026-W21.csv", NEXT)
    write(tmp_path, "calls-2026-05.csv", MON, MON, TUE, NEXT, "2026-05-28,Ann,4")
    snapshot = load(tmp_path, CALLS)
    assert Counter(days(snapshot)) == {
        "2026-05-11 Ann": 2,
        "2026-05-12 Bob": 1,
        "2026-05-18 Ann": 1,
        "2026-05-28 Ann": 1,
    }
    assert said(snapshot, Fault.OVERLAP) == [
        "3 rows of 2026-05-11 to 2026-05-18 left out, as they stand in calls-2026-W20.csv, calls-2026-W21.csv too"
        + FACTS
    ]


def test_the_same_file_saved_twice_changes_nothing(tmp_path: Path) -> None:
    write(tmp_path, "calls-2026-W20.csv", MON, MON, TUE)
    once = rows(load(tmp_path, CALLS), "calls")
    write(tmp_path, "calls-2026-W20 copy.csv", MON, MON, TUE)
    snapshot = load(tmp_path, CALLS)
    assert rows(snapshot, "calls") == once
    assert seen(snapshot) == [("overlap", "calls-2026-W20.csv", 1, None)]


def test_days_that_overlap_by_name_are_told_even_where_no_row_does(tmp_path: Path) -> None:
    write(tmp_path, "calls-2026-W20.csv", MON)
    write(tmp_path, "calls-2026-05.csv", TUE)
    snapshot = load(tmp_path, CALLS)
    assert days(snapshot) == ["2026-05-11 Ann", "2026-05-12 Bob"]
    assert said(snapshot, Fault.OVERLAP) == [
        "covers 2026-05-11 to 2026-05-17, as calls-2026-W20.csv does; they share no row"
    ]


def test_rows_entered_late_are_no_repeats(tmp_path: Path) -> None:
    write(tmp_path, "calls-2026-W20.csv", MON)
    write(tmp_path, "calls-2026-W21.csv", "2026-05-11,Bob,1", NEXT)
    snapshot = load(tmp_path, CALLS)
    assert days(snapshot) == ["2026-05-11 Ann", "2026-05-11 Bob", "2026-05-18 Ann"]
    assert snapshot.notes == ()


def test_changes_of_a_history_count_once(tmp_path: Path) -> None:
    changes = source("moves", "moves-*.csv", CHANGES, ["id: text", "day: instant", "stage: stage"])
    header, first, second = "id,day,stage", "D1,2026-05-11 09:30,lead", "D1,2026-05-12 10:00,won"
    write(tmp_path, "moves-2026-W20.csv", first, second, header=header)
    write(tmp_path, "moves-2026-05.csv", first, second, "D1,2026-05-12 10:00,lost", header=header)
    snapshot = load(tmp_path, changes)
    assert [row[2] for row in rows(snapshot, "moves")] == ["lead", "won", "lost"]
    assert [note.rows for note in notes_of(snapshot, Fault.OVERLAP)] == [2]


def test_with_a_key_the_later_file_counts(tmp_path: Path) -> None:
    header = "id,day,size"
    write(tmp_path, "calls-2026-W20.csv", "c1,2026-05-11,1", "c2,2026-05-12,2", "c3,2026-05-13,much", header=header)
    write(tmp_path, "calls-2026-W21.csv", "c1,2026-05-14,9", "c4,2026-05-18,4", "c3,2026-05-13,3", header=header)
    snapshot = load(tmp_path, KEYED_CALLS)
    assert [(row[0], row[2]) for row in rows(snapshot, "calls")] == [("c2", 2), ("c1", 9), ("c4", 4), ("c3", 3)]
    assert said(snapshot, Fault.OVERLAP) == ["1 row of 2026-05-11 left out: they stand anew in calls-2026-W21.csv"]
    assert [(found.rows.used, found.rows.set_aside, found.rows.left_out) for found in snapshot.loads] == [
        (1, {}, {"superseded": 2}), (3, {}, {}),
    ]  # fmt: skip
    assert snapshot.tables["calls"].aside is None, "what was wrong in the earlier file is mended"


def test_of_files_for_the_same_days_whose_rows_stand_anew_none_is_said_to_share_no_row(tmp_path: Path) -> None:
    for name in ("calls-2026-W20.csv", "calls-east-2026-W20.csv"):
        write(tmp_path, name, "c1,2026-05-11,1", header="id,day,size")
    assert [note.message.render() for note in load(tmp_path, KEYED_CALLS).notes] == [
        "1 row of 2026-05-11 left out: they stand anew in calls-east-2026-W20.csv"
    ]


def test_a_key_of_events_is_read_whoever_asks(tmp_path: Path) -> None:
    write(tmp_path, "calls-2026-W20.csv", "c1,2026-05-11,1", "c1,2026-05-11,1", header="id,day,size")
    snapshot = load(tmp_path, KEYED_CALLS)
    assert len(rows(snapshot, "calls")) == 1
    assert [note.fault for note in snapshot.notes] == [Fault.DUPLICATE_KEY]


def test_a_mended_row_of_a_list_is_no_longer_set_aside(tmp_path: Path) -> None:
    deals = source("deals", "deals-*.csv", KEYED, ["id: text", "size: number"])
    write(tmp_path, "deals-2026-W20.csv", "D1,much", "D2,x", header="id,size")
    write(tmp_path, "deals-2026-W21.csv", "D1,5", header="id,size")
    snapshot = load(tmp_path, deals)
    assert [found.rows.set_aside for found in snapshot.loads] == [{"bad-number": 1}, {}]
    assert rows(snapshot, "deals") == [("D1", 5)]


CALL = st.sampled_from(
    [f"2026-05-{day},{who},{size}" for day in (11, 12, 18, 25) for who in ("Ann", "Bob") for size in (1, "")]
)
FILES = ("2026-W20", "2026-W21", "2026-05", "2026-05 copy", "2026-W22")


@given(st.lists(st.lists(CALL, max_size=6), min_size=1, max_size=5))
@settings(max_examples=tries(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_row_counts_as_often_as_in_the_file_that_has_it_most(
    tmp_path: Path, files: Sequence[Sequence[str]]
) -> None:
    for path in tmp_path.iterdir():
        path.unlink()
    expected: Counter[str] = Counter()
    for name, lines in zip(FILES, files, strict=False):
        end = {"2026-W20": "2026-05-17", "2026-W21": "2026-05-24"}.get(name, "2026-06-01")
        held = [line for line in lines if line[:10] <= end]
        write(tmp_path, f"calls-{name}.csv", *lines)
        expected |= Counter(held)
    snapshot = load(tmp_path, CALLS)
    found = Counter(
        f"{day},{who},{'' if size is None else size:.0f}" if size is not None else f"{day},{who},"
        for day, who, size in rows(snapshot, "calls")
    )
    assert found == expected
    for one in snapshot.loads:
        told = one.rows
        assert told.in_file == told.used + sum(told.set_aside.values()) + sum(told.left_out.values())


# ---------------------------------------------------------------- parts of a whole

ALIKE = (
    "; by their names the files hold different parts, so both count: if they are the same facts, read one of the files only,"
    " or say with `one row per` what names a fact"
)


def test_names_that_hold_one_another_are_parts_where_their_rows_say_so(tmp_path: Path) -> None:
    for week, day in ((20, "2026-05-11"), (21, "2026-05-18")):
        write(tmp_path, f"calls-north-2026-W{week}.csv", *[f"{day},Ann,{size}" for size in (1, 2, 2)])
        write(tmp_path, f"calls-north-east-2026-W{week}.csv", *[f"{day},Ann,{size}" for size in (2, 5, 6)])
    snapshot = load(tmp_path, CALLS)
    assert Counter(row[2] for row in rows(snapshot, "calls")) == {1: 2, 2: 6, 5: 2, 6: 2}
    assert said(snapshot, Fault.OVERLAP) == [
        f"1 row of {day} also in calls-north-2026-W{week}.csv, alike in every column" + ALIKE
        for week, day in ((20, "2026-05-11"), (21, "2026-05-18"))
    ]


def test_of_names_that_hold_one_another_a_row_in_both_counts_once_where_the_wider_holds_the_other(
    tmp_path: Path,
) -> None:
    for week, day in ((20, "2026-05-11"), (21, "2026-05-18")):
        write(tmp_path, f"calls-north-2026-W{week}.csv", *[f"{day},Ann,{size}" for size in (1, 2, 5, 6)])
        write(tmp_path, f"calls-north-east-2026-W{week}.csv", *[f"{day},Ann,{size}" for size in (2, 5, 7)])
    snapshot = load(tmp_path, CALLS)
    assert Counter(row[2] for row in rows(snapshot, "calls")) == dict.fromkeys((1, 2, 5, 6, 7), 2)
    assert [note.message.render() for note in snapshot.notes] == [
        f"2 rows of {day} left out, as they stand in calls-north-2026-W{week}.csv too" + FACTS
        for week, day in ((20, "2026-05-11"), (21, "2026-05-18"))
    ]


def test_a_name_that_two_others_could_hold_is_a_part_beside_both() -> None:
    north, east, both, whole = lines_of([f"calls{part}.csv" for part in ("-north", "-east", "-north-east", "")])
    assert is_apart(north, both)
    assert is_apart(east, both)
    assert all(not is_apart(whole, line) for line in (north, east, both))


def test_names_that_all_differ_are_compared_in_no_time() -> None:
    names = [
        f"calls-{'abcdefghij'[n % 10]}q{'abcdefghij'[n // 10 % 10]}q{'abcdefghij'[n // 100 % 10]}q{'abcdefghij'[n // 1000]}.csv"
        for n in range(10_000)
    ]
    started = process_time()
    lines = lines_of([*names, "calls.csv"])
    assert process_time() - started < 5, "it took minutes when each was compared with each"
    assert {len(line) for line in lines} == {1, 2}
    assert len(set(lines)) == 10_001


@pytest.mark.parametrize(
    ("one", "other", "are_apart"),
    [
        ("calls-north-2026-W10.csv", "calls-south-2026-W10.csv", True),
        ("north/2026-W10.csv", "south/2026-W10.csv", True),
        ("calls_2026-03-01_R1.csv", "calls_2026-03-01_R2.csv", True),
        ("calls-2026-W10-part 1.csv", "calls-2026-W10-part 2.csv", True),
        ("通话华北2026年第10周.csv", "通话华南2026年第10周.csv", True),
        ("calls-2026-W10.csv", "calls-2026-W11.csv", False),
        ("calls-2026-W10.csv", "calls-2026-03.csv", False),
        ("calls-2026-W10.csv", "calls_monthly_2026-03.csv", False),
        ("calls-2026-W10.csv", "Calls March 2026.csv", False),
        ("calls-2026-W10.csv", "Kopie von calls-2026-W10.csv", False),
        ("calls-2026-W10.csv", "calls-2026-W10 - Copy (2).csv", False),
        ("calls-2026-W10.csv", "archive/calls-2026-W10 final.csv", False),
        ("calls-2026-W10.csv", "calls-2026-W10-a81f03e2.csv", False),
        ("calls-20260309T0830.csv", "calls-20260316T0915.csv", False),
        ("通话-2026年第10周.csv", "通话月报-2026年3月.csv", False),
        ("calls-2026-03.csv", "calls-north-2026-W10.csv", False),
        ("2026-W10.csv", "calls-2026-W10.csv", False),
        ("visits-2026-Q1.csv", "visits-2026-W10.csv", False),
        ("sales-FY2026P03.csv", "sales-2026-W10.csv", False),
    ],
)
def test_names_tell_parts_by_what_is_no_date_and_no_mark_of_a_copy(one: str, other: str, are_apart: bool) -> None:
    assert is_apart(*lines_of([one, other])) is are_apart


def test_files_of_two_regions_that_differ_in_a_column_nobody_reads_lose_nothing(tmp_path: Path) -> None:
    header = "day,who,size,region"
    write(tmp_path, "calls-north-2026-W20.csv", f"{MON},North", f"{TUE},North", header=header)
    write(tmp_path, "calls-south-2026-W20.csv", f"{MON},South", header=header)
    snapshot = load(tmp_path, CALLS)
    assert Counter(days(snapshot)) == {"2026-05-11 Ann": 2, "2026-05-12 Bob": 1}
    assert snapshot.notes == ()


def test_rows_that_two_parts_have_in_every_column_count_twice_and_are_told(tmp_path: Path) -> None:
    header = "day,who,size,region"
    write(tmp_path, "calls-north-2026-W20.csv", f"{MON},CH", f"{MON},DE", f"{TUE},DE", header=header)
    write(tmp_path, "calls-south-2026-W20.csv", f"{MON},DE", f"{TUE},AT", header=header)
    snapshot = load(tmp_path, CALLS)
    assert Counter(days(snapshot)) == {"2026-05-11 Ann": 3, "2026-05-12 Bob": 2}
    assert said(snapshot, Fault.OVERLAP) == [
        "1 row of 2026-05-11 also in calls-north-2026-W20.csv, alike in every column" + ALIKE
    ]
    assert [(note.rows, note.set_aside, note.place and note.place.file) for note in snapshot.notes] == [
        (1, False, "calls-south-2026-W20.csv")
    ]


def test_the_order_of_columns_and_blanks_make_no_other_rows(tmp_path: Path) -> None:
    write(tmp_path, "calls-north-2026-W20.csv", f"{MON},DE", header="day,who,size,region")
    write(tmp_path, "calls-south-2026-W20.csv", "DE,Ann, 1,2026-05-11", header="region,who,size,day")
    assert [note.rows for note in notes_of(load(tmp_path, CALLS), Fault.OVERLAP)] == [1]


def test_a_whole_beside_its_parts_counts_what_the_parts_hold_together(tmp_path: Path) -> None:
    write(tmp_path, "calls-north-2026-W20.csv", MON, TUE)
    write(tmp_path, "calls-south-2026-W20.csv", MON)
    write(tmp_path, "calls-2026-05.csv", MON, MON, TUE, NEXT)
    snapshot = load(tmp_path, CALLS)
    assert Counter(days(snapshot)) == {"2026-05-11 Ann": 2, "2026-05-12 Bob": 1, "2026-05-18 Ann": 1}
    (tmp_path / "calls-2026-05.csv").unlink()
    assert Counter(days(load(tmp_path, CALLS))) == {"2026-05-11 Ann": 2, "2026-05-12 Bob": 1}


WEEK = {11: "2026-W20", 12: "2026-W20", 18: "2026-W21", 25: "2026-W22"}
REGIONS = ("north", "south", "west")


def held(folder: Path) -> Counter[str]:
    """The calls that count."""
    return Counter(f"{day} {who} {size}" for day, who, size in rows(load(folder, CALLS), "calls"))


@given(
    st.lists(st.tuples(CALL, st.sampled_from(REGIONS)), min_size=1, max_size=8),
    st.booleans(),
    st.sampled_from(["calls-2026-05.csv", "calls_monthly_2026-05.csv", "calls-May-2026.csv"]),
)
@settings(max_examples=tries(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_files_by_region_a_file_again_and_a_month_beside_its_weeks_change_nothing(
    tmp_path: Path, calls: Sequence[tuple[str, str]], is_told: bool, month: str
) -> None:
    def lines(of: Sequence[tuple[str, str]]) -> list[str]:
        return [f"{line},{region}" if is_told else line for line, region in of]

    def weekly(region: str, of: Sequence[tuple[str, str]]) -> None:
        for week in sorted(set(WEEK.values())):
            write(
                tmp_path,
                f"calls{region}-{week}.csv",
                *lines([one for one in of if WEEK[int(one[0][8:10])] == week]),
                header=header,
            )

    header = "day,who,size,region" if is_told else "day,who,size"
    for path in tmp_path.iterdir():
        path.unlink()
    weekly("", calls)
    meant = held(tmp_path)
    assert meant.total() == len(calls)
    write(tmp_path, month, *lines(calls), header=header)
    assert held(tmp_path) == meant, "a month beside its weeks"
    for path in [*tmp_path.iterdir()]:
        (tmp_path / f"{path.stem} copy.csv").write_bytes(path.read_bytes())
    assert held(tmp_path) == meant, "every file again"
    for path in tmp_path.iterdir():
        path.unlink()
    for region in REGIONS:
        weekly(f"-{region}", [one for one in calls if one[1] == region])
    assert held(tmp_path) == meant, "a file for each region"
    write(tmp_path, month, *lines(calls), header=header)
    assert held(tmp_path) == meant, "the month of all regions beside them"


NAMES = (
    "calls-2026-05",
    "calls-2026-05 copy",
    "calls-north-2026-05",
    "calls-north-ann-2026-05",
    "calls-south-2026-05",
    "calls-south-2026-05 copy",
)


@given(st.lists(st.lists(CALL, max_size=5), min_size=len(NAMES), max_size=len(NAMES)))
@settings(max_examples=tries(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_series_counts_the_most_that_a_file_of_it_or_its_parts_together_have(
    tmp_path: Path, files: Sequence[Sequence[str]]
) -> None:
    for path in tmp_path.iterdir():
        path.unlink()
    whole, again, north, ann, south, south_again = (Counter(lines) for lines in files)
    for name, lines in zip(NAMES, files, strict=True):
        write(tmp_path, f"{name}.csv", *lines)
    expected = (whole | again) | ((north | ann) + (south | south_again))
    found = Counter(
        f"{day},{who},{'' if size is None else int(size)}" for day, who, size in rows(load(tmp_path, CALLS), "calls")
    )
    assert found == expected


# ---------------------------------------------------------------- corrections


@pytest.mark.parametrize(
    ("name", "base", "rank"),
    [
        ("deals-2026-W21.csv", "deals-2026-w21", (0, 0)),
        ("deals-2026-W21 (1).csv", "deals-2026-w21", (1, 1)),
        ("deals-2026-W21（2）.csv", "deals-2026-w21", (1, 2)),
        ("deals-2026-W21-corrected.xlsx", "deals-2026-w21", (1, 1)),
        ("deals_corrected_2026-W21.csv", "deals-2026-w21", (1, 1)),
        ("deals-2026-W21_v2.csv", "deals-2026-w21", (1, 2)),
        ("deals-2026-W21 rev 3.csv", "deals-2026-w21", (1, 3)),
        ("deals-2026-W21-final.csv", "deals-2026-w21", (2, 1)),
        ("deals-2026-W21-final (1).csv", "deals-2026-w21", (2, 1)),
        ("deals-2026-W21-FINAL_v3.csv", "deals-2026-w21", (2, 3)),
        ("商机-2026年第21周更正.csv", "商机-2026年第21周", (1, 1)),
        ("商机2026-05修订版.csv", "商机2026-05", (1, 1)),
        ("商机-2026-05_最终.csv", "商机-2026-05", (2, 1)),
        ("a/revenue-2026-W21.csv", "a/revenue-2026-w21", (0, 0)),
        ("finals-2026-W21.csv", "finals-2026-w21", (0, 0)),
        ("deals-2026-05-11.csv", "deals-2026-05-11", (0, 0)),
        ("deals (north).csv", "deals-(north)", (0, 0)),
        ("deals-R2-2026-W21.csv", "deals-r2-2026-w21", (0, 0)),
    ],
)  # fmt: skip
def test_names_tell_corrections(name: str, base: str, rank: tuple[int, int]) -> None:
    assert version_of(name) == (base, rank)


@pytest.mark.parametrize("mark", [" (1)", "-final", "-corrected", "更正", "_v2", "-rev", "修订", "最终"])
@pytest.mark.parametrize("shape", [KEYED, EXPORTS], ids=["list", "exports"])
def test_the_named_correction_counts(tmp_path: Path, mark: str, shape) -> None:  # type: ignore[no-untyped-def]
    deals = source("deals", "deals-*.csv", shape, ["id: text", "size: number"])
    write(tmp_path, "deals-2026-W21.csv", "D1,100", "D2,100", header="id,size")
    write(tmp_path, f"deals-2026-W21{mark}.csv", "D1,120", header="id,size")
    snapshot = load(tmp_path, deals)
    assert rows(snapshot, "deals") == [("D1", 120)]
    assert said(snapshot, Fault.CORRECTED) == [f"not read: by its name deals-2026-W21{mark}.csv is its correction"]
    assert notes_of(snapshot, Fault.CORRECTED)[0].place.file == "deals-2026-W21.csv"  # type: ignore[union-attr]


def test_the_last_of_several_corrections_counts(tmp_path: Path) -> None:
    for mark, size in {"": 1, " (1)": 2, "-v3": 3, "-final": 4, " (2)": 5}.items():
        write(tmp_path, f"calls-2026-W21{mark}.csv", f"2026-05-18,Ann,{size}")
    snapshot = load(tmp_path, CALLS)
    assert [row[2] for row in rows(snapshot, "calls")] == [4]
    assert len(notes_of(snapshot, Fault.CORRECTED)) == 4


def test_a_correction_of_other_days_replaces_nothing(tmp_path: Path) -> None:
    write(tmp_path, "calls-2026-W20.csv", MON)
    write(tmp_path, "calls-2026-W21 (1).csv", NEXT)
    snapshot = load(tmp_path, CALLS)
    assert (len(rows(snapshot, "calls")), snapshot.notes) == (2, ())


# ---------------------------------------------------------------- totals


TALLY = source("calls", "calls-2026-W20.csv", VISITS, ["day: date", "who: person", "customer: text", "size: number"])


@pytest.mark.parametrize(
    "line",
    [
        "Total,,,6", "*,,,6", ",**,,6", "***,,,6", "total:,,,6", "Grand Total,,,6", ",,合计,6", "合 计,,,6", "总计：,,,6", ",小计,,6", "Summe,,,6", "GESAMT,,,6",
        "Gesamtsumme,,,6", ",North total,,6", "北区小计,,,6", "Total (3),,,6", ",Total,,", "Somma,,,6", "Suma,,,6",
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", [0, 2, 3])
def test_a_row_of_totals_is_left_out_and_counted(tmp_path: Path, line: str, place: int) -> None:
    lines = ["2026-05-11,Ann,Acme,1", "2026-05-12,Bob,Acme,2", "2026-05-13,Ann,Bell,3"]
    write(tmp_path, "calls-2026-W20.csv", *lines[:place], line, *lines[place:], header="day,who,customer,size")
    snapshot = load(tmp_path, TALLY)
    [told] = [found.rows for found in snapshot.loads]
    assert (told.in_file, told.used, told.set_aside, told.left_out) == (4, 3, {}, {"total-row": 1})
    [note] = snapshot.notes
    assert (note.fault, note.set_aside, note.place and note.place.line) == (Fault.TOTAL_ROW, False, place + 2)


@pytest.mark.parametrize(
    "line",
    [
        "2026-05-14,*,Acme,9",
        "2026-05-14,Ann,Total,9",
        "2026-05-14,Ann,合计,9",
        "2026-05-14,Ann,Total Energies,9",
        "2026-05-14,Total,Acme,9",
    ],
)
@pytest.mark.parametrize("place", [1, 2])
def test_a_customer_called_total_is_a_customer(tmp_path: Path, line: str, place: int) -> None:
    lines = ["2026-05-11,Ann,Acme,1", "2026-05-12,Bob,Acme,2"]
    write(tmp_path, "calls-2026-W20.csv", *lines[:place], line, *lines[place:], header="day,who,customer,size")
    snapshot = load(tmp_path, TALLY)
    assert (len(rows(snapshot, "calls")), snapshot.notes) == (3, ())


def test_a_customer_called_total_is_one_in_a_row_that_lacks_nothing_a_record_has(tmp_path: Path) -> None:
    calls = source("calls", "calls-*.csv", VISITS, ["customer: text", "day: date", "who: person", "remark: text?"])
    header = "customer,day,who,remark"
    write(tmp_path, "calls-2026-W20.csv", "Acme,2026-05-11,Ann,x", "Total,2026-05-12,Ann,", header=header)
    snapshot = load(tmp_path, calls)
    assert ([row[0] for row in rows(snapshot, "calls")], snapshot.notes) == (["Acme", "Total"], ())


@pytest.mark.parametrize("line", ["Total,300", "合计,300"])
def test_a_total_below_a_list_of_keys_is_no_record(tmp_path: Path, line: str) -> None:
    deals = source(
        "deals", "deals.csv", KEYED, ["id: text", "size: number"], covers=(date(2026, 1, 1), date(2026, 12, 31))
    )
    write(tmp_path, "deals.csv", "D1,100", "D2,200", line, header="id,size")
    snapshot = load(tmp_path, deals)
    assert [row[0] for row in rows(snapshot, "deals")] == ["D1", "D2"]
    assert snapshot.tables["deals"].aside is None
