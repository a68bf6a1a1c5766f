"""What is proposed where something is wrong: tasks, and moves of a record back.

In: `propose` clauses. Out: proposals, each once; names of nothing are reported.
"""

from __future__ import annotations

from collections.abc import Iterable

from planlang.diagnostics.text import Text
from planlang.semantics.model import Proposal, ProposedTask, Return
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.resolving import resolve
from planlang.semantics.names.scopes import Symbol
from planlang.semantics.names.stage_names import unknown_stage
from planlang.semantics.names.uses import note_stage
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind

RETURN_TO_FINAL = Text("impossible-order.return", "`{stage}` is a final stage, so nothing returns to it")


def proposals(bench: Bench, symbol: Symbol, clauses: Iterable[nodes.Propose]) -> tuple[Proposal, ...]:
    """What is proposed in a process, each once."""
    found: list[Proposal] = []
    for what in (what for clause in clauses for what in clause.what):
        proposal = _return(bench, symbol, what) if isinstance(what, nodes.ReturnTo) else _task(bench, symbol, what)
        if proposal is not None and proposal not in found:
            found.append(proposal)
    return tuple(found)


def _task(bench: Bench, symbol: Symbol, path: nodes.Path) -> Proposal | None:
    """A task that is proposed; None after reporting that there is none."""
    task = resolve(symbol.scope, path, (Kind.TASK,), bench.findings)
    return None if task is None else ProposedTask(task.name)


def _return(bench: Bench, symbol: Symbol, what: nodes.ReturnTo) -> Proposal | None:
    """A move back that is proposed; None after reporting that there is no such stage, or that it is a final one."""
    stages = bench.stages[symbol.name]
    stage = stages.names.get(what.stage.text)
    if stage is None:
        unknown_stage(bench, symbol.name, what.stage)
        return None
    note_stage(symbol.name, stage, what.stage, bench.findings)
    if stage not in stages.positions:
        bench.findings.error(what.stage.span, RETURN_TO_FINAL(stage=what.stage.text))
        return None
    return Return(stage)
