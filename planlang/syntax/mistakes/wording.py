"""The words of syntax messages: what was expected, what was found, what a block is called.

In: terminals of the grammar. Out: messages in the reader's words; no terminal's name is ever shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from planlang.diagnostics.text import Language, Message, Text
from planlang.syntax.automaton.blocks import FILE, RULE, SHARES
from planlang.syntax.lexical.keywords import Keyword, vocabulary
from planlang.syntax.nodes import DECLARED

TWO = Text("syntax.or", "{first} or {last}")
MORE = Text("syntax.comma", "{first}, {rest}")
QUOTED = Text("syntax.quoted", "`{word}`")

VALUE = Text("syntax.expected.value", "a value")
OPERATOR = Text("syntax.expected.operator", "an operator")
PERIOD = Text("syntax.expected.period", "a period such as `{example}`")
STATEMENT_END = Text("syntax.expected.end", "the end of the statement")

THINGS = {
    "NAME": Text("syntax.expected.name", "a name"),
    "STRING": Text("syntax.expected.text", "a text in quotes"),
    "INTEGER": Text("syntax.expected.whole-number", "a whole number"),
    "NUMBER": Text("syntax.expected.number", "a number"),
    "PERCENT": Text("syntax.expected.percent", "a percentage such as `20%`"),
    "POINTS": Text("syntax.expected.points", "percentage points such as `5pp`"),
    "MONEY": Text("syntax.expected.money", "an amount of money"),
    "DURATION": Text("syntax.expected.duration", "a length of time such as `10wd`"),
    "PERSON_DAYS": Text("syntax.expected.person-days", "an effort such as `12 person-days`"),
    "DATE": Text("syntax.expected.date", "a date such as `2026-01-05`"),
    "LABEL": Text("syntax.expected.label", "a period such as `2026-Q1`"),
    "TIME": Text("syntax.expected.time", "a time such as `09:00`"),
}
MARKS = {
    "_LBRACE": "{",
    "RBRACE": "}",
    "_LPAR": "(",
    "RPAR": ")",
    "_LSQB": "[",
    "RSQB": "]",
    "_COMMA": ",",
    "_COLON": ":",
    "_DOT": ".",
    "_BAR": "|",
    "CELL": "|",
    "_EQUALS": "=",
    "_ARROW": "->",
    "_RANGE": "..",
    "MINUS": "-",
    "PLUS": "+",
    "SLASH": "/",
}
OPERATORS = frozenset(
    {"PLUS", "MINUS", "STAR", "SLASH", "COMPARISON", "OTHERWISE", "IS", "IS_NOT", "IN", "NOT_IN", "ENTERS", "AND", "OR"}
)
VALUES = frozenset(THINGS) - {"PERSON_DAYS", "TIME"} | {"_LPAR", "MINUS", "NOT"}
PERIODS = frozenset({"WINDOW", "ROLLING", "AVERAGED_OVER", "AVERAGED_OVER_PREVIOUS"})

MOST_LISTED = 5

BLOCKS = {
    FILE: Text("syntax.block.file", "the file itself"),
    "PLAN": Text("syntax.block.plan", "a plan"),
    **{declared.kind.value.upper(): declared.called for declared in DECLARED},
    "STAGE": Text("syntax.block.stage", "a stage block"),
    "TODO": Text("syntax.block.todo", "a to-do"),
    RULE: Text("syntax.block.rule", "the block of a rule"),
    "TIERS": Text("syntax.block.tiers", "a list of tiers"),
    "SETTLED": Text("syntax.block.settled", "a period that was settled"),
    "HELD": Text("syntax.block.held", "a meeting that was held"),
    SHARES: Text("syntax.block.shares", "a split"),
}


def one_of(messages: Sequence[Message]) -> Message:
    """`a`, `a or b`, `a, b or c`."""
    if len(messages) == 1:
        return messages[0]
    if len(messages) == 2:
        return TWO(first=messages[0], last=messages[1])
    return MORE(first=messages[0], rest=one_of(messages[1:]))


def listed(words: Iterable[str]) -> str:
    """Words in backticks, with commas."""
    return ", ".join(f"`{word}`" for word in words)


def expectation(expected: frozenset[str], language: Language) -> Message:
    """What may come next, in at most `MOST_LISTED` items, the most telling first; kinds of declarations all."""
    left = set(expected)
    items: list[Message] = []
    if {"NAME", "INTEGER", "_LPAR"} <= left:
        left -= VALUES
        items.append(VALUE())
    else:
        items += [THINGS[terminal]() for terminal in THINGS if terminal in left]
        left -= set(THINGS)
    after_value = len(left & OPERATORS) >= len(OPERATORS) // 2
    if after_value:
        left -= OPERATORS | {"_DOT", "_LPAR"}
    if left & PERIODS:
        left -= PERIODS
        words = vocabulary().of_terminal("WINDOW")[0].spellings(language)
        items.append(PERIOD(example=words[0]))
    marks = [QUOTED(word=mark) for terminal, mark in MARKS.items() if terminal in left]
    wanted = keywords_of(left)
    keywords = [QUOTED(word=keyword.spellings(language)[0]) for keyword in wanted]
    if wanted and not items and all(keyword.section == "kinds" for keyword in wanted):
        return one_of(keywords)
    items += keywords[:MOST_LISTED]
    if after_value:
        items.append(OPERATOR())
    if "_END" in left:
        items.append(STATEMENT_END())
    if len(items) < 2 or "_LBRACE" in left:
        items = marks + items
    return one_of(items[:MOST_LISTED])


def keywords_of(terminals: Iterable[str]) -> list[Keyword]:
    """The keywords of these terminals, in the order of the table, each once."""
    wanted = set(terminals)
    return [keyword for keyword in vocabulary().keywords if keyword.terminal in wanted and keyword.section != "later"]
