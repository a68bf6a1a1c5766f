"""`planlang evaluate`: hold a plan against the week's exports."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from planlang.cli.options import (
    as_of_option,
    colour_option,
    data_option,
    format_option,
    lang_option,
    output_option,
    plan_argument,
    workspace_option,
)
from planlang.cli.session import open_usable, progress, put, wants_colour
from planlang.diagnostics.text import Language, Text

HELP = Text(
    "cli.evaluate.help",
    "Hold the plan against the week's exports: goals, late tasks, broken rules, alerts.\n\n"
    "\b\nExamples:\n  planlang evaluate premium.plan --as-of 2026-W20\n"
    "  planlang evaluate premium.plan --data exports/ --format json -o week20.json --fail-on critical\n\n"
    "Ends with 0 where nothing is wrong, 1 with violations at or above --fail-on, 2 where the plan or the data cannot be "
    "read. Nothing after --as-of is looked at; without it, the last week that the exports cover is reviewed.",
)
FAIL_ON = Text("cli.evaluate.fail-on", "the mildest violation that makes the exit status 1")
LEVELS = ("info", "warning", "high", "critical", "never")


def command(language: Language) -> click.Command:
    """The command in a language."""
    return click.Command(
        "evaluate",
        callback=lambda **options: run(language=language, **options),
        help=HELP.template(language),
        params=[
            plan_argument(),
            data_option(language),
            as_of_option(language),
            click.Option(
                ["--fail-on"],
                type=click.Choice(LEVELS),
                default="warning",
                show_default=True,
                help=FAIL_ON.template(language),
            ),
            format_option(language, "text", "json"),
            output_option(language),
            workspace_option(language),
            colour_option(language),
            lang_option(language),
        ],
    )


def run(
    plan: Path,
    data: Path | None,
    as_of: str | None,
    fail_on: str,
    format: str,
    output: Path | None,
    workspace: Path | None,
    colour: bool | None,
    language: Language,
) -> int:
    """Evaluate the plan, print what was found, and give the exit status."""
    opened = open_usable(plan, workspace, language)
    if opened is None:
        return 2
    from planlang.workspace.run import check_readable, data_files, evaluated, planned

    with progress(language) as step:
        ordered = planned(opened, None if format == "json" else language)
        data_files(ordered, opened, data)
        evaluation = evaluated(ordered, opened, data=data, as_of=as_of, step=step)
        check_readable(evaluation)
    if format == "json":
        from planlang.report.formats.json import to_json

        put(to_json(evaluation), output, language)
    else:
        from planlang.report.formats.text import summary

        width = max(60, min(shutil.get_terminal_size((100, 40)).columns, 140))
        painted = wants_colour(colour) and output is None
        put(summary(evaluation, language, width=width, colour=painted), output, language)
    worst = max((LEVELS.index(v.severity) for v in evaluation.violations), default=-1)
    return int(worst >= LEVELS.index(fail_on))
