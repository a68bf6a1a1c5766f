"""Which record is of which class of a segment, from when to when (tests/spec/segments.md).

In: the figures of a plan. Out: `Classes` for each segment whose classes are kept over periods, uploaded for queries. In written order
the first class holds; what is not known on the way leaves a record without one. A record is classified at the start of each
period from what was before it; one that appears later at the end of its first day, and its class holds for the whole
of that period.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

import numpy as np

from planlang.evaluate.breakdown import Parting, broken_down, credited
from planlang.evaluate.entities.spine import Level
from planlang.evaluate.figures.asked import aggregates_in
from planlang.evaluate.figures.facts import Classed
from planlang.evaluate.figures.figures import Figures
from planlang.evaluate.figures.windows import Columns, of_days
from planlang.evaluate.market.looking_back import days_back, unwindowed
from planlang.evaluate.market.truth import Answers, all_of, compared, in_share, not_
from planlang.frozen import define, field, frozen
from planlang.query.core.sql import sql_text
from planlang.query.lookups import ANSWER, CLASS, KEY, SINCE, UNTIL, lower_answers_on
from planlang.query.scope import everything_in
from planlang.semantics.expr import (
    ClassOf,
    FigureAll,
    FigureAny,
    FigureComparison,
    FigureExpression,
    FigureNot,
    FigureUnknown,
    RowExpression,
)
from planlang.semantics.model import ByCondition, ByShare, Lookback, Segment, SegmentClass
from planlang.values.figure import Known
from planlang.values.periods import DAY, Period, earlier_period, period_of, periods_meeting
from planlang.values.units import DateUnit, TextUnit

BEFORE = 1
"""Years before the plan for which records are classified, so that a year can be seen beside the one before."""
Answer = Mapping[str, tuple[str | None, ...]]
"""The classes that each record may be of, None for that of none: one where that is known."""


def known_class(possible: tuple[str | None, ...]) -> str | None:
    """The class of a record; None where it has none, or nobody knows which."""
    return possible[0] if len(possible) == 1 else None


@frozen(eq=False)
class Classes:
    """The records of a segment over the last two periods that have begun.

    Attributes:
        periods: those over which records were classified, ascending.
        now, before: record -> the classes that it may be of over the last period and the one before it, as far as the record was there.
    """

    segment: Segment
    periods: tuple[Period, ...]
    now: Answer
    before: Answer


@define(eq=False)
class _Spans:
    """Classes of records from day to day, equal ones that follow each other as one."""

    keys: list[str] = field(factory=list)
    since: list[date] = field(factory=list)
    until: list[date] = field(factory=list)
    names: list[str] = field(factory=list)
    _last: dict[str, int] = field(factory=dict)

    def add(self, period: Period, told: Answer) -> None:
        """The classes over one period, after those before it."""
        for record, possible in told.items():
            name = known_class(possible)
            if name is None:
                continue
            at = self._last.get(record)
            if at is not None and self.names[at] == name and self.until[at] == period.start:
                self.until[at] = period.end
                continue
            self._last[record] = len(self.keys)
            self.keys.append(record)
            self.since.append(period.start)
            self.until.append(period.end)
            self.names.append(name)

    def upload(self, table: str, figures: Figures) -> None:
        """Tell the engine of them."""
        figures.snapshot.engine.upload(
            table,
            {
                KEY: (TextUnit(), self.keys),
                SINCE: (DateUnit(), self.since),
                UNTIL: (DateUnit(), self.until),
                CLASS: (TextUnit(), self.names),
            },
        )


def classified(figures: Figures) -> Mapping[str, Classes]:
    """Classify the records of every segment, those that others rest on first, and upload what is kept over periods."""
    model = figures.plan.model
    found: dict[str, Classes] = {}
    for name in _in_order(figures):
        segment = model.segments[name]
        spans = _Spans()
        told: list[tuple[Period, Answer]] = []
        periods: list[Period] = []
        known: list[Period] = []
        for period, answer, is_known in _classified(segment, figures):
            spans.add(period, answer)
            told = [*told[-1:], (period, answer)]
            periods.append(period)
            known += [period] if is_known else []
        if segment.grain is not None:
            spans.upload(figures.catalog.classes_table(name), figures)
            began = _first_seen(segment, figures)
            figures.facts.classed[name] = Classed(
                _days(period for period in periods if period.end > began), _days(known)
            )
        now, before = (told[-1][1] if told else {}), (told[0][1] if len(told) > 1 else {})
        found[name] = Classes(segment, tuple(periods), now, before)
    return {name: found[name] for name in model.segments if name in found}


def _in_order(figures: Figures) -> list[str]:
    """The segments, each after those that its rules name."""
    model = figures.plan.model
    needs = {name: _needs(segment, figures) for name, segment in model.segments.items()}
    done: list[str] = []
    while len(done) < len(needs):
        ready = [name for name in needs if name not in done and needs[name] <= set(done)]
        assert ready, "segments in a circle are reported before"
        done += ready[:1]
    return done


def _days(periods: Iterable[Period]) -> tuple[tuple[date, date], ...]:
    """The days of periods, half-open."""
    return tuple((period.start, period.end) for period in periods)


def _classified(segment: Segment, whole: Figures) -> Iterator[tuple[Period, Answer, bool]]:
    """The class of every record that is there over each period that has begun; where classes follow the records, at the end
    of the week under review and of the one before. And whether there is a record of which that is known.
    """
    plan, cut = whole.plan, whole.catalog.cut_days
    if segment.source not in whole.catalog.tables:
        return
    parting = Parting(segment.ident.name, segment.source)
    asked = [one.rule.figure for one in segment.classes if one.rule.figure is not None]
    broken = broken_down(whole, parting, (), plan.start, plan.end, asked)
    began = _first_seen(segment, whole)
    judge = _Judge(segment, parting, broken.figures, whole, began)
    posts = {person: broken.figures.roster.posts_of[person][0] for person in broken.figures.roster.persons}
    if segment.grain is None:
        week = whole.as_of.week
        for period in (earlier_period(week, 1, plan.grid), week):
            end = min(period.end, cut)
            listed = [one for one, post in posts.items() if post.start < end <= post.end and began < end]
            told = dict(sorted(judge.on(end, listed).items()))
            yield period, told, any(len(possible) == 1 for possible in told.values())
        return
    start = period_of(date(plan.start.year - BEFORE, plan.start.month, 1), segment.grain, plan.grid).start
    for period in periods_meeting(start, cut, segment.grain, plan.grid):
        there: dict[date, list[str]] = {}
        for record, post in posts.items():
            appears = began if post.start == date.min else post.start
            if post.end < period.start or appears >= period.end or appears >= cut:
                continue
            there.setdefault(max(period.start, appears + DAY if appears >= period.start else period.start), []).append(
                record
            )
        told = dict(sorted(one for on in sorted(there) for one in judge.on(on, there[on]).items()))
        is_known = any(len(possible) == 1 for possible in told.values()) or (not told and period.end > began)
        yield period, told, is_known


def _first_seen(segment: Segment, whole: Figures) -> date:
    """The day of the first dated export of a source; since ever for one without, and never where nothing is loaded."""
    if segment.source not in whole.catalog.tables:
        return date.max
    shape = whole.catalog.shape(segment.source)
    if getattr(shape, "snapshot", None) is None:
        return date.min
    exports = whole.facts.recounter.exports(segment.source)
    return date.fromordinal(int(exports[0])) if len(exports) else date.max


@frozen(eq=False)
class _Judge:
    """Tells the class of records on a day, from what was before it."""

    segment: Segment
    parting: Parting
    figures: Figures
    whole: Figures
    began: date
    """the day of the first dated export"""

    def on(self, day: date, records: Sequence[str]) -> Answer:
        """The classes that some records may be of on a day; what is not known of one leaves it open whether a later one holds."""
        possible: dict[str, list[str | None]] = {record: [] for record in records}
        undecided = list(records)
        for one in self.segment.classes:
            if not undecided:
                break
            holds = self._holds(one, day)
            still = []
            for record in undecided:
                truth = holds.get(record)
                if truth or (truth is None and not self.segment.unknown_is_no):
                    possible[record].append(one.name)
                if not truth:
                    still.append(record)
            undecided = still
        for record in undecided:
            possible[record].append(None)
        return {record: tuple(names) for record, names in possible.items()}

    def _holds(self, one: SegmentClass, day: date) -> Answers:
        """Of which records a class holds, those before it left aside."""
        rule = one.rule
        if isinstance(rule, ByShare):
            return self._by_share(rule, day)
        parts = []
        if rule.rows is not None:
            parts.append(self._rows(rule.rows, day))
        if rule.figure is not None:
            assert rule.over is not None, "a figure looks back over some time"
            parts.append(self._figures(rule.figure, rule.over, day))
        everybody = self.figures.roster.persons
        return {record: all_of([part.get(record) for part in parts]) for record in everybody}

    def _rows(self, asked: RowExpression, day: date) -> Answers:
        """A condition on records as they are at the end of the day before; nothing where the list of them is over by then."""
        shape = self.whole.catalog.shape(self.segment.source)
        loaded = self.whole.facts.coverage.get(self.segment.source, ())
        if getattr(shape, "snapshot", None) is None and loaded and loaded[-1][1] < day:
            return {}
        engine = self.whole.snapshot.engine
        query = lower_answers_on(self.segment.source, asked, day - DAY, self.whole.catalog)
        found = engine.run(sql_text(query, engine.dialect))
        unknown = np.ma.getmaskarray(np.ma.asarray(found[ANSWER])).tolist()
        answers = np.ma.getdata(found[ANSWER]).tolist()
        keys = np.ma.getdata(found[KEY]).tolist()
        pairs = zip(keys, answers, unknown, strict=True)
        return {str(key): None if blank else bool(answer) for key, answer, blank in pairs}

    def _columns(self, over: Lookback, day: date) -> Columns:
        """The days that a figure looks back over."""
        return self.figures.interned(of_days([(days_back(day, over, self.whole), day)], self.whole.plan.grid))

    def _values(self, figure: FigureExpression, columns: Columns) -> dict[str, Fraction | None]:
        """A figure of every record; None where it is not known."""
        found = self.figures.cells(figure, Level.PERSONS, columns)
        return {
            record: known.value if isinstance(known := found.figure(row, 0), Known) else None
            for row, record in enumerate(self.figures.roster.persons)
        }

    def _figures(self, asked: FigureExpression, over: Lookback, day: date) -> Answers:
        """A condition on figures."""
        columns = self._columns(over, day)
        return self._judged(credited(unwindowed(asked), self.parting, self.whole.plan.model), columns)

    def _judged(self, asked: FigureExpression, columns: Columns) -> Answers:
        """The same; three values throughout."""
        everybody = self.figures.roster.persons
        match asked:
            case FigureAll(operands=operands):
                parts = [self._judged(operand, columns) for operand in operands]
                return {record: all_of([part[record] for part in parts]) for record in everybody}
            case FigureAny(operands=operands):
                parts = [self._judged(operand, columns) for operand in operands]
                return {record: not_(all_of([not_(part[record]) for part in parts])) for record in everybody}
            case FigureNot(operand=operand):
                inner = self._judged(operand, columns)
                return {record: not_(inner[record]) for record in everybody}
            case FigureUnknown(subject=subject, negated=negated):
                values = self._values(subject, columns)
                return {record: (values[record] is None) != negated for record in everybody}
            case FigureComparison(operator=operator, left=left, right=right):
                one, other = self._values(left, columns), self._values(right, columns)
                return {record: compared(operator, one[record], other[record]) for record in everybody}
            case _:
                raise AssertionError("only conditions are judged")

    def _by_share(self, rule: ByShare, day: date) -> Answers:
        """Those that make up a share of the total of what is positive, the largest first."""
        figure = credited(unwindowed(rule.figure), self.parting, self.whole.plan.model)
        values = self._values(figure, self._columns(rule.over, day))
        there = {record: value for record, value in values.items() if self._is_there(record, day)}
        return in_share(there, Fraction(rule.share), reaching=rule.reaching)

    def _is_there(self, record: str, day: date) -> bool:
        """Whether a record was there the day before: who came later has no part in the total."""
        post = self.figures.roster.posts_of[record][0]
        return (self.began if post.start == date.min else post.start) < day <= post.end


def _needs(segment: Segment, figures: Figures) -> set[str]:
    """The segments that the rules of a segment name."""
    model, catalog = figures.plan.model, figures.catalog
    asked = [one.rule.figure for one in segment.classes if one.rule.figure is not None]
    rows: list[tuple[str, RowExpression | None]] = [
        (segment.source, one.rule.rows) for one in segment.classes if isinstance(one.rule, ByCondition)
    ]
    for aggregate in aggregates_in(asked, model):
        rows += [(aggregate.source, aggregate.where), (aggregate.source, aggregate.value)]
    parts = (
        part
        for source, expression in rows
        for part in everything_in(catalog.source(source), model, expression)
        if isinstance(part, ClassOf)
    )
    return {part.segment for part in parts}
