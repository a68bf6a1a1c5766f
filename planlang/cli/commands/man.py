"""`planlang man`: the commands as manual pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from planlang.cli.main import Commands
from planlang.cli.manual import page
from planlang.cli.options import lang_option
from planlang.cli.session import put
from planlang.diagnostics.text import Language, Text
from planlang.workspace.files import write

HELP = Text(
    "cli.man.help",
    "Print the manual page of a command, or write those of all commands into a folder.\n\n"
    "\b\nExamples:\n  planlang man lint | man -l -\n  planlang man -o /usr/local/share/man/man1",
)
FOLDER = Text("cli.man.folder", "write the pages of all commands into this folder")
NO_COMMAND = Text("cli.man.no-command", 'there is no command "{name}"; there are: {names}')


def command(language: Language) -> click.Command:
    """The command in a language."""
    return click.Command(
        "man",
        callback=lambda **options: run(language=language, **options),
        help=HELP.template(language),
        params=[
            click.Argument(["name"], metavar="[COMMAND]", required=False),
            click.Option(
                ["-o", "--output"],
                type=click.Path(path_type=Path, file_okay=False),
                metavar="DIR",
                help=FOLDER.template(language),
            ),
            lang_option(language),
        ],
    )


def run(name: str | None, output: Path | None, language: Language) -> int:
    """Print or write pages and give the exit status."""
    commands = dict(_commands(language))
    names = tuple(commands)
    if name is not None and name not in (one.removeprefix("planlang-") for one in names):
        told = ", ".join(one.removeprefix("planlang-") for one in names)
        raise click.ClickException(NO_COMMAND(name=name, names=told).render(language))
    if output is None:
        wanted = "planlang" if name is None else name if name == "planlang" else f"planlang-{name}"
        put(page(commands[wanted], names, language), None, language)
        return 0
    for each, one in commands.items():
        write(output / f"{each}.1", page(one, names, language).encode("utf-8"))
    click.echo(output.as_posix())
    return 0


def _commands(language: Language) -> Iterator[tuple[str, click.Command]]:
    """All commands by the names of their pages; those of a group too."""
    group = Commands(language)
    yield "planlang", group
    context = click.Context(group, info_name="planlang")
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None, "a command that is listed is there"
        inner = found.commands.items() if isinstance(found, click.Group) else ()
        for path, one in ((name, found), *((f"{name} {below}", one) for below, one in inner)):
            one.name = f"planlang {path}"
            yield f"planlang-{path.replace(' ', '-')}", one
