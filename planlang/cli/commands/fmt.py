"""`planlang fmt`: one style for every plan file."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planlang.cli.options import lang_option
from planlang.diagnostics.text import Language, Text
from planlang.diagnostics.width import printable

if TYPE_CHECKING:
    from planlang.syntax.formatter.format import Formatted

HELP = Text(
    "cli.fmt.help",
    "Rewrite plan files in the one style: spacing, line breaks, punctuation, canonical keywords. Comments stay; meaning never changes.\n\n"
    "\b\nExamples:\n  planlang fmt premium.plan\n  planlang fmt --check plans/\n  planlang fmt --keywords zh premium.plan\n\n"
    "A declaration with a mistake is left as it is. With --check or --diff nothing is written, and the exit status is 1 where "
    "a file would change.",
)
CHECK = Text("cli.fmt.check", "write nothing; name the files that would change")
DIFF = Text("cli.fmt.diff", "write nothing; show what would change")
KEYWORDS = Text(
    "cli.fmt.keywords",
    "turn keywords and units into English or Chinese (default: as they are); names, severities and types stay",
)
WOULD = Text("cli.fmt.would", "would reformat {path}")
DID = Text("cli.fmt.did", "reformatted {path}")
LEFT = Text(
    "cli.fmt.left",
    "{path}:{line}: this declaration is left as it is; in the one style it would mean something else, which is a mistake "
    "of planlang: please report it",
)
MISTAKEN = Text(
    "cli.fmt.mistaken", "{path}: {count:declaration|declarations} left as written (mistake); see `planlang lint`"
)
NO_PLAN = Text("cli.fmt.no-plan", "{path}: left as written (not a plan); see `planlang lint`")
TALLY = Text("cli.fmt.tally", "{changed} of {files:file|files} changed")


def command(language: Language) -> click.Command:
    """The command in a language."""
    return click.Command(
        "fmt",
        callback=lambda **options: run(language=language, **options),
        help=HELP.template(language),
        params=[
            click.Argument(["paths"], type=click.Path(path_type=Path), nargs=-1, required=True, metavar="PLAN..."),
            click.Option(["--check"], is_flag=True, help=CHECK.template(language)),
            click.Option(["--diff"], is_flag=True, help=DIFF.template(language)),
            click.Option(["--keywords"], type=click.Choice(["en", "zh"]), help=KEYWORDS.template(language)),
            lang_option(language),
        ],
    )


def run(paths: tuple[Path, ...], check: bool, diff: bool, keywords: str | None, language: Language) -> int:
    """Format the files and give the exit status; `-` formats standard input to standard output."""
    from planlang.syntax.formatter.format import format_source
    from planlang.workspace.files import decode, encoded_like, plan_files, read_plan, write

    into = Language(keywords) if keywords else None
    if paths == (Path("-"),):
        content = sys.stdin.buffer.read()
        source = decode(content, "<stdin>")
        formatted = format_source(source, into)
        click.echo(encoded_like(formatted.text, content), nl=False)
        _tell(formatted, source.path, language)
        return 0
    files = plan_files(paths)
    changed = 0
    for path in files:
        before = read_plan(path, path.as_posix())
        formatted = format_source(before, into)
        content = path.read_bytes()
        after = formatted.text
        written = encoded_like(after, content)
        _tell(formatted, path.as_posix(), language)
        if written == content:
            continue
        changed += 1
        if diff:
            lines = difflib.unified_diff(
                before.text.splitlines(keepends=True), after.splitlines(keepends=True), path.as_posix(), path.as_posix()
            )
            click.echo("".join(printable(line.removesuffix("\n")) + "\n" for line in lines), nl=False)
        if check or diff:
            click.echo(WOULD(path=path.as_posix()).render(language), err=True)
        else:
            write(path, written)
            click.echo(DID(path=path.as_posix()).render(language), err=True)
    click.echo(TALLY(changed=changed, files=len(files)).render(language), err=True)
    return int(changed > 0 and (check or diff))


def _tell(formatted: Formatted, path: str, language: Language) -> None:
    """Says what was not rewritten, and why."""
    if not formatted.is_plan:
        click.echo(NO_PLAN(path=path).render(language), err=True)
    if formatted.mistaken:
        # beside a mistake, what would mean something else is likely to be a part of it
        count = formatted.mistaken + len(formatted.left)
        click.echo(MISTAKEN(path=path, count=count).render(language), err=True)
        return
    for line in formatted.left:
        click.echo(LEFT(path=path, line=line).render(language), err=True)
