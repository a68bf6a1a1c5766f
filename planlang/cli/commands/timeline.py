"""`planlang timeline`: the plan as a picture."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from planlang.cli.options import (
    as_of_option,
    data_option,
    lang_option,
    output_option,
    plan_argument,
    workspace_option,
)
from planlang.cli.session import open_usable, progress, put
from planlang.diagnostics.text import Language, Text
from planlang.workspace.errors import UnusableOptionError

HELP = Text(
    "cli.timeline.help",
    "Draw the timeline: bars, milestones, dependencies, the critical path, days off, alerts of the week.\n\n"
    "\b\nExamples:\n  planlang timeline premium.plan -o plan.svg\n"
    "  planlang timeline premium.plan --as-of 2026-W20 --theme dark -o week20.svg\n\n"
    "Without --as-of, the plan is drawn as written; with it, as things stand, from the exports.",
)
THEME = Text("cli.timeline.theme", "colours for a light or a dark page")
START = Text("cli.timeline.from", "first day to draw (default: the plan's)")
END = Text("cli.timeline.to", "last day to draw (default: the plan's)")
BACKWARDS = Text("cli.timeline.backwards", "there is no day to draw: the last lies before the first (--from, --to)")
DAY = click.DateTime(formats=["%Y-%m-%d"])


def command(language: Language) -> click.Command:
    """The command in a language."""
    return click.Command(
        "timeline",
        callback=lambda **options: run(language=language, **options),
        help=HELP.template(language),
        params=[
            plan_argument(),
            output_option(language, "svg", required=True),
            as_of_option(language),
            data_option(language),
            click.Option(["--from", "start"], type=DAY, metavar="DATE", help=START.template(language)),
            click.Option(["--to", "end"], type=DAY, metavar="DATE", help=END.template(language)),
            click.Option(
                ["--theme"],
                type=click.Choice(["light", "dark"]),
                default="light",
                show_default=True,
                help=THEME.template(language),
            ),
            workspace_option(language),
            lang_option(language),
        ],
    )


def run(
    plan: Path,
    output: Path,
    as_of: str | None,
    data: Path | None,
    start: datetime | None,
    end: datetime | None,
    theme: str,
    workspace: Path | None,
    language: Language,
) -> int:
    """Draw the plan into a file and give the exit status.

    Raises:
        UnusableOptionError: there is no day to draw.
    """
    opened = open_usable(plan, workspace, language)
    if opened is None:
        return 2
    from planlang.evaluate.change.kept import kept_schedule, last_kept
    from planlang.report.formats.svg import timeline_svg
    from planlang.workspace.run import evaluated, planned, scheduled

    ordered = planned(opened, language)
    with progress(language) as step:
        evaluation = evaluated(ordered, opened, data=data, as_of=as_of, step=step) if as_of or data else None
        schedule = evaluation.schedule if evaluation else scheduled(ordered)
        kept = last_kept(ordered, evaluation.as_of.cut.date() if evaluation else None)
        earlier = kept_schedule(ordered, kept) if kept else scheduled(ordered) if evaluation else None
    try:
        picture = timeline_svg(
            ordered,
            schedule,
            evaluation,
            language,
            theme=theme,
            first=start.date() if start else None,
            last=end.date() if end else None,
            baseline=earlier,
            baseline_title=None if kept is None else kept.ident.title,
        )
    except ValueError:
        raise UnusableOptionError(BACKWARDS()) from None
    put(picture, output, language)
    return 0
