"""Commands as manual pages, in the language of the reader.

In: a command of click. Out: text for `man`, in the macros of man(7).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import click

from planlang import __version__
from planlang.cli.help import context_of
from planlang.diagnostics.text import Language, Text

NAME = Text("man.name", "NAME")
SYNOPSIS = Text("man.synopsis", "SYNOPSIS")
DESCRIPTION = Text("man.description", "DESCRIPTION")
OPTIONS = Text("man.options", "OPTIONS")
SEE_ALSO = Text("man.see-also", "SEE ALSO")
MANUAL = Text("man.manual", "planlang manual")
_SENTENCE = re.compile(r"(?<=[.。;；])(?:\s|(?<=[。；]))")


def page(command: click.Command, names: Sequence[str], language: Language) -> str:
    """The page of a command; `names` are those of its subcommands (without any: of all commands), which it points to."""
    path = command.name or "planlang"
    context = context_of(language)(command, info_name=path)
    title = path.replace(" ", "-")
    help_ = (command.help or "").strip()
    lines = [
        f'.TH "{_escaped(title.upper())}" "1" "" "planlang {_escaped(__version__)}" "{_escaped(MANUAL.template(language))}"',
        _heading(NAME, language),
        f"{_escaped(title)} \\- {_escaped(_first(help_))}",
        _heading(SYNOPSIS, language),
        f".B {_escaped(path)}",
        _escaped(" ".join(command.collect_usage_pieces(context))),
        _heading(DESCRIPTION, language),
        *_paragraphs(help_),
        _heading(OPTIONS, language),
        *_options(command, context),
    ]
    others = [name for name in names if name != title]
    if others:
        lines += [_heading(SEE_ALSO, language), ", ".join(f"\\fB{_escaped(name)}\\fR(1)" for name in others)]
    return "\n".join(lines) + "\n"


def _heading(text: Text, language: Language) -> str:
    return f".SH {_escaped(text.template(language))}"


def _first(help_: str) -> str:
    """The first sentence, without its full stop."""
    return _SENTENCE.split(" ".join(help_.split("\n\n")[0].split()), maxsplit=1)[0].rstrip(".。;；")


def _paragraphs(help_: str) -> Iterator[str]:
    for block in help_.split("\n\n"):
        if block.startswith("\b"):
            yield ".PP"
            yield ".nf"
            yield from (_escaped(line) for line in block.lstrip("\b").strip("\n").splitlines())
            yield ".fi"
        else:
            yield ".PP"
            yield _escaped(" ".join(block.split()))


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    for param in command.get_params(context):
        record = param.get_help_record(context)
        if record is not None:
            yield ".TP"
            yield f"\\fB{_escaped(record[0])}\\fR"
            yield _escaped(" ".join(record[1].split())) or "."


def _escaped(text: str) -> str:
    """A text of which `man` takes nothing for its own."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("\b", "")
    return f"\\&{text}" if text.startswith((".", "'")) else text
