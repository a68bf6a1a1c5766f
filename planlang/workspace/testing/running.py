"""Tests of a plan, run: the whole way from files to judgements, at the close of each week that somebody expects something of.

In: an opened plan, some of its tests. Out: `Tried`, for each what is expected beside what there is.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from planlang.data.bind import bind
from planlang.data.loaded.snapshot import Snapshot
from planlang.diagnostics.text import Message
from planlang.evaluate.held import Held, hold
from planlang.evaluate.results.evaluation import AsOf
from planlang.evaluate.testing.results import Tried
from planlang.evaluate.testing.states import Stood, stood
from planlang.frozen import define, field
from planlang.plan.current import in_force
from planlang.plan.plan import Plan
from planlang.semantics.model import Expected, PlanTest, Table, Tested
from planlang.values.periods import Grain, Period
from planlang.values.zoned import last_closed, midnight
from planlang.workspace.engines import chosen_engine
from planlang.workspace.run import countable
from planlang.workspace.testing.files import on_rows, write_files


@define(eq=False)
class Trial:
    """A test with its files, which may be held against several versions of a plan.

    Attributes:
        is_present: whether some file shows only how things stand, not how they stood.
        last: the plan held against its rows at the last close.
        loaded: by the close of a period, what was read.
    """

    test: PlanTest
    folder: Path
    is_present: bool = False
    last: Held | None = None
    loaded: dict[Period, Snapshot] = field(factory=dict)

    def closes(self) -> tuple[tuple[Period, tuple[Expected, ...]], ...]:
        """The periods at whose close the plan is looked at, with what is expected then: of what has a history in its files the last one
        tells it of all.
        """
        test = self.test
        if not test.expected:
            return ()
        if test.of in (Tested.ALERT, Tested.METRIC) and not self.is_present:
            return ((test.periods[-1], test.expected),)
        asked: dict[Period, list[Expected]] = {}
        for one in test.expected:
            asked.setdefault(one.period, []).append(one)
        return tuple((period, tuple(asked[period])) for period in sorted(asked, key=lambda period: period.end))

    def held(self, plan: Plan, period: Period) -> Held:
        """A version of the plan held against the rows at the close of a period."""
        cut = midnight(period.end)
        when = AsOf(period.label, cut, last_closed(cut, Grain.WEEK, plan.grid))
        reading = on_rows(in_force(plan, cut), self.test)
        if period not in self.loaded:
            self.loaded[period] = bind(reading.model, self.folder, cut=cut, engine=chosen_engine())
        return hold(reading, self.loaded[period], when)

    def run(self, plan: Plan) -> Tried:
        """What becomes of it with a version of the plan; raises as `countable` does."""
        found: dict[Expected, Stood] = {}
        with countable():
            for period, asked in self.closes():
                self.last = self.held(plan, period)
                found |= stood(self.last, self.test, asked)
        return Tried(self.test, found, tuple(dict.fromkeys(self._unread())))

    def _unread(self) -> Iterator[Message]:
        for snapshot in self.loaded.values():
            for note in snapshot.notes:
                if note.set_aside and note.rows:
                    yield note.message


@define(eq=False)
class Lately:
    """What was read for the last test: those that stand beside each other often have the same rows."""

    rows: object = None
    loaded: dict[Period, Snapshot] = field(factory=dict)

    def of(self, test: PlanTest) -> dict[Period, Snapshot]:
        """What was read of the same rows; nothing where the last test had others."""
        rows = (test.sources, test.periods, test.missing, [(row.source, row.period, row.cells) for row in test.rows])
        if rows != self.rows:
            self.rows, self.loaded = rows, {}
        return self.loaded


@contextmanager
def trial(plan: Plan, test: PlanTest, lately: Lately | None = None) -> Iterator[Trial]:
    """A test with its files in a folder that is there as long as it is needed; `lately` holds what was read for another."""
    with tempfile.TemporaryDirectory(prefix="planlang-") as folder:
        write_files(test, plan.model, Path(folder))
        shapes = [plan.model.sources[name].shape for name in test.sources]
        present = any(isinstance(shape, Table) and shape.snapshot is None for shape in shapes)
        yield Trial(test, Path(folder), present, loaded={} if lately is None else lately.of(test))
