"""`planlang explain`: where a figure or a date comes from."""

from __future__ import annotations

from pathlib import Path

import click

from planlang.cli.completing import EXPLAINED, people, plan_names
from planlang.cli.options import (
    as_of_option,
    colour_option,
    data_option,
    lang_option,
    output_options,
    plan_argument,
    workspace_option,
)
from planlang.cli.session import line_width, open_usable, progress, put_document
from planlang.diagnostics.text import Language, Text
from planlang.workspace.errors import UnusableOptionError

HELP = Text(
    "cli.explain.help",
    "Say where a figure or a date comes from: formula, period, limit, and the rows behind it by file and line.\n\n"
    "\b\nExamples:\n  planlang explain premium.plan signed --as-of 2026-W20\n"
    "  planlang explain premium.plan visits --for 张丽 --as-of 2026-W20\n"
    "  planlang explain premium.plan SJ26-0842 --as-of 2026-W20\n"
    "  planlang explain premium.plan b2b.stay.proposal --as-of 2026-W20\n\n"
    "ID is the name of a task, milestone, goal, metric, alert, process or process rule, the key of a record (all that is "
    "broken or running about it), or the id of a violation (its first four characters will do).",
)
FOR = Text("cli.explain.for", "about which person or team (default: the whole plan)")


def command(language: Language) -> click.Command:
    """The command in a language."""
    return click.Command(
        "explain",
        callback=lambda **options: run(language=language, **options),
        help=HELP.template(language),
        params=[
            plan_argument(),
            click.Argument(["name"], metavar="ID", shell_complete=plan_names(*EXPLAINED)),
            click.Option(["--for", "entity"], metavar="WHO", help=FOR.template(language), shell_complete=people),
            as_of_option(language),
            data_option(language),
            *output_options(language, "text", "markdown"),
            workspace_option(language),
            colour_option(language),
            lang_option(language),
        ],
    )


def run(
    plan: Path,
    name: str,
    entity: str | None,
    as_of: str | None,
    data: Path | None,
    format: str,
    output: Path | None,
    workspace: Path | None,
    colour: bool | None,
    language: Language,
) -> int:
    """Print the explanation and give the exit status.

    Raises:
        UnusableOptionError: nothing has that name, or nobody.
    """
    opened = open_usable(plan, workspace, language)
    if opened is None:
        return 2
    from planlang.report.documents.explain import explanations, task_explanation
    from planlang.workspace.explaining import explained, task_called, untold
    from planlang.workspace.run import has_dated_files, held, judged, planned, scheduled

    ordered = planned(opened, language)
    assert opened.model is not None, "only a usable plan is put in order"
    task = task_called(name, ordered, opened.model) if as_of is None and entity is None else None
    if task is not None and not has_dated_files(ordered, opened, data):
        document = task_explanation(task, ordered, scheduled(ordered), language)
        put_document(document, format, output, language, colour=colour, width=line_width())
        return 0
    with progress(language) as step:
        world = held(ordered, opened, data=data, as_of=as_of, step=step)
        evaluation = judged(world)
        found = explained(world, evaluation, name, entity, opened.model, language)
    missing = untold(found, name, entity, language)
    if missing is not None:
        raise UnusableOptionError(missing)
    document = explanations(found.subjects, evaluation, language)
    put_document(document, format, output, language, colour=colour, width=line_width())
    return 0
