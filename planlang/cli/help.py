"""Click's own words, in the reader's language: `Usage`, `Options`, `[default: …]`.

In: the help that click lays out. Out: the same with these words replaced; everything else of it is ours already.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import click

from planlang.diagnostics.text import Language, Text

USAGE = Text("cli.usage", "Usage")
SECTIONS = {"Options": Text("cli.options", "Options"), "Commands": Text("cli.commands", "Commands")}
PIECES = {
    "[OPTIONS]": Text("cli.usage-options", "[OPTIONS]"),
    "COMMAND [ARGS]...": Text("cli.usage-command", "COMMAND [ARGS]..."),
}
EXTRAS = {
    re.compile(r"\[default: (.*?)(; required)?\]$"): Text("cli.default", "[default: {value}]"),
    re.compile(r"\[required\]$()()"): Text("cli.required", "[required]"),
}
SHOW_HELP = Text("cli.show-help", "show this message and end")
CLICK_HELP = "Show this message and exit."


def context_of(language: Language) -> type[click.Context]:
    """The context of commands whose help is in a language."""
    colon, blank = ("：", "") if language is Language.ZH else (":", " ")

    class Formatter(click.HelpFormatter):
        """Lays help out with the words of the language."""

        def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
            for piece, text in PIECES.items():
                args = args.replace(piece, text.template(language))
            super().write_usage(prog, args, f"{USAGE.template(language)}{colon}{blank}")

        def write_heading(self, heading: str) -> None:
            self.write(f"{'':>{self.current_indent}}{heading}{colon}\n")

        @contextmanager
        def section(self, name: str) -> Iterator[None]:
            words = SECTIONS.get(name)
            with super().section(name if words is None else words.template(language)):
                yield

        def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
            super().write_dl([(term, _translated(words, language)) for term, words in rows], col_max, col_spacing)

    class Context(click.Context):
        """A context whose help is in the language."""

        formatter_class = Formatter

    return Context


def _translated(words: str, language: Language) -> str:
    if words == CLICK_HELP:
        return SHOW_HELP.template(language)
    for pattern, text in EXTRAS.items():
        found = pattern.search(words)
        if found is not None:
            return words[: found.start()] + text(value=found[1]).render(language)
    return words
