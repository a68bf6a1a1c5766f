"""What tests/spec/data.md asks of the data room."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from attrs import evolve

from planlang.data.files.coverage import EVER, Arrival, AsKnown, Days, arrivals, merged, missing_periods
from planlang.data.files.daily import DailyFile, due_calendar, held_days
from planlang.data.files.filenames import named_days
from planlang.data.files.files import DataFile
from planlang.data.loaded.snapshot import Fault
from planlang.semantics.model import DailyAt, DataSource, DueAt, WeeklyAt
from planlang.values.calendars import Calendar, CalendarSpec
from planlang.values.periods import Grid
from tests.data.made import EXPORTS, KEYED, MORNINGS, VISITS, load, model, notes_of, rows, source

WHEN = AsKnown(datetime(2026, 6, 1), None)
AT_NINE = AsKnown(datetime(2026, 6, 1), datetime(2026, 6, 1, 9))


def stretch(days: Days) -> str:
    start = "(all)" if days[0] == EVER else days[0].isoformat()
    return f"{start} .. {(days[1] - timedelta(days=1)).isoformat()}"


def days_in_name(row: dict[str, str]) -> dict[str, str]:
    days = named_days(row["name"], Grid())
    if days is None:
        return {"days": "none", "of one day": "no"}
    return {"days": stretch((days.start, days.end)), "of one day": "yes" if days.is_day else "no"}


def declared(shape: str) -> DataSource:
    """A source of the shape and clauses that a table names."""
    return source(
        "made",
        "*",
        {"events": VISITS, "table": KEYED, "exports": EXPORTS, "mornings": MORNINGS}[shape.split()[0]],
        ["id: text", "day: date"],
        due=due(shape),
        covers=(date(2026, 1, 1), date(2026, 3, 31)) if "covers" in shape else None,
    )


def due(shape: str) -> DueAt | None:
    """When files of a shape are due: every Monday where it says no more."""
    if "due every" in shape:
        return DailyAt(time(7), "workday" in shape)
    return WeeklyAt(0, time(8)) if "due" in shape else None


def calendar(made: DataSource) -> Calendar | None:
    return due_calendar(made, evolve(model(made), calendars={"": CalendarSpec("", "")}))


def arrived(made: DataSource, names: str, when: AsKnown) -> tuple[Arrival, ...]:
    files = [DataFile(Path(name), name, named_days(name, Grid())) for name in names.split(", ")]
    return arrivals(made, files, model(made).plan, when, calendar(made))


def covered_days(row: dict[str, str]) -> dict[str, str]:
    found = arrived(declared(row["shape"]), row["files"], WHEN)
    covered = merged(arrival.covers for arrival in found)
    taken = [arrival.snapshot.isoformat() for arrival in found if arrival.snapshot]
    return {"covered": ", ".join(map(stretch, covered)), "snapshots": ", ".join(taken)}


def held_days_by_rows(row: dict[str, str]) -> dict[str, str]:
    """What files hold whose rows are told: `20260522 0521` is a file of the 22nd with a last row of the 21st."""
    made = declared(f"events due every {row['due']}")
    named = [part.split() for part in row["files"].split(", ")]
    found = arrived(made, ", ".join(f"v-{name}.csv" for name, _ in named), WHEN)
    files = [
        DailyFile(
            arrival.file.name,
            arrival.covers,
            True,
            None if last == "-" else datetime.strptime("2026" + last, "%Y%m%d").date(),
        )
        for arrival, (_, last) in zip(found, named, strict=True)
    ]
    return {"held": ", ".join(map(stretch, held_days(files, calendar(made))))}


def missing_weeks(row: dict[str, str]) -> dict[str, str]:
    made = declared(row["shape"])
    found = arrived(made, row["files"], AT_NINE)
    covered = merged(arrival.covers for arrival in found)
    taken = [arrival.snapshot for arrival in found if arrival.snapshot]
    said = []
    for missing in missing_periods(made, covered, taken, model(made).plan, AT_NINE, calendar(made)):
        labels = dict.fromkeys([missing.first.label, missing.last.label])
        late = f", due {missing.due:%Y-%m-%d %H:%M}" if missing.due else ""
        said.append(("late " if missing.due else "") + " .. ".join(labels) + late)
    return {"missing": "; ".join(said)}


def cell(unit: str, zone: str, texts: Iterable[str]) -> str:
    """What the first of some cells of a column is read as."""
    with tempfile.TemporaryDirectory() as folder:
        written = "".join(f'{number},"{text}"\n' for number, text in enumerate(texts))
        (Path(folder) / "cells.csv").write_text("id,cell\n" + written, encoding="utf-8")
        made = source("cells", "cells.csv", KEYED, ["id: text", f"cell: {unit}?"], zone=zone or "Asia/Shanghai")
        snapshot = load(Path(folder), made)
        found = {str(key): value for key, value in rows(snapshot, "cells")}
        if "0" not in found:
            assert any(notes_of(snapshot, fault) for fault in (Fault.BAD_NUMBER, Fault.BAD_DATE, Fault.UNCLEAR_FORMAT))
            return "unclear" if notes_of(snapshot, Fault.UNCLEAR_FORMAT) else "bad"
        value = found["0"]
        if value is None:
            return "empty"
        return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def number_cell(row: dict[str, str]) -> dict[str, str]:
    return {"value": cell(row["unit"], "", [row["cell"]])}


def date_cell(row: dict[str, str]) -> dict[str, str]:
    others = row["in"].split(", ") if row["in"] else []
    return {"value": cell(row["unit"], row["zone"], [row["cell"], *others])}
