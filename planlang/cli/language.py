"""Which language the command line speaks: one rule for all commands.

In: the arguments and the environment of a command. Out: the language of all that it says. What somebody asks for counts
first (`--lang`, then `PLANLANG_LANG`); else whoever writes a plan with Chinese keywords is answered in Chinese; else the
system says. English keywords do not say what the reader speaks: they are what a system of any language is left with.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from planlang.diagnostics.text import Language

WITHOUT_PLAN = ("new", "reference", "lsp")
"""The commands that are given no plan."""
MOST_READ = 20
"""Plans that are looked at to tell a language; further ones are hardly written in another."""
TAKE_A_PATH = ("--data", "--workspace", "-o", "--output")
"""The options whose value is a path and no plan."""


def choose_language(arguments: Sequence[str], environment: Mapping[str, str], *, look: bool = True) -> Language:
    """The language asked for, else Chinese where most keywords of the plans are, else the system's, else English.

    Args:
        arguments: the command line behind `planlang`.
        environment: the variables of the process.
        look: whether plan files are read.

    >>> choose_language(["lint", "a.plan", "--lang=zh"], {})
    <Language.ZH: 'zh'>
    >>> choose_language([], {"LC_ALL": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"})
    <Language.ZH: 'zh'>
    """
    asked = _asked(arguments) or said(environment, "PLANLANG_LANG")
    if asked is not None:
        return asked
    if look and _written(arguments) is Language.ZH:
        return Language.ZH
    return said(environment, "LC_ALL", "LC_MESSAGES", "LANG") or Language.EN


def _asked(arguments: Sequence[str]) -> Language | None:
    """What `--lang` says; of a value that is none, the command complains later."""
    for index, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if name == "--lang":
            value = value or (arguments[index + 1] if index + 1 < len(arguments) else "")
            if value in ("en", "zh"):
                return Language(value)
    return None


def said(environment: Mapping[str, str], *variables: str) -> Language | None:
    """The language of the first variable that is set."""
    value = next((environment[name] for name in variables if environment.get(name)), None)
    if value is None:
        return None
    return Language.ZH if value.lower().startswith("zh") else Language.EN


def _written(arguments: Sequence[str]) -> Language | None:
    """The language in which the plans are written that a command is given; None where that cannot be told."""
    paths = [path for path in _paths(arguments) if path.suffix == ".plan" or path.is_dir() or path == Path("-")]
    if not paths:
        return None
    from planlang.syntax.lexical.written_in import written_in

    return written_in(islice((text for path in paths for text in _texts(path)), MOST_READ))


def _paths(arguments: Sequence[str]) -> Iterator[Path]:
    """What may be a path of a plan among the arguments of a command that takes one."""
    words = [word for word in arguments if not word.startswith("-")]
    if not words or words[0] in WITHOUT_PLAN:
        return
    behind = ""
    for argument in arguments:
        if argument and behind not in TAKE_A_PATH and (argument == "-" or not argument.startswith("-")):
            yield Path(argument)
        behind = argument


def _texts(path: Path) -> Iterator[str]:
    """What the plan files hold that a path means; of what cannot be read, the command complains later."""
    from planlang.workspace.errors import UnreadableFileError
    from planlang.workspace.files import decode, plan_files, read_plan

    try:
        if path == Path("-"):
            yield decode(_standard_input(), "-").text
            return
        for file in plan_files((path,)):
            yield read_plan(file, file.as_posix()).text
    except (UnreadableFileError, OSError):
        return


def _standard_input() -> bytes:
    """All of standard input, which can be read once more."""
    content = sys.stdin.buffer.read()
    sys.stdin = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8")
    return content
