"""Rules of a process: how long, in which order, with what filled in.

In: the rule clauses of a `process`. Out: checked rules with their qualified names (`b2b.stay.proposal`). Rules that
contradict or repeat each other are reported.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field

from planlang.diagnostics.diagnostic import Related
from planlang.diagnostics.text import Text
from planlang.frozen import define
from planlang.semantics.clauses.clauses import REPEATED_FIRST, each, only
from planlang.semantics.clauses.limits import Limited, time_limit
from planlang.semantics.clauses.severities import severity
from planlang.semantics.expr import Column, RowEmpty, RowExpression
from planlang.semantics.expressions.rows import Rows
from planlang.semantics.expressions.walk import shape
from planlang.semantics.kinds.process.activities import happens_to_records
from planlang.semantics.kinds.process.approvals import approved
from planlang.semantics.kinds.process.cases import REPEATED, limit_cases
from planlang.semantics.kinds.process.handling import NOTHING, Said, fitting, said
from planlang.semantics.kinds.process.revisits import how_often, shortest
from planlang.semantics.kinds.process.todos import todo
from planlang.semantics.model import (
    ApprovalRule,
    BackRule,
    IdleRule,
    ProcessRule,
    ReopenRule,
    RequireRule,
    ResponseRule,
    RevisitRule,
    RuleIdent,
    SkipRule,
    StayRule,
    TodoRule,
)
from planlang.semantics.names.bench import Bench, StageNames
from planlang.semantics.names.resolving import resolve
from planlang.semantics.names.scopes import Symbol
from planlang.semantics.names.stage_names import unknown_stage
from planlang.semantics.names.uses import note_stage
from planlang.semantics.names.vocabulary import DEFAULT_SEVERITY
from planlang.source import Span
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.periods import Grain
from planlang.values.units import Truth

FINAL_STAY = Text("limit-on-final-stage", "`{stage}` is a final stage: nothing has to leave it")
FINAL_HELP = Text("limit-on-final-stage.help", "limit the time in an open stage: {stages}")
REPEATED_HELP = Text("contradictory-rules.help", "keep one, or tell them apart with `where`")
NOT_AFTER = Text("impossible-order", "`{target}` does not come after `{origin}`")
NOT_AFTER_HELP = Text("impossible-order.help", "the order is {stages}")
BACK_TO_LAST = Text("rule-without-effect", "`{stage}` is the last open stage, so nothing goes back to it")
BACK_TO_FINAL = Text("impossible-order.back", "`{stage}` is a final stage, so nothing goes back to it")
REOPEN_TO_FINAL = Text("impossible-order.reopen", "`{stage}` is a final stage, so going there reopens nothing")
SKIP_FINAL = Text("impossible-order.skip", "`{stage}` is a final stage: nothing passes it over")
LEAVE_FINAL = Text("impossible-order.leave", "`{stage}` is a final stage: it is not left")
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
    | nodes.Revisit
    | nodes.Requires
    | nodes.FromTo
    | nodes.Approval
)


def rules(
    bench: Bench, symbol: Symbol, node: nodes.ProcessDecl, source: Symbol | None, of_stages: Mapping[str, Said]
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
        _rows(bench, symbol, source),
        severity(bench, default.level if default else None, DEFAULT_SEVERITY),
        of_stages,
    )
    found: list[ProcessRule | None] = []
    order = symbol.order
    for clause in node.clauses:
        order += 1
        if isinstance(clause, Written):
            found.append(desk.rule(clause, order))
        elif isinstance(clause, nodes.StageBlock):
            for written in each(clause.clauses, nodes.Todo):
                order += 1
                found.append(desk.todo(written, clause.stage, order))
    desk.report_idle_words(node)
    return tuple(rule for rule in found if rule is not None)


def _rows(bench: Bench, symbol: Symbol, source: Symbol | None) -> Rows | None:
    """What types conditions on the records; None where these are not known."""
    if source is None or source.name not in bench.columns:
        return None
    return Rows(bench, symbol.scope, source.name, bench.columns[source.name])


@define(eq=False)
class _Desk:
    """What the rules of one process are checked with."""

    bench: Bench
    symbol: Symbol
    stages: StageNames
    source: Symbol | None
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
            case nodes.Revisit():
                return self._revisit(clause, order)
            case nodes.Requires():
                return self._requires(clause, order)
            case nodes.FromTo():
                return self._from_to(clause, order)
            case nodes.Approval():
                return self._approval(clause, order)
        return None

    def todo(self, clause: nodes.Todo, at: nodes.Name, order: int) -> ProcessRule | None:
        """What is to be done after a stage is entered; None after reporting what is wrong with it."""
        found, stage = todo(self.bench, self.symbol, self.source, clause), self.stages.names.get(at.text)
        self.handled.add(stage)
        if found is None or stage is None or not self._first(clause, ("todo", stage, clause.head.name.text)):
            return None
        ident = self._ident(f"todo.{stage}.{clause.head.name.text}", clause, order, stage, found.limited)
        head = clause.head
        title = head.title.text if head.title is not None else head.name.text
        alias = head.alias.text if head.alias is not None else None
        return TodoRule(ident, title, alias, stage, found.limited.limit, found.done, tuple(found.via.items()))

    def _ident(
        self,
        name: str,
        clause: Written | nodes.Todo,
        order: int,
        stage: str | None = None,
        limited: Limited | None = None,
    ) -> RuleIdent:
        """The identity of a rule about a stage, with what is done about its breaches; the second of a name gets a number."""
        count = self.used[name] = self.used.get(name, 0) + 1
        numbered = name if count == 1 else f"{name}.{count}"
        written = clause.clauses if isinstance(clause, nodes.Todo) else clause.handling
        own, of_stage = said(self.bench, self.symbol, written), self.of_stages.get(stage or "", NOTHING)
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

    def _first(self, clause: Written | nodes.Todo, key: object) -> bool:
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
        if found is None or not self.stages.is_final(found):
            return found
        self.bench.findings.error(
            name.span, FINAL_STAY(stage=name.text), help=FINAL_HELP(stages=", ".join(self.stages.going_on))
        )
        return None

    def _where(self, node: nodes.Expression | None) -> tuple[RowExpression | None, bool]:
        """A condition on the record, and whether it could be understood."""
        if node is None:
            return None, True
        found = self.rows.condition(node) if self.rows else None
        return found, found is not None

    # time

    def _stay(self, clause: nodes.StayIn, order: int) -> ProcessRule | None:
        stage = self._open_stage(clause.stage)
        limited = time_limit(self.bench, self.symbol.scope, clause.limit)
        where, whole = self._where(clause.where)
        self.handled.add(stage)
        if stage is None or limited is None or not whole:
            return None
        cases = limit_cases(self.bench, self.symbol, self.rows, clause, limited.limit)
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
        if not happens_to_records(self.bench, clause.activities.span, activities.name, self.source) or not self._first(
            clause, ("idle", activities.name, stage, shape(where))
        ):
            return None
        name = f"idle.{stage}" if stage else "idle"
        ident = self._ident(name, clause, order, stage, limited)
        return IdleRule(
            ident,
            limited.limit,
            activities.name,
            stage,
            where,
            limit_cases(self.bench, self.symbol, self.rows, clause, limited.limit),
        )

    def _revisit(self, clause: nodes.Revisit, order: int) -> ProcessRule | None:
        stage = self._stage(clause.stage) if clause.stage else None
        where, whole = self._where(clause.where)
        self.handled.add(stage)
        found = how_often(self.bench, self.symbol, clause)
        activities = resolve(self.symbol.scope, clause.activities, (Kind.SOURCE,), self.bench.findings)
        if activities is None or found is None or not whole or (clause.stage and stage is None):
            return None
        grain = found if isinstance(found, Grain) else None
        if not happens_to_records(self.bench, clause.activities.span, activities.name, self.source) or not self._first(
            clause, ("revisit", activities.name, grain, stage, shape(where))
        ):
            return None
        name = ".".join(part for part in ("revisit", grain and grain.value, stage) if part)
        if isinstance(found, Grain):
            ident = self._ident(name, clause, order, stage, Limited(shortest(found), clause.every.span))
            return RevisitRule(ident, found, int(clause.count.value), activities.name, stage, where)
        ident = self._ident(name, clause, order, stage, found)
        return IdleRule(ident, found.limit, activities.name, stage, where, keeps_won=True)

    # order

    def _skip(self, clause: nodes.NoSkipping, order: int) -> ProcessRule | None:
        if clause.stage is None:
            return SkipRule(self._ident("skip", clause, order)) if self._first(clause, ("skip",)) else None
        stage = self._stage(clause.stage)
        self.handled.add(stage)
        if stage is not None and self.stages.is_final(stage):
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
            if self.stages.is_final(stage):
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
        if not self.stages.comes_after(target, origin):
            self.bench.findings.error(
                clause.target.span,
                NOT_AFTER(target=clause.target.text, origin=clause.origin.text),
                help=NOT_AFTER_HELP(stages=" → ".join((*self.stages.line, *self.stages.won))),
            )
            return None
        if not self._first(clause, ("from", origin, target)):
            return None
        ident = self._ident(f"from.{origin}.to.{target}", clause, order, target, limited)
        return ResponseRule(
            ident, origin, target, limited.limit, limit_cases(self.bench, self.symbol, self.rows, clause, limited.limit)
        )

    # contents

    def _approval(self, clause: nodes.Approval, order: int) -> ProcessRule | None:
        if self.source is None:
            return None
        found = approved(self.bench, self.source, clause)
        if found is None or not self._first(clause, ("approval", found.column)):
            return None
        ident = self._ident(f"approval.{found.column}", clause, order)
        return ApprovalRule(ident, found.column, found.names, found.approver, found.on)

    def _requires(self, clause: nodes.Requires, order: int) -> ProcessRule | None:
        leaving = clause.border is nodes.Border.LEAVE
        stage = self._stage(clause.stage)
        if stage is not None and leaving and self.stages.is_final(stage):
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
