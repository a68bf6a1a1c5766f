"""`planlang graph`: what waits for what, as Mermaid or DOT."""

from __future__ import annotations

from pathlib import Path

import click

from planlang.cli.options import lang_option, output_options, plan_argument, workspace_option
from planlang.cli.session import open_usable, put
from planlang.diagnostics.text import Language, Text

HELP = Text(
    "cli.graph.help",
    "Print the graph of goals, tasks and milestones, and of the metrics behind them.\n\n"
    "\b\nExamples:\n  planlang graph premium.plan\n  planlang graph premium.plan --format dot -o plan.dot",
)


def command(language: Language) -> click.Command:
    """The command in a language."""
    return click.Command(
        "graph",
        callback=lambda **options: run(language=language, **options),
        help=HELP.template(language),
        params=[
            plan_argument(),
            *output_options(language, "mermaid", "dot"),
            workspace_option(language),
            lang_option(language),
        ],
    )


def run(plan: Path, format: str, output: Path | None, workspace: Path | None, language: Language) -> int:
    """Print the graph and give the exit status."""
    opened = open_usable(plan, workspace, language)
    if opened is None:
        return 2
    from planlang.report.formats.dot import to_dot
    from planlang.report.formats.mermaid import to_mermaid
    from planlang.workspace.run import planned, scheduled

    ordered = planned(opened, language)
    draw = to_dot if format == "dot" else to_mermaid
    put(draw(ordered, scheduled(ordered), language), output, language)
    return 0
