"""`planlang new`: a small plan with data to begin from."""

from __future__ import annotations

import os
from pathlib import Path

import click

from planlang.cli.language import choose_language
from planlang.cli.options import lang_option
from planlang.diagnostics.text import Language, Text
from planlang.workspace.starter import write_starter

HELP = Text(
    "cli.new.help",
    "Make a folder with a small plan and data that it can be evaluated against at once.\n\n"
    "\b\nExamples:\n  planlang new my_plan\n  planlang new 我的计划 --lang zh",
)
MADE = Text(
    "cli.new.made",
    "made {folder} with {files:file|files}; next:\n  planlang evaluate {plan} --as-of {week}{lang}\n  planlang timeline {plan} -o {folder}/timeline.svg{lang}",
)


def command(language: Language) -> click.Command:
    """The command in a language."""
    return click.Command(
        "new",
        callback=lambda **options: run(language=language, **options),
        help=HELP.template(language),
        params=[
            click.Argument(["folder"], type=click.Path(path_type=Path), metavar="FOLDER"),
            lang_option(language),
        ],
    )


def run(folder: Path, language: Language) -> int:
    """Write the starter plan and say what to do next."""
    plan, files, week = write_starter(folder, language)
    usual = choose_language(["evaluate", str(plan)], os.environ) is language  # else the next have to ask for it
    lang = "" if usual else f" --lang {language.value}"
    made = MADE(folder=folder.as_posix(), files=files, plan=plan.as_posix(), week=week, lang=lang)
    click.echo(made.render(language))
    return 0
