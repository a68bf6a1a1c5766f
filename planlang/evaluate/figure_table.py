"""Plain figures: metrics by period, and by team, person or the values of a column.

In: a plan held against data, which metrics, which periods, by what. Out: `FigureTable`. Every figure comes from `Figures`,
totals too: nothing is added up here but what is left when the rows named are taken from the total.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from fractions import Fraction
from typing import assert_never

from attrs import evolve

from planlang.data.loaded.snapshot import DataNote
from planlang.evaluate.breakdown import Parting, broken_down
from planlang.evaluate.entities.roster import UNASSIGNED, WHOLE, Entities, Roster
from planlang.evaluate.figures.additive import adds_up_by_entity, adds_up_by_period, has_whole
from planlang.evaluate.figures.figures import Figures
from planlang.evaluate.held import Held
from planlang.evaluate.results.evaluation import AsOf
from planlang.frozen import frozen
from planlang.plan.plan import Plan
from planlang.semantics.model import EntityKind
from planlang.values.figure import OPEN, Figure, Known, Unknown
from planlang.values.periods import Grain, Period
from planlang.values.units import Unit


@frozen
class ByPlan:
    """The whole plan only."""


@frozen
class ByTeam:
    """Every team."""


@frozen
class ByRole:
    """Everybody in a role; None: everybody."""

    role: str | None


@frozen
class ByColumn:
    """Every value of a column."""

    column: str


@frozen
class ByRecord:
    """Every record of a source, called so (`customer`)."""

    source: str
    name: str


By = ByPlan | ByTeam | ByRole | ByColumn | ByRecord


class Part(Enum):
    """What a row stands for."""

    TOTAL = "total"
    TEAM = "team"
    PERSON = "person"
    VALUE = "value"
    OTHERS = "others"
    """people in no role that is listed, for figures that add up"""
    UNASSIGNED = "unassigned"
    """rows of nobody who was in a team then"""
    EMPTY = "empty"
    """rows without a value in the column"""


@frozen
class Row:
    """The figures of one part.

    Attributes:
        name: of the team, the person; the value; empty for other parts.
        within: for a team the one above it.
        figures: by period; None where the part did not exist then.
        whole: over all days of all periods; None where there is no such figure.
    """

    part: Part
    name: str
    within: str | None
    figures: tuple[Figure | None, ...]
    whole: Figure | None

    @property
    def is_blank(self) -> bool:
        """Whether nothing is in it, as far as is known, nor can be for rows that were set aside."""
        open_ = any(isinstance(one, Unknown) and one.why in OPEN for one in (*self.figures, self.whole))
        return not open_ and not any(_value(figure) for figure in (*self.figures, self.whole))


@frozen
class MetricTable:
    """A metric, part by part; the total is the last row.

    Attributes:
        adds_up: whether the rows at the top (teams below another one left out) add up to the total.
        adds_over_time: whether the periods of each row add up to its `whole`.
        provisional: by period, whether it may still change.
    """

    metric: str
    unit: Unit
    adds_up: bool
    adds_over_time: bool
    provisional: tuple[bool, ...]
    rows: tuple[Row, ...]


@frozen
class FigureTable:
    """The answer.

    Attributes:
        periods: whole ones; the last may not be over.
        left_out: metrics that have no part by the column.
    """

    plan: Plan
    as_of: AsOf
    grain: Grain
    by: By
    periods: tuple[Period, ...]
    metrics: tuple[MetricTable, ...]
    left_out: tuple[str, ...]
    notes: tuple[DataNote, ...]


def figure_table(
    held: Held, metrics: Sequence[str], grain: Grain, periods: Sequence[Period], by: By, left_out: Sequence[str] = ()
) -> FigureTable:
    """The figures of metrics.

    Args:
        held: the plan held against data.
        metrics: qualified names.
        grain: of the periods.
        periods: following each other without a gap, each begun before the cut.
        by: what the rows are; by a column, `breakdown.parts_of` has to answer for each metric.
        left_out: metrics that were asked for and have no part by the column.

    Raises:
        TooManyValuesError: the column has more values than can be told apart.
    """
    figures, parts = held.figures, _parts(by, held.roster)
    if isinstance(by, ByColumn | ByRecord) and metrics:
        found = broken_down(held.figures, parting_of(by), metrics, periods[0].start, periods[-1].end)
        figures = found.figures
        parts = [(Part.VALUE, value, None, f"rep:{value}") for value in found.values]
        parts += [(Part.EMPTY, "", None, UNASSIGNED)]
    role = by.role if isinstance(by, ByRole) else None
    others = role is not None and any(post.role != role for post in held.roster.posts)
    asker = _Asker(figures, tuple(periods), [*parts, (Part.TOTAL, "", None, WHOLE)], role, others)
    owned = isinstance(by, ByTeam | ByRole)
    return FigureTable(
        held.plan,
        held.as_of,
        grain,
        by,
        tuple(periods),
        tuple(asker.table(name, owned=owned) for name in metrics),
        tuple(left_out),
        held.snapshot.notes,
    )


def parting_of(by: ByColumn | ByRecord) -> Parting:
    """By what figures are told that are asked for so."""
    return Parting(by.column) if isinstance(by, ByColumn) else Parting(by.name, by.source)


Named = tuple[Part, str, str | None, str]
"""Part, name, the team above, and the entity whose figure it is."""


def _parts(by: By, roster: Roster) -> list[Named]:
    """The rows before the total."""
    match by:
        case ByPlan() | ByColumn() | ByRecord():
            return []
        case ByTeam():
            found: list[Named] = [
                (Part.TEAM, team, roster.model.teams[team].under, f"team:{team}") for team in roster.teams
            ]
        case ByRole(role=role):
            people = roster.entities(EntityKind.PERSON, role)
            found = [(Part.PERSON, key.removeprefix("rep:"), None, key) for key in people]
        case unreachable:
            assert_never(unreachable)
    return [*found, (Part.UNASSIGNED, "", None, UNASSIGNED)]


@frozen(eq=False)
class _Asker:
    """Asks for one metric after the other."""

    figures: Figures
    periods: tuple[Period, ...]
    parts: Sequence[Named]
    role: str | None
    others: bool

    def table(self, name: str, *, owned: bool) -> MetricTable:
        """All rows of a metric."""
        metric = self.figures.plan.model.metrics[name]
        keys = tuple(key for _, _, _, key in self.parts)
        entities = Entities(EntityKind.PERSON, keys, self.role)
        matrix = self.figures.metric(name, entities, self.periods)
        wholes: Sequence[Figure | None] = [None] * len(keys)
        if has_whole(metric.value, self.figures.catalog):
            days = self.figures.over_days(metric.value, entities, self.periods[0].start, self.periods[-1].end)
            wholes = [days.figure(row, 0) for row in range(len(keys))]
        rows = [
            Row(part, shown, within, tuple(matrix.row(index)), whole)
            for index, ((part, shown, within, _), whole) in enumerate(zip(self.parts, wholes, strict=True))
        ]
        adds_up = adds_up_by_entity(metric.value, self.figures.catalog)
        if adds_up and self.others:
            rows.insert(-2, _rest(rows))
        lasting = (Part.TEAM, Part.VALUE, Part.TOTAL)
        return MetricTable(
            name,
            metric.unit,
            adds_up,
            adds_up_by_period(metric.value, self.figures.catalog, owned=owned),
            tuple(self.figures.provisional(metric.value, period) for period in self.periods),
            tuple(row for row in rows if row.part in lasting or any(figure is not None for figure in row.figures)),
        )


def _rest(rows: Sequence[Row]) -> Row:
    """What the total holds beyond its rows."""
    *parts, total = rows
    figures = tuple(
        _less(figure, [part.figures[index] for part in parts]) for index, figure in enumerate(total.figures)
    )
    whole = None if total.whole is None else _less(total.whole, [part.whole for part in parts])
    return evolve(total, part=Part.OTHERS, figures=figures, whole=whole)


def _less(total: Figure | None, parts: Sequence[Figure | None]) -> Figure | None:
    """A total less its parts; unknown where one of them is. Who was not there has no part."""
    if total is None:
        return None
    there = [part for part in parts if part is not None]
    whole, loaded = _value(total), [_value(part) for part in there]
    rest = None
    if whole is not None and None not in loaded:
        rest = whole - sum((value for value in loaded if value is not None), Fraction(0))
    unknown = next((figure for figure in (total, *there) if isinstance(figure, Unknown)), None)
    if unknown is not None:
        return Unknown(unknown.why, rest)
    return None if rest is None else Known(rest)


def _value(figure: Figure | None) -> Fraction | None:
    """What is known of a figure."""
    match figure:
        case Known(value=value):
            return value
        case Unknown(so_far=so_far):
            return so_far
        case _:
            return None
