"""What a process rule found of the instances that matter, in arrays and as values.

In: rows of judgements (`judged`). Out: `Findings`, and `RuleInstance`s for what is broken now or due.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction
from itertools import compress

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from planlang.diagnostics.text import Message
from planlang.evaluate.results.evaluation import Verdict
from planlang.evaluate.results.wording import weeks_since
from planlang.evaluate.rules.gauges.days import as_times
from planlang.evaluate.rules.gauges.elapsed import FOREVER
from planlang.evaluate.rules.gauges.gauge import Gauge, Moments
from planlang.evaluate.stages.late_rows import LateRows, known_on
from planlang.evaluate.stages.record_names import record_entity
from planlang.evaluate.stages.stage_rows import NO_DAY, NO_TIME, Columns, Numbers, Times
from planlang.evaluate.stages.visits import Visits
from planlang.frozen import frozen
from planlang.semantics.model import (
    ApprovalRule,
    ClockKind,
    ClockLimit,
    FileRule,
    HandOverRule,
    IdleRule,
    ProcessRule,
    RequireRule,
    ResponseRule,
    RevisitRule,
    StayRule,
    TimeLimit,
    TodoRule,
)
from planlang.values.periods import Period
from planlang.values.units import MICROSECONDS_A_MINUTE, MICROSECONDS_A_SECOND

VERDICTS = tuple(Verdict)
SATISFIED, PENDING, VIOLATED, POSSIBLE, WAIVED, VACUOUS, UNKNOWN = range(len(VERDICTS))
"""Ranks of verdicts, for arrays."""
BROKEN = frozenset({Verdict.VIOLATED, Verdict.POSSIBLE})


@frozen(eq=False)
class Findings:
    """Instances of one rule; arrays have one item per instance, by record and in order of time.

    Attributes:
        number: tells it apart from all others of the rule.
        keys: of the record of each, as one text.
        owners: who is responsible for it now, None where nobody is known.
        listed: whether the history lists its moves.
        anchor: the day that tells instances of a record apart: of the entry, or the start of an idle gap; NaT where
            it is unknown.
        visit: the n-th visit of the record to the stage entered; 0 for idle gaps.
        verdict: rank among `VERDICTS`.
        low, high: steps of the rule's gauge that were found, between which bounds; equal where known, -1 for rules
            without a length, FOREVER for unbounded.
        due_from, due: earliest and latest day on which the limit runs out, NaT where there is none.
        since: first day of the breach where it is known exactly.
        over: first day on which the breach no longer stands (the record has moved on); NaT: it stands at the cut.
        anchor_at, due_from_at, due_at, since_at, over_at: local times of the like, for limits by the clock; NaT where not
            known.
        origin, stage: ranks of the stages before and after a move; -1 where not about one.
        row: `row_id` of the row that shows the instance, in `source`; -1 for none.
        known: the day whose file showed a breach, where that came late; NaT else.
        unmet: for each condition of a requirement, whether it is what is missing.
        words: for each instance what happened, where its rule and its days do not tell; None for none.
        allowed: for each instance which of the rule's limits is its own (`limits_of`); None: the first.
    """

    rule: ProcessRule
    visits: Visits
    number: Numbers
    keys: NDArray[np.object_]
    owners: NDArray[np.object_]
    listed: NDArray[np.bool_]
    anchor: Times
    visit: Numbers
    verdict: Numbers
    low: Numbers
    high: Numbers
    due_from: Times
    due: Times
    since: Times
    over: Times
    anchor_at: Times
    due_from_at: Times
    due_at: Times
    since_at: Times
    over_at: Times
    origin: Numbers
    stage: Numbers
    row: Numbers
    known: Times
    unmet: NDArray[np.bool_] | None = None
    allowed: Numbers | None = None
    words: NDArray[np.object_] | None = None

    def take(self, index: NDArray[np.intp]) -> Findings:
        """Some of the instances, in the order of the index."""
        arrays = {name: getattr(self, name)[index] for name in COLUMNS}
        return evolve(
            self,
            **arrays,
            unmet=None if self.unmet is None else self.unmet[index],
            allowed=None if self.allowed is None else self.allowed[index],
            words=None if self.words is None else self.words[index],
        )

    def source_of(self, listed: bool) -> str:
        """The source whose rows show the instances of a record, by whether the history lists it."""
        return self.visits.process.source if isinstance(self.rule, ApprovalRule) else self.visits.source_of(listed)


COLUMNS = (
    *(
        "number",
        "keys",
        "owners",
        "listed",
        "anchor",
        "visit",
        "verdict",
        "low",
        "high",
        "due_from",
        "due",
        "since",
        "over",
    ),
    *("anchor_at", "due_from_at", "due_at", "since_at", "over_at", "origin", "stage", "row"),
    "known",
)


@frozen
class RuleInstance:
    """One instance of a process rule.

    Attributes:
        process: qualified name.
        record: key of the record, its parts joined with U+001F.
        owner: who is responsible for the record now.
        anchor, visit: what tells it apart from other instances of the record (see `activation`).
        due_from, due: the day the limit runs out, between which bounds.
        since: first day of the breach, None where only an interval is known.
        over: first day on which the breach no longer stands, None while it does.
        anchor_at, due_from_at, due_at, since_at, over_at: local times of the like, for limits by the clock, as far as known.
        weeks: for how many closed weeks it has been broken, at least 1; 0 where it is not.
        low, high: what was found, in the unit of the limit (days, working days, minutes), None where there is none.
        limit: what is allowed, None for rules without one.
        origin, stage: stages of the move, or the stage it is about.
        unmet: conditions of a requirement that were not met, as written.
        words: what happened, where the rule and the days do not tell.
        known: the day whose file showed it, where that came late.
        source, row: the row that shows it, by source and `row_id`; None for the gaps that an activity begins.
    """

    rule: ProcessRule
    process: str
    record: str
    owner: str | None
    verdict: Verdict
    anchor: date | None
    visit: int
    due_from: date | None
    due: date | None
    since: date | None
    over: date | None
    anchor_at: datetime | None
    due_from_at: datetime | None
    due_at: datetime | None
    since_at: datetime | None
    over_at: datetime | None
    weeks: int
    low: Fraction | None
    high: Fraction | None
    limit: TimeLimit | None
    origin: str | None
    stage: str | None
    unmet: tuple[str, ...]
    source: str
    row: int | None
    words: Message | None = None
    known: date | None = None

    @property
    def activation(self) -> str:
        """`2026-02-11#1`: day of entry and visit; the start of an idle gap alone, to the minute where hours count."""
        start = self.anchor if self.anchor_at is None or self.visit else self.anchor_at
        anchored = "" if start is None else start.isoformat()
        return f"{anchored}#{self.visit}" if self.visit else anchored

    @property
    def entity(self) -> str:
        """`deal:KEY`."""
        return record_entity(self.record)


def limits_of(rule: ProcessRule) -> tuple[TimeLimit, ...]:
    """The times that a rule allows: the usual one, then those of its cases."""
    if isinstance(rule, TodoRule | HandOverRule):
        return (rule.limit,)
    if not isinstance(rule, StayRule | IdleRule | ResponseRule):
        return ()
    return (rule.limit, *(case.limit for case in rule.cases))


def runs_out(rule: ProcessRule) -> bool:
    """Whether there is a time that runs out."""
    return isinstance(rule, StayRule | IdleRule | ResponseRule | RevisitRule | TodoRule | HandOverRule)


def broken(findings: Findings, week: Period, late: Sequence[LateRows] = ()) -> Findings:
    """What is broken (certainly or possibly) and stands at the cut, or was broken in the week under review and is over.

    A breach that is over is told once, in the week in which the limit ran out, or a `late` row of it came; later weeks have it in the
    counts only.
    """
    found, began = (findings.verdict == VIOLATED) | (findings.verdict == POSSIBLE), begun(findings)
    known = known_on(late, findings.row, began, findings.listed)
    told = np.isnat(findings.over) | (began >= np.datetime64(week.start)) | ~np.isnat(known)
    return evolve(findings, known=known).take(np.flatnonzero(found & told))


def breaches(broken: Findings, numbers: Sequence[int], week: Period) -> tuple[RuleInstance, ...]:
    """Some of what is broken, as values."""
    return _instances(broken.take(np.array(numbers, dtype=np.intp)), np.arange(len(numbers)), week)


def begun(findings: Findings) -> Times:
    """The day on which a breach began, at the latest where that is not known exactly: not after it was over."""
    ran_out = np.where(np.isnat(findings.due_at), findings.due + 1, findings.due)
    ran_out = np.fmin(np.where(np.isnat(findings.due), findings.anchor, ran_out), findings.over)
    return np.where(np.isnat(findings.since), ran_out, findings.since)


def deadlines(findings: Findings, week: Period, until: date) -> tuple[RuleInstance, ...]:
    """What runs out on a day from the cut on, before `until`: what is pending, and what may be broken already and will
    be then for certain.
    """
    near = (findings.due >= np.datetime64(findings.visits.cut)) & (findings.due < np.datetime64(until))
    runs = (findings.verdict == PENDING) | ((findings.verdict == POSSIBLE) & np.isnat(findings.over))
    return _instances(findings, np.flatnonzero(near & runs & runs_out(findings.rule)), week)


def running(findings: Findings, week: Period) -> tuple[RuleInstance, ...]:
    """What is pending, and what the data do not tell of a time that runs."""
    untold = (findings.verdict == UNKNOWN) & np.isnat(findings.over) & runs_out(findings.rule)
    runs = (findings.verdict == PENDING) | untold
    return _instances(findings, np.flatnonzero(runs), week)


def _instances(findings: Findings, index: NDArray[np.intp], week: Period) -> tuple[RuleInstance, ...]:
    """Some of the findings as values, in their order."""
    visits, rule = findings.visits, findings.rule
    limits, process = limits_of(rule) or (None,), visits.process.ident.name
    words = [None] * len(index) if findings.words is None else findings.words[index].tolist()
    allowed = [0] * len(index) if findings.allowed is None else findings.allowed[index].tolist()
    names = (*(stage.name for stage in visits.process.stages), None)  # -1, for none, is the last of them
    unmet: list[tuple[str, ...]] = [()] * len(index)
    if findings.unmet is not None and isinstance(rule, RequireRule | FileRule):
        labels = [label for label, _ in rule.conditions]
        unmet = [tuple(compress(labels, missing)) for missing in findings.unmet[index].tolist()]
    columns = zip(
        *(getattr(findings, name)[index].tolist() for name in COLUMNS),
        begun(findings)[index].tolist(),
        unmet,
        allowed,
        words,
        strict=True,
    )
    found = []
    for _, key, owner, listed, anchor, visit, verdict, low, high, due_from, due, since, over, *others in columns:
        anchor_at, due_from_at, due_at, since_at, over_at, origin, stage, row, *told = others
        known, since_day, conditions, own, said = told
        limit = limits[own]
        shortest, longest = _lengths(low, high, limit)
        found.append(
            RuleInstance(
                rule=rule,
                process=process,
                record=key,
                owner=owner,
                verdict=VERDICTS[verdict],
                anchor=anchor,
                visit=visit,
                due_from=due_from,
                due=due,
                since=since,
                over=over,
                anchor_at=anchor_at,
                due_from_at=due_from_at,
                due_at=due_at,
                since_at=since_at,
                over_at=over_at,
                weeks=weeks_since((over and known) or since_day, week) if VERDICTS[verdict] in BROKEN else 0,
                low=shortest,
                high=longest,
                limit=limit,
                origin=names[origin],
                stage=names[stage],
                unmet=conditions,
                source=findings.source_of(listed),
                row=row if row >= 0 else None,
                words=said,
                known=known,
            )
        )
    return tuple(found)


def _lengths(low: int, high: int, limit: TimeLimit | None) -> tuple[Fraction | None, Fraction | None]:
    """Steps of a gauge in the unit of the limit; bounds by the clock lose what is below a second."""
    unit = 1
    if isinstance(limit, ClockLimit):
        unit = MICROSECONDS_A_MINUTE
        if (
            limit.kind is ClockKind.WORKING and low == high
        ):  # a point outside the hours is counted a step after their end
            low = high = low - low % MICROSECONDS_A_SECOND
        if low != high:
            low -= low % MICROSECONDS_A_SECOND
            high += -high % MICROSECONDS_A_SECOND
    return Fraction(low, unit) if low >= 0 else None, Fraction(high, unit) if 0 <= high < FOREVER else None


@frozen(eq=False)
class Rows:
    """Rows of judgements, by column."""

    columns: Columns

    def __len__(self) -> int:
        return len(self.cells("record"))

    def cells(self, name: str) -> NDArray[np.generic]:
        """A column as it comes from the engine."""
        return self.columns[name]

    def number(self, name: str) -> Numbers:
        """Whole numbers, -1 where unknown."""
        found: Numbers = np.ma.filled(np.ma.asarray(self.cells(name)).astype(np.int64), -1)
        return found

    def truth(self, name: str) -> NDArray[np.bool_]:
        """Truths; what is unknown is false."""
        found: NDArray[np.bool_] = np.ma.filled(np.ma.asarray(self.cells(name)).astype(np.bool_), False)
        return found

    def day(self, name: str) -> Times:
        """Days."""
        return as_times(self.cells(name), "D")

    def point(self, name: str, gauge: Gauge) -> Times:
        """Points of a gauge."""
        return gauge.read(self.cells(name))

    def text(self, name: str) -> NDArray[np.object_]:
        """Texts, None where unknown."""
        cells: NDArray[np.object_] = np.ma.asarray(self.cells(name), dtype=object)
        found: NDArray[np.object_] = np.ma.getdata(cells).copy()
        found[np.ma.getmaskarray(cells)] = None
        return found


def findings(
    rule: ProcessRule,
    visits: Visits,
    rows: Rows,
    anchor: Times | Moments,
    *,
    low: Numbers | None = None,
    high: Numbers | None = None,
    due_from: Times | Moments | None = None,
    due: Times | Moments | None = None,
    since: Times | Moments | None = None,
    over: Times | Moments | None = None,
    origin: Numbers | None = None,
    stage: Numbers | None = None,
    unmet: NDArray[np.bool_] | None = None,
    words: NDArray[np.object_] | None = None,
) -> Findings:
    """Findings; an array that is left out says nothing, days alone tell no times."""
    none = np.full(len(rows), -1)
    times = (anchor, due_from, due, since, over)
    begins, runs_out_from, runs_out, broken, ends = (_moments(one, len(rows)) for one in times)
    return Findings(
        rule=rule,
        visits=visits,
        number=rows.number("number"),
        keys=rows.text("key"),
        owners=rows.text("owner"),
        listed=rows.truth("listed"),
        anchor=begins.day,
        visit=rows.number("visit"),
        verdict=rows.number("verdict"),
        low=none if low is None else low,
        high=none if high is None else high,
        due_from=runs_out_from.day,
        due=runs_out.day,
        since=broken.day,
        over=ends.day,
        anchor_at=begins.at,
        due_from_at=runs_out_from.at,
        due_at=runs_out.at,
        since_at=broken.at,
        over_at=ends.at,
        origin=none if origin is None else origin,
        stage=none if stage is None else stage,
        row=rows.number("row_id"),
        known=np.full(len(rows), NO_DAY),
        unmet=unmet,
        words=words,
    )


def _moments(found: Times | Moments | None, count: int) -> Moments:
    """Days and times; none where nothing is said."""
    if isinstance(found, Moments):
        return found
    return Moments(np.full(count, NO_DAY) if found is None else found, np.full(count, NO_TIME))
