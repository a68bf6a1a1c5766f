"""`planlang lsp`: the language server, which editors start by themselves."""

from __future__ import annotations

import gc
import logging
import os
import sys

import click

from planlang.cli.language import said
from planlang.cli.options import LANG
from planlang.diagnostics.text import Language, Text

HELP = Text(
    "cli.lsp.help",
    "Answer an editor over standard input and output, in the language server protocol.\n\n"
    "Editors start this themselves; the guide (docs/guide/editor.md) says how to set up yours.\n\n"
    "\b\nExample:\n  planlang lsp",
)
STDIO = Text("cli.lsp.stdio", "over standard input and output, as many editors say; there is no other way")
LOG = Text("cli.lsp.log", "write what goes wrong inside of the server to this file (default: standard error)")
NO_DATA = Text(
    "cli.lsp.no-data", "never read data; goals and alerts then say nothing of the week (default: in the background)"
)
WAITING = Text("cli.lsp.waiting", "planlang lsp waits for an editor; Ctrl-C ends it")


def command(language: Language) -> click.Command:
    """The command in a language."""
    return click.Command(
        "lsp",
        callback=lambda **options: run(language=language, **options),
        help=HELP.template(language),
        params=[
            click.Option(["--stdio"], is_flag=True, help=STDIO.template(language)),
            click.Option(["--no-data"], is_flag=True, help=NO_DATA.template(language)),
            click.Option(["--log"], type=click.Path(dir_okay=False), metavar="FILE", help=LOG.template(language)),
            click.Option(
                ["--lang", "asked"],
                type=click.Choice(["en", "zh"]),
                help=LANG.template(language),
            ),
        ],
    )


def run(stdio: bool, no_data: bool, log: str | None, asked: str | None, language: Language) -> int:
    """Serve until the editor ends it, and give the exit status."""
    from planlang.lsp.server import serve

    if sys.stdin.isatty():
        click.echo(WAITING().render(language), err=True)
    logging.basicConfig(filename=log, level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    gc.freeze()  # what is loaded stays; the server looks for the rest when it has nothing to do
    messages, sys.stdout = sys.stdout, sys.stderr  # nothing else may get to the editor
    wanted = Language(asked) if asked else said(os.environ, "PLANLANG_LANG")
    return serve(sys.stdin.buffer, messages.buffer, wanted, language, reads=not no_data)
