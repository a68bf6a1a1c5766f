"""Rules of a process: how long, in which order, with what filled in.

In: the rule clauses of a `process`. Out: checked rules with their qualified names (`b2b.stay.proposal`). Rules that
contradict or repeat each other are reported.
"""

from __future__ import annotations

from collections.abc import Mapping

from planlang.diagnostics.text import Text
from planlang.frozen import define
from planlang.semantics.clauses.clauses import each, only
from planlang.semantics.clauses.severities import severity
from planlang.semantics.expr import RowExpression
from planlang.semantics.expressions.limits import time_limit
from planlang.semantics.expressions.walk import shape
from planlang.semantics.kinds.process.activities import happens_to_records, reached_by
from planlang.semantics.kinds.process.approvals import approved
from planlang.semantics.kinds.process.cases import limit_cases
from planlang.semantics.kinds.process.customers import looked_after
from planlang.semantics.kinds.process.desk import Desk, Written, records_of
from planlang.semantics.kinds.process.handling import Said
from planlang.semantics.kinds.process.todos import todo
from planlang.semantics.model import (
    ApprovalRule,
    BackRule,
    IdleRule,
    ProcessRule,
    ReopenRule,
    RequireRule,
    ResponseRule,
    SkipRule,
    StayRule,
    TodoRule,
)
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.resolving import resolve
from planlang.semantics.names.scopes import Symbol
from planlang.semantics.names.vocabulary import DEFAULT_SEVERITY
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind

NOT_AFTER = Text("impossible-order", "`{target}` does not come after `{origin}`")
NOT_AFTER_HELP = Text("impossible-order.help", "the order is {stages}")
BACK_TO_LAST = Text("rule-without-effect", "`{stage}` is the last open stage, so nothing goes back to it")
BACK_TO_FINAL = Text("impossible-order.back", "`{stage}` is a final stage, so nothing goes back to it")
REOPEN_TO_FINAL = Text("impossible-order.reopen", "`{stage}` is a final stage, so going there reopens nothing")
SKIP_FINAL = Text("impossible-order.skip", "`{stage}` is a final stage: nothing passes it over")
LEAVE_FINAL = Text("impossible-order.leave", "`{stage}` is a final stage: it is not left")
NO_RULE = Text("clause-without-effect.stage", "this has no effect: no rule is about `{stage}`")
NO_RULE_HELP = Text("clause-without-effect.stage-help", "put it into the block of a rule, or of the process")

