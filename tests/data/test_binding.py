"""What a snapshot says of its files: which were seen, what they cover, what is missing; and what a plan may ask of it."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from attrs import evolve

from planlang.data.bind import bind
from planlang.data.loaded.rowcount import RowCount
from planlang.data.loaded.snapshot import DataNote, Fault, Load
from planlang.data.readers import csv as reader
from planlang.data.tables.reading import UnreadableError
from planlang.semantics.expr import Arithmetic, Column, RowArithmetic
from planlang.semantics.model import NthDayAt, WeeklyAt
from planlang.values.calendars import CalendarSpec
from planlang.values.periods import Grain
from planlang.values.units import Plain
from tests.data.made import CUT, EXPORTS, KEYED, VISITS, column, lines, load, model, notes_of, rows, said, seen, source

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
MONDAYS = WeeklyAt(0, time(8))


def week(folder: Path, number: int, *days: str) -> None:
    text = "id,day,who\n" + "".join(f"{number}-{index},{day},张丽\n" for index, day in enumerate(days))
    (folder / f"v-2026-W{number}.csv").write_text(text, encoding="utf-8")


def visits(**options: object):  # type: ignore[no-untyped-def]
    return source("visits", "v-*.csv", VISITS, ["id: text", "day: date", "who: person"], **options)  # type: ignore[arg-type]


def test_a_load_tells_what_it_was(tmp_path: Path) -> None:
    week(tmp_path, 20, "2026-05-11", "2026-05-12", "never")
    [found] = load(tmp_path, visits()).loads
    assert found == Load(
        source="visits",
        file="v-2026-W20.csv",
        digest=hashlib.sha256((tmp_path / "v-2026-W20.csv").read_bytes()).hexdigest(),
        encoding="utf-8",
        covers=(date(2026, 5, 11), date(2026, 5, 18)),
        snapshot=None,
        arrived=date(2026, 5, 18),
        rows=RowCount(3, 2, {"bad-date": 1}, {}),
    )


def test_files_that_had_not_arrived_are_not_seen(tmp_path: Path) -> None:
    week(tmp_path, 20, "2026-05-11")
    week(tmp_path, 21, "2026-05-18")
    known = {hour: load(tmp_path, visits(), known=datetime(2026, 5, 25, hour)) for hour in (0, 8)}
    assert [file.file for file in known[0].loads] == ["v-2026-W20.csv"]
    assert [file.file for file in known[8].loads] == ["v-2026-W20.csv", "v-2026-W21.csv"]


def test_files_from_after_the_cut_are_not_opened(tmp_path: Path) -> None:
    week(tmp_path, 20, "2026-05-11")
    (tmp_path / "v-2026-W21.csv").write_bytes(b"\0 broken")
    snapshot = load(tmp_path, visits(), cut=datetime(2026, 5, 18))
    assert snapshot.notes == ()
    assert [file.file for file in snapshot.loads] == ["v-2026-W20.csv"]


def test_a_source_without_any_file_is_not_loaded(tmp_path: Path) -> None:
    snapshot = load(tmp_path, visits())
    assert snapshot.notes == (
        DataNote(Fault.NOT_LOADED, "visits", None, snapshot.notes[0].message, 0, False),
    )  # fmt: skip
    assert said(snapshot, Fault.NOT_LOADED) == ['no file matches "v-*.csv"']
    assert (snapshot.tables, snapshot.coverage) == ({}, {"visits": ()})


def test_a_source_with_later_files_only_is_not_loaded(tmp_path: Path) -> None:
    week(tmp_path, 23, "2026-06-01")
    assert said(load(tmp_path, visits()), Fault.NOT_LOADED) == ["all files are from after 2026-05-31: v-2026-W23.csv"]


def test_missing_weeks_are_reported_and_late_ones_told_apart(tmp_path: Path) -> None:
    for number in (18, 19, 21):
        week(tmp_path, number)
    snapshot = load(tmp_path, visits(due=MONDAYS), known=datetime(2026, 6, 1, 9))
    assert said(snapshot, Fault.NOT_LOADED) == ["2026-W20 is not loaded"]
    assert said(snapshot, Fault.LATE) == ["2026-W22 was due 2026-06-01 08:00 and is not there"]
    early = load(tmp_path, visits(due=MONDAYS))
    assert said(early, Fault.NOT_LOADED) == ["2026-W20 is not loaded"]
    assert notes_of(early, Fault.LATE) == []
    whole = bind(model(visits(due=MONDAYS)), tmp_path, cut=CUT)
    assert said(whole, Fault.NOT_LOADED) == [
        "2026-W01 to 2026-W17 are not loaded; the files begin on 2026-04-27",
        "2026-W20 is not loaded",
        "2026-W22 is not loaded; the files go up to 2026-05-24",
    ]


def test_weeks_before_the_first_and_after_the_last_file_are_named(tmp_path: Path) -> None:
    for number in (10, 12):
        week(tmp_path, number)
        (tmp_path / f"d-2026-W{number}.csv").write_text("id\nD1\n", encoding="utf-8")
    deals = source("deals", "d-*.csv", EXPORTS, ["id: text"])
    snapshot = bind(model(visits(), deals), tmp_path, cut=datetime(2026, 4, 6))
    assert [(note.source, note.message.render()) for note in snapshot.notes] == [
        ("visits", "2026-W01 to 2026-W09 are not loaded; the files begin on 2026-03-02"),
        ("visits", "2026-W11 is not loaded"),
        ("visits", "2026-W13 to 2026-W14 are not loaded; the files go up to 2026-03-22"),
        ("deals", "2026-W01 to 2026-W09 are not loaded; the files begin on 2026-03-08"),
        ("deals", "2026-W13 to 2026-W14 are not loaded; the files go up to 2026-03-22"),
    ]


def test_a_month_of_which_days_are_missing_is_named(tmp_path: Path) -> None:
    (tmp_path / "v-2026-03-01_2026-03-20.csv").write_text("id,day,who\n", encoding="utf-8")
    planned = model(visits(due=NthDayAt(Grain.MONTH, 5, False, time(9))), start=date(2026, 3, 1))
    snapshot = bind(planned, tmp_path, cut=datetime(2026, 4, 2))
    assert said(snapshot, Fault.NOT_LOADED) == ["2026-03 is not loaded; the files go up to 2026-03-20"]


def test_a_quarter_is_late_by_its_own_days(tmp_path: Path) -> None:
    (tmp_path / "v-2026-Q1.csv").write_text("id,day,who\n", encoding="utf-8")
    calendars = {"": CalendarSpec("", "")}
    after = "; the files go up to 2026-03-31"
    late = (Fault.LATE, "2026-Q2 was due {due} 09:00 and is not there")
    missing = (Fault.NOT_LOADED, f"2026-Q2 is not loaded{after}")
    for due, day in (
        (NthDayAt(Grain.QUARTER, 10, False, time(9)), 10),
        (NthDayAt(Grain.QUARTER, 5, True, time(9)), 7),
        (NthDayAt(Grain.QUARTER, None, True, time(9)), None),
    ):
        planned = evolve(model(visits(due=due)), calendars=calendars)
        on = datetime(2026, 7, day, 9) if day else datetime(2026, 9, 30, 9)
        for known, expected in (
            (on, (late[0], late[1].format(due=f"{on:%Y-%m-%d}"))),
            (on - timedelta(minutes=1), missing),
        ):
            snapshot = bind(planned, tmp_path, cut=datetime(2026, 7, 1), known=known)
            assert [(note.fault, note.message.render()) for note in snapshot.notes] == [expected]


def test_a_month_is_late_by_working_days(tmp_path: Path) -> None:
    (tmp_path / "v-2026-03.csv").write_text("id,day,who\n", encoding="utf-8")
    planned = evolve(model(visits(due=NthDayAt(Grain.MONTH, 4, True, time(9)))), calendars={"": CalendarSpec("", "")})
    before = (Fault.NOT_LOADED, "2026-01 to 2026-02 are not loaded; the files begin on 2026-03-01")
    after = "; the files go up to 2026-03-31"
    # April was due on the fourth working day of May, Wednesday the 6th; May is due on 4 June
    for known, expected in (
        (datetime(2026, 5, 6, 9), [before, (Fault.LATE, "2026-04 was due 2026-05-06 09:00 and is not there"), (Fault.NOT_LOADED, f"2026-05 is not loaded{after}")]),
        (datetime(2026, 5, 6, 8), [before, (Fault.NOT_LOADED, f"2026-04 to 2026-05 are not loaded{after}")]),
    ):  # fmt: skip
        notes = bind(planned, tmp_path, cut=CUT, known=known).notes
        assert [(note.fault, note.message.render()) for note in notes] == expected


def test_undated_files_are_taken_for_complete_once_and_said_so(tmp_path: Path) -> None:
    (tmp_path / "v-a.csv").write_text("id,day,who\n1,2026-05-18,张丽\n", encoding="utf-8")
    (tmp_path / "v-b.csv").write_text("id,day,who\n2,2026-05-19,张丽\n", encoding="utf-8")
    snapshot = load(tmp_path, visits())
    assert said(snapshot, Fault.ASSUMED) == [
        "no day in the name, no `covers` in the plan: taken for all days up to 2026-05-31"
    ]
    assert snapshot.coverage == {"visits": ((date.min, date(2026, 6, 1)),)}
    assert len(rows(snapshot, "visits")) == 2


def test_rows_are_numbered_over_all_files(tmp_path: Path) -> None:
    week(tmp_path, 19, "2026-05-04", "2026-05-05")
    week(tmp_path, 20, "2026-05-11", "wrong", "2026-05-12")
    snapshot = load(tmp_path, visits())
    assert [(place.file, place.line) for place in snapshot.places("visits", [1, 2, 3, 5])] == [
        ("v-2026-W19.csv", 2), ("v-2026-W19.csv", 3), ("v-2026-W20.csv", 2), ("v-2026-W20.csv", 4),
    ]  # fmt: skip
    with pytest.raises(KeyError):
        snapshot.places("visits", [6])
    with pytest.raises(KeyError):
        snapshot.places("visits", [0])


def test_what_a_computed_column_needs_is_read(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text("id,a,b,c\nD1,1,2,3\n", encoding="utf-8")
    unit = Plain()
    total = RowArithmetic(Arithmetic.ADD, Column("a", unit), Column("twice", unit), unit)
    twice = RowArithmetic(Arithmetic.ADD, Column("b", unit), Column("b", unit), unit)
    columns = [
        "id: text",
        "a: number",
        "b: number",
        "c: number",
        column("total: number", total),
        column("twice: number", twice),
    ]
    snapshot = load(tmp_path, source("d", "d.csv", KEYED, columns, covers=YEAR))
    assert list(snapshot.tables["d"].columns) == ["id", "a", "b", "c"]
    assert rows(snapshot, "d") == [("D1", Decimal(1), Decimal(2), Decimal(3))]


@pytest.mark.parametrize("first", ["2026-05-18", "2026-05-25"])
def test_another_file_of_the_source_may_tell_the_order_of_day_and_month(tmp_path: Path, first: str) -> None:
    second = "2026-05-25" if first == "2026-05-18" else "2026-05-18"
    (tmp_path / f"v-{first}.csv").write_text("id,day,who\n1,05/08/2026,张丽\n", encoding="utf-8")
    (tmp_path / f"v-{second}.csv").write_text("id,day,who\n2,05/18/2026,张丽\n", encoding="utf-8")
    snapshot = load(tmp_path, visits())
    assert snapshot.notes == ()
    assert sorted(str(day) for _, day, _ in rows(snapshot, "visits")) == ["2026-05-08", "2026-05-18"]


def test_exports_need_one_in_each_week(tmp_path: Path) -> None:
    for day in ("20260508", "20260522", "20260529"):
        (tmp_path / f"v-{day}.csv").write_text("id\nD1\n", encoding="utf-8")
    made = source("visits", "v-*.csv", EXPORTS, ["id: text"], due=MONDAYS)
    snapshot = load(tmp_path, made)
    assert said(snapshot, Fault.NOT_LOADED) == ["2026-W20 is not loaded"]
    assert snapshot.coverage == {"visits": ((date.min, date(2026, 6, 1)),)}


def test_people_may_be_given(tmp_path: Path) -> None:
    week(tmp_path, 20, "2026-05-11")
    known = bind(model(visits()), tmp_path, cut=CUT, people=frozenset({"张丽"}))
    unknown = bind(model(visits()), tmp_path, cut=CUT, people=frozenset())
    assert seen(known) == []
    assert seen(unknown) == [("unknown-person", "v-2026-W20.csv", 2, 3)]


def test_notes_come_by_source_file_and_line(tmp_path: Path) -> None:
    week(tmp_path, 20, "x", "2026-05-11", "y")
    week(tmp_path, 19, "z")
    (tmp_path / "d.csv").write_text("id\n\n", encoding="utf-8")
    snapshot = load(tmp_path, visits(), source("d", "d.csv", KEYED, ["id: text", "n: number"], covers=YEAR))
    assert [(note.source, note.place and (note.place.file, note.place.line)) for note in snapshot.notes] == [
        ("visits", ("v-2026-W19.csv", 1)), ("visits", ("v-2026-W19.csv", 2)), ("d", None), ("d", ("d.csv", 1)),
    ]  # fmt: skip


def test_large_files_are_surveyed_and_read_alike(tmp_path: Path) -> None:
    plain = [f"{number},2026-05-{number % 28 + 1:02},{number}.50" for number in range(60_000)]
    body = list(plain)
    body[40_000] = '40000,2026年5月18日,"1,054.00"'
    body[50_000] = "50000,someday,5"
    (tmp_path / "e.csv").write_text("id,day,amount\n" + "\n".join(body) + "\n", encoding="utf-8")
    snapshot = load(tmp_path, source("e", "e.csv", VISITS, ["id: text", "day: date", "amount: money"], covers=YEAR))
    assert seen(snapshot) == [("bad-date", "e.csv", 50_002, 2)]
    found = rows(snapshot, "e")
    assert len(found) == 59_999
    assert found[40_000] == ("40000", date(2026, 5, 18), Decimal(1054))
    assert lines(snapshot, "e")[49_999:50_001] == [50_001, 50_003]


def test_a_line_without_end_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "LONGEST_LINE", 1000)
    monkeypatch.setattr(reader, "CHUNK", 300)
    path = tmp_path / "d.csv"
    path.write_text('id,n\n1,"' + "x" * 3000 + "\n", encoding="utf-8")
    with pytest.raises(UnreadableError) as raised:
        reader.READER.open(path, tmp_path)
    assert raised.value.line == 2
    path.write_text("id,n\n" + ("1," + "x" * 900 + "\r") * 30, encoding="utf-8")
    assert reader.READER.open(path, tmp_path).sheets
