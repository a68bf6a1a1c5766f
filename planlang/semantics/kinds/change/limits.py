"""Other limits for rules of a process: `change process b2b { stay in proposal at most 8wd }`.

In: a process and what a change says of it. Out: of which of its clauses each clause of the change speaks, and the process as it
reads then. A rule stays in its place, and what is done about its breaches stays where the change does not say it.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from attrs import evolve

from planlang.diagnostics.text import Text
from planlang.semantics.clauses.clauses import repeated
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.resolving import resolve
from planlang.semantics.names.scopes import Symbol
from planlang.semantics.names.stage_names import unknown_stage
from planlang.semantics.names.uses import note_stage
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind

NO_RULE = Text("change-without-rule", "`{process}` has no such rule, so there is no limit to change")
NO_RULE_HELP = Text("change-without-rule.help", "write it as the process does, with another limit: {rules}")
NO_LIMITS_HELP = Text("change-without-rule.none", "it has no limits: add the rule to the process itself")

Limited = nodes.StayIn | nodes.IdleAtMost | nodes.FromTo
WITH_LIMITS = (nodes.StayIn, nodes.IdleAtMost, nodes.FromTo)


def places(bench: Bench, symbol: Symbol, process: Symbol, change: nodes.Change) -> tuple[int | None, ...]:
    """Which clause of the process each clause of a change stands for, by rank; None after reporting that there is none.

    Args:
        bench: for findings.
        symbol: the change.
        process: what is changed.
        change: what it says.
    """
    declared = process.declared
    assert isinstance(declared, nodes.ProcessDecl)
    if process.name not in bench.stages:
        return (None,) * len(change.clauses)
    known = {
        _rule(bench, process, one, process): rank
        for rank, one in enumerate(declared.clauses)
        if isinstance(one, WITH_LIMITS)
    }
    found: list[int | None] = []
    told: dict[int, nodes.Change | Limited] = {}
    for clause in change.clauses:
        assert isinstance(clause, WITH_LIMITS)
        rank = (
            known.get(_rule(bench, process, clause, symbol)) if _is_understood(bench, symbol, process, clause) else -1
        )
        if rank is None:
            help_ = NO_LIMITS_HELP() if not known else NO_RULE_HELP(rules=_listed(declared, list(known.values())))
            bench.findings.error(clause.span, NO_RULE(process=process.name), help=help_)
        elif rank >= 0 and told.setdefault(rank, clause) is not clause:
            repeated(clause.span, told[rank].span, bench.findings)
            rank = None
        found.append(None if rank is None or rank < 0 else rank)
    return tuple(found)


def with_limits(process: nodes.ProcessDecl, change: nodes.Change, ranks: Sequence[int | None]) -> nodes.ProcessDecl:
    """The process after a change."""
    clauses = list(process.clauses)
    for clause, rank in zip(change.clauses, ranks, strict=True):
        if rank is None:
            continue
        was = clauses[rank]
        assert isinstance(clause, WITH_LIMITS)
        assert isinstance(was, WITH_LIMITS)
        clauses[rank] = clause if clause.handling else evolve(clause, handling=was.handling)
    return evolve(process, clauses=tuple(clauses))


def _rule(bench: Bench, process: Symbol, clause: Limited, written: Symbol) -> Hashable:
    """What a rule is about, for whichever records; `written` is where it stands."""
    names = bench.stages[process.name].names

    def called(name: nodes.Name | None) -> str | None:
        return None if name is None else names.get(name.text, name.text)

    match clause:
        case nodes.StayIn(stage=stage, total=total, where=where):
            return "stay", total, called(stage), _words(where)
        case nodes.IdleAtMost(activities=activities, stage=stage, where=where):
            source = written.scope.find(activities.text, (Kind.SOURCE,))
            return "idle", None if source is None else source.name, called(stage), _words(where)
        case nodes.FromTo(origin=origin, target=target):
            return "from", called(origin), called(target)


def _words(condition: nodes.Expression | None) -> str:
    return "" if condition is None else " ".join(condition.span.text.split())


def _is_understood(bench: Bench, symbol: Symbol, process: Symbol, clause: Limited) -> bool:
    """Whether all names of a rule are known."""
    match clause:
        case nodes.FromTo(origin=origin, target=target):
            known = [_stage(bench, process, name) for name in (origin, target)]
            return all(known)
        case nodes.IdleAtMost(activities=activities, stage=stage):
            source = resolve(symbol.scope, activities, (Kind.SOURCE,), bench.findings)
            return (stage is None or _stage(bench, process, stage)) and source is not None
        case nodes.StayIn(stage=stage):
            return _stage(bench, process, stage)


def _stage(bench: Bench, process: Symbol, name: nodes.Name) -> bool:
    found = bench.stages[process.name].names.get(name.text)
    if found is None:
        unknown_stage(bench, process.name, name)
    else:
        note_stage(process.name, found, name, bench.findings)
    return found is not None


def _listed(process: nodes.ProcessDecl, ranks: Sequence[int]) -> str:
    """Rules as they are written, without what is done about breaches."""
    texts = []
    for rank in ranks:
        rule = process.clauses[rank]
        assert isinstance(rule, WITH_LIMITS)
        texts.append(" ".join(rule.span.text.split()))
    return ", ".join(f"`{text}`" for text in texts)
