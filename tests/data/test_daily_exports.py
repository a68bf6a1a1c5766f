"""Exports that are due every day or every working day: which days are known, and which file is late."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

from attrs import evolve

from planlang.data.bind import bind
from planlang.data.loaded.snapshot import Snapshot
from planlang.semantics.model import DailyAt
from planlang.values.calendars import CalendarSpec
from tests.data.made import VISITS, model, source

MONDAY = datetime(2026, 5, 18)


def loaded(root: Path, known: datetime, *, cut: datetime = MONDAY, working: bool = True) -> Snapshot:
    made = source("calls", "calls-*.csv", VISITS, ["id: text", "day: date"], due=DailyAt(time(7), working))
    planned = evolve(model(made, start=date(2026, 5, 11)), calendars={"": CalendarSpec("", "")})
    return bind(planned, root, cut=cut, known=known)


def written(root: Path, named: str, *days: str) -> None:
    rows = "".join(f"{number},2026-05-{day}\n" for number, day in enumerate(days))
    (root / f"calls-2026-05-{named}.csv").write_text("id,day\n" + rows, encoding="utf-8")


def said(snapshot: Snapshot) -> list[str]:
    return [f"{note.fault.value}: {note.message.render()}" for note in snapshot.notes]


def known_days(snapshot: Snapshot) -> str:
    return ", ".join(f"{start:%m-%d} .. {end - timedelta(days=1):%m-%d}" for start, end in snapshot.coverage["calls"])


def test_files_of_the_evening_make_a_week_known_with_that_of_friday(tmp_path: Path) -> None:
    for day in ("11", "12", "13", "14", "15"):
        written(tmp_path, day, day)
    snapshot = loaded(tmp_path, datetime(2026, 5, 18, 9))
    assert (known_days(snapshot), said(snapshot)) == ("05-11 .. 05-17", [])


def test_files_of_the_morning_make_a_week_known_with_that_of_monday(tmp_path: Path) -> None:
    for named, day in (("12", "11"), ("13", "12"), ("14", "13"), ("15", "14")):
        written(tmp_path, named, day)
    late = "late-export: 2026-05-15 to 2026-05-17 are not there; the last was due 2026-05-18 07:00"
    before = loaded(tmp_path, datetime(2026, 5, 18, 9))
    assert (known_days(before), said(before)) == ("05-11 .. 05-14", [late])
    written(tmp_path, "18", "15", "16")
    after = loaded(tmp_path, datetime(2026, 5, 18, 9))
    assert (known_days(after), said(after)) == ("05-11 .. 05-17", [])
    assert [load.rows.used for load in after.loads] == [1, 1, 1, 1, 2]


def test_a_file_that_is_missing_in_between_is_named(tmp_path: Path) -> None:
    for day in ("11", "12", "14", "15"):
        written(tmp_path, day, day)
    snapshot = loaded(tmp_path, datetime(2026, 5, 18, 9))
    assert known_days(snapshot) == "05-11 .. 05-12, 05-14 .. 05-17"
    assert said(snapshot) == ["not-loaded: 2026-05-13 is not loaded"]


def test_a_day_that_is_not_due_yet_is_not_late(tmp_path: Path) -> None:
    for day in ("11", "12", "13", "14"):
        written(tmp_path, day, day)
    snapshot = loaded(tmp_path, datetime(2026, 5, 18, 6), cut=datetime(2026, 5, 18, 6))
    assert said(snapshot) == ["not-loaded: 2026-05-15 to 2026-05-17 are not loaded; the files go up to 2026-05-14"]


def test_each_day_counts_where_exports_are_due_every_day(tmp_path: Path) -> None:
    for day in ("11", "12", "13", "14", "15"):
        written(tmp_path, day, day)
    snapshot = loaded(tmp_path, datetime(2026, 5, 18, 9), working=False)
    assert known_days(snapshot) == "05-11 .. 05-15"
    assert said(snapshot) == ["late-export: 2026-05-16 to 2026-05-17 are not there; the last was due 2026-05-18 07:00"]
