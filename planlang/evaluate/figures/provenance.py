"""What a figure rests on: the formula, the days, the rows with file and line, and what was left out.

In: a plan, its loaded data, and which figures are asked about. Out: `Evidence`, by the same filters as the figures
themselves. Many are asked for at once, since each question passes over the data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import assert_never

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from planlang.data.loaded.snapshot import Snapshot
from planlang.diagnostics.text import Message, Text
from planlang.evaluate.entities.roster import UNASSIGNED
from planlang.evaluate.entities.spine import ANYWHERE, At, Level, level_of
from planlang.evaluate.figures.compared.peers import Peers
from planlang.evaluate.figures.compared.team_figures import together, whose
from planlang.evaluate.figures.derived.headcount import holders
from planlang.evaluate.figures.facts import Facts
from planlang.evaluate.figures.ledger import integers
from planlang.evaluate.figures.recounts import upload_ranges
from planlang.evaluate.figures.windows import Columns, Stretch, goal_days, of_days, of_periods, seen_through
from planlang.evaluate.results.evaluation import Evidence, EvidenceRow
from planlang.frozen import field, frozen
from planlang.plan.plan import Plan
from planlang.query.catalog import ASKED, Catalog, StateKnown
from planlang.query.core.sql import sql_text
from planlang.query.logical import Recount, columns_in, recount_of, rows_of
from planlang.query.lookups import Unfound
from planlang.query.lower import SLOT
from planlang.query.scope import is_number
from planlang.query.witness import ENTERED, ROW, looked_columns, lower_counts, lower_rows, read_columns
from planlang.semantics.expr import (
    Aggregate,
    AmongPeers,
    AsItStands,
    Assumed,
    AverageOver,
    BreachesOf,
    BudgetMeasure,
    ChangeAgainst,
    CohortConversion,
    Column,
    Dated,
    FigureAll,
    FigureAny,
    FigureArithmetic,
    FigureComparison,
    FigureConstant,
    FigureExpression,
    FigureNot,
    FigureOtherwise,
    FigureUnknown,
    Headcount,
    MetricRef,
    OfBudget,
    OfCustomers,
    OfGoal,
    OnEntry,
    OverWindow,
    Passed,
    PeerMeasure,
    PerWorkingDay,
    RatioOf,
    ResponseRate,
    RollingWindow,
    RowAny,
    ShareOfLargest,
    Sought,
    StayOf,
    Tenure,
)
from planlang.semantics.model import Events, Table
from planlang.values.periods import Grain, Grid, Period
from planlang.values.units import Count, InstantUnit, Unit

EXPORTED = Text("figures.owner-as-exported", "owner: as exported, earlier owners are not known")
ASSUMED = Text("figures.calendar-assumed", "calendar: assumed after {day}")
COVERAGE = {
    Grain.DAY: Text("figures.coverage.day", "{present} of {all} days"),
    Grain.WEEK: Text("figures.coverage.week", "{present} of {all} weeks"),
    Grain.MONTH: Text("figures.coverage.month", "{present} of {all} months"),
    Grain.QUARTER: Text("figures.coverage.quarter", "{present} of {all} quarters"),
    Grain.HALF: Text("figures.coverage.half", "{present} of {all} half-years"),
    Grain.YEAR: Text("figures.coverage.year", "{present} of {all} years"),
}


@frozen
class Asked:
    """A figure to explain: the expression, for an entity, over the days `[start, end)`.

    A window in the expression starts from the period with just these days, or else from the last of them. `at`: of a person
    what was done in that team or role alone.
    """

    expression: FigureExpression
    entity: str
    start: date
    end: date
    at: At = ANYWHERE

    def stretch(self, grid: Grid) -> Stretch:
        """The days, and the period that they are seen from."""
        found = of_days([(self.start, self.end)], grid).stretches[0]
        assert found is not None
        return found


@frozen(eq=False)
class Provenance:
    """Finds the rows behind figures."""

    plan: Plan
    snapshot: Snapshot
    facts: Facts
    _coverage: dict[tuple[int, date, date], tuple[FigureExpression, Columns | None]] = field(factory=dict)
    _whose: dict[tuple[Level, Stretch], Sequence[Sequence[str]]] = field(factory=dict)
    _present: dict[tuple[Columns, Level], NDArray[np.bool_]] = field(factory=dict)

    def evidences(self, asked: Sequence[Asked], limit: int = 20) -> tuple[Evidence, ...]:
        """What figures rest on, in the order asked; two passes over the data for each aggregate and level."""
        found: dict[int, Evidence] = {}
        groups: dict[tuple[Recount, Level, bool], list[Named]] = {}
        leads: dict[tuple[int, date, date], Leading | None] = {}
        of_teams: dict[int, list[tuple[FigureExpression, str, Stretch]]] = {}
        for index, one in enumerate(asked):
            key_of = (id(one.expression), one.start, one.end)
            if key_of not in leads:
                leads[key_of] = _leading(one.expression, one.stretch(self.plan.grid), self, set())
            leading = leads[key_of]
            row = self.facts.spine.row(one.entity, one.at)
            level = level_of(one.entity)
            match leading:
                case (Headcount() as counted, stretch) if row is not None:
                    words = self.words(one, stretch)
                    people = holders(counted, level, row, Columns((stretch,)), self.facts, limit)
                    found[index] = evolve(words, notes=(*words.notes, *people), of_rows=False)
                case (AmongPeers(subject=subject), stretch) if row is not None:
                    of_teams[index] = [(subject, team, stretch) for team in self._teams(level, row, stretch)]
                case (Aggregate() as aggregate, stretch) if row is not None and self._is_loaded(aggregate):
                    key = (recount_of(aggregate), level, one.entity == UNASSIGNED)
                    groups.setdefault(key, []).append(Named(index, one, stretch, row, aggregate))
                case _:
                    found[index] = self.words(one, None)
        for (_, level, unassigned), group in groups.items():
            found |= Witness(self, group[0].aggregate, level, unassigned, limit).called(group)
        if of_teams:
            found |= self._of_teams(of_teams, asked, limit)
        return tuple(found[index] for index in range(len(asked)))

    def _teams(self, level: Level, row: int, stretch: Stretch) -> Sequence[str]:
        """Whose the figure of the team of a row is."""
        key = (level, stretch)
        if key not in self._whose:
            columns = Columns((stretch,))
            self._whose[key] = whose(Peers(self.facts.spine, level, columns), self.facts.presence(columns))
        return self._whose[key][row]

    def _of_teams(
        self, teams: Mapping[int, Sequence[tuple[FigureExpression, str, Stretch]]], asked: Sequence[Asked], limit: int
    ) -> Mapping[int, Evidence]:
        """What the figures of teams rest on, each team looked at once: the rows of all teams that a figure is of."""
        questions = {
            (id(subject), team, stretch): Asked(subject, team, stretch.start, stretch.end)
            for parts in teams.values()
            for subject, team, stretch in parts
        }
        told = dict(zip(questions, self.evidences(tuple(questions.values()), limit), strict=True))
        return {
            index: together(
                self.words(asked[index], None),
                [told[id(subject), team, stretch] for subject, team, stretch in parts],
                limit,
            )
            for index, parts in teams.items()
        }

    def _is_loaded(self, aggregate: Aggregate) -> bool:
        """Whether the rows of an aggregate are there to be looked at."""
        return self.facts.catalog.is_loaded(rows_of(aggregate))

    def words(self, one: Asked, stretch: Stretch | None) -> Evidence:
        """The formula, and what is to be said of it without looking at rows; `stretch` are the days that count."""
        written = one.expression
        if isinstance(written, MetricRef):
            written = self.plan.model.metrics[written.metric].value
        days = (stretch.start, min(stretch.end, self.facts.catalog.cut_days)) if stretch is not None else None
        notes = tuple(self._notes(one, stretch)) if stretch is not None else ()
        return Evidence(formula=written.span.text, where=written.span.place(), days=days, notes=notes)

    def _notes(self, one: Asked, stretch: Stretch) -> Iterator[Message]:
        """Coverage of windows, and days for which no official calendar is known."""
        key = (id(one.expression), one.start, one.end)
        known = self._coverage.get(key)
        if known is None:
            counted = _counted_periods(one.expression, one.stretch(self.plan.grid), self.plan)
            known = self._coverage[key] = (one.expression, of_periods(counted) if counted else None)
        columns = known[1]
        if columns is not None:
            level, row = level_of(one.entity), self.facts.spine.row(one.entity, one.at)
            there = self._present.get((columns, level))
            if there is None:
                active = self.facts.presence(columns).active(level, columns.starts, columns.ends)
                there = self._present[columns, level] = np.asarray(active > 0, dtype=np.bool_)
            present = there[row]
            if not present.all():
                grain = next(stretch.period.grain for stretch in columns.stretches if stretch is not None)
                yield COVERAGE[grain](present=int(present.sum()), all=len(columns))
        assumed = self.plan.calendar.assumed_after
        if assumed is not None and stretch.end - timedelta(days=1) > assumed:
            yield ASSUMED(day=assumed.isoformat())


Leading = tuple[Aggregate | Headcount | AmongPeers, Stretch]
"""The part that says most about a figure, and the days that it counts; of somebody's team it is the figure of the team itself."""


