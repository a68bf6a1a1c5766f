"""`planlang data check`: what the files of a plan hold, what they were taken for, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import click

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
    "cli.data.help",
    "Look at the exports of a plan before any figure is made of them.\n\n"
    "\b\nExamples:\n  planlang data check premium.plan\n  planlang data check premium.plan --format json",
)
CHECK = Text(
    "cli.data.check.help",
    "For every source: its files and what became of each row (used, set aside, left out, and why); per file and column what it "
    "was taken for, why, how many cells disagree, and examples; what is missing, late, overlapping, duplicate, and which stages "
    "and people nobody knows, with the nearest name.\n\n"
    "\b\nExamples:\n  planlang data check premium.plan --as-of 2026-W20\n"
    "  planlang data check premium.plan --data exports/ --format json -o data.json\n\n"
    "Ends with 0 where nothing has to be mended, 1 where something has, 2 where the plan cannot be used or there are no data.",
)


def command(language: Language) -> click.Command:
    """The commands in a language."""
    check = click.Command(
        "check",
        callback=lambda **options: run(language=language, **options),
        help=CHECK.template(language),
        params=[
            plan_argument(),
            data_option(language),
            as_of_option(language),
            *output_options(language, "text", "markdown", "json"),
            workspace_option(language),
            colour_option(language),
            lang_option(language),
        ],
    )
    return click.Group("data", {"check": check}, help=HELP.template(language), params=[lang_option(language)])


def run(
    plan: Path,
    data: Path | None,
    as_of: str | None,
    format: str,
    output: Path | None,
    workspace: Path | None,
    colour: bool | None,
    language: Language,
) -> int:
    """Look at the data, print what was found, and give the exit status."""
    opened = open_usable(plan, workspace, language)
    if opened is None:
        return 2
    from planlang.data.loaded.checking import is_clean
    from planlang.workspace.checking import check_data
    from planlang.workspace.run import planned

    with progress(language):
        ordered = planned(opened, None if format == "json" else language)
        checks, when = check_data(ordered, opened, data=data, as_of=as_of)
    if format == "json":
        from planlang.report.formats.json import data_check_json

        put(data_check_json(checks, ordered), output, language)
    else:
        from planlang.report.documents.data_check import data_check_document

        document = data_check_document(checks, when, language)
        put_document(document, format, output, language, colour=colour, width=line_width(120, 160))
    return 0 if is_clean(checks) else 1
