"""The parse table: from grammar/*.lark to states and moves.

In: the grammar files and the keywords. Out: a table for the automaton. Lark makes it and tells what conflicts in the
grammar; that takes longer than reading a plan, so the table is saved as plain data beside the grammar, as `plan.table`,
and Lark is not even loaded. A table that is not of this grammar and these builders, or is damaged, is left aside.
`python -m planlang.syntax.automaton.grammar` saves it.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from marshal import version

from planlang.resources import bundled
from planlang.syntax.automaton.table import FORMAT, Table, restored
from planlang.syntax.build import builders
from planlang.syntax.lexical.keywords import vocabulary

FILES = ("plan.lark", "expressions.lark", "terminals.lark")
TABLE = "plan.table"


def grammar_text() -> str:
    """The whole grammar in one text, keywords declared."""
    files = bundled("grammar")
    texts = [files.joinpath(name).read_text(encoding="utf-8") for name in FILES]
    terminals = sorted({keyword.terminal for keyword in vocabulary().section("kinds", "reserved", "words")})
    return "\n".join([*texts, "%declare " + " ".join(terminals), ""])


@cache
def table() -> Table:
    """The table of the language, as saved where that is up to date."""
    saved = bundled("grammar").joinpath(TABLE)
    return of_this_grammar(saved.read_bytes() if saved.is_file() else b"") or built_table()


def of_this_grammar(content: bytes) -> Table | None:
    """A saved table; None where it is damaged or that of another grammar."""
    return restored(content.removeprefix(stamp())) if content.startswith(stamp()) else None


@cache
def stamp() -> bytes:
    """What a saved table depends on, in one line."""
    depends_on = [f"{FORMAT} of marshal {version}", grammar_text(), *sorted(vars(builders()))]
    return sha256("\n".join(depends_on).encode()).hexdigest().encode() + b"\n"


def saved_table() -> bytes:
    """The content of `plan.table`: the same bytes for the same grammar."""
    return stamp() + built_table().saved()


def built_table() -> Table:
    """The table, made from the grammar files.

    Raises:
        GrammarError: something in the grammar conflicts.
    """
    from planlang.syntax.automaton.lalr import analysed

    return analysed(grammar_text())


if __name__ == "__main__":
    from pathlib import Path

    Path(str(bundled("grammar"))).joinpath(TABLE).write_bytes(saved_table())
