"""Waivers: which rules do not count for which records, and until when.

In: declarations of waivers. Out: what the model says of them.
"""

from __future__ import annotations

from planlang.diagnostics.diagnostic import Related
from planlang.diagnostics.text import Text
from planlang.semantics.clauses.clauses import each, only
from planlang.semantics.kinds.change.changes import NO_REASON, NO_REASON_HELP, UNDECIDED, UNDECIDED_HELP, decision
from planlang.semantics.model import WaivedRule, Waiver
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.resolving import resolve
from planlang.semantics.names.scopes import Symbol
from planlang.semantics.names.stage_names import unknown_stage
from planlang.semantics.names.uses import note_stage
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind

NO_END = Text("waiver-without-end", "`{name}` does not say until when: a waiver without an end is another rule")
NO_END_HELP = Text("waiver-without-end.help", "add `until DATE`, or change the rule")
NO_DAY = Text("waiver-without-day", "`{name}` does not say since when it holds")
NO_DAY_HELP = Text("waiver-without-day.help", "add the day of the decision: `approved by NAME on DATE`")
NO_RULE = Text("waiver-without-rule", "`{process}` has no such rule")
NOTHING = Text("waiver-of-nothing", "`{name}` does not say which rule it waives")
NOTHING_HELP = Text("waiver-of-nothing.help", "add `waives stay in STAGE`, or another rule by its first words")
TWICE = Text("repeated-part.rule", "this rule is waived here already")
FIRST = Text("repeated-part.rule-first", "here first")
OVER = Text("impossible-dates.waiver", "the waiver ends on {end}, before it is decided on {start}")


def waivers(bench: Bench) -> dict[str, Waiver]:
    """Every waiver that could be understood, by qualified name, in order of declaration."""
    found: dict[str, Waiver] = {}
    for symbol in bench.program.symbols(Kind.WAIVER):
        waiver = _waiver(bench, symbol)
        if waiver is not None:
            found[symbol.name] = waiver
    return found


def _waiver(bench: Bench, symbol: Symbol) -> Waiver | None:
    node, scope, findings = symbol.node, symbol.scope, bench.findings
    assert isinstance(node, nodes.WaiverDecl)
    name = node.head.name
    decided = decision(bench, scope, node.clauses)
    if only(node.clauses, nodes.Approved, findings) is None:
        findings.warning(name.span, UNDECIDED(name=symbol.name), help=UNDECIDED_HELP())
    elif decided.on is None:
        findings.warning(name.span, NO_DAY(name=symbol.name), help=NO_DAY_HELP())
    if decided.because is None:
        findings.warning(name.span, NO_REASON(name=symbol.name), help=NO_REASON_HELP())
    until = only(node.clauses, nodes.WaivedUntil, findings)
    if until is None:
        findings.error(name.span, NO_END(name=symbol.name), help=NO_END_HELP())
    elif decided.on is not None and until.date.value < decided.on:
        findings.error(until.span, OVER(end=until.date.value.isoformat(), start=decided.on.isoformat()))
    written = each(node.clauses, nodes.Waives)
    if not written:
        findings.error(name.span, NOTHING(name=symbol.name), help=NOTHING_HELP())
    process = resolve(scope, node.process, (Kind.PROCESS,), findings)
    if process is None or process.name not in bench.stages:
        return None
    rules: dict[WaivedRule, nodes.Waives] = {}
    for clause in written:
        rule = _rule(bench, symbol, process, clause)
        if rule is not None and rules.setdefault(rule, clause) is not clause:
            findings.error(clause.span, TWICE(), related=(Related(rules[rule].span, FIRST()),))
    keys = [text.text for clause in each(node.clauses, nodes.OnlyFor) for text in clause.keys]
    if until is None:
        return None
    return Waiver(
        symbol.ident(),
        process.name,
        tuple(rules),
        tuple(dict.fromkeys(keys)),
        until.date.value,
        decided,
    )


def _rule(bench: Bench, symbol: Symbol, process: Symbol, clause: nodes.Waives) -> WaivedRule | None:
    """The rule that is meant; None after reporting that the process has none."""
    stages = [_stage(bench, process.name, name) for name in clause.names]
    if any(stage is None for stage in stages):
        return None
    activities = None
    if clause.activities is not None:
        source = resolve(symbol.scope, clause.activities, (Kind.SOURCE,), bench.findings)
        if source is None:
            return None
        activities = source.name
    rule = WaivedRule(clause.rule.value, tuple(stage for stage in stages if stage is not None), activities)
    if not any(_is_meant(bench, process, written, rule) for written in _rules(process)):
        bench.findings.error(clause.span, NO_RULE(process=process.name))
        return None
    return rule


def _stage(bench: Bench, process: str, name: nodes.Name) -> str | None:
    found = bench.stages[process].names.get(name.text)
    if found is None:
        unknown_stage(bench, process, name)
    else:
        note_stage(process, found, name, bench.findings)
    return found


def _rules(process: Symbol) -> tuple[object, ...]:
    declared = process.declared
    assert isinstance(declared, nodes.ProcessDecl)
    return declared.clauses


def _is_meant(bench: Bench, process: Symbol, written: object, rule: WaivedRule) -> bool:
    """Whether a rule of the process is the one that a waiver names."""
    names = bench.stages[process.name].names

    def called(*stages: nodes.Name) -> tuple[str | None, ...]:
        return tuple(names.get(stage.text) for stage in stages)

    match written:
        case nodes.StayIn(stage=stage, total=total):
            return rule.rule == ("total_in" if total else "stay_in") and called(stage) == rule.stages
        case nodes.Requires(border=border, stage=stage):
            return rule.rule == border.value and called(stage) == rule.stages
        case nodes.FromTo(origin=origin, target=target):
            return rule.rule == "from" and called(origin, target) == rule.stages
        case nodes.IdleAtMost(activities=activities) | nodes.Revisit(activities=activities):
            found = process.scope.find(activities.text, (Kind.SOURCE,))
            return rule.rule == "without" and found is not None and found.name == rule.activities
        case nodes.NoSkipping(stage=stage):
            return rule.rule == "no_skipping" and called(*([stage] if stage else [])) == rule.stages
        case nodes.NoGoingBack():
            return rule.rule == "no_going_back"
        case nodes.NoReopening():
            return rule.rule == "no_reopening"
        case _:
            return False
