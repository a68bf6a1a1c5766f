"""`planlang diff`: what an edit of a plan does."""

from __future__ import annotations

from pathlib import Path

import click

from planlang.cli.options import (
    as_of_option,
    colour_option,
    data_option,
    lang_option,
    output_options,
    workspace_option,
)
from planlang.cli.session import line_width, print_first_errors, progress, put, put_document
from planlang.diagnostics.text import Language, Text

HELP = Text(
    "cli.diff.help",
    "Say what an edit of a plan does: targets moved, limits looser or stricter, dates shifted, people and weights changed.\n\n"
    "\b\nExamples:\n  planlang diff old.plan new.plan\n  planlang diff main:plans plans --format markdown\n"
    "  planlang diff HEAD~1:team.plan team.plan --weeks 26\n\n"
    "OLD and NEW are plan files, folders with one plan, or either of these as a git revision has it (REVISION:PATH). With --weeks "
    "both are held against the same data, to see how many more alerts the edit raises.\n\n"
    "Ends with 0, with 1 where there is what --fail-on names, with 2 where a plan cannot be read.",
)
WEEKS = Text(
    "cli.diff.weeks",
    "hold both against the data of so many weeks up to --as-of (26 where --as-of or --data is given without it)",
)
FAIL_ON = Text("cli.diff.fail-on", "end with 1 where less is asked (loosened) or anything differs (changed)")
UNUSABLE = Text("cli.diff.unusable", "{plan} cannot be compared before its errors are mended: {errors}")
LEVELS = ("never", "loosened", "changed")
MOST_WEEKS = 520
USUAL_WEEKS = 26
"""How many weeks are looked at where data or an as-of are named alone."""


def command(language: Language) -> click.Command:
    """The command in a language."""
    return click.Command(
        "diff",
        callback=lambda **options: run(language=language, **options),
        help=HELP.template(language),
        params=[
            click.Argument(["old"], metavar="OLD"),
            click.Argument(["new"], metavar="NEW"),
            click.Option(
                ["--weeks"],
                type=click.IntRange(1, MOST_WEEKS),
                metavar="COUNT",
                help=WEEKS.template(language),
            ),
            as_of_option(language),
            data_option(language),
            click.Option(
                ["--fail-on"],
                type=click.Choice(LEVELS),
                default="never",
                show_default=True,
                help=FAIL_ON.template(language),
            ),
            *output_options(language, "text", "markdown", "json"),
            workspace_option(language),
            colour_option(language),
            lang_option(language),
        ],
    )


def run(
    old: str,
    new: str,
    weeks: int | None,
    as_of: str | None,
    data: Path | None,
    fail_on: str,
    format: str,
    output: Path | None,
    workspace: Path | None,
    colour: bool | None,
    language: Language,
) -> int:
    """Print the differences and give the exit status."""
    from planlang.workspace.versions import open_version

    before, after = (open_version(version, workspace) for version in (old, new))
    unusable = [(opened, version) for opened, version in ((before, old), (after, new)) if not opened.usable]
    if unusable:
        for opened, version in unusable:
            print_first_errors(opened, UNUSABLE, version, language)
        return 2
    from planlang.compare.differences import Effect
    from planlang.workspace.comparing import compared, with_data

    found = compared(before, after, (old, new))
    if weeks is not None or as_of is not None or data is not None:
        with progress(language) as step:
            found = with_data(found, before, after, weeks=weeks or USUAL_WEEKS, data=data, as_of=as_of, step=step)
    if format == "json":
        from planlang.report.formats.json import comparison_json

        put(comparison_json(found), output, language)
    else:
        from planlang.report.documents.comparison import comparison_document

        document = comparison_document(found, language)
        put_document(document, format, output, language, colour=colour, width=line_width())
    return int(
        found.has(Effect.LOOSENED) if fail_on == "loosened" else fail_on == "changed" and bool(found.differences)
    )
