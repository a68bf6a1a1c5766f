"""`planlang lint`: say what is wrong with plan files, for people and for CI."""

from __future__ import annotations

import os
from pathlib import Path

import click
from attrs import evolve

from planlang.cli.options import colour_option, format_option, lang_option, output_option, workspace_option
from planlang.cli.session import ERRORS, ERRORS_FIRST, count, print_diagnostics, put, wants_colour
from planlang.diagnostics.diagnostic import Diagnostic, Severity, in_order
from planlang.diagnostics.text import Language, Text
from planlang.source import Source, Span

HELP = Text(
    "cli.lint.help",
    "Check plan files and everything they use, without looking at data.\n\n"
    "\b\nExamples:\n  planlang lint premium.plan\n  planlang lint plans/ --format json -o findings.json\n\n"
    "Ends with 0 where nothing is found, 1 with findings at or above --fail-on, 2 where a file cannot be read.",
)
FAIL_ON = Text("cli.lint.fail-on", "the mildest finding that makes the exit status 1")
CLEAN = Text("cli.lint.clean", "{files:file|files} checked, nothing found")
LEVELS = {"error": Severity.ERROR, "warning": Severity.WARNING, "note": Severity.NOTE}


def command(language: Language) -> click.Command:
    """The command in a language."""
    return click.Command(
        "lint",
        callback=lambda **options: run(language=language, **options),
        help=HELP.template(language),
        params=[
            click.Argument(["paths"], type=click.Path(path_type=Path), nargs=-1, required=True, metavar="PLAN..."),
            click.Option(
                ["--fail-on"],
                type=click.Choice(list(LEVELS)),
                default="warning",
                show_default=True,
                help=FAIL_ON.template(language),
            ),
            format_option(language, "text", "json"),
            output_option(language),
            workspace_option(language),
            colour_option(language),
            lang_option(language),
        ],
    )


def run(
    paths: tuple[Path, ...],
    fail_on: str,
    format: str,
    output: Path | None,
    workspace: Path | None,
    colour: bool | None,
    language: Language,
) -> int:
    """Check the files and give the exit status."""
    from planlang.workspace.workspace import open_all

    opened = open_all(paths, workspace)
    apart = len({found.root for found in opened}) > 1
    files = {_called(module.source.path, found.root) for found in opened for module in found.modules}
    diagnostics = in_order(
        _from_here(diagnostic, found.root) if apart else diagnostic
        for found in opened
        for diagnostic in found.diagnostics
    )
    if format == "json":
        from planlang.report.formats.json import diagnostics_json

        put(diagnostics_json(diagnostics), output, language)
    elif diagnostics:
        print_diagnostics(diagnostics, language, colour=wants_colour(colour))
        errors = count(diagnostics, Severity.ERROR)
        summary = ERRORS(errors=errors, warnings=count(diagnostics, Severity.WARNING))
        click.echo(summary.render(language))
        if errors:
            click.echo(ERRORS_FIRST().render(language))
    else:
        click.echo(CLEAN(files=len(files)).render(language))
    return int(any(d.severity >= LEVELS[fail_on] for d in diagnostics))


def _from_here(diagnostic: Diagnostic, root: Path) -> Diagnostic:
    """A diagnostic that names files from the working directory on: plans of several folders may have files of one name."""
    sources: dict[Source, Source] = {}

    def moved(span: Span) -> Span:
        file = sources.setdefault(span.source, Source(_called(span.source.path, root), span.source.text))
        return Span(file, span.start, span.end)

    return evolve(
        diagnostic,
        span=moved(diagnostic.span),
        related=tuple(evolve(one, span=moved(one.span)) for one in diagnostic.related),
        fixes=tuple(
            evolve(fix, edits=tuple(evolve(edit, span=moved(edit.span)) for edit in fix.edits))
            for fix in diagnostic.fixes
        ),
    )


def _called(path: str, root: Path) -> str:
    """A file of the plan at `root` by its path from the working directory on; a library by its own name."""
    return path if path.startswith("stdlib:") else Path(os.path.relpath(root / path)).as_posix()
