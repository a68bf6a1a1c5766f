"""`planlang reference`: the documentation, looked up by word."""

from __future__ import annotations

import click

from planlang.cli.options import lang_option
from planlang.cli.session import line_width, put
from planlang.diagnostics.text import Language, Text

HELP = Text(
    "cli.reference.help",
    "Say what a word means and how a thing is said, from the documentation, which travels with planlang.\n\n"
    "\b\nExamples:\n  planlang reference\n  planlang reference floor\n  planlang reference discount approval\n"
    "  planlang reference unit-mismatch\n  planlang reference 保底 --lang zh\n\n"
    "WORD is a keyword in either language, a function, a unit, a check that `lint` names, or anything else that the pages speak of; "
    "of several words all have to occur. The name of a page shows the whole page, and no word at all lists the pages and "
    "the questions that the cookbook answers. Ends with 1 where nothing has the word.",
)


def command(language: Language) -> click.Command:
    """The command in a language."""
    return click.Command(
        "reference",
        callback=lambda **options: run(language=language, **options),
        help=HELP.template(language),
        params=[click.Argument(["words"], nargs=-1, metavar="[WORD]..."), lang_option(language)],
    )


def run(words: tuple[str, ...], language: Language) -> int:
    """Print what is found and give the exit status."""
    from planlang.reference.lookup import look_up
    from planlang.reference.telling import lines_about, lines_of_pages

    if not any(word.strip() for word in words):
        put("\n".join(lines_of_pages(language, line_width())), None, language)
        return 0
    found = look_up(words, language)
    if found.near or not found.anything:
        elsewhere = next(other for other in Language if other is not language)
        there = look_up(words, elsewhere)
        if there.anything and not there.near:
            found, language = there, elsewhere
    put("\n".join(lines_about(found, language, line_width())), None, language)
    return int(not found.anything or bool(found.near))
