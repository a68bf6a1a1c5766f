"""`planlang backtest`: how alerts would have done over the last weeks."""

from __future__ import annotations

from pathlib import Path

import click

from planlang.cli.completing import plan_names
from planlang.cli.options import (
    as_of_option,
    colour_option,
    data_option,
    lang_option,
    output_options,
    plan_argument,
    workspace_option,
)
from planlang.cli.session import line_width, open_usable, progress, put, put_document
from planlang.diagnostics.text import Language, Text

HELP = Text(
    "cli.backtest.help",
    "Say how alerts would have done over the last weeks: how often each came on, for whom, for how long, and how often whom it told; "
    "without ALERT, of all alerts.\n\n"
    "\b\nExamples:\n  planlang backtest premium.plan\n  planlang backtest premium.plan thin_activity --weeks 26\n"
    "  planlang backtest premium.plan thin_activity --sweep 5..15\n\n"
    "--sweep tries other limits over one reading of the data: 5..15, 15%..25%, 1000..5000/500 (with the step).",
)
WEEKS = Text("cli.backtest.weeks", "so many weeks up to --as-of")
SWEEP = Text("cli.backtest.sweep", "limits to try in place of the one in the condition")
LIMIT = Text(
    "cli.backtest.limit", "which limit of the condition --sweep is about, counted from 1, where it has several"
)
MOST_WEEKS = 520


def command(language: Language) -> click.Command:
    """The command in a language."""
    return click.Command(
        "backtest",
        callback=lambda **options: run(language=language, **options),
        help=HELP.template(language),
        params=[
            plan_argument(),
            click.Argument(["alerts"], metavar="[ALERT]...", nargs=-1, shell_complete=plan_names("alerts")),
            click.Option(
                ["--weeks"],
                type=click.IntRange(1, MOST_WEEKS),
                default=26,
                show_default=True,
                metavar="COUNT",
                help=WEEKS.template(language),
            ),
            click.Option(["--sweep"], metavar="RANGE", help=SWEEP.template(language)),
            click.Option(["--limit"], type=click.IntRange(1), metavar="NUMBER", help=LIMIT.template(language)),
            as_of_option(language),
            data_option(language),
            *output_options(language, "text", "markdown", "json"),
            workspace_option(language),
            colour_option(language),
            lang_option(language),
        ],
    )


def run(
    plan: Path,
    alerts: tuple[str, ...],
    weeks: int,
    sweep: str | None,
    limit: int | None,
    as_of: str | None,
    data: Path | None,
    format: str,
    output: Path | None,
    workspace: Path | None,
    colour: bool | None,
    language: Language,
) -> int:
    """Print the backtests and give the exit status."""
    opened = open_usable(plan, workspace, language)
    if opened is None:
        return 2
    from planlang.workspace.backtesting import Asked, backtested
    from planlang.workspace.run import planned

    arranged = planned(opened, None if format == "json" else language)
    with progress(language) as step:
        asked = Asked(alerts, weeks, sweep, limit)
        found = backtested(arranged, opened, asked, data=data, as_of=as_of, step=step)
    if format == "json":
        from planlang.report.formats.json import backtests_json

        put(backtests_json(found, arranged), output, language)
    else:
        from planlang.report.documents.backtest import backtest_document

        document = backtest_document(found, arranged, language)
        put_document(document, format, output, language, colour=colour, width=line_width())
    return 0
