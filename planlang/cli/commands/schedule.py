"""`planlang schedule`: dates for every task, with float and the critical path."""

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
from planlang.cli.session import open_usable, put, put_document
from planlang.diagnostics.text import Language, Text

HELP = Text(
    "cli.schedule.help",
    "Work out early and late dates, float and the critical path of every task and milestone.\n\n"
    "\b\nExamples:\n  planlang schedule premium.plan\n  planlang schedule premium.plan --as-of 2026-05-17 --format json\n\n"
    "With --as-of, what is not done is planned anew from that day on; without it, the plan is scheduled as written. "
    "Conditions on data are looked up only with --as-of.",
)

WIDTH = 130


def command(language: Language) -> click.Command:
    """The command in a language."""
    return click.Command(
        "schedule",
        callback=lambda **options: run(language=language, **options),
        help=HELP.template(language),
        params=[
            plan_argument(),
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
    as_of: str | None,
    data: Path | None,
    format: str,
    output: Path | None,
    workspace: Path | None,
    colour: bool | None,
    language: Language,
) -> int:
    """Print the schedule and give the exit status: 1 where a date cannot be kept."""
    opened = open_usable(plan, workspace, language)
    if opened is None:
        return 2
    from planlang.workspace.run import planned, scheduled_as_of

    ordered = planned(opened, None if format == "json" else language)
    schedule = scheduled_as_of(ordered, opened, data=data, as_of=as_of)
    if format == "json":
        from planlang.report.formats.json import schedule_json

        put(schedule_json(schedule, ordered), output, language)
    else:
        from planlang.report.documents.schedule_list import schedule_document

        document = schedule_document(schedule, ordered, language)
        put_document(document, format, output, language, colour=colour, width=WIDTH)
    return int(bool(schedule.conflicts))
