"""Options that several commands share, each said once."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click
from click.core import ParameterSource

from planlang.cli.completing import weeks
from planlang.diagnostics.text import Language, Text
from planlang.workspace.errors import UnusableOptionError

LANG = Text(
    "cli.lang", "language of messages and reports (default: Chinese for a plan with Chinese keywords, else by locale)"
)
DATA = Text("cli.data", "folder with the exports (default: as the sources say, beside the plan)")
AS_OF = Text(
    "cli.as-of",
    "what is known by then: 2026-W20 (end of that week), 2026-05-17 (that day included) or 2026-05-17T20:00",
)
WORKSPACE = Text("cli.workspace", "nothing outside this folder is read (default: the folder of PLAN)")
OUTPUT = Text(
    "cli.output", "write to this file instead of standard output; without --format its ending says the format"
)
OUTPUT_ALONE = Text("cli.output.alone", "write to this file")
NO_SUCH_ENDING = Text("cli.output.ending", "this command writes no {ending} files; it writes {endings}")
PLANS = ".plan"
OTHER_ENDING = Text(
    "cli.output.other", "{ending} is no ending of the format {format}: write to {path}, or leave --format out"
)
COLOUR = Text("cli.colour", "colours: always or never (default: on a terminal)")
FORMAT = Text("cli.format", "what to print")
ENDINGS = {
    "text": (".txt", ".text", ".log"),
    "markdown": (".md", ".markdown"),
    "json": (".json",),
    "csv": (".csv",),
    "mermaid": (".mmd", ".mermaid"),
    "dot": (".dot", ".gv"),
    "svg": (".svg",),
    "concise": (".txt", ".text", ".log"),
    "jsonl": (".jsonl",),
    "sarif": (".sarif", ".json"),
    "github": (".txt", ".text", ".log"),
    "gitlab": (".json",),
    "junit": (".xml",),
    "rdjson": (".rdjson", ".json"),
    "azure": (".txt", ".text", ".log"),
}
"""How files of each format end, the usual ending first."""


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
    return click.Option(["--as-of"], metavar="WHEN", help=AS_OF.template(language), shell_complete=weeks)


def workspace_option(language: Language) -> click.Parameter:
    """`--workspace`."""
    return click.Option(
        ["--workspace"],
        type=click.Path(path_type=Path, exists=True, file_okay=False),
        metavar="DIR",
        help=WORKSPACE.template(language),
    )


def output_options(language: Language, *formats: str) -> list[click.Parameter]:
    """`--format`, the first being the default, and `-o`, whose ending has to be that of a format."""
    return [format_option(language, *formats), output_option(language, *formats)]


def output_option(language: Language, *formats: str, required: bool = False) -> click.Parameter:
    """`-o`, `--output`: a file of one of these formats."""
    help_ = OUTPUT if len(formats) > 1 else OUTPUT_ALONE
    return click.Option(
        ["-o", "--output"],
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        required=required,
        help=help_.template(language),
        callback=partial(_of_a_format, formats),
    )


def _of_a_format(
    formats: tuple[str, ...], context: click.Context, parameter: click.Parameter, path: Path | None
) -> Path | None:
    """The file. Where no format is asked for, its ending says it and has to be that of one; else it is not that of another one, but for
    `.txt`, and in no case that of plans, of which one would be lost.
    """
    if path is None or not path.suffix:
        return path
    ending = path.suffix.lower()
    meant = [one for one in formats if ending in ENDINGS[one]]
    source = context.get_parameter_source("format") if "format" in context.params else None
    is_asked_for = source is not None and source is not ParameterSource.DEFAULT
    if not meant and (ending == PLANS or not is_asked_for):
        endings = ", ".join(dict.fromkeys(ENDINGS[one][0] for one in formats))
        raise UnusableOptionError(NO_SUCH_ENDING(ending=path.suffix, endings=endings))
    if source is None:
        return path
    asked = context.params["format"]
    if not is_asked_for:
        context.params["format"] = meant[0]
    elif meant and asked not in meant and meant != ["text"]:
        instead = path.with_suffix(ENDINGS[asked][0]).as_posix()
        raise UnusableOptionError(OTHER_ENDING(ending=path.suffix, format=asked, path=instead))
    return path


def colour_option(language: Language) -> click.Parameter:
    """`--colour/--no-colour`."""
    return click.Option(["--colour/--no-colour", "--color/--no-color"], default=None, help=COLOUR.template(language))


def format_option(language: Language, *formats: str) -> click.Parameter:
    """`--format`, the first being the default."""
    return click.Option(
        ["--format"],
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        is_eager=True,
        help=FORMAT.template(language),
    )
