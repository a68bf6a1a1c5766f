"""Rules of a process: how long, in which order, with what filled in.

In: the rule clauses of a `process`. Out: checked rules with their qualified names (`b2b.stay.proposal`). Rules that
contradict or repeat each other are reported.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import define, field

from planlang.diagnostics.diagnostic import Related
from planlang.diagnostics.text import Text
from planlang.semantics.clauses.clauses import REPEATED_FIRST, each, only
from planlang.semantics.clauses.limits import Limited, time_limit, twice
from planlang.semantics.clauses.severities import severity
from planlang.semantics.expr import Column, RowEmpty, RowExpression
from planlang.semantics.expressions.rows import Rows
from planlang.semantics.expressions.units import can_be_one_key, unit_words
from planlang.semantics.expressions.walk import shape
from planlang.semantics.kinds.process.handling import NOTHING, Said, fitting, said
from planlang.semantics.model import (
    BackRule,
    IdleRule,
    LimitCase,
    ProcessRule,
    ReopenRule,
    RequireRule,
    ResponseRule,
    RuleIdent,
    SkipRule,
    StayRule,
    Table,
    TimeLimit,
)
from planlang.semantics.names.bench import Bench, StageNames
from planlang.semantics.names.resolving import resolve
from planlang.semantics.names.scopes import Symbol
from planlang.semantics.names.stage_names import unknown_stage
from planlang.semantics.names.uses import note_key, note_stage
from planlang.semantics.names.vocabulary import DEFAULT_SEVERITY
from planlang.source import Span
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.units import Truth

FINAL_STAY = Text("limit-on-final-stage", "`{stage}` is a final stage: nothing has to leave it")
FINAL_HELP = Text("limit-on-final-stage.help", "limit the time in an open stage: {stages}")
REPEATED = Text("contradictory-rules", "there is already a rule for this")
REPEATED_HELP = Text("contradictory-rules.help", "keep one, or tell them apart with `where`")
NOT_AFTER = Text("impossible-order", "`{target}` does not come after `{origin}`")
NOT_AFTER_HELP = Text("impossible-order.help", "the order is {stages}")
BACK_TO_LAST = Text("rule-without-effect", "`{stage}` is the last open stage, so nothing goes back to it")
BACK_TO_FINAL = Text("impossible-order.back", "`{stage}` is a final stage, so nothing goes back to it")
REOPEN_TO_FINAL = Text("impossible-order.reopen", "`{stage}` is a final stage, so going there reopens nothing")
SKIP_FINAL = Text("impossible-order.skip", "`{stage}` is a final stage: nothing passes it over")
LEAVE_FINAL = Text("impossible-order.leave", "`{stage}` is a final stage: it is not left")
NO_KEY = Text(
    "activities-without-key", "`{source}` has no column `{column}`, so its rows belong to no record of `{records}`"
)
NO_KEY_HELP = Text("activities-without-key.help", "add `{column}: text` to `{source}`")
KEY_TYPE = Text(
    "activities-without-key.type",
    "`{column}` is {here} in `{source}` and {there} in `{records}`, so its rows belong to no record",
)
KEY_TYPE_HELP = Text("activities-without-key.type-help", "give `{column}` the same type in both, best `text`")
NOT_EVENTS = Text("activities-without-date", "the rows of `{source}` have no date, so they end no silence")
NOT_EVENTS_HELP = Text("activities-without-date.help", "add `event at COLUMN` to `{source}`")

FOR_WHOM = Text(
    "limit-for-whom",
    "this says for whom the first limit is, and the limits after it are for some of these or for others",
)
FOR_WHOM_HELP = Text("limit-for-whom.help", "write the usual limit without `where`, or one rule for each `where`")
ONE_CASE_HELP = Text("contradictory-rules.case-help", "keep one: the first that holds counts")
NO_RULE = Text("clause-without-effect.stage", "this has no effect: no rule is about `{stage}`")
NO_RULE_HELP = Text("clause-without-effect.stage-help", "put it into the block of a rule, or of the process")

Move = nodes.NoSkipping | nodes.NoGoingBack | nodes.NoReopening
OF_RULES = (nodes.SeverityClause, nodes.Notify, nodes.Escalate, nodes.Warn, nodes.Propose)
"""What a stage says of its rules and of nothing else."""
Written = (
    nodes.NoSkipping
    | nodes.NoGoingBack
    | nodes.NoReopening
    | nodes.StayIn
    | nodes.IdleAtMost
    | nodes.Requires
    | nodes.FromTo
)


def rules(
    bench: Bench, symbol: Symbol, node: nodes.ProcessDecl, source: str | None, of_stages: Mapping[str, Said]
) -> tuple[ProcessRule, ...]:
    """The rules of a process in written order.

    Args:
        bench: for findings.
        symbol: the process.
        node: the same as written.
        source: None where its records are not known.
        of_stages: what the blocks of its stages say.
    """
    default = only(node.clauses, nodes.SeverityClause, bench.findings)
    desk = _Desk(
        bench,
        symbol,
        bench.stages[symbol.name],
        source,
        Rows(bench, symbol.scope, source, bench.columns[source]) if source in bench.columns and source else None,
        severity(bench, default.level if default else None, DEFAULT_SEVERITY),
        of_stages,
    )
    found: list[ProcessRule] = []
    for rank, clause in enumerate(node.clauses, start=1):
        if isinstance(clause, Written):
            rule = desk.rule(clause, symbol.order + rank)
            if rule is not None:
                found.append(rule)
    desk.report_idle_words(node)
    return tuple(found)


@define(eq=False)
class _Desk:
    """What the rules of one process are checked with."""

    bench: Bench
    symbol: Symbol
    stages: StageNames
    source: str | None
    rows: Rows | None
    default: str
    of_stages: Mapping[str, Said]
    handled: set[str | None] = field(factory=set)
    """The stages that rules are about."""
    said: dict[object, Span] = field(factory=dict)
    used: dict[str, int] = field(factory=dict)

    def rule(self, clause: Written, order: int) -> ProcessRule | None:
        """A rule; None after reporting what is wrong with it."""
        match clause:
            case nodes.NoSkipping():
                return self._skip(clause, order)
            case nodes.NoGoingBack():
                return self._back(clause, order)
            case nodes.NoReopening():
                return self._reopen(clause, order)
            case nodes.StayIn():
                return self._stay(clause, order)
            case nodes.IdleAtMost():
                return self._idle(clause, order)
            case nodes.Requires():
                return self._requires(clause, order)
            case nodes.FromTo():
                return self._from_to(clause, order)
        return None

    def _ident(
        self, name: str, clause: Written, order: int, stage: str | None = None, limited: Limited | None = None
    ) -> RuleIdent:
        """The identity of a rule about a stage, with what is done about its breaches; the second of a name gets a number."""
        count = self.used[name] = self.used.get(name, 0) + 1
        numbered = name if count == 1 else f"{name}.{count}"
        own, of_stage = said(self.bench, self.symbol, clause.handling), self.of_stages.get(stage or "", NOTHING)
        limit = None if limited is None else limited.limit
        return RuleIdent(
            f"{self.symbol.name}.{numbered}",
            own.severity or of_stage.severity or self.default,
            clause.span,
            order,
            None if limited is None else limited.span,
            fitting(self.bench, own, of_stage, limit, a_move=isinstance(clause, Move)),
        )

    def report_idle_words(self, node: nodes.ProcessDecl) -> None:
        """Reports what blocks of stages say about rules where no rule is about the stage."""
        for block in each(node.clauses, nodes.StageBlock):
            stage = self.stages.names.get(block.stage.text)
            if stage is not None and stage not in self.handled:
                for clause in block.clauses:
                    if isinstance(clause, OF_RULES):
                        self.bench.findings.warning(clause.span, NO_RULE(stage=block.stage.text), help=NO_RULE_HELP())

    def _first(self, clause: Written, key: object) -> bool:
        """Whether nothing like this was said before; reported where it was."""
        before = self.said.setdefault(key, clause.span)
        if before is clause.span:
            return True
        self.bench.findings.error(
            clause.span, REPEATED(), help=REPEATED_HELP(), related=(Related(before, REPEATED_FIRST()),)
        )
        return False

    def _stage(self, name: nodes.Name) -> str | None:
        found = self.stages.names.get(name.text)
        if found is None:
            unknown_stage(self.bench, self.symbol.name, name)
        else:
            note_stage(self.symbol.name, found, name, self.bench.findings)
        return found

    def _open_stage(self, name: nodes.Name) -> str | None:
        """An open stage, for rules about time."""
        found = self._stage(name)
        if found is None or found in self.stages.positions:
            return found
        self.bench.findings.error(
            name.span, FINAL_STAY(stage=name.text), help=FINAL_HELP(stages=", ".join(self.stages.line))
        )
        return None

    def _where(self, node: nodes.Expression | None) -> tuple[RowExpression | None, bool]:
        """A condition on the record, and whether it could be understood."""
        if node is None:
            return None, True
        found = self.rows.condition(node) if self.rows else None
        return found, found is not None

    # time

    def _cases(self, clause: nodes.StayIn | nodes.IdleAtMost | nodes.FromTo, limit: TimeLimit) -> tuple[LimitCase, ...]:
        """The limits of some records, in written order."""
        found: list[LimitCase] = []
        seen: dict[object, Span] = {}
        if clause.cases and not isinstance(clause, nodes.FromTo) and clause.where is not None:
            place = clause.where.span
            self.bench.findings.error(place, FOR_WHOM(), help=FOR_WHOM_HELP())
        for case in clause.cases:
            where, _ = self._where(case.where)
            limited = None if case.limit is None else time_limit(self.bench, self.symbol.scope, case.limit)
            if where is None or (limited is None and case.limit is not None):
                continue
            first = seen.setdefault(shape(where), case.span)
            if first is not case.span:
                self.bench.findings.error(
                    case.span, REPEATED(), help=ONE_CASE_HELP(), related=(Related(first, REPEATED_FIRST()),)
                )
                continue
            allowed = twice(limit) if limited is None else limited.limit
            found.append(LimitCase(allowed, where, case.where.span.text))
        return tuple(found)

    def _stay(self, clause: nodes.StayIn, order: int) -> ProcessRule | None:
        stage = self._open_stage(clause.stage)
        limited = time_limit(self.bench, self.symbol.scope, clause.limit)
        where, whole = self._where(clause.where)
        self.handled.add(stage)
        if stage is None or limited is None or not whole:
            return None
        cases = self._cases(clause, limited.limit)
        word = "total" if clause.total else "stay"
        if not self._first(clause, (word, stage, shape(where))):
            return None
        ident = self._ident(f"{word}.{stage}", clause, order, stage, limited)
        return StayRule(ident, stage, limited.limit, clause.total, where, cases)

    def _idle(self, clause: nodes.IdleAtMost, order: int) -> ProcessRule | None:
        stage = self._open_stage(clause.stage) if clause.stage else None
        limited = time_limit(self.bench, self.symbol.scope, clause.limit)
        where, whole = self._where(clause.where)
        self.handled.add(stage)
        activities = resolve(self.symbol.scope, clause.activities, (Kind.SOURCE,), self.bench.findings)
        if activities is None or limited is None or not whole or (clause.stage and stage is None):
            return None
        if not self._can_end_silence(clause, activities) or not self._first(
            clause, ("idle", activities.name, stage, shape(where))
        ):
            return None
        name = f"idle.{stage}" if stage else "idle"
        ident = self._ident(name, clause, order, stage, limited)
        return IdleRule(ident, limited.limit, activities.name, stage, where, self._cases(clause, limited.limit))

    def _can_end_silence(self, clause: nodes.IdleAtMost, activities: Symbol) -> bool:
        """Whether the rows of a source belong to records of this process and have a date."""
        bench, of = self.bench, self.source or ""
        source, records = bench.rows.get(activities.name), bench.rows.get(of)
        if source is None or records is None:
            return False
        if isinstance(source.shape, Table):
            bench.findings.error(
                clause.activities.span,
                NOT_EVENTS(source=activities.name),
                help=NOT_EVENTS_HELP(source=activities.name),
            )
            return False
        missing = [
            column
            for column in (records.shape.key if isinstance(records.shape, Table) else ())
            if column not in bench.columns[activities.name]
        ]
        if missing:
            bench.findings.error(
                clause.activities.span,
                NO_KEY(source=activities.name, column=missing[0], records=of),
                help=NO_KEY_HELP(source=activities.name, column=missing[0]),
            )
            return False
        for column in records.shape.key if isinstance(records.shape, Table) else ():
            here, there = bench.columns[activities.name][column], bench.columns[of].get(column)
            if here is not None and there is not None and not can_be_one_key(here, there):
                bench.findings.error(
                    clause.activities.span,
                    KEY_TYPE(
                        column=column,
                        here=unit_words(here),
                        there=unit_words(there),
                        source=activities.name,
                        records=of,
                    ),
                    help=KEY_TYPE_HELP(column=column),
                )
                return False
            note_key(activities.name, of, column, clause.activities.span, bench.findings)
        return True

    # order

    def _skip(self, clause: nodes.NoSkipping, order: int) -> ProcessRule | None:
        if clause.stage is None:
            return SkipRule(self._ident("skip", clause, order)) if self._first(clause, ("skip",)) else None
        stage = self._stage(clause.stage)
        self.handled.add(stage)
        if stage is not None and stage not in self.stages.positions:
            self.bench.findings.error(clause.stage.span, SKIP_FINAL(stage=clause.stage.text))
            return None
        if stage is None or not self._first(clause, ("skip", stage)):
            return None
        return SkipRule(self._ident(f"skip.{stage}", clause, order, stage), stage)

    def _back(self, clause: nodes.NoGoingBack, order: int) -> ProcessRule | None:
        allowed: list[str] = []
        for name in clause.allowed:
            stage = self._stage(name)
            if stage is None:
                continue
            if stage not in self.stages.positions:
                self.bench.findings.error(name.span, BACK_TO_FINAL(stage=name.text))
            elif stage == self.stages.line[-1]:
                self.bench.findings.warning(name.span, BACK_TO_LAST(stage=name.text))
            else:
                allowed.append(stage)
        if not self._first(clause, ("back",)):
            return None
        return BackRule(self._ident("back", clause, order), tuple(allowed))

    def _reopen(self, clause: nodes.NoReopening, order: int) -> ProcessRule | None:
        allowed: list[str] = []
        for name in clause.allowed:
            stage = self._stage(name)
            if stage is not None and stage not in self.stages.positions:
                self.bench.findings.error(name.span, REOPEN_TO_FINAL(stage=name.text))
            elif stage is not None:
                allowed.append(stage)
        if not self._first(clause, ("reopen",)):
            return None
        return ReopenRule(self._ident("reopen", clause, order), tuple(allowed))

    def _from_to(self, clause: nodes.FromTo, order: int) -> ProcessRule | None:
        origin = self._open_stage(clause.origin)
        target = self._stage(clause.target)
        limited = time_limit(self.bench, self.symbol.scope, clause.limit)
        self.handled.add(target)
        if origin is None or target is None or limited is None:
            return None
        line, rank = self.stages.line, self.stages.positions
        if target in rank and rank[target] <= rank[origin]:
            self.bench.findings.error(
                clause.target.span,
                NOT_AFTER(target=clause.target.text, origin=clause.origin.text),
                help=NOT_AFTER_HELP(stages=" → ".join(line)),
            )
            return None
        if not self._first(clause, ("from", origin, target)):
            return None
        ident = self._ident(f"from.{origin}.to.{target}", clause, order, target, limited)
        return ResponseRule(ident, origin, target, limited.limit, self._cases(clause, limited.limit))

    # contents

    def _requires(self, clause: nodes.Requires, order: int) -> ProcessRule | None:
        leaving = clause.border is nodes.Border.LEAVE
        stage = self._stage(clause.stage)
        if stage is not None and leaving and stage not in self.stages.positions:
            self.bench.findings.error(clause.stage.span, LEAVE_FINAL(stage=clause.stage.text))
            stage = None
        self.handled.add(stage)
        conditions: list[tuple[str, RowExpression]] = []
        for written in clause.conditions:
            condition = self._condition(written)
            if condition is not None and self._first_condition(written, (clause.border, stage), condition):
                conditions.append((written.span.text, condition))
        if stage is None or not conditions:
            return None
        word = "leave" if leaving else "enter"
        return RequireRule(self._ident(f"{word}.{stage}", clause, order, stage), stage, leaving, tuple(conditions))

    def _condition(self, written: nodes.Expression) -> RowExpression | None:
        """A requirement; the bare name of a column means that it is filled, of a bool column that it is true."""
        if self.rows is None:
            return None
        if not self.rows.is_column(written):
            return self.rows.condition(written)
        column = self.rows.value(written)
        if column is None:
            return None
        if isinstance(column, Column) and isinstance(column.unit, Truth):
            return column
        return RowEmpty(column, negated=True, span=column.span)

    def _first_condition(self, written: nodes.Expression, border: object, condition: RowExpression) -> bool:
        key = (border, shape(condition))
        before = self.said.setdefault(key, written.span)
        if before is written.span:
            return True
        self.bench.findings.error(
            written.span, REPEATED(), help=REPEATED_HELP(), related=(Related(before, REPEATED_FIRST()),)
        )
        return False
