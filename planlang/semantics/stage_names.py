"""What is said of a stage that its process does not have, and of one in quotes."""

from __future__ import annotations

from planlang.diagnostics.diagnostic import Edit, Fix
from planlang.diagnostics.suggest import nearest
from planlang.diagnostics.text import Text
from planlang.semantics.bench import Bench
from planlang.syntax import nodes
from planlang.values.units import StageOf, Unit

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