OF_RULES = (nodes.SeverityClause, nodes.Notify, nodes.Escalate, nodes.Warn, nodes.Propose)
"""What a stage says of its rules and of nothing else."""


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
    desk = _Rules(
        bench,
        symbol,
        bench.stages[symbol.name],
        source,
        records_of(bench, symbol, source),
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


@define(eq=False)
class _Rules(Desk):
    """The rules of one process, one after the other."""

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
            case nodes.Revisit() | nodes.Holding() | nodes.SameOwner() | nodes.HandOver() | nodes.FileHas():
                return looked_after(self, clause, order)
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
        if found is None or stage is None or not self.first(clause, ("todo", stage, clause.head.name.text)):
            return None
        ident = self.ident(f"todo.{stage}.{clause.head.name.text}", clause, order, stage, found.limited)
        head = clause.head
        title = head.title.text if head.title is not None else head.name.text
        alias = head.alias.text if head.alias is not None else None
        return TodoRule(ident, title, alias, stage, found.limited.limit, found.done, tuple(found.via.items()))

    def report_idle_words(self, node: nodes.ProcessDecl) -> None:
        """Reports what blocks of stages say about rules where no rule is about the stage."""
        for block in each(node.clauses, nodes.StageBlock):
            stage = self.stages.names.get(block.stage.text)
            if stage is not None and stage not in self.handled:
                for clause in block.clauses:
                    if isinstance(clause, OF_RULES):
                        self.bench.findings.warning(clause.span, NO_RULE(stage=block.stage.text), help=NO_RULE_HELP())

    # time

    def _stay(self, clause: nodes.StayIn, order: int) -> ProcessRule | None:
        stage = self.open_stage(clause.stage)
        limited = time_limit(self.bench, self.symbol.scope, clause.limit)
        where, whole = self.where(clause.where)
        self.handled.add(stage)
        if stage is None or limited is None or not whole:
            return None
        cases = limit_cases(self.bench, self.symbol, self.rows, clause, limited.limit)
        word = "total" if clause.total else "stay"
        if not self.first(clause, (word, stage, shape(where))):
            return None
        ident = self.ident(f"{word}.{stage}", clause, order, stage, limited)
        return StayRule(ident, stage, limited.limit, clause.total, where, cases)

    def _idle(self, clause: nodes.IdleAtMost, order: int) -> ProcessRule | None:
        stage = self.open_stage(clause.stage) if clause.stage else None
        limited = time_limit(self.bench, self.symbol.scope, clause.limit)
        where, whole = self.where(clause.where)
        self.handled.add(stage)
        activities = resolve(self.symbol.scope, clause.activities, (Kind.SOURCE,), self.bench.findings)
        if activities is None or limited is None or not whole or (clause.stage and stage is None):
            return None
        via = reached_by(self.bench, activities.name, self.source)
        belong = via is not None or happens_to_records(self.bench, clause.activities.span, activities.name, self.source)
        if not belong or not self.first(clause, ("idle", activities.name, stage, shape(where))):
            return None
        name = f"idle.{stage}" if stage else "idle"
        ident = self.ident(name, clause, order, stage, limited)
        return IdleRule(
            ident,
            limited.limit,
            activities.name,
            stage,
            where,
            limit_cases(self.bench, self.symbol, self.rows, clause, limited.limit),
            via=via,
        )

    # order

    def _skip(self, clause: nodes.NoSkipping, order: int) -> ProcessRule | None:
        if clause.stage is None:
            return SkipRule(self.ident("skip", clause, order)) if self.first(clause, ("skip",)) else None
        stage = self.stage(clause.stage)
        self.handled.add(stage)
        if stage is not None and self.stages.is_final(stage):
            self.bench.findings.error(clause.stage.span, SKIP_FINAL(stage=clause.stage.text))
            return None
        if stage is None or not self.first(clause, ("skip", stage)):
            return None
        return SkipRule(self.ident(f"skip.{stage}", clause, order, stage), stage)

    def _back(self, clause: nodes.NoGoingBack, order: int) -> ProcessRule | None:
        allowed: list[str] = []
        for name in clause.allowed:
            stage = self.stage(name)
            if stage is None:
                continue
            if self.stages.is_final(stage):
                self.bench.findings.error(name.span, BACK_TO_FINAL(stage=name.text))
            elif stage == self.stages.line[-1]:
                self.bench.findings.warning(name.span, BACK_TO_LAST(stage=name.text))
            else:
                allowed.append(stage)
        if not self.first(clause, ("back",)):
            return None
        return BackRule(self.ident("back", clause, order), tuple(allowed))

    def _reopen(self, clause: nodes.NoReopening, order: int) -> ProcessRule | None:
        allowed: list[str] = []
        for name in clause.allowed:
            stage = self.stage(name)
            if stage is not None and stage not in self.stages.positions:
                self.bench.findings.error(name.span, REOPEN_TO_FINAL(stage=name.text))
            elif stage is not None:
                allowed.append(stage)
        if not self.first(clause, ("reopen",)):
            return None
        return ReopenRule(self.ident("reopen", clause, order), tuple(allowed))

    def _from_to(self, clause: nodes.FromTo, order: int) -> ProcessRule | None:
        origin = self.open_stage(clause.origin)
        target = self.stage(clause.target)
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
        if not self.first(clause, ("from", origin, target)):
            return None
        ident = self.ident(f"from.{origin}.to.{target}", clause, order, target, limited)
        return ResponseRule(
            ident, origin, target, limited.limit, limit_cases(self.bench, self.symbol, self.rows, clause, limited.limit)
        )

    # contents

    def _approval(self, clause: nodes.Approval, order: int) -> ProcessRule | None:
        if self.source is None:
            return None
        found = approved(self.bench, self.source, clause)
        if found is None or not self.first(clause, ("approval", found.column)):
            return None
        ident = self.ident(f"approval.{found.column}", clause, order)
        return ApprovalRule(ident, found.column, found.names, found.approver, found.on)

    def _requires(self, clause: nodes.Requires, order: int) -> ProcessRule | None:
        leaving = clause.border is nodes.Border.LEAVE
        stage = self.stage(clause.stage)
        if stage is not None and leaving and self.stages.is_final(stage):
            self.bench.findings.error(clause.stage.span, LEAVE_FINAL(stage=clause.stage.text))
            stage = None
        self.handled.add(stage)
        conditions: list[tuple[str, RowExpression]] = []
        for written in clause.conditions:
            condition = self.condition(written)
            if condition is not None and self.first_condition(written, (clause.border, stage), condition):
                conditions.append((written.span.text, condition))
        if stage is None or not conditions:
            return None
        word = "leave" if leaving else "enter"
        return RequireRule(self.ident(f"{word}.{stage}", clause, order, stage), stage, leaving, tuple(conditions))
