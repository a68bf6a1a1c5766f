"""Processes: their stages, and who is told when a rule is broken.

In: `process` declarations. Out: the stage names on the bench (before anything else is typed), and later the processes.
Their rules are checked in stage_rules.py.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from planlang.diagnostics.diagnostic import Related
from planlang.diagnostics.text import Text
from planlang.semantics.clauses.clauses import each, only
from planlang.semantics.clauses.lengths import lateness
from planlang.semantics.clauses.parties import notified, party
from planlang.semantics.expressions.limits import time_limit
from planlang.semantics.expressions.units import unit_words
from planlang.semantics.kinds.process.approvals import owner_column
from planlang.semantics.kinds.process.customers import LookedAfter
from planlang.semantics.kinds.process.handling import Said, record_owner, stage_said
from planlang.semantics.kinds.process.stage_rules import rules
from planlang.semantics.kinds.sources import column_named
from planlang.semantics.model import Expectation, Process, Stage, StagePhase, WinProbability
from planlang.semantics.names.bench import Bench, StageNames
from planlang.semantics.names.resolving import resolve
from planlang.semantics.names.scopes import FIRST, Symbol
from planlang.semantics.names.stage_names import unknown_stage
from planlang.semantics.names.uses import note_stage
from planlang.source import Span
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.units import MoneyIn, StageOf

TWICE = Text("duplicate-name.stage", "`{process}` has two stages called `{name}`")
NO_STAGES = Text("process-without-stages", "the process `{name}` has no stages")
NO_STAGES_HELP = Text("process-without-stages.help", "add `stages FIRST -> NEXT -> LAST`")
NO_COLUMN = Text("process-without-stage-column", "`{source}` has no column of type `stage[{process}]`")
NO_COLUMN_HELP = Text("process-without-stage-column.help", 'add `stage: stage[{process}] from "HEADER"` to `{source}`')
WORTH = Text(
    "process-without-value",
    "`{source}` has several columns of money, {columns}: which one says what a record is worth?",
)
WORTH_HELP = Text("process-without-value.help", "add `value {column}` to `{process}`")
NOT_MONEY = Text("unit-mismatch.value", "`{name}` is {unit}, not money")
NO_FURTHER = Text("conversion-of-final-stage", "`{stage}` is a final stage, so nothing gets further from it")
NOTHING_AFTER = Text(
    "conversion-of-final-stage.last", "nothing comes after `{stage}`: it is the last stage, and there is no win stage"
)
NOTHING_AFTER_HELP = Text("conversion-of-final-stage.last-help", "add `win stage won`")
NO_SHARE = Text("conversion-share", "{written} is no share of records: from above 0% to 100%")
IS_DECIDED = Text("probability-of-final-stage", "`{stage}` is a final stage: what is there is won or lost already")
NO_CHANCE = Text("conversion-share.probability", "{written} is no probability: from 0% to 100%")
NO_WORTH = Text(
    "clause-without-effect.probability", "`win probability` has no effect: `{source}` has no column of money to weight"
)
NO_WORTH_HELP = Text("clause-without-effect.probability-help", "add `amount: money` to `{source}`")
ORIGIN = Text("unreachable-stage", "`{stage}` is a final stage, so nothing is lost from it")


def stage_names(bench: Bench) -> None:
    """Note the stages of every process, so that expressions can name them."""
    for symbol in bench.program.symbols(Kind.PROCESS):
        node = symbol.node
        assert isinstance(node, nodes.ProcessDecl)
        names: dict[str, str] = {}
        places: dict[str, Span] = {}
        titles: dict[str, str] = {}
        groups: list[tuple[str, ...]] = []
        for heads in _heads(node):
            group: list[str] = []
            for head in heads:
                if head.title is not None:
                    titles.setdefault(head.title.text, head.name.text)
                for name in (head.name, head.alias):
                    if name is None:
                        continue
                    if name.text in names:
                        bench.findings.error(
                            name.span,
                            TWICE(process=symbol.name, name=name.text),
                            related=(Related(places[name.text], FIRST()),),
                        )
                        continue
                    names[name.text] = head.name.text
                    places[name.text] = name.span
                if names.get(head.name.text) == head.name.text and head.name.text not in group:
                    group.append(head.name.text)
            groups.append(tuple(group))
        line, won, lost, void = groups
        wins = tuple(
            tuple(dict.fromkeys(head.name.text for head in clause.stages if head.name.text in won))
            for clause in each(node.clauses, nodes.WinStage)
        )
        bench.stages[symbol.name] = StageNames(names, line, won, lost, titles, void, wins)


def _heads(node: nodes.ProcessDecl) -> tuple[list[nodes.StageHead], ...]:
    """The stages as written: main line, won, lost, void."""
    line = [head for clause in each(node.clauses, nodes.Stages) for head in clause.stages]
    won = [head for clause in each(node.clauses, nodes.WinStage) for head in clause.stages]
    lost = [clause.stage for clause in each(node.clauses, nodes.LossStage)]
    void = [clause.stage for clause in each(node.clauses, nodes.VoidStage)]
    return line, won, lost, void


def processes(bench: Bench) -> dict[str, Process]:
    """Every process by qualified name; sources must be on the bench."""
    found: dict[str, Process] = {}
    for symbol in bench.program.symbols(Kind.PROCESS):
        process = bench.once(_process, symbol)
        if process is not None:
            found[symbol.name] = process
    return found


def _process(bench: Bench, symbol: Symbol) -> Process | None:
    node, scope, findings = symbol.node, symbol.scope, bench.findings
    assert isinstance(node, nodes.ProcessDecl)
    source = resolve(scope, node.source, (Kind.SOURCE,), findings)
    has_stages = only(node.clauses, nodes.Stages, findings) is not None
    if not has_stages and _needs_stages(bench, symbol, node, source):
        findings.error(node.head.name.span, NO_STAGES(name=symbol.name), help=NO_STAGES_HELP())
        has_stages = True
    owner = record_owner(bench, symbol)
    notify, via = notified(bench, scope, each(node.clauses, nodes.Notify), owner)
    steps = lateness(bench, scope, each(node.clauses, nodes.Escalate), owner)
    origins = _origins(bench, symbol.name, node)
    of_stages = stage_said(bench, symbol, bench.stages[symbol.name], node)
    stages = _stages(bench, symbol, node, of_stages)
    checked = rules(bench, symbol, node, source, of_stages)
    if source is None:
        return None
    if has_stages:
        _check_column(bench, symbol, node, source)
    value = _value(bench, symbol, node, source)
    if None not in bench.columns[source.name].values():
        _check_worth(bench, node, source)
    return Process(
        symbol.ident(),
        source.name,
        stages,
        origins,
        checked,
        notify,
        steps,
        value,
        owner_column(bench, node, source),
        via,
    )


def _needs_stages(bench: Bench, symbol: Symbol, node: nodes.ProcessDecl, source: Symbol | None) -> bool:
    """Whether a process without a line of stages speaks of them: final ones, or in a column of its records, where these are known.
    Others go by rules about how often records are seen, and such.
    """
    seen = any(isinstance(clause, LookedAfter | nodes.IdleAtMost) for clause in node.clauses)
    if any(_heads(node)) or not seen:
        return True
    return source is not None and StageOf(symbol.name) in bench.columns[source.name].values()


def _value(bench: Bench, symbol: Symbol, node: nodes.ProcessDecl, source: Symbol) -> str | None:
    """The column of money that says what a record is worth: the one declared, or the only one there is."""
    columns = bench.columns[source.name]
    money = [name for name, unit in columns.items() if isinstance(unit, MoneyIn)]
    clause = only(node.clauses, nodes.ValueOf, bench.findings)
    if clause is not None:
        name = clause.column
        if column_named(bench, source, name) is not None and columns[name.text] is not None and name.text not in money:
            unit = columns[name.text]
            assert unit is not None
            bench.findings.error(name.span, NOT_MONEY(name=name.text, unit=unit_words(unit)))
        return name.text if name.text in money else None
    if len(money) > 1:
        bench.findings.error(
            node.head.name.span,
            WORTH(source=source.name, columns=", ".join(f"`{name}`" for name in money)),
            help=WORTH_HELP(column=money[0], process=symbol.name),
            related=(Related(source.head.name.span, FIRST()),),
        )
    return money[0] if len(money) == 1 else None


def _check_worth(bench: Bench, node: nodes.ProcessDecl, source: Symbol) -> None:
    """Chances of winning are for a column of money."""
    if any(isinstance(unit, MoneyIn) for unit in bench.columns[source.name].values()):
        return
    for block in each(node.clauses, nodes.StageBlock):
        for written in each(block.clauses, nodes.WinProbability):
            help_ = NO_WORTH_HELP(source=source.name)
            bench.findings.warning(written.span, NO_WORTH(source=source.name), help=help_)


def _check_column(bench: Bench, symbol: Symbol, node: nodes.ProcessDecl, source: Symbol) -> None:
    """The records of a process have a column with their stage."""
    units = bench.columns[source.name].values()
    if StageOf(symbol.name) not in units and None not in units:
        bench.findings.error(
            node.source.span,
            NO_COLUMN(source=source.name, process=symbol.name),
            help=NO_COLUMN_HELP(source=source.name, process=symbol.name),
            related=(Related(source.head.name.span, FIRST()),),
        )


def _stages(bench: Bench, symbol: Symbol, node: nodes.ProcessDecl, of_stages: Mapping[str, Said]) -> tuple[Stage, ...]:
    """The stages of the main line in order, then won, then lost, with what their blocks say."""
    found: dict[str, Stage] = {}
    wins = {
        stage: (rank, place)
        for rank, win in enumerate(bench.stages[symbol.name].wins)
        for place, stage in enumerate(win)
    }
    last = [len(win) - 1 for win in bench.stages[symbol.name].wins]
    for phase, heads in zip(StagePhase, _heads(node), strict=True):
        for head in heads:
            if head.name.text in found:
                continue
            position = len(found) if phase is StagePhase.OPEN else None
            won = wins.get(head.name.text)  # none where the name is another stage's, which is told
            found[head.name.text] = Stage(
                head.name.text,
                head.alias.text if head.alias else None,
                head.title.text if head.title else head.name.text,
                phase,
                position,
                synonyms=tuple(word.text for word in head.synonyms),
                win_of=won,
                goes_on=phase is StagePhase.WON and won is not None and _goes_on(won, last),
            )
    names = bench.stages[symbol.name].names
    described: dict[str, Span] = {}
    for block in each(node.clauses, nodes.StageBlock):
        name = names.get(block.stage.text)
        if name is None:
            unknown_stage(bench, symbol.name, block.stage)
            continue
        note_stage(symbol.name, name, block.stage, bench.findings)
        if name in described:
            bench.findings.error(
                block.stage.span,
                TWICE(process=symbol.name, name=name),
                related=(Related(described[name], FIRST()),),
            )
            continue
        described[name] = block.stage.span
        if name in found:
            found[name] = _described(bench, symbol, found[name], block, of_stages[name].handling.standard)
    return tuple(found.values())


def _described(bench: Bench, symbol: Symbol, stage: Stage, block: nodes.StageBlock, standard: str | None) -> Stage:
    """A stage with its aim, standard, responsible party and expected conversion."""
    findings = bench.findings
    aim = only(block.clauses, nodes.Aim, findings)
    responsible = only(block.clauses, nodes.Responsible, findings)
    conversion = only(block.clauses, nodes.ExpectConversion, findings)
    return evolve(
        stage,
        aim=aim.text.text if aim else None,
        standard=standard,
        responsible=party(bench, symbol.scope, responsible.who) if responsible else None,
        expectation=_expectation(bench, symbol, stage, conversion) if conversion else None,
        win=_win(bench, stage, only(block.clauses, nodes.WinProbability, findings)),
    )


def _win(bench: Bench, stage: Stage, written: nodes.WinProbability | None) -> WinProbability | None:
    """The declared chance of winning; None after reporting one of a stage that is over, or one that cannot be."""
    if written is None:
        return None
    if stage.phase is not StagePhase.OPEN:
        bench.findings.error(written.span, IS_DECIDED(stage=stage.name))
        return None
    if not 0 <= written.share.value <= 1:
        bench.findings.error(written.share.span, NO_CHANCE(written=written.share.span.text))
        return None
    return WinProbability(written.share.value, written.span)


def _expectation(bench: Bench, symbol: Symbol, stage: Stage, written: nodes.ExpectConversion) -> Expectation | None:
    """What is expected of a stage; None after reporting that nothing gets further from it, or a share that cannot be."""
    stages = bench.stages[symbol.name]
    if stage.phase is not StagePhase.OPEN:
        bench.findings.error(written.span, NO_FURTHER(stage=stage.name))
        return None
    if not stages.won and stages.line[-1:] == (stage.name,):
        bench.findings.error(written.span, NOTHING_AFTER(stage=stage.name), help=NOTHING_AFTER_HELP())
        return None
    if not 0 < written.share.value <= 1:
        bench.findings.error(written.share.span, NO_SHARE(written=written.share.span.text))
        return None
    if written.within is None:
        return Expectation(written.share.value, None)
    limited = time_limit(bench, symbol.scope, written.within)
    return None if limited is None else Expectation(written.share.value, limited.limit)


def _goes_on(win: tuple[int, int], last: list[int]) -> bool:
    """Whether a stage comes after one of those after a win."""
    rank, place = win
    return place < last[rank]


def _origins(bench: Bench, process: str, node: nodes.ProcessDecl) -> dict[str, tuple[str, ...] | None]:
    """From which stages each loss and void stage can be entered; None for any."""
    stages = bench.stages[process]
    found: dict[str, tuple[str, ...] | None] = {}
    clauses: list[nodes.LossStage | nodes.VoidStage] = [
        *each(node.clauses, nodes.LossStage),
        *each(node.clauses, nodes.VoidStage),
    ]
    for clause in clauses:
        if clause.origins is None:
            found[clause.stage.name.text] = None
            continue
        known: list[str] = []
        for origin in clause.origins:
            name = stages.names.get(origin.text)
            if name is None:
                unknown_stage(bench, process, origin)
                continue
            note_stage(process, name, origin, bench.findings)
            if stages.is_final(name):
                bench.findings.error(origin.span, ORIGIN(stage=origin.text))
            else:
                known.append(name)
        found[clause.stage.name.text] = tuple(known)
    return found
