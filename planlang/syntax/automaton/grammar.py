"""The parse table: from grammar/*.lark to states and actions.

In: the grammar files and the keywords. Out: a Lark parser that is fed token by token; its own lexer is never asked.
Building the table takes longer than reading a plan, so it is saved beside the grammar as `plan.table`; a table that is
not of this grammar, these builders and this version of Lark is left aside. `python -m planlang.syntax.automaton.grammar` saves it.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from functools import cache
from hashlib import sha256

import lark
from lark import Lark
from lark.common import LexerConf
from lark.lexer import Lexer, Token

from planlang.resources import bundled
from planlang.syntax.build import builders
from planlang.syntax.lexical.keywords import vocabulary

FILES = ("plan.lark", "expressions.lark", "terminals.lark")
TABLE = "plan.table"


class NoLexer(Lexer):
    """Stands where Lark wants a lexer; tokens come from lexer.py."""

    def __init__(self, lexer_conf: LexerConf) -> None:
        pass

    def lex(self, lexer_state: object, parser_state: object) -> Iterator[Token]:
        """No tokens."""
        return iter(())


def grammar_text() -> str:
    """The whole grammar in one text, keywords declared."""
    files = bundled("grammar")
    texts = [files.joinpath(name).read_text(encoding="utf-8") for name in FILES]
    terminals = sorted({keyword.terminal for keyword in vocabulary().section("kinds", "reserved", "words")})
    return "\n".join([*texts, "%declare " + " ".join(terminals), ""])


@cache
def parser() -> Lark:
    """The parser of the language, from its saved table where that is up to date."""
    saved = bundled("grammar").joinpath(TABLE)
    if saved.is_file():
        content = saved.read_bytes()
        if content.startswith(stamp()):
            return Lark.load(io.BytesIO(zlib.decompress(content[len(stamp()) :])))
    return built_parser()


def built_parser() -> Lark:
    """The parser, made from the grammar files."""
    return Lark(grammar_text(), parser="lalr", lexer=NoLexer, transformer=builders(), propagate_positions=False)


@cache
def stamp() -> bytes:
    """What a saved table depends on, in 32 bytes."""
    depends_on = [lark.__version__, grammar_text(), *sorted(vars(builders()))]
    return sha256("\n".join(depends_on).encode()).digest()


def saved_table() -> bytes:
    """The content of `plan.table`."""
    table = io.BytesIO()
    built_parser().save(table)
    return stamp() + zlib.compress(table.getvalue(), 9)


if __name__ == "__main__":
    from pathlib import Path

    from planlang.syntax.automaton import grammar

    # Through the package: what is saved refers to NoLexer by the name of its module.
    Path(str(bundled("grammar"))).joinpath(TABLE).write_bytes(grammar.saved_table())
