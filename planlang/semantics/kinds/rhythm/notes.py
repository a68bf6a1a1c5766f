"""Notes of all kinds of declarations: what has a block of clauses with notes in it has them here.

In: declarations of every kind, the plan among them. Out: what has notes, the plan first, then in declared order.
"""

from __future__ import annotations

from collections.abc import Iterator

from planlang.semantics.kinds.heads import plan_ident
from planlang.semantics.model import Note, Noted
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.scopes import Symbol
from planlang.syntax import nodes


def notes(bench: Bench) -> dict[str, Noted]:
    """What has notes, by its kind and qualified name: `team north`, `process b2b.proposal` for a stage."""
    found = {f"plan {one.ident.name}": one for one in _of_the_plan(bench)}
    written = bench.program.written
    for symbol, noted in zip(written, bench.each(_noted, written), strict=True):
        for one in noted:
            stage = "" if one.stage is None else f".{one.stage}"
            found[f"{one.kind} {symbol.name}{stage}"] = one
    return found


def _of_the_plan(bench: Bench) -> Iterator[Noted]:
    for node in bench.program.planned.module.declarations:
        if isinstance(node, nodes.PlanDecl):
            said = _said(node)
            if said:
                yield Noted(plan_ident(node), "plan", None, said)
            return


def _noted(bench: Bench, symbol: Symbol) -> tuple[Noted, ...]:
    """A declaration with its own notes, then its stages with theirs."""
    return tuple(_found(bench, symbol))


def _found(bench: Bench, symbol: Symbol) -> Iterator[Noted]:
    said = _said(symbol.node)
    of_stages: dict[str, tuple[Note, ...]] = {}
    if isinstance(symbol.node, nodes.ProcessDecl):
        names = bench.stages[symbol.name].names
        for clause in symbol.node.clauses:
            stage = names.get(about.text) if (about := _about(clause)) is not None else None
            if stage is not None:
                todos = (note for todo in _todos(clause) for note in _said(todo))
                of_stages[stage] = (*of_stages.get(stage, ()), *_said(clause), *todos)
            elif about is None:
                said += _said(clause)
    if said:
        yield Noted(symbol.ident(), symbol.kind.value, None, said)
    for stage, notes in of_stages.items():
        if notes:
            yield Noted(symbol.ident(), symbol.kind.value, stage, notes)


def _about(clause: nodes.ProcessClause) -> nodes.Name | None:
    """The stage that a block of a stage or a rule is about; None for what is about no one stage."""
    match clause:
        case nodes.StageBlock() | nodes.StayIn() | nodes.IdleAtMost() | nodes.Revisit() | nodes.Requires():
            return clause.stage
        case nodes.FromTo():
            return clause.target
        case _:
            return None


def _todos(clause: nodes.ProcessClause) -> tuple[nodes.Todo, ...]:
    """What is to be done in a stage."""
    inside = clause.clauses if isinstance(clause, nodes.StageBlock) else ()
    return tuple(one for one in inside if isinstance(one, nodes.Todo))


def _said(node: nodes.Declaration | nodes.ProcessClause | nodes.Todo) -> tuple[Note, ...]:
    """The notes in the block of a declaration, of a stage or of a rule, or behind it."""
    return tuple(
        Note(clause.label.text if clause.label else None, clause.text.text, clause.span)
        for clause in getattr(node, "clauses", getattr(node, "handling", ()))
        if isinstance(clause, nodes.NoteClause)
    )
