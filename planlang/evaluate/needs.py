"""Which columns of its sources a plan needs, so that nothing else is read.

In: a checked model. Out: column names by source. Keys, instants, people, stages and dates of entry are read anyway.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from planlang.evaluate.asked import aggregates_in, of_plan
from planlang.query.logical import columns_in
from planlang.semantics.expr import Dated, RowExpression
from planlang.semantics.model import History, IdleRule, Model, RequireRule, StayRule, Table


def needed_columns(model: Model, also: Mapping[str, frozenset[str]] | None = None) -> Mapping[str, frozenset[str]]:
    """The columns that figures, rules, stage counts and rosters ask for, and others asked for `also`; those behind
    computed columns included.
    """
    needed: dict[str, set[str]] = {name: set((also or {}).get(name, ())) for name in model.sources}
    conditions = [
        *(task.starts_when for task in model.tasks.values() if task.starts_when is not None),
        *(stone.reached_when for stone in model.milestones.values() if stone.reached_when is not None),
    ]
    for aggregate in aggregates_in([*of_plan(model), *conditions], model):
        columns = needed[aggregate.source]
        columns.update(columns_in(aggregate.value), columns_in(aggregate.where))
        if isinstance(aggregate.moment, Dated):
            columns.add(aggregate.moment.column)
        if aggregate.credit is not None:
            columns.add(aggregate.credit.column)
    for source, condition in _of_rules(model):
        needed[source].update(columns_in(condition))
    for process in model.processes.values():
        if process.source in needed and process.value is not None:
            needed[process.source].add(process.value)
    for name, key in _keys(model):
        needed[name].update(key)
    for team in model.teams.values():
        if team.roster in needed:
            needed[team.roster].update(column.name for column in model.sources[team.roster].columns)
    return {name: _with_formulas(model, name, columns) for name, columns in needed.items()}


def _of_rules(model: Model) -> Iterator[tuple[str, RowExpression]]:
    """The row conditions of process rules, each with the sources it may be asked of."""
    for process in model.processes.values():
        histories = [
            name
            for name, source in model.sources.items()
            if isinstance(source.shape, History) and source.shape.of == process.source
        ]
        for rule in process.rules:
            if isinstance(rule, StayRule | IdleRule) and rule.where is not None:
                yield process.source, rule.where
            if isinstance(rule, RequireRule):
                for _, condition in rule.conditions:
                    for source in (process.source, *histories):
                        yield source, condition


def _keys(model: Model) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The keys of other sources' records that a source knows them by: histories, and the activities of idle rules."""
    keys = {name: source.shape.key for name, source in model.sources.items() if isinstance(source.shape, Table)}
    for name, source in model.sources.items():
        if isinstance(source.shape, History):
            yield name, keys.get(source.shape.of, ())
    for process in model.processes.values():
        for rule in process.rules:
            if isinstance(rule, IdleRule):
                yield rule.activities, keys.get(process.source, ())


def _with_formulas(model: Model, source: str, columns: set[str]) -> frozenset[str]:
    """The columns that exist, and those that computed ones among them are made of."""
    declared = {column.name: column for column in model.sources[source].columns}
    found: set[str] = set()
    waiting = [name for name in columns if name in declared]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [other for other in columns_in(declared[name].formula) if other in declared]
    return frozenset(found)
