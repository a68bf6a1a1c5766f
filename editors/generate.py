"""Makes what editors are given from the tables of the language: `python -m editors.generate` writes the files anew.

The TextMate grammar has no parser to ask. A word that only begins statements is a keyword where one begins; others are
keywords wherever no name is sure to stand. What the server says of a word (semantic tokens) goes before that.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from planlang.diagnostics.text import Language
from planlang.editor.completion.initials import initials
from planlang.editor.completion.items import as_written
from planlang.source import Source
from planlang.syntax.automaton.blocks import home_blocks
from planlang.syntax.automaton.grammar import table
from planlang.syntax.lexical.currencies import CURRENCIES, NAMES
from planlang.syntax.lexical.keywords import Keyword, vocabulary
from planlang.syntax.mistakes.examples import DECLARATIONS
from planlang.syntax.reading import read

FOLDER = Path(__file__).parent / "vscode"
NAME_PART = r"[\p{L}\p{M}\p{N}_]"
NAME = rf"(?:[\p{{L}}_]{NAME_PART}*|`[^`\n]+`)"
BEGINNING = r"(?:^|(?<=[{}｛｝;；]))[ \t\u00a0\u3000]*"
ENDS = r"(?![\p{L}\p{M}_])(?:(?<![A-Za-z])|(?![0-9]))"
"""Where a word of the language ends: a digit may follow Chinese ones, as in 连续3周."""
CONSTANTS = ("windows", "weekdays", "cadences", "rates", "wholes", "periods")


def grammar() -> dict[str, Any]:
    """The TextMate grammar."""
    kinds = _any(vocabulary().section("kinds", "later"))
    first = _any(
        keyword
        for keyword in vocabulary().section("words", "weekdays", "cadences")
        if keyword.terminal in home_blocks()
    )
    inner = [keyword for keyword in vocabulary().section("words", "comparisons") if keyword.terminal in _inner()]
    scopes = [
        ("comment.line.documentation.planlang", r"[#＃][#＃].*$"),
        ("comment.line.number-sign.planlang", r"[#＃].*$"),
        ("variable.other.planlang", r"`[^`\n]*`"),
        ("variable.other.member.planlang", rf"{NAME}(?=[ \t]*[:：](?!:))"),
        ("variable.other.member.planlang", rf"(?<=[.．])(?<!\.\.){NAME}"),
        ("variable.other.planlang", rf"{NAME}(?=[.．](?![.．])[\p{{L}}_`])"),
        ("keyword.operator.word.planlang", _alone(_any(vocabulary().section("reserved")))),
        ("entity.name.function.planlang", rf"{NAME}(?=[(（])"),
        ("storage.type.planlang", _alone(kinds) + r"(?=[ \t]+[\p{L}_`\"“])"),
        ("support.constant.planlang", _alone(_any(vocabulary().section(*CONSTANTS)))),
        ("keyword.control.planlang", _alone(_any(inner))),
        ("constant.other.date.planlang", _dates()),
        ("constant.numeric.planlang", _numbers()),
        ("variable.other.planlang", NAME),
        ("keyword.operator.planlang", r"->|→|\.\.|～|~|<=|>=|==|!=|\?\?|[=+\-*/<>≤≥≠×÷＜＞＝＋－＊／|｜]"),
        ("punctuation.section.block.planlang", r"[{}｛｝]"),
        ("punctuation.planlang", r"[()\[\],:;.（）［］，、：；．]"),
    ]
    behind = _any(vocabulary().section("reserved", *CONSTANTS))
    recurring = {
        "match": rf"(?<!{NAME_PART})({_any(vocabulary().section('cadences'))})的?[ \t]*(第)(?=[ \t]*[0-9])",
        "captures": {"1": {"name": "support.constant.planlang"}, "2": {"name": "keyword.control.planlang"}},
    }
    private = _any([vocabulary().called("private")])
    declared = {
        "match": rf"{BEGINNING}(?:({private})[ \t]+)?({kinds})[ \t]+"
        rf"(?!(?:{behind})(?!{NAME_PART}))({NAME})(?:[ \t]*[|｜][ \t]*({NAME}))?(?![\p{{L}}\p{{N}}_]|[ \t]*[:：.．])",
        "captures": {
            "1": {"name": "storage.modifier.planlang"},
            "2": {"name": "storage.type.planlang"},
            "3": {"name": "entity.name.type.planlang"},
            "4": {"name": "entity.name.type.planlang"},
        },
    }
    begun = {
        "match": rf"{BEGINNING}({first}){ENDS}(?![ \t]*[:：.．])",
        "captures": {"1": {"name": "keyword.control.planlang"}},
    }
    phrases = [
        {"name": scope, "match": _alone(_any(keywords, phrases=True)) + r"(?![ \t]*[:：])"}
        for scope, keywords in (
            ("support.constant.planlang", vocabulary().section(*CONSTANTS)),
            ("keyword.control.planlang", vocabulary().keywords),
        )
    ]
    texts = [
        {
            "name": "string.quoted.double.planlang",
            "begin": opening,
            "end": rf"[{closing}]|$",
            "patterns": [{"name": "constant.character.escape.planlang", "match": r"\\."}],
        }
        for opening, closing in (('"', '"'), ("[“”]", "“”"))
    ]
    plain = [{"name": name, "match": match} for name, match in scopes]
    return {
        "$schema": "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json",
        "name": "planlang",
        "scopeName": "source.planlang",
        "fileTypes": ["plan"],
        "patterns": [*plain[:2], *texts, *phrases, recurring, declared, begun, *plain[2:]],
    }


@cache
def _inner() -> frozenset[str]:
    """The terminals that stand inside of statements, or begin none."""
    behind = {symbol for rule in table().rules for symbol in rule.symbols[1:]}
    return frozenset(
        keyword.terminal
        for keyword in vocabulary().keywords
        if keyword.terminal in behind or keyword.terminal not in home_blocks()
    )


def _any(keywords: Iterable[Keyword], *, phrases: bool = False) -> str:
    """One of these keywords, in any spelling of either language, or in those of several words."""
    spellings = (spelling for keyword in keywords for spelling in (*keyword.english, *keyword.chinese))
    return _spelt(spelling for spelling in spellings if " " in spelling or not phrases)


def _spelt(spellings: Iterable[str]) -> str:
    """One of these words and phrases, the longest that fits."""
    return "|".join(
        r"[ \t]+".join(re.escape(word) for word in spelling.split(" "))
        for spelling in sorted(dict.fromkeys(spellings), key=lambda spelling: (-len(spelling), spelling))
    )


def _alone(words: str) -> str:
    """These words where they are no part of another."""
    return rf"(?<![\p{{L}}\p{{M}}\p{{N}}_.．])(?:{words}){ENDS}"


def _dates() -> str:
    """Days, periods and times of day."""
    return (
        r"(?<![0-9A-Za-z_])(?:[0-9]{4}[-－][0-9]{1,2}[-－][0-9]{1,2}|[0-9]{4}年(?:[0-9]{1,2}月(?:[0-9]{1,2}[日号])?)?"
        r"|[0-9]{4}[-－](?:[WwPp][0-9]{2}|[Qq][1-4]|[Hh][12]|(?:0[1-9]|1[0-2]))|[0-9]{1,2}[:：][0-9]{2})(?![0-9A-Za-z_])"
    )


def _numbers() -> str:
    """Numbers with scale and unit."""
    words = vocabulary()
    units = [*words.units, *CURRENCIES, *NAMES]
    ascii_units = _spelt(unit for unit in units if unit.isascii())
    others = _spelt(unit for unit in units if not unit.isascii())
    scales = _spelt(scale for scale in words.scales if scale.isascii())
    chinese_scales = _spelt(scale for scale in words.scales if not scale.isascii())
    ends = rf"(?!{NAME_PART})"
    return (
        r"(?<![0-9A-Za-z_])(?:(?:US|R|HK|NT|NZ|MX|A|C|S)?[$][ \t]?|[€£¥￥₹₩][ \t]?)?[0-9０-９][0-9０-９_]*(?:[.．][0-9０-９]+)?"
        rf"(?:[ \t]?(?:(?:{scales})(?![A-Za-z0-9_])|{chinese_scales}))?"
        rf"(?:[%％]|[ \t]*(?:[€£$¥￥₹₩]|(?:{ascii_units}){ends}|{others}))?"
    )


def snippets(language: Language) -> dict[str, Any]:
    """A declaration of each kind, with places for all that is not a word of the language."""
    found = {}
    for keyword in vocabulary().section("kinds"):
        english, chinese = DECLARATIONS[keyword.terminal]
        word = keyword.spellings(language)[0]
        prefixes = [word, initials(word)] if language is Language.ZH else [word]
        found[word] = {"prefix": prefixes, "body": list(_body(english if language is Language.EN else chinese))}
    return found


def _body(example: str) -> Iterator[str]:
    """The lines of an example as those of a snippet, what stands in its blocks indented."""
    line, depth, at, number, fresh = "", 0, 0, 0, True
    for token in read(Source("", example)).tokens:
        if token.start < at or (token.start == token.end and token.type != "_END"):
            continue
        gap = "" if fresh else example[at : token.start]
        fresh, at = False, token.end
        if token.text == "{":
            yield "\t" * depth + line + gap + "{"
            line, depth, fresh = "", depth + 1, True
        elif token.type in ("_END", "RBRACE"):
            if line:
                yield "\t" * depth + line
            line, fresh = "", True
            if token.type == "RBRACE":
                depth -= 1
                yield "\t" * depth + "}"
        elif token.keyword is not None or not (token.word or token.type in VALUES):
            line += gap + as_written(token.text)
        else:
            number += 1
            quote = '"' if token.type == "STRING" else ""
            line += f"{gap}{quote}${{{number}:{as_written(token.text.strip(chr(34)))}}}{quote}"
    if line:
        yield line


VALUES = frozenset({"STRING", "DATE", "TIME", "LABEL", "INTEGER", "NUMBER", "PERCENT", "MONEY", "DURATION"})


def files() -> dict[Path, str]:
    """What is made, by where it belongs."""
    made = {
        FOLDER / "syntaxes" / "planlang.tmLanguage.json": grammar(),
        **{FOLDER / "snippets" / f"{language.value}.json": snippets(language) for language in Language},
    }
    return {path: json.dumps(content, ensure_ascii=False, indent=2) + "\n" for path, content in made.items()}


if __name__ == "__main__":
    for path, text in files().items():
        path.write_text(text, encoding="utf-8", newline="\n")
