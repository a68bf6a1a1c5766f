"""`planlang completion`: what a shell needs to complete command lines."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from planlang.cli.options import lang_option
from planlang.diagnostics.text import Language, Text

HELP = Text(
    "cli.completion.help",
    "Print what a shell needs to complete commands, options, names of the plan, and weeks.\n\n"
    "\b\nExamples:\n  source <(planlang completion bash)     # in ~/.bashrc\n"
    "  planlang completion zsh > ~/.zfunc/_planlang\n  planlang completion fish > ~/.config/fish/completions/planlang.fish",
)
SHELLS = ("bash", "zsh", "fish")


def command(language: Language) -> click.Command:
    """The command in a language."""
    return click.Command(
        "completion",
        callback=run,
        help=HELP.template(language),
        params=[
            click.Argument(["shell"], type=click.Choice(SHELLS), metavar="SHELL"),
            lang_option(language),
        ],
    )


def run(shell: str) -> int:
    """Print the script and give the exit status."""
    complete = get_completion_class(shell)
    assert complete is not None, "click knows the shells that are offered"
    parts = complete(click.Group("planlang"), {}, "planlang", "_PLANLANG_COMPLETE")
    click.echo((parts.source_template % parts.source_vars()).strip())
    return 0
