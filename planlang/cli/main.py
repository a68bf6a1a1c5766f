"""The `planlang` command: finds the subcommand, speaks the reader's language, turns errors into exit statuses.

Exit statuses: 0 clean, 1 findings at or above the asked level, 2 usage, plan or data that cannot be read, or a mistake of ours, 130 interrupted by
the reader. A reader of the output that leaves early (`| head`) changes none of them.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from planlang import __version__
from planlang.cli.help import context_of
from planlang.cli.language import choose_language
from planlang.cli.options import lang_option
from planlang.cli.streams import written_to
from planlang.diagnostics.suggest import nearest
from planlang.diagnostics.text import Language, Message, Text
from planlang.workspace.errors import PlanlangError, UnwritableFileError, reason_of

NAMES = (
    "evaluate",
    "data",
    "lint",
    "fmt",
    "schedule",
    "timeline",
    "explain",
    "figures",
    "graph",
    "diff",
    "backtest",
    "test",
    "new",
    "reference",
    "rule",
    "lsp",
    "mcp",
    "completion",
    "man",
)

HELP = Text(
    "cli.help",
    "Sales plans as text: check them, schedule them, hold them against weekly exports, draw them.\n\n"
    "Start with `planlang new my_plan`, then `planlang evaluate my_plan/plan.plan`.",
)
VERSION = Text("cli.version", "print the version and end")
WRONG_OPTION = Text("cli.no-such-option", "there is no option {option}; `{command} --help` lists those there are")
WRONG_COMMAND = Text("cli.no-such-command", 'there is no command "{name}"; there are: {names}')
MISTYPED_COMMAND = Text(
    "cli.mistyped-command", 'there is no command "{name}"; do you mean `{near}`? `{command} --help` lists them all'
)
OFTEN_TYPED = {
    "check": "lint",
    "validate": "lint",
    "format": "fmt",
    "run": "evaluate",
    "report": "evaluate",
    "gantt": "timeline",
    "init": "new",
    "compare": "diff",
}
"""What other tools call what a command does."""
MISSING_VALUE = Text("cli.missing-argument", "{what} is missing; `{command} --help` shows an example")
NO_CHOICE = Text("cli.no-choice", "{what} takes one of: {choices}")
NO_FOLDER = Text("cli.no-folder", "{what} takes a folder that exists")
A_FOLDER = Text("cli.a-folder", "{what} takes a file, and this is a folder")
NO_DAY = Text("cli.no-day", "{what} takes a day, written as 2026-05-17")
PARTS_MISSING = Text("cli.parts-missing", "{what} is followed by `{parts}`; `{command} --help` shows an example")
VALUE_MISSING = Text("cli.value-missing", "{what} is followed by nothing; `{command} --help` shows what it takes")
TOO_MANY = Text("cli.too-many", "that is more than the command takes; `{command} --help` shows an example")
ERROR = Text("cli.error", "error: {message}")
REFUSED = Text("cli.refused", "{path} cannot be used: {reason}")
NOT_INSTALLED = Text(
    "cli.not-installed",
    "{package} is not installed, which everything but `lint`, `fmt`, `new`, `reference` and `lsp` needs; install planlang with it: "
    'pip install "planlang[data]"',
)
DATA_PACKAGES = frozenset({"duckdb", "holidays", "numpy", "python_calamine", "rich", "sqlglot"})
"""What the extra `data` brings and a command may lack."""
MISTAKEN = Text("cli.mistaken", "this is a mistake of planlang; please report it with the lines above")
INTERRUPTED = Text("cli.interrupted", "interrupted")
INTERRUPTED_STATUS = 130
"""As shells tell it: 128 and the number of the signal."""


class Commands(click.Group):
    """A group whose subcommands are the files in cli/commands, imported when asked for."""

    def __init__(self, language: Language) -> None:
        super().__init__(
            "planlang",
            help=HELP.template(language),
            params=[lang_option(language)],
            context_settings={"help_option_names": ["-h", "--help"]},
        )
        self.language = language
        self.asked: click.Command | None = None
        self.context_class = context_of(language)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, in the order in which people meet them."""
        return list(NAMES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, in the language of this run."""
        if cmd_name not in NAMES:
            return None
        module = import_module(f"planlang.cli.commands.{cmd_name}")
        command: click.Command = module.command(self.language)
        for one in (command, *(command.commands.values() if isinstance(command, click.Group) else ())):
            one.context_class = self.context_class
        self.asked = command
        return command


def run(arguments: Sequence[str], environment: dict[str, str]) -> int:
    """Run one command line and give its exit status; everything said goes to standard output and error."""
    language = choose_language(arguments, environment)
    commands = Commands(language)
    group = click.version_option(__version__, message="planlang %(version)s", help=VERSION.template(language))(commands)
    try:
        status = group.main(args=list(arguments), prog_name="planlang", standalone_mode=False)
        sys.stdout.flush()
        return status if isinstance(status, int) else 0
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else "")
        return 2
    except click.ClickException as error:
        complaint = usage_message(error, commands.asked)
        words = complaint.render(language) if complaint else error.format_message()
    except PlanlangError as error:
        words = error.message.render(language)
    except OSError as error:
        words = REFUSED(path=error.filename or "-", reason=reason_of(error)).render(language)
    except (click.Abort, KeyboardInterrupt):
        return interrupted(language)
    except ModuleNotFoundError as error:
        if error.name not in DATA_PACKAGES:
            raise
        words = NOT_INSTALLED(package=error.name).render(language)
    except Exception as error:
        if not came_of_interrupt(error):
            raise
        return interrupted(language)
    click.echo(ERROR(message=words).render(language), err=True)
    return 2


def interrupted(language: Language) -> int:
    """Say that the work was broken off, and give the exit status for that."""
    click.echo(INTERRUPTED().render(language), err=True)
    return INTERRUPTED_STATUS


def came_of_interrupt(error: BaseException) -> bool:
    """Whether an error, or one that it was raised over, is Ctrl-C as an engine tells it in the middle of a query."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, KeyboardInterrupt) or type(seen).__name__ == "InterruptException":
            return True
        if isinstance(seen, RuntimeError) and "interrupt" in str(seen).lower():
            return True
        seen = seen.__cause__ or seen.__context__
    return False


def usage_message(error: click.ClickException, asked: click.Command | None) -> Message | None:
    """What a wrong command line is told; None where click's own words have to do.

    Args:
        error: what click found; of an option that lacks its value it does not say of which command.
        asked: the command that was asked for, if any.
    """
    called = "planlang" if asked is None else f"planlang {asked.name}"
    command = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else called
    match error:
        case click.NoSuchOption():
            return WRONG_OPTION(option=error.option_name, command=command)
        case click.MissingParameter(param=click.Parameter() as parameter):
            return MISSING_VALUE(what=spelt(parameter), command=command)
        case click.BadParameter(param=click.Parameter() as parameter):
            return wrong_value(parameter)
        case click.BadOptionUsage() if (parts := parts_of(error, asked)) is not None:
            return PARTS_MISSING(what=error.option_name, parts=parts, command=command)
        case click.BadOptionUsage():
            return VALUE_MISSING(what=error.option_name, command=command)
        case click.UsageError() if error.message.startswith("No such command"):
            group = error.ctx.command if error.ctx is not None else None
            known = (
                group.list_commands(error.ctx) if isinstance(group, click.Group) and error.ctx is not None else NAMES
            )
            name = error.message.split("'")[1]
            near = OFTEN_TYPED.get(name) or next(iter(nearest(name, known, 1)), None)
            if near in known:
                return MISTYPED_COMMAND(name=name, near=f"{command} {near}", command=command)
            return WRONG_COMMAND(name=name, names=", ".join(known))
        case click.UsageError() if error.message.startswith("Got unexpected extra argument"):
            return TOO_MANY(command=command)
    return None


def parts_of(error: click.BadOptionUsage, asked: click.Command | None) -> str | None:
    """What an option of several words takes; None for one of a single word."""
    known = asked.params if asked is not None else ()
    taken = (param for param in known if error.option_name in param.opts and param.nargs > 1)
    return next((param.metavar for param in taken), None)


def wrong_value(parameter: click.Parameter) -> Message | None:
    """What somebody is told whose option or argument has a value that it does not take."""
    match parameter.type:
        case click.Choice(choices=choices):
            return NO_CHOICE(what=spelt(parameter), choices=", ".join(map(str, choices)))
        case click.Path(file_okay=False):
            return NO_FOLDER(what=spelt(parameter))
        case click.Path(dir_okay=False):
            return A_FOLDER(what=spelt(parameter))
        case click.DateTime():
            return NO_DAY(what=spelt(parameter))
    return None


def spelt(parameter: click.Parameter) -> str:
    """An option or argument as people write it: `--format`, `-o`, `PLAN`."""
    return parameter.opts[0] if isinstance(parameter, click.Option) else parameter.human_readable_name


def main() -> None:
    """Entry point: the process's arguments, environment and exit status."""
    gc.disable()  # a command lives for seconds and keeps what it makes: looking for circles costs a tenth of them
    os.environ.setdefault(
        "OPENBLAS_NUM_THREADS", "1"
    )  # numpy starts threads for matrices, of which nothing here has any
    sys.stdout, sys.stderr = written_to(sys.stdout), written_to(sys.stderr)
    try:
        status = run(sys.argv[1:], dict(os.environ))
        sys.stderr.flush()
    except KeyboardInterrupt:  # before there was a command to interrupt, or after it
        status = interrupted(choose_language(sys.argv[1:], dict(os.environ), look=False))
    except UnwritableFileError:  # of standard error: there is nobody left to tell
        status = 2
    except Exception:  # 1 would say that something was found
        import traceback

        traceback.print_exc()
        click.echo(MISTAKEN().render(choose_language(sys.argv[1:], dict(os.environ), look=False)), err=True)
        status = 2
    atexit._run_exitfuncs()
    os._exit(status)  # the system takes a process apart at once; object by object it costs another tenth
