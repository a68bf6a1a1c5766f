"""What every command does before its own work: open the plan, say what is wrong with it, show that it is busy."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Protocol

import click

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.render import render
from planlang.diagnostics.text import Language, Message, Text
from planlang.workspace.files import write_pieces

if TYPE_CHECKING:
    from planlang.report.document import Document
    from planlang.workspace.workspace import Opened

UNUSABLE = Text(
    "cli.unusable", "the plan cannot be used before its errors are mended: {errors}; `planlang lint {plan}` shows all"
)
WARNINGS = Text("cli.warnings", "{warnings:warning|warnings} on the plan; see `planlang lint {plan}`")
FIRST = 10
"""Errors that are printed by a command that wanted a plan to work with."""
WRITTEN = Text("cli.written", "wrote {path}")


def wants_colour(asked: bool | None, *, error: bool = False) -> bool:
    """Whether to colour: as asked on the command line, else as the environment says, else on a terminal only.

    `NO_COLOR` and `FORCE_COLOR` count where they are set to something; a terminal that calls itself `dumb` has no colours.
    """
    if asked is not None:
        return asked
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    stream = sys.stderr if error else sys.stdout
    return stream.isatty() and not dumb()


def dumb() -> bool:
    """Whether the terminal can do nothing but show characters one after the other."""
    return os.environ.get("TERM") == "dumb"


def print_errors(diagnostics: Sequence[Diagnostic], language: Language, *, most: int | None = None) -> None:
    """Each diagnostic with a blank line after it, to standard error; of very many the first, and how many more there are."""
    from planlang.report.findings.parts import MORE

    colour = wants_colour(None, error=True)
    for diagnostic in diagnostics[:most]:
        click.echo(render(diagnostic, language, colour=colour) + "\n", err=True, color=colour)
    if most is not None and len(diagnostics) > most:
        click.echo(MORE(count=len(diagnostics) - most).render(language) + "\n", err=True)


def open_usable(plan: Path, workspace: Path | None, language: Language) -> Opened | None:
    """The opened plan, or None where it has errors, the first of which are printed to standard error."""
    from planlang.workspace.linting.telling import warnings_told
    from planlang.workspace.workspace import open_plan

    opened = open_plan(plan, workspace)
    if not opened.usable:
        print_first_errors(opened, UNUSABLE, plan.as_posix(), language)
        return None
    warnings = warnings_told(opened)
    if warnings:
        click.echo(WARNINGS(warnings=warnings, plan=plan.as_posix()).render(language), err=True)
    return opened


def print_first_errors(opened: Opened, closing: Text, plan: str, language: Language) -> None:
    """The first errors of a plan, and with the closing words how many there are."""
    errors = tuple(d for d in opened.diagnostics if d.severity is Severity.ERROR)
    print_errors(errors, language, most=FIRST)
    click.echo(closing(errors=len(errors), plan=plan).render(language), err=True)


def put(text: str, output: Path | None, language: Language) -> None:
    """Write a result to a file (UTF-8, plain newlines) or to standard output."""
    put_pieces((text.rstrip("\n"), "\n") if output is None else (text,), output, language)


def put_pieces(pieces: Iterable[str], output: Path | None, language: Language) -> None:
    """Write a result that is made piece by piece, to its last newline."""
    if output is None:
        for piece in pieces:
            click.echo(piece, nl=False, color=True)
        return
    write_pieces(output, (piece.encode("utf-8") for piece in pieces))
    click.echo(WRITTEN(path=output.as_posix()).render(language), err=True)


def put_document(
    document: Document, format: str, output: Path | None, language: Language, *, colour: bool | None, width: int
) -> None:
    """Print a document as Markdown, or as text in colour where that is asked for or fits."""
    from planlang.report.formats.markdown import to_markdown
    from planlang.report.formats.text import to_text

    if format == "markdown":
        put(to_markdown(document), output, language)
        return
    painted = wants_colour(colour) and output is None
    put(to_text(document, language, width, colour=painted), output, language)


def line_width(usual: int = 100, most: int = 140) -> int:
    """How wide the terminal is, in bounds; `usual` where there is none."""
    return max(60, min(shutil.get_terminal_size((usual, 40)).columns, most))


class Step(Protocol):
    """Called as `step(message, done, total)` when a part of a longer work begins."""

    def __call__(self, message: Message, done: int, total: int) -> None:
        """Say what begins, and how much of the whole is done."""


@contextmanager
def progress(language: Language) -> Iterator[Step]:
    """A progress bar on standard error that appears when the work takes more than a second, on a terminal only."""
    if not sys.stderr.isatty() or dumb():
        yield lambda message, done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    bar = Progress(TextColumn("{task.description}"), BarColumn(), console=Console(stderr=True), transient=True)
    task = bar.add_task("", total=1)
    timer = Timer(1.0, bar.start)
    timer.daemon = True
    timer.start()

    def step(message: Message, done: int, total: int) -> None:
        bar.update(task, description=message.render(language), completed=done, total=total)

    try:
        yield step
    finally:
        timer.cancel()
        bar.stop()
