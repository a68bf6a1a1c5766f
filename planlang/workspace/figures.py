"""Plain figures of a plan, as a reader of the command line asks for them.

In: an opened plan, names of metrics in either language, periods and groups in words. Out: `FigureTable`. Names are
understood here; figures are counted in `evaluate.figure_table`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from unicodedata import normalize

from planlang.diagnostics.suggest import nearest
from planlang.diagnostics.text import Message, Text
from planlang.evaluate.breakdown import Parting, TooManyValuesError, parts_of
from planlang.evaluate.figure_table import (
    By,
    ByColumn,
    ByPlan,
    ByRecord,
    ByRole,
    ByTeam,
    FigureTable,
    figure_table,
    parting_of,
)
from planlang.evaluate.figures.asked import aggregates_in
from planlang.evaluate.held import Held
from planlang.frozen import frozen
from planlang.plan.plan import Plan
from planlang.semantics.model import Ident, Model, Table
from planlang.semantics.model.naming import groups_by
from planlang.semantics.names.vocabulary import EVERYBODY, TEAM_WORDS
from planlang.values.periods import DAY, Grain, Grid, OtherMonthError, Period, parse_label, periods_meeting
from planlang.values.units import RecordOf
from planlang.workspace.errors import UnusableOptionError
from planlang.workspace.run import OTHER_MONTH, Step, countable, held, last_covered, silent
from planlang.workspace.workspace import Opened

NO_METRICS = Text("figures.no-metrics", "the plan has no metric; write one: metric calls = count(activities)")
NO_METRIC = Text("figures.no-metric", 'the plan has no metric called "{name}"; {known}')
NEAR = Text("figures.near", "near it: {names}")
THERE_ARE = Text("figures.there-are", "there are: {names}")
A_GOAL = Text("figures.a-goal", '"{name}" is a goal; its figures are those of the metric {metric}')
NO_GROUP = Text("figures.no-group", '"{name}" is no team, role or column of what the metrics count; there are: {names}')
NO_COLUMN = Text("figures.no-column", "{metric} has no part by {column}: {source} has no such column; it has: {names}")
NO_RECORD = Text(
    "figures.no-record",
    "{metric} has no part by {record}: {source} does not say which {record} a row is about; add `{record}: record[{of}]`",
)
NOT_OF_ROWS = Text(
    "figures.not-of-rows",
    "{metric} has no part by {column}: headcounts and what is asked of a goal do not come from rows",
)
NOT_GROUPED = Text(
    "figures.not-grouped",
    "{column} is a number or a date; figures go by columns of text, people, stages, and yes or no",
)
TOO_MANY_VALUES = Text(
    "figures.too-many-values",
    "{column} has {count} different values, which is more than figures go by; take a coarser one",
)
TOO_MANY_PERIODS = Text(
    "figures.too-many-periods", "that is more than {most} periods; take longer ones, or --from and --to"
)
WRONG_DAY = Text(
    "figures.wrong-day",
    '{option} "{text}" is no day or period that exists; write 2026-05-17, 2026-05, 2026-Q2 or 2026-W20',
)
NOTHING_YET = Text("figures.nothing-yet", "nothing is seen of {start} and after: the data are looked at as of {as_of}")
OFF_CALENDAR = Text(
    "figures.off-calendar",
    "{start} to {end} cannot be cut into periods: one of them begins or ends outside of the calendar",
)
BACKWARDS = Text("figures.backwards", "--from {start} is after --to {end}")

MOST_NAMES = 12
MOST_PERIODS = 600


@frozen
class Wanted:
    """What a reader asked for, in words.

    Attributes:
        metrics: names, aliases or titles; empty: all metrics.
        grain: of the periods.
        each: `team`, `person`, a role, what records are called, or a column; None: the whole plan only.
        start, end: days or periods, both included; None: the plan's.
    """

    metrics: tuple[str, ...]
    grain: Grain
    each: str | None = None
    start: str | None = None
    end: str | None = None


def figures(
    plan: Plan,
    opened: Opened,
    wanted: Wanted,
    *,
    data: Path | None = None,
    as_of: str | None = None,
    step: Step = silent,
) -> FigureTable:
    """The figures that a reader asked for.

    Args:
        plan: from `planned`.
        opened: where it was read from; its model's names count beside the plan's.
        wanted: what is asked.
        data: see `held`.
        as_of: see `held`.
        step: see `held`.

    Raises:
        UnusableOptionError: something asked for is not there.
    """
    models = (plan.model, *((opened.model,) if opened.model is not None else ()))
    metrics = _metrics([normalize("NFC", name) for name in wanted.metrics], models)
    by = _by(None if wanted.each is None else normalize("NFC", wanted.each), metrics, models)
    start, end = _day(wanted.start, "--from", plan.grid, 0), _day(wanted.end, "--to", plan.grid, 1)
    if start is not None and end is not None and start > end:
        raise UnusableOptionError(BACKWARDS(start=wanted.start, end=wanted.end))
    left_out: tuple[str, ...] = ()
    if isinstance(by, ByColumn | ByRecord):
        metrics, left_out = _with_parts(metrics, by, plan.model, explicit=bool(wanted.metrics))
    world = held(plan, opened, data=data, as_of=as_of, step=step, otherwise=last_covered)
    if end is None:
        end = plan.end if as_of is not None else min(plan.end, _last_covered(world, metrics))
    periods = _periods(wanted.grain, start, end, world)
    with countable():
        try:
            return figure_table(world, metrics, wanted.grain, periods, by, left_out)
        except TooManyValuesError as error:
            raise UnusableOptionError(TOO_MANY_VALUES(column=wanted.each, count=error.count)) from None


# ---------------------------------------------------------------- names


def _spellings(groups: Sequence[Mapping[str, Ident]]) -> dict[str, str]:
    """Keys by all that people call them: a name goes before an alias, an alias before a title."""
    idents = [(key, ident) for group in groups for key, ident in group.items()][::-1]
    titles = {ident.title: key for key, ident in idents}
    aliases = {ident.alias: key for key, ident in idents if ident.alias}
    return titles | aliases | {ident.name: key for key, ident in idents}


def _metrics(names: Sequence[str], models: Sequence[Model]) -> tuple[str, ...]:
    """The metrics that are meant, each once; all of them where none is named."""
    known = _spellings([{key: one.ident for key, one in model.metrics.items()} for model in models])
    if not known:
        raise UnusableOptionError(NO_METRICS())
    if not names:
        return tuple(name for name, metric in models[0].metrics.items() if not metric.ident.private)
    found: dict[str, None] = {}
    for name in names:
        if name not in known:
            raise UnusableOptionError(_not_a_metric(name, known, models))
        found.setdefault(known[name])
    return tuple(found)


def _not_a_metric(name: str, known: Mapping[str, str], models: Sequence[Model]) -> Message:
    """What somebody is told whose name means no metric."""
    goals = _spellings([{key: one.ident for key, one in model.goals.items()} for model in models])
    if name in goals:
        metric = getattr(models[0].goals[goals[name]].measure, "metric", None)
        if metric is not None:
            return A_GOAL(name=name, metric=metric)
    return NO_METRIC(name=name, known=_choices(name, known, list(models[0].metrics)))


def _choices(name: str, known: Mapping[str, str], first: Sequence[str]) -> Message:
    """The names near one that is not there, or else what there is."""
    near = {known[spelt]: spelt for spelt in reversed(nearest(name, known))}  # one spelling of each, the nearest
    return NEAR(names=", ".join(reversed(near.values()))) if near else THERE_ARE(names=_listed(first))


def _listed(names: Sequence[str]) -> str:
    """Names in a row, the first of many."""
    return ", ".join(names[:MOST_NAMES]) + (", …" if len(names) > MOST_NAMES else "")


def _by(each: str | None, metrics: Sequence[str], models: Sequence[Model]) -> By:
    """What the rows are: teams, the people of a role, the records of a source, or the values of a column."""
    if each is None:
        return ByPlan()
    roles = _spellings([{key: one.ident for key, one in model.roles.items()} for model in models])
    if each in roles:
        return ByRole(roles[each])
    if each in TEAM_WORDS:
        return ByTeam()
    if each in EVERYBODY:
        return ByRole(None)
    records = _records(models[0])
    if each in records:
        return records[each]
    columns = _columns(metrics, models[0])
    if each not in columns:
        called = [by.name for by in dict.fromkeys(records.values()) if by.name != by.source]
        names = ["team", *models[0].roles, *called, *_groupable(metrics, models[0])]
        raise UnusableOptionError(NO_GROUP(name=each, names=_listed(names)))
    return ByColumn(columns[each])


def _records(model: Model) -> dict[str, ByRecord]:
    """What records of sources are called: `customer`, its alias, the name of the source."""
    found: dict[str, ByRecord] = {}
    for name, source in model.sources.items():
        if isinstance(source.shape, Table) and len(source.shape.names) == 1:
            called = source.shape.called
            words = () if called is None else (called.name, called.alias)
            by = ByRecord(name, name if called is None else called.name)
            for word in (*words, name, source.ident.alias):
                if word is not None:
                    found.setdefault(word, by)
    return found


def _groupable(metrics: Sequence[str], model: Model) -> tuple[str, ...]:
    """The columns by which some metric has parts, in declared order."""
    names = dict.fromkeys(column.name for source in model.sources.values() for column in source.columns)
    names |= dict.fromkeys(model.segments)
    found = {name: [parts_of([model.metrics[m].value], Parting(name), model) for m in metrics] for name in names}
    return tuple(
        name
        for name, parts in found.items()
        if any(one is not None and all(groups_by(part.unit) for part in one.values()) for one in parts)
    )


def _columns(metrics: Sequence[str], model: Model) -> dict[str, str]:
    """The columns of what the metrics count, or look up, by name and by header; a name goes before a header."""
    aggregates = aggregates_in([model.metrics[name].value for name in metrics], model)
    counted = dict.fromkeys(aggregate.source for aggregate in aggregates)
    units = [column.unit for name in counted for column in model.sources[name].columns]
    named = dict.fromkeys(unit.source for unit in units if isinstance(unit, RecordOf) and unit.source in model.sources)
    found = [column for name in (*counted, *named) for column in model.sources[name].columns]
    headers = {header: column.name for column in reversed(found) for header in column.headers}
    of_these = [segment.ident for segment in model.segments.values() if segment.source in (*counted, *named)]
    called = {word: ident.name for ident in of_these for word in (ident.title, ident.alias, ident.name) if word}
    return headers | called | {column.name: column.name for column in found}


def _with_parts(
    metrics: Sequence[str], by: ByColumn | ByRecord, model: Model, *, explicit: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The metrics that have parts by a column or by records, and those that have none."""
    kept: list[str] = []
    left_out: list[str] = []
    parting = parting_of(by)
    for name in metrics:
        found = parts_of([model.metrics[name].value], parting, model)
        if found is None:
            left_out.append(name)
            continue
        if not all(groups_by(part.unit) for part in found.values()):
            raise UnusableOptionError(NOT_GROUPED(column=parting.name))
        kept.append(name)
    if left_out and (explicit or not kept):
        raise UnusableOptionError(_no_part(left_out[0], parting, model))
    return tuple(kept), tuple(left_out)


