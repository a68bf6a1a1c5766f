"""What a rule or a figure reads of the data: sources, and columns of them.

In: parts of a model, of which some may be missing that could not be understood. Out: by source the columns, through metrics, goals, segments, references and computed columns.
"""

from __future__ import annotations

from typing import Any

from attrs import fields, has

from planlang.frozen import define, field
from planlang.semantics.expr import (
    Aggregate,
    BreachesOf,
    ClassOf,
    CohortConversion,
    Column,
    Looked,
    MetricRef,
    OfGoal,
    OnEntry,
    StayOf,
)
from planlang.semantics.model import (
    ApprovalRule,
    Events,
    History,
    IdleRule,
    Model,
    Process,
    RevisitRule,
    Table,
    Tested,
)
from planlang.source import Span
from planlang.values.units import RecordOf
from planlang.values.units import StageOf as OfStage

Reads = dict[str, dict[str, None]]
"""Columns by source, in the order in which they are met."""


def reads_of(model: Model, of: Tested, name: str) -> Reads:
    """What a subject of tests reads."""
    return _walked(model, of, name).found


def reached_of(model: Model, of: Tested, name: str) -> frozenset[tuple[str, str]]:
    """The declarations that a subject of tests rests on, itself included: the field of the model, and the name."""
    return frozenset(_walked(model, of, name).seen)


def _walked(model: Model, of: Tested, name: str) -> _Walk:
    walk = _Walk(model)
    match of:
        case Tested.ALERT:
            walk.seen.add(("alerts", name))
            walk.see(model.alerts[name], None)
        case Tested.GOAL:
            walk.goal(name)
        case Tested.METRIC:
            walk.metric(name)
        case Tested.PROCESS:
            walk.process(name)
    return walk


@define(eq=False)
class _Walk:
    """Goes through what there is, each metric, goal, process, segment and computed column once."""

    model: Model
    found: Reads = field(factory=dict)
    seen: set[tuple[str, str]] = field(factory=set)
    computed: set[tuple[str, str]] = field(factory=set)

    def column(self, source: str, name: str) -> None:
        """A column, and those that it is computed from."""
        known = self.model.sources.get(source)
        if known is None:
            return
        self.found.setdefault(source, {})[name] = None
        spec = next((one for one in known.columns if one.name == name), None)
        if spec is not None and spec.formula is not None and (source, name) not in self.computed:
            self.computed.add((source, name))
            self.see(spec.formula, source)

    def source(self, name: str) -> None:
        """A source, of which it matters at least which rows there are and when."""
        known = self.model.sources.get(name)
        if known is None:
            return
        self.found.setdefault(name, {})
        shape = known.shape
        if isinstance(shape, Events | History):
            self.column(name, shape.at)
        if isinstance(shape, History):
            for key in self._keys(shape.of):
                self.column(name, key)

    def _keys(self, source: str) -> tuple[str, ...]:
        known = self.model.sources.get(source)
        shape = known.shape if known is not None else None
        return shape.names if isinstance(shape, Table) else ()

    def metric(self, name: str) -> None:
        """A metric."""
        if name in self.model.metrics and self._first("metrics", name):
            self.see(self.model.metrics[name].value, None)

    def goal(self, name: str) -> None:
        """A goal, with its parts."""
        if name in self.model.goals and self._first("goals", name):
            self.see(self.model.goals[name], None)

    def process(self, name: str) -> None:
        """A process, with what its rules ask for."""
        if name not in self.model.processes or not self._first("processes", name):
            return
        process = self.model.processes[name]
        self._records(process)
        for rule in process.rules:
            self.see(rule, process.source)
            if isinstance(rule, IdleRule | RevisitRule):
                self.source(rule.activities)
                for key in self._keys(process.source):
                    activities = self.model.sources.get(rule.activities)
                    if activities is not None and any(one.name == key for one in activities.columns):
                        self.column(rule.activities, key)
            if isinstance(rule, ApprovalRule):
                for column in (rule.column, rule.approver, rule.on):
                    if column is not None:
                        self.column(process.source, column)

    def _records(self, process: Process) -> None:
        """The records of a process: what tells them apart, and the stage each is in."""
        self.source(process.source)
        for key in self._keys(process.source):
            self.column(process.source, key)
        known = self.model.sources.get(process.source)
        for spec in () if known is None else known.columns:
            if spec.unit == OfStage(process.ident.name):
                self.column(process.source, spec.name)
        if process.owner is not None:
            self.column(process.source, process.owner)

    def _first(self, kind: str, name: str) -> bool:
        known = (kind, name) in self.seen
        self.seen.add((kind, name))
        return not known

    def see(self, part: Any, source: str | None) -> None:
        """A part of the model about rows of a source, or of none."""
        if isinstance(part, tuple):
            for one in part:
                self.see(one, source)
            return
        match part:
            case MetricRef(metric=name):
                self.metric(name)
                return
            case OfGoal(goal=name):
                self.goal(name)
            case BreachesOf(process=name) if name in self.model.processes:
                self.process(name)
            case CohortConversion(process=name) | StayOf(process=name) | OnEntry(process=name):
                if name in self.model.processes:
                    self._records(self.model.processes[name])
            case Aggregate():
                source = part.source
                self.source(source)
                if part.credit is not None:
                    self.column(source, part.credit.column)
                moment = part.moment
                if hasattr(moment, "column"):
                    self.column(source, moment.column)
            case Column(name=name) if source is not None:
                self.column(source, name)
            case Looked(reference=reference, name=name):
                self.see(reference, source)
                if isinstance(reference.unit, RecordOf):
                    self.source(reference.unit.source)
                    self.column(reference.unit.source, name)
                    for key in self._keys(reference.unit.source):
                        self.column(reference.unit.source, key)
                return
            case ClassOf(segment=name):
                segment = self.model.segments.get(name)
                if segment is not None and self._first("segments", name):
                    self.source(segment.source)
                    self.see(segment, segment.source)
            case Span():
                return
            case _:
                pass
        if has(type(part)):
            for one in fields(type(part)):
                if one.name != "ident":
                    self.see(getattr(part, one.name), source)