@frozen
class Named:
    """A figure asked about: its number, the days its leading aggregate counts, the row of its entity."""

    index: int
    asked: Asked
    stretch: Stretch
    row: int
    aggregate: Aggregate


def _leading(expression: FigureExpression, stretch: Stretch | None, of: Provenance, barren: set[str]) -> Leading | None:
    """The part that says most about a figure, and the days it counts; None for a figure of neither rows nor people.

    Of a ratio it is the denominator: its rows are all that were looked at. `barren` are the metrics in which nothing was
    found so far.
    """
    if stretch is None:
        return None
    model = of.plan.model
    match expression:
        case Aggregate() | Headcount():
            return expression, stretch
        case MetricRef(metric=name):
            found = None if name in barren else _leading(model.metrics[name].value, stretch, of, barren)
            if found is None:
                barren.add(name)
            return found
        case FigureConstant() | Tenure() | BreachesOf() | CohortConversion() | StayOf() | Assumed():
            return None
        case RatioOf(numerator=numerator, denominator=denominator):
            return _leading(denominator, stretch, of, barren) or _leading(numerator, stretch, of, barren)
        case OverWindow(subject=subject, window=window):
            seen = seen_through(Columns((stretch,)), window, of.plan.grid)
            first, last = seen[0].stretches[0], seen[-1].stretches[0]
            if first is None or last is None:
                return None
            return _leading(subject, Stretch(last.period, first.start, last.end), of, barren)
        case ChangeAgainst(subject=subject, over=over):
            own: FigureExpression = OverWindow(subject, over, expression.unit, expression.span) if over else subject
            return _leading(own, stretch, of, barren)
        case AmongPeers(measure=PeerMeasure.OF_TEAM):
            return expression, stretch
        case (
            PerWorkingDay(subject=subject)
            | AmongPeers(subject=subject)
            | ShareOfLargest(subject=subject)
            | FigureUnknown(subject=subject)
            | FigureNot(operand=subject)
        ):
            return _leading(subject, stretch, of, barren)
        case OfCustomers(rows=rows):
            return _leading(rows, stretch, of, barren)
        case ResponseRate(answered=answered, missed=missed):
            either = tuple(part.where for part in (answered, missed) if part.where is not None)
            return evolve(answered, where=RowAny(either)), stretch
        case Passed(counted=counted):
            return _leading(counted[0], Stretch(stretch.period, date.min, stretch.end), of, barren)
        case OfGoal(measure=measure) if not measure.of_rows:
            return None
        case OfBudget(measure=measure) if measure in (BudgetMeasure.ACCRUED, BudgetMeasure.PLANNED, BudgetMeasure.PACE):
            return None
        case OfGoal(goal=name, window=window):
            goal, until = model.goals[name], min(stretch.period.end, of.facts.catalog.cut_days)
            days = goal_days(goal, window, until, of.plan.grid)
            if days is None or days[0] >= until:
                return None
            return _leading(goal.measure, Stretch(stretch.period, days[0], min(days[1], until)), of, barren)
        case OfBudget(measure=measure, account=name):
            spent = model.accounts[name].spent
            since = stretch.start if measure.counts else min(of.plan.start, stretch.start)
            return None if spent is None else _leading(spent, Stretch(stretch.period, since, stretch.end), of, barren)
        case (
            FigureArithmetic(left=first_part, right=second_part)
            | FigureComparison(left=first_part, right=second_part)
            | FigureOtherwise(subject=first_part, fallback=second_part)
        ):
            return _leading(first_part, stretch, of, barren) or _leading(second_part, stretch, of, barren)
        case FigureAll(operands=operands) | FigureAny(operands=operands):
            parts = (_leading(operand, stretch, of, barren) for operand in operands)
            return next((part for part in parts if part is not None), None)
        case unreachable:
            assert_never(unreachable)