def _no_part(metric: str, parting: Parting, model: Model) -> Message:
    """Why a metric has no part by a column, or by records."""
    for aggregate in aggregates_in([model.metrics[metric].value], model):
        source = model.sources[aggregate.source]
        if parting.of(source, model) is not None:
            continue
        if parting.source is not None:
            return NO_RECORD(metric=metric, record=parting.name, source=source.ident.name, of=parting.source)
        names = [spec.name for spec in source.columns if groups_by(spec.unit)]
        return NO_COLUMN(metric=metric, column=parting.name, source=source.ident.name, names=_listed(names))
    return NOT_OF_ROWS(metric=metric, column=parting.name)


# ---------------------------------------------------------------- periods


def _day(text: str | None, option: str, grid: Grid, end: int) -> date | None:
    """The first day of what was written, or with `end` the last."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        pass
    try:
        period = parse_label(text.strip(), grid)
    except OtherMonthError as error:
        raise UnusableOptionError(OTHER_MONTH(option=option, text=text, instead=error.instead)) from None
    except ValueError:
        raise UnusableOptionError(WRONG_DAY(option=option, text=text)) from None
    return period.last_day if end else period.start


def _last_covered(world: Held, metrics: Sequence[str]) -> date:
    """The last day for which a file of what the metrics count is there; the last that is seen where there is none."""
    model = world.plan.model
    aggregates = aggregates_in([model.metrics[name].value for name in metrics], model)
    ends = [end for a in aggregates for _, end in world.snapshot.coverage.get(a.source, ())]
    return max(ends) - DAY if ends else world.figures.catalog.last_day


def _periods(grain: Grain, start: date | None, end: date, world: Held) -> tuple[Period, ...]:
    """The periods with these days, as far as they have begun; by default from the plan's start.

    Raises:
        UnusableOptionError: there are none, or too many, or one of them does not fit the calendar.
    """
    plan, last_seen = world.plan, world.figures.catalog.last_day
    last = min(end, last_seen)
    first = start or min(plan.start, last)
    if first > last:
        raise UnusableOptionError(NOTHING_YET(start=first.isoformat(), as_of=world.as_of.label))
    try:
        found = tuple(islice(periods_meeting(first, last + DAY, grain, plan.grid), MOST_PERIODS + 1))
    except (OverflowError, ValueError):
        raise UnusableOptionError(OFF_CALENDAR(start=first.isoformat(), end=last.isoformat())) from None
    if len(found) > MOST_PERIODS:
        raise UnusableOptionError(TOO_MANY_PERIODS(most=MOST_PERIODS))
    return found
