"""`planlang timeline`: the plan as a picture."""

from __future__ import annotations

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
DAY = click.DateTime(formats=["%Y-%m-%d"])


def command(language: Language) -> click.Command:
    """The command in a language."""
    return click.Command(
        "timeline",
        callback=lambda **options: run(language=language, **options),
        help=HELP.template(language),
        params=[
            plan_argument(),
            output_option(language, required=True),
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
