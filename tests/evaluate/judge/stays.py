"""The tables of visits, read back: one stay a row, in order of records and moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from attrs import frozen

from planlang.evaluate.stages.stage_rows import OWNERS
from planlang.evaluate.stages.visits import STAYS, Visits
from planlang.query.catalog import records_table


@frozen
class Stay:
    """A visit to a stage; unknown days and instants are None."""

    record: str
    stage: str
    visit: int
    low: date | None
    high: date | None
    entered: datetime | None
    left: datetime | None
    is_open: bool

    @property
    def exact(self) -> bool:
        """Whether the day of entry is known."""
        return self.low is not None and self.low == self.high


def stays_of(visits: Visits) -> list[Stay]:
    """Every visit."""
    found = visits.engine.run(f"SELECT * FROM {visits.table(STAYS)} ORDER BY record, n")
    cells = {name: column.tolist() for name, column in found.items()}
    keys, names = records_of(visits), [stage.name for stage in visits.process.stages]
    return [
        Stay(keys[record], names[stage], visit, _day(low), _day(high), _instant(entered), _instant(left), bool(is_open))
        for record, stage, visit, low, high, entered, left, is_open in zip(
            *(cells[name] for name in ("record", "stage", "visit", "low", "high", "instant", "left_at", "is_open")),
            strict=True,
        )
    ]


def records_of(visits: Visits) -> Sequence[str]:
    """The keys of all records, in order of their numbers."""
    return visits.engine.run(f"SELECT record FROM {records_table(visits.index)} ORDER BY rank")["record"].tolist()


def owners_of(visits: Visits) -> Mapping[str, str | None]:
    """Who is responsible for each record, where its own source has it."""
    found = visits.engine.run(
        f"SELECT k.record, o.owner FROM {visits.table(OWNERS)} AS o JOIN {records_table(visits.index)} AS k ON k.rank = o.record"
    )
    return dict(zip(found["record"].tolist(), found["owner"].tolist(), strict=True))


def _day(number: int | None) -> date | None:
    return None if number is None else date(1970, 1, 1) + timedelta(days=number)


def _instant(ticks: int | None) -> datetime | None:
    return None if ticks is None else datetime(1970, 1, 1) + timedelta(microseconds=ticks)
