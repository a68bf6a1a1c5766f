"""What is said of a stage that its process does not have, and of one in quotes."""

from __future__ import annotations

from planlang.diagnostics.diagnostic import Edit, Fix, Related
from planlang.diagnostics.suggest import nearest
from planlang.diagnostics.text import Text
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.resolving import NEEDED_HERE
from planlang.syntax import nodes
from planlang.values.units import StageOf, Unit

MISSING_STAGE = Text("missing-stage", "`{module}` needs a stage `{name}` in `{process}`")
MISSING_STAGE_HELP = Text("missing-stage.help", "call the stage that is meant so as well: `{stage} | {name}`")
UNKNOWN_STAGE = Text("unknown-name.stage", "`{process}` has no stage called `{name}`")
STAGES = Text("unknown-name.stages", "its stages are {stages}")
QUOTED = Text("unit-mismatch.stage", "a stage is written by its name, without quotes: this is `{text}`")
WRITE = Text("unit-mismatch.write", "write `{text}`")


def unknown_stage(bench: Bench, process: str, name: nodes.Name) -> None:
    """Report a stage that its process does not have."""
    stages = bench.stages[process]
    bench.findings.unknown(
        name.span,
        UNKNOWN_STAGE(process=process, name=name.text),
        name.text,
        lambda: stages.names,
        among=process,
        help=STAGES(stages=stages.listed) if stages.names else None,
    )


def missing_stage(bench: Bench, process: str, name: nodes.Name, use: nodes.Use) -> None:
    """Report, where a module is used, a stage that it asks for by a name of its own."""
    stages = bench.stages[process]
    outcome = {"won": stages.won, "赢单": stages.won, "lost": stages.lost, "输单": stages.lost}.get(
        name.text, stages.line
    )
    bench.findings.unknown(
        use.target.span,
        MISSING_STAGE(module=use.written, process=process, name=name.text),
        name.text,
        lambda: (),
        among=process,
        help=MISSING_STAGE_HELP(stage=outcome[0], name=name.text) if outcome else None,
        related=(Related(name.span, NEEDED_HERE()),),
    )


def quoted_stage(bench: Bench, node: nodes.Expression, wanted: Unit) -> bool:
    """Whether a text stands where a stage has to; reported with the stage of that name or title, where there is one."""
    if not isinstance(node, nodes.Text) or not isinstance(wanted, StageOf):
        return False
    stages = bench.stages.get(wanted.process)
    if stages is None or not stages.names:
        return True
    stage = stages.called(node.text)
    near = nearest(node.text, (*stages.names, *stages.titles), 1) if stage is None else ()
    written = stages.called(near[0]) if near else stage
    bench.findings.error(
        node.span,
        QUOTED(text=node.text) if stage is not None else UNKNOWN_STAGE(process=wanted.process, name=node.text),
        help=STAGES(stages=stages.listed) if written is None else WRITE(text=written),
        fixes=() if written is None else (Fix(WRITE(text=written), (Edit(node.span, written),), safe=False),),
    )
    return True