def _counted_periods(expression: FigureExpression, stretch: Stretch, plan: Plan) -> list[Period]:
    """The periods that a window over several of them takes in."""
    match expression:
        case OverWindow(window=RollingWindow(count=count)):
            window = AverageOver(count)
        case OverWindow(window=AverageOver() as window):
            pass
        case MetricRef(metric=name):
            return _counted_periods(plan.model.metrics[name].value, stretch, plan)
        case FigureComparison(left=left):
            return _counted_periods(left, stretch, plan)
        case _:
            return []
    seen = seen_through(Columns((stretch,)), window, plan.grid)
    return [one.stretches[0].period for one in seen if one.stretches[0] is not None]


@frozen(eq=False)
class Witness:
    """Asks for the rows behind an aggregate, for several entities of one level."""

    provenance: Provenance
    aggregate: Aggregate
    level: Level
    unassigned: bool
    limit: int

    @property
    def catalog(self) -> Catalog:
        """What is known of the data."""
        return self.provenance.facts.catalog

    def called(self, group: Sequence[Named]) -> Mapping[int, Evidence]:
        """The evidence by number of the question; equal days of equal entities are looked at once."""
        engine, whole = self.provenance.snapshot.engine, self.level is Level.PLAN
        recount = recount_of(self.aggregate)
        slots: dict[tuple[Stretch, int], int] = {}
        for one in group:
            slots.setdefault((one.stretch, one.row), len(slots))
        self.upload(recount, list(slots))
        counted = lower_counts(recount, self.catalog, whole=whole, unassigned=self.unassigned)
        counts = engine.run(sql_text(counted, engine.dialect))
        reasons = [why.value for why in Unfound]
        asked = [name for name in (SLOT, "rows", "undecided", "skipped", *reasons) if name in counts]
        numbers = (integers(counts[name]).tolist() for name in asked)
        tallies = {slot: tuple(rest) for slot, *rest in zip(*numbers, strict=True)}
        columns = self._columns(recount)
        cells = {f"cell_{index}": column for index, column in enumerate(columns.values())}
        listed = lower_rows(recount, self.catalog, cells, self.limit, whole=whole, unassigned=self.unassigned)
        rows = self._rows(engine.run(sql_text(listed, engine.dialect)), columns)
        exported = (EXPORTED(),) if self.catalog.attribution(recount.rows).as_exported else ()
        found: dict[int, Evidence] = {}
        for one in group:
            slot = slots[one.stretch, one.row]
            words = self.provenance.words(one.asked, one.stretch)
            count, undecided, skipped, aside, none, several = (*tallies.get(slot, ()), *[0] * 6)[:6]
            found[one.index] = evolve(
                words,
                rows=tuple(rows.get(slot, ())),
                count=count,
                undecided=undecided,
                skipped=skipped,
                unfound=(aside, none, several),
                counted=one.aggregate.span.text,
                notes=(*words.notes, *exported),
            )
        return found

    def upload(self, recount: Recount, group: Sequence[tuple[Stretch, int]]) -> None:
        """Tell the engine which entities are asked for over which days."""
        facts = self.provenance.facts
        spans = {stretch: span for span, stretch in enumerate(dict.fromkeys(stretch for stretch, _ in group))}
        columns = Columns(tuple(spans))
        standing = isinstance(recount.rows.moment, AsItStands)
        taken: list[date | None] = [None] * len(columns)
        if standing and self.catalog.state_known(recount.rows) is StateKnown.BY_SNAPSHOTS:
            taken = facts.recounter.taken(recount, columns)
        facts.tell_memberships()
        facts.recounter.tell_members(self.level)
        asked = [span for stretch, span in spans.items() if stretch.start < self.catalog.cut_days]
        upload_ranges(recount, columns, asked, taken, self.catalog, facts.engine)
        questions = {
            "span": [spans[stretch] for stretch, _ in group],
            "entity": [row for _, row in group],
            SLOT: list(range(len(group))),
        }
        facts.engine.upload(ASKED, {name: (Count(), np.array(cells)) for name, cells in questions.items()})

    def _columns(self, recount: Recount) -> Mapping[str, Sought]:
        """The columns to show, by name: the key, and all that the aggregate names or looks up."""
        source = self.catalog.source(recount.rows.source)
        key = source.shape.key if isinstance(source.shape, Table | Events) else ()
        moment = (recount.rows.moment.column,) if isinstance(recount.rows.moment, Dated) else ()
        credit = (recount.rows.credit.column,) if recount.rows.credit is not None else ()
        named = (*key, *moment, *credit, *columns_in(recount.where), *columns_in(recount.value))
        read = {name: Column(name, source.column(name).unit) for name in read_columns(source, named)}
        return {**read, **looked_columns(source, self.catalog.model, recount.where, recount.value)}

    def _rows(
        self, found: Mapping[str, NDArray[np.generic]], columns: Mapping[str, Sought]
    ) -> Mapping[int, list[EvidenceRow]]:
        """The rows by slot, in order of files and lines."""
        source = self.catalog.source(self.aggregate.source)
        key = source.shape.key if isinstance(source.shape, Table | Events) else ()
        slots, row_ids = integers(found[SLOT]).tolist(), integers(found[ROW]).tolist()
        texts = [found[f"cell_{index}"].tolist() for index in range(len(columns))]
        units = {name: column.unit for name, column in columns.items()}
        entered = found[ENTERED].tolist() if ENTERED in found else None
        order = sorted(range(len(slots)), key=lambda index: (slots[index], row_ids[index]))
        places = self.provenance.snapshot.places(self.aggregate.source, [row_ids[index] for index in order])
        moment = self.aggregate.moment
        rows: dict[int, list[EvidenceRow]] = {}
        for index, place in zip(order, places, strict=True):
            cells = {name: _plain(text[index], units[name]) for name, text in zip(columns, texts, strict=True)}
            named = " / ".join(cells[name] for name in key) or str(place.line)
            shown = [(name, text) for name, text in cells.items() if name not in key and text]
            if entered is not None and isinstance(moment, OnEntry):
                shown.append((moment.stage, _plain(entered[index], InstantUnit())))
            rows.setdefault(slots[index], []).append(EvidenceRow(named, place, tuple(shown)))
        return rows


def _plain(text: str | None, unit: Unit) -> str:
    """A cell as people write it: no zeros after the point, no midnight."""
    if text is None:
        return ""
    if isinstance(unit, InstantUnit):
        return text.removesuffix(" 00:00:00")
    return text.rstrip("0").removesuffix(".") if is_number(unit) and "." in text else text
