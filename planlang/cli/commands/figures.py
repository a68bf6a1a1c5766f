"""`planlang figures`: plain figures of any metric by period, team, person or column."""

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
from planlang.values.periods import Grain
from planlang.workspace.errors import UnusableOptionError

HELP = Text(
    "cli.figures.help",
    "Print plain figures of metrics by week, month, quarter or year; without METRIC, of all metrics.\n\n"
    "\b\nExamples:\n  planlang figures premium.plan signed --by month\n"
    "  planlang figures premium.plan signed visits --by week --for each team --from 2026-04\n"
    "  planlang figures premium.plan signed --by quarter --for each product --format csv -o signed.csv\n\n"
    "`--for each` takes team, a role (rep), person, what records are called (customer), or a column of the rows that are "
    "counted (product, region). What is not known says why; nothing after --as-of is looked at, and without it nothing after the last week that the exports "
    "cover.",
)
BY = Text("cli.figures.by", "length of the periods")
EACH = Text("cli.figures.for", "a row for each team, person in a role, or value of a column")
FROM = Text(
    "cli.figures.from", "first day or period: 2026-04-01, 2026-04, 2026-Q2, 2026-W14 (default: the plan's start)"
)
TO = Text("cli.figures.to", "last day or period (default: the plan's end, as far as it is known)")
FOR_EACH = Text("cli.figures.for-each", "--for is followed by `each` and a team, role or column: --for each team")
GRAINS = [grain.value for grain in Grain if grain is not Grain.DAY]
EACH_WORDS = ("each", "every", "每个", "每")


def command(language: Language) -> click.Command:
    """The command in a language."""
    return click.Command(
        "figures",
        callback=lambda **options: run(language=language, **options),
        help=HELP.template(language),
        params=[
            plan_argument(),
            click.Argument(["metrics"], metavar="[METRIC]...", nargs=-1, shell_complete=plan_names("metrics")),
            click.Option(
                ["--by"], type=click.Choice(GRAINS), default="month", show_default=True, help=BY.template(language)
            ),
            click.Option(["--for", "each"], nargs=2, metavar="each NAME", help=EACH.template(language)),
            click.Option(["--from", "start"], metavar="WHEN", help=FROM.template(language)),
            click.Option(["--to", "end"], metavar="WHEN", help=TO.template(language)),
            as_of_option(language),
            data_option(language),
            *output_options(language, "text", "markdown", "csv", "json"),
            workspace_option(language),
            colour_option(language),
            lang_option(language),
        ],
    )


def run(
    plan: Path,
    metrics: tuple[str, ...],
    by: str,
    each: tuple[str, str] | None,
    start: str | None,
    end: str | None,
    as_of: str | None,
    data: Path | None,
    format: str,
    output: Path | None,
    workspace: Path | None,
    colour: bool | None,
    language: Language,
) -> int:
    """Print the figures and give the exit status.

    Raises:
        UnusableOptionError: something asked for is not there.
    """
    if each is not None and (each[0].lower() not in EACH_WORDS or each[1].startswith("-")):
        raise UnusableOptionError(FOR_EACH())
    opened = open_usable(plan, workspace, language)
    if opened is None:
        return 2
    from planlang.workspace.figures import Wanted, figures
    from planlang.workspace.run import planned

    wanted = Wanted(metrics, Grain(by), None if each is None else each[1], start, end)
    with progress(language) as step:
        arranged = planned(opened, None if format == "json" else language)
        table = figures(arranged, opened, wanted, data=data, as_of=as_of, step=step)
    if format == "json":
        from planlang.report.formats.json import figures_json

        put(figures_json(table), output, language)
    elif format == "csv":
        from planlang.report.formats.csv import figures_csv

        put(figures_csv(table, language), output, language)
    else:
        from planlang.report.documents.figure_list import figures_document

        put_document(figures_document(table, language), format, output, language, colour=colour, width=line_width())
    return 0
