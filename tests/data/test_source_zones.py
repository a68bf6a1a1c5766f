"""Times move from the zone of a source to that of the plan as values/zoned.py says, whatever engine moves them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlang.data.columns.zones import stretches
from planlang.data.loaded.snapshot import Fault
from planlang.values.zoned import to_zone
from tests.data.made import VISITS, load, rows, said, seen, source

ZONES = ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "UTC", "Australia/Lord_Howe", "Asia/Kolkata"]


def moved(local: datetime, zones: tuple[str, str]) -> tuple[datetime, bool]:
    """By the stretches of two zones."""
    found = [stretch for stretch in stretches(*zones) if stretch.start <= local][-1]
    return local + found.shift, found.is_odd


@given(st.sampled_from(ZONES), st.sampled_from(ZONES), st.datetimes(datetime(1970, 1, 3), datetime(2049, 12, 1)))
def test_stretches_are_the_rule_of_zoned_times(source_zone: str, plan_zone: str, local: datetime) -> None:
    expected, oddity = to_zone(local, source_zone, plan_zone)
    assert moved(local, (source_zone, plan_zone)) == (expected, oddity is not None)


@pytest.mark.parametrize("zone", ZONES)
def test_stretches_are_right_around_every_change_of_the_clock(zone: str) -> None:
    for before, after in pairwise(stretches(zone, "Asia/Shanghai")):
        for seconds in (-3601, -1, 0, 1, 1799, 3599):
            local = after.start + timedelta(seconds=seconds)
            if local >= before.start:
                expected, oddity = to_zone(local, zone, "Asia/Shanghai")
                assert moved(local, (zone, "Asia/Shanghai")) == (expected, oddity is not None)


@pytest.mark.parametrize("plan_zone", ["Asia/Shanghai", "Europe/Berlin"])
def test_the_engine_moves_times_alike(tmp_path: Path, plan_zone: str) -> None:
    times = [datetime(2026, 3, 29, 0, 30) + timedelta(minutes=30 * step) for step in range(8)]
    times += [datetime(2026, 10, 25, 1, 30) + timedelta(minutes=30 * step) for step in range(6)]
    times += [datetime(1999, 1, 1, 12), datetime(2026, 7, 1, 23, 59, 59)]
    (tmp_path / "v.csv").write_text("id,day\n" + "".join(f"{n},{at}\n" for n, at in enumerate(times)), encoding="utf-8")
    made = source(
        "v", "v.csv", VISITS, ["id: text", "day: instant"], zone="Europe/Berlin",
        covers=(date(1990, 1, 1), date(2026, 12, 31)),
    )  # fmt: skip
    snapshot = load(tmp_path, made, cut=datetime(2027, 1, 1), zone=plan_zone)
    expected = [to_zone(at, "Europe/Berlin", plan_zone) for at in times]
    assert [at for _, at in rows(snapshot, "v")] == [at for at, _ in expected]
    odd = [("assumed", "v.csv", line, None) for line, (_, oddity) in enumerate(expected, 2) if oddity]
    assert seen(snapshot, Fault.ASSUMED) == odd[:1]
    assert said(snapshot, Fault.ASSUMED) == [
        "the clock was changed at this time in Europe/Berlin: it was skipped or occurs twice; the first is taken"
        f" (and {len(odd) - 1} more like it in this file)"
    ]


def test_old_times_of_the_own_zone_are_settled_too(tmp_path: Path) -> None:
    # Shanghai put its clocks forward at 02:00 on 1986-05-04.
    (tmp_path / "v.csv").write_text("id,day\n1,1986-05-04 02:30:00\n2,2026-05-18 02:30:00\n", encoding="utf-8")
    made = source("v", "v.csv", VISITS, ["id: text", "day: instant"], covers=(date(1980, 1, 1), date(2026, 12, 31)))
    snapshot = load(tmp_path, made)
    assert [at for _, at in rows(snapshot, "v")] == [datetime(1986, 5, 4, 3, 30), datetime(2026, 5, 18, 2, 30)]
    assert seen(snapshot) == [("assumed", "v.csv", 2, None)]
