"""Options that several commands share, each said once."""

from __future__ import annotations

from pathlib import Path

import click

from planlang.diagnostics.text import Language, Text

LANG = Text(
    "cli.lang", "language of messages and reports (default: Chinese for a plan with Chinese keywords, else by locale)"
)
DATA = Text("cli.data", "folder with the exports (default: as the sources say, beside the plan)")
AS_OF = Text(
    "cli.as-of",
    "what is known by then: 2026-W20 (end of that week), 2026-05-17 (that day included) or 2026-05-17T20:00",
)
WORKSPACE = Text("cli.workspace", "nothing outside this folder is read (default: the folder of PLAN)")
OUTPUT = Text("cli.output", "write to this file instead of standard output")
COLOUR = Text("cli.colour", "colours: always or never (default: on a terminal)")
FORMAT = Text("cli.format", "what to print")


def plan_argument() -> click.Parameter:
    """The plan file, or a folder with one plan in it."""
    return click.Argument(["plan"], type=click.Path(path_type=Path), metavar="PLAN", callback=_the_plan)


def _the_plan(context: click.Context, parameter: click.Parameter, path: Path) -> Path:
    """The one plan that is meant by a folder; a file stays as it is."""
    if not path.is_dir():
        return path
    from planlang.workspace.workspace import plan_in

    return plan_in(path)


def lang_option(language: Language) -> click.Parameter:
    """`--lang`; read before click parses, see cli/language.py."""
    return click.Option(["--lang"], type=click.Choice(["en", "zh"]), expose_value=False, help=LANG.template(language))


def data_option(language: Language) -> click.Parameter:
    """`--data`."""
    return click.Option(
        ["--data"],
        type=click.Path(path_type=Path, exists=True, file_okay=False),
        metavar="DIR",
        help=DATA.template(language),
    )


def as_of_option(language: Language) -> click.Parameter:
    """`--as-of`."""
    return click.Option(["--as-of"], metavar="WHEN", help=AS_OF.template(language))


def workspace_option(language: Language) -> click.Parameter:
    """`--workspace`."""
    return click.Option(
        ["--workspace"],
        type=click.Path(path_type=Path, exists=True, file_okay=False),
        metavar="DIR",
        help=WORKSPACE.template(language),
    )


def output_option(language: Language, *, required: bool = False) -> click.Parameter:
    """`-o`, `--output`."""
    return click.Option(
        ["-o", "--output"],
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        required=required,
        help=OUTPUT.template(language),
    )


def colour_option(language: Language) -> click.Parameter:
    """`--colour/--no-colour`."""
    return click.Option(["--colour/--no-colour", "--color/--no-color"], default=None, help=COLOUR.template(language))


def format_option(language: Language, *formats: str) -> click.Parameter:
    """`--format`, the first being the default."""
    return click.Option(
        ["--format"], type=click.Choice(formats), default=formats[0], show_default=True, help=FORMAT.template(language)
    )
